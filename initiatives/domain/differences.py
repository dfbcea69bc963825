"""Two texts side by side: which of their words differ."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|\S+")


@dataclass(frozen=True)
class Part:
    text: str
    differs: bool


def compare(one: str, other: str) -> tuple[list[Part], list[Part]]:
    """Both texts in parts; joined again they are the texts. Compared by words, white space counts with its neighbours."""
    words, others = WORDS.findall(one), WORDS.findall(other)
    left, right = [], []
    for tag, a, b, c, d in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        differs = tag != "equal"
        left.append(Part("".join(words[a:b]), differs))
        right.append(Part("".join(others[c:d]), differs))
    return [p for p in left if p.text], [p for p in right if p.text]

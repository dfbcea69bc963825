"""Two texts side by side: which of their words differ."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|\S+")


MOST = 400  # words and gaps; longer passages that differ stand whole, since comparing them takes too long
KEPT = 12  # words and gaps that stay of what is equal, beside what differs


@dataclass(frozen=True)
class Part:
    text: str
    differs: bool


@dataclass(frozen=True)
class Piece:
    """A stretch of a change: `same`, `gone` or `new`."""

    text: str
    kind: str


def compare(one: str, other: str) -> tuple[list[Part], list[Part]]:
    """Both texts in parts; joined again they are the texts. Compared by words, white space counts with its neighbours."""
    words, others = WORDS.findall(one), WORDS.findall(other)
    left, right = [], []
    for tag, a, b, c, d in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        differs = tag != "equal"
        left.append(Part("".join(words[a:b]), differs))
        right.append(Part("".join(others[c:d]), differs))
    return [p for p in left if p.text], [p for p in right if p.text]


def changed(before: str, after: str) -> list[Piece]:
    """What became of a text, in one line: what is equal is cut down to the words beside what differs."""
    words, others = WORDS.findall(before), WORDS.findall(after)
    start = _common(words, others)
    end = _common(words[start:][::-1], others[start:][::-1])
    middle, new = words[start : len(words) - end], others[start : len(others) - end]
    pieces = [Piece(_tail(words[:start]), "same"), *_pieces(middle, new)]
    pieces.append(Piece(_head(words[len(words) - end :]), "same"))
    return [piece for piece in pieces if piece.text]


def _common(one: list[str], other: list[str]) -> int:
    """How many words both begin with."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _pieces(words: list[str], others: list[str]) -> Iterator[Piece]:
    if max(len(words), len(others)) > MOST:
        yield Piece("".join(words), "gone")
        yield Piece("".join(others), "new")
        return
    gone = new = ""
    for tag, a, b, c, d in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        if tag == "equal" and (not gone + new or "".join(words[a:b]).strip()):
            yield from (Piece(gone, "gone"), Piece(new, "new"), Piece(_middle(words[a:b]), "same"))
            gone = new = ""
        else:  # a gap between two words that differ belongs to them
            gone += "".join(words[a:b])
            new += "".join(others[c:d])
    yield from (Piece(gone, "gone"), Piece(new, "new"))


def _tail(words: list[str]) -> str:
    return "".join(words) if len(words) <= KEPT else "… " + "".join(words[-KEPT:]).lstrip()


def _head(words: list[str]) -> str:
    return "".join(words) if len(words) <= KEPT else "".join(words[:KEPT]).rstrip() + " …"


def _middle(words: list[str]) -> str:
    if len(words) <= 2 * KEPT:
        return "".join(words)
    return _head(words) + " " + "".join(words[-KEPT:]).lstrip()

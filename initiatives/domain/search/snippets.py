"""What was found in a text: the piece around it, in parts, those with the words that were looked for marked.

Pure and without markup: whoever shows the parts escapes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

TOKENS = re.compile(r"\w+|\W+")
ENDING = re.compile(r"(?:en|em|er|es|e|n|s)$")
PLAIN = str.maketrans("äöü", "aou")
BEFORE, LENGTH = 60, 220
SHORT = 3  # shorter words are marked only where they stand alone


@dataclass(frozen=True)
class Part:
    text: str
    found: bool


def marked(text: str, words: Iterable[str]) -> list[Part]:
    """The whole text in parts; joined again they are the text."""
    stems = _stems(words)
    found: list[Part] = []
    for token in TOKENS.findall(text):
        hit = _fits(token, stems)
        if found and found[-1].found == hit:
            found[-1] = Part(found[-1].text + token, hit)
        else:
            found.append(Part(token, hit))
    return found


def snippet(texts: Iterable[str], words: Iterable[str]) -> list[Part]:
    """The piece of the first text with one of the words in it; of the first that is not empty where there is none."""
    words = list(words)
    stems = _stems(words)
    texts = [" ".join(text.split()) for text in texts if text.strip()]
    for text in texts:
        place = _place(text, stems)
        if place is not None:
            return marked(_cut(text, place), words)
    return marked(_cut(texts[0], 0), words) if texts else []


def _place(text: str, stems: list[str]) -> int | None:
    return next((m.start() for m in TOKENS.finditer(text) if _fits(m[0], stems)), None)


def _cut(text: str, place: int) -> str:
    """About `LENGTH` characters from a little before the place, between words, with dots where something is left out."""
    start = 0 if place <= BEFORE else text.find(" ", place - BEFORE, place) + 1 or place - BEFORE
    end = len(text)
    if end - start > LENGTH:
        end = text.rfind(" ", start + 1, start + LENGTH)
        end = end if end > place else start + LENGTH
    return f"{'… ' if start else ''}{text[start:end].rstrip()}{' …' if end < len(text) else ''}"


def _stems(words: Iterable[str]) -> list[str]:
    """Of each word the part that its other forms share, roughly."""
    parts = [_fold(part) for word in words for part in re.findall(r"\w+", word)]
    return [ENDING.sub("", part) if len(part) > 5 else part for part in parts]


def _fits(token: str, stems: list[str]) -> bool:
    folded = _fold(token)
    return any(folded == stem if len(stem) < SHORT else stem in folded for stem in stems)


def _fold(text: str) -> str:
    return text.casefold().translate(PLAIN)

"""What was found in a text: the piece around it, in parts, those with the words that were looked for marked.

Pure and without markup: whoever shows the parts escapes them. What is marked stands as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from initiatives.domain.search.words import forms
from initiatives.german import MARKS, UNSEEN, folded

LETTER = f"[\\w{UNSEEN}{MARKS}]"  # what nobody sees does not end a word
TOKENS = re.compile(f"{LETTER}+|(?:(?!{LETTER}).)+", re.DOTALL)
WORDS = re.compile(r"\w+")
BEFORE, LENGTH = 60, 220
SHORT = 3  # shorter words are marked only where they stand alone


@dataclass(frozen=True)
class Part:
    text: str
    found: bool


def marked(text: str, words: Iterable[str]) -> list[Part]:
    """The whole text in parts; joined again they are the text."""
    return _marked(text, _pieces(words))


def snippet(texts: Iterable[str], words: Iterable[str]) -> list[Part]:
    """The piece of the first text with one of the words in it; of the first that is not empty where there is none."""
    pieces = _pieces(words)
    texts = [" ".join(text.split()) for text in texts if text.strip()]
    for text in texts:
        place = _place(text, pieces)
        if place is not None:
            return _marked(_cut(text, place), pieces)
    return _marked(_cut(texts[0], 0), pieces) if texts else []


def _marked(text: str, pieces: list[str]) -> list[Part]:
    found: list[Part] = []
    for token in TOKENS.findall(text):
        hit = _fits(token, pieces)
        if found and found[-1].found == hit:
            found[-1] = Part(found[-1].text + token, hit)
        else:
            found.append(Part(token, hit))
    return found


def _place(text: str, pieces: list[str]) -> int | None:
    """Where the first word begins that has one of the pieces in it; only words near such a piece are looked at."""
    plain = folded(text)
    places = []
    for piece in pieces:
        alone = f"(?<!\\w){re.escape(piece)}(?!\\w)"
        for hit in re.finditer(alone if len(piece) < SHORT else re.escape(piece), plain):
            word = _word_at(text, _unfolded(text, hit.start()))
            if _fits(word[0], pieces):
                places.append(word.start())
                break
    return min(places, default=None)


def _word_at(text: str, place: int) -> re.Match[str]:
    start = place
    while start and re.match(LETTER, text[start - 1]):
        start -= 1
    word = TOKENS.match(text, start)
    assert word is not None, "A piece of a word stands in a word."
    return word


def _unfolded(text: str, place: int) -> int:
    """The place in the text of one in its folded form, which has more letters here and fewer there."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if len(folded(text[:middle])) <= place:
            low = middle
        else:
            high = middle - 1
    return min(low, len(text) - 1)


def _cut(text: str, place: int) -> str:
    """About `LENGTH` characters from a little before the place, between words, with dots where something is left out."""
    start = 0 if place <= BEFORE else text.find(" ", place - BEFORE, place) + 1 or place - BEFORE
    end = len(text)
    if end - start > LENGTH:
        end = text.rfind(" ", start + 1, start + LENGTH)
        end = end if end > place else start + LENGTH
    return f"{'… ' if start else ''}{text[start:end].rstrip()}{' …' if end < len(text) else ''}"


def _pieces(words: Iterable[str]) -> list[str]:
    """What of each word is marked where it stands in another."""
    return [form for word in words for part in WORDS.findall(word) for form in forms(part)]


def _fits(token: str, pieces: list[str]) -> bool:
    plain = folded(token)
    return any(plain == piece if len(piece) < SHORT else piece in plain for piece in pieces)

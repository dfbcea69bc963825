"""German texts compared: folded for the search, and brought into the order of DIN 5007-1.

Pure. The databases fold by functions of their own that are made from the same letters (models/german.py), so that a list
and a search say the same on each of them and in Python.
"""

import re
import unicodedata
from functools import lru_cache

# Nobody sees them, and they stand within words: soft hyphen, zero-width signs.
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# What is left of a letter that was typed in parts and of which there is no whole one.
MARKS = "".join(map(chr, range(0x300, 0x370)))
TWO_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue"}
OTHERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "ŧ": "t"}
BETWEEN = "\x01"  # before all letters
SPELT = UMLAUTS | TWO_LETTERS  # how the search spells letters
PLAIN = {"ä": "a", "ö": "o", "ü": "u"} | TWO_LETTERS  # how an ordered list takes them


def _single() -> dict[str, str]:
    """Of each letter of the alphabets around us the small one without marks; those of `SPELT` stay themselves."""
    found = {chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)} | {"ẞ": "ß"}
    for letter in map(chr, range(0xC0, 0x180)):
        small = letter.lower()
        plain = small if small in SPELT else OTHERS.get(small) or unicodedata.normalize("NFD", small)[0]
        if plain != letter and (plain in SPELT or plain.isascii()):
            found[letter] = plain
    return found


SINGLE = _single()
_REMOVED = dict.fromkeys(map(ord, UNSEEN + MARKS))
_SEARCH: dict[int, str | None] = {
    ord(one): SPELT.get(plain, plain) for one, plain in (SINGLE | {x: x for x in SPELT}).items()
}
_ORDER: dict[int, str | None] = {
    ord(one): PLAIN.get(plain, plain) for one, plain in (SINGLE | {x: x for x in SPELT}).items()
}
_SEARCH |= _REMOVED
_ORDER |= _REMOVED

# Of what German texts are made: of these signs only the letters change, and all are in one piece. Ranges of a regular expression.
USUAL_LETTERS = "äöüß"
USUAL = f"\\u0001-\\u007f{USUAL_LETTERS}ÄÖÜ\\u00a0-\\u00ac\\u00ae-\\u00bf\\u00d7\\u00f7\\u2010-\\u205f\\u20ac"
_UNUSUAL = re.compile(f"[^{USUAL}]")


def _plain(text: str, table: dict[int, str | None]) -> str:
    """Each letter as the table says; the short ways say the same, since a search folds many texts."""
    if text.isascii():
        return text.lower()
    if _UNUSUAL.search(text):
        return unicodedata.normalize("NFC", text).translate(table)
    text = text.lower()
    for letter in USUAL_LETTERS:
        text = text.replace(letter, table[ord(letter)] or "")
    return text


@lru_cache(maxsize=16)
def folded(text: str) -> str:
    """As the search compares it: small letters, ä as ae, ß as ss, other marks and what nobody sees left out."""
    return _plain(text, _SEARCH)


def by(text: str) -> str:
    """What an ordered list compares, the key to sort by: ä as a and ß as ss (DIN 5007-1), and where that is the same the
    text as it stands."""
    return f"{_plain(text, _ORDER)}{BETWEEN}{text}"


def composed(text: str) -> str:
    """As it is kept: letters in one piece (NFC), without soft hyphens, blanks of no width and marks of the order of bytes.

    The signs that join pictures and letters of other scripts stay.
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text).translate(_NOT_KEPT)


_NOT_KEPT = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))

"""Small helpers for texts that people typed."""

import re

from django.utils.text import slugify

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def clean(text: str) -> str:
    """Without control characters, with plain line ends, stripped."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def slug(text: str) -> str:
    """For addresses and file names: "Rat Lüdinghausen" becomes "rat-luedinghausen"."""
    return slugify(text.lower().translate(UMLAUTS))

"""Small helpers for texts that people typed."""

import re

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def clean(text: str) -> str:
    """Without control characters, with plain line ends, stripped."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()

"""Small helpers for texts that people typed."""

import re
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from initiatives.domain.kernel.errors import Refused
from initiatives.german import composed
from initiatives.models.lines import one_line

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# what no database keeps in JSON or no reader sees: control characters, halves of a pair, marks that turn the order of text
HARMFUL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def clean(text: str) -> str:
    """Without control characters, with plain line ends and composed letters (`german.composed`), stripped."""
    return CONTROL.sub("", composed(text).replace("\r\n", "\n").replace("\r", "\n")).strip()


def clean_line(text: str) -> str:
    """As `clean`, of one line: a cell of a list. What goes into a `Line` of a table becomes one there."""
    return one_line(clean(text))


def check_known_from(reason: str) -> None:
    """Raise Refused, at the form's field `reason`, where what is recorded afterwards does not say from where it is known."""
    if not clean(reason):
        raise Refused("Bitte nennen Sie, woher Sie das wissen.", "reason")


def harmless(value: Any) -> Any:
    """JSON whose texts hold no control characters; markup stays the text that it is."""
    if isinstance(value, str):
        return HARMFUL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, dict):
        return {harmless(key): harmless(inner) for key, inner in value.items()}
    return [harmless(inner) for inner in value] if isinstance(value, list) else value


def slug(text: str) -> str:
    """For addresses and file names: "Rat Lüdinghausen" becomes "rat-luedinghausen"."""
    return slugify(text.lower().translate(UMLAUTS))


def size_in_words(size: int) -> str:
    """Bytes as they are told: 820 KB, 1,2 MB, 2,0 GB (a KB is 1.000 bytes), with a no-break space."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1_000))}\u00a0KB"
    unit, bytes_of_it = ("MB", 1_000_000) if size < 1_000_000_000 else ("GB", 1_000_000_000)
    return f"{size / bytes_of_it:.1f}".replace(".", ",") + f"\u00a0{unit}"


def number_in_words(value: Decimal) -> str:
    """A number as it is written here: 1.250,5, with a true minus sign."""
    whole, _, rest = f"{abs(value):f}".partition(".")
    rest = rest.rstrip("0")
    return f"{'−' if value < 0 else ''}{int(whole):,}".replace(",", ".") + (f",{rest}" if rest else "")


def percent_in_words(value: Decimal) -> str:
    """8,5 %, with a no-break space."""
    return f"{number_in_words(value)}\u00a0%"


def euro_in_words(cents: int, *, brief: bool = False) -> str:
    """A sum as it is written here: 24.800,50 €, with a no-break space and a true minus sign; `brief` leaves out ,00."""
    whole, rest = divmod(abs(cents), 100)
    decimals = "" if brief and not rest else f",{rest:02d}"
    return f"{'−' if cents < 0 else ''}{whole:,}".replace(",", ".") + f"{decimals}\u00a0€"


def whole_euro_in_words(cents: int) -> str:
    """Rounded to euros: 24.801 €."""
    return euro_in_words(round(cents / 100) * 100, brief=True)

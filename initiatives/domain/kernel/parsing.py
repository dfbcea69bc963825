"""Numbers, dates and times as people and other programs write them."""

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from django.utils.dateparse import parse_datetime

GROUPED = re.compile(r"\d{1,3}([.\u00a0\u202f ]\d{3})+")
CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?: ?Uhr)?")
GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
YEARS = range(
    1900, 2200
)  # far enough from what a date can hold that days may be added, and no slip of the finger
FAR = f"Bitte prüfen Sie das Jahr. Möglich sind die Jahre {YEARS[0]} bis {YEARS[-1]}."


class Unparsable(ValueError):
    """The text is no number or date; the German message says what was expected."""


def parse_whole(text: str) -> int:
    """Read "19901", "19.901" or "19 901". Raises Unparsable for anything else, also below zero."""
    digits = re.sub(r"\D", "", text) if GROUPED.fullmatch(text) else text
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        raise Unparsable("Das ist keine ganze Zahl, zum Beispiel 19901 oder 19.901.")
    return int(digits)


def parse_decimal(text: str) -> Decimal:
    """Read "51,928018" or "51.928018"; groups of thousands are not expected. Raises Unparsable."""
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Unparsable("Das ist keine Zahl, zum Beispiel 51,928018.")
    return number


def parse_date(text: str) -> date:
    """Read "31.12.2022" or "2022-12-31". Raises Unparsable, also for a day that does not exist, or is none of YEARS."""
    german = GERMAN_DATE.fullmatch(text)
    try:
        if german:
            day, month, year = map(int, german.groups())
            found = date(year, month, day)
        else:
            found = date.fromisoformat(text)
    except ValueError as error:
        raise Unparsable("Dieses Datum gibt es nicht. Erwartet wird zum Beispiel 31.12.2022.") from error
    if found.year not in YEARS:
        raise Unparsable(FAR)
    return found


def parse_instant(text: str) -> datetime | None:
    """The instant that one of our pages sends back, with its offset; None for anything else."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo and found.year in YEARS else None


def parse_time(text: str) -> time:
    """Read "14:30", "14.30" or "14 Uhr". Raises Unparsable."""
    match = CLOCK.fullmatch(text.strip())
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise Unparsable("Diese Uhrzeit gibt es nicht. Erwartet wird zum Beispiel 14:30.")
    return time(int(match[1]), int(match[2] or 0))

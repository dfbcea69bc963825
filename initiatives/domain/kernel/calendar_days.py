"""What is to be known of a day on which somebody is asked to come or to have done something: a weekend, a holiday, a change of
the clock, over already. A word beside the date, never a reason to refuse it.

Holidays are those of the laws of the Länder on Sundays and holidays, as they have been since 2023; of holidays in a part of a
Land only that of Bavaria is told.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
SATURDAY, SUNDAY, WEDNESDAY = 5, 6, 2
EVERYWHERE: tuple[str, ...] = ()

# name, day of the year or days after Easter, AGS of the Länder
FIXED: tuple[tuple[str, tuple[int, int], tuple[str, ...]], ...] = (
    ("Neujahr", (1, 1), EVERYWHERE),
    ("Heilige Drei Könige", (1, 6), ("08", "09", "15")),
    ("Internationaler Frauentag", (3, 8), ("11", "13")),
    ("Tag der Arbeit", (5, 1), EVERYWHERE),
    ("Mariä Himmelfahrt", (8, 15), ("10",)),
    ("Mariä Himmelfahrt, in vielen Gemeinden Bayerns", (8, 15), ("09",)),
    ("Weltkindertag", (9, 20), ("16",)),
    ("Tag der Deutschen Einheit", (10, 3), EVERYWHERE),
    ("Reformationstag", (10, 31), ("01", "02", "03", "04", "12", "13", "14", "15", "16")),
    ("Allerheiligen", (11, 1), ("05", "07", "08", "09", "10")),
    ("1. Weihnachtstag", (12, 25), EVERYWHERE),
    ("2. Weihnachtstag", (12, 26), EVERYWHERE),
)
MOVING: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("Karfreitag", -2, EVERYWHERE),
    ("Ostersonntag", 0, EVERYWHERE),
    ("Ostermontag", 1, EVERYWHERE),
    ("Christi Himmelfahrt", 39, EVERYWHERE),
    ("Pfingstsonntag", 49, EVERYWHERE),
    ("Pfingstmontag", 50, EVERYWHERE),
    ("Fronleichnam", 60, ("05", "06", "07", "08", "09", "10")),
)
REPENTANCE, SAXONY = "Buß- und Bettag", "14"
EVES = {(12, 24): "Heiligabend", (12, 31): "Silvester"}

MISSING = "Diese Uhrzeit gibt es an dem Tag nicht: Die Uhr wird von 2:00 auf 3:00 Uhr vorgestellt."
TWICE = (
    "Diese Uhrzeit gibt es an dem Tag zweimal, weil die Uhr von 3:00 auf 2:00 Uhr zurückgestellt wird. "
    "Gemeint ist die erste, noch in Sommerzeit."
)


def easter(year: int) -> date:
    """Easter Sunday of a Gregorian year (the method of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def holiday(day: date, land: str) -> str:
    """The holiday that a day is in a Land (first two digits of the AGS; "" knows only those of all Länder), "" for none."""
    after = (day - easter(day.year)).days
    fixed = (name for name, on, where in FIXED if on == (day.month, day.day) and _holds(where, land))
    moving = (name for name, days, where in MOVING if days == after and _holds(where, land))
    return next(fixed, "") or next(moving, "") or _repentance(day, land)


def _holds(where: tuple[str, ...], land: str) -> bool:
    return where is EVERYWHERE or land in where


def _repentance(day: date, land: str) -> str:
    """The Wednesday before 23 November."""
    falls = (
        land == SAXONY
        and day.weekday() == WEDNESDAY
        and date(day.year, 11, 16) <= day <= date(day.year, 11, 22)
    )
    return REPENTANCE if falls else ""


def clock(at: datetime) -> str:
    """What is odd about a time of the clock in Berlin (naive): `MISSING`, `TWICE`, or ""."""
    early, late = (at.replace(tzinfo=BERLIN, fold=fold) for fold in (0, 1))
    if early.astimezone(UTC).astimezone(BERLIN).replace(tzinfo=None) != at:
        return MISSING
    return TWICE if early.utcoffset() != late.utcoffset() else ""


def word(day: date, *, land: str, today: date, at: datetime | None = None) -> str:
    """What is to be known of a day to come, in sentences; "" for a working day. `at` is the time of the clock, if one is
    named (naive, in Berlin)."""
    odd = [text for text in (_weekend(day), holiday(day, land) or EVES.get((day.month, day.day), "")) if text]
    sentences = [f"Das ist {_joined(day, odd, land)}."] if odd else []
    sentences += ["Dieser Tag ist schon vorbei."] if day < today else []
    sentences += [clock(at)] if at else []
    return " ".join(filter(None, sentences))


def _weekend(day: date) -> str:
    return {SATURDAY: "ein Samstag", SUNDAY: "ein Sonntag"}.get(day.weekday(), "")


def _joined(day: date, odd: list[str], land: str) -> str:
    if not holiday(day, land):
        return " und ".join(odd)
    *before, name = odd
    return " und ".join([*before, f"ein Feiertag ({name})"])

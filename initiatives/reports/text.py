"""German text for documents: cleaned, escaped, shortened, counted, dated.

Everything that comes from a snapshot passes `esc` before it stands in HTML: control characters, lone surrogates and
invisible formatting characters are gone, markup is text.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from html import escape
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from initiatives import typed

NBSP, SHY = "\u00a0", "\u00ad"
MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
WEEKDAYS = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"]
NUMBERS = [
    "0",
    "ein",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
]
COMPOUNDS = {
    "Bestandsaufnahme": "Bestands\u00adaufnahme",
    "Entscheidung": "Ent\u00adscheidung",
    "Expertenpool": "Experten\u00adpool",
    "Geschäftsprozessoptimierung": "Geschäftsprozess\u00adoptimierung",
    "Personalabrechnung": "Personal\u00adabrechnung",
    "Wirtschaftlichkeit": "Wirtschaft\u00adlichkeit",
}
LONG_WORD, ENDS = 17, 6  # characters
INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_BEFORE = re.compile(r"(\d) (?=(?:[€%]|Uhr\b|km\b|Tsd\.|Mio\.))")
_AFTER = re.compile(
    r"(§|\b(?:Nr\.|TOP|Phase|Feld|Feldern?|Abbildung|Abschnitt|Anlage|Absatz|Stand|Bericht|D)) (?=\d|[a-z]\d|[a-z]\))"
)
_DAY = re.compile(rf"(\d\.) (?=(?:{'|'.join(MONTHS)})\b)")
# A vowel with the consonants after it that belong to it: all but the last one before the next vowel.
_SYLLABLE = re.compile(
    r"[aeiouyäöü]+[^\W\d_aeiouyäöü]*?(?=(?:sch|ch|ck|ph|th|qu|pf[lr]?|[bcdfgkptv]?[lr]|[^\W\d_aeiouyäöü])[aeiouyäöü])",
    re.IGNORECASE,
)
_RUN = re.compile(r"\S{120,}")
_PIECE = re.compile(r"\S{30}(?=\S)")
_TAGS = re.compile(r"(<style>.*?</style>|<[^>]+>)", re.DOTALL)


@lru_cache(maxsize=4096)
def _kept(char: str) -> str:
    if char in "\n\u00ad":
        return char
    if char in "\t\u2028\u2029":
        return " "
    return "" if unicodedata.category(char) in INVISIBLE else char


def clean(text: str) -> str:
    """The text in NFC without control, invisible and unassigned characters; line ends are `\\n`.

    Runs of 120 and more characters without a space get places to break: setting them takes minutes otherwise.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(map(_kept, text)).strip()
    return _RUN.sub(lambda run: _PIECE.sub("\\g<0>\u200b", run[0]), kept)


def esc(text: str) -> str:
    """Text from a snapshot as HTML text or attribute value."""
    return escape(clean(text))


def flat(text: str, limit: int) -> str:
    """One line of at most `limit` characters, cut at a word with an ellipsis; not yet escaped."""
    line = " ".join(clean(typed.plain(text[: 4 * limit + 80])).split())
    if len(line) <= limit and len(text) <= 4 * limit + 80:
        return line
    cut = line[: limit - 1]
    head = cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut
    return head.rstrip(" ,;:.–-") + "…"


def short(text: str, limit: int) -> str:
    """`flat`, escaped."""
    return escape(flat(text, limit))


def paragraphs(text: str, cls: str = "") -> str:
    """What people typed as HTML: paragraphs and lists, line ends, bold and links as `initiatives.typed` reads them."""
    return typed.html(clean(typed.bulleted(text)), cls)


def running(text: str) -> str:
    """As `paragraphs`, within a paragraph or a cell: lists stay lines."""
    return typed.inline(clean(typed.bulleted(text)))


def soft(title: str, limit: int, least: int = LONG_WORD) -> str:
    """`short` for a narrow column: long words get places to break, compounds that the domain is full of their best ones."""
    return " ".join(hyphenated(word, least) for word in short(title, limit).split(" "))


def hyphenated(word: str, least: int = LONG_WORD) -> str:
    """A word (escaped) of so many characters or more with soft hyphens between its syllables, as German divides them.

    By rule, since the dictionary of the typesetter takes a second to load; six characters stay together at either end.
    """
    if word in COMPOUNDS or len(word) < least or "&" in word:
        return COMPOUNDS.get(word, word)
    ends = [found.end() for found in _SYLLABLE.finditer(word) if ENDS <= found.end() <= len(word) - ENDS]
    return SHY.join(word[a:b] for a, b in pairwise([0, *ends, len(word)]))


def sentence(text: str) -> str:
    """What people typed, as `running`, with a full stop at its end, unless it ends in one already."""
    last = clean(typed.plain(text))[-1:]
    return running(text) + ("" if not last or last in ".!?…" else ".")


def day(value: date) -> str:
    return f"{value:%d.%m.%Y}"


def long_day(value: date) -> str:
    return f"{value.day}. {MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime) -> str:
    """Date and time in Berlin, "09.10.2026, 12.00 Uhr"."""
    return f"{_local(value):%d.%m.%Y, %H.%M} Uhr"


def clock(value: datetime) -> str:
    """Time in Berlin, "12.00"."""
    return f"{_local(value):%H.%M}"


def _local(value: datetime) -> datetime:
    return value.astimezone(ZoneInfo("Europe/Berlin")) if value.tzinfo else value


def number(value: int) -> str:
    """12345 as 12.345."""
    return f"{value:,}".replace(",", ".")


def money(euros: int) -> str:
    """1234 as 1.234 €; a true minus, and a space that doesn't break."""
    return f"{number(euros)}{NBSP}€".replace("-", "−")


def cents(value: int) -> str:
    """123456 as 1.234,56 €, whole euros without decimals."""
    euros, rest = divmod(abs(value), 100)
    sign = "−" if value < 0 else ""
    return f"{sign}{number(euros)},{rest:02}{NBSP}€" if rest else f"{sign}{number(euros)}{NBSP}€"


def count(value: int, one: str, many: str, article: str = "ein") -> str:
    """ "ein Feld", "zwei Felder", "13 Felder"; `article` is the inflected word for one ("eine", "einem")."""
    return f"{numeral(value, article)} {one if value == 1 else many}"


def numeral(value: int, one: str) -> str:
    """A number in words up to twelve; `one` is the inflected word for one."""
    return one if value == 1 else NUMBERS[value] if value < len(NUMBERS) else number(value)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def listing(items: Iterable[str], last: str = "und") -> str:
    """ "a, b und c"; the items are taken as they are."""
    *head, tail = list(items) or [""]
    return f"{', '.join(head)} {last} {tail}" if head else tail


def ranges(letter: str, numbers: Iterable[int]) -> str:
    """Numbers of fields with their letter, runs of three and more joined: "a1–a4, a6"."""
    runs = groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0])
    out = []
    for _, run in runs:
        found = [value for _, value in run]
        names = [f"{letter}{value}" for value in found]
        out += [f"{names[0]}–{names[-1]}"] if len(found) > 2 else names
    return ", ".join(out)


def no_breaks(html: str) -> str:
    """No-break spaces before units, after § and between a word and its number; tags and styles stay as they are."""

    def fix(text: str) -> str:
        text = _BEFORE.sub(rf"\1{NBSP}", text)
        return _DAY.sub(rf"\1{NBSP}", _AFTER.sub(rf"\1{NBSP}", text))

    return "".join(part if part.startswith("<") else fix(part) for part in _TAGS.split(html))

"""German words and forms for templates: dates, numbers, money, counting, and the words of the domain.

A value that is None or empty gives an empty text, so that a template need not ask first.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django import template
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR

from initiatives import enums
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.texts import euro_in_words, size_in_words
from initiatives.domain.state.facts import OrganisationFacts
from initiatives.enums.designations import declined
from initiatives.models import Organisation

register = template.Library()

NBSP = "\u00a0"


@register.filter(expects_localtime=True)
def day(value: date | datetime | None) -> date | None:
    """The day of an instant in local time; a date as it is."""
    return value.date() if isinstance(value, datetime) else value or None


@register.filter(expects_localtime=True)
def date_de(value: date | None) -> str:
    """20.09.2010"""
    return f"{value:%d.%m.%Y}" if value else ""


@register.filter(expects_localtime=True)
def date_long(value: date | None) -> str:
    """20. September 2010"""
    return f"{value.day}.{NBSP}{MONTHS[value.month]} {value.year}" if value else ""


@register.filter(expects_localtime=True)
def date_weekday(value: date | None) -> str:
    """Montag, 20. September 2010"""
    return f"{WEEKDAYS[value.weekday()]}, {date_long(value)}" if value else ""


@register.filter(expects_localtime=True)
def month_long(value: date | None) -> str:
    """September 2010"""
    return f"{MONTHS[value.month]} {value.year}" if value else ""


@register.filter(expects_localtime=True)
def weekday_short(value: date | None) -> str:
    """Mo 20.09. in the present year, Mo 20.09.2010 in any other."""
    if not value:
        return ""
    year = "" if value.year == moments.today().year else value.year
    return f"{WEEKDAYS_ABBR[value.weekday()]}{NBSP}{value:%d.%m.}{year}"


@register.filter(expects_localtime=True)
def due(value: date | None) -> str:
    """How far a day is from today: heute, morgen, in 3 Tagen, seit gestern, seit 3 Tagen."""
    if not value:
        return ""
    days = ((value.date() if isinstance(value, datetime) else value) - moments.today()).days
    near = {0: "heute", 1: "morgen", -1: "seit gestern"}
    return near.get(days) or (f"in {number_de(days)} Tagen" if days > 0 else f"seit {number_de(-days)} Tagen")


@register.filter
def number_de(value: int | None) -> str:
    """1.234"""
    return "" if value in (None, "") else f"{value:,}".replace(",", ".")


@register.filter
def file_size(size: int) -> str:
    """Bytes as 820 KB or 1,2 MB."""
    return size_in_words(size)


@register.filter
def euro(cents: int | None) -> str:
    """Cents as 1.234,56 €, with a no-break space and a true minus sign."""
    return "" if cents in (None, "") else euro_in_words(cents)


@register.filter
def plural(count: int | None, forms: str) -> str:
    """3 with "Kommune,Kommunen" gives "3 Kommunen"."""
    one, many = forms.split(",")
    return f"{number_de(count or 0)} {one if count == 1 else many}"


@register.filter
def join_and(items: Iterable) -> str:
    """Nottuln, Olfen und Senden"""
    *head, tail = [str(item) for item in items] or [""]
    return f"{', '.join(head)} und {tail}" if head else tail


@register.filter
def quoted(items: Iterable) -> list[str]:
    """Each in quotation marks: „Nottuln“"""
    return [f"„{item}“" for item in items]


@register.filter
def as_subject(organisation: Organisation | OrganisationFacts) -> str:
    """The designation at the beginning of a sentence: "Die Stadt Dülmen", "Der Kreis Coesfeld"."""
    words = declined(organisation.designation, organisation.kind, "nominative")
    return words[:1].upper() + words[1:]


@register.filter
def as_object(organisation: Organisation | OrganisationFacts) -> str:
    """The designation after a verb: "die Stadt Dülmen", "den Kreis Coesfeld"."""
    return declined(organisation.designation, organisation.kind, "accusative")


@register.filter
def light_word(light: str) -> str:
    return enums.LIGHT_WORDS[light]


@register.filter
def light_meaning(light: str) -> str:
    return enums.LIGHT_MEANINGS[light]


@register.filter
def stance_word(stance: str) -> str:
    return enums.STANCE_WORDS[stance]


@register.filter
def stance_letter(stance: str) -> str:
    return enums.STANCE_LETTERS[stance]


@register.filter
def participation_word(status: str) -> str:
    return enums.PARTICIPATION_WORDS[status]


@register.filter
def nature_word(nature: str) -> str:
    return enums.Nature(nature).label


@register.filter
def phase_word(phase: int) -> str:
    return enums.Phase(phase).label


@register.filter
def resolution_word(result: str) -> str:
    return enums.ResolutionResult(result).label


@register.filter
def purpose_word(purpose: str) -> str:
    return enums.RoundPurpose(purpose).label


@register.filter
def side_state_word(state: str) -> str:
    return enums.SideState(state).label


@register.filter
def gate_result_word(result: str) -> str:
    return enums.GateResult(result).label


@register.filter
def check_result_word(result: str) -> str:
    return enums.CheckResult(result).label


@register.filter
def condition_state_word(state: str) -> str:
    return enums.ConditionState(state).label

"""The words of funding programmes and reviews."""

from django import template

from initiatives.domain.rules.money import funding
from initiatives.domain.state.facts import ProgrammeFacts
from initiatives.domain.state.money import programme
from initiatives.enums.money import ReviewOutcome
from initiatives.models import FundingProgramme
from initiatives.templatetags.german import NBSP
from initiatives.templatetags.money import euro_brief

register = template.Library()


@register.filter
def grant_words(given: FundingProgramme | ProgrammeFacts) -> str:
    """175.000 € bei 2 Partnern, 35.000 € je weiterem, höchstens 90 % der Ausgaben; Anträge bis 31.12.2026"""
    of = programme(given) if isinstance(given, FundingProgramme) else given
    parts = [f"{euro_brief(of.base)} bei {of.least_partners} Partnern"]
    if of.further:
        parts.append(f"{euro_brief(of.further)} je weiterem")
    if of.most is not None:
        parts.append(f"höchstens {euro_brief(of.most)}")
    if of.most_percent < funding.WHOLE:
        parts.append(f"höchstens {of.most_percent}{NBSP}% der Ausgaben")
    until = f"; Anträge bis {of.applications_until:%d.%m.%Y}" if of.applications_until else ""
    return ", ".join(parts) + until


@register.filter
def outcome_word(outcome: str) -> str:
    """fortführen"""
    return ReviewOutcome(outcome).label

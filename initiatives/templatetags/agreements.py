"""The words of agreements."""

from django import template

from initiatives.domain.kernel import moments
from initiatives.domain.rules import agreements
from initiatives.domain.state.facts import FieldFacts, LegalFormFacts, StageFacts
from initiatives.enums.agreements import NO_LEGAL_ADVICE, PartyChange, PartyRole, StageKind

register = template.Library()


@register.filter
def stage_word(kind: str) -> str:
    return StageKind(kind).label


@register.filter
def role_word(role: str) -> str:
    return PartyRole(role).label


@register.filter
def change_word(change: str) -> str:
    return PartyChange(change).label


DUTIES = (
    ("needs_approval", "zu genehmigen"),
    ("needs_notice", "anzuzeigen"),
    ("needs_publication", "öffentlich bekannt zu machen"),
    ("fixes_cost_key", "mit Kostenschlüssel"),
    ("needs_matching_resolutions", "mit übereinstimmenden Beschlüssen aller"),
)


@register.filter
def duties(form: LegalFormFacts) -> str:
    """zu genehmigen, öffentlich bekannt zu machen; also of a row of the table"""
    return ", ".join(word for name, word in DUTIES if getattr(form, name)) or "ohne weitere Pflichten"


@register.filter
def gazette_words(stage: StageFacts) -> str:
    """Amtsblatt Münster, Nr. 6, Eintrag 41"""
    number = f"Nr. {stage.issue_number}" if stage.issue_number else ""
    entry = f"Eintrag {stage.entry_number}" if stage.entry_number else ""
    return ", ".join(part for part in (stage.gazette, number, entry) if part)


@register.filter
def agreed(field: FieldFacts) -> str:
    """in Kraft: how far the agreements of a field are today; "" where there are none"""
    return agreements.standing(field, moments.today())


@register.simple_tag
def no_legal_advice() -> str:
    """What stands wherever law is shown."""
    return f"{NO_LEGAL_ADVICE}."

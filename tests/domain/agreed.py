"""Facts of agreements without a database: forms and law of a Land like NRW, an agreement changed by keyword."""

from datetime import date, timedelta

from initiatives.domain.state.facts import (
    AgreementFacts,
    AuthorityFacts,
    LawFacts,
    LegalFormFacts,
    LegalTermFacts,
    OrganisationFacts,
    PartyChangeFacts,
    StageFacts,
)
from tests.domain.builders import COUNTY, DAY, NOTTULN

LONG_AGO = date(1979, 10, 1)
APPROVED_FORM = LegalFormFacts(
    1, "mandating", "Mandatierende Vereinbarung", "§ 23", needs_approval=True, needs_publication=True
)
NOTIFIED_FORM = LegalFormFacts(2, "private", "Privatrechtlich", "§ 115", needs_notice=True)
FREE_FORM = LegalFormFacts(3, "working_group", "Arbeitsgemeinschaft", "§ 2")
BYLAWS_FORM = LegalFormFacts(
    4, "union", "Zweckverband", "§ 9", needs_approval=True, needs_publication=True, fixes_cost_key=True
)
LAW = LawFacts(
    "05",
    (
        LegalTermFacts("approval_refusal", 4, "weeks", "§ 24", LONG_AGO),
        LegalTermFacts("approval_hearing", 4, "weeks", "§ 24", LONG_AGO),
        LegalTermFacts("notification", 6, "weeks", "§ 115", LONG_AGO),
        LegalTermFacts("unlimited_needs_termination", 20, "years", "§ 23", LONG_AGO),
    ),
    (
        AuthorityFacts(True, "Bezirksregierung", "§ 29", LONG_AGO),
        AuthorityFacts(False, "Landrat", "§ 29", LONG_AGO),
    ),
)


def on(days: int) -> date:
    """A day, counted from `DAY`."""
    return DAY + timedelta(days=days)


def stage(kind: str, day: date = DAY, who: OrganisationFacts | None = None, **values) -> StageFacts:
    return StageFacts(0, kind, who, day, day, **values)


def enters(place: OrganisationFacts, role="uses") -> PartyChangeFacts:
    return PartyChangeFacts(place, "enters", role, DAY)


def changed(place: OrganisationFacts, change: str, role="") -> PartyChangeFacts:
    return PartyChangeFacts(place, change, role, DAY)


def agreement(*stages: StageFacts, **changes) -> AgreementFacts:
    """Nottuln has the county do it, under a form that is approved and published."""
    values = {
        "id": 1,
        "title": "Vereinbarung",
        "subject": "",
        "kind": "agreement",
        "amends_id": None,
        "legal_form": APPROVED_FORM,
        "legal_form_name": "",
        "provider_id": COUNTY.id,
        "changes": (enters(COUNTY, "provides"), enters(NOTTULN)),
        "stages": stages,
        "term_until": None,
        "is_unlimited": False,
        "termination_rule": "",
        "notice_months": None,
        "review_on": None,
        "cost_clause": "8 %",
        "began_on": DAY,
    }
    return AgreementFacts(**values | changes)


def signed(day: date = DAY) -> tuple[StageFacts, ...]:
    """The text is agreed, and both have signed it."""
    return (
        stage("text_agreed", day),
        stage("signed", day, COUNTY),
        stage("signed", day, NOTTULN),
    )


def received(day: date = DAY) -> tuple[StageFacts, ...]:
    return (*signed(day), stage("submitted", day), stage("received", day))


def approved(day: date = DAY) -> tuple[StageFacts, ...]:
    return (*received(day), stage("approved", day))


def running(day: date = DAY, **changes) -> AgreementFacts:
    """Published so that it is in force on `day`."""
    before = day - timedelta(days=1)
    return agreement(*approved(before), stage("published", before), **changes)

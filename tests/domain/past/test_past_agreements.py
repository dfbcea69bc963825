"""Agreements in a past course: the agreement of 2014, the accession of 2015, both publications; parties of a day."""

from datetime import date, timedelta

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.past import courses
from initiatives.domain.past.entries import Agreed, EntryRefused, Happened, Joined, PartyOf
from initiatives.domain.rules import agreements as rules
from initiatives.domain.state.loading import facts
from initiatives.models import Agreement, AgreementStage, Event
from tests.support.personas import BEGIN

DAY = timedelta(days=1)
JAN, FEB, MARCH, APRIL = date(2026, 1, 20), date(2026, 2, 20), date(2026, 3, 20), date(2026, 4, 20)
TITLE, JOINING = "Vereinbarung Personal", "Beitritt Dülmen"


def first(circle) -> list:
    return [
        Agreed(JAN, "agreement", TITLE, provider=circle.county, cost_clause="8 %"),
        PartyOf(JAN, circle.county, "enters", "provides"),
        PartyOf(JAN, circle.nottuln, "enters", "uses"),
        Happened(
            FEB, "published", details={"gazette": "Amtsblatt", "issue_number": "3", "in_force_on": MARCH}
        ),
    ]


def accession(circle) -> list:
    return [
        Happened(APRIL, "published", JOINING, details={"issue_number": "23", "in_force_on": MARCH + DAY}),
        PartyOf(FEB, circle.duelmen, "enters", "uses", JOINING),
        Agreed(FEB, "accession", JOINING, amends=TITLE.upper()),
    ]


def enter(circle, *entries) -> None:
    courses.record(
        field=circle.payroll,
        entries=entries,
        reason="Akten des Hauptamts",
        by=circle.people["nottuln"],
        at=moments.now(),
    )


def names(circle, day: date) -> list[str]:
    field = facts(circle.initiative.pk, Moment(day, moments.now())).field(circle.payroll.pk)
    base = next(one for one in field.agreements if one.stands_alone)
    return [party.organisation.name for party in rules.parties(field, base, day)]


def test_the_parties_of_a_past_day_are_told_as_they_were(circle):
    """The day before the accession is in force, the day, and after; its publication came later still."""
    enter(circle, *accession(circle), *first(circle))
    assert names(circle, MARCH) == ["Kreis Coesfeld", "Nottuln"]
    assert names(circle, APRIL) == ["Kreis Coesfeld", "Nottuln", "Dülmen"]
    base, joined = Agreement.objects.order_by("pk")
    assert (base.cost_clause, base.note, joined.amends) == ("8 %", "Akten des Hauptamts", base)
    assert [one.issue_number for one in AgreementStage.objects.order_by("effective_on")] == ["3", "23"]
    field = facts(circle.initiative.pk).field(circle.payroll.pk)
    found = [rules.parties(field, field.agreements[0], day) for day in (MARCH, MARCH + DAY, APRIL)]
    assert [len(parties) for parties in found] == [2, 3, 3]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (lambda c: Happened(FEB, "signed", "Gibt es nicht"), "title"),
        (lambda c: Happened(FEB, "signed"), "organisation"),
        (lambda c: Happened(JAN - DAY, "text_agreed", TITLE), "title"),
        (lambda c: Happened(JAN - DAY, "text_agreed"), "day"),
        (lambda c: Happened(APRIL, "terminated", details={"ends_on": FEB}), "ends_on"),
        (lambda c: PartyOf(JAN, c.nottuln, "enters", "uses"), "organisation"),
        (lambda c: PartyOf(MARCH + DAY, c.duelmen, "enters", "uses"), "effective_on"),
        (lambda c: PartyOf(JAN, c.duelmen, "enters", ""), "role"),
        (lambda c: Agreed(FEB, "accession", JOINING, amends="Gibt es nicht"), "amends"),
        (lambda c: Agreed(BEGIN - DAY, "agreement", "Zu früh"), "effective_on"),
    ],
)
def test_what_cannot_have_been_refuses_all_at_its_line(circle, entry, field):
    entries = [*first(circle), entry(circle), Joined(APRIL, circle.rosendahl, "participating")]
    before = Event.objects.count()
    with pytest.raises(EntryRefused) as caught:
        enter(circle, *entries)
    assert caught.value.number in (3, 4) and caught.value.field == field
    assert Event.objects.count() == before and not Agreement.objects.exists()


def test_of_two_agreements_the_title_is_needed(circle):
    enter(circle, *first(circle))
    enter(circle, Agreed(JAN, "agreement", "Zweite"))
    with pytest.raises(EntryRefused) as caught:
        enter(circle, Happened(APRIL, "ended"))
    assert caught.value.field == "title"
    enter(circle, Happened(APRIL, "ended", TITLE))
    assert AgreementStage.objects.filter(kind="ended").count() == 1

"""Agreements as of a day and as known at an instant, in a constant number of queries."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state import history
from initiatives.domain.state.facts import AgreementFacts
from initiatives.domain.state.loading import facts
from initiatives.models import (
    Agreement,
    AgreementChange,
    AgreementStage,
    Document,
    DocumentVersion,
    LegalForm,
    Organisation,
)
from tests.support.personas import BEGIN

FIRST, SECOND, LATE = (datetime(2026, month, 20, 12, tzinfo=UTC) for month in (1, 2, 3))
JAN, FEB = date(2026, 1, 20), date(2026, 2, 20)


@pytest.fixture
def agreed(circle) -> Agreement:
    """Drafted in January; in February its text is amended and agreed; that it was signed in January is entered in March."""
    form = LegalForm.objects.create(
        land="05",
        key="test",
        name="Mandatierende Vereinbarung",
        paragraph="§ 23",
        source="x",
        valid_from=BEGIN,
    )
    row = Agreement(field=circle.payroll, title="Entwurf", legal_form=form, provider=circle.county)
    history.begin(row, effective_on=JAN, at=FIRST)
    history.amend(row, {"title": "Vereinbarung"}, effective_on=FEB, at=SECOND)
    by = circle.people["nottuln"]
    enters = {"agreement": row, "change": "enters", "effective_on": JAN, "recorded_at": FIRST, "mandate": by}
    AgreementChange.objects.create(organisation=circle.county, role="provides", **enters)
    AgreementChange.objects.create(organisation=circle.nottuln, role="uses", **enters)
    happened = {"agreement": row, "mandate": by}
    AgreementStage.objects.create(kind="text_agreed", effective_on=FEB, recorded_at=SECOND, **happened)
    AgreementStage.objects.create(
        kind="signed", organisation=circle.county, effective_on=JAN, recorded_at=LATE, **happened
    )
    return row


def told(circle, day: date | None = None, known: datetime | None = None) -> list[AgreementFacts]:
    moment = Moment(day, known or moments.now()) if day else None
    return list(facts(circle.initiative.pk, moment).field(circle.payroll.pk).agreements)


def test_it_is_told_with_all_that_hangs_on_it(circle, agreed):
    document = Document.objects.create(field=circle.payroll, title="Vertrag", agreement=agreed)
    DocumentVersion.objects.create(
        document=document,
        number=1,
        file="x.pdf",
        name="x.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        recorded_at=FIRST,
        mandate=circle.people["nottuln"],
    )
    [found] = told(circle)
    assert (found.title, found.form_name, found.provider_id) == (
        "Vereinbarung",
        "Mandatierende Vereinbarung",
        circle.county.pk,
    )
    assert [(one.organisation.name, one.role) for one in found.changes] == [
        ("Kreis Coesfeld", "provides"),
        ("Nottuln", "uses"),
    ]
    assert [one.kind for one in found.stages] == ["signed", "text_agreed"]
    assert [one.title for one in found.documents] == ["Vertrag"]
    assert (found.began_on, found.worded_on, found.recorded_on) == (JAN, FEB, JAN)
    assert told(circle, moments.today()) == [found]


@pytest.mark.parametrize(
    ("day", "known", "found"),
    [
        (JAN - timedelta(days=1), None, []),
        (JAN, FIRST - timedelta(seconds=1), []),
        (JAN, FIRST, [("Entwurf", [])]),
        (FEB - timedelta(days=1), SECOND, [("Entwurf", [])]),
        (FEB, SECOND, [("Vereinbarung", ["text_agreed"])]),
        (FEB, LATE, [("Vereinbarung", ["signed", "text_agreed"])]),
        (JAN, LATE, [("Entwurf", ["signed"])]),
    ],
)
def test_both_clocks_hold(circle, agreed, day, known, found):
    assert [(one.title, [s.kind for s in one.stages]) for one in told(circle, day, known)] == found


def test_a_party_that_takes_part_in_nothing_else_is_known(circle, agreed):
    guest = Organisation.objects.create(
        kind="dritte", name="Rechenzentrum", designation="Rechenzentrum e. V."
    )
    AgreementChange.objects.create(
        agreement=agreed,
        organisation=guest,
        change="enters",
        role="provides",
        effective_on=JAN,
        recorded_at=FIRST,
        mandate=circle.people["nottuln"],
    )
    assert [one.organisation.id for one in told(circle)[0].changes][-1] == guest.pk


def test_the_law_is_that_of_the_county(circle, agreed):
    assert facts(circle.initiative.pk).law.land == "05"


def test_many_cost_as_many_queries_as_one(circle, agreed):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            facts(circle.initiative.pk, Moment(moments.today(), moments.now()))
        return len(found)

    few = queries()
    for number in range(5):
        history.begin(
            Agreement(field=circle.hotline, title=f"Vereinbarung {number}"), effective_on=JAN, at=FIRST
        )
    assert queries() == few

"""Agreements among the lines of a past course: entered by the page, and what cannot have been stands at its line."""

from datetime import date

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from initiatives.domain.rules import agreements as rules
from initiatives.domain.state.loading import facts
from initiatives.models import Agreement, AgreementStage, Event, LegalForm


@pytest.fixture(autouse=True)
def each_entry_is_written_by_the_verb_that_everybody_uses():
    """So a course asks the same of each of its entries."""
    with zeal_ignore():
        yield


@pytest.fixture
def lines(circle) -> dict[str, str]:
    form = LegalForm.objects.create(
        land="05",
        key="test",
        name="Mandatierend",
        paragraph="§ 23",
        source="GkG",
        valid_from=date(1979, 10, 1),
        needs_publication=True,
    )
    rows = {
        "agreement": [
            {
                "day": "20.01.2026",
                "title": "Vereinbarung",
                "provider": circle.county.pk,
                "legal_form": form.pk,
            },
            {"day": "20.02.2026", "title": "Beitritt", "kind": "accession", "amends": "Vereinbarung"},
        ],
        "party": [
            {
                "day": "20.01.2026",
                "title": "Vereinbarung",
                "organisation": circle.county.pk,
                "role": "provides",
            },
            {"day": "20.02.2026", "title": "Beitritt", "organisation": circle.duelmen.pk, "role": "uses"},
        ],
        "stage": [
            {"day": "20.02.2026", "title": "Vereinbarung", "kind": "published", "issue_number": "3"},
            {"day": "20.03.2026", "title": "Beitritt", "kind": "published", "issue_number": "23"},
        ],
    }
    typed = {
        f"{block}-{number}-{name}": str(value)
        for block, given in rows.items()
        for number, row in enumerate(given)
        for name, value in row.items()
    }
    return typed | {"reason": "Akten des Hauptamts"}


@pytest.mark.parametrize("persona", ["nottuln", "administrator"])
def test_agreement_accession_and_both_publications_are_entered_by_one_page(circle, sign_in, lines, persona):
    url = reverse("field_past", args=[circle.payroll.pk])
    assert sign_in(persona).post(url, lines).status_code == 303
    field = facts(circle.initiative.pk).field(circle.payroll.pk)
    base = field.agreements[0]
    found = [
        [party.organisation.name for party in rules.parties(field, base, day)]
        for day in (date(2026, 3, 20), date(2026, 3, 21))
    ]
    assert found == [["Kreis Coesfeld"], ["Kreis Coesfeld", "Dülmen"]]
    assert [stage.issue_number for one in field.agreements for stage in one.stages] == ["3", "23"]
    assert field.agreements[1].legal_form == base.legal_form


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"stage-1-day": "20.02.2026", "stage-1-in_force_on": "20.02.2026"}, "stage-1-in_force_on"),
        ({"stage-1-title": "Gibt es nicht"}, "stage-1-title"),
        ({"party-1-role": ""}, "party-1-role"),
        ({"agreement-1-amends": "Gibt es nicht"}, "agreement-1-amends"),
        ({"stage-1-kind": "signed"}, "stage-1-organisation"),
        (
            {"stage-1-kind": "terminated", "stage-1-title": "Vereinbarung", "stage-1-ends_on": "01.01.2026"},
            "stage-1-ends_on",
        ),
    ],
)
def test_what_cannot_have_been_stands_at_its_line_and_nothing_is_written(circle, sign_in, lines, typed, at):
    url, before = reverse("field_past", args=[circle.payroll.pk]), Event.objects.count()
    lines |= {"stage-1-issue_number": ""} if "stage-1-kind" in typed else {}
    answer = sign_in("nottuln").post(url, lines | typed)
    assert answer.status_code == 422 and at in answer.context["form"].errors
    assert 'value="Beitritt"' in answer.content.decode()
    assert not Agreement.objects.exists() and not AgreementStage.objects.exists()
    assert Event.objects.count() == before

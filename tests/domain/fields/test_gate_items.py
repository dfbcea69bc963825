"""Entries by hand: who makes which, and what is none."""

from datetime import timedelta

import pytest

from initiatives.domain.fields import documents, fields, gate_items
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.enums import GATE_KINDS_CARRIED_OVER, GATE_KINDS_OF_EACH, GateKind
from initiatives.models import Document, Event, GateItem
from tests.support.files import PDF, upload

WITH_TEXT = {"involvement", "standard", "accession", "exit", "deputy", "failure_plan", "service_gain"}
WITH_TEXT |= {"no_agreement", "common_basis"}
OF_EACH = {"baseline", "signature", "standard_assent", "loss_accepted"}


def record(circle, kind: str, result: str = "done", **values) -> GateItem:
    given = {"field": circle.payroll, "by": circle.people["nottuln"], "at": moments.now(), "text": "Inhalt"}
    return gate_items.record(kind=kind, result=result, **given | values)


def refused(circle, field: str | None, *args, **values) -> str:
    before = GateItem.objects.count(), Event.objects.count(), Document.objects.count()
    with pytest.raises(Refused) as caught:
        record(circle, *args, **values)
    assert caught.value.field == field
    assert (GateItem.objects.count(), Event.objects.count(), Document.objects.count()) == before
    return str(caught.value)


def test_the_kinds_of_each_and_those_that_say_nothing_without_a_text():
    assert set(GATE_KINDS_OF_EACH) == OF_EACH
    assert set(gate_items.WITH_TEXT) == WITH_TEXT


def test_each_kind_is_recorded_by_its_organisation_with_what_it_needs(circle):
    record(circle, "standard")
    for kind in set(GateKind) - GATE_KINDS_CARRIED_OVER:
        own = {"organisation": circle.nottuln} if kind in OF_EACH else {}
        if kind in OF_EACH:
            refused(circle, "organisation", kind)
            refused(circle, "organisation", kind, organisation=circle.duelmen)
        if kind in WITH_TEXT:
            refused(circle, "text", kind, text=" \n ", **own)
            assert record(circle, kind, "open", text="", **own | _due(kind)).result == "open"
        else:
            assert record(circle, kind, text="", **own).text == ""
        made = record(circle, kind, **own)
        assert made.organisation == (circle.nottuln if kind in OF_EACH else None)
    others = record(circle, "exit", organisation=circle.duelmen)
    assert others.organisation is None


@pytest.mark.parametrize("kind", ["legal_form", "signature", "supervision", "publication", "term"])
def test_what_an_agreement_tells_is_recorded_there(circle, kind):
    assert "steht in der Vereinbarung" in refused(circle, "kind", kind, organisation=circle.nottuln)


@pytest.mark.parametrize(
    ("kind", "where"), [("baseline", "im Fragebogen"), ("cost_key", "„Kostenschlüssel“")]
)
def test_what_a_questionnaire_or_a_key_tells_is_recorded_there(circle, kind, where):
    assert f"steht {'unter ' * (kind == 'cost_key')}{where}" in refused(
        circle, "kind", kind, organisation=circle.nottuln
    )


def _due(kind: str) -> dict:
    return {"due_on": moments.today()} if kind == "review" else {}


@pytest.mark.parametrize(("days", "entered"), [(-1, True), (0, True), (1, False)])
def test_nothing_lies_in_the_future(circle, days, entered):
    day = moments.today() + timedelta(days=days)
    if entered:
        assert record(circle, "tax", effective_on=day).effective_on == day
    else:
        refused(circle, "effective_on", "tax", effective_on=day)


def test_what_is_not_needed_has_a_reason(circle):
    refused(circle, "reason", "tax", "not_needed", reason=" ")
    assert record(circle, "exit", "not_needed", text="", reason="Nur ein Jahr.").reason == "Nur ein Jahr."
    assert record(circle, "tax", "open", reason="").effective_on == moments.today()


@pytest.mark.parametrize(
    ("kind", "result", "due", "taken"),
    [
        ("review", "open", True, True),
        ("review", "open", False, False),
        ("review", "done", True, False),
        ("review", "done", False, True),
        ("tax", "open", True, False),
        ("tax", "open", False, True),
    ],
)
def test_an_open_review_has_a_day_and_nothing_else(circle, kind, result, due, taken):
    values = {"due_on": moments.today()} if due else {}
    if taken:
        assert record(circle, kind, result, **values).due_on == values.get("due_on")
    else:
        refused(circle, "due_on", kind, result, **values)


def test_an_assent_needs_a_standard_of_its_field(circle):
    record(circle, "tax")
    words = refused(circle, None, "standard_assent", organisation=circle.nottuln)
    assert "noch kein gemeinsamer Standard" in words
    record(circle, "standard", field=circle.hotline)
    refused(circle, None, "standard_assent", organisation=circle.nottuln)
    record(circle, "standard")
    assert record(circle, "standard_assent", organisation=circle.nottuln).pk


def test_a_document_is_one_of_the_field_or_a_new_file(circle, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    by, at = circle.people["nottuln"], moments.now()
    own = documents.add(field=circle.payroll, title="Entwurf", file=upload(), by=by, at=at)
    other = documents.add(field=circle.hotline, title="Fremd", file=upload(), by=by, at=at)
    refused(circle, "document", "tax", document=other)
    assert record(circle, "tax", document=own).document == own
    made = record(circle, "tax", file=upload("Gutachten.pdf", PDF + b"%2"))
    assert made.document not in (None, own) and made.document.field == circle.payroll
    assert (
        Event.objects.filter(kind="gate-item").first().after.endswith(f"(Unterlage „{made.document.title}“)")
    )


def test_the_history_tells_what_stood_before_of_the_same_kind_and_organisation(circle):
    fields.set_participation(
        field=circle.payroll, organisation=circle.nottuln, status="participating", by=None, at=moments.now()
    )
    record(circle, "loss_accepted", organisation=circle.nottuln, text="Erst so")
    duelmen = {"organisation": circle.duelmen, "by": circle.people["duelmen"]}
    record(circle, "loss_accepted", **duelmen, text="Dülmen")
    record(circle, "loss_accepted", organisation=circle.nottuln, text="", reason="Dann so")
    told = Event.objects.filter(kind="gate-item").first()
    assert (told.subject, told.before, told.after) == (
        "Annahme von Mehrkosten, Gemeinde Nottuln",
        "erledigt: Erst so",
        "erledigt: Dann so",
    )
    record(circle, "standard")
    record(circle, "standard_assent", organisation=circle.nottuln)
    assert Event.objects.filter(kind="gate-item").first().before == ""
    record(circle, "tax")
    told = Event.objects.filter(kind="gate-item").first()
    assert (told.subject, told.before) == ("Steuerliche Prüfung", "")

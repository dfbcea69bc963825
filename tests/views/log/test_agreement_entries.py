"""Texts of an agreement are put right among the entries of its field, with the day from which they hold."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from zeal import zeal_ignore

from initiatives.domain.agreements import agreements
from initiatives.domain.fields import fields
from initiatives.models import Agreement, AgreementChange, Event, LegalForm, Organisation
from tests.support.personas import BEGIN
from tests.views.entries import FEB, MARCH, NOW, page, shown_values
from tests.views.parts import is_part, part

REASON = {"correction_reason": "Laut Urkunde"}


@pytest.fixture
def form(db) -> LegalForm:
    law = {"land": "05", "paragraph": "§ 23", "source": "GkG NRW", "valid_from": BEGIN}
    return LegalForm.objects.create(key="test", name="Mandatierende Vereinbarung", **law)


def draw_up(circle, **values) -> Agreement:
    told = {"effective_on": BEGIN, "by": circle.people["duelmen"], "at": NOW}
    entering = [circle.county, circle.duelmen]
    return agreements.draw_up(field=circle.payroll, entering=entering, **told | values)


@pytest.fixture
def agreement(circle) -> Agreement:
    """Dülmen leads the field; drafted at the beginning, with a subject and a key for the costs from February on."""
    by = circle.people["duelmen"]
    fields.set_participation(
        field=circle.payroll, organisation=circle.duelmen, status="participating", by=by, at=NOW
    )
    fields.set_lead(field=circle.payroll, organisation=circle.duelmen, contact="", by=by, at=NOW)
    row = draw_up(circle, title="Personal", provider_id=circle.county.pk)
    values = {"subject": "Lohn", "cost_clause": "8 %"}
    return agreements.edit(agreement=row, values=values, version=1, effective_on=FEB, by=by, at=NOW)


def version(row: Agreement, day):
    return row.history.filter(effective_on=day).latest("history_date", "history_id")


def url_of(entries: str, row: Agreement, day) -> str:
    return f"{entries}?bearbeiten=vereinbarung-{version(row, day).pk}"


def line_of(told: str, row: Agreement, day) -> str:
    return told[told.index(f'id="vereinbarung-{row.pk}-{day}"') :].partition("</li>")[0]


@pytest.mark.parametrize("htmx", [False, True])
def test_a_wording_is_put_right_with_its_day_and_what_stood_there_goes_with_it(
    circle, sign_in, of_field, agreement, htmx
):
    client, url = sign_in("duelmen"), url_of(of_field, agreement, FEB)
    assert 'name="gab-es-nicht"' in page(client, url)
    sent = shown_values(client, url) | REASON
    assert sent == {"subject": "Lohn", "cost_clause": "8 %", "effective_on": "02.02.2026"} | REASON
    sent |= {"cost_clause": "9 %", "effective_on": "02.03.2026"}
    if htmx:
        told = part(client, url, "eintraege", sent).content.decode()
        assert (
            is_part(told, "eintraege") and f'id="vereinbarung-{agreement.pk}-2026-03-02" data-focus' in told
        )
    else:
        answer = client.post(url, sent)
        assert answer.status_code == 303
        assert answer["Location"] == f"{of_field}#vereinbarung-{agreement.pk}-2026-03-02"
    told = page(client, of_field)
    assert f'id="vereinbarung-{agreement.pk}-2026-02-02"' not in told
    line = line_of(told, agreement, MARCH)
    assert "Personal: Wortlaut" in line and "Gegenstand: Lohn; Kostenregelung: 9 %" in line
    assert "nachgetragen am" in line and "– Laut Urkunde" in line
    assert "Vorher: <del>Gegenstand: Lohn; Kostenregelung: 8 % (ab 02.02.2026)</del>" in line
    shown = page(client, reverse("agreement", args=[agreement.pk]))
    assert 'So gilt es seit dem <time datetime="2026-03-02">' in shown
    assert "Personal: Wortlaut berichtigt" in shown and f'href="{of_field}?art=vereinbarung"' in shown
    assert client.post(url, sent).status_code == 409, "overtaken"


def test_what_was_never_said_needs_a_reason_alone(circle, sign_in, of_field, agreement):
    client, url = sign_in("duelmen"), url_of(of_field, agreement, FEB)
    typed = {"gab-es-nicht": "1", "cost_clause": "Getippt", "effective_on": "31.02.2026"}
    refused = client.post(url, typed | {"correction_reason": ""})
    assert refused.status_code == 422 and "Getippt" in refused.content.decode()
    assert client.post(url, typed | REASON).status_code == 303
    assert Agreement.objects.get(pk=agreement.pk).cost_clause == ""
    assert f'id="vereinbarung-{agreement.pk}-2026-02-02"' not in page(client, of_field)


def test_the_draft_is_put_right_with_its_day_and_the_parties_that_it_named(
    circle, sign_in, of_field, agreement, form
):
    client, url = sign_in("duelmen"), url_of(of_field, agreement, BEGIN)
    shown = page(client, url)
    assert 'name="gab-es-nicht"' not in shown and "Entwurf vom" in shown
    sent = shown_values(client, url) | REASON
    sent |= {"legal_form_id": form.pk, "effective_on": "01.02.2026", "is_unlimited": "on"}
    with zeal_ignore():  # each party is put right through the same door as one by hand
        assert client.post(url, sent).status_code == 303
    row = Agreement.objects.get(pk=agreement.pk)
    assert (row.legal_form, row.is_unlimited, row.provider, row.subject) == (
        form,
        True,
        circle.county,
        "Lohn",
    )
    told = page(client, of_field)
    line = line_of(told, agreement, "2026-02-01")
    assert "Personal: Entwurf" in line and "Rechtsform: Mandatierende Vereinbarung (§ 23)" in line
    assert "Rechtsform: –" in line and "(Entwurf vom 05.01.2026)" in line and "Anmerkung" not in line
    rows = AgreementChange.objects.standing()
    assert {f"{one.effective_on}" for one in rows} == {"2026-02-01"} and len(rows) == 2


def test_who_provided_once_and_occurs_nowhere_else_stays_in_the_form(circle, sign_in, of_field):
    gone = Organisation.objects.create(kind="dritte", name="Rechenzentrum", designation="Rechenzentrum e. V.")
    row, by = draw_up(circle, title="Personal", provider_id=gone.pk), circle.people["duelmen"]
    values = {"provider_id": circle.county.pk}
    agreements.edit(agreement=row, values=values, version=1, effective_on=FEB, by=by, at=NOW)
    client, url = sign_in("duelmen"), url_of(of_field, row, BEGIN)
    assert client.post(url, shown_values(client, url) | REASON | {"note": "Anlage"}).status_code == 303
    assert version(row, BEGIN).provider == gone
    assert (version(row, FEB).provider, version(row, FEB).note) == (circle.county, "Anlage")


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"correction_reason": " "}, "Bitte füllen Sie dieses Feld aus."),
        ({}, "Sie haben nichts geändert."),
        ({"effective_on": "31.02.2026"}, "Den 31.02.2026 gibt es nicht."),
        ({"effective_on": "04.01.2026"}, "Die Vereinbarung gibt es erst seit dem 05.01.2026"),
        ({"effective_on": "05.01.2026"}, "Für den 05.01.2026 steht schon ein Wortlaut da"),
        ({"effective_on": "01.01.2199"}, "liegt in der Zukunft"),
    ],
)
def test_what_is_refused_stays_in_the_form(sign_in, of_field, agreement, typed, fault):
    def written():
        return Agreement.history.count(), Event.objects.count()

    client, url, before = sign_in("duelmen"), url_of(of_field, agreement, FEB), written()
    sent = shown_values(client, url) | REASON
    if typed:
        sent["subject"] = "Getippt"
    answer = client.post(url, sent | typed)
    text = answer.content.decode()
    assert answer.status_code == 422 and fault in text and sent["subject"] in text
    assert written() == before


@pytest.mark.parametrize("persona", ["rosendahl", "reader", "county", "administrator"])
def test_who_may_not_edit_the_agreement_finds_no_link_and_writes_nothing(
    sign_in, of_field, agreement, persona
):
    client, url = sign_in(persona), url_of(of_field, agreement, FEB)
    before, told = Agreement.history.count(), page(client, of_field)
    assert "Gegenstand: Lohn" in told and "bearbeiten=vereinbarung-" not in told
    assert "art=vereinbarung" not in page(client, reverse("agreement", args=[agreement.pk]))
    assert client.get(url).status_code == client.post(url, {"subject": "X"} | REASON).status_code == 403
    assert Agreement.history.count() == before


def test_no_agreement_of_another_field_is_put_right_here(circle, sign_in, agreement):
    client, other = sign_in("nottuln"), reverse("field_entries", args=[circle.hotline.pk])
    assert client.get(url_of(other, agreement, FEB)).status_code == 404
    assert client.get(f"{other}?bearbeiten=vereinbarung-{10**17}").status_code == 404
    assert sign_in("stranger").get(url_of(other, agreement, FEB)).status_code == 404


def test_each_agreement_has_its_own_lines_and_many_cost_as_many_queries_as_one(
    circle, sign_in, of_field, agreement, form
):
    client = sign_in("duelmen")

    def queries() -> int:
        client.get(of_field)
        with CaptureQueriesContext(connection) as found:
            client.get(of_field)
        return len(found)

    few = queries()
    more = [draw_up(circle, title=f"Weitere {number}", legal_form_id=form.pk) for number in range(3)]
    assert queries() == few
    url = url_of(of_field, more[0], BEGIN)
    sent = shown_values(client, url) | REASON | {"title": "Vergabe"}
    assert client.post(url, sent).status_code == 303
    told = page(client, of_field)
    assert "Vorher: <del>Titel: Weitere 0" in line_of(told, more[0], BEGIN)
    for one in (more[1], agreement):
        assert "Vorher" not in line_of(told, one, BEGIN)

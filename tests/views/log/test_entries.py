"""Entries are put right in place, with and without htmx, by whoever may make them; what stood there before stays readable."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.fields import assessments, fields, gate_items
from initiatives.models import (
    ConditionOverride,
    CostLineEntry,
    Event,
    GateItem,
    ParticipationEntry,
    PhaseTransition,
    Position,
    Resolution,
    StatusAssessment,
)
from tests.support.personas import BEGIN
from tests.views.entries import FEB, MARCH, NOW, page, shown_values
from tests.views.parts import is_part, part

GREEN = {
    "light": "green",
    "cause": "",
    "measure": "",
    "milestone": "",
    "milestone_on": "",
    "effective_on": "02.03.2026",
    "day_order": "",
    "correction_reason": "Zeile vertauscht",
}


@pytest.mark.parametrize("htmx", [False, True])
def test_an_entry_is_put_right_and_the_former_is_struck_through_beside_it(
    circle, sign_in, of_field, light, htmx
):
    client, url = sign_in("nottuln"), f"{of_field}?bearbeiten=ampel-{light.pk}"
    shown = page(client, url)
    assert "Krankheit</textarea>" in shown and 'value="02.02.2026"' in shown and "Gab es nicht" in shown
    if htmx:
        answer = part(client, url, "eintraege", GREEN)
        assert answer.status_code == 200 and is_part(answer.content.decode(), "eintraege")
    else:
        answer = client.post(url, GREEN)
        assert answer.status_code == 303 and answer["Location"] == f"{of_field}#ampel-{light.pk}"
    new = StatusAssessment.objects.get(corrects=light)
    assert (new.light, new.effective_on, new.mandate) == ("green", MARCH, circle.people["nottuln"])
    told = page(client, of_field)
    assert f'id="ampel-{light.pk}"' in told and f"bearbeiten=ampel-{new.pk}" in told
    assert f"bearbeiten=ampel-{light.pk}&" not in told and f"bearbeiten=ampel-{light.pk}#" not in told
    assert "Vorher: <del>02.02.2026: Gelb; Ursache: Krankheit; Maßnahme: Vertretung</del>" in told
    assert "Grund: Zeile vertauscht" in told and "nachgetragen am 04.05.2026" in told
    assert Event.objects.filter(kind="light-corrected").count() == 1


def test_what_never_was_needs_no_other_value_but_a_reason(circle, sign_in, of_field, light):
    client, url = sign_in("nottuln"), f"{of_field}?bearbeiten=ampel-{light.pk}"
    typed = {"light": "red", "effective_on": "31.02.2026", "gab-es-nicht": "1", "correction_reason": ""}
    refused = client.post(url, typed)
    assert refused.status_code == 422 and StatusAssessment.objects.count() == 1
    shown = refused.content.decode()
    assert "1 Angabe ist zu berichtigen" in shown and 'value="31.02.2026"' in shown
    assert client.post(url, typed | {"correction_reason": "Anderes Feld"}).status_code == 303
    assert StatusAssessment.objects.get(corrects=light).is_withdrawn
    told = page(client, of_field)
    assert "<b>Gab es nicht:</b> <del>Gelb" in told and "Grund: Anderes Feld" in told
    assert "zurückgenommen am" in told and "?bearbeiten=ampel" not in told


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"correction_reason": " "}, "Bitte füllen Sie dieses Feld aus."),
        ({"effective_on": "31.02.2026"}, "Den 31.02.2026 gibt es nicht."),
        ({"effective_on": "04.01.2026"}, "gibt es erst seit dem 05.01.2026"),
        ({"effective_on": "01.01.2199"}, "liegt in der Zukunft"),
        ({"light": "red"}, "Gelb und Rot brauchen eine Ursache."),
        ({"day_order": "1000"}, "Zahl von 0 bis 999"),
        ({"day_order": "99999999999999999999"}, "Zahl von 0 bis 999"),
    ],
)
def test_what_is_refused_stays_in_the_form(circle, sign_in, of_field, light, typed, fault):
    client = sign_in("nottuln")
    answer = client.post(f"{of_field}?bearbeiten=ampel-{light.pk}", GREEN | {"milestone": "Entwurf"} | typed)
    text = answer.content.decode()
    assert answer.status_code == 422 and fault in text and 'value="Entwurf"' in text
    assert StatusAssessment.objects.count() == 1


def test_who_corrects_what_a_colleague_has_corrected_meanwhile_keeps_what_was_typed(
    circle, sign_in, of_field, light
):
    assessments.correct(
        assessment=light,
        values={"effective_on": MARCH},
        correction_reason="Zuerst",
        by=circle.people["nottuln"],
        at=NOW,
    )
    client, url = sign_in("nottuln"), f"{of_field}?bearbeiten=ampel-{light.pk}"
    answer = client.post(url, GREEN | {"milestone": "Neuer Entwurf"})
    text = answer.content.decode()
    assert answer.status_code == 409 and "schon berichtigt" in text and "Neuer Entwurf" in text
    assert StatusAssessment.objects.count() == 2
    assert "beim jetzigen Stand nicht möglich" in page(client, url)


@pytest.mark.parametrize("persona", ["rosendahl", "reader", "county", "administrator"])
def test_who_may_not_put_it_right_finds_no_link_and_writes_nothing(circle, sign_in, of_field, light, persona):
    fields.set_participation(
        field=circle.payroll,
        organisation=circle.nottuln,
        status="participating",
        by=circle.people["nottuln"],
        at=NOW,
    )
    fields.set_lead(
        field=circle.payroll, organisation=circle.nottuln, contact="", by=circle.people["nottuln"], at=NOW
    )
    client = sign_in(persona)
    told = page(client, of_field)
    assert "Krankheit" in told and f"?bearbeiten=ampel-{light.pk}" not in told
    for answer in (
        client.get(f"{of_field}?bearbeiten=ampel-{light.pk}"),
        client.post(f"{of_field}?bearbeiten=ampel-{light.pk}", GREEN),
    ):
        assert answer.status_code == 403
    assert StatusAssessment.objects.count() == 1


def test_no_entry_of_another_field_is_put_right_here(circle, sign_in, light):
    other = reverse("field_entries", args=[circle.hotline.pk])
    client = sign_in("nottuln")
    assert client.get(f"{other}?bearbeiten=ampel-{light.pk}").status_code == 404
    assert client.get(f"{other}?bearbeiten=nichts-{light.pk}").status_code == 404
    assert client.get(f"{other}?bearbeiten=ampel-{10**17}").status_code == 404


def test_where_nothing_is_recorded_yet_a_field_has_its_proposal_alone(circle, sign_in):
    told = page(sign_in("nottuln"), reverse("field_entries", args=[circle.hotline.pk]))
    assert "1 Eintrag" in told and "Vorschlag" in told and "Titel: Einführung von D 115" in told


# Kind of entry: its table, who puts it right, what is typed beside what stands there, what is stored of it.
PUT_RIGHT = {
    "phase": (PhaseTransition, "nottuln", {"reason": "Neuer Grund"}, {"reason": "Neuer Grund"}),
    "beteiligung": (ParticipationEntry, "duelmen", {"contact": "Amt 20"}, {"contact": "Amt 20"}),
    "ampel": (StatusAssessment, "duelmen", {"light": "none"}, {"light": ""}),
    "votum": (Position, "duelmen", {"stance": "abstention"}, {"stance": "abstention"}),
    "beschluss": (Resolution, "duelmen", {"votes_for": "11"}, {"votes_for": 11, "paper_number": "12/2026"}),
    "nachweis": (GateItem, "duelmen", {"text": "Alle Ämter"}, {"text": "Alle Ämter"}),
    "kosten": (
        CostLineEntry,
        "duelmen",
        {"amount_cents": "28.400"},
        {"amount_cents": 2_840_000, "source": "Haushalt"},
    ),
    "urteil": (ConditionOverride, "duelmen", {"result": "computed"}, {"result": None}),
}


@pytest.mark.parametrize("kind", PUT_RIGHT)
def test_each_kind_of_entry_of_a_field_has_a_form_of_what_stands_there(
    circle, sign_in, of_field, everything, kind
):
    table, persona, typed, stored = PUT_RIGHT[kind]
    row, client = table.objects.standing().last(), sign_in(persona)
    if kind == "beteiligung":
        row = table.objects.standing().get(is_responsible=True)
    url = f"{of_field}?bearbeiten={kind}-{row.pk}"
    sent = shown_values(client, url)
    if "today" in sent:
        sent |= {"today": "24.800", "joint": "20.000,50", "one_off": ""}
    unchanged = client.post(url, sent | {"correction_reason": "Versehen"})
    assert unchanged.status_code == 422 and "Sie haben nichts geändert." in unchanged.content.decode()
    answer = client.post(url, sent | {"correction_reason": "Versehen"} | typed)
    assert answer.status_code == 303, answer.context["form"].errors
    new = table.objects.get(corrects=row)
    assert {name: getattr(new, name) for name in stored} == stored
    assert (new.effective_on, new.correction_reason) == (row.effective_on, "Versehen")


def test_entries_stand_by_their_days_and_many_can_be_filtered_by_kind(circle, sign_in, of_field, light):
    client = sign_in("nottuln")
    assert 'name="art"' not in page(client, of_field)
    for number in range(30):
        gate_items.record(
            field=circle.payroll,
            kind="involvement",
            result="done",
            text=f"Gespräch {number}",
            effective_on=MARCH - timedelta(days=number),
            by=circle.people["nottuln"],
            at=NOW,
        )
    told = page(client, of_field)
    assert told.index("Gespräch 29") < told.index("Krankheit") < told.index("Gespräch 0<")
    assert 'name="art"' in told
    only = page(client, f"{of_field}?art=ampel")
    assert "Krankheit" in only and "Gespräch" not in only
    assert "Dazu gibt es keinen Eintrag." in page(client, f"{of_field}?art=nichts")


def test_the_page_is_reached_from_the_field_its_history_and_the_initiative(
    circle, sign_in, of_field, of_initiative, light
):
    client = sign_in("reader")
    for name in ("field", "field_history"):
        assert f'href="{of_field}"' in page(client, reverse(name, args=[circle.payroll.pk]))
    for name in ("initiative", "activity"):
        assert f'href="{of_initiative}"' in page(client, reverse(name, args=[circle.initiative.pk]))
    admin = reverse("administration_initiative", args=[circle.initiative.pk])
    assert f'href="{of_initiative}?art=teilnahme"' in page(sign_in("administrator"), admin)


def test_more_entries_ask_no_more_queries(
    circle, sign_in, of_field, everything, django_assert_max_num_queries
):
    client = sign_in("nottuln")
    with django_assert_max_num_queries(80) as first:
        client.get(of_field)
    for day in (BEGIN, FEB, MARCH):
        row = StatusAssessment.objects.standing().last()
        assessments.correct(
            assessment=row,
            values={"milestone": f"Zum {day}"},
            correction_reason="Versehen",
            by=circle.people["duelmen"],
            at=NOW,
        )
        gate_items.record(
            field=circle.payroll,
            kind="loss_accepted",
            organisation=circle.duelmen,
            result="done",
            effective_on=day,
            by=circle.people["duelmen"],
            at=NOW,
        )
    with django_assert_max_num_queries(80) as second:
        client.get(of_field)
    assert len(second) <= len(first)

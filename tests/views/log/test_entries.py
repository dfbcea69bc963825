"""Entries are put right in place, with and without htmx, by whoever may make them; what stood there before stays readable."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from initiatives.domain.circle import conditions, initiatives, participants, steering
from initiatives.domain.fields import assessments, fields, gate_items, overrides, steps, workflow
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.meetings import results
from initiatives.domain.money import plain
from initiatives.domain.proposals import proposals
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import positions, resolutions
from initiatives.models import (
    ConditionOverride,
    CostLineEntry,
    Event,
    FrameworkCondition,
    GateItem,
    Initiative,
    InitiativeParticipant,
    Meeting,
    Organisation,
    ParticipationEntry,
    PhaseTransition,
    Position,
    Proposal,
    ProposalAnswer,
    Resolution,
    Round,
    StatusAssessment,
    SteeringSeat,
)
from tests.domain.projects import propose
from tests.support.personas import BEGIN
from tests.views.parts import is_part, part

FEB, MARCH = date(2026, 2, 2), date(2026, 3, 2)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_default_timezone())


NOW = at(date(2026, 5, 4))


@pytest.fixture
def of_field(circle):
    return reverse("field_entries", args=[circle.payroll.pk])


@pytest.fixture
def of_initiative(circle):
    return reverse("initiative_entries", args=[circle.initiative.pk])


@pytest.fixture
def light(circle):
    return assessments.assess(
        field=circle.payroll,
        light="yellow",
        cause="Krankheit",
        measure="Vertretung",
        effective_on=FEB,
        by=circle.people["nottuln"],
        at=NOW,
    )


def page(client, url: str) -> str:
    return client.get(url).content.decode()


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


@pytest.fixture
def everything(circle):
    """One entry of each kind on the field, and of each of the initiative."""
    people = circle.people
    for name in ("nottuln", "duelmen"):
        fields.set_participation(
            field=circle.payroll,
            organisation=getattr(circle, name),
            status="participating",
            effective_on=BEGIN,
            by=people[name],
            at=at(BEGIN),
        )
    fields.set_lead(
        field=circle.payroll,
        organisation=circle.duelmen,
        contact="Amt 10",
        effective_on=FEB,
        by=people["duelmen"],
        at=NOW,
    )
    workflow.rest(
        field=circle.payroll,
        side_state="on_hold",
        reason="Pause",
        effective_on=FEB,
        by=people["nottuln"],
        at=NOW,
    )
    workflow.resume(field=circle.payroll, reason="Weiter", effective_on=MARCH, by=people["nottuln"], at=NOW)
    assessments.assess(field=circle.payroll, light="green", by=people["duelmen"], at=NOW)
    ask = circle.ask(circle.duelmen)
    positions.give(
        ask=ask, stance="conditional", reason="Halbe Stelle", effective_on=FEB, by=people["duelmen"], at=NOW
    )
    body = circle.duelmen.bodies.create(name="Rat", kind="rat", slug="rat-duelmen")
    resolutions.resolve(
        asks=[ask],
        body=body,
        result="adopted",
        effective_on=MARCH,
        content={"paper_number": "12/2026", "votes_for": 12, "votes_against": 0},
        by=people["duelmen"],
        at=NOW,
    )
    gate_items.record(
        field=circle.payroll, kind="involvement", result="done", text="Alle", by=people["duelmen"], at=NOW
    )
    plain.enter(
        field=circle.payroll,
        organisation=circle.duelmen,
        today_cents=2_480_000,
        joint_cents=2_000_050,
        source="Haushalt",
        confidence="estimated",
        by=people["duelmen"],
        at=NOW,
    )
    condition = circle.initiative.conditions.get()
    overrides.overrule(
        field=circle.payroll,
        condition=condition,
        result="met",
        reason="Geprüft",
        by=people["duelmen"],
        at=NOW,
    )
    proposal = propose(circle, "county", "nottuln", "duelmen", at=at(FEB))
    proposals.answer(proposal=proposal, reply="take_part", by=people["duelmen"], at=NOW)
    steering.seat(
        initiative=circle.initiative,
        organisation=circle.duelmen,
        office="Bürgermeister/in",
        member_from=FEB,
        by=people["nottuln"],
        at=NOW,
    )


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


def shown_values(client, url: str) -> dict:
    """What the form shows, as it would be sent unchanged."""
    form = client.get(url).context["form"]
    return {
        name: bound.value() if bound.value() is not None else ""
        for name, bound in ((one.name, one) for one in form)
    } | {one.name: f"{one.value():%d.%m.%Y}" for one in form if hasattr(one.value(), "strftime")}


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


def test_a_wording_is_put_right_with_its_day_and_what_stood_there_goes_with_it(circle, sign_in, of_field):
    client, row = sign_in("duelmen"), circle.payroll
    edited = fields.edit(
        field=row,
        values={"aim": "Weniger Kosten", "title": "Löhne"},
        version=row.version,
        effective_on=FEB,
        by=circle.people["duelmen"],
        at=NOW,
    )
    for day, aim in (("03.02.2026", "Weniger Aufwand"), ("02.03.2026", "Weniger Mühe")):
        version = edited.history.latest("effective_on", "history_date", "history_id")
        url = f"{of_field}?bearbeiten=wortlaut-{version.pk}"
        sent = shown_values(client, url)
        assert sent.keys() == {"title", "aim", "effective_on", "correction_reason"}
        wrong = client.post(
            url, sent | {"aim": aim, "effective_on": day, "title": "", "correction_reason": "Akte"}
        )
        assert wrong.status_code == 422 and aim in wrong.content.decode()
        assert (
            client.post(
                url, sent | {"aim": aim, "effective_on": day, "correction_reason": "Akte"}
            ).status_code
            == 303
        )
    told = page(client, of_field)
    line = told[told.index('id="wortlaut-2026-03-02"') :].partition("</li>")[0]
    assert "Titel: Löhne; Ziel: Weniger Mühe" in line and "nachgetragen am" in line
    assert line.index("Ziel: Weniger Aufwand (ab 03.02.2026)") < line.index(
        "Ziel: Weniger Kosten (ab 02.02.2026)"
    )
    assert "wortlaut-2026-02-0" not in told
    assert client.post(url, sent | {"gab-es-nicht": "1", "correction_reason": "Nie"}).status_code == 409, (
        "overtaken"
    )
    version = edited.history.latest("effective_on", "history_date", "history_id")
    url = f"{of_field}?bearbeiten=wortlaut-{version.pk}"
    assert 'name="gab-es-nicht"' in page(client, url)
    assert client.post(url, {"gab-es-nicht": "1", "correction_reason": "Nie"}).status_code == 303
    row.refresh_from_db()
    assert (row.title, row.aim) != ("Löhne", "Weniger Mühe") and 'id="wortlaut-2026-03-02"' not in page(
        client, of_field
    )


def test_the_day_on_which_a_step_was_done_is_put_right_by_who_works_on_the_field(circle, sign_in, of_field):
    by = circle.people["duelmen"]
    step = steps.add(field=circle.payroll, title="Vertrag", effective_on=FEB, by=by, at=NOW)
    steps.edit(step=step, values={"state": "done"}, seen=None, effective_on=MARCH, by=by, at=NOW)
    url = f"{of_field}?bearbeiten=schritt-{step.pk}"
    assert sign_in("reader").get(url).status_code == 403
    client = sign_in("rosendahl")
    sent = shown_values(client, url)
    assert sent == {"done_on": "02.03.2026", "correction_reason": ""}
    wrong = client.post(url, sent | {"done_on": "01.01.2000", "correction_reason": "Vermerk"})
    assert wrong.status_code == 422 and "01.01.2000" in wrong.content.decode()
    assert (
        client.post(url, sent | {"done_on": "02.02.2026", "correction_reason": "Vermerk"}).status_code == 303
    )
    line = page(client, of_field)
    line = line[line.index(f'id="schritt-{step.pk}"') :].partition("</li>")[0]
    assert "Vorher: <del>erledigt am 02.03.2026</del>" in line and "erledigt am 02.02.2026 – Vermerk" in line
    field = page(client, reverse("field", args=[circle.payroll.pk]))
    assert 'erledigt <time datetime="2026-02-02"' in field


def test_the_day_of_the_proposal_is_put_right_by_who_works_on_the_field(circle, sign_in, of_field):
    row = circle.payroll
    url = f"{of_field}?bearbeiten=wortlaut-{row.history.get().pk}"
    assert sign_in("reader").get(url).status_code == 403
    client = sign_in("duelmen")
    assert 'name="gab-es-nicht"' not in page(client, url) and "Vorgeschlagen am" in page(client, url)
    sent = shown_values(client, url) | {"effective_on": "02.02.2026", "correction_reason": "Laut Antrag"}
    sent["focal_points"] = "\n".join(row.focal_points)
    refused = client.post(url, sent)
    assert refused.status_code == 422 and "Zu diesem Feld steht schon etwas vom" in refused.content.decode()
    other = reverse("field_entries", args=[circle.hotline.pk])
    row = circle.hotline
    url = f"{other}?bearbeiten=wortlaut-{row.history.get().pk}"
    assert client.post(url, sent | {"title": row.title}).status_code == 303
    row.refresh_from_db()
    assert row.proposed_on == FEB


def test_a_round_is_put_right_in_its_row_and_what_stood_there_is_told(circle, sign_in, of_field):
    client, url = sign_in("nottuln"), f"{of_field}?bearbeiten=runde-{circle.round.pk}"
    sent = shown_values(client, url) | {"subject": "Machen Sie mit?", "correction_reason": "Laut Schreiben"}
    assert "closed_on" not in sent and "Gab es nicht" not in page(client, url)
    assert client.post(url, sent).status_code == 303
    assert Round.objects.get(pk=circle.round.pk).subject == "Machen Sie mit?"
    told = page(client, of_field)
    assert "Vorher: <del>Frage: Wirkt Ihre Kommune an diesem Feld mit?</del>" in told
    assert "Seither: Frage: Machen Sie mit? – Laut Schreiben" in told


OF_INITIATIVE = {
    "teilnahme": (InitiativeParticipant, "administrator", {"joined_on": "02.02.2026"}),
    "bedingung": (FrameworkCondition, "county_administrator", {"text": "hohe Wirtschaftlichkeit"}),
    "treffen": (Meeting, "nottuln", {"held_on": "02.02.2026", "title": "Auftakt"}),
    "sitz": (SteeringSeat, "nottuln", {"member_from": "01.02.2026"}),
    "vorschlag": (Proposal, "county", {"proposed_on": "01.02.2026"}),
    "antwort": (ProposalAnswer, "duelmen", {"reply": "interest"}),
}


@pytest.mark.parametrize("kind", OF_INITIATIVE)
def test_what_belongs_to_the_initiative_is_put_right(circle, sign_in, of_initiative, everything, kind):
    table, persona, typed = OF_INITIATIVE[kind]
    row, client = table.objects.order_by("pk").last(), sign_in(persona)
    url = f"{of_initiative}?bearbeiten={kind}-{row.pk}"
    sent = shown_values(client, url)
    unchanged = client.post(url, sent | {"correction_reason": "Versehen"})
    assert unchanged.status_code == 422 and "Sie haben nichts geändert." in unchanged.content.decode()
    answer = client.post(url, sent | {"correction_reason": "Versehen"} | typed)
    assert answer.status_code == 303, answer.context["form"].errors
    told = page(client, of_initiative)
    assert "Versehen" in told and "Vorher: <del>" in told and f'id="{kind}-{row.pk}"' in told


def test_data_of_the_initiative_are_put_right_with_their_day_by_the_administrator(
    circle, sign_in, of_initiative
):
    row, by = circle.initiative, circle.people["administrator"]
    values = {"title": "Im Kreis", "convening": circle.duelmen}
    initiatives.edit(initiative=row, values=values, version=row.version, effective_on=MARCH, by=by, at=NOW)
    version = row.history.get(effective_on=MARCH)
    url = f"{of_initiative}?bearbeiten=angaben-{version.pk}"
    assert sign_in("nottuln").get(url).status_code == 403
    client = sign_in("administrator")
    sent = shown_values(client, url) | {"correction_reason": "Laut Schreiben"}
    assert sent == {"title": "Im Kreis", "effective_on": "02.03.2026", "correction_reason": "Laut Schreiben"}
    for wrong in ({}, {"title": ""}, {"effective_on": "05.01.2026"}, {"effective_on": "01.01.2026"}):
        assert client.post(url, sent | wrong).status_code == 422
    assert client.post(url, sent | {"title": "Kreisweit", "effective_on": "02.02.2026"}).status_code == 303

    def told(day: date) -> tuple[str, str]:
        state = facts(row.pk, Moment(day, moments.now()))
        return state.title, state.convening.name

    before = (row.title, "Nottuln")
    assert [told(day) for day in (BEGIN, FEB, MARCH)] == [
        before,
        ("Kreisweit", "Dülmen"),
        ("Kreisweit", "Dülmen"),
    ]
    shown = page(client, of_initiative)
    line = shown[shown.index('id="angaben-2026-02-02"') :].partition("</li>")[0]
    assert "Vorher: <del>Titel: Im Kreis; Einladende Kommune: Stadt Dülmen (ab 02.03.2026)</del>" in line
    assert client.post(url, sent | {"title": "Anders"}).status_code == 409, "corrected meanwhile"
    now = row.history.filter(effective_on=FEB).latest("history_date", "history_id")
    gone = {"gab-es-nicht": "1", "correction_reason": "Nie"}
    assert client.post(f"{of_initiative}?bearbeiten=angaben-{now.pk}", gone).status_code == 303
    assert told(MARCH) == before and Initiative.objects.get(pk=row.pk).convening == circle.nottuln


def test_the_first_data_of_the_initiative_are_put_right_and_the_former_stay_readable(
    circle, sign_in, of_initiative
):
    row = circle.initiative
    url = f"{of_initiative}?bearbeiten=angaben-{row.history.get().pk}"
    assert sign_in("nottuln").get(url).status_code == 403
    client = sign_in("administrator")
    shown = page(client, url)
    assert "Angaben der Initiative zu Beginn" in shown and 'name="gab-es-nicht"' not in shown
    sent = shown_values(client, url)
    assert "effective_on" not in sent
    sent |= {"title": "Nahe beieinander", "correction_reason": ""}
    refused = client.post(url, sent)
    assert refused.status_code == 422 and "Nahe beieinander" in refused.content.decode()
    answer = client.post(url, sent | {"correction_reason": "Laut Schreiben"})
    assert answer.status_code == 303 and answer["Location"] == f"{of_initiative}#angaben-{BEGIN}"
    told = page(client, of_initiative)
    line = told[told.index(f'id="angaben-{BEGIN}"') :].partition("</li>")[0]
    assert "Titel: Nahe beieinander" in line and f"Vorher: <del>Titel: {row.title}" in line


def test_after_a_correction_of_its_day_a_wording_has_the_focus(circle, sign_in, of_field):
    row = circle.payroll
    values = {"aim": "Weniger Kosten"}
    by = circle.people["duelmen"]
    fields.edit(field=row, values=values, version=row.version, effective_on=FEB, by=by, at=NOW)
    client = sign_in("duelmen")
    url = f"{of_field}?bearbeiten=wortlaut-{row.history.get(effective_on=FEB).pk}"
    sent = shown_values(client, url) | {"effective_on": "02.03.2026", "correction_reason": "Akte"}
    shown = part(client, url, "eintraege", sent).content.decode()
    assert 'id="wortlaut-2026-03-02" data-focus' in shown
    version = row.history.filter(effective_on=MARCH).latest("history_date", "history_id")
    url = f"{of_field}?bearbeiten=wortlaut-{version.pk}"
    gone = client.post(url, {"gab-es-nicht": "1", "correction_reason": "Nie"})
    assert gone.status_code == 303 and gone["Location"] == of_field


def test_who_took_part_says_when_that_was_entered_afterwards(circle, sign_in, of_initiative):
    participants.record_past(
        initiative=circle.initiative,
        organisation=Organisation.objects.get(name="Ahaus"),
        joined_on=FEB,
        left_on=MARCH,
        by=circle.people["administrator"],
        at=NOW,
    )
    told = page(sign_in("nottuln"), of_initiative)
    line = told[told.index("Teilnahme der Stadt Ahaus") :].partition("</li>")[0]
    assert "nachgetragen am 04.05.2026" in line
    first = told[told.index("Teilnahme der Gemeinde Nottuln") :].partition("</li>")[0]
    assert "nachgetragen" not in first


def test_an_ended_wording_can_hold_on(circle, sign_in, of_initiative):
    row = circle.initiative.conditions.get()
    conditions.end(condition=row, by=circle.people["administrator"], at=NOW)
    client, url = sign_in("administrator"), f"{of_initiative}?bearbeiten=bedingung-{row.pk}"
    sent = shown_values(client, url) | {"ended_on": "", "correction_reason": "Versehen"}
    assert client.post(url, sent).status_code == 303
    row.refresh_from_db()
    assert row.ended_on is None


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


def test_an_old_link_to_a_resolution_leads_to_what_stands_now(circle, sign_in, of_field, everything):
    client, old = sign_in("duelmen"), Resolution.objects.get()
    url = f"{of_field}?bearbeiten=beschluss-{old.pk}"
    sent = shown_values(client, url)
    assert (
        client.post(url, sent | {"result": "amended", "correction_reason": "Laut Niederschrift"}).status_code
        == 303
    )
    entry = reverse("register_resolution", args=[old.pk])
    assert "geändert beschlossen" in page(client, entry)
    new = Resolution.objects.standing().get()
    url = f"{of_field}?bearbeiten=beschluss-{new.pk}"
    client.post(url, {"gab-es-nicht": "1", "correction_reason": "Nie beraten"})
    assert client.get(entry).status_code == 404


def test_the_page_of_the_votum_tells_that_it_never_was(circle, sign_in, of_field):
    by, ask = circle.people["duelmen"], circle.ask(circle.duelmen)
    row = positions.give(ask=ask, stance="consent", effective_on=FEB, by=by, at=NOW)
    client, url = sign_in("duelmen"), f"{of_field}?bearbeiten=votum-{row.pk}"
    client.post(url, {"gab-es-nicht": "1", "correction_reason": "Nie beraten"})
    told = page(client, reverse("position", args=[ask.pk]))
    assert "Gab es nicht" in told and "<del>Zustimmung</del>" in told and "<b>Zustimmung</b>" not in told
    assert "Grund der Berichtigung: Nie beraten" in told and f'href="{of_field}?art=votum"' in told


def test_a_decision_of_a_past_meeting_is_put_right_in_its_line(circle, sign_in, of_initiative):
    told = circle.initiative.meetings.get()
    told.held_on = MARCH
    told.save()
    by, verb = circle.people["nottuln"], results.record_past
    row = verb(initiative=circle.initiative, held_on=MARCH, text="Auftrag", by=by, at=NOW)
    name, client = f"festlegung-{row.pk}", sign_in("nottuln")
    sent = {"text": "Auftrag erteilt", "is_adopted": "on", "correction_reason": "Wortlaut"}
    assert client.post(f"{of_initiative}?bearbeiten={name}", sent).status_code == 303
    shown = page(client, of_initiative)
    assert "Auftrag erteilt (angenommen)" in shown and "<del>Wortlaut: Auftrag</del>" in shown
    assert sign_in("duelmen").post(f"{of_initiative}?bearbeiten={name}", sent).status_code == 403


def test_the_day_from_which_a_step_is_there_is_put_right_by_who_works_on_the_field(circle, sign_in, of_field):
    by = circle.people["duelmen"]
    step = steps.add(field=circle.payroll, title="Vertrag", effective_on=MARCH, by=by, at=NOW)
    url = f"{of_field}?bearbeiten=angelegt-{step.pk}"
    assert sign_in("reader").get(url).status_code == 403
    client = sign_in("rosendahl")
    sent = shown_values(client, url)
    assert sent == {"added_on": "02.03.2026", "correction_reason": ""}
    wrong = client.post(url, sent | {"added_on": "01.01.2000", "correction_reason": "Vermerk"})
    assert wrong.status_code == 422 and "01.01.2000" in wrong.content.decode()
    answer = client.post(url, sent | {"added_on": "02.02.2026", "correction_reason": "Vermerk"})
    assert answer.status_code == 303 and answer["Location"] == f"{of_field}#angelegt-{step.pk}"
    line = page(client, of_field)
    line = line[line.index(f'id="angelegt-{step.pk}"') :].partition("</li>")[0]
    assert "Vertrag" in line and "nachgetragen am 04.05.2026" in line
    assert "Vorher: <del>angelegt am 02.03.2026</del>" in line and "angelegt am 02.02.2026 – Vermerk" in line
    told = facts(circle.initiative.pk, Moment(FEB, moments.now())).field(circle.payroll.pk).steps
    assert [one.title for one in told] == ["Vertrag"]

"""What belongs to an initiative is put right among its entries: who takes part, conditions, meetings, seats, proposals."""

import pytest

from initiatives.domain.circle import conditions, participants
from initiatives.domain.meetings import results
from initiatives.models import (
    FrameworkCondition,
    InitiativeParticipant,
    Meeting,
    Organisation,
    Proposal,
    ProposalAnswer,
    SteeringSeat,
)
from tests.views.entries import FEB, MARCH, NOW, page, shown_values

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

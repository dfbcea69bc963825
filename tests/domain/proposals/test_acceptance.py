"""An accepted proposal: exactly the positions that the answers say, or a project inside a field; all of it or nothing."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import transaction

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.people import mandates
from initiatives.domain.proposals import acceptance
from initiatives.domain.rules import proposal_tallies
from initiatives.domain.state import loading
from initiatives.enums import ProposalReply, Role, SideState
from initiatives.models import (
    Ask,
    Event,
    Field,
    FieldParticipation,
    InitiativeParticipant,
    Mandate,
    Notice,
    Organisation,
    Position,
    Project,
    Proposal,
    Round,
    User,
)
from tests.domain.projects import REASON, ago, answer, propose

REPLIES = ("", *ProposalReply.values)
POSITIONS = {
    "take_part": ("consent", ""),
    "interest": ("deliberating", ""),
    "later": ("abstention", ""),
    "refusal": ("refusal", REASON),
}
PARTICIPATIONS = {
    "take_part": "participating",
    "interest": "interested",
    "later": "later",
    "refusal": "not_participating",
}


def accept(circle, proposal, **values):
    proposal.refresh_from_db()
    values |= {"version": proposal.version, "by": circle.people["nottuln"], "at": moments.now()}
    return acceptance.accept(proposal=proposal, **values)


def written():
    tables = (Field, Round, Ask, Position, FieldParticipation, Project, Event, Notice)
    return [table.objects.count() for table in tables], list(Proposal.objects.values())


def said(circle, by: str, replies: dict[str, str]) -> tuple[dict, dict]:
    """Positions and participations of the field that comes of these answers, or nothing if it is refused."""
    proposal = propose(circle, by, *replies, at=ago(9))
    for days, (name, reply) in enumerate(replies.items(), start=1):
        if reply:
            answer(circle, proposal, name, reply, ago(days))
    before = written()
    try:
        field = accept(circle, proposal)
    except Refused:
        assert written() == before
        return {}, {}
    positions = {
        one.ask.organisation_id: (one.stance, one.reason, one.mandate_id, one.effective_on, one.corrects_id)
        for one in Position.objects.filter(ask__field=field).select_related("ask")
    }
    asked = set(Ask.objects.filter(field=field).values_list("organisation_id", flat=True))
    municipal = {getattr(circle, name).pk for name in {*replies, by} - {"county"}}
    assert asked == municipal
    rows = FieldParticipation.objects.filter(field=field)
    return positions, {
        (one.organisation_id): (one.status, one.effective_on, one.is_responsible) for one in rows
    }


def expected(circle, by: str, replies: dict[str, str]) -> tuple[dict, dict]:
    taking_part = [name for name, reply in replies.items() if reply == "take_part"]
    if len(taking_part) + (by != "county") < 2:
        return {}, {}
    positions, participations = {}, {}
    for days, (name, reply) in enumerate(replies.items(), start=1):
        number, day = getattr(circle, name).pk, day_of(ago(days))
        if reply and name != "county":
            positions[number] = (*POSITIONS[reply], circle.people[name].pk, day, None)
        if reply:
            participations[number] = (PARTICIPATIONS[reply], day, False)
    if by != "county":
        number, day = getattr(circle, by).pk, day_of(ago(9))
        own = ("consent", "Die Kommune hat das Projekt vorgeschlagen.", circle.people[by].pk, day, None)
        positions[number], participations[number] = own, ("participating", day, False)
    return positions, participations


@pytest.mark.once
@pytest.mark.parametrize(
    ("by", "asked"),
    [("county", ("nottuln", "duelmen", "rosendahl")), ("duelmen", ("nottuln", "county"))],
)
def test_whatever_was_answered_becomes_the_first_positions_and_nothing_else(circle, by, asked):
    for chosen in product(REPLIES, repeat=len(asked)):
        replies = dict(zip(asked, chosen, strict=True))
        with transaction.atomic():
            assert said(circle, by, replies) == expected(circle, by, replies), replies
            transaction.set_rollback(True)


@pytest.fixture
def proposal(circle) -> Proposal:
    """Two take part, Rosendahl has not answered."""
    made = propose(circle, "county", "nottuln", "duelmen", "rosendahl", at=ago(9))
    answer(circle, made, "nottuln", "take_part", ago(4))
    answer(circle, made, "duelmen", "take_part", ago(3))
    return made


def test_the_field_says_where_it_comes_from_and_who_owes_an_answer(circle, proposal):
    deadline = moments.today() + timedelta(days=20)
    field = accept(circle, proposal, title="Fortbildung im Kreis", deadline=deadline)
    facts = loading.facts(circle.initiative.pk)
    known = facts.field(field.pk)
    assert (known.title, known.phase, known.aim) == (
        "Fortbildung im Kreis",
        0,
        "Schulungen gemeinsam anbieten",
    )
    assert known.description == "Nutzen: Mehr Kurse\n\nAufwand: Ein Kalender"
    assert known.origin == "Projektvorschlag „Gemeinsame Fortbildung“, Vertreter/in des Kreises Coesfeld"
    assert (known.round.purpose, known.round.deadline) == ("taking_part", deadline)
    assert known.round.subject == "Wirken Sie an diesem Feld mit?"
    assert [ask.organisation.name for ask in known.owing] == ["Rosendahl"]
    assert known.asks[circle.duelmen.pk].position.actor == "Beauftragte/r der Stadt Dülmen"
    [told] = facts.proposals
    assert (told.state, told.became_field_id) == ("accepted", field.pk)
    assert proposal_tallies.of_field(facts, field.pk).origin == told
    reasons = set(
        Notice.objects.filter(title__startswith="Projektvorschlag angenommen").values_list("reason")
    )
    assert reasons == {("weil Ihre Kommune gefragt ist",), ("weil Ihr Kreis ihn gemacht hat",)}


def test_answers_to_another_proposal_are_no_answers_to_this_one(circle, proposal):
    other = propose(circle, "county", "duelmen", "rosendahl", title="Anderes", at=ago(8))
    for name in ("duelmen", "rosendahl"):
        answer(circle, other, name, "refusal", ago(1))
    field = accept(circle, proposal)
    found = Position.objects.filter(ask__field=field).values_list("ask__organisation__name", "stance")
    assert dict(found) == {"Nottuln": "consent", "Dülmen": "consent"}


def test_the_origin_of_a_field_is_cut_where_it_would_not_fit(circle, proposal):
    Organisation.objects.filter(pk=circle.county.pk).update(designation="Kreis " + "C" * 140)
    Proposal.objects.update(title="T" * 200)
    assert len(accept(circle, proposal).origin) == 300


def test_a_delegate_who_has_gone_since_still_stands_under_the_answer(circle, proposal):
    old = circle.people["duelmen"]
    mandates.end(
        mandate=old,
        last_day=day_of(ago(2)),
        by=circle.people["administrator"],
        at=moments.now(),
    )
    Mandate.objects.create(
        user=User.objects.create_user("neu@ikz.example"),
        role=Role.DELEGATE,
        organisation=circle.duelmen,
        valid_from=moments.today(),
    )
    field = accept(circle, proposal)
    position = Position.objects.get(ask__field=field, ask__organisation=circle.duelmen)
    assert (position.mandate, position.effective_on) == (old, day_of(ago(3)))


def test_who_has_left_neither_counts_nor_is_asked(circle, proposal):
    InitiativeParticipant.objects.filter(organisation=circle.duelmen).update(left_on=moments.today())
    before = written()
    with pytest.raises(Refused, match="Bisher nimmt nur Gemeinde Nottuln teil"):
        accept(circle, proposal)
    assert written() == before
    answer(circle, proposal, "rosendahl", "take_part")
    field = accept(circle, proposal)
    asked = Ask.objects.filter(field=field).values_list("organisation__name", flat=True)
    assert set(asked) == {"Nottuln", "Rosendahl"}


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"title": "Einführung von D 115"}, "title"),
        ({"deadline": moments.today() - timedelta(days=1)}, "deadline"),
    ],
)
def test_what_hinders_the_field_leaves_the_proposal_open(circle, proposal, values, name):
    before = written()
    with pytest.raises(Refused) as found:
        accept(circle, proposal, **values)
    assert found.value.field == name and written() == before


def test_inside_a_field_it_becomes_a_project_with_who_takes_part(circle):
    made = propose(circle, "duelmen", "nottuln", "rosendahl", "county", field=circle.hotline)
    answer(circle, made, "nottuln", "take_part")
    answer(circle, made, "rosendahl", "later")
    fields, rounds = Field.objects.count(), Round.objects.count()
    project = accept(circle, made)
    assert (Field.objects.count(), Round.objects.count()) == (fields, rounds)
    facts = loading.facts(circle.initiative.pk)
    [(known, members)] = proposal_tallies.of_field(facts, circle.hotline.pk).projects
    assert (known.id, [one.name for one in members]) == (project.pk, ["Dülmen", "Nottuln"])
    assert not FieldParticipation.objects.filter(field=circle.hotline).exists()


def test_no_project_in_a_field_that_rests(circle):
    made = propose(circle, "duelmen", "nottuln", field=circle.hotline)
    answer(circle, made, "nottuln", "take_part")
    Field.objects.filter(pk=circle.hotline.pk).update(side_state=SideState.ON_HOLD)
    before = written()
    with pytest.raises(Refused, match="zurückgestellt"):
        accept(circle, made)
    assert written() == before


@pytest.mark.parametrize(
    ("asked_until", "given", "until"),
    [
        (None, None, 14),
        (3, None, 14),
        (14, None, 14),
        (15, None, 15),  # the later one, that the addressed have been told
        (3, 0, 0),
        (30, 1, 1),
    ],
)
def test_who_has_not_answered_has_two_weeks_or_as_long_as_was_said(circle, asked_until, given, until):
    today = moments.today()
    days = {None: None} | {n: today + timedelta(days=n) for n in range(31)}
    made = propose(circle, "county", "nottuln", "duelmen", "rosendahl", deadline=days[asked_until])
    for name in ("nottuln", "duelmen"):
        answer(circle, made, name, "take_part")
    field = accept(circle, made, deadline=days[given])
    round_ = Round.objects.get(asks__field=field, asks__organisation=circle.rosendahl)
    assert (round_.deadline, round_.opened_on) == (days[until], today)


@pytest.mark.parametrize(
    ("replies", "so_far"), [(("", "later"), "noch niemand"), (("take_part", ""), "nur Gemeinde Nottuln")]
)
def test_two_are_needed_and_the_refusal_says_who_takes_part_so_far(circle, replies, so_far):
    made = propose(circle, "county", "nottuln", "duelmen")
    for name, reply in zip(("nottuln", "duelmen"), replies, strict=True):
        if reply:
            answer(circle, made, name, reply)
    with pytest.raises(Refused, match=f"Bisher nimmt {so_far} teil"):
        accept(circle, made)


def test_a_proposer_that_has_left_the_circle_takes_no_part(circle):
    made = propose(circle, "duelmen", "nottuln", "rosendahl")
    answer(circle, made, "nottuln", "take_part")
    InitiativeParticipant.objects.filter(organisation=circle.duelmen).update(left_on=moments.today())
    with pytest.raises(Refused, match="nur Gemeinde Nottuln"):
        accept(circle, made)
    answer(circle, made, "rosendahl", "take_part")
    field = accept(circle, made)
    assert not FieldParticipation.objects.filter(field=field, organisation=circle.duelmen).exists()
    assert set(Ask.objects.filter(field=field).values_list("organisation__name", flat=True)) == {
        "Nottuln",
        "Rosendahl",
    }


def test_the_answer_that_counts_is_the_last_and_an_accepted_proposal_is_decided(circle, proposal):
    answer(circle, proposal, "duelmen", "interest", ago(2))
    answer(circle, proposal, "rosendahl", "take_part", ago(1))
    field = accept(circle, proposal)
    assert Position.objects.get(ask__field=field, ask__organisation=circle.duelmen).stance == "deliberating"
    assert (field.title, Proposal.objects.get().became_field) == ("Gemeinsame Fortbildung", field)
    assert field.proposed_on == day_of(ago(9))
    with pytest.raises(Refused, match="schon angenommen"):
        accept(circle, proposal)


def test_of_benefit_and_effort_the_field_takes_over_what_was_said(circle, proposal):
    Proposal.objects.update(effort="")
    assert accept(circle, proposal).description == "Nutzen: Mehr Kurse"

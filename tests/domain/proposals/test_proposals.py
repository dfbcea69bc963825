"""Proposals of joint projects: who may say what until when, and that a refusal writes nothing."""

from datetime import timedelta

import pytest

from initiatives.domain.desk.circle_duties import of_circle
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.proposals import acceptance, proposals
from initiatives.domain.rules import proposal_tallies
from initiatives.domain.state import loading
from initiatives.enums import NoticeKind, ProposalState, SideState
from initiatives.models import (
    Event,
    Field,
    InitiativeParticipant,
    Mandate,
    Notice,
    Project,
    Proposal,
    ProposalAnswer,
    ProposalAsk,
)
from tests.domain.projects import REASON, ago, answer, propose


@pytest.fixture
def proposal(circle) -> Proposal:
    """Of the county to all three, with a deadline in ten days."""
    deadline = moments.today() + timedelta(days=10)
    return propose(circle, "county", "nottuln", "duelmen", "rosendahl", at=ago(8), deadline=deadline)


def written():
    tables = (Proposal, ProposalAsk, ProposalAnswer, Field, Project, Event, Notice)
    return [table.objects.count() for table in tables], list(Proposal.objects.values())


def refused(act, field=None) -> str:
    """Its message; nothing was written."""
    before = written()
    with pytest.raises(Refused) as found:
        act()
    assert written() == before and found.value.field == field
    return found.value.message


def facts(circle):
    return loading.facts(circle.initiative.pk)


def told(title: str) -> set[tuple[str, str]]:
    """Who was told that, and why."""
    rows = Notice.objects.filter(kind=NoticeKind.PROPOSAL, title__startswith=title)
    return {(notice.user.email.partition("@")[0], notice.reason) for notice in rows}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "einführung von d 115"}, "title"),
        ({"purpose": ""}, "purpose"),
        ({"organisations": []}, "organisations"),
        ({"deadline": moments.today() - timedelta(days=1)}, "deadline"),
    ],
)
def test_what_is_missing_is_named(circle, values, field):
    right = {"title": "Fortbildung", "purpose": "Mehr Kurse", "organisations": [circle.nottuln]}
    right |= {"initiative": circle.initiative, "by": circle.people["county"], "at": moments.now()}
    refused(lambda: proposals.propose(**right | values), field)


def test_neither_the_own_organisation_nor_one_outside_is_asked(circle):
    assert "eigene Organisation" in refused(lambda: propose(circle, "duelmen", "duelmen"), "organisations")
    circle.elsewhere = circle.people["stranger"].organisation
    assert "gehört nicht zu" in refused(lambda: propose(circle, "duelmen", "elsewhere"), "organisations")


def test_a_municipality_asks_the_county_too_but_not_inside_a_resting_field(circle):
    propose(circle, "duelmen", "county", "nottuln", field=circle.hotline)
    assert told("Neuer Projektvorschlag") == {
        ("kreis", "weil Ihr Kreis gefragt ist"),
        ("beauftragte-nottuln", "weil Ihre Kommune gefragt ist"),
    }
    Field.objects.filter(pk=circle.hotline.pk).update(side_state=SideState.ON_HOLD)
    circle.hotline.refresh_from_db()
    message = refused(lambda: propose(circle, "duelmen", "nottuln", field=circle.hotline), "field")
    assert "zurückgestellt" in message


def test_an_answer_is_changed_by_a_newer_one_and_both_stay(circle, proposal):
    answer(circle, proposal, "duelmen", "interest", ago(5))
    answer(circle, proposal, "duelmen", "take_part")
    assert [one.reply for one in ProposalAnswer.objects.all()] == ["interest", "take_part"]
    [known] = facts(circle).proposals
    assert known.replies[circle.duelmen.pk].reply == "take_part"
    assert (known.answered, len(known.replies)) == (1, 3)
    assert told("Antwort auf Ihren") == {("kreis", "weil Ihr Kreis den Projektvorschlag gemacht hat")}
    before = written()
    answer(circle, proposal, "duelmen", "take_part")  # the same once more
    assert written() == before


def test_only_who_was_asked_answers_and_a_refusal_has_a_reason(circle):
    proposal = propose(circle, "county", "nottuln", "duelmen")
    for name in ("rosendahl", "county", "reader"):
        message = refused(lambda name=name: answer(circle, proposal, name, "take_part"))
        assert "nur für sich selbst" in message
    by, at = circle.people["duelmen"], moments.now()
    message = refused(
        lambda: proposals.answer(proposal=proposal, reply="refusal", reason=" ", by=by, at=at), "reason"
    )
    assert message == "Bitte nennen Sie die Gründe der Ablehnung."


def test_an_answer_that_a_colleague_gave_meanwhile_is_not_overwritten(circle, proposal):
    first = answer(circle, proposal, "duelmen", "interest")
    before = written()
    with pytest.raises(Conflict) as found:
        proposals.answer(
            proposal=proposal, reply="later", by=circle.people["duelmen"], at=moments.now(), seen=None
        )
    assert found.value.theirs["reply"] == "interest" and written() == before
    proposals.answer(
        proposal=proposal, reply="later", by=circle.people["duelmen"], at=moments.now(), seen=first.pk
    )


def test_the_text_is_corrected_until_somebody_answers(circle, proposal):
    names = ("title", "purpose", "benefit", "effort", "deadline")
    seen = {name: getattr(proposal, name) for name in names}
    by, at = circle.people["county"], moments.now()
    change = {"proposal": proposal, "seen": seen, "at": at}
    proposals.edit(values=seen | {"title": "Fortbildung"}, by=by, **change)
    with pytest.raises(Conflict):  # who saw the first title changes it in another way
        proposals.edit(values=seen | {"title": "Schulung"}, by=by, **change)
    proposals.edit(values=seen | {"effort": "Zwei Kalender"}, by=by, **change)
    proposal.refresh_from_db()
    assert (proposal.title, proposal.effort, proposal.version) == ("Fortbildung", "Zwei Kalender", 3)
    message = refused(lambda: proposals.edit(values=seen, by=circle.people["duelmen"], **change))
    assert "wer ihn gemacht hat" in message
    answer(circle, proposal, "duelmen", "interest")
    message = refused(lambda: proposals.edit(values=seen | {"effort": "Drei"}, by=by, **change))
    assert "ziehen Sie den Projektvorschlag" in message


def test_a_reminder_goes_to_those_who_owe_and_not_twice_a_day(circle, proposal):
    answer(circle, proposal, "duelmen", "take_part")
    by = circle.people["county"]
    asks = proposals.remind(proposal=proposal, by=by, at=ago(1)).asks
    assert {ask.organisation for ask in asks} == {circle.nottuln, circle.rosendahl}
    assert told("Erinnerung") == {
        ("beauftragte-nottuln", "weil Ihre Kommune gefragt ist"),
        ("beauftragte-rosendahl", "weil Ihre Kommune gefragt ist"),
    }
    proposals.remind(proposal=proposal, by=circle.people["nottuln"], at=moments.now())
    again = {"proposal": proposal, "at": moments.now()}
    assert "Heute ist schon" in refused(lambda: proposals.remind(by=by, **again))
    assert "Erinnern kann" in refused(lambda: proposals.remind(by=circle.people["duelmen"], **again))
    for name in ("nottuln", "rosendahl"):
        answer(circle, proposal, name, "later")
    assert "Alle Gefragten" in refused(lambda: proposals.remind(by=by, **again))


def test_for_whom_nobody_acts_is_named_and_not_marked_as_reminded(circle, proposal):
    gone = Mandate.objects.filter(organisation=circle.rosendahl)
    gone.update(valid_until=moments.today() - timedelta(days=1))
    by, at = circle.people["county"], moments.now()
    reminded = proposals.remind(proposal=proposal, by=by, at=at)
    assert circle.rosendahl in {ask.organisation for ask in reminded.missed}
    assert proposal.asks.get(organisation=circle.rosendahl).reminded_at is None
    assert proposal.asks.get(organisation=circle.nottuln).reminded_at == at
    told = Event.objects.get(subject__startswith="Erinnert an den Projektvorschlag").after
    assert told.endswith("; niemand zu erreichen: Gemeinde Rosendahl")


def test_who_has_left_the_circle_owes_nothing(circle, proposal):
    left = InitiativeParticipant.objects.filter(organisation=circle.rosendahl)
    left.update(left_on=moments.today())
    assert {one.id for one in proposal_tallies.owing(facts(circle), facts(circle).proposals[0])} == {
        circle.nottuln.pk,
        circle.duelmen.pk,
    }
    asks = proposals.remind(proposal=proposal, by=circle.people["county"], at=moments.now()).asks
    assert circle.rosendahl not in {ask.organisation for ask in asks}


@pytest.mark.parametrize("reason", ["", "Kein Bedarf mehr."])
def test_the_end_without_result_needs_a_reason_that_all_are_told_of(circle, proposal, reason):
    by, at = circle.people["county"], moments.now()
    if not reason:
        refused(lambda: proposals.withdraw(proposal=proposal, reason=" ", by=by, at=at), "reason")
        drop = {"proposal": proposal, "reason": "", "version": 1, "by": circle.people["nottuln"], "at": at}
        refused(lambda: proposals.drop(**drop), "reason")
        return
    other = circle.people["duelmen"]
    refused(lambda: proposals.withdraw(proposal=proposal, reason=reason, by=other, at=at))
    proposals.withdraw(proposal=proposal, reason=reason, by=by, at=at)
    assert {name for name, _ in told("Projektvorschlag zurückgezogen")} == {
        "beauftragte-nottuln",
        "beauftragte-duelmen",
        "beauftragte-rosendahl",
    }
    for act in (
        lambda: answer(circle, proposal, "duelmen", "take_part"),
        lambda: proposals.remind(proposal=proposal, by=by, at=at),
        lambda: proposals.withdraw(proposal=proposal, reason=reason, by=by, at=at),
        lambda: acceptance.accept(proposal=proposal, version=2, by=circle.people["nottuln"], at=at),
    ):
        assert "schon zurückgezogen" in refused(act)


def test_a_decision_on_answers_that_were_not_seen_is_stopped(circle, proposal):
    answer(circle, proposal, "nottuln", "take_part")
    answer(circle, proposal, "duelmen", "take_part")
    proposal.refresh_from_db()
    seen = proposal.version
    answer(circle, proposal, "duelmen", "refusal")
    by, before = circle.people["nottuln"], written()
    with pytest.raises(Conflict) as found:
        acceptance.accept(proposal=proposal, version=seen, by=by, at=moments.now())
    assert found.value.actor == "Beauftragte/r der Stadt Dülmen" and written() == before


def duties(circle, name: str) -> list[tuple[str, object]]:
    own = getattr(circle, name).pk
    found = of_circle(facts(circle), own, moments.today())
    return [(duty.title.partition(":")[0], duty.due) for duty in found if duty.page == "proposal"]


def test_each_is_told_what_to_do_next(circle, proposal):
    due = proposal.deadline
    assert duties(circle, "duelmen") == [("Auf den Projektvorschlag antworten", due)]
    assert duties(circle, "county") == []  # the deadline is far
    Proposal.objects.update(deadline=moments.today() + timedelta(days=6))
    near = moments.today() + timedelta(days=6)
    assert duties(circle, "county") == [("An den Projektvorschlag erinnern", near)]
    proposals.remind(proposal=proposal, by=circle.people["county"], at=moments.now())
    assert duties(circle, "county") == []
    for name in ("nottuln", "duelmen", "rosendahl"):
        answer(circle, proposal, name, "interest")
    assert duties(circle, "nottuln") == [("Über den Projektvorschlag entscheiden", None)]
    assert duties(circle, "duelmen") == []
    assert told("Alle haben geantwortet") == {
        ("beauftragte-nottuln", "weil Ihre Kommune einlädt und über den Projektvorschlag entscheidet")
    }


def test_the_words_count_each_reply(circle, proposal):
    answer(circle, proposal, "nottuln", "take_part")
    answer(circle, proposal, "duelmen", "refusal")
    known = facts(circle)
    assert proposal_tallies.in_words(known.proposals[0]) == "1 Teilnahme, 1 Ablehnung"
    own_first = proposal_tallies.lines(known, known.proposals[0], circle.nottuln.pk)
    assert [line.organisation.name for line in own_first] == ["Nottuln", "Rosendahl", "Dülmen"]
    assert ProposalAnswer.objects.get(reply="refusal").reason == REASON
    assert Proposal.objects.get().state == ProposalState.OPEN

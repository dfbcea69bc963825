"""More than the one circle: a second county beside it, initiatives across and without a convener, a course in the past."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from initiatives.domain.circle import initiatives, participants
from initiatives.domain.fields import fields, gate_items, workflow
from initiatives.domain.kernel import moments
from initiatives.domain.log import notices
from initiatives.domain.meetings import meetings
from initiatives.domain.proposals import proposals
from initiatives.domain.talk import comments
from initiatives.domain.votes import positions, resolutions, rounds
from initiatives.domain.work import tasks
from initiatives.enums import Participation, ProposalReply, ResolutionResult, Role, RoundPurpose, Stance
from initiatives.models import Ask, Comment, Field, Initiative, Mandate, Organisation, Proposal, Round, Task
from tests.support.personas import AT, BEGIN, Circle, make_circle, organisation, person


@dataclass
class Across:
    """Part b) of the notice: counties and a town without county, convened by nobody; a field of theirs is asked about."""

    initiative: Initiative
    field: Field
    round: Round
    comment: Comment
    task: Task
    proposal: Proposal
    people: dict[str, Mandate]


@dataclass
class Course:
    """An initiative whose field went its way some time ago, and which Ahaus has left since."""

    initiative: Initiative
    field: Field
    round: Round

    def ask(self, place: Organisation) -> Ask:
        return self.round.asks.get(organisation=place)


@dataclass
class Country:
    """The first county and the second, in which everything is called alike."""

    first: Circle
    second: Circle
    ahaus: Organisation  # in the second county; its delegate is the stranger of the first
    two_hats: dict[str, Mandate]  # one person, delegate of Dülmen and reader of Gescher


@pytest.fixture
def country(circle: Circle, begin_with) -> Country:
    """Kreis Borken beside Kreis Coesfeld, and somebody who has a mandate in both."""
    return begin_with(beside, circle)


@notices.silence()
def beside(circle: Circle) -> Country:
    """As the fixture `country`, for who looks at the first county before the second is there."""
    ahaus = circle.people["stranger"].organisation
    county = ahaus.county
    second = make_circle(
        county,
        organisation("stadt", "Borken", "05554012", county),
        organisation("stadt", "Gescher", "05554020", county),
        organisation("gemeinde", "Reken", "05554044", county),
        of_county="-borken",
    )
    one = person("zwei-mandate", Role.DELEGATE, circle.duelmen)
    other = Mandate.objects.create(
        user=one.user, role=Role.READER, organisation=second.duelmen, valid_from=BEGIN
    )
    return Country(circle, second, ahaus, {"first": one, "second": other})


@pytest.fixture
def across(country: Country, begin_with) -> Across:
    """Both counties and Stadt Münster; the counties act by delegates of their own."""
    return begin_with(_across, country)


@notices.silence()
def _across(country: Country) -> Across:
    coesfeld, borken = country.first.county, country.second.county
    münster = organisation("kreisfreie_stadt", "Münster", "05515000")
    initiative = initiatives.found(
        title="Zusammenarbeit der Kreise des Münsterlandes",
        short_title="Münsterland",
        documented_from=BEGIN,
        participants=[coesfeld, borken, münster],
        background="Die Kreise haben sich abgestimmt.",
        by=None,
        at=AT,
    )
    people = {
        "coesfeld": person("beauftragte-kreis-coesfeld", Role.DELEGATE, coesfeld),
        "borken": person("beauftragte-kreis-borken", Role.DEPUTY, borken),
        "münster": person("beauftragte-muenster", Role.DELEGATE, münster),
        "reader": person("lesende-muenster", Role.READER, münster),
    }
    by = {"by": people["coesfeld"], "at": AT}
    meetings.record(initiative=initiative, title="Erste Gespräche", held_on=None, result="Benannt", **by)
    row = fields.propose(initiative=initiative, title="Gemeinsamer Einkauf", **by)
    for place in (coesfeld, borken):
        fields.set_participation(field=row, organisation=place, status=Participation.PARTICIPATING, **by)
    round_ = rounds.open_round(
        question=rounds.Question(RoundPurpose.TAKING_PART, "Wirken Sie mit?"),
        fields=[row],
        organisations=[coesfeld, borken, münster],
        deadline=moments.today() + timedelta(days=14),
        by=None,
        at=AT,
    )
    proposal = proposals.propose(
        initiative=initiative, organisations=[borken, münster], title="Fuhrpark", purpose="Autos", **by
    )
    return Across(
        initiative,
        row,
        round_,
        comments.write(field=row, text="Wer fängt an?", **by),
        tasks.add(initiative=initiative, title="Mengen nennen", owner=coesfeld, field=row, **by),
        proposal,
        people,
    )


def ago(days: int) -> datetime:
    return moments.now() - timedelta(days=days)


@pytest.fixture
def course(country: Country, begin_with) -> Course:
    """From the proposal to the taking of stock, in the second county: Borken and Gescher consent, Reken refuses, Ahaus
    consents, too, and leaves later.
    """
    return begin_with(_course, country)


@notices.silence()
def _course(country: Country) -> Course:
    second, stranger = country.second, country.first.people["stranger"]
    who = second.people
    places = [second.nottuln, second.duelmen, second.rosendahl, country.ahaus]
    initiative = initiatives.found(
        title="Archive im Kreis Borken",
        short_title="Archive",
        documented_from=moments.day_of(ago(200)),
        county=second.county,
        convening=second.nottuln,
        participants=places,
        by=None,
        at=ago(200),
    )
    row = fields.propose(
        initiative=initiative,
        title="Archiv gemeinsam führen",
        aim="Ein Archiv",
        description="Gescher führt es für alle.",
        by=who["nottuln"],
        at=ago(190),
    )
    gate_items.record(
        field=row, kind="fixed", result="done", text="Festgelegt.", by=who["nottuln"], at=ago(185)
    )
    for place, by in zip((second.duelmen, country.ahaus), (who["duelmen"], stranger), strict=True):
        fields.set_participation(
            field=row, organisation=place, status=Participation.PARTICIPATING, by=by, at=ago(184)
        )
    fields.set_lead(
        field=row, organisation=second.duelmen, contact="Stadtarchiv", by=who["duelmen"], at=ago(183)
    )
    workflow.release(field=row, by=who["nottuln"], at=ago(180))
    round_ = rounds.open_round(
        question=rounds.Question(RoundPurpose.TAKING_PART, "Wirkt Ihre Kommune mit?"),
        fields=[row],
        organisations=places,
        deadline=moments.day_of(ago(145)),
        bodies={second.nottuln.pk: second.rat_nottuln},
        by=who["nottuln"],
        at=ago(170),
    )
    course = Course(initiative, row, round_)
    positions.give(ask=course.ask(second.nottuln), stance=Stance.CONSENT, by=who["nottuln"], at=ago(165))
    positions.give(ask=course.ask(second.duelmen), stance=Stance.CONSENT, by=who["duelmen"], at=ago(160))
    positions.give(ask=course.ask(country.ahaus), stance=Stance.CONSENT, by=stranger, at=ago(155))
    positions.give(
        ask=course.ask(second.rosendahl),
        stance=Stance.REFUSAL,
        reason="Kein Magazin.",
        by=who["rosendahl"],
        at=ago(154),
    )
    resolutions.resolve(
        asks=[course.ask(second.nottuln)],
        body=second.rat_nottuln,
        result=ResolutionResult.ADOPTED,
        effective_on=moments.day_of(ago(150)),
        by=who["nottuln"],
        at=ago(150),
    )
    comments.write(field=row, text="Wir sind dabei.", by=stranger, at=ago(149))
    tasks.add(initiative=initiative, title="Bestand melden", owner=country.ahaus, by=stranger, at=ago(148))
    proposal = proposals.propose(
        initiative=initiative,
        organisations=[second.duelmen, country.ahaus],
        title="Lesesaal",
        purpose="Ein Raum",
        by=who["nottuln"],
        at=ago(147),
    )
    proposals.answer(proposal=proposal, reply=ProposalReply.TAKE_PART, reason="", by=stranger, at=ago(146))
    rounds.close_round(round_=round_, reason="", by=who["nottuln"], at=ago(140))
    workflow.release(field=row, by=who["nottuln"], at=ago(130))
    participants.set_participants(
        initiative=initiative, organisations=places[:3], by=who["county_administrator"], at=ago(100)
    )
    return course

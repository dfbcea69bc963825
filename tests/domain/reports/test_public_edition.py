"""Two records that differ only in what is withheld give the same public report, byte for byte, and the same changes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from initiatives.domain.circle import conditions
from initiatives.domain.fields import assessments, fields
from initiatives.domain.money import plain
from initiatives.domain.reports import county_paper, reports
from initiatives.domain.rules.checks import RULES
from initiatives.domain.talk import comments
from initiatives.domain.votes import conditions_of_consent, positions, resolutions
from initiatives.domain.votes.conditions_of_consent import Wanted
from initiatives.enums import (
    BodyKind,
    CheckResult,
    Confidence,
    Edition,
    GateKind,
    Light,
    Participation,
    ReportText,
    ResultKind,
    Stance,
)
from initiatives.models import (
    Ask,
    Body,
    Classification,
    ConditionOverride,
    CostLineEntry,
    DecisionVote,
    FrameworkCondition,
    GateItem,
    Meeting,
    MeetingResult,
    PhaseTransition,
    PositionCondition,
    PositionDraft,
    Proposal,
    ProposalAnswer,
    ProposalAsk,
)
from initiatives.snapshot.form import canonical, write
from initiatives.snapshot.status_report import StatusReport
from tests.domain.reports.test_comparisons import issued
from tests.reports.snapshots import rows
from tests.support.lifting import overwrite, remove
from tests.support.personas import AT, BEGIN

QUARTER = timedelta(days=90)
SOON, LATER = AT + timedelta(days=2), AT + timedelta(days=100)  # before the first report, after it
KNOWN = AT + 2 * QUARTER + timedelta(days=5)
Change = Callable[[Any], object]

pytestmark = pytest.mark.once  # snapshots are compared


def taken(circle, edition: str = Edition.PUBLIC) -> dict[str, Any]:
    """The snapshot of the second quarter, as known at one instant."""
    return write(taken_rows(circle, edition))


def taken_rows(circle, edition: str = Edition.PUBLIC) -> StatusReport:
    as_of = BEGIN + 2 * QUARTER
    shown, _ = reports.snapshot(
        body=circle.kreistag,
        initiatives=[circle.initiative],
        as_of=as_of,
        edition=edition,
        paper=county_paper.default_paper(circle.kreistag, as_of, as_of),
        at=KNOWN,
    )
    return shown


def give(circle, stance: str, when=LATER, **values) -> None:
    positions.give(
        ask=circle.ask(circle.duelmen), stance=stance, by=circle.people["duelmen"], at=when, **values
    )


def price(circle, organisation: str, joint: int, when=LATER, source: str = "Haushalt") -> None:
    plain.enter(
        field=circle.payroll,
        organisation=getattr(circle, organisation),
        today_cents=100_000,
        joint_cents=joint,
        source=source,
        confidence=Confidence.ESTIMATED,
        by=circle.people[organisation],
        at=when,
    )


@pytest.fixture
def record(circle):
    """A circle with all that the public edition withholds, and the public report on its first quarter."""
    act = {"by": circle.people["nottuln"], "at": SOON}
    for rule in ("voluntary", "open_to_others"):
        conditions.add(initiative=circle.initiative, text=rule, rule_key=rule, by=None, at=AT)
    for organisation in (circle.nottuln, circle.duelmen):
        fields.set_participation(
            field=circle.payroll, organisation=organisation, status=Participation.PARTICIPATING, **act
        )
    seen = {"effective_on": SOON.date(), "recorded_at": SOON, "mandate": circle.people["nottuln"]}
    PhaseTransition.objects.create(field=circle.payroll, from_phase=0, to_phase=4, reason="x", **seen)
    _bodies(circle)
    give(circle, Stance.DELIBERATING, SOON)
    _meeting(circle)
    _proposals(circle)
    price(circle, "nottuln", 90_000, SOON)
    price(circle, "duelmen", 90_000, SOON)
    GateItem.objects.create(
        field=circle.payroll, kind=GateKind.ACCESSION, result="done", text="Beitritt jährlich", **seen
    )
    fields.edit(field=circle.payroll, values={"aim": "Stellen sparen"}, version=1, **act)
    Classification.objects.create(
        initiative=circle.initiative,
        field=circle.payroll,
        text=ReportText.AIM,
        recorded_at=SOON,
        mandate=circle.people["nottuln"],
    )
    return circle


def _bodies(circle) -> None:
    """Dülmen's council has to resolve; its committee has only prepared that."""
    rat = Body.objects.create(organisation=circle.duelmen, name="Rat", kind=BodyKind.RAT, slug="rat-d")
    committee = Body.objects.create(
        organisation=circle.duelmen, name="Hauptausschuss", kind=BodyKind.AUSSCHUSS, slug="ha-d"
    )
    Ask.objects.filter(pk=circle.ask(circle.duelmen).pk).update(body=rat)
    resolutions.resolve(
        asks=[circle.ask(circle.duelmen)],
        body=committee,
        result="adopted",
        effective_on=SOON.date(),
        by=circle.people["duelmen"],
        at=SOON,
    )


def _meeting(circle) -> None:
    meeting = Meeting.objects.get(initiative=circle.initiative)
    Meeting.objects.filter(pk=meeting.pk).update(closed_at=SOON)
    said = {"kind": ResultKind.DECISION, "recorded_at": SOON, "mandate": circle.people["nottuln"]}
    adopted = MeetingResult.objects.create(meeting=meeting, text="Weiter so", is_adopted=True, **said)
    MeetingResult.objects.create(meeting=meeting, text="Aufhören", is_adopted=False, **said)
    DecisionVote.objects.create(decision=adopted, organisation=circle.nottuln, vote="yes")


def _proposals(circle) -> None:
    said = {"initiative": circle.initiative, "purpose": "x", "recorded_at": SOON}
    said |= {"effective_on": SOON.date(), "mandate": circle.people["nottuln"]}
    ended = {"ended_at": SOON, "state": "accepted", "became_field": circle.hotline}
    accepted = Proposal.objects.create(title="Archiv", **said, **ended)
    ask = ProposalAsk.objects.create(proposal=accepted, organisation=circle.duelmen)
    answer = {"effective_on": SOON.date(), "recorded_at": SOON, "mandate": circle.people["duelmen"]}
    ProposalAnswer.objects.create(ask=ask, reply="interest", **answer)
    dropped = {"ended_at": SOON, "state": "not_pursued", "ended_reason": "zu teuer"}
    Proposal.objects.create(title="Bad", **said, **dropped)
    Proposal.objects.create(title="Labor", **said)


def _conditional(circle) -> None:
    give(circle, Stance.CONDITIONAL, reason="Nur mit Frist", conditions=[Wanted("Frist")])


def _fallen(circle) -> None:
    _conditional(circle)
    conditions_of_consent.settle(
        condition=PositionCondition.objects.get(),
        state="dropped",
        note="Keine Frist",
        by=circle.people["duelmen"],
        at=LATER + timedelta(days=1),
    )


def _corrected(circle) -> None:
    give(circle, Stance.CONSENT)
    give(
        circle,
        Stance.CONDITIONAL,
        LATER + timedelta(days=1),
        reason="Nur mit Frist",
        correction_reason="Falsch erfasst",
        effective_on=LATER.date(),
    )


def _spoken(circle, who: str, stance: str) -> None:
    positions.take_down(
        ask=circle.ask(getattr(circle, who)),
        stance=stance,
        source_note="Anruf",
        effective_on=LATER.date(),
        by=circle.people["nottuln"],
        at=LATER,
    )


def _draft(circle) -> None:
    PositionDraft.objects.create(
        ask=circle.ask(circle.rosendahl),
        stance=Stance.CONSENT,
        reason="x",
        changed_at=LATER,
        mandate=circle.people["rosendahl"],
    )


def _overrule(circle, rule: str, result: str) -> None:
    ConditionOverride.objects.create(
        field=circle.payroll,
        condition=FrameworkCondition.objects.get(rule_key=rule),
        computed={"economy": "met", "voluntary": "open"}[rule],
        rule_version=RULES[rule][0],
        result=result,
        reason="Wir sehen es anders.",
        effective_on=LATER.date(),
        recorded_at=LATER,
        mandate=circle.people["nottuln"],
    )


def _another_secret(circle) -> None:
    fields.edit(
        field=circle.payroll,
        values={"aim": "Kosten sparen"},
        version=2,
        by=circle.people["nottuln"],
        at=LATER,
    )


def _comment(circle) -> None:
    comments.write(field=circle.payroll, text="intern", internal=True, by=circle.people["nottuln"], at=LATER)


def _answered_proposal(circle) -> None:
    ProposalAnswer.objects.create(
        ask=ProposalAsk.objects.get(),
        reply="take_part",
        effective_on=LATER.date(),
        recorded_at=LATER,
        mandate=circle.people["duelmen"],
    )


def _one_more_motion(circle) -> None:
    MeetingResult.objects.create(
        meeting=Meeting.objects.get(),
        kind=ResultKind.DECISION,
        text="Verkaufen",
        is_adopted=False,
        recorded_at=SOON,
        mandate=circle.people["nottuln"],
    )


def _one_more_proposal(circle) -> None:
    Proposal.objects.create(
        initiative=circle.initiative,
        title="Messe",
        purpose="x",
        recorded_at=LATER,
        effective_on=LATER.date(),
        mandate=circle.people["duelmen"],
    )


# What is told to the non-public edition alone.
DIFFERENCES: dict[str, Change] = {
    "in Beratung on another day": lambda circle: give(circle, Stance.DELIBERATING, reason="Noch offen"),
    "a consent": lambda circle: give(circle, Stance.CONSENT),
    "a consent with conditions": _conditional,
    "a consent whose condition has fallen": _fallen,
    "a consent that is corrected": _corrected,
    "costs with a loss": lambda circle: price(circle, "nottuln", 190_000),
    "costs of nobody": lambda circle: remove(CostLineEntry.objects.all()),
    "the source of costs": lambda circle: price(circle, "nottuln", 90_000, source="Gutachten"),
    "a judgement by hand on costs": lambda circle: _overrule(circle, "economy", CheckResult.NOT_MET),
    "a judgement by hand on consents": lambda circle: _overrule(circle, "voluntary", CheckResult.MET),
    "how delegates voted": lambda circle: DecisionVote.objects.update(vote="no"),
    "a motion that was rejected": lambda circle: MeetingResult.objects.filter(is_adopted=False).update(
        text="Verkaufen"
    ),
    "one more motion that was rejected": _one_more_motion,
    "a proposal that is not pursued": lambda circle: Proposal.objects.filter(title="Bad").update(title="Eis"),
    "one more open proposal": _one_more_proposal,
    "how a municipality answered a proposal": _answered_proposal,
    "the secret in a text that was raised": _another_secret,
    "what a result is computed from": lambda circle: overwrite(
        GateItem.objects.all(), text="Beitritt monatlich"
    ),
}
# What no report tells of.
UNTOLD: dict[str, Change] = {
    "a spoken consent that is not confirmed": lambda circle: _spoken(circle, "rosendahl", Stance.CONSENT),
    "a draft of a Votum": _draft,
    "an internal comment": _comment,
    "the reason of a Votum": lambda circle: give(circle, Stance.DELIBERATING, SOON, reason="Haushalt fehlt"),
}


def between(circle) -> None:
    """The public report of the first quarter, and after it the field is assessed as before: no silence, no news."""
    assess = {"field": circle.payroll, "light": Light.GREEN, "by": circle.people["nottuln"]}
    assessments.assess(**assess, at=SOON)
    issued(circle, 1)
    assessments.assess(**assess, at=LATER)


@pytest.mark.parametrize("name", [*DIFFERENCES, *UNTOLD])
def test_what_is_withheld_changes_nothing_in_the_public_edition_nor_is_it_told_as_a_change(record, name):
    between(record)
    before, whole = taken(record), taken(record, Edition.NON_PUBLIC)
    assert before["previous"]["comparable"] and before["changes"] == []
    {**DIFFERENCES, **UNTOLD}[name](record)
    after = taken(record)
    assert after["initiatives"] == before["initiatives"]
    assert canonical(after) == canonical(before)
    assert [line(rows(after)) for line in (reports.summary, reports.news)] == [
        line(rows(before)) for line in (reports.summary, reports.news)
    ]
    assert (taken(record, Edition.NON_PUBLIC) != whole) == (name in DIFFERENCES), "the difference is recorded"


@pytest.mark.parametrize("name", ["a consent", "a consent whose condition has fallen", "costs with a loss"])
def test_nor_is_it_a_change_after_a_report_that_told_of_it(record, name):
    """Of the first quarter there is a non-public one only, of which the public one after it tells nothing."""
    issued(record, 1, edition=Edition.NON_PUBLIC)
    before = taken(record)
    assert before["changes"] == []
    assert [one["new"] for one in before["quiet"]] == ["seit dem letzten Bericht keine öffentliche Nachricht"]
    DIFFERENCES[name](record)
    assert canonical(taken(record)) == canonical(before)


def test_a_consent_is_told_once_its_council_has_resolved(record):
    between(record)
    give(record, Stance.CONSENT)
    [answer] = [one for key, one in _field(record)["answers"].items() if key == record.duelmen.key]
    masked = {
        "stance": "deliberating",
        "date": None,
        "provisional": False,
        "unresolved": False,
        "since": None,
        "body": "Rat Dülmen",  # who decides, and when it sits next, is no secret
        "sitting": None,
    }
    asked = {"question": str(record.ask(record.duelmen).pk), "accession": ""}
    assert answer == masked | asked | {"body": "Rat Dülmen", "sitting": None}
    resolutions.resolve(
        asks=[record.ask(record.duelmen)],
        body=Body.objects.get(slug="rat-d"),
        result="adopted",
        effective_on=LATER.date(),
        by=record.people["duelmen"],
        at=LATER,
    )
    answer = _field(record)["answers"][record.duelmen.key]
    assert (answer["stance"], answer["date"]) == ("consent", LATER.date().isoformat())
    told = [(one["kind"], one["new"], one["late"]) for one in taken(record)["changes"]]
    decision = f"ungeändert beschlossen, {LATER:%d.%m.%Y}"
    assert told == [("decided", decision, False)], "the Votum is the same fact"


def _field(circle, edition: str = Edition.PUBLIC) -> dict[str, Any]:
    return taken(circle, edition)["initiatives"][0]["fields"][0]


def test_results_that_rest_on_what_is_withheld_are_not_printed_as_open(record):
    shown = {one["condition"]: one["result"] for one in _field(record)["checks"]}
    assert shown == {1: "withheld", 2: "withheld", 3: "met"}
    whole = {one["condition"]: one["result"] for one in _field(record, Edition.NON_PUBLIC)["checks"]}
    assert whole == {1: "met", 2: "open", 3: "met"}


def resolved(circle, organisation: str, slug: str) -> None:
    """Its competent body has resolved on the question of the round, on taking part."""
    resolutions.resolve(
        asks=[circle.ask(getattr(circle, organisation))],
        body=Body.objects.get(slug=slug),
        result="adopted",
        effective_on=SOON.date(),
        by=circle.people[organisation],
        at=SOON,
    )


def test_costs_are_public_once_each_body_has_resolved_and_going_back_a_phase_tells_no_end(record):
    """On taking part alone it has resolved on no offer yet, so that counts from the implementation on."""
    resolved(record, "nottuln", "rat-nottuln")
    assert _field(record)["costs"] == {}
    between(record)
    move = {"effective_on": SOON.date(), "recorded_at": SOON, "mandate": record.people["nottuln"]}
    PhaseTransition.objects.create(field=record.payroll, from_phase=4, to_phase=5, reason="x", **move)
    field = _field(record)
    assert [*field["costs"]] == [record.nottuln.key] and field["money"]["variants"] == []
    assert field["checks"][0]["result"] == "withheld"
    resolved(record, "duelmen", "rat-d")
    field = _field(record)
    assert len(field["costs"]) == 2 and [one["variant"] for one in field["money"]["variants"]] == ["joint"]
    assert field["checks"][0]["result"] == "met"
    issued(record, 1, made_at=AT + QUARTER + timedelta(days=6), as_of=BEGIN + QUARTER + timedelta(days=1))
    back = {"effective_on": LATER.date(), "recorded_at": LATER, "mandate": record.people["nottuln"]}
    PhaseTransition.objects.create(field=record.payroll, from_phase=5, to_phase=4, reason="x", **back)
    assert [one["kind"] for one in taken(record)["changes"]] == ["moved"]

"""The table of rights, line by line: who holds each, where, and who does not; without a database."""

from dataclasses import replace

import pytest

from initiatives.domain.rules import access, correcting
from initiatives.domain.state.facts import TaskFacts
from initiatives.enums import ReportedBy, Role
from initiatives.models import (
    Agreement,
    AgreementChange,
    AgreementStage,
    AmendmentRuling,
    Answer,
    Ask,
    Body,
    ConditionOverride,
    CostLine,
    CostLineEntry,
    FrameworkCondition,
    GateItem,
    Initiative,
    InitiativeParticipant,
    Mandate,
    Meeting,
    ParticipationEntry,
    PhaseTransition,
    Position,
    ProposalAnswer,
    ProposalAsk,
    Resolution,
    Round,
    StatusAssessment,
)
from tests.domain.agreed import agreement, enters
from tests.domain.builders import (
    COUNTY,
    DAY,
    GUEST,
    NOTTULN,
    OLFEN,
    SENDEN,
    accession,
    ask,
    asks,
    field,
    initiative,
    member,
    members,
    organisation,
)

FORMER = organisation(6, "Havixbeck", takes_part=False)
ELSEWHERE = organisation(9, "Borken", "kreis")


def mandate(role: Role, place=None, **values) -> Mandate:
    return Mandate(role=role, organisation_id=place and place.id, **values)


PEOPLE = {
    "n": mandate(Role.DELEGATE, NOTTULN),  # convenes
    "l": mandate(Role.DELEGATE, OLFEN),  # leads the field
    "m": mandate(Role.DELEGATE, SENDEN),  # of the circle
    "g": mandate(Role.DELEGATE, GUEST),  # has joined the field only
    "d": mandate(Role.DELEGATE, COUNTY),
    "f": mandate(Role.DELEGATE, FORMER),  # has left the circle
    "s": mandate(Role.DELEGATE, ELSEWHERE),
    "k": mandate(Role.COUNTY_REPRESENTATIVE, COUNTY),
    "x": mandate(Role.COUNTY_REPRESENTATIVE, ELSEWHERE),
    "y": mandate(Role.COUNTY_REPRESENTATIVE, NOTTULN),  # as where a county convenes
    "z": mandate(Role.COUNTY_REPRESENTATIVE, OLFEN),  # as where a county leads
    "r": mandate(Role.READER, NOTTULN),
    "o": mandate(Role.READER, OLFEN),
    "c": mandate(Role.COUNCIL_MEMBER, NOTTULN),
    "a": mandate(Role.ADMINISTRATOR),
    "-": None,
}
JOINED = members(OLFEN, GUEST, lead=OLFEN) | {
    SENDEN.id: member(SENDEN, "interested"),
    FORMER.id: member(FORMER, "left"),
}
ASKED = asks(ask(OLFEN), ask(SENDEN))
PLACES = {
    "initiative": None,
    "field": field(participations=JOINED, asks=ASKED),
    "with the county": field(
        participations=JOINED | members(COUNTY),
        asks=ASKED,
        agreements=(agreement(changes=(enters(COUNTY), enters(GUEST))),),
    ),
    "without a lead": field(
        participations=JOINED | members(OLFEN), asks=ASKED, accessions=(accession(FORMER, OLFEN, GUEST),)
    ),
}
STATE = initiative(county=COUNTY, guests=(COUNTY, GUEST, FORMER))
# The same circle without a convening municipality; one of its fields has a lead.
ALONE = initiative(PLACES["field"], convening=None, county=COUNTY, guests=(COUNTY, GUEST, FORMER))

# Who in each of the four places, where the roles of the right include theirs; then the same where nobody convenes, if
# that makes a difference.
CIRCLE = "nlm nlmg nlmgd nlmg"
WORKS = "nlm nlmgz nlmgdkz nlmgz"
LEADS = "- nlz nlz nlmgz", "- lz lz nlmgz"
SIGNS = "- nlz nlgzdk nlmgz", "- lz lgzdk nlmgz"
TAKES_PART = "- lgz lgdkz lgz"
ASKED_FOR = "- lmz lmz lmzfg"
MAY_JOIN = "nlmkyz nlmgkyz nlmgdkyz nlmgfkyz"
RUNS = "n n n n", "lz lz lz -"
RUNS_FOR_ALL = "n n n n", "l l l -"
CHAIRS = "n n n n", "nlm nlm nlm nlm"
CARRIES_OUT = "ny nlmgyz nlmgdkyz nlmgyz", "nlmyz nlmgz nlmgdkz nlmgz"
SPEAKS = "nlmkyz nlmgkyz nlmgdkyz nlmgkyz"
SETTLES = "ny nlyz nlyz ny", "nlmyz lz lz -"
MUNICIPALITY = "nlm nlm nlm nlm"
INVITED = "k k k k"

RIGHTS = {
    "field.propose": CIRCLE,
    "field.order": CHAIRS,
    "field.edit": WORKS,
    "field.lead": WORKS,
    "field.assess": LEADS,
    "field.participate": MAY_JOIN,
    "position.give": ASKED_FOR,
    "position.take_down": RUNS,
    "comment.initiative": SPEAKS,
    "comment.field": SPEAKS,
    "comment.step": SPEAKS,
    "comment.ask": SPEAKS,
    "comment.proposal": SPEAKS,
    "comment.meeting": SPEAKS,
    "comment.resolve": SETTLES,
    "round.open": RUNS,
    "round.close": RUNS,
    "paper.make": ASKED_FOR,
    "paper.core": RUNS,
    "field.release": RUNS,
    "gate.record": WORKS,
    "agreement.edit": LEADS,
    "agreement.sign": SIGNS,
    "document.add": WORKS,
    "step.edit": WORKS,
    "task.add": SPEAKS,
    "task.assign": SETTLES,
    "cost.enter": TAKES_PART,
    "money.edit": LEADS,
    "baseline.ask": LEADS,
    "baseline.answer": TAKES_PART,
    "minutes.circulate": CHAIRS,
    "minutes.correct": CHAIRS,
    "decision.implement": CARRIES_OUT,
    "resolution.implement": WORKS,
    "text.raise": CARRIES_OUT,
    "condition.overrule": WORKS,
    "simulation.keep": WORKS,
    "meeting.convene": CHAIRS,
    "meeting.reply": SPEAKS,
    "topic.propose": SPEAKS,
    "steering.name": RUNS_FOR_ALL,
    "proposal.make": SPEAKS,
    "proposal.answer": SPEAKS,
    "proposal.decide": CHAIRS,
    "support.ask": MUNICIPALITY,
    "support.answer": INVITED,
}


# Only the county's representative tells these apart, so that for delegates alone they say the same.
SAME_FOR_DELEGATES = {"_in_circle", "_works_on", "_speaks"}


def holders(right: str, *states) -> list[str]:
    return [
        "".join(key for key, one in PEOPLE.items() if access.may(one, right, state, place)) or "-"
        for state in states or (STATE, ALONE)
        for place in PLACES.values()
    ]


@pytest.mark.parametrize("right", access.RIGHTS)
def test_a_right_is_held_by_those_of_the_table_and_by_nobody_else(right):
    convened, alone = RIGHTS[right] if isinstance(RIGHTS[right], tuple) else (RIGHTS[right],) * 2
    expected = [sorted(one) for one in f"{convened} {alone}".split()]
    assert [sorted(found) for found in holders(right)] == expected


def test_each_right_stands_in_the_table():
    assert list(RIGHTS) == list(access.RIGHTS)


@pytest.mark.parametrize("right", access.RIGHTS)
def test_the_table_notices_when_a_line_of_the_rights_says_anything_else(right, monkeypatch):
    own, expected = access.RIGHTS[right], holders(right)
    others = [replace(own, where=one.where) for one in access.RIGHTS.values() if one.where != own.where]
    roles = (access.WORKING, access.COUNTY, access.WORKING | access.COUNTY, frozenset(Role))
    others += [replace(own, roles=one) for one in roles if one != own.roles]
    for other in others:
        monkeypatch.setitem(access.RIGHTS, right, other)
        names = {own.where.__name__, other.where.__name__}
        same = own.roles == other.roles == access.WORKING and names <= SAME_FOR_DELEGATES
        assert (holders(right) == expected) is same, other


def test_a_deputy_may_what_a_delegate_may_and_nobody_may_what_is_no_right():
    for right in access.RIGHTS:
        for one in "nlmgdfs":
            deputy = mandate(Role.DEPUTY, organisation(PEOPLE[one].organisation_id, ""))
            for place in PLACES.values():
                held = access.may(PEOPLE[one], right, STATE, place)
                assert access.may(deputy, right, STATE, place) == held, (right, one)
    with pytest.raises(KeyError):
        access.may(PEOPLE["n"], "field.delete", STATE)


@pytest.mark.parametrize(("of", "expected"), [(None, True), (1, True), (2, False)])
def test_a_mandate_for_one_initiative_holds_in_that_one_only(of, expected):
    assert access.may(mandate(Role.DELEGATE, NOTTULN, initiative_id=of), "round.open", STATE) is expected


def test_what_the_convening_municipality_may_it_may_not_once_it_has_left_the_circle():
    left = initiative(convening=FORMER, guests=(FORMER,))
    one, other = PLACES["field"], PLACES["without a lead"]
    assert not access.may(PEOPLE["f"], "field.assess", left, one)
    assert not access.may(PEOPLE["f"], "field.assess", left, other)


def test_where_nobody_convenes_and_no_county_is_invited_nobody_acts_for_them():
    alone = initiative(convening=None, guests=(COUNTY, GUEST, FORMER))
    assert holders("round.open", alone) == ["-", "lz", "lz", "-"], "no field of it has a lead"
    assert holders("support.answer", alone) == ["-"] * 4
    assert holders("support.ask", alone) == ["-"] * 4
    assert holders("field.assess", alone)[1] == "lz"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("gemeinde", True), ("stadt", True), ("kreisfreie_stadt", True), ("kreis", False), ("dritte", False)],
)
def test_a_town_or_municipality_asks_for_support_and_no_other_kind(kind, expected):
    one = organisation(7, "Telgte", kind)
    given = mandate(Role.DELEGATE, one)
    state = initiative(county=COUNTY, guests=(one,))
    assert access.may(given, "support.ask", state) is expected
    gone = initiative(county=COUNTY, guests=(replace(one, takes_part=False),))
    assert not access.may(given, "support.ask", gone)


def task(owner=SENDEN, giver=OLFEN, field_id=10) -> TaskFacts:
    return TaskFacts(1, "Daten liefern", owner.id, field_id, DAY, "open", giver.id)


@pytest.mark.parametrize(
    ("given", "changes", "moves"),
    [
        (task(), "nlyz", "nlmyz"),  # convening and lead, who also gave it; the owner its state
        (task(giver=GUEST), "nlgyz", "nlmgyz"),
        (task(owner=GUEST, giver=GUEST), "nlgyz", "nlgyz"),
        (task(owner=SENDEN, giver=SENDEN, field_id=None), "nmy", "nmy"),
        (task(owner=SENDEN, giver=NOTTULN, field_id=None), "ny", "nmy"),
        (task(owner=COUNTY, giver=COUNTY), "nlkyz", "nlkyz"),
        (task(owner=FORMER, giver=FORMER), "nlyz", "nlyz"),
    ],
)
def test_a_task_is_changed_by_who_gave_it_or_assigns_and_moved_by_its_owner(given, changes, moves):
    state = initiative(PLACES["field"], county=COUNTY, guests=(COUNTY, GUEST, FORMER))

    def found(**only):
        return "".join(
            key for key, one in PEOPLE.items() if access.may_change_task(one, state, given, **only)
        )

    assert sorted(found()) == sorted(changes)
    assert sorted(found(only_state=True)) == sorted(moves)


def test_a_resolution_is_carried_out_by_its_own_organisation_and_a_decision_by_who_works_on_it():
    def found(place, number):
        return "".join(
            key for key, one in PEOPLE.items() if access.may_implement(one, STATE, PLACES[place], number)
        )

    assert found("field", OLFEN.id) == "lz"
    assert found("with the county", COUNTY.id) == "dk"
    assert found("field", COUNTY.id) == found("field", FORMER.id) == found("initiative", GUEST.id) == ""
    assert found("field", GUEST.id) == "g"
    assert found("initiative", None) == "ny"
    assert found("field", None) == "nlmgyz"


def body(by: str, place=NOTTULN) -> Body:
    return Body(organisation_id=place.id, reported_by=by)


def told(*convening, circle=(NOTTULN, OLFEN, SENDEN)) -> list[Initiative]:
    """An initiative for each that convenes, all with the same circle, which Havixbeck has left."""
    found = [Initiative(pk=n, convening_id=one and one.id) for n, one in enumerate(convening, start=1)]
    for one in found:
        rows = [InitiativeParticipant(organisation_id=place.id) for place in circle]
        left = InitiativeParticipant(organisation_id=FORMER.id, left_on=DAY)
        participants = InitiativeParticipant.objects.none()
        participants._result_cache = [*rows, left]
        one._prefetched_objects_cache = {"participants": participants}
    return found


def test_other_doors_are_open_to_the_roles_that_need_them():
    def found(rule):
        return "".join(key for key, one in PEOPLE.items() if rule(one))

    assert found(access.may_discuss_report) == "nlmgdfskxyz"
    assert found(access.may_search) == "nlmgdfskxyzroa"
    assert found(access.may_administer) == found(access.may_administer_all) == "a"
    of_county = mandate(Role.ADMINISTRATOR, COUNTY)
    assert access.may_administer(of_county) and not access.may_administer_all(of_county)
    assert access.may_discuss_report(mandate(Role.DEPUTY, SENDEN))


@pytest.mark.parametrize(
    ("by", "of_the_body", "of_the_convening"),
    [
        (ReportedBy.ORGANISATION, True, False),
        (ReportedBy.CONVENING, False, True),
        (ReportedBy.BOTH, True, True),
    ],
)
def test_reports_are_made_by_whom_the_settings_of_the_body_name(by, of_the_body, of_the_convening):
    given, initiatives = body(by, COUNTY), told(OLFEN, NOTTULN)
    assert access.may_report(PEOPLE["k"], given, initiatives) is of_the_body
    assert access.may_report(PEOPLE["n"], given, initiatives) is of_the_convening
    for nobody in "mgfsxrca-":
        assert not access.may_report(PEOPLE[nobody], given, initiatives), nobody
    assert not access.may_report(mandate(Role.READER, COUNTY), given, initiatives)


@pytest.mark.parametrize(
    ("convening", "circles", "may"),
    [
        ((NOTTULN,), ((NOTTULN,),), True),
        ((NOTTULN, OLFEN), ((NOTTULN,), (OLFEN, NOTTULN)), True),
        ((NOTTULN, OLFEN), ((NOTTULN,), (OLFEN,)), False),
        ((OLFEN, OLFEN), ((OLFEN, NOTTULN), (OLFEN, NOTTULN)), False),
        ((None,), ((NOTTULN,),), False),
    ],
)
def test_who_convenes_reports_on_several_only_where_it_takes_part_in_each(convening, circles, may):
    initiatives = [told(one, circle=circle)[0] for one, circle in zip(convening, circles, strict=True)]
    assert access.may_report(PEOPLE["n"], body(ReportedBy.CONVENING, COUNTY), initiatives) is may


def test_who_has_left_reports_no_more_though_it_convened():
    given = body(ReportedBy.CONVENING, COUNTY)
    assert not access.may_report(PEOPLE["f"], given, told(FORMER))
    assert access.may_report(PEOPLE["n"], given, told(NOTTULN))


def test_with_a_mandate_for_one_initiative_reports_tell_of_that_one_alone():
    one = mandate(Role.DELEGATE, NOTTULN, initiative_id=1)
    given = body(ReportedBy.CONVENING)
    assert access.may_report(one, given, told(NOTTULN))
    assert not access.may_report(one, given, told(NOTTULN, NOTTULN))
    assert not access.may_report(one, given, [])


SAME_AS = [
    (PhaseTransition(), "field.release"),
    (StatusAssessment(), "field.assess"),
    (Round(), "round.open"),
    (Meeting(), "meeting.convene"),
    (ConditionOverride(), "condition.overrule"),
    (AmendmentRuling(), "round.close"),
    (GateItem(), "gate.record"),
    (Agreement.history.model(), "agreement.edit"),
    (AgreementChange(), "agreement.edit"),
    (AgreementStage(), "agreement.edit"),
    (ParticipationEntry(), "field.release"),  # as the source tells it
]


@pytest.mark.parametrize(("entry", "right"), SAME_AS, ids=lambda one: str(type(one).__name__))
def test_whoever_may_make_an_entry_may_correct_it(entry, right):
    for place in PLACES.values():
        for person in PEOPLE.values():
            may = access.may(person, right, STATE, place)
            assert correcting.may_correct(person, STATE, place, entry) == may


@pytest.mark.parametrize(("place", "who"), [("field", "lnz"), ("with the county", "lnzg")])
def test_each_party_corrects_its_own_signature(place, who):
    entry = AgreementStage(organisation_id=GUEST.id)
    found = {name for name, one in PEOPLE.items() if correcting.may_correct(one, STATE, PLACES[place], entry)}
    assert found == {*who}


def of_senden(kind: type, **values):
    mandate = values.pop("by", PEOPLE["n"])
    row = kind(**values)
    row.mandate_id, row._state.fields_cache["mandate"] = 1, mandate
    if kind is Resolution:
        row.body = Body(organisation_id=SENDEN.id)
    elif kind is Position:
        row.ask = Ask(organisation_id=SENDEN.id)
    elif kind is ProposalAnswer:
        row.ask = ProposalAsk(organisation_id=SENDEN.id)
    elif kind is CostLineEntry:
        row.line = CostLine(organisation_id=SENDEN.id)
    else:
        row.organisation_id = SENDEN.id
    return row


# Who of all people in the field of `PLACES`, where Olfen leads and Senden takes part in the initiative.
OF_SENDEN = [
    (Position, {}, "m"),
    (Position, {"source_note": "Rat", "by": PEOPLE["n"]}, "nm"),
    (Position, {"source_note": "Rat", "by": PEOPLE["l"]}, "m"),
    (Position, {"source_note": "Rat", "confirmed_at": DAY}, "m"),
    (Resolution, {"source_note": "Amtsblatt"}, "nm"),
    (Resolution, {}, "m"),
    (ProposalAnswer, {}, "m"),
    (GateItem, {}, "m"),
    (CostLineEntry, {}, "nlz"),
    (Answer, {}, "lnza"),  # who records the past, since Senden does not take part in this field
    (ParticipationEntry, {}, "nm"),
    (ParticipationEntry, {"is_responsible": True, "by": PEOPLE["s"]}, "nlmgz"),
    (ParticipationEntry, {"by": PEOPLE["s"]}, "m"),
    (InitiativeParticipant, {}, "a"),
    (FrameworkCondition, {}, "a"),
]


@pytest.mark.parametrize(("kind", "values", "who"), OF_SENDEN)
def test_what_is_of_one_organisation_it_corrects_itself(kind, values, who):
    entry = of_senden(kind, **values)
    found = {
        name for name, one in PEOPLE.items() if correcting.may_correct(one, STATE, PLACES["field"], entry)
    }
    assert found == set(who)


def test_a_mandate_for_another_initiative_corrects_nothing_here():
    limited = replace_initiative(PEOPLE["m"])
    for kind in (Position, Resolution, ProposalAnswer, GateItem):
        assert not correcting.may_correct(limited, STATE, PLACES["field"], of_senden(kind))


def replace_initiative(one: Mandate) -> Mandate:
    return Mandate(role=one.role, organisation_id=one.organisation_id, initiative_id=STATE.id + 1)

"""What an organisation owes, at the edges of each duty: the day before, the day, the day after; without a database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from initiatives.domain.desk import circle_duties
from initiatives.domain.desk.duty import Duty
from initiatives.domain.desk.todo_list import Todo, deviations, reminder_due, todo
from initiatives.domain.rules import proposal_tallies
from initiatives.domain.state.facts import (
    AssessmentFacts,
    AttendanceFacts,
    MeetingFacts,
    ProjectFacts,
    ProposalFacts,
    ReplyFacts,
    SupportFacts,
    TaskFacts,
)
from tests.domain.builders import (
    AT,
    COUNTY,
    DAY,
    GUEST,
    NOTTULN,
    OLFEN,
    SENDEN,
    ask,
    asks,
    condition_of_consent,
    field,
    initiative,
    item,
    member,
    members,
    organisation,
    round_,
    ruling,
    step,
)

LED = members(OLFEN, lead=OLFEN)
GREEN = AssessmentFacts(1, "green", "", "", "Vertrag", DAY + timedelta(days=9), DAY)


def day(number: int) -> date:
    return DAY + timedelta(days=number)


def owed(place, *fields, today=DAY, **changes) -> list[tuple]:
    state = initiative(*fields, guests=(COUNTY, GUEST), **changes)
    found = todo(initiatives=[state], organisation_id=place.id, today=today)
    return [(one.kind, one.title, one.note, one.due) for one in found.duties]


def titles(place, *fields, **changes) -> list[str]:
    return [title for _, title, *_ in owed(place, *fields, **changes)]


ASKED = {"round": round_(), "asks": asks(ask(OLFEN), ask(SENDEN, "consent"))}


def test_who_is_asked_owes_a_votum_with_its_deadline():
    note = "1 von 2 angefragten Kommunen haben geantwortet"
    votum = ("position", "Votum abgeben: Personalabrechnung", note, day(14))
    assert owed(OLFEN, field(**ASKED)) == [votum]
    reminded = ASKED | {"asks": asks(replace(ask(OLFEN), reminded_on=DAY))}
    assert "; erinnert am 02.03.2026" in owed(OLFEN, field(**reminded))[0][2]
    spoken = replace(ask(OLFEN), unconfirmed=ask(OLFEN, "consent").position)
    assert titles(OLFEN, field(**ASKED | {"asks": asks(spoken)})) == [
        "Mündliches Votum bestätigen: Personalabrechnung"
    ]
    assert owed(OLFEN, field(**ASKED, side_state="on_hold")) == []
    assert owed(GUEST, field(**ASKED)) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (ask(OLFEN, "consent"), "(Rat)"),
        (replace(ask(OLFEN, "consent"), body=""), "(zuständiges Gremium)"),
        (ask(OLFEN, "consent", "adopted"), None),
        (ask(OLFEN, "refusal"), None),
    ],
)
def test_a_provisional_consent_owes_its_resolution(given, expected):
    found = owed(OLFEN, field(round=round_(), asks=asks(given, ask(SENDEN))))
    assert [kind for kind, *_ in found] == (["resolution"] if expected else [])
    assert not expected or expected in found[0][2]
    left = {OLFEN.id: member(OLFEN, "left")}
    assert owed(OLFEN, field(round=round_(), asks=asks(given, ask(SENDEN)), participations=left)) == []


def test_what_who_has_left_resolved_otherwise_needs_no_new_round():
    amended = {"round": round_("decision", DAY), "asks": asks(ask(SENDEN, "consent", "amended"))}
    assert "Sagen, ob es die anderen betrifft: Personalabrechnung" in titles(NOTTULN, field(**amended))
    left = {SENDEN.id: member(SENDEN, "left")}
    assert "Sagen, ob es die anderen betrifft: Personalabrechnung" not in titles(
        NOTTULN, field(**amended, participations=left)
    )


@pytest.mark.parametrize(
    ("state", "place", "expected"),
    [
        ("open", SENDEN, "Bedingung erfüllen: Frist 12 Monate"),
        ("open", OLFEN, None),
        ("fulfilled", OLFEN, "Bedingung bestätigen: Frist 12 Monate"),
        ("fulfilled", SENDEN, None),
        ("confirmed", OLFEN, None),
        ("confirmed", SENDEN, None),
        ("dropped", SENDEN, None),
    ],
)
def test_a_condition_is_fulfilled_by_its_owner_and_confirmed_by_who_made_it(state, place, expected):
    given = ask(OLFEN, "conditional", "adopted", conditions=(condition_of_consent(state, SENDEN),))
    before = asks(ask(NOTTULN), ask(GUEST, "consent", "adopted"), given)
    found = owed(place, field(round=round_(closed=DAY), asks=before))
    assert [title for _, title, *_ in found] == ([expected] if expected else [])
    if state == "open" and expected:
        assert found[0][2:] == ("Personalabrechnung: Bedingung der Gemeinde Olfen", DAY)


def test_a_condition_of_an_answer_that_was_changed_is_owed_by_nobody():
    given = ask(OLFEN, "abstention", conditions=(condition_of_consent("open", SENDEN),))
    assert owed(SENDEN, field(round=round_(closed=DAY), asks=asks(given))) == []


@pytest.mark.parametrize(
    ("phase", "state", "place", "owes"),
    [
        (2, "open", SENDEN, True),
        (1, "work", SENDEN, True),
        (3, "open", SENDEN, False),
        (2, "done", SENDEN, False),
        (2, "dropped", SENDEN, False),
        (2, "open", OLFEN, False),
    ],
)
def test_a_step_is_owed_by_its_owner_from_its_phase_on(phase, state, place, owes):
    one = field(phase=2, steps=(step(phase, state, SENDEN),), participations=LED, assessment=GREEN)
    state_ = initiative(one)
    found = todo(initiatives=[state_], organisation_id=place.id, today=DAY)
    assert [duty.kind for duty in found.duties] == (["step"] if owes else [])
    assert [duty.at_work for duty in found.duties] == ([state == "work"] if owes else [])
    assert found.steps == int(owes)


@pytest.mark.parametrize(
    ("light", "milestone_on", "expected"),
    [
        ("green", day(0), []),
        ("green", day(-1), ["Meilenstein fortschreiben"]),
        ("green", None, []),
        ("yellow", day(0), ["Maßnahme verfolgen"]),
        ("red", day(-1), ["Meilenstein fortschreiben", "Maßnahme verfolgen"]),
        ("", day(1), ["Ampel setzen"]),
    ],
)
def test_the_lead_keeps_milestone_and_light_up_to_date(light, milestone_on, expected):
    status = AssessmentFacts(1, light, "Ursache", "Anrufen", "", milestone_on, DAY)
    one = field(phase=2, participations=LED, assessment=status)
    assert [title.partition(":")[0] for title in titles(OLFEN, one)] == expected
    assert titles(NOTTULN, one) == titles(SENDEN, one) == []
    if "Meilenstein" in "".join(expected):
        assert ("milestone", "Meilenstein: ohne Bezeichnung", day(-1)) in [
            (kind, note, due) for kind, _, note, due in owed(OLFEN, one)
        ]


def test_a_field_that_was_never_assessed_wants_a_light_and_one_that_rests_nothing():
    note = "Ihre Kommune hat die Federführung; das Feld ist noch nicht bewertet."
    assert owed(OLFEN, field(participations=LED)) == [
        ("light", "Ampel setzen: Personalabrechnung", note, None)
    ]
    assert owed(OLFEN, field(participations=LED, side_state="on_hold")) == []


@pytest.mark.parametrize(("phase", "owes"), [(0, False), (1, True), (6, True)])
def test_who_convenes_clears_the_lead_from_the_first_phase_on(phase, owes):
    one = field(phase=phase, participations=members(OLFEN))
    assert [kind for kind, *_ in owed(NOTTULN, one)] == (["lead"] if owes else [])
    assert owed(OLFEN, one) == [] and owed(NOTTULN, one, convening=None) == []
    assert owed(NOTTULN, field(phase=phase, participations=LED)) == []


@pytest.mark.parametrize(
    ("due", "result", "owes"),
    [(32, "open", False), (31, "open", True), (30, "open", True), (0, "open", True), (None, "done", False)],
)
def test_a_review_is_owed_from_a_month_before_its_day_on(due, result, owes):
    entry = replace(item("review", result=result), due_on=None if due is None else day(due))
    led = field(phase=6, participations=LED, gate_items=(entry,), assessment=GREEN)
    unled = field(phase=0, gate_items=(entry,))
    assert [kind for kind, *_ in owed(OLFEN, led)] == (["review"] if owes else [])
    assert owed(NOTTULN, led) == owed(OLFEN, unled) == owed(NOTTULN, unled, convening=None) == []
    assert [kind for kind, *_ in owed(NOTTULN, unled)] == (["review"] if owes else [])


def test_an_entry_of_another_kind_is_no_review():
    one = field(
        gate_items=(replace(item("term", result="open"), due_on=DAY), replace(item("review"), due_on=None))
    )
    assert owed(NOTTULN, one) == []


@pytest.mark.parametrize(
    ("today", "reminded", "due"),
    [
        (6, None, False),
        (7, None, True),
        (8, None, True),
        (14, day(8), False),
        (14, day(7), True),
        (14, day(6), True),
    ],
)
def test_a_reminder_is_due_a_week_before_the_deadline_and_a_week_after_the_last(today, reminded, due):
    waits = [replace(ask(OLFEN), reminded_on=reminded)]
    assert reminder_due(round_(), waits, day(today)) is due
    assert reminder_due(round_(), [*waits, replace(ask(SENDEN), reminded_on=day(13))], day(today)) is due
    assert not reminder_due(round_(), [], day(today))


@pytest.mark.parametrize(
    ("today", "given", "expected"),
    [
        (6, ask(OLFEN), None),
        (
            7,
            ask(OLFEN),
            ("reminder", "An das Votum erinnern: Personalabrechnung", "Noch ohne Antwort: Olfen", day(14)),
        ),
        (
            14,
            ask(OLFEN),
            ("reminder", "An das Votum erinnern: Personalabrechnung", "Noch ohne Antwort: Olfen", day(14)),
        ),
        (
            15,
            ask(OLFEN),
            ("round", "Runde schließen oder verlängern: Personalabrechnung", "Ohne Antwort: Olfen", day(14)),
        ),
        (
            0,
            ask(OLFEN, "refusal"),
            ("round", "Runde schließen: Personalabrechnung", "Alle Gefragten haben geantwortet.", None),
        ),
    ],
)
def test_who_convenes_ends_a_round_or_reminds(today, given, expected):
    one = field(round=round_(), asks=asks(given, ask(SENDEN, "refusal")))
    assert owed(NOTTULN, one, today=day(today)) == ([expected] if expected else [])
    assert not [kind for kind, *_ in owed(SENDEN, one, today=day(today)) if kind in ("round", "reminder")]
    assert owed(NOTTULN, one, today=day(today), convening=None) == []


def duty(kind: str, due: int | None, number: int = 1) -> Duty:
    one = field(number=number)
    return Duty(kind, f"{kind} {due}", "", initiative(one), one, None if due is None else day(due))


def test_duties_are_counted_and_divided_by_their_day():
    found = Todo(
        (
            duty("step", -1),
            duty("position", 0),
            duty("position", 7),
            duty("task", 7),
            duty("task", 8),
            duty("light", None),
        ),
        DAY,
    )
    assert found.first.title == "step -1" and found.next_due == DAY
    assert (found.positions, found.steps, found.tasks, found.count, found.overdue) == (2, 1, 2, 6, 1)
    assert [one.title for one in found.soon] == ["position 0", "position 7", "task 7"]
    assert [one.title for one in found.later] == ["task 8"]
    assert [one.title for one in found.undated] == ["light None"]
    alone = Todo((duty("light", None),), DAY)
    assert (alone.first.title, alone.next_due, alone.overdue, alone.positions) == ("light None", None, 0, 0)
    assert alone.undated == []
    assert Todo((), DAY).first is None


def test_the_most_urgent_comes_first_then_the_votum_then_the_number_of_the_field():
    late = replace(round_(), id=2, deadline=day(20))
    fields = [
        field(id=1, number=3, title="Drittes", participations=LED),
        field(id=2, number=2, title="Zweites", round=late, asks=asks(ask(OLFEN))),
        field(id=3, number=1, title="Erstes", round=late, asks=asks(ask(OLFEN)), steps=()),
        field(id=4, number=4, title="Viertes", steps=(replace(step(0, owner=OLFEN), due_on=day(20)),)),
        field(id=5, number=5, title="Fünftes", **ASKED),
    ]
    assert titles(OLFEN, *fields) == [
        "Votum abgeben: Fünftes",
        "Votum abgeben: Erstes",
        "Votum abgeben: Zweites",
        "Erledigen: Vertrag prüfen",
        "Ampel setzen: Drittes",
    ]


def test_deviations_are_red_before_yellow_and_nothing_else():
    lights = ("yellow", "green", "red", "")
    fields = [field(id=n, assessment=replace(GREEN, light=one)) for n, one in enumerate(lights, start=1)]
    assert [one.id for one in deviations([initiative(*fields)])] == [3, 1]


def test_an_open_task_is_owed_by_its_owner():
    tasks = (
        TaskFacts(1, "Daten liefern", OLFEN.id, 10, day(3), "work", NOTTULN.id),
        TaskFacts(2, "Einladen", OLFEN.id, None, None, "open", NOTTULN.id),
        TaskFacts(3, "Fertig", OLFEN.id, None, None, "done", NOTTULN.id),
        TaskFacts(4, "Nicht mehr", OLFEN.id, None, None, "dropped", NOTTULN.id),
    )
    assert owed(OLFEN, field(), tasks=tasks) == [
        ("task", "Erledigen: Daten liefern", "Aufgabe im Feld Personalabrechnung", day(3)),
        ("task", "Erledigen: Einladen", "Aufgabe der Initiative", None),
    ]
    assert owed(NOTTULN, field(), tasks=tasks) == []
    found = list(circle_duties.of_circle(initiative(field(), tasks=tasks), OLFEN.id, DAY))
    assert [(one.at_work, one.page, one.page_id) for one in found] == [(True, "task", 1), (False, "task", 2)]


def meeting(state="invited", days=0, reply="", minutes="") -> MeetingFacts:
    invited = {OLFEN.id: AttendanceFacts(OLFEN.id, False, reply, None)}
    return MeetingFacts(1, "Treffen", day(days), "", "", state, AT, invited, (), minutes)


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [
        ("invited", 1, None),
        ("invited", 0, "Treffen durchführen"),
        ("invited", -1, "Treffen durchführen"),
        ("running", 1, None),
        ("running", 0, "Treffen durchführen"),
        ("running", -1, "Treffen abschließen"),
        ("closed", -1, None),
        ("cancelled", 0, None),
    ],
)
def test_from_its_day_on_a_meeting_is_to_be_held_and_closed(state, days, expected):
    meetings = (meeting(state, days, "attending"),)
    found = owed(NOTTULN, meetings=meetings)
    assert [title for _, title, *_ in found] == ([f"{expected}: Treffen"] if expected else [])
    assert owed(OLFEN, meetings=meetings) == owed(NOTTULN, meetings=meetings, convening=None) == []
    notes = {
        ("invited", 0): "Sie eröffnen das Treffen, erfassen die Teilnahme und die Ergebnisse.",
        ("running", 0): "Das Treffen läuft. Wenn es zu Ende ist, schließen Sie es ab.",
        ("running", -1): "Erst mit dem Abschluss gelten die Festlegungen.",
    }
    if (state, days) in notes:
        assert found[0][2:] == (notes[state, days], day(days))


@pytest.mark.parametrize(
    ("minutes", "owes"), [("draft", True), ("circulated", False), ("approved", False), ("", False)]
)
def test_minutes_are_circulated_by_who_convenes(minutes, owes):
    meetings = (meeting("closed", -1, minutes=minutes),)
    assert titles(NOTTULN, meetings=meetings) == (["Niederschrift versenden: Treffen"] if owes else [])
    assert owed(OLFEN, meetings=meetings) == []


@pytest.mark.parametrize(
    ("state", "reply", "owes"),
    [
        ("invited", "", True),
        ("invited", "attending", False),
        ("running", "", False),
        ("cancelled", "", False),
    ],
)
def test_an_invitation_is_answered_by_who_was_invited(state, reply, owes):
    meetings = (meeting(state, 3, reply),)
    assert titles(OLFEN, meetings=meetings) == (["Auf die Einladung antworten: Treffen"] if owes else [])
    assert owed(SENDEN, meetings=meetings) == []


def proposal(*replies, by=SENDEN, deadline: int | None = 14, **changes) -> ProposalFacts:
    """Replies as (place, word) or (place, word, day of the reminder)."""
    found = {
        place.id: ReplyFacts(n, place.id, word, "", None, *reminded)
        for n, (place, word, *reminded) in enumerate(replies)
    }
    values = {"field_id": None, "became_field_id": None, "state": "open", "effective_on": DAY, "actor": ""}
    values |= {"organisation_id": by.id, "by_county": by is COUNTY, "replies": found}
    due = None if deadline is None else day(deadline)
    return ProposalFacts(**{"id": 1, "title": "Schulung", "deadline": due} | values | changes)


WAITS = ((OLFEN, ""), (NOTTULN, "take_part"))


@pytest.mark.parametrize(
    ("today", "deadline", "replies", "expected"),
    [
        (0, 14, WAITS, []),
        (14, 14, WAITS, []),
        (15, 14, WAITS, [("decision", "Noch ohne Antwort: Olfen", day(14))]),
        (99, None, WAITS, []),
        (0, 14, WAITS[1:], [("decision", "Alle Gefragten haben geantwortet.", None)]),
    ],
)
def test_who_convenes_decides_on_a_proposal_once_all_have_answered_or_its_day_is_over(
    today, deadline, replies, expected
):
    one = proposal(*replies, deadline=deadline)
    found = owed(NOTTULN, today=day(today), proposals=(one,))
    assert [(kind, note, due) for kind, _, note, due in found] == expected
    assert owed(NOTTULN, today=day(today), proposals=(replace(one, state="withdrawn"),)) == []
    assert owed(NOTTULN, today=day(today), proposals=(one,), convening=None) == []


def test_who_is_asked_answers_a_proposal_and_nobody_else():
    one = proposal(*WAITS)
    answer = (
        "proposal",
        "Auf den Projektvorschlag antworten: Schulung",
        "1 von 2 haben geantwortet",
        day(14),
    )
    assert owed(OLFEN, proposals=(one,)) == [answer]
    assert owed(SENDEN, proposals=(one,)) == owed(NOTTULN, proposals=(one,)) == []
    assert owed(OLFEN, proposals=(replace(one, state="accepted"),)) == []


@pytest.mark.parametrize(
    ("today", "reminded", "due"),
    [(6, (), False), (7, (), True), (14, (day(8),), False), (14, (day(7),), True), (20, (), True)],
)
def test_the_proposer_reminds_a_week_before_the_day_and_a_week_after_the_last(today, reminded, due):
    one = proposal((OLFEN, "", *reminded), (NOTTULN, "take_part"))
    assert proposal_tallies.reminder_due(initiative(), one, day(today)) is due
    found = [kind for kind, *_ in owed(SENDEN, today=day(today), proposals=(one,))]
    assert found == (["reminder"] if due else [])
    assert "reminder" not in [kind for kind, *_ in owed(NOTTULN, today=day(today), proposals=(one,))]
    assert not proposal_tallies.reminder_due(initiative(), replace(one, deadline=None), day(today))
    answered = proposal((OLFEN, "later"), (NOTTULN, "take_part"))
    assert not proposal_tallies.reminder_due(initiative(), answered, day(today))


LEFT = organisation(6, "Ahaus", takes_part=False)
REPLIES = ((LEFT, ""), (COUNTY, ""), (OLFEN, "interest"), (NOTTULN, ""))


def test_the_addressed_are_listed_the_own_first_then_the_silent_and_who_has_left_owes_nothing():
    state = initiative(county=COUNTY, guests=(COUNTY, GUEST, LEFT))
    one = proposal(*REPLIES)
    found = proposal_tallies.lines(state, one, OLFEN.id)
    assert [(line.organisation.name, line.own, line.has_left) for line in found] == [
        ("Olfen", True, False),
        ("Ahaus", False, True),
        ("Coesfeld", False, False),
        ("Nottuln", False, False),
    ]
    assert [line.organisation.name for line in proposal_tallies.lines(state, one, None)][-1] == "Olfen"
    assert [place.name for place in proposal_tallies.owing(state, one)] == ["Coesfeld", "Nottuln"]
    uninvited = replace(state, county=None)
    assert [place.name for place in proposal_tallies.owing(uninvited, one)] == ["Nottuln"]
    assert not proposal_tallies.in_circle(state, 99) and not proposal_tallies.in_circle(state, GUEST.id)


@pytest.mark.parametrize(("by", "expected"), [(SENDEN, "Olfen Senden"), (COUNTY, "Olfen Coesfeld")])
def test_who_said_so_takes_part_and_the_municipality_that_proposed(by, expected):
    replies = [(OLFEN, "take_part"), (NOTTULN, "interest"), (LEFT, "take_part")]
    one = proposal(*replies, *([(COUNTY, "take_part")] if by is not SENDEN else []), by=by)
    state = initiative(county=COUNTY, guests=(COUNTY, LEFT))
    found = [place.name for place in proposal_tallies.taking_part(state, one)]
    assert found == (expected.split() if by is SENDEN else ["Olfen"])


@pytest.mark.parametrize(
    ("replies", "words"),
    [
        (("",), ""),
        (("take_part",), "1 Teilnahme"),
        (("take_part", "take_part", "interest"), "2 Teilnahmen, 1 Interesse"),
        (("refusal", "later", "refusal"), "1 später, 2 Ablehnungen"),
        (("refusal", "interest", "interest"), "2 Interesse, 1 Ablehnung"),
    ],
)
def test_answers_in_words(replies, words):
    given = proposal(*zip((NOTTULN, OLFEN, COUNTY), replies, strict=False))
    assert proposal_tallies.in_words(given) == words


def test_what_proposals_have_to_do_with_a_field():
    origin = proposal(id=1, state="accepted", became_field_id=10)
    inside = proposal((OLFEN, "take_part"), id=2, state="accepted", field_id=10)
    waits, over, other = (
        proposal(id=n, field_id=of, state=state)
        for n, of, state in (*((3, 10, "open"), (4, 10, "withdrawn"), (5, 11, "open")),)
    )
    projects = (ProjectFacts(1, 10, 2, "Schulung", DAY), ProjectFacts(2, 11, 2, "Andere", DAY))
    state = initiative(proposals=(waits, over, other, inside, origin), projects=projects)
    found = proposal_tallies.of_field(state, 10)
    assert (found.origin, found.open) == (origin, [waits])
    [(project, who)] = found.projects
    assert (project.title, [place.name for place in who]) == ("Schulung", ["Olfen", "Senden"])
    assert proposal_tallies.of_field(state, 12) == proposal_tallies.OfField(None, [], [])


def asked(state: str) -> SupportFacts:
    return SupportFacts(1, "Frage", OLFEN.id, COUNTY.id, None, state, AT, day(3), None, None)


@pytest.mark.parametrize(
    ("state", "county", "own"),
    [
        ("asked", "Über die Unterstützungsanfrage entscheiden: Frage", None),
        ("accepted", "Unterstützungsanfrage beantworten: Frage", None),
        ("answered", None, "Antwort lesen und abschließen: Frage"),
        ("declined", None, None),
        ("closed", None, None),
        ("withdrawn", None, None),
    ],
)
def test_a_request_is_owed_first_by_the_county_then_by_who_asked(state, county, own):
    given = (asked(state),)
    assert titles(COUNTY, support=given) == ([county] if county else [])
    assert titles(OLFEN, support=given) == ([own] if own else [])
    assert owed(SENDEN, support=given) == owed(NOTTULN, support=given) == []
    if county:
        assert owed(COUNTY, support=given)[0][2:] == ("Gefragt hat: Gemeinde Olfen", day(3))
    if own:
        assert owed(OLFEN, support=given)[0][2:] == ("Kreis Coesfeld hat geantwortet.", None)


def test_who_convenes_opens_a_new_round_where_a_body_has_changed_the_draft():
    changed = ask(SENDEN, "consent", "amended")
    for said, expected in (
        (None, ["Sagen, ob es die anderen betrifft: Personalabrechnung"]),
        (ruling(True), ["Neue Runde eröffnen: Personalabrechnung"]),
        (ruling(False), []),
        (ruling(False, DAY - timedelta(days=1)), ["Sagen, ob es die anderen betrifft: Personalabrechnung"]),
    ):
        answers = asks(ask(OLFEN, "consent", "adopted"), replace(changed, last_ruling=said))
        one = field(participations=LED, round=round_("decision", DAY), asks=answers, assessment=GREEN)
        assert titles(NOTTULN, one) == expected
        assert owed(OLFEN, one) == owed(NOTTULN, one, convening=None) == []

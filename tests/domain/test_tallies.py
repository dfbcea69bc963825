"""What pages count and in which order they list it."""

from datetime import timedelta

from initiatives.domain import assessments, fields, moments, positions, rounds, tallies
from initiatives.domain.loading import facts
from initiatives.enums import Participation, Stance


def answer(circle, name, stance, reason=""):
    ask = circle.ask(getattr(circle, name))
    positions.give(ask=ask, stance=stance, reason=reason, by=circle.people[name], at=moments.now())


def read(circle):
    found = facts(circle.initiative.pk)
    return found, found.field(circle.payroll.pk)


def test_the_own_line_first_then_the_undecided(circle):
    answer(circle, "duelmen", Stance.CONSENT)
    found, field = read(circle)
    own_first = tallies.votes(found, field, circle.duelmen.pk)
    assert [line.organisation.name for line in own_first] == ["Dülmen", "Nottuln", "Rosendahl"]
    assert own_first[0].own and own_first[0].provisional
    as_county = tallies.votes(found, field, circle.county.pk)
    assert [line.organisation.name for line in as_county] == ["Nottuln", "Rosendahl", "Dülmen"]
    unasked = tallies.votes(found, found.field(circle.hotline.pk), None)
    assert {line.stance for line in unasked} == {"not_asked"}


def test_silence_is_no_refusal_in_words(circle):
    answer(circle, "duelmen", Stance.CONSENT)
    answer(circle, "nottuln", Stance.CONDITIONAL, "Kündigungsfrist")
    found, field = read(circle)
    words = [phrase.text for phrase in tallies.in_words(tallies.votes(found, field, None))]
    assert words == ["1 Zustimmung", "davon 1 vorläufig", "1 unter Bedingung", "1 Rückmeldung steht aus"]


def test_nobody_waits_any_more_once_the_round_is_closed(circle):
    answer(circle, "duelmen", Stance.CONSENT)
    answer(circle, "nottuln", Stance.DELIBERATING)
    rounds.close_round(round_=circle.round, reason="Genug.", by=circle.people["nottuln"], at=moments.now())
    found, field = read(circle)
    lines = tallies.votes(found, field, None)
    assert [(line.organisation.name, line.stance) for line in lines] == [
        ("Nottuln", "deliberating"),
        ("Rosendahl", "no_answer"),
        ("Dülmen", "consent"),
    ]
    assert [phrase.text for phrase in tallies.in_words(lines)][-1] == "1 ohne Rückmeldung"


def test_nobody_waits_for_who_has_left(circle):
    fields.set_participation(
        field=circle.payroll,
        organisation=circle.rosendahl,
        status="left",
        by=circle.people["rosendahl"],
        at=moments.now(),
    )
    _, field = read(circle)
    assert field.stance_of(circle.rosendahl.pk) == "no_answer"
    assert field.stance_of(circle.duelmen.pk) == "pending"


def test_the_standing_of_an_initiative(circle):
    today = moments.today()
    answer(circle, "duelmen", Stance.DELIBERATING)
    for field, days in ((circle.payroll, 5), (circle.hotline, -1)):
        assessments.assess(
            field=field,
            light="green",
            milestone="Beratung",
            milestone_on=today + timedelta(days=days),
            by=circle.people["duelmen"],
            at=moments.now(),
        )
    standing = tallies.standing(read(circle)[0], today)
    assert (standing.fields, standing.at_work, standing.proposals, standing.resting) == (2, 0, 2, 0)
    assert (standing.pending, standing.deliberating) == (2, 1)
    assert standing.next_field.id == circle.payroll.pk
    assert standing.lights_set == "2 grün"


def test_nobody_owes_an_answer_to_a_closed_round(circle):
    found, _ = read(circle)
    assert [m.owes for m in tallies.members(found, None)] == [1, 1, 1]
    assert [(t.answered, t.asked) for t in tallies.open_rounds(found)] == [(0, 3)]
    rounds.close_round(reason="Es eilt.", round_=circle.round, by=circle.people["nottuln"], at=moments.now())
    found, _ = read(circle)
    assert [m.owes for m in tallies.members(found, None)] == [0, 0, 0]
    assert tallies.open_rounds(found) == []
    assert tallies.standing(found, moments.today()).pending == 0


def test_members_the_own_first_and_who_joined_one_field_last(circle):
    fields.set_participation(
        field=circle.payroll,
        organisation=circle.county,
        status=Participation.PARTICIPATING,
        by=None,
        at=moments.now(),
    )
    lines = tallies.members(read(circle)[0], circle.rosendahl.pk)
    assert [line.organisation.name for line in lines] == ["Rosendahl", "Dülmen", "Nottuln", "Coesfeld"]
    assert [line.convenes for line in lines] == [False, False, True, False]
    assert lines[-1].takes_part_in == 1 and not lines[-1].organisation.takes_part


def test_fields_in_any_order(circle):
    found, _ = read(circle)

    def titles(order):
        return [f.title[:4] for f in tallies.arranged(found.fields, order)]

    assert titles("") == titles("nr") == titles("unsinn") == ["Pers", "Einf"]
    assert titles("feld") == titles("-nr") == titles("voten") == ["Einf", "Pers"]
    for order in tallies.SORTING:
        assert sorted(titles(order)) == sorted(titles(f"-{order}")) == ["Einf", "Pers"]

"""Agreements on a day: state, day in force, parties, deadlines, warnings, each at its edges."""

from dataclasses import replace
from datetime import date

import pytest

from initiatives.domain.rules import agreement_warnings, agreements
from initiatives.domain.rules.agreement_warnings import warnings
from initiatives.domain.rules.agreements import deadlines, in_force_on, parties, state
from initiatives.domain.rules.periods import after, months_later
from initiatives.domain.state.facts import NO_LAW, LegalTermFacts
from tests.domain.agreed import (
    APPROVED_FORM,
    BYLAWS_FORM,
    FREE_FORM,
    LAW,
    NOTIFIED_FORM,
    agreement,
    approved,
    changed,
    enters,
    on,
    received,
    running,
    signed,
    stage,
)
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
    cost,
    field,
    initiative,
    item,
    key,
    line,
    members,
    money,
    period,
    round_,
)


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 1, 15), 240, date(2046, 1, 15)),
    ],
)
def test_months_end_where_the_month_ends(day, months, found):
    assert months_later(day, months) == found


@pytest.mark.parametrize(
    ("unit", "times", "found"),
    [
        ("weeks", 1, date(2026, 3, 30)),
        ("weeks", -1, date(2026, 2, 2)),
        ("months", 1, date(2026, 7, 2)),
        ("years", 1, date(2030, 3, 2)),
    ],
)
def test_a_period_of_four_ends_on_the_day_of_the_same_name(unit, times, found):
    assert after(DAY, LegalTermFacts("x", 4, unit, "", DAY), times) == found


PUBLISHED = stage("published")


@pytest.mark.parametrize(
    ("stages", "changes", "found"),
    [
        ((), {}, None),
        ((PUBLISHED,), {}, on(1)),
        ((PUBLISHED,), {"begins_on": on(1)}, on(1)),
        ((PUBLISHED,), {"begins_on": on(30)}, on(30)),
        ((PUBLISHED,), {"legal_form": FREE_FORM}, None),
        ((PUBLISHED,), {"legal_form": None}, None),
        ((stage("published", in_force_on=on(5)),), {"legal_form": None}, on(5)),
        ((stage("in_force"),), {}, DAY),
        ((stage("in_force", in_force_on=on(9)),), {}, on(9)),
        ((stage("published", in_force_on=on(5)), stage("in_force", on(6))), {}, on(6)),
    ],
)
def test_the_day_in_force(stages, changes, found):
    assert in_force_on(agreement(*stages, **changes)) == found


@pytest.mark.parametrize(
    ("stages", "changes", "found"),
    [
        ((), {}, None),
        ((), {"term_until": on(9)}, on(9)),
        ((stage("terminated", ends_on=on(5)),), {"term_until": on(9)}, on(5)),
        ((stage("terminated", ends_on=on(5)), stage("ended", on(4))), {}, on(4)),
        ((stage("ended", on(4), ends_on=on(3)),), {}, on(3)),
    ],
)
def test_the_last_day(stages, changes, found):
    assert agreements.ends_on(agreement(*stages, **changes)) == found


def test_it_is_in_force_from_its_first_to_its_last_day():
    one = running(DAY, term_until=on(9))
    found = [agreements.is_in_force(one, on(number)) for number in (-1, 0, 9, 10)]
    assert found == [False, True, True, False]
    assert not agreements.is_in_force(agreement(), DAY)
    assert agreements.is_in_force(running(DAY), on(9999))


@pytest.mark.parametrize(
    ("stages", "day", "found"),
    [
        ((), DAY, "draft"),
        ((stage("text_agreed"),), on(-1), "draft"),
        ((stage("text_agreed"),), DAY, "text_agreed"),
        (signed()[:2], DAY, "partly_signed"),
        (signed(), DAY, "signed"),
        ((*signed(), stage("submitted")), DAY, "submitted"),
        (received(), DAY, "submitted"),
        ((*received(), stage("objected")), DAY, "objected"),
        ((*received(), stage("objected"), stage("approved", on(2))), on(1), "objected"),
        (approved(), DAY, "approved"),
        ((*received(), stage("deemed_approved")), DAY, "deemed_approved"),
        ((*approved(), PUBLISHED), on(-1), "draft"),
        ((*approved(), PUBLISHED), DAY, "published"),
        ((*approved(), PUBLISHED), on(1), "in_force"),
        ((*approved(), stage("in_force", in_force_on=on(3))), on(2), "published"),
        ((*approved(), stage("in_force", in_force_on=on(3))), on(3), "in_force"),
        ((*approved(), PUBLISHED, stage("terminated", on(5), ends_on=on(9))), on(4), "in_force"),
        ((*approved(), PUBLISHED, stage("terminated", on(5), ends_on=on(9))), on(5), "terminated"),
        ((*approved(), PUBLISHED, stage("terminated", on(5), ends_on=on(9))), on(9), "terminated"),
        ((*approved(), PUBLISHED, stage("terminated", on(5), ends_on=on(9))), on(10), "ended"),
        ((*approved(), PUBLISHED, stage("ended", on(5))), on(5), "ended"),
    ],
)
def test_how_far_it_is(stages, day, found):
    assert state(agreement(*stages), day) == found


def test_a_term_ends_what_was_in_force_only():
    assert [state(running(DAY, term_until=on(3)), on(n)) for n in (3, 4)] == ["in_force", "ended"]
    assert state(agreement(*signed(), term_until=on(3)), on(4)) == "signed"


def test_it_is_public_from_the_day_of_its_publication_on():
    one = agreement(*approved(), PUBLISHED)
    assert [agreements.is_public(one, on(number)) for number in (-1, 0, 1)] == [False, True, True]
    assert not agreements.is_public(agreement(*approved()), on(9))


BASE = running(DAY)
ACCESSION = running(on(10), id=2, kind="accession", amends_id=1, changes=(enters(OLFEN),))
LEAVING = running(
    on(20),
    id=3,
    kind="amendment",
    amends_id=1,
    changes=(changed(NOTTULN, "leaves"), changed(OLFEN, "role", "member")),
)


def names(found) -> list[str]:
    return [f"{one.organisation.name} {one.role}" for one in found]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (on(-1), ["Coesfeld provides", "Nottuln uses"]),
        (DAY, ["Coesfeld provides", "Nottuln uses"]),
        (on(9), ["Coesfeld provides", "Nottuln uses"]),
        (on(10), ["Coesfeld provides", "Nottuln uses", "Olfen uses"]),
        (on(19), ["Coesfeld provides", "Nottuln uses", "Olfen uses"]),
        (on(20), ["Coesfeld provides", "Olfen member"]),
    ],
)
def test_the_parties_of_a_day_follow_from_the_instruments_in_force(day, found):
    one = field(agreements=(BASE, LEAVING, ACCESSION))
    assert names(parties(one, BASE, day)) == found


def test_parties_say_since_when_and_end_with_the_agreement():
    ended = replace(BASE, stages=(*BASE.stages, stage("ended", on(30))))
    one = field(agreements=(ended, ACCESSION))
    assert [party.since for party in parties(one, ended, on(10))] == [DAY, DAY, on(10)]
    assert [party.since for party in parties(one, ended, on(-1))] == [None, None]
    assert len(parties(one, ended, on(30))) == 3 and parties(one, ended, on(31)) == ()


def test_an_accession_that_is_signed_but_not_in_force_makes_nobody_a_party():
    waiting = agreement(*signed(), id=2, kind="accession", amends_id=1, changes=(enters(OLFEN),))
    one = field(agreements=(BASE, waiting))
    assert names(parties(one, BASE, on(99))) == ["Coesfeld provides", "Nottuln uses"]


def test_who_has_to_sign():
    amendment = replace(LEAVING, stages=(stage("signed", DAY, OLFEN),))
    one = field(agreements=(BASE, ACCESSION, amendment))

    def signing(instrument):
        return [place.name for place in agreements.signatories(one, instrument, on(12))]

    assert signing(BASE) == ["Coesfeld", "Nottuln"]
    assert signing(ACCESSION) == ["Olfen", "Coesfeld"]
    assert signing(amendment) == ["Coesfeld", "Nottuln", "Olfen"]
    assert [place.name for place in agreements.unsigned(one, amendment, on(12))] == ["Coesfeld", "Nottuln"]


def test_who_is_competent_depends_on_a_county_among_the_parties():
    alone = agreement(changes=(enters(NOTTULN), enters(OLFEN)), provider_id=None)
    joining = agreement(id=2, kind="accession", amends_id=1, changes=(enters(COUNTY),))
    one = field(agreements=(alone, joining))
    assert agreements.authority(LAW, field(agreements=(BASE,)), BASE, DAY).name == "Bezirksregierung"
    assert agreements.authority(LAW, one, alone, DAY).name == "Landrat"
    assert agreements.authority(LAW, one, joining, DAY).name == "Bezirksregierung"
    assert agreements.authority(NO_LAW, one, alone, DAY) is None


def due(one, day=DAY, law=LAW) -> list[tuple[str, date]]:
    return [(found.kind, found.due_on) for found in deadlines(law, field(), one, day)]


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (agreement(*signed()), []),
        (agreement(*received()), [("refusal", on(28))]),
        (agreement(*received(), stage("objected", hearing_on=on(9))), [("hearing", on(56))]),
        (agreement(*approved()), []),
        (agreement(*received(), stage("deemed_approved")), []),
        (agreement(*received(), legal_form=FREE_FORM), []),
        (agreement(*received(), legal_form=None), []),
        (agreement(legal_form=NOTIFIED_FORM), []),
        (agreement(legal_form=NOTIFIED_FORM, begins_on=on(50)), [("notification", on(8))]),
        (
            agreement(stage("submitted"), legal_form=NOTIFIED_FORM, begins_on=on(50)),
            [("execution", on(42))],
        ),
        (
            agreement(stage("submitted"), stage("received", on(0)), legal_form=NOTIFIED_FORM),
            [("execution", on(42))],
        ),
        (agreement(*approved(), PUBLISHED), [("start", on(1))]),
        (agreement(review_on=on(7)), [("review", on(7))]),
        (agreement(term_until=on(7), notice_months=6), []),
        (running(DAY, term_until=date(2027, 3, 31)), [("end", date(2027, 3, 31))]),
        (
            running(DAY, term_until=date(2027, 3, 31), notice_months=6),
            [("notice", date(2026, 9, 30)), ("end", date(2027, 3, 31))],
        ),
    ],
)
def test_what_is_due(one, found):
    assert due(one) == found


@pytest.mark.parametrize(("day", "found"), [(on(28), "refusal"), (on(29), "deemed"), (on(300), "deemed")])
def test_after_the_four_weeks_the_approval_is_to_be_recorded_as_given(day, found):
    [one] = deadlines(LAW, field(), agreement(*received()), day)
    assert (one.kind, one.due_on) == (found, on(28 if found == "refusal" else 29))


ENDING = running(DAY, term_until=date(2027, 3, 31), notice_months=6, review_on=date(2026, 8, 31))


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 7, 30), []),
        (date(2026, 7, 31), ["review"]),
        (date(2026, 8, 29), ["review"]),
        (date(2026, 8, 30), ["review", "notice"]),
        (date(2026, 9, 30), ["review", "notice"]),
        (date(2026, 10, 1), ["review"]),
        (date(2027, 2, 27), ["review"]),
        (date(2027, 2, 28), ["review", "end"]),
        (date(2027, 3, 31), ["review", "end"]),
        (date(2027, 4, 1), []),
    ],
)
def test_what_is_due_presses_from_a_month_before_on_and_not_once_it_is_missed(day, found):
    assert [one.kind for one in agreements.pressing(LAW, field(), ENDING, day)] == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (item("review", day=date(2026, 8, 31)), ["notice"]),
        (item("review", day=date(2026, 8, 30)), ["review", "notice"]),
        (item("review", result="open", day=date(2026, 8, 31)), ["review", "notice"]),
    ],
)
def test_a_review_that_was_recorded_presses_no_more(said, found):
    one = field(gate_items=(said,))
    assert [due.kind for due in agreements.pressing(LAW, one, ENDING, date(2026, 9, 1))] == found


def test_what_only_others_do_presses_nobody():
    assert agreements.pressing(LAW, field(), agreement(*received()), DAY) == ()
    assert agreements.pressing(LAW, field(), agreement(*approved(), PUBLISHED), DAY) == ()


def test_the_lead_has_it_in_hand_else_who_is_in_charge():
    led, unled = field(participations=members(NOTTULN, OLFEN, lead=OLFEN)), field()
    assert agreements.in_hand(initiative(led), led) == OLFEN
    assert agreements.in_hand(initiative(unled), unled) == NOTTULN
    assert agreements.in_hand(initiative(unled, convening=None), unled) is None


def test_nothing_is_due_of_what_has_ended_nor_without_the_law_of_the_land():
    ended = replace(BASE, stages=(*BASE.stages, stage("ended", on(3))), review_on=on(9))
    assert due(ended, on(2)) == [("review", on(9))] and due(ended, on(3)) == []
    assert due(agreement(*received()), law=NO_LAW) == []


def test_a_notified_one_in_force_waits_for_no_execution_any_more():
    one = agreement(stage("submitted"), stage("in_force", in_force_on=on(42)), legal_form=NOTIFIED_FORM)
    assert due(one, on(41)) == [("execution", on(42)), ("start", on(42))] and due(one, on(42)) == []


RESOLVED = {
    "round": round_("decision"),
    "asks": asks(ask(NOTTULN, "consent", "adopted"), ask(COUNTY, "consent", "adopted")),
}


def warned(one, day=DAY, **changes) -> list[str]:
    within = field(agreements=(one,), **RESOLVED | changes)
    return [found.kind for found in warnings(initiative(within, law=LAW), within, one, day)]


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (agreement(), []),
        (agreement(cost_clause=""), ["costs"]),
        (agreement(cost_clause="", legal_form=BYLAWS_FORM), ["costs"]),
        (agreement(is_unlimited=True), ["termination"]),
        (agreement(is_unlimited=True, termination_rule="Ein Jahr"), []),
        (running(DAY, term_until=date(2046, 3, 1)), []),
        (running(DAY, term_until=date(2046, 3, 2)), ["termination"]),
        (running(DAY, term_until=date(2046, 3, 2), termination_rule="Ein Jahr"), []),
        (agreement(begins_on=on(10), term_until=date(2046, 3, 11)), []),
        (agreement(begins_on=on(10), term_until=date(2046, 3, 12)), ["termination"]),
        (agreement(began_on=on(10), term_until=date(2046, 3, 11)), []),
        (agreement(began_on=on(10), term_until=date(2046, 3, 12)), ["termination"]),
        (agreement(stage("published", in_force_on=DAY)), ["early"]),
        (agreement(stage("published", in_force_on=on(1))), []),
        (agreement(stage("submitted"), stage("in_force", on(41)), legal_form=NOTIFIED_FORM), ["early"]),
        (agreement(stage("submitted"), stage("in_force", on(42)), legal_form=NOTIFIED_FORM), []),
    ],
)
def test_what_to_beware_of(one, found):
    day = max([DAY, *(known.effective_on for known in one.stages)])
    assert warned(one, day) == found


@pytest.mark.parametrize(("provides", "found"), [(COUNTY, []), (NOTTULN, ["provider"]), (None, [])])
def test_field_and_agreement_name_one_provider(provides, found):
    part = members(COUNTY, NOTTULN)
    if provides:
        part[provides.id] = replace(part[provides.id], is_provider=True)
    one, within = running(DAY), field(agreements=(running(DAY),), participations=part, **RESOLVED)
    told = warnings(initiative(within, guests=(COUNTY,), law=LAW), within, one, DAY)
    assert [warning.kind for warning in told] == found
    draft = agreement()
    assert warnings(initiative(within, guests=(COUNTY,), law=LAW), within, draft, DAY) == ()


def test_who_joins_has_decided_by_its_accession():
    joined = accession(OLFEN, said="consent")
    resolved = replace(joined.own, resolutions=ask(OLFEN, "consent", "adopted").resolutions)
    for own, decided in ((joined.own, False), (resolved, True)):
        one = replace(joined, asks=joined.asks | {OLFEN.id: own})
        assert agreement_warnings.has_decided(field(accessions=(one,)), OLFEN) is decided


@pytest.mark.parametrize(("decided", "found"), [((), [OLFEN]), ((OLFEN,), []), ((COUNTY, NOTTULN), [OLFEN])])
def test_of_an_accession_who_joins_has_to_decide(decided, found):
    base = running(DAY)
    joins = agreement(id=2, kind="accession", amends_id=1, changes=(enters(OLFEN),))
    answers = asks(*(ask(place, "consent", "adopted") for place in decided))
    within = field(agreements=(base, joins), round=round_("decision"), asks=answers)
    told = warnings(initiative(within, guests=(COUNTY,), law=LAW), within, joins, on(1))
    assert [place for one in told for place in one.organisations] == found


def test_a_free_form_without_costs_is_warned_of_by_what_happened_elsewhere():
    one = agreement(cost_clause="")
    within = field(agreements=(one,), **RESOLVED)
    [found] = warnings(initiative(within), within, one, DAY)
    assert "schon versagt worden" in found.text


def test_bylaws_without_a_cost_key_are_warned_of_by_their_paragraph():
    one = agreement(cost_clause="", legal_form=BYLAWS_FORM)
    within = field(agreements=(one,), **RESOLVED)
    [found] = warnings(initiative(within), within, one, DAY)
    assert "§ 9" in found.text


def test_of_a_key_that_leaves_a_gap_and_of_who_loses_unwillingly_is_warned():
    both = members(NOTTULN, COUNTY)
    shared = line(9, "joint", "it", None, 100_00, is_shared=True)
    today = [line(n, "today", "total", place.id, 90_00) for n, place in enumerate((NOTTULN, COUNTY))]
    gap = {"participations": both, "money": money({}, *today, shared, keys=(key(),))}
    assert warned(agreement(), **gap) == ["costs"]
    assert (
        warned(
            agreement(), participations=both, money=money({}, *today, shared, keys=(key(period("equal")),))
        )
        == []
    )
    costs = {"participations": both, "costs": {NOTTULN.id: cost(10, 11), COUNTY.id: cost(10, 5)}}
    assert warned(agreement(), **costs) == ["loss"]
    assert warned(agreement(), **costs, gate_items=(item("loss_accepted", NOTTULN),)) == []
    assert warned(replace(ACCESSION, amends_id=None, changes=()), **costs) == []


def test_an_ended_one_warns_of_nothing_and_an_amendment_of_no_costs():
    ended = replace(BASE, cost_clause="", stages=(*BASE.stages, stage("ended", on(3))))
    assert warned(ended, on(2)) == ["costs"] and warned(ended, on(3)) == []
    assert warned(replace(ACCESSION, amends_id=None, cost_clause="", is_unlimited=True, changes=())) == []


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ((), ["Nottuln"]),
        ((ask(NOTTULN),), ["Nottuln"]),
        ((ask(NOTTULN, "consent"),), ["Nottuln"]),
        ((ask(NOTTULN, "refusal", "rejected"),), ["Nottuln"]),
        ((ask(NOTTULN, "consent", "adopted"),), []),
    ],
)
def test_a_party_that_has_not_decided_is_named(answers, found):
    one = agreement(changes=(enters(NOTTULN),))
    within = field(agreements=(one,), round=round_("decision"), asks=asks(*answers))
    told = [
        place.name for each in warnings(initiative(within), within, one, DAY) for place in each.organisations
    ]
    assert told == found


def test_a_form_may_need_matching_resolutions():
    form = replace(FREE_FORM, needs_matching_resolutions=True)
    one = agreement(changes=(enters(NOTTULN),), legal_form=form)
    within = field(agreements=(one,))
    [found] = warnings(initiative(within), within, one, DAY)
    assert found.text == "Übereinstimmende Beschlüsse aller fehlen: Gemeinde Nottuln."


def test_who_decides():
    alone = replace(ask(GUEST, "consent"), body="")
    answered = field(round=round_("decision"), asks=asks(alone, ask(OLFEN, "consent")))
    assert agreement_warnings.has_decided(answered, GUEST) and not agreement_warnings.has_decided(
        answered, OLFEN
    )
    with_body = field(round=round_("decision"), asks=asks(ask(GUEST, "consent")))
    assert not agreement_warnings.has_decided(with_body, GUEST)
    [resolved] = ask(SENDEN, "consent", "adopted").resolutions
    earlier = replace(resolved, organisation_id=SENDEN.id, ask_id=99)
    assert agreement_warnings.has_decided(field(decisions=(earlier,)), SENDEN)
    assert not agreement_warnings.has_decided(field(decisions=(earlier,)), OLFEN)
    assert not agreement_warnings.has_decided(field(decisions=(replace(earlier, confirmed=False),)), SENDEN)
    taking_part = ask(SENDEN, "consent")
    within = field(
        round=round_(), asks=asks(taking_part), decisions=(replace(earlier, ask_id=taking_part.id),)
    )
    assert not agreement_warnings.has_decided(within, SENDEN)


def test_the_law_is_that_of_the_day():
    form = LegalTermFacts("approval_refusal", 8, "weeks", "§ 24 neu", on(1))
    old = replace(LAW.terms[0], valid_until=DAY)
    law = replace(LAW, terms=(old, form))
    assert agreements.refusal_until(law, agreement(*received(DAY))) == on(28)
    assert agreements.refusal_until(law, agreement(*received(on(1)))) == on(1 + 56)
    assert agreements.refusal_until(law, agreement(legal_form=APPROVED_FORM)) is None

"""What may happen to an agreement next: every stage at its edges, and who may enter, leave, change the role."""

from dataclasses import replace

import pytest

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.rules.agreement_stages import check_change, check_stage
from initiatives.domain.state.facts import NO_LAW
from tests.domain.agreed import (
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
from tests.domain.builders import COUNTY, DAY, NOTTULN, OLFEN, SENDEN, field

SENT = (*signed(), stage("submitted"))
OBJECTED = (*received(), stage("objected", hearing_on=on(9)))
BASE = running(DAY)


def refused(one, new, *others, law=LAW, past=False) -> str:
    """The form's field at which a stage is refused, "" where it is taken."""
    try:
        check_stage(law, field(agreements=(one, *others)), one, new, past=past)
    except Refused as refusal:
        assert refusal.message.endswith(".")
        return refusal.field or "?"
    return ""


@pytest.mark.parametrize(
    ("stages", "kind", "who"),
    [
        ((), "text_agreed", None),
        ((stage("text_agreed"),), "signed", COUNTY),
        (signed(), "submitted", None),
        (SENT, "received", None),
        (received(), "objected", None),
        (received(), "approved", None),
        (OBJECTED, "approved", None),
        (approved(), "published", None),
        ((*approved(), stage("published")), "in_force", None),
    ],
)
def test_each_stage_needs_the_one_before_it(stages, kind, who):
    """With all before it a stage is taken, without the last of them it is refused, but of the past taken again."""
    new = stage(kind, DAY, who)
    assert refused(agreement(*stages), new) == ""
    if stages and stages != OBJECTED:
        short = agreement(*stages[:-1])
        assert refused(short, new) == "kind"
        assert refused(short, new, past=True) == ""


def test_one_missing_signature_is_named():
    with pytest.raises(Refused, match="Vorher fehlt die Unterschrift: Gemeinde Nottuln"):
        one = agreement(*signed()[:2])
        check_stage(LAW, field(agreements=(one,)), one, stage("submitted"))


def test_without_parties_there_are_no_signatures():
    assert refused(agreement(stage("text_agreed"), changes=()), stage("submitted")) == "kind"


@pytest.mark.parametrize("kind", ["terminated", "ended"])
def test_what_is_not_in_force_can_neither_be_terminated_nor_end(kind):
    for past in (False, True):
        assert refused(agreement(*approved()), stage(kind, ends_on=DAY), past=past) == "kind"
    assert refused(BASE, stage(kind, ends_on=DAY)) == ""


@pytest.mark.parametrize(
    ("form", "stages", "kind", "found"),
    [
        (FREE_FORM, signed(), "submitted", "kind"),
        (FREE_FORM, signed(), "approved", "kind"),
        (FREE_FORM, signed(), "in_force", ""),
        (FREE_FORM, signed()[:2], "in_force", "kind"),
        (FREE_FORM, signed(), "published", ""),
        (NOTIFIED_FORM, (), "submitted", "kind"),
        (NOTIFIED_FORM, (stage("text_agreed"),), "submitted", ""),
        (NOTIFIED_FORM, SENT, "approved", "kind"),
        (NOTIFIED_FORM, SENT, "in_force", ""),
        (NOTIFIED_FORM, signed(), "in_force", "kind"),
        (None, signed(), "in_force", ""),
        (None, received(), "approved", ""),
        (None, signed(), "submitted", ""),
    ],
)
def test_what_is_needed_follows_from_the_duties_of_the_form(form, stages, kind, found):
    assert refused(agreement(*stages, legal_form=form), stage(kind)) == found


def test_a_notified_one_may_be_signed_after_it_was_submitted():
    one = agreement(stage("text_agreed"), stage("submitted", on(5)), legal_form=NOTIFIED_FORM)
    assert refused(one, stage("signed", on(9), COUNTY)) == ""
    assert refused(one, stage("signed", on(1), COUNTY)) == ""
    held = agreement(stage("text_agreed"), stage("submitted", on(5)))
    assert refused(held, stage("signed", on(9), COUNTY)) == "effective_on"


def test_each_stage_comes_once_and_each_party_signs_once():
    assert refused(agreement(*signed()), stage("text_agreed")) == "kind"
    assert refused(agreement(*signed()), stage("signed", DAY, NOTTULN)) == "kind"
    assert refused(agreement(*signed()[:2]), stage("signed", DAY, NOTTULN)) == ""
    assert refused(agreement(*approved()), stage("deemed_approved", on(40))) == "kind"
    assert refused(agreement(*received(), stage("deemed_approved")), stage("approved")) == "kind"


@pytest.mark.parametrize(("day", "found"), [(on(-1), "effective_on"), (DAY, ""), (on(1), "")])
def test_no_stage_lies_before_the_one_that_it_follows(day, found):
    for past in (False, True):
        assert refused(agreement(*signed()), stage("submitted", day), past=past) == found


@pytest.mark.parametrize(("day", "found"), [(on(-1), ""), (DAY, ""), (on(1), "effective_on")])
def test_no_stage_lies_after_the_one_that_follows_it(day, found):
    assert refused(agreement(stage("submitted")), stage("text_agreed", day)) == found


def test_what_is_in_force_may_be_published_later_and_told_of_earlier():
    """As a matter of record; that it is in force before its publication is warned of."""
    begun = agreement(*approved(), stage("in_force", on(1)))
    assert refused(begun, stage("published", on(9)), past=True) == ""
    published = agreement(*approved(), stage("published", on(9)))
    assert refused(published, stage("in_force", on(1))) == ""
    assert refused(published, stage("submitted", on(10)), past=True) == "kind"
    assert (
        refused(agreement(stage("published", on(9))), stage("approved", on(10)), past=True) == "effective_on"
    )


def test_only_a_party_signs():
    one = agreement(stage("text_agreed"))
    assert refused(one, stage("signed")) == "organisation"
    assert refused(one, stage("signed", DAY, SENDEN)) == "organisation"
    joining = agreement(
        stage("text_agreed", on(2)), id=2, kind="accession", amends_id=1, changes=(enters(OLFEN),)
    )
    for place, found in ((OLFEN, ""), (COUNTY, ""), (NOTTULN, ""), (SENDEN, "organisation")):
        assert refused(joining, stage("signed", on(2), place), BASE) == found


@pytest.mark.parametrize(
    ("day", "hearing", "found"),
    [
        (on(28), on(28), ""),
        (on(29), on(29), "effective_on"),
        (on(28), on(27), "hearing_on"),
        (on(28), on(56), ""),
        (on(28), on(57), "hearing_on"),
        (on(28), None, ""),
    ],
)
def test_an_objection_has_four_weeks_and_its_hearing_four_more(day, hearing, found):
    assert refused(agreement(*received()), stage("objected", day, hearing_on=hearing)) == found


def test_where_the_land_has_no_periods_none_are_held():
    one = agreement(*received())
    assert refused(one, stage("objected", on(99), hearing_on=on(999)), law=NO_LAW) == ""
    assert refused(one, stage("deemed_approved", on(1)), law=NO_LAW) == ""


@pytest.mark.parametrize(("day", "found"), [(on(28), "effective_on"), (on(29), ""), (on(30), "")])
def test_an_approval_counts_as_given_the_day_after_the_four_weeks(day, found):
    assert refused(agreement(*received()), stage("deemed_approved", day)) == found


def test_it_never_counts_as_given_once_the_authority_has_objected():
    assert refused(agreement(*OBJECTED), stage("deemed_approved", on(60))) == "kind"


@pytest.mark.parametrize(
    ("until", "begun", "found"),
    [(on(9), on(8), ""), (on(9), on(9), ""), (on(9), on(10), "in_force_on"), (None, on(9999), "")],
)
def test_no_end_lies_before_the_beginning(until, begun, found):
    one = agreement(*approved(), term_until=until)
    assert refused(one, stage("published", in_force_on=begun)) == found


def test_the_day_after_the_publication_may_be_too_late_as_well():
    one = agreement(*approved(), term_until=DAY)
    assert refused(one, stage("published")) == "effective_on"
    assert refused(replace(one, term_until=on(1)), stage("published")) == ""


@pytest.mark.parametrize(
    ("day", "last", "found"),
    [
        (on(5), on(5), ""),
        (on(5), on(4), "ends_on"),
        (on(5), None, "ends_on"),
        (on(5), on(30), ""),
        (on(5), on(31), "ends_on"),
        (on(30), on(30), ""),
        (on(31), on(31), "effective_on"),
    ],
)
def test_a_termination_lies_before_its_end_and_that_within_the_term(day, last, found):
    assert refused(running(DAY, term_until=on(30)), stage("terminated", day, ends_on=last)) == found


def test_a_termination_before_the_first_day_cannot_end_before_it():
    one = agreement(*approved(on(-9)), stage("published", on(-9), in_force_on=DAY))
    assert refused(one, stage("terminated", on(-5), ends_on=on(-1))) == "ends_on"
    assert refused(one, stage("terminated", on(-5), ends_on=DAY)) == ""


def test_only_a_party_gives_notice():
    assert refused(BASE, stage("terminated", on(1), OLFEN, ends_on=on(9))) == "organisation"
    assert refused(BASE, stage("terminated", on(1), NOTTULN, ends_on=on(9))) == ""


@pytest.mark.parametrize(
    ("day", "last", "found"),
    [
        (on(-1), None, "effective_on"),
        (DAY, None, ""),
        (on(5), on(5), ""),
        (on(5), on(6), "ends_on"),
        (on(5), on(-1), "ends_on"),
    ],
)
def test_what_has_ended_has_been_in_force(day, last, found):
    begun = agreement(stage("in_force", on(-1), in_force_on=DAY))
    assert refused(begun, stage("ended", day, ends_on=last)) == found


def test_after_the_end_nothing_is_terminated():
    ended = replace(BASE, stages=(*BASE.stages, stage("ended", on(5))))
    assert refused(ended, stage("terminated", on(6), ends_on=on(6))) == "effective_on"


def joining(**changes):
    return agreement(*approved(DAY), id=2, kind="accession", amends_id=1, changes=(enters(OLFEN),), **changes)


@pytest.mark.parametrize(
    ("begun", "found"),
    [(on(1), "in_force_on"), (on(2), ""), (on(9), ""), (on(10), "in_force_on")],
)
def test_an_accession_takes_effect_while_its_agreement_is_in_force(begun, found):
    base = running(on(2), term_until=on(9))
    new = stage("published", DAY, in_force_on=begun)
    one = replace(joining(), stages=(*joining().stages, stage("signed", DAY, OLFEN)))
    assert refused(one, new, base) == found


def test_an_accession_waits_until_its_agreement_is_in_force():
    one = replace(joining(), stages=(*joining().stages, stage("signed", DAY, OLFEN)))
    assert refused(one, stage("published", in_force_on=on(5)), agreement(*approved())) == "in_force_on"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, "effective_on"),
        ({"subject": "  "}, "effective_on"),
        ({"subject": "Vergabe"}, ""),
        ({"provider_id": OLFEN.id}, ""),
        ({"provider_id": None}, ""),
        ({"changes": (enters(COUNTY, "provides"), enters(SENDEN))}, ""),
        ({"term_until": DAY}, "effective_on"),
        ({"term_until": on(-1)}, ""),
    ],
)
def test_nobody_is_party_of_two_agreements_in_force_on_one_service(changes, found):
    other = running(on(-9), id=2, **changes)
    one = agreement(*approved(on(-1)))
    assert refused(one, stage("published", on(-1)), other) == found


@pytest.mark.parametrize(
    ("subject", "other", "found"),
    [("Vergabe", " vergabe ", "effective_on"), ("Vergabe", "Lohn", ""), ("", "", "")],
)
def test_where_nobody_provides_the_named_subject_is_the_service(subject, other, found):
    running_one = running(on(-9), id=2, provider_id=None, subject=other)
    one = agreement(*approved(on(-1)), provider_id=None, subject=subject)
    assert refused(one, stage("published", on(-1)), running_one) == found


def test_a_second_one_is_taken_before_and_after_the_first():
    later = running(on(10), id=2)
    first = agreement(*approved(on(-1)), term_until=on(9))
    assert refused(first, stage("published", on(-1)), later) == ""
    assert refused(replace(first, term_until=on(10)), stage("published", on(-1)), later) == "effective_on"


def change_refused(one, place, change, role="", day=DAY, others=()) -> str:
    try:
        check_change(field(agreements=(one, *others)), one, place, change, role, day)
    except Refused as refusal:
        return refusal.field
    return ""


def test_who_enters_an_agreement():
    assert change_refused(agreement(), OLFEN, "enters", "uses") == ""
    assert change_refused(agreement(), NOTTULN, "enters", "uses") == "organisation"
    for change in ("leaves", "role"):
        assert change_refused(agreement(), NOTTULN, change, "member") == "change"


@pytest.mark.parametrize(("day", "found"), [(on(-1), ""), (DAY, ""), (on(1), "effective_on")])
def test_what_is_in_force_is_changed_by_an_amendment_only(day, found):
    assert change_refused(BASE, OLFEN, "enters", "uses", day) == found


@pytest.mark.parametrize(
    ("place", "change", "role", "found"),
    [
        (OLFEN, "enters", "uses", ""),
        (NOTTULN, "enters", "uses", "organisation"),
        (NOTTULN, "leaves", "", ""),
        (OLFEN, "leaves", "", "organisation"),
        (NOTTULN, "role", "member", ""),
        (NOTTULN, "role", "uses", "role"),
        (OLFEN, "role", "uses", "organisation"),
    ],
)
def test_what_an_amendment_makes_of_whom(place, change, role, found):
    amendment = agreement(id=2, kind="amendment", amends_id=1, changes=())
    assert change_refused(amendment, place, change, role, others=(BASE,)) == found


def test_an_accession_only_lets_enter_and_each_stands_in_it_once():
    one = joining()
    assert change_refused(one, NOTTULN, "leaves", others=(BASE,)) == "change"
    assert change_refused(one, OLFEN, "enters", "uses", others=(BASE,)) == "organisation"
    leaving = replace(one, kind="amendment", changes=(changed(NOTTULN, "leaves"),))
    assert change_refused(leaving, NOTTULN, "role", "member", others=(BASE,)) == "organisation"


def test_who_enters_what_is_in_force_must_not_be_party_of_another():
    other = running(on(-9), id=2, changes=(enters(COUNTY, "provides"), enters(OLFEN)))
    assert change_refused(BASE, OLFEN, "enters", "uses", others=(other,)) == "organisation"
    assert change_refused(BASE, SENDEN, "enters", "uses", others=(other,)) == ""

"""What a programme gives for how many partners, who bears the rest, and what of its proofs is there: the edges."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from initiatives.domain.rules.money import funding
from initiatives.domain.state.facts import (
    BasisFacts,
    CostKeyFacts,
    CostLineFacts,
    FundingFacts,
    KeyPeriodFacts,
    MoneyFacts,
    ProgrammeFacts,
    ProofFacts,
)
from tests.domain import builders
from tests.domain.agreed import agreement, stage
from tests.domain.builders import COUNTY, GUEST, NOTTULN, OLFEN, SENDEN, ask, asks, initiative, item, members

LAST = date(2026, 12, 31)
DAY = timedelta(days=1)
NEW = "Neue Zusammenarbeit"
OF_2021 = ProgrammeFacts(
    id=1,
    key="ikz",
    name="IKZ",
    land="05",
    paragraph="Richtlinie vom 31.08.2021",
    source="MBl. NRW.",
    valid_from=date(2021, 8, 31),
    valid_until=None,
    least_partners=2,
    base=175_000_00,
    further=35_000_00,
    most=None,
    most_percent=90,
    least_years=5,
    least_saving=15,
    applications_until=None,
    proofs=(NEW,),
)
LATER = replace(OF_2021, base=150_000_00, further=30_000_00, most_percent=100, applications_until=LAST)
HERE = [
    replace(one, key=f"055580{one.id:02d}") for one in (NOTTULN, OLFEN, SENDEN)
]  # AGS of Nordrhein-Westfalen
BASIS = BasisFacts(first_year=2027, years=5, rate=Decimal(2), price_year=2027)


def field(*places, **changes):
    own = places or HERE
    return builders.field(**{"participations": members(*own, lead=own[0])} | changes)


def chosen(programme=OF_2021, expenses=400_000_00, **proofs) -> FundingFacts:
    said = {NEW: ProofFacts(**proofs)} if proofs else {}
    return FundingFacts(programme, expenses, None, "", LAST, LAST, "", said)


def proof(found, beginning: str) -> funding.Proof:
    facts = initiative(found)
    return next(
        one for one in funding.proofs(facts, found, chosen(), LAST) if one.title.startswith(beginning)
    )


@pytest.mark.parametrize(
    ("programme", "partners", "euros"),
    [
        (OF_2021, 1, 0),
        (OF_2021, 2, 175_000),
        (OF_2021, 3, 210_000),
        (OF_2021, 11, 490_000),
        (LATER, 1, 0),
        (LATER, 2, 150_000),
        (LATER, 11, 420_000),
        (replace(OF_2021, most=300_000_00), 11, 300_000),
    ],
)
def test_the_grant_grows_with_the_partners(programme, partners, euros):
    assert funding.by_partners(programme, partners) == euros * 100


def test_the_cap_by_the_expenses_counts_from_where_it_is_less():
    just = funding.grant(OF_2021, 2, 194_444_45)  # 90 percent of it are 175 000.005 euros
    assert (just.cents, just.is_capped, just.own_share) == (175_000_00, False, 19_444_45)
    less = funding.grant(OF_2021, 2, 194_444_44)
    assert (less.cents, less.is_capped, less.own_share) == (174_999_99, True, 19_444_45)
    assert funding.grant(OF_2021, 2, 0).cents == 0


@pytest.mark.parametrize(
    ("day", "programmes"),
    [
        (date(2021, 8, 30), []),
        (date(2021, 8, 31), [OF_2021, LATER]),
        (LAST, [OF_2021, LATER]),
        (LAST + DAY, [OF_2021]),
    ],
)
def test_a_programme_is_open_until_its_last_day(day, programmes):
    assert funding.open_on([OF_2021, LATER], day) == programmes
    ended = replace(OF_2021, valid_until=LAST)
    assert funding.is_open(ended, LAST) and not funding.is_open(ended, LAST + DAY)


def test_partners_are_municipalities_and_counties_of_the_land():
    county, abroad = replace(COUNTY, key="05558"), replace(OLFEN, key="03456001")
    found = field(HERE[0], abroad, county, GUEST)
    assert [one.name for one in funding.partners(found, "05")] == ["Nottuln", "Coesfeld"]
    assert funding.land_of(found) == "05" and funding.land_of(builders.field()) == ""


def key(**changes) -> CostKeyFacts:
    values = {"kind": "equal", "bearers": "participants", "figures": {}} | changes
    return CostKeyFacts(1, "Schlüssel", (KeyPeriodFacts(1, date(2020, 1, 1), None, **values),))


def test_the_own_share_is_shared_out_by_the_key_and_its_rest_borne_by_the_provider():
    money = MoneyFacts(BASIS, keys=(key(),))
    shares = funding.own_shares(field(money=money), 100_00, None)
    assert dict(shares.by) == {1: 33_34, 2: 33_33, 3: 33_33} and not shares.gaps
    fixed = MoneyFacts(BASIS, keys=(key(kind="fixed", figures={2: Decimal(8)}),))
    parties = members(*HERE)
    parties[1] = replace(parties[1], is_provider=True)
    shares = funding.own_shares(field(money=fixed, participations=parties), 100_00, 1)
    assert dict(shares.by) == {2: 8_00} and shares.rest == 92_00


def test_without_a_key_the_own_share_has_no_bearers_and_says_why():
    shares = funding.own_shares(field(money=MoneyFacts(BASIS)), 100_00, None)
    assert not shares.by and [one.why for one in shares.gaps] == ["Es gibt keinen Kostenschlüssel."]


def test_the_partners_have_to_be_enough():
    assert proof(field(*HERE[:2]), "Mindestens 2").result == "met"
    alone = proof(field(HERE[0]), "Mindestens 2")
    assert (alone.result, alone.reason) == ("not_met", "Beteiligt ist erst 1.")


def test_each_council_owes_its_resolution_until_the_competent_body_has_resolved():
    nottuln, olfen, senden = HERE
    said = asks(ask(nottuln, "consent", "adopted"), ask(olfen, "consent"), ask(senden, "consent", "amended"))
    deciding = field(asks=said, round=builders.round_("decision"))
    found = proof(deciding, "Beschlüsse")
    assert found.result == "open" and found.reason == "1 von 3 haben beschlossen."
    assert found.owes == (
        olfen,
        senden,
    )  # what is resolved amended waits for the word whether it concerns the others
    all_of_them = asks(*(ask(one, "consent", "adopted") for one in HERE))
    assert proof(replace(deciding, asks=all_of_them), "Beschlüsse").result == "met"
    # resolutions on taking part are none on the cooperation
    earlier = field(asks=all_of_them, round=builders.round_("taking_part"))
    assert proof(earlier, "Beschlüsse").owes == (nottuln, olfen, senden)


@pytest.mark.parametrize(
    ("term_until", "result"),
    [
        (date(2030, 11, 24), "not_met"),  # 4.9 years
        (date(2030, 12, 30), "not_met"),
        (date(2030, 12, 31), "met"),
        (None, "open"),
    ],
)
def test_the_agreement_runs_five_years_with_its_last_day(term_until, result):
    one = agreement(
        stage("in_force", in_force_on=date(2026, 1, 1)),
        id=1,
        title="Vereinbarung",
        term_until=term_until,
        is_unlimited=False,
    )
    assert proof(field(agreements=(one,)), "Laufzeit").result == result


def test_an_unlimited_agreement_runs_long_enough_and_none_at_all_is_owed_by_the_lead():
    one = agreement(id=1, title="Vereinbarung", term_until=None, is_unlimited=True)
    assert proof(field(agreements=(one,)), "Laufzeit").result == "met"
    missing = proof(field(), "Laufzeit")
    assert missing.result == "open" and missing.owes == (HERE[0],)


def lines(today: int, joint: int) -> MoneyFacts:
    """Euros a year of each of two."""
    found = tuple(
        CostLineFacts(n, variant, "total", place.id, None, False, None, euros * 100)
        for n, (place, variant, euros) in enumerate(
            (place, variant, euros)
            for place in HERE[:2]
            for variant, euros in (("today", today), ("joint", joint))
        )
    )
    return MoneyFacts(BASIS, lines=found)


@pytest.mark.parametrize(
    ("joint", "result", "told"),
    [
        (85_000, "met", "15,0\u00a0%"),
        (85_001, "not_met", "14,9\u00a0%"),  # 14.999 percent
        (85_100, "not_met", "14,9\u00a0%"),
        (100_000, "not_met", "sinken die Kosten nicht"),
        (110_000, "not_met", "sinken die Kosten nicht"),
    ],
)
def test_fifteen_percent_are_fifteen_and_not_a_little_less(joint, result, told):
    found = proof(field(*HERE[:2], money=lines(100_000, joint)), "Ersparnis")
    assert found.result == result and told in found.reason


def test_a_gain_in_service_stands_for_the_saving():
    gained = field(*HERE[:2], money=lines(100_000, 99_000), gate_items=(item("service_gain"),))
    assert proof(gained, "Ersparnis").result == "met"
    dropped = replace(gained, gate_items=(item("service_gain", result="open"),))
    assert proof(dropped, "Ersparnis").result == "not_met"


def test_missing_costs_are_owed_by_those_who_have_not_said_them():
    half = lines(100_000, 50_000)
    found = proof(field(*HERE, money=half), "Ersparnis")
    assert found.result == "open" and found.owes == (HERE[2],)


def test_what_nobody_can_compute_is_said_by_hand():
    found = field()
    facts = initiative(found)
    open_one = funding.proofs(facts, found, chosen(), LAST)[-1]
    assert (open_one.title, open_one.result, open_one.owes) == (NEW, "open", (HERE[0],))
    said = funding.proofs(facts, found, chosen(is_there=True, note="Vermerk vom 02.03."), LAST)[-1]
    assert (said.result, said.reason) == ("met", "Vermerk vom 02.03.")
    denied = funding.proofs(facts, found, chosen(is_there=False, note="Es gab schon eine"), LAST)[-1]
    assert (denied.result, denied.reason) == ("open", "Es gab schon eine")


def test_a_programme_that_asks_for_neither_term_nor_saving_does_not_list_them():
    found = field()
    bare = chosen(replace(OF_2021, least_years=0, least_saving=0, proofs=()))
    titles = [one.title for one in funding.proofs(initiative(found), found, bare, LAST)]
    assert titles == ["Mindestens 2 Partner", "Beschlüsse der Räte"]

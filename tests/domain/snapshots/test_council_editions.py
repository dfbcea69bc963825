"""The public draft of a council paper: nothing of others that is provisional or theirs alone, whatever the core holds."""

import json
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import get_args, get_type_hints

import pytest

from initiatives.domain.snapshots import editions
from initiatives.domain.snapshots.council_editions import DELIBERATING, cut
from initiatives.snapshot import council_paper as rows
from initiatives.snapshot.form import read, write
from tests.reports import council

SECRET = "GEHEIM"


def paper(**changes) -> rows.CouncilPaper:
    return read(rows.CouncilPaper, council.compared() | changes)


def of_field(**changes) -> rows.CouncilPaper:
    return paper(core=council.core(fields=[council.field(**changes)]))


def voice(**changes) -> rows.Voice:
    """What the public edition says where a core says this."""
    found = of_field(voices=[council.VOICE | {"provisional": False, "unresolved": False} | changes])
    return cut(found, "public").core.fields[0].voices[0]


def kinds(kind: type, found: set[type]) -> set[type]:
    if is_dataclass(kind) and kind not in found:
        found.add(kind)
        for hint in get_type_hints(kind).values():
            for one in (hint, *get_args(hint), *(inner for arg in get_args(hint) for inner in get_args(arg))):
                if isinstance(one, type):
                    kinds(one, found)
    return found


def test_of_each_value_it_is_decided_whether_it_is_public():
    found = kinds(rows.CouncilPaper, set())
    assert {rows.Core, rows.Voice, rows.Check, rows.Ground, rows.Costs, rows.Assumption, rows.House} <= found
    undecided = [
        f"{k.__name__}.{name}" for k in found for name, mark in editions.marks(k).items() if not mark
    ]
    assert undecided == []
    hidden = {
        f"{k.__name__}.{f.name}" for k in found for f in fields(k) if editions.marks(k)[f.name] == "withheld"
    }
    assert hidden == {"Check.reason", "Check.computed", "Ground.text", "Costs.shares", "Costs.staff"}


@pytest.mark.parametrize(
    "changes",
    [
        {"unresolved": True, "provisional": True},
        {"unresolved": True},
        {"unresolved": None, "provisional": True},
    ],
    ids=["provisional", "its conditions have fallen", "a core from before"],
)
def test_a_consent_without_its_body_reads_as_a_deliberation_and_nothing_more(changes):
    consent = voice(**changes, conditions=[SECRET], resolution=SECRET)
    deliberating = voice(stance=DELIBERATING, conditions=[], resolution="", date="2026-11-01")
    assert consent == deliberating
    assert (consent.stance, consent.date, consent.conditions) == (DELIBERATING, None, ())


def test_what_a_body_stands_behind_is_told():
    told = voice()
    assert (told.stance, told.date) == ("Zustimmung mit Bedingungen", date(2026, 11, 14))
    assert told.conditions and told.resolution == "Rat, 13.11.2026: geändert beschlossen"


def test_reasons_and_results_that_rest_on_costs_are_withheld():
    checks = [
        council.CHECK | {"reason": SECRET, "computed": SECRET, "withheld": one} for one in (True, False, None)
    ]
    found = cut(of_field(checks=checks), "public").core.fields[0].checks
    assert [one.result for one in found] == ["nicht öffentlich", "erfüllt", "nicht öffentlich"]
    assert SECRET not in json.dumps([[one.reason, one.computed] for one in found])


@pytest.mark.parametrize(
    ("purpose", "shown"), [("decision", True), ("accession", True), ("taking_part", False)]
)
def test_an_agreement_that_is_not_published_is_told_of_where_it_is_voted_on(purpose, shown):
    draft = council.STANDARD | {"name": "Vereinbarung", "text": SECRET, "told": "ÖRV.", "is_published": False}
    core = council.core(purpose=purpose, fields=[council.field(grounds=[council.STANDARD, draft])])
    grounds = cut(paper(core=core), "public").core.fields[0].grounds
    assert [one.name for one in grounds] == ["Gemeinsamer Standard"] + ["Vereinbarung"] * shown
    assert not any(one.text for one in grounds)


def test_lines_that_several_bear_and_their_sources_are_left_out():
    costs = cut(paper(), "public").costs["3"]
    assert [one.title for one in costs.assumptions] == ["Sachbearbeitung", "einmalige Kosten"]
    assert costs.source == "Stellenplan 2026; Angebot"
    assert costs.today == 24_800_05 and len(costs.years) == 5, "the own costs stay"
    assert (costs.shares, costs.staff) == ((), ()), "a percentage gives the sum away, a post who holds it"


def test_the_non_public_edition_is_all_of_it():
    whole = paper()
    assert cut(whole, "non_public") == replace(whole, edition="non_public")
    assert read(rows.CouncilPaper, write(cut(whole, "public"))) == cut(whole, "public")

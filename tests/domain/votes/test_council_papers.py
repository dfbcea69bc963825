"""Draft papers for the councils: one core for all, own costs, nothing that is for others alone, newer cores."""

import json
from datetime import timedelta

import pytest

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.money import plain
from initiatives.domain.state.loading import facts
from initiatives.domain.talk import comments
from initiatives.domain.votes import council_papers, drafts, positions, rounds
from initiatives.enums import Participation
from initiatives.models import CouncilPaper, Event, RoundCore
from initiatives.reports.council.paper import parts
from initiatives.snapshot import council_paper as rows
from initiatives.snapshot.form import read


def make(circle, name: str, **values) -> CouncilPaper:
    return council_papers.make(
        **{"round_": circle.round, "by": circle.people[name], "at": moments.now()} | values
    )


def reasons(circle, text: str, seen: int = 0, name: str = "nottuln") -> RoundCore | None:
    return council_papers.give_reasons(
        round_=circle.round, reasoning=text, seen=seen, by=circle.people[name], at=moments.now()
    )


def written() -> tuple[int, ...]:
    return tuple(table.objects.count() for table in (RoundCore, CouncilPaper, Event))


def enter_costs(circle, name: str, today: int) -> None:
    place = getattr(circle, name)
    fields.set_participation(
        field=circle.payroll,
        organisation=place,
        status=Participation.PARTICIPATING,
        by=None,
        at=moments.now(),
    )
    plain.enter(
        field=circle.payroll,
        organisation=place,
        today_cents=today,
        joint_cents=18_032_49,
        source="Erhebung",
        confidence="calculated",
        by=circle.people[name],
        at=moments.now(),
    )


def test_the_core_is_the_same_for_all_and_only_head_and_costs_differ(circle):
    reasons(circle, "Gemeinsam geht es besser.")
    enter_costs(circle, "duelmen", 24_800_00)
    one = make(circle, "duelmen").snapshot
    positions.give(
        ask=circle.ask(circle.nottuln), stance="consent", by=circle.people["nottuln"], at=moments.now()
    )
    other = make(circle, "rosendahl").snapshot
    cores = [
        [part for part in parts(read(rows.CouncilPaper, found)) if part.is_core] for found in (one, other)
    ]
    assert cores[0] == cores[1], "also what happened in between changes nothing"
    assert "Gemeinsam geht es besser." in json.dumps(one["core"], ensure_ascii=False)
    differing = {key for key in one if one[key] != other[key]}
    assert differing == {"recorded_until", "municipality", "costs"}
    key = str(circle.payroll.pk)
    assert other["costs"] == {key: None}
    assert (one["costs"][key]["today"], one["costs"][key]["confidence"]) == (24_800_00, "berechnet")


def test_the_head_names_the_own_body_or_leaves_a_gap(circle):
    own, missing = make(circle, "nottuln").snapshot, make(circle, "duelmen").snapshot
    assert (own["bodies"], own["body_missing"]) == (["Rat"], False)
    assert (missing["bodies"], missing["body_missing"]) == ([], True)


def test_nothing_stands_in_it_that_is_not_for_others(circle):
    people, at = circle.people, moments.now()
    drafts.save(
        ask=circle.ask(circle.duelmen),
        values={"stance": "refusal", "reason": "GEHEIM-ENTWURF", "effective_on": "", "conditions": []},
        version=0,
        by=people["duelmen"],
        at=at,
    )
    positions.take_down(
        ask=circle.ask(circle.rosendahl),
        stance="refusal",
        reason="GEHEIM-GESPROCHEN",
        source_note="GEHEIM-QUELLE",
        effective_on=moments.today(),
        by=people["nottuln"],
        at=at,
    )
    comments.write(field=circle.payroll, text="GEHEIM-KOMMENTAR", internal=True, by=people["duelmen"], at=at)
    enter_costs(circle, "rosendahl", 99_999_99)
    snapshot = make(circle, "nottuln").snapshot
    said = json.dumps(snapshot, ensure_ascii=False)
    assert "GEHEIM" not in said
    assert "9999999" not in said, "the costs of others"
    stances = {one["name"]: one["stance"] for one in snapshot["core"]["fields"][0]["voices"]}
    assert stances["Stadt Dülmen"] == stances["Gemeinde Rosendahl"] == "Rückmeldung ausstehend"


def test_a_paper_is_on_all_fields_asked_or_on_one(circle):
    second = rounds.open_round(
        question=rounds.Question("taking_part", "Wirken Sie mit?"),
        fields=[circle.hotline],
        organisations=[circle.duelmen],
        deadline=moments.today() + timedelta(days=9),
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    with pytest.raises(Refused, match="nicht gefragt"):
        make(circle, "duelmen", fields=[circle.hotline.pk])
    with pytest.raises(Refused, match="jede Kommune für sich"):
        make(circle, "rosendahl", round_=second)
    found = make(circle, "duelmen", round_=second, fields=[circle.hotline.pk])
    assert found.subject == "Interkommunale Zusammenarbeit: Einführung von D 115"
    assert [one["title"] for one in found.snapshot["core"]["fields"]] == ["Einführung von D 115"]


def test_only_the_asked_make_one_and_only_from_an_open_round(circle):
    before = written()
    for name in ("reader", "county", "stranger"):
        with pytest.raises(Refused):
            make(circle, name)
    assert written() == before
    rounds.close_round(round_=circle.round, reason="Erledigt", by=circle.people["nottuln"], at=moments.now())
    before = written()
    for change in (
        lambda: make(circle, "duelmen"),
        lambda: reasons(circle, "Neu"),
        lambda: council_papers.renew(round_=circle.round, by=circle.people["nottuln"], at=moments.now()),
    ):
        with pytest.raises(Refused, match="geschlossen"):
            change()
    assert written() == before


def test_the_same_paper_once_more_is_the_one_that_there_is(circle):
    first = make(circle, "duelmen")
    before = written()
    assert make(circle, "duelmen") == first
    assert written() == before
    enter_costs(circle, "duelmen", 1_00)
    assert make(circle, "duelmen") != first


def test_a_new_core_changes_no_paper_that_was_made(circle):
    old = make(circle, "duelmen")
    core = reasons(circle, "Jetzt mit Begründung.", seen=1)
    assert (core.number, council_papers.latest(circle.round)) == (2, core)
    old.refresh_from_db()
    assert (old.core.number, old.snapshot["core"]["reasoning"]) == (1, "")
    assert make(circle, "duelmen").core == core


def test_the_core_is_renewed_when_something_has_happened(circle):
    by = circle.people["nottuln"]
    core = reasons(circle, "Darum.")
    with pytest.raises(Refused, match="schon auf dem heutigen Stand"):
        council_papers.renew(round_=circle.round, by=by, at=moments.now())
    positions.give(ask=circle.ask(circle.nottuln), stance="consent", by=by, at=moments.now())
    assert council_papers.outdated(facts(circle.initiative.pk), circle.round, core, moments.today())
    new = council_papers.renew(round_=circle.round, by=by, at=moments.now())
    assert (new.number, new.reasoning) == (2, "Darum.")
    voices = {one["name"]: one["stance"] for one in new.snapshot["fields"][0]["voices"]}
    assert voices["Gemeinde Nottuln"] == "Zustimmung"


def test_two_who_write_reasons_lose_nothing(circle):
    reasons(circle, "Die erste.")
    reasons(circle, "Die zweite.", seen=1)
    before = written()
    with pytest.raises(Conflict) as refused:
        reasons(circle, "Meine.", seen=1)
    assert refused.value.theirs == {"reasoning": "Die zweite."}
    assert refused.value.actor == "Beauftragte/r der Gemeinde Nottuln"
    assert reasons(circle, "Die zweite.", seen=1).number == 2, "the same as the other wrote"
    assert reasons(circle, "Die erste.", seen=1).number == 2, "who changed nothing takes nothing back"
    with pytest.raises(Refused, match=r"100\.000"):
        reasons(circle, "x" * 100_001, seen=2)
    assert written() == before
    assert reasons(circle, "", seen=2).reasoning == ""


def test_the_making_is_told_to_the_own_municipality_only(circle):
    make(circle, "duelmen")
    seen = {
        name: Event.objects.visible_to(circle.people[name]).filter(kind="council-paper").count()
        for name in ("duelmen", "nottuln", "county")
    }
    assert seen == {"duelmen": 1, "nottuln": 0, "county": 0}


def test_the_file_is_named_in_german(circle):
    name = council_papers.file_name(make(circle, "duelmen"), "docx")
    assert name.startswith("entwurf-vorlage-stadt-duelmen-personalabrechnung-buendeln-20")
    assert name.endswith(".docx")

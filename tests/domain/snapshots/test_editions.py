"""The public edition: each key of a snapshot is decided, and what is withheld is in no form in it."""

import json
from collections.abc import Collection
from dataclasses import dataclass, is_dataclass
from typing import Any, get_args, get_type_hints

import pytest

from initiatives.domain.reports import texts as report_texts
from initiatives.domain.snapshots import editions
from initiatives.domain.snapshots.editions import Spot
from initiatives.enums import OF_INITIATIVE, OF_ITEMS, ReportText
from initiatives.snapshot.form import read, write
from initiatives.snapshot.marks import HIDDEN, REPLACED, SHOWN, WITHHELD, Public
from initiatives.snapshot.status_report import StatusReport
from tests.reports import money, rich, snapshots

SECRET, DAY = "GEHEIM", "2026-02-02"
UNKEYED = {
    "question": "",
    "since": None,
    "accession": "",
    "body": "",
    "sitting": None,
}  # what an answer holds that was kept before there were keys


def public(taken: dict[str, Any], raised: Collection[Spot] = ()) -> dict[str, Any]:
    """The public edition as it is stored."""
    return write(editions.public(snapshots.rows(taken), raised))


def without(taken: dict[str, Any], left_out: Collection[Spot]) -> dict[str, Any]:
    return write(editions.without(snapshots.rows(taken), left_out))


def decided(kind: type = StatusReport, path: str = "") -> dict[str, str]:
    """Each value of a row and of those in it, with its mark; rows themselves where they are not public as a whole."""
    found = {}
    hints = get_type_hints(kind)
    for name, mark in editions.marks(kind).items():
        where, inner = f"{path}.{name}", row_in(hints[name])
        if inner and mark == SHOWN:
            found |= decided(inner, where)
        else:
            found[where] = mark
    return found


def row_in(hint: Any) -> type | None:
    """The row that a value is or holds."""
    if is_dataclass(hint):
        return hint
    return next((found for one in get_args(hint) if (found := row_in(one))), None)


def test_each_value_of_a_snapshot_is_marked():
    assert [where for where, mark in decided().items() if mark not in (SHOWN, WITHHELD, REPLACED)] == []


@dataclass(frozen=True)
class Unmarked:
    said: Public[str]
    forgotten: str
    numbers: dict[str, int]


def test_a_value_that_nobody_has_marked_is_withheld():
    assert editions.shown(Unmarked("Offen", SECRET, {SECRET: 1})) == Unmarked("Offen", "", {})
    assert [name for name, mark in editions.marks(Unmarked).items() if not mark] == ["forgotten", "numbers"]


def test_a_key_that_the_rows_do_not_know_is_withheld():
    taken = snapshots.snapshot(snapshots.initiative("a", "Kreis", neues={"text": SECRET}), notes=SECRET)
    assert SECRET not in json.dumps(public(taken))


def test_what_the_allowlist_withholds_is_not_in_the_public_edition():
    place = snapshots.place("n", "Nottuln", "Gemeinde Nottuln", "gemeinde")
    cost = {"today": 1, "joint": 98765, "one_off": 0, "confidence": "berechnet", "source": SECRET}
    check = {"condition": 1, "result": "not_met", "computed": "not_met", "reason": SECRET, "overruled": ""}
    project = {"title": SECRET, "proposed_by": "Kreis", "date": "2026-01-01", "state": "offen"}
    project |= {"answered": 1, "asked": 2, "field": None, "replies": {"Teilnahme": 1}}
    field = snapshots.field(
        1,
        "Personal",
        phase=3,
        answers={
            "n": {"stance": "conditional", "date": "2026-01-01", "provisional": True},
            "o": {"stance": "refusal", "date": "2026-01-02", "provisional": False, "unresolved": False},
        },
        costs={"n": cost},
        checks=[check],
    )
    rejected = {"text": SECRET, "field": None, "adopted": False, "votes": ""}
    adopted = {"text": "Beschlossen.", "field": None, "adopted": True, "votes": SECRET}
    meeting = snapshots.meeting("Treffen", "2026-01-05", decisions=[rejected, adopted])
    taken = snapshots.snapshot(
        snapshots.initiative(
            "a", "Kreis", places=[place], fields=[field], meetings=[meeting], projects=[project]
        )
    )
    shown = public(taken)
    text = json.dumps(shown["initiatives"])
    assert SECRET not in text and "98765" not in text and "conditional" not in text
    [found] = shown["initiatives"][0]["fields"]
    assert found["answers"] == {
        "n": {"stance": "deliberating", "date": None, "provisional": False, "unresolved": False} | UNKEYED,
        "o": field["answers"]["o"] | UNKEYED,
    }
    assert found["checks"][0] == check | {"reason": HIDDEN, "withheld": False}
    assert shown["initiatives"][0]["projects"] == []
    assert [one["text"] for one in shown["initiatives"][0]["meetings"][0]["decisions"]] == ["Beschlossen."]
    assert read(StatusReport, shown).edition == "public"


def full() -> dict[str, Any]:
    """Every text that can be raised is there, and says its name."""
    check = {"condition": 1, "result": "met", "computed": "open", "reason": "", "overruled": "S-overruled"}
    field = snapshots.field(
        1,
        "Personal",
        **{name: f"S-{name}" for name in ("aim", "description", "origin", "side_reason", "cause", "measure")},
        contact="S-contact",
        focal_points=["S-focal_points"],
        milestone={"text": "S-milestone", "date": "2026-01-01"},
        checks=[check],
    )
    decision = {"text": "S-meeting_decision", "field": None, "adopted": True, "votes": "", "key": "9"}
    meeting = snapshots.meeting(
        "Treffen", None, "S-meeting_place", "S-meeting_result", decisions=[decision], key="9"
    )
    project = {"title": "S-project", "proposed_by": "Kreis", "date": "2026-01-01", "state": "angenommen"}
    project |= {"answered": 1, "asked": 1, "field": None, "replies": {}, "key": "9"}
    texts = {name.value: f"S-{name.value}" for name in OF_INITIATIVE}
    return snapshots.snapshot(
        snapshots.initiative("a", "Kreis", fields=[field], meetings=[meeting], projects=[project], **texts)
    )


def spot_of(text: str) -> Spot:
    item = text in OF_ITEMS
    return Spot("i-a", text, "" if item or text in OF_INITIATIVE else "f1", "9" if item else "")


@pytest.mark.parametrize("text", ReportText.values)
def test_a_text_kept_out_of_one_report_is_left_out_of_its_whole_snapshot_and_all_others_stay(text):
    spot = spot_of(text)
    after = without(full(), editions.spots([str(spot)]))
    said = {one for one in ReportText.values if f'"S-{one}"' in json.dumps(after)}
    assert said == set(ReportText.values) - {text}
    assert HIDDEN not in json.dumps(after) and read(StatusReport, after)
    assert without(full(), []) == write(snapshots.rows(full()))


@pytest.mark.parametrize("text", ReportText.values)
def test_a_text_that_was_raised_is_left_out_and_all_others_stay(text):
    spot = spot_of(text)
    before, after = public(full()), public(full(), [spot])
    assert text in str(before) and after.keys() == before.keys(), "nothing is counted"
    said = {one for one in ReportText.values if f'"S-{one}"' in json.dumps(after)}
    assert said == set(ReportText.values) - {text}
    assert read(StatusReport, after)
    elsewhere = Spot("i-a", text, "f2" if spot.field else "", "8" if spot.item else "")
    if spot.field or spot.item:
        assert public(full(), [elsewhere]) == before


def test_the_result_of_a_meeting_goes_with_a_raised_decision_that_it_repeats():
    taken = full()
    [meeting] = taken["initiatives"][0]["meetings"]
    meeting["result"] = "Begrüßung.\nS-meeting_decision"
    shown = public(taken, [Spot("i-a", ReportText.MEETING_DECISION, item="9")])
    assert shown["initiatives"][0]["meetings"][0]["result"] == HIDDEN
    assert "S-meeting_decision" not in json.dumps(shown)
    spots = {Spot("i-a", ReportText.MEETING_DECISION, item="9")}
    [chapter] = report_texts.of_snapshot(snapshots.rows(taken), report_texts.Marks(spots))
    rows = [row for group in chapter.groups if group.title.startswith("Treffen") for row in group.rows]
    assert [(row.label, row.level) for row in rows][1:] == [
        ("Ergebnis des Treffens", "raised"),
        ("Festlegung der Beauftragten", "raised"),
    ]


MEETING_SPOTS = {
    "result": Spot("i-a", ReportText.MEETING_RESULT, item="9"),
    "decision": Spot("i-a", ReportText.MEETING_DECISION, item="9"),
}


@pytest.mark.parametrize(
    ("raised", "left_out", "level"),
    [
        ((), (), report_texts.PUBLIC),
        (("decision",), (), report_texts.RAISED),
        ((), ("decision",), report_texts.LEFT_OUT),
        ((), ("result",), report_texts.LEFT_OUT),
        ((), ("result", "decision"), report_texts.LEFT_OUT),
        (("decision",), ("result",), report_texts.LEFT_OUT),
        (("result",), ("decision",), report_texts.LEFT_OUT),
    ],
)
def test_the_row_of_a_result_that_goes_with_a_decision_keeps_its_own_place(raised, left_out, level):
    taken = full()
    [meeting] = taken["initiatives"][0]["meetings"]
    meeting["result"] = "Begrüßung.\nS-meeting_decision"
    marked = report_texts.Marks(
        {MEETING_SPOTS[one] for one in raised}, left_out={MEETING_SPOTS[one] for one in left_out}
    )
    chapters = report_texts.of_snapshot(snapshots.rows(taken), marked)
    [row] = [
        row
        for group in chapters[0].groups
        for row in group.rows
        if row.label == ReportText.MEETING_RESULT.label
    ]
    assert (row.spot, row.level) == (MEETING_SPOTS["result"], level)
    assert report_texts.of_the_rest(snapshots.rows(taken), marked, chapters) is None, (
        "all of them stand in the chapter"
    )


def test_what_is_left_out_and_stands_nowhere_is_listed_with_its_place():
    taken = full()
    [initiative] = taken["initiatives"]
    initiative["fields"][0] |= {"aim": ""}
    initiative["meetings"][0] |= {"place": "", "result": ""}
    texts = [("aim", "f1", ""), ("aim", "f9", ""), ("meeting_result", "", "9"), ("meeting_place", "", "8")]
    spots = {Spot("i-a", text, field, item) for text, field, item in texts} | {Spot("i-b", "aim", "f1")}
    late = {Spot("i-a", "aim", "f1")}
    marked = report_texts.Marks(left_out=spots, late=late)
    rest = report_texts.of_the_rest(
        snapshots.rows(taken), marked, report_texts.of_snapshot(snapshots.rows(taken), marked)
    )
    assert sorted(row.label for row in rest.rows) == [
        "Ziel",
        "a) Ergebnis des Treffens „Treffen“",
        "a) Ort des Treffens",
        "a) Ziel",
        "a1 Ziel",
    ]
    assert {row.spot for row in rest.rows if row.is_late} == late
    assert {row.level for row in rest.rows} == {report_texts.LEFT_OUT}


def test_the_public_edition_of_a_public_edition_is_the_same():
    once = public(rich.rich())
    assert public(once) == once


LEAVES = [tuple(path[1:].split(".")) for path, mark in decided().items() if mark != SHOWN]


def altered(value: Any, path: tuple[str, ...], found: list[Any]) -> Any:
    """A copy in which what stands at a path is something else; `found` gets what stood there."""
    if isinstance(value, list):
        return [altered(one, path, found) for one in value]
    if not path:
        found.append(value)
        days = isinstance(value, str) and value.startswith("2026-")
        other = (
            {
                key: [] if isinstance(one, list) else DAY if isinstance(one, str) else 9
                for key, one in value.items()
            }
            if isinstance(value, dict)
            else ""
        )
        if isinstance(value, int):
            return value + 1
        return other or (DAY if days else f"{value} anders")
    if path[0] in value:
        return value | {path[0]: altered(value[path[0]], path[1:], found)}
    return {key: altered(one, path, found) if isinstance(one, dict) else one for key, one in value.items()}


def withholding() -> dict[str, Any]:
    """Each key that is withheld stands in a record that is shown."""
    cost = money.cost(100, 50, source=SECRET, rests_on=["n"])
    key = {"key": "1", "title": "Umlage", "periods": [money.period("2026-01-01", 8)]}
    told = money.money(["n"], bearers=["n"], keys=[key], actuals=[money.actual("n", 2026, 5, 4)])
    check = {"condition": 1, "result": "met", "computed": "met", "reason": SECRET, "overruled": ""}
    days = {
        "worded_on": "2026-01-01",
        "assessed_on": "2026-01-01",
        "participation_since": {"n": "2026-01-01"},
    }
    agreed = snapshots.agreement(
        "9",
        "Vereinbarung",
        published_on="2026-01-01",
        parties=[{"place": "n", "role": "leistet", "since": "2026-01-01"}],
        leaves=["n"],
        unsigned=["n"],
        due=SECRET,
        due_on="2026-01-01",
    )
    joining = {"place": "n", "title": "Beitritt der Stadt Olfen", "asked": 2, "answered": 1}
    told = {"costs": {"n": cost}, "money": told, "checks": [check], "agreements": [agreed]}
    told |= {"accessions": [joining]}
    field = snapshots.field(1, "Personal", phase=5, **told, **days)
    decision = {"text": "Weiter", "field": None, "adopted": True, "votes": SECRET, "key": "9"}
    project = {"title": "Archiv", "proposed_by": "Kreis", "date": "2026-01-01", "state": "angenommen"}
    project |= {"answered": 1, "asked": 1, "field": None, "replies": {"Teilnahme": 1}, "key": "9"}
    meeting = snapshots.meeting("Treffen", None, decisions=[decision])
    parts = {"fields": [field], "meetings": [meeting], "projects": [project], "worded_on": "2026-01-01"}
    return snapshots.snapshot(snapshots.initiative("a", "Kreis", **parts))


@pytest.mark.parametrize("path", LEAVES, ids=".".join)
def test_a_withheld_key_alone_changes_nothing(path):
    found: list[Any] = []
    other = altered(withholding(), path, found)
    assert found and other != withholding()
    assert json.dumps(public(other)) == json.dumps(public(withholding()))


ANSWERS = {
    "in Beratung": {"stance": "deliberating", "date": "2026-01-01", "provisional": False},
    "a consent": {"stance": "consent", "date": "2026-01-02", "provisional": True, "unresolved": True},
    "one with conditions": {"stance": "conditional", "date": "2026-01-03", "provisional": True},
    "one that has fallen": {"stance": "conditional", "date": None, "provisional": False, "unresolved": True},
}


def answered(answer: dict[str, Any]) -> dict[str, Any]:
    field = snapshots.field(1, "Personal", answers={"n": answer, "o": answer})
    return snapshots.snapshot(snapshots.initiative("a", "Kreis", fields=[field]))


@pytest.mark.parametrize("name", ANSWERS)
def test_a_consent_without_its_body_is_not_to_be_told_from_in_beratung(name):
    shown = public(answered(ANSWERS[name] | {"unresolved": ANSWERS[name]["stance"] != "deliberating"}))
    assert shown == public(answered(ANSWERS["in Beratung"] | {"unresolved": False}))
    assert '"date": "2026' not in json.dumps(shown["initiatives"])


@pytest.mark.parametrize(
    "stance", ["consent", "conditional", "refusal", "abstention", "withdrawn", "pending"]
)
def test_an_answer_that_stands_keeps_its_day(stance):
    given = {"stance": stance, "date": "2026-01-01", "provisional": False, "unresolved": False} | UNKEYED
    [field] = public(answered(given))["initiatives"][0]["fields"]
    assert field["answers"] == {"n": given, "o": given}


def test_a_result_that_rests_on_what_is_withheld_goes_with_the_judgement_by_hand():
    check = {"condition": 1, "result": "met", "computed": "not_met", "reason": SECRET, "overruled": SECRET}
    field = snapshots.field(
        1, "Personal", checks=[check | {"withheld": True}, check | {"overruled": "Doch."}]
    )
    taken = snapshots.snapshot(snapshots.initiative("a", "Kreis", fields=[field]))
    first, second = public(taken)["initiatives"][0]["fields"][0]["checks"]
    nothing = {"result": "withheld", "computed": "withheld", "reason": HIDDEN, "overruled": ""}
    assert first == nothing | {"condition": 1, "withheld": True}
    assert second == check | {"reason": HIDDEN, "overruled": "Doch.", "withheld": False}
    [chapter] = report_texts.of_snapshot(snapshots.rows(taken), report_texts.Marks())
    rows = [(row.value, row.level) for group in chapter.groups for row in group.rows]
    assert ("Doch.", "public") in rows and (SECRET, "withheld") in rows


def shown_field(raised=(), **given: Any) -> dict[str, Any]:
    taken = snapshots.snapshot(
        snapshots.initiative("a", "Kreis", fields=[snapshots.field(1, "Personal", **given)])
    )
    return public(taken, raised)["initiatives"][0]["fields"][0]


@pytest.mark.parametrize(
    ("phase", "told"),
    [(4, ["lead", "phases"]), (5, ["lead", "phases", "costs"])],
)
def test_that_something_is_not_known_is_public_unless_it_depends_on_what_is_withheld(phase, told):
    keys = ("lead", "phases", "costs", "evidence")
    unknown = [{"key": key, "what": key, "reason": "Akte fehlt"} for key in keys]
    assert shown_field(phase=phase, unknown=unknown)["unknown"] == [
        one for one in unknown if one["key"] in told
    ]


@pytest.mark.parametrize(("phase", "public"), [(0, False), (3, False), (4, False), (5, True), (6, True)])
def test_of_the_form_before_costs_are_public_from_the_implementation_on_and_not_a_phase_earlier(
    phase, public
):
    cost = {"today": 100, "joint": 50, "one_off": 0, "confidence": "berechnet", "source": "Haushalt"}
    found = shown_field(phase=phase, costs={"n": cost})["costs"]
    assert {key: {name: one[name] for name in cost} for key, one in found.items()} == (
        {"n": cost | {"source": ""}} if public else {}
    )


@pytest.mark.parametrize(
    ("text", "given", "hidden"),
    [
        ("aim", "Ziel", HIDDEN),
        ("aim", "", ""),
        ("focal_points", ["Lohn"], []),
        ("milestone", {"text": "Vertrag", "date": "2026-01-01"}, {"text": HIDDEN, "date": None}),
        ("milestone", None, None),
    ],
)
def test_a_raised_text_gives_way_to_a_word_and_an_empty_one_to_nothing(text, given, hidden):
    spot = Spot("i-a", text, "f1")
    assert shown_field([spot], **{text: given})[text] == hidden
    elsewhere = shown_field([Spot("i-b", text, "f1"), Spot("i-a", text, "f2")], **{text: given})
    assert elsewhere[text] == given


def test_of_meetings_decisions_and_projects_only_the_raised_one_is_left_out():
    decisions = [{"text": t, "field": None, "adopted": True, "votes": "", "key": t} for t in ("eins", "zwei")]
    meetings = [
        snapshots.meeting("A", None, "Rathaus", "Ergebnis: zwei", decisions=decisions, key="1"),
        snapshots.meeting("B", None, "Kreishaus", "Ergebnis: eins und zwei", decisions=[], key="2"),
    ]
    project = {"title": "P", "proposed_by": "Kreis", "date": "2026-01-01", "state": "angenommen", "key": "1"}
    project |= {"answered": 1, "asked": 1, "field": None, "replies": {}}
    open_ = project | {"state": "offen", "key": "3"}
    one = snapshots.initiative(
        "a", "Kreis", meetings=meetings, projects=[project, project | {"key": "2"}, open_]
    )
    taken = snapshots.snapshot(one)

    def shown(*spots: Spot) -> tuple[list, list]:
        inner = public(taken, spots)["initiatives"][0]
        told = [(m["place"], m["result"], [d["key"] for d in m["decisions"]]) for m in inner["meetings"]]
        return told, [p["key"] for p in inner["projects"]]

    first, second = (
        ("Rathaus", "Ergebnis: zwei", ["eins", "zwei"]),
        ("Kreishaus", "Ergebnis: eins und zwei", []),
    )
    assert shown() == ([first, second], ["1", "2"])
    assert shown(Spot("i-a", "project", item="2")) == ([first, second], ["1"])
    assert shown(Spot("i-a", "meeting_decision", item="eins")) == (
        [("Rathaus", "Ergebnis: zwei", ["zwei"]), second],
        ["1", "2"],
    )
    assert shown(Spot("i-a", "meeting_decision", item="zwei")) == (
        [("Rathaus", HIDDEN, ["eins"]), second],
        ["1", "2"],
    )
    assert shown(Spot("i-a", "meeting_place", item="2"), Spot("i-a", "meeting_result", item="1")) == (
        [("Rathaus", HIDDEN, ["eins", "zwei"]), (HIDDEN, *second[1:])],
        ["1", "2"],
    )


def test_all_but_these_keys_are_public():
    """Whoever lets one more out, or holds one more back, changes this list too."""
    assert {path: mark for path, mark in decided().items() if mark != SHOWN} == {
        ".initiatives.meetings.decisions.votes": WITHHELD,
        ".initiatives.projects.replies": WITHHELD,
        ".initiatives.worded_on": WITHHELD,
        ".initiatives.fields.worded_on": WITHHELD,
        ".initiatives.fields.assessed_on": WITHHELD,
        ".initiatives.fields.participation_since": WITHHELD,
        ".initiatives.fields.costs.source": WITHHELD,
        ".initiatives.fields.costs.rests_on": WITHHELD,
        ".initiatives.fields.money.keys.periods.source": WITHHELD,
        ".initiatives.fields.money.keys.periods.reason": WITHHELD,
        ".initiatives.fields.money.actuals.source": WITHHELD,
        ".initiatives.fields.money.baseline": WITHHELD,
        ".initiatives.fields.money.reviews": WITHHELD,
        ".initiatives.fields.accessions.answered": WITHHELD,
        **dict.fromkeys(
            (
                f".initiatives.fields.agreements.{name}"
                for name in ("parties", "leaves", "unsigned", "due", "due_on")
            ),
            WITHHELD,
        ),
        ".initiatives.fields.checks.reason": REPLACED,
    }


@pytest.mark.parametrize(
    ("raised", "kept"),
    [
        ((), ("worded_on", "assessed_on", "participation_since")),
        (("aim",), ("assessed_on", "participation_since")),
        (("milestone",), ("worded_on", "participation_since")),
        (("contact",), ("worded_on", "assessed_on")),
    ],
)
def test_to_compare_a_public_snapshot_has_the_days_of_its_texts_but_where_one_is_raised(raised, kept):
    """Whether or not anything stands where it is raised."""
    days = {"worded_on": DAY, "assessed_on": DAY, "participation_since": {"n": DAY}, "lead": "n"}
    given = snapshots.initiative("a", "Kreis", fields=[snapshots.field(1, "Personal", **days)], worded_on=DAY)
    whole, spots = snapshots.rows(snapshots.snapshot(given)), [Spot("i-a", text, "f1") for text in raised]
    shown = editions.public(whole, spots)
    assert shown.initiatives[0].fields[0].worded_on is None and shown.initiatives[0].worded_on is None
    [initiative] = editions.with_days(shown, whole, spots).initiatives
    found = initiative.fields[0]
    assert tuple(name for name in days if name != "lead" and getattr(found, name)) == kept
    assert initiative.worded_on is not None
    [without] = editions.with_days(shown, whole, [Spot("i-a", "background")]).initiatives
    assert without.worded_on is None

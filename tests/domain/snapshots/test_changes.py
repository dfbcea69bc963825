"""What has changed between two snapshots: each kind by one change, in German words, and nothing where nothing has."""

from typing import Any

import pytest

from initiatives.domain.snapshots import changes as compared
from initiatives.domain.snapshots import editions
from initiatives.domain.snapshots.changes import KINDS
from initiatives.domain.snapshots.editions import Spot
from initiatives.snapshot.status_report import Change
from tests.reports import rich, snapshots

BEFORE, AFTER = "2026-06-30", "2026-09-30"
TOWNS = snapshots.towns()
NOTTULN, OLFEN = "nottuln", "olfen"


def field(**given: Any) -> dict[str, Any]:
    """A field in work that was assessed in the quarter before."""
    nothing = {"phase": 2, "light": "green", "light_since": "2026-08-01", "milestone": None}
    title = given.pop("title", "Personalabrechnung bündeln")
    return snapshots.field(1, title, "Personal", **nothing | given)


def taken(as_of: str, *fields: dict[str, Any], **given: Any) -> dict[str, Any]:
    values = {"places": TOWNS, "conditions": [{"number": 1, "text": "freiwillig", "origin": ""}]} | given
    return snapshots.snapshot(snapshots.initiative("a", "Kreis", fields=list(fields), **values), as_of=as_of)


def changes(old: dict[str, Any], new: dict[str, Any]) -> tuple[Change, ...]:
    return compared.changes(snapshots.rows(old), snapshots.rows(new))


def told(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, ...]]:
    return [(one.kind, one.subject, one.old, one.new) for one in changes(old, new)]


def quiet(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, ...]]:
    """What is said of the fields that fell silent."""
    found = compared.quiet(snapshots.rows(old), snapshots.rows(new))
    assert {one.kind for one in found} <= {"silent"}
    return [(one.subject, one.old, one.new) for one in found]


def answer(stance: str, provisional: bool = False) -> dict[str, Any]:
    return {"stance": stance, "date": None, "provisional": provisional}


def cost(joint: int) -> dict[str, Any]:
    return {"today": 4_390_000, "joint": joint, "one_off": 0, "confidence": "geschätzt", "source": "Erhebung"}


def check(result: str) -> dict[str, Any]:
    return {"condition": 1, "result": result, "computed": result, "reason": "", "overruled": ""}


ASKED = "Mitwirkung, Frist 15.07.2026"
MILESTONE = {"text": "Vertrag liegt vor", "date": "2026-08-15"}

CASES = {
    "a phase": (
        {"phase": 2},
        {"phase": 3},
        [("moved", "Phase", "2 Bestandsaufnahme", "3 Konzept und Wirtschaftlichkeit")],
    ),
    "rest": (
        {},
        {"side_state": "on_hold", "side_reason": "Kein Geld.", "light": "grey"},
        [("moved", "Stand", "in Bearbeitung", "zurückgestellt")],
    ),
    "a resolution after an adjournment": (
        {"decisions": [snapshots.decision("Rat Olfen", "2026-05-01", "vertagt")]},
        {
            "decisions": [
                snapshots.decision("Rat Olfen", "2026-05-01", "vertagt"),
                snapshots.decision("Rat Olfen", "2026-07-01", "ungeändert beschlossen", "17/2026"),
            ]
        },
        [
            (
                "decided",
                "Rat Olfen",
                "vertagt, 01.05.2026",
                "ungeändert beschlossen, 01.07.2026, Vorlage 17/2026",
            )
        ],
    ),
    "a milestone put off": (
        {"milestone": MILESTONE},
        {"milestone": MILESTONE | {"date": "2026-12-01"}},
        [("slipped", "Meilenstein „Vertrag liegt vor“", "15.08.2026", "01.12.2026")],
    ),
    "a milestone brought forward": (
        {"milestone": MILESTONE | {"date": "2026-12-01"}},
        {"milestone": MILESTONE | {"date": "2026-11-01"}},
        [("text", "Meilenstein „Vertrag liegt vor“", "01.12.2026", "01.11.2026")],
    ),
    "a milestone that passed": (
        {"milestone": MILESTONE},
        {"milestone": MILESTONE},
        [
            (
                "slipped",
                "Meilenstein „Vertrag liegt vor“",
                "am 15.08.2026",
                "überfällig, vorgesehen am 15.08.2026",
            )
        ],
    ),
    "a light": (
        {"light": "green"},
        {"light": "red", "cause": "Kein Personal", "measure": "Ausschreiben"},
        [
            ("light", "Ampel", "Grün", "Rot"),
            ("text", "Ursache", "", "Kein Personal"),
            ("text", "Maßnahme", "", "Ausschreiben"),
        ],
    ),
    "participation and lead": (
        {"participation": {NOTTULN: "participating"}, "lead": NOTTULN},
        {"participation": {NOTTULN: "left", OLFEN: "participating"}, "lead": OLFEN},
        [
            ("participation", "Federführung", "Gemeinde Nottuln", "Stadt Olfen"),
            ("participation", "Beteiligung der Gemeinde Nottuln", "beteiligt", "ausgetreten"),
            ("participation", "Beteiligung der Stadt Olfen", "noch offen", "beteiligt"),
        ],
    ),
    "an answer, and one that did not come": (
        {"round_title": ASKED, "answers": {NOTTULN: answer("pending"), OLFEN: answer("pending")}},
        {"round_title": ASKED, "answers": {NOTTULN: answer("consent", True), OLFEN: answer("no_answer")}},
        [
            ("answer", "Votum der Gemeinde Nottuln", "Rückmeldung ausstehend", "Zustimmung (vorläufig)"),
            ("answer", "Votum der Stadt Olfen", "Rückmeldung ausstehend", "keine Rückmeldung"),
        ],
    ),
    "an answer that is overdue": (
        {"round_title": ASKED, "answers": {OLFEN: answer("pending")}},
        {"round_title": ASKED, "answers": {OLFEN: answer("pending")}},
        [
            (
                "answer",
                "Votum der Stadt Olfen",
                "Rückmeldung ausstehend",
                "Rückmeldung überfällig, Frist war der 15.07.2026",
            )
        ],
    ),
    "a round on another question": (
        {"round_title": ASKED, "answers": {NOTTULN: answer("consent"), OLFEN: answer("consent")}},
        {
            "round_title": "Entscheidung, Frist 01.12.2026",
            "answers": {NOTTULN: answer("pending"), OLFEN: answer("consent")},
        },
        [
            ("answer", "Abstimmungsrunde", "", "Entscheidung, Frist 01.12.2026"),
            ("answer", "Votum der Stadt Olfen", "noch nicht angefragt", "Zustimmung"),
        ],
    ),
    "a deadline put off": (
        {"round_title": ASKED},
        {"round_title": "Mitwirkung, Frist 15.10.2026"},
        [("slipped", "Frist der Abstimmung „Mitwirkung“", "15.07.2026", "15.10.2026")],
    ),
    "costs": (
        {"costs": {NOTTULN: cost(3_404_000)}},
        {"costs": {NOTTULN: cost(3_500_000)}},
        [
            (
                "cost",
                "Kosten der Gemeinde Nottuln",
                "heute 43.900\u00a0€, gemeinsam 34.040\u00a0€ im Jahr",
                "heute 43.900\u00a0€, gemeinsam 35.000\u00a0€ im Jahr",
            )
        ],
    ),
    "a check": (
        {"checks": [check("open")]},
        {"checks": [check("not_met")]},
        [("condition", "Rahmenbedingung 1, freiwillig", "offen", "nicht erfüllt")],
    ),
    "texts": (
        {"aim": "Sparen", "focal_points": ["Lohn"]},
        {"aim": "Besser werden", "focal_points": ["Lohn", "Reisekosten"], "title": "Personalabrechnung"},
        [
            ("text", "Titel", "Personalabrechnung bündeln", "Personalabrechnung"),
            ("text", "Ziel", "Sparen", "Besser werden"),
            ("text", "Schwerpunkte", "Lohn", "Lohn, Reisekosten"),
        ],
    ),
    "nothing": ({}, {}, []),
}


@pytest.mark.parametrize("name", CASES)
def test_a_change_of_a_field_is_told_once_with_old_and_new(name):
    before, after, expected = CASES[name]
    assert told(taken(BEFORE, field(**before)), taken(AFTER, field(**after))) == expected


def test_each_change_names_its_initiative_and_field_and_stands_in_the_order_of_kinds():
    old, new = taken(BEFORE, field()), taken(AFTER, field(title="Neu", phase=3, light="red"))
    found = changes(old, new)
    assert {(one.initiative, one.field) for one in found} == {("i-a", "f1")}
    kinds = [KINDS.index(one.kind) for one in found]
    assert kinds == sorted(kinds) and len(kinds) == 3


def test_a_new_field_and_a_new_initiative_are_told_by_their_title_and_what_was_decided_on_them():
    decided = snapshots.decision("Rat Olfen", "2026-07-01", "abgelehnt")
    new = taken(AFTER, field(), snapshots.field(2, "Archiv", decisions=[decided], light="red"))
    new["initiatives"].append(snapshots.initiative("b", "Münsterland", fields=[field()]))
    assert told(taken(BEFORE, field()), new) == [
        ("added", "Feld", "", "Archiv"),
        ("added", "Initiative", "", "Münsterland"),
        ("decided", "Rat Olfen", "", "abgelehnt, 01.07.2026"),
    ]


def test_the_circle_its_conditions_meetings_and_projects():
    meeting = snapshots.meeting("Viertes Treffen", "2026-07-10", key="4", state="invited")
    voted = {"text": "Dülmen rechnet ab.", "field": "f1", "adopted": True, "votes": "3 dafür", "key": "9"}
    project = {
        "title": "Fortbildung",
        "proposed_by": "Kreis Coesfeld",
        "date": "2026-05-01",
        "state": "offen",
    }
    project |= {"answered": 1, "asked": 3, "field": None, "replies": {}, "key": "7"}
    old = taken(BEFORE, field(), meetings=[meeting], projects=[project], order_reason="Zuerst D 115.")
    new = taken(
        AFTER,
        field(),
        places=[*(one | {"convening": one["name"] == "Olfen"} for one in TOWNS[1:])],
        conditions=[{"number": 1, "text": "nur freiwillig", "origin": ""}],
        meetings=[
            meeting | {"state": "closed", "decisions": [voted]},
            snapshots.meeting("Fünftes Treffen", "2026-10-10", key="5", state="invited"),
        ],
        projects=[project | {"state": "angenommen"}],
    )
    assert told(old, new) == [
        ("decided", "Festlegung der Beauftragten", "", "Dülmen rechnet ab."),
        ("decided", "Projektvorschlag „Fortbildung“", "offen", "angenommen"),
        ("participation", "Kreis der Beteiligten", "Gemeinde Ascheberg", ""),
        ("participation", "Einladende Kommune", "Gemeinde Nottuln", "Stadt Olfen"),
        ("condition", "Rahmenbedingung 1", "freiwillig", "nur freiwillig"),
        ("meeting", "Treffen „Viertes Treffen“", "eingeladen zum 10.07.2026", "abgehalten am 10.07.2026"),
        ("meeting", "Treffen „Fünftes Treffen“", "", "eingeladen zum 10.10.2026"),
        ("text", "Begründung der Reihenfolge", "Zuerst D 115.", ""),
    ]


def test_of_long_texts_the_part_is_quoted_in_which_they_differ():
    same = "Gleich bleibt dieser Anfang. " * 40
    old, new = taken(BEFORE, field(aim=f"{same}Alt.")), taken(AFTER, field(aim=f"{same}Neu und anders."))
    [(_, _, was, now)] = told(old, new)
    assert was.startswith("… ") and was.endswith("Alt.") and now.endswith("Neu und anders.")
    assert max(len(was), len(now)) < 260


@pytest.mark.parametrize("make", [rich.rich, snapshots.source, snapshots.empty])
def test_a_snapshot_does_not_differ_from_itself(make):
    assert [one for one in changes(make(), make()) if one.kind != "slipped"] == []


def test_a_text_that_was_raised_meanwhile_is_in_neither_side_of_a_public_change():
    spots = [Spot("i-a", "cause", "f1")]
    old = taken(BEFORE, field(light="yellow", cause="GEHEIM-ALT", measure="Ausschreiben"))
    new = taken(AFTER, field(light="red", cause="GEHEIM-NEU", measure="Ausschreiben"))
    found = compared.changes(*(editions.public(snapshots.rows(one), spots) for one in (old, new)))
    assert [one.subject for one in found] == ["Ampel"]
    assert "GEHEIM" not in str(found)


def kinds(old: dict[str, Any], new: dict[str, Any], **given: Any) -> list[str]:
    return [
        kind for kind, *_ in told(taken(BEFORE, field(**given | old)), taken(AFTER, field(**given | new)))
    ]


@pytest.mark.parametrize(
    ("before", "after", "silent"),
    [
        ({"phase": 0}, {"phase": 0}, False),
        *(({"phase": n}, {"phase": n}, True) for n in range(1, 6)),
        ({"phase": 6}, {"phase": 6}, False),
        ({"side_state": "on_hold"}, {"side_state": "on_hold"}, False),
        ({"light_since": BEFORE}, {"light_since": BEFORE}, True),
        ({"light_since": "2026-06-29"}, {"light_since": "2026-06-29"}, True),
        ({"light_since": "2026-07-01"}, {"light_since": "2026-07-01"}, False),
        ({"light_since": None}, {"light_since": None}, True),
        ({"light_since": None}, {"light_since": None, "aim": "Sparen"}, False),
    ],
)
def test_a_field_in_work_without_news_falls_silent_unless_it_was_assessed_since(before, after, silent):
    base = {"light_since": "2026-03-01"}
    old, new = taken(BEFORE, field(**base | before)), taken(AFTER, field(**base | after))
    assert bool(quiet(old, new)) is silent
    assert not (silent and changes(old, new)), "what says nothing is no change"


@pytest.mark.parametrize(("before", "after"), [({"phase": 0}, {"phase": 1}), ({"phase": 5}, {"phase": 6})])
def test_a_field_that_moves_does_not_fall_silent(before, after):
    assert kinds(before, after, light_since=None) == ["moved"]
    moved = taken(BEFORE, field(light_since=None, **before)), taken(AFTER, field(light_since=None, **after))
    assert quiet(*moved) == []


M = {"text": "Vertrag liegt vor"}


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (None, M | {"date": "2026-12-01"}, "text"),
        (M | {"date": "2026-12-01"}, None, "text"),
        (M | {"date": "2026-12-01"}, {"text": "Start", "date": "2026-12-02"}, "text"),
        (M | {"date": "2026-12-01"}, M | {"date": "2026-12-02"}, "slipped"),
        (M | {"date": "2026-12-01"}, M | {"date": "2026-11-30"}, "text"),
        (M | {"date": "2026-12-01"}, M | {"date": None}, "slipped"),
        (M | {"date": None}, M | {"date": "2026-12-01"}, "text"),
        (None, None, None),
    ],
)
def test_a_milestone_slips_where_the_same_one_comes_later(before, after, kind):
    assert kinds({"milestone": before}, {"milestone": after}) == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("day", "given", "told_"),
    [
        ("2026-06-29", {}, False),
        (BEFORE, {}, True),
        ("2026-09-29", {}, True),
        (AFTER, {}, False),
        (None, {}, False),
        ("2026-08-15", {"side_state": "on_hold"}, False),
    ],
)
def test_a_milestone_is_overdue_once_whose_day_fell_between_the_reports(day, given, told_):
    same = given | {"milestone": M | {"date": day}}
    assert kinds(same, same) == (["slipped"] if told_ else [])


def waits(deadline: str, *answers: str) -> dict[str, Any]:
    given = zip((NOTTULN, OLFEN), answers, strict=False)
    return {"round_title": f"Mitwirkung, Frist {deadline}", "answers": {k: answer(one) for k, one in given}}


@pytest.mark.parametrize(
    ("deadline", "silent"),
    [("29.06.2026", False), ("30.06.2026", True), ("29.09.2026", True), ("30.09.2026", False)],
)
def test_an_answer_is_overdue_once_whose_deadline_fell_between_the_reports(deadline, silent):
    same = waits(deadline, "pending")
    assert kinds(same, same) == (["answer"] if silent else [])
    without = waits(deadline, "pending") | {"round_title": "Mitwirkung"}
    assert kinds(without, without) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("pending", "no_answer", ["answer"]),
        ("no_answer", "no_answer", []),
        ("no_answer", "pending", []),
        ("deliberating", "no_answer", ["answer"]),
        ("deliberating", "deliberating", []),
        ("consent", "pending", ["answer"]),
        ("consent", "refusal", ["answer"]),
        ("pending", "deliberating", ["answer"]),
    ],
)
def test_answers_are_told_from_one_to_the_next_and_silence_as_such(before, after, expected):
    assert kinds(waits("01.12.2026", before), waits("01.12.2026", after)) == expected


def test_silence_is_told_of_each_whatever_the_one_before_has_said():
    old, new = waits("15.07.2026", "consent", "pending"), waits("15.07.2026", "consent", "no_answer")
    assert kinds(old, new) == kinds(old, old) == ["answer"]


def test_who_was_not_asked_before_is_told_once_it_answers():
    old = waits("01.12.2026", "consent")
    assert kinds(old, waits("01.12.2026", "consent", "pending")) == []
    assert kinds(old, waits("01.12.2026", "consent", "no_answer")) == []
    assert kinds(old, waits("01.12.2026", "consent", "refusal")) == ["answer"]
    first = answer("consent", True)
    final = old | {"answers": {NOTTULN: answer("consent")}}
    assert kinds(old | {"answers": {NOTTULN: first}}, final) == ["answer"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Mitwirkung, Frist 01.12.2026", "Mitwirkung, Frist 02.12.2026", ["slipped"]),
        ("Mitwirkung, Frist 01.12.2026", "Mitwirkung, Frist 30.11.2026", ["answer"]),
        ("Mitwirkung, Frist 01.12.2026", "Mitwirkung", ["answer"]),
        ("Mitwirkung", "Mitwirkung, Frist 01.12.2026", ["answer"]),
        ("Mitwirkung, Frist 01.12.2026", "Entscheidung, Frist 02.12.2026", ["answer"]),
        ("", "Mitwirkung, Frist 01.12.2026", ["answer"]),
    ],
)
def test_a_deadline_slips_within_one_round_only(before, after, expected):
    assert kinds({"round_title": before}, {"round_title": after}) == expected


def test_in_a_round_on_another_question_silence_is_none():
    old = waits("15.07.2026", "pending")
    new = old | {"round_title": "Entscheidung, Frist 15.07.2026"}
    assert kinds(old, new) == ["answer"]


def test_of_resolutions_each_is_told_once_and_after_the_one_before_of_its_body():
    first = snapshots.decision("Rat Olfen", "2026-05-01", "vertagt")
    second, third = (snapshots.decision("Rat Olfen", f"2026-07-0{n}", "vertagt") for n in (1, 2))
    other = snapshots.decision("Rat Senden", "2026-07-01", "abgelehnt")
    again = taken(AFTER, field(decisions=[first, first, second, third, other]))
    assert told(taken(BEFORE, field(decisions=[first])), again) == [
        ("decided", "Rat Olfen", "vertagt, 01.05.2026", "vertagt, 01.05.2026"),
        ("decided", "Rat Olfen", "vertagt, 01.05.2026", "vertagt, 01.07.2026"),
        ("decided", "Rat Olfen", "vertagt, 01.07.2026", "vertagt, 02.07.2026"),
        ("decided", "Rat Senden", "", "abgelehnt, 01.07.2026"),
    ]
    assert "decided" not in [kind for kind, *_ in told(again, again)]


def test_a_resolution_on_two_fields_is_told_once():
    both = snapshots.decision("Rat Olfen", "2026-07-01", "abgelehnt") | {"key": "7", "title": "Personal"}
    own = snapshots.decision("Rat Senden", "2026-07-01", "abgelehnt") | {"key": "8", "prepares": True}
    stays = {"phase": 2, "light": "green", "light_since": "2026-08-01", "milestone": None}
    other = snapshots.field(2, "Vergabe", "Vergabe", **stays)
    after = taken(AFTER, field(decisions=[both]), other | {"decisions": [both, own]})
    assert told(taken(BEFORE, field(), other), after) == [
        ("decided", "Rat Olfen", "", "„Personal“: abgelehnt, 01.07.2026 (auch Feld 2)"),
        ("decided", "Rat Senden", "", "abgelehnt, 01.07.2026, bereitet vor"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("green", "grey", []),
        ("grey", "green", [("light", "Ampel", "Grau", "Grün")]),
        ("green", "none", [("light", "Ampel", "Grün", "noch nicht bewertet")]),
        ("green", "green", []),
    ],
)
def test_grey_is_told_as_the_move_that_it_follows_from(before, after, expected):
    assert told(taken(BEFORE, field(light=before)), taken(AFTER, field(light=after))) == expected


def test_costs_participation_and_nature_are_told_also_where_they_begin_or_end():
    began = {
        "costs": {OLFEN: cost(1_000_000)},
        "participation": {OLFEN: "interested"},
        "nature": "citizen_facing",
    }
    words = "heute 43.900\u00a0€, gemeinsam 10.000\u00a0€ im Jahr"
    assert told(taken(BEFORE, field()), taken(AFTER, field(**began))) == [
        ("participation", "Beteiligung der Stadt Olfen", "noch offen", "interessiert"),
        ("cost", "Kosten der Stadt Olfen", "", words),
        ("text", "Art", "Hintergrundprozess", "bürgernah"),
    ]
    assert told(taken(BEFORE, field(**began)), taken(AFTER, field())) == [
        ("participation", "Beteiligung der Stadt Olfen", "interessiert", "noch offen"),
        ("cost", "Kosten der Stadt Olfen", words, ""),
        ("text", "Art", "bürgernah", "Hintergrundprozess"),
    ]


def conditions(*texts: str) -> list[dict[str, Any]]:
    return [{"number": n, "text": text, "origin": ""} for n, text in enumerate(texts, start=1)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (("a",), ("a", "b"), [("condition", "Rahmenbedingung 2", "", "b")]),
        (("a", "b"), ("a",), [("condition", "Rahmenbedingung 2", "b", "")]),
        (("a", "b"), ("a", "c"), [("condition", "Rahmenbedingung 2", "b", "c")]),
        (("a", "b"), ("b",), [("condition", "Rahmenbedingung 1", "a", "")]),
        (("a", "b"), ("b", "a"), []),
    ],
)
def test_conditions_are_told_as_added_reworded_or_ended(before, after, expected):
    old, new = taken(BEFORE, conditions=conditions(*before)), taken(AFTER, conditions=conditions(*after))
    assert told(old, new) == expected


def test_a_check_is_told_of_a_condition_that_stands_in_both_whatever_its_number():
    def state(as_of: str, texts: tuple[str, ...], *results: str) -> dict[str, Any]:
        checked = [check(one) | {"condition": n} for n, one in enumerate(results, start=1)]
        return taken(as_of, field(checks=checked), conditions=conditions(*texts))

    old = state(BEFORE, ("a", "b"), "open", "met")
    assert told(old, state(AFTER, ("b", "a"), "met", "open")) == []
    assert told(old, state(AFTER, ("b", "a"), "met", "met")) == [
        ("condition", "Rahmenbedingung 2, a", "offen", "erfüllt")
    ]
    assert told(old, state(AFTER, ("a", "c"), "open", "not_met")) == [
        ("condition", "Rahmenbedingung 2", "b", "c")
    ]


def test_who_joins_leaves_or_convenes_no_more_is_told():
    old, new = taken(BEFORE, places=TOWNS[:2]), taken(AFTER, places=TOWNS[1:3])
    assert told(old, new) == [
        ("participation", "Kreis der Beteiligten", "", "Stadt Coesfeld"),
        ("participation", "Kreis der Beteiligten", "Gemeinde Ascheberg", ""),
    ]
    nobody = [one | {"convening": False} for one in TOWNS]
    assert told(taken(BEFORE), taken(AFTER, places=nobody)) == [
        ("participation", "Einladende Kommune", "Gemeinde Nottuln", "")
    ]


def told_of_meetings(old: list[dict], new: list[dict]) -> list[tuple[str, ...]]:
    return told(taken(BEFORE, meetings=old), taken(AFTER, meetings=new))


def test_the_first_result_of_a_meeting_is_no_change_and_a_later_one_is():
    held = snapshots.meeting("Treffen", "2026-07-10", key="4")
    first, second = held | {"result": "Begrüßt."}, held | {"result": "Begrüßt und verabschiedet."}
    assert told_of_meetings([held], [first]) == []
    assert told_of_meetings([first], [first]) == []
    assert told_of_meetings([], [first]) == [("meeting", "Treffen „Treffen“", "", "abgehalten am 10.07.2026")]
    change = ("text", "Ergebnis des Treffens „Treffen“", "Begrüßt.", "Begrüßt und verabschiedet.")
    assert told_of_meetings([first], [second]) == [change]
    assert told_of_meetings([first], [held]) == [(*change[:2], "Begrüßt.", "")]


def test_a_decision_of_a_meeting_is_told_once_by_its_key_or_its_words():
    def held(*decisions: dict[str, Any]) -> list[dict[str, Any]]:
        return [snapshots.meeting("Treffen", "2026-07-10", decisions=list(decisions))]

    plain = {"text": "Wir rechnen ab.", "field": None, "adopted": True, "votes": ""}
    rejected = plain | {"text": "Wir kaufen ein.", "adopted": False}
    assert told_of_meetings(held(plain), held(plain, rejected)) == [
        ("decided", "Festlegung der Beauftragten", "", "abgelehnt: Wir kaufen ein.")
    ]
    keyed = plain | {"key": "9"}
    assert told_of_meetings(held(keyed), held(keyed | {"text": "Anders."})) == []
    assert len(told_of_meetings(held(keyed), held(keyed, keyed | {"key": "8"}))) == 1


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        (
            {"answered": 2},
            [("answer", "Projektvorschlag „Fortbildung“", "1 von 3 Antworten", "2 von 3 Antworten")],
        ),
        (
            {"answered": 0},
            [("answer", "Projektvorschlag „Fortbildung“", "1 von 3 Antworten", "0 von 3 Antworten")],
        ),
        ({"state": "angenommen"}, [("decided", "Projektvorschlag „Fortbildung“", "offen", "angenommen")]),
        (
            {"state": "angenommen", "answered": 3},
            [("decided", "Projektvorschlag „Fortbildung“", "offen", "angenommen")],
        ),
        ({"key": "8"}, [("added", "Projektvorschlag", "", "Fortbildung (offen)")]),
    ],
)
def test_a_proposal_is_told_as_new_decided_or_answered_by_more_or_fewer(changed, expected):
    one = {"title": "Fortbildung", "proposed_by": "Kreis", "date": "2026-05-01", "state": "offen", "key": "7"}
    one |= {"answered": 1, "asked": 3, "field": None, "replies": {}}
    assert told(taken(BEFORE, projects=[one]), taken(AFTER, projects=[one | changed])) == expected
    unkeyed = {key: value for key, value in one.items() if key != "key"}
    assert told(taken(BEFORE, projects=[unkeyed]), taken(AFTER, projects=[unkeyed])) == []


@pytest.mark.parametrize("name", ["title", "background", "conditions_note", "order_reason"])
def test_each_text_of_an_initiative_is_told(name):
    old, new = taken(BEFORE), taken(AFTER)
    old["initiatives"][0][name], new["initiatives"][0][name] = "Alt", "Neu"
    assert [(kind, was, now) for kind, _, was, now in told(old, new)] == [("text", "Alt", "Neu")]


@pytest.mark.parametrize(
    "name", ["title", "aim", "description", "origin", "contact", "cause", "measure", "side_reason"]
)
def test_each_text_of_a_field_is_told(name):
    assert [
        one[2:] for one in told(taken(BEFORE, field(**{name: "Alt"})), taken(AFTER, field(**{name: "Neu"})))
    ] == [("Alt", "Neu")]


def test_fields_are_joined_by_their_key_whichever_stands_first():
    two = snapshots.field(2, "Archiv", phase=2, light_since="2026-08-01")
    old, new = taken(BEFORE, field(), two), taken(AFTER, two, field(light="red"))
    assert told(old, new) == [("light", "Ampel", "Grün", "Rot")]
    assert [one.field for one in changes(old, new)] == ["f1"]
    gone = taken(AFTER, two)
    assert told(old, gone) == []
    alone = taken(AFTER)
    alone["initiatives"] = []
    assert told(old, alone) == []


def test_changes_are_told_in_the_words_of_the_newer_report():
    old, new = taken(BEFORE, field()), taken(AFTER, field(light="red"))
    old["labels"]["lights"] = [one | {"word": "damals"} for one in old["labels"]["lights"]]
    assert told(old, new) == [("light", "Ampel", "Grün", "Rot")]


@pytest.mark.parametrize(
    ("before", "after", "shown", "is_told"),
    [
        (5, 4, False, False),
        (6, 4, False, False),
        (6, 5, False, True),
        (5, 5, False, True),
        (4, 4, False, True),
        (5, 4, True, True),
    ],
)
def test_costs_that_are_shown_no_more_since_the_field_went_back_are_no_change(before, after, shown, is_told):
    now = {OLFEN: cost(2_000_000)} if shown else {}
    found = kinds({"phase": before, "costs": {OLFEN: cost(1_000_000)}}, {"phase": after, "costs": now})
    assert ("cost" in found) is is_told


@pytest.mark.parametrize(
    ("editions_of_both", "words"),
    [
        (("non_public", "public"), "keine öffentliche Nachricht"),
        (("public", "non_public"), "keine Nachricht"),
    ],
)
def test_silence_is_told_in_the_words_of_the_newer_edition(editions_of_both, words):
    same = field(light_since=None, phase=1)
    old, new = (
        taken(day, same) | {"edition": edition}
        for day, edition in zip((BEFORE, AFTER), editions_of_both, strict=True)
    )
    assert quiet(old, new) == [("Nachricht", "Grün", f"seit dem letzten Bericht {words}")]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"light_since": "2026-03-01"}, "Grün seit 01.03.2026"),
        ({"light_since": None, "light": "none"}, "noch nicht bewertet"),
        ({"light_since": "2026-03-01", "milestone": MILESTONE}, "Grün seit 01.03.2026"),
    ],
)
def test_of_a_field_that_fell_silent_is_said_how_it_stood(given, said):
    """A milestone whose day has passed is told as overdue; it is no news."""
    nothing = "seit dem letzten Bericht keine öffentliche Nachricht"
    assert quiet(taken(BEFORE, field(**given)), taken(AFTER, field(**given))) == [
        ("Nachricht", said, nothing)
    ]


# One fact once, never two questions joined


def asked(number: int, stance: str = "consent", provisional: bool = False, since: str = "2026-07-02") -> dict:
    return answer(stance, provisional) | {"question": str(number), "since": since, "date": since}


def resolved(number: int, result: str, day: str = "2026-07-02") -> dict:
    return snapshots.decision("Rat Olfen", day, result, f"{number}/2026") | {"question": str(number)}


@pytest.mark.parametrize(
    ("before", "after", "result", "kinds_told"),
    [
        (asked(1, provisional=True), asked(1), "ungeändert beschlossen", ["decided"]),
        (asked(1, "deliberating"), asked(1), "geändert beschlossen", ["decided"]),
        (asked(1, "pending"), asked(1, "refusal"), "abgelehnt", ["decided"]),
        (asked(1, "pending"), asked(1, provisional=True), "vertagt", ["decided", "answer"]),
        (asked(1, "pending"), asked(1, "abstention"), "abgelehnt", ["decided", "answer"]),
        (asked(1, "pending"), asked(2), "ungeändert beschlossen", ["decided", "answer"]),
    ],
)
def test_a_votum_that_its_body_has_decided_is_told_as_the_resolution(before, after, result, kinds_told):
    old = {"round_title": ASKED, "answers": {OLFEN: before}}
    new = {"round_title": ASKED, "answers": {OLFEN: after}, "decisions": [resolved(1, result)]}
    assert kinds(old, new) == kinds_told


@pytest.mark.parametrize(
    ("question", "was"), [(1, "ungeändert beschlossen, 01.05.2026, Vorlage 1/2026"), (2, "")]
)
def test_resolutions_on_two_questions_are_two_facts(question, was):
    first = resolved(1, "ungeändert beschlossen", "2026-05-01")
    second = resolved(question, "geändert beschlossen", "2026-07-02")
    found = told(taken(BEFORE, field(decisions=[first])), taken(AFTER, field(decisions=[first, second])))
    assert [one[2] for one in found] == [was]
    before_there_were_keys = {key: value for key, value in first.items() if key != "question"}
    [(_, _, was, _)] = told(
        taken(BEFORE, field(decisions=[before_there_were_keys])),
        taken(AFTER, field(decisions=[first, second])),
    )
    assert was == "", "an earlier snapshot does not say to which question it belongs"


@pytest.mark.parametrize(("number", "was"), [(1, "Zustimmung"), (2, "noch nicht angefragt")])
def test_answers_in_two_rounds_of_one_purpose_are_not_joined(number, was):
    old = taken(BEFORE, field(round_title=ASKED, round_key="1", answers={OLFEN: asked(1)}))
    new = taken(
        AFTER, field(round_title=ASKED, round_key=str(number), answers={OLFEN: asked(number, "abstention")})
    )
    found = [one for one in told(old, new) if one[1] == "Votum der Stadt Olfen"]
    assert found == [("answer", "Votum der Stadt Olfen", was, "Enthaltung")]
    rounds = [one[2:] for one in told(old, new) if one[1] == "Abstimmungsrunde"]
    assert rounds == ([("", ASKED)] if number == 2 else [])


def test_a_field_that_the_delegates_fixed_is_told_as_its_phase_alone():
    fixing = {
        "text": "Wir legen fest.",
        "field": "f1",
        "adopted": True,
        "votes": "",
        "key": "9",
        "fixes": True,
    }
    other = fixing | {"text": "Dülmen rechnet ab.", "key": "8", "fixes": False}
    held = snapshots.meeting("Treffen", "2026-07-10", key="4", decisions=[fixing, other])
    old, new = taken(BEFORE, field(phase=0)), taken(AFTER, field(phase=1), meetings=[held])
    assert [one[:2] for one in told(old, new)] == [
        ("moved", "Phase"),
        ("decided", "Festlegung der Beauftragten"),
        ("meeting", "Treffen „Treffen“"),
    ]
    still = told(old, taken(AFTER, field(phase=0), meetings=[held]))
    assert [one[1] for one in still].count("Festlegung der Beauftragten") == 2, "the field has not moved"


def test_a_proposal_that_became_a_field_is_told_as_the_field():
    one = {"title": "Archiv", "proposed_by": "Kreis", "date": "2026-05-01", "state": "offen", "key": "7"}
    one |= {"answered": 1, "asked": 3, "field": None, "replies": {}}
    became = one | {"state": "angenommen", "field": "f2"}
    new = taken(AFTER, field(), snapshots.field(2, "Archiv"), projects=[became])
    assert told(taken(BEFORE, field(), projects=[one]), new) == [("added", "Feld", "", "Archiv")]
    assert told(taken(BEFORE, field()), new) == [("added", "Feld", "", "Archiv")], "an open one is not public"


def test_a_light_that_a_resumed_field_has_again_follows_from_its_resumption():
    said = {"assessed_on": "2026-03-01", "light_since": "2026-03-01"}
    resting = field(**said | {"light": "grey", "side_state": "on_hold", "side_reason": "Kein Geld."})
    assert told(taken(BEFORE, resting), taken(AFTER, field(**said))) == [
        ("moved", "Stand", "zurückgestellt", "in Bearbeitung")
    ]
    anew = field(**said | {"assessed_on": "2026-07-01", "light_since": "2026-07-01"})
    assert [one[0] for one in told(taken(BEFORE, resting), taken(AFTER, anew))] == ["moved", "light"]


# What was entered late, apart from what has happened since

DAYS = {"2026-06-29": True, BEFORE: True, "2026-07-01": False, "2026-09-29": False, AFTER: False}
DATED = {
    "phase": ({"phase": 1}, lambda day: {"phase": 2, "phase_dates": {"2": day}}),
    "side state": ({}, lambda day: {"side_state": "ended", "moved_on": day}),
    "resolution": ({}, lambda day: {"decisions": [resolved(1, "vertagt", day)]}),
    "milestone": ({}, lambda day: {"milestone": MILESTONE, "assessed_on": day}),
    "light": ({}, lambda day: {"light": "yellow", "light_since": day, "assessed_on": day}),
    "cause": ({}, lambda day: {"cause": "Kein Personal", "assessed_on": day}),
    "participation": (
        {},
        lambda day: {"participation": {OLFEN: "interested"}, "participation_since": {OLFEN: day}},
    ),
    "lead": ({}, lambda day: {"lead": OLFEN, "contact": "Amt 10", "participation_since": {OLFEN: day}}),
    "round": ({}, lambda day: {"round_title": ASKED, "round_key": "1", "round_since": day}),
    "answer": (
        {"round_title": ASKED, "answers": {OLFEN: asked(1, "pending")}},
        lambda day: {"round_title": ASKED, "answers": {OLFEN: asked(1, "abstention", since=day)}},
    ),
    "costs": ({}, lambda day: {"costs": {OLFEN: cost(1) | {"since": day}}}),
    "texts": ({}, lambda day: {"aim": "Sparen", "nature": "citizen_facing", "worded_on": day}),
}


@pytest.mark.parametrize(("day", "late"), DAYS.items())
@pytest.mark.parametrize("name", DATED)
def test_what_held_on_the_day_of_the_report_before_was_entered_late(name, day, late):
    """It would stand there if it had been known then."""
    before, after = DATED[name]
    found = changes(taken(BEFORE, field(**before)), taken(AFTER, field(**before | after(day))))
    assert found and {one.late for one in found} == {late}


@pytest.mark.parametrize(("day", "late"), DAYS.items())
def test_fields_conditions_meetings_and_decisions_that_were_entered_late_say_so(day, late):
    decision = {"text": "Wir rechnen ab.", "field": None, "adopted": True, "votes": "", "key": "9"}
    new = taken(
        AFTER,
        snapshots.field(2, "Archiv", phase_dates={"0": day}),
        conditions=[{"number": 1, "text": "nur freiwillig", "origin": "", "since": day}],
        meetings=[snapshots.meeting("Treffen", day, key="4", decisions=[decision])],
        places=TOWNS[1:],
        circle_since={TOWNS[0]["key"]: day},
        background="Neu",
        worded_on=day,
    )
    found = changes(taken(BEFORE, places=TOWNS[:-1]), new)
    joined = [one for one in found if one.kind == "participation"]
    assert [(one.new, one.late) for one in joined] == [("Gemeinde Senden", False), ("", late)]
    found = tuple(one for one in found if one.kind != "participation")
    assert [one.kind for one in found] == ["added", "decided", "condition", "meeting", "text"]
    assert {one.late for one in found} == {late}


def test_what_has_no_day_of_its_own_goes_with_the_rest_of_its_field():
    old = taken(BEFORE, field(checks=[check("open")]))
    late = {"aim": "Sparen", "worded_on": BEFORE, "checks": [check("met")]}
    assert [one.late for one in changes(old, taken(AFTER, field(**late)))] == [True, True]
    both = late | {"phase": 3, "phase_dates": {"3": "2026-07-01"}}
    told_ = {one.subject: one.late for one in changes(old, taken(AFTER, field(**both)))}
    assert told_ == {"Phase": False, "Ziel": True, "Rahmenbedingung 1, freiwillig": False}
    alone = {"checks": [check("met")]}
    assert [one.late for one in changes(old, taken(AFTER, field(**alone)))] == [False]


def test_what_only_the_time_has_brought_was_not_entered_late():
    late = {"aim": "Sparen", "worded_on": BEFORE, "milestone": MILESTONE}
    found = changes(taken(BEFORE, field(milestone=MILESTONE)), taken(AFTER, field(**late)))
    assert {one.kind: one.late for one in found} == {"slipped": False, "text": True}

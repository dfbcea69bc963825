"""What has changed between two snapshots: each kind by one change, in German words, and nothing where nothing has."""

from copy import deepcopy
from typing import Any

import pytest

from initiatives.domain import editions, snapshot_changes
from initiatives.domain.editions import Spot
from initiatives.domain.snapshot_changes import KINDS, changes
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


def told(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, ...]]:
    return [(one["kind"], one["subject"], one["old"], one["new"]) for one in changes(old, new)]


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
        [
            ("moved", "Stand", "in Bearbeitung", "zurückgestellt"),
            ("text", "Grund des Ruhens", "", "Kein Geld."),
        ],
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
            ("silent", "Votum der Stadt Olfen", "Rückmeldung ausstehend", "keine Rückmeldung"),
            ("answer", "Votum der Gemeinde Nottuln", "Rückmeldung ausstehend", "Zustimmung (vorläufig)"),
        ],
    ),
    "an answer that is overdue": (
        {"round_title": ASKED, "answers": {OLFEN: answer("pending")}},
        {"round_title": ASKED, "answers": {OLFEN: answer("pending")}},
        [
            (
                "silent",
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
            ("answer", "Abstimmungsrunde", ASKED, "Entscheidung, Frist 01.12.2026"),
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
    "nothing but silence": (
        {"light_since": "2026-03-01"},
        {"light_since": "2026-03-01"},
        [
            (
                "silent",
                "Nachricht",
                "Grün seit 01.03.2026",
                "seit dem letzten Bericht keine öffentliche Nachricht",
            )
        ],
    ),
    "silence of one that was never assessed": (
        {"light": "none", "light_since": None},
        {"light": "none", "light_since": None},
        [
            (
                "silent",
                "Nachricht",
                "noch nicht bewertet",
                "seit dem letzten Bericht keine öffentliche Nachricht",
            )
        ],
    ),
    "time that passes is no news": (
        {"light_since": "2026-03-01", "milestone": MILESTONE},
        {"light_since": "2026-03-01", "milestone": MILESTONE},
        [
            (
                "slipped",
                "Meilenstein „Vertrag liegt vor“",
                "am 15.08.2026",
                "überfällig, vorgesehen am 15.08.2026",
            ),
            (
                "silent",
                "Nachricht",
                "Grün seit 01.03.2026",
                "seit dem letzten Bericht keine öffentliche Nachricht",
            ),
        ],
    ),
    "who has only been proposed, rests or runs may be silent": (
        {"light_since": None, "light": "none", "phase": 0},
        {"light_since": None, "light": "none", "phase": 0},
        [],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_change_of_a_field_is_told_once_with_old_and_new(name):
    before, after, expected = CASES[name]
    assert told(taken(BEFORE, field(**before)), taken(AFTER, field(**after))) == expected


def test_each_change_names_its_initiative_and_field_and_stands_in_the_order_of_kinds():
    old, new = taken(BEFORE, field()), taken(AFTER, field(title="Neu", phase=3, light="red"))
    found = changes(old, new)
    assert {(one["initiative"], one["field"]) for one in found} == {("i-a", "f1")}
    kinds = [KINDS.index(one["kind"]) for one in found]
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
    assert [one for one in changes(make(), make()) if one["kind"] not in ("silent", "slipped")] == []


def test_comparing_changes_neither_of_both():
    old, new = taken(BEFORE, field(phase=1)), taken(AFTER, field())
    copies = deepcopy((old, new))
    changes(old, new)
    assert (old, new) == copies


def test_a_text_that_was_raised_meanwhile_is_in_neither_side_of_a_public_change():
    spots = [Spot("i-a", "cause", "f1")]
    old = taken(BEFORE, field(light="yellow", cause="GEHEIM-ALT", measure="Ausschreiben"))
    new = taken(AFTER, field(light="red", cause="GEHEIM-NEU", measure="Ausschreiben"))
    found = snapshot_changes.changes(*(editions.public(one, spots) for one in (old, new)))
    assert [one["subject"] for one in found] == ["Ampel"]
    assert "GEHEIM" not in str(found)

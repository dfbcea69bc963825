"""The rich snapshot with all that a second report can have besides: changes, costs, ways, decisions, projects, arms."""

from __future__ import annotations

import random
from typing import Any

from .rich import large, rich
from .snapshots import decision, field, meeting

# All marks of texts as people type them.
MARKED = (
    "Bis zum nächsten Bericht werden erwartet:\n• die erste **gemeinsame** Personalabrechnung\n"
    "• ein Vertrag\n   o mit Kündigungsfrist\n   o mit Kosten\n\n1. Daten\n2. Probelauf\n\n"
    "2010. wurde 5*3*2 gerechnet; mehr unter https://ikz.example/a?b=1&c=2."
)
# A small red shield with clear corners.
ARMS = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAYAAAAHCAYAAAArkDztAAAAIElEQVR4nGM8oKX0nwELYMImSDcJh2v3GNEFHa7dYw"
    "QAlzgGA7dEHcYAAAAASUVORK5CYII="
)
SPOTS = {
    "ascheberg": (15822, 51.79173, 7.624004),
    "billerbeck": (11681, 51.977524, 7.290998),
    "coesfeld": (37030, 51.944948, 7.166744),
    "dülmen": (47468, 51.828537, 7.279146),
    "havixbeck": (12141, 51.975907, 7.414407),
    "lüdinghausen": (25259, 51.770372, 7.443711),
    "nordkirchen": (10402, 51.738183, 7.525307),
    "nottuln": (19901, 51.928018, 7.352893),
    "olfen": (13253, 51.708879, 7.38),
    "rosendahl": (10840, 52.016807, 7.209896),
    "senden": (20895, 51.857701, 7.485434),
    "k-borken": (379070, 51.843222, 6.858415),
    "k-coesfeld": (224692, 51.944948, 7.166744),
    "k-steinfurt": (456464, 52.125169, 7.395195),
    "k-warendorf": (281000, 51.951, 7.987),
    "k-münster": (320946, 51.961, 7.626),
}
WAYS = (
    "2025-02-01 2025-04-01 2025-09-01 2026-03-20",
    "2025-02-01 2025-04-01 2025-07-01 2026-01-10 2026-07-01",
    "2025-02-01 2025-04-01 2025-07-01 2025-10-01 2026-02-01 2026-05-10",
    "2025-02-01 2025-04-01 2025-09-01",
    "2025-02-01 2025-04-01 2025-09-01 2026-02-01",
    "2026-03-01 2026-09-08",
    "2025-06-01 2025-10-01 2026-03-01",
)
COSTS = {
    0: {
        "ascheberg": (823400, 796200),
        "billerbeck": (634900, 616300),
        "dülmen": (2354600, 2259400),
        "nordkirchen": (498600, 500700),
        "nottuln": (1063900, 1027700),
    },
    1: {"ascheberg": (97300, 89100), "coesfeld": (221500, 200900), "nottuln": (124300, 113100)},
    2: {"ascheberg": (57800, 46100), "rosendahl": (40600, 32200), "havixbeck": (45300, 36400)},
}
CHANGES = (
    ("moved", 3, "Phase", "Entscheidung", "Umsetzung"),
    ("moved", 2, "Phase", "Konzept und Wirtschaftlichkeit", "Entscheidung"),
    ("light", 5, "Ampel", "Gelb", "Rot"),
    ("light", 7, "Ampel", "Grün", "Gelb"),
    (
        "slipped",
        7,
        "Meilenstein",
        "Bestandsaufnahme vollständig, 30.06.2026",
        "Bestandsaufnahme vollständig, 31.08.2026",
    ),
    ("decided", 2, "Rat Lüdinghausen", "", "geändert beschlossen am 24.09.2026"),
    ("participation", 5, "Beteiligung der Gemeinde Ascheberg", "beteiligt", "ausgetreten"),
    ("answer", 5, "Votum der Gemeinde Ascheberg", "Zustimmung", "zurückgezogen"),
    ("silent", 6, "Votum der Gemeinde Olfen", "in Beratung", "keine Rückmeldung"),
    ("cost", 1, "Kosten der Gemeinde Nottuln", "", "heute 1.063.900 €, gemeinsam 1.027.700 €"),
    ("condition", 2, "Rahmenbedingung 2", "offen", "erfüllt"),
    ("text", 3, "Ziel", "Gleiche Leistung", "Gleiche Leistung zu geringeren Kosten je Fall"),
    ("added", 6, "Feld", "", "als Feld festgelegt"),
    ("meeting", None, "Treffen der Beauftragten", "", "08.09.2026"),
)


def full() -> dict[str, Any]:
    """As `rich`, a second report to the same body."""
    found = rich()
    first, second = found["initiatives"]
    for initiative in found["initiatives"]:
        for place in initiative["places"]:
            place["population"], place["latitude"], place["longitude"] = SPOTS[place["key"]]
            place["population_date"] = "2022-12-31"
    for i, one in enumerate(first["fields"]):
        one["phase_dates"] = dict(zip("0123456", WAYS[i].split(), strict=False))
        one["costs"] = {key: _cost(*pair) for key, pair in COSTS.get(i, {}).items()}
    first["fields"][1]["decisions"] = [
        decision("Hauptausschuss Nordkirchen", "2026-09-15", "vertagt"),
        decision(
            "Rat Nottuln", "2026-09-17", "ungeändert beschlossen", "VL-2026/81", "22 Ja, 3 Nein, 1 enthalten"
        ),
        decision("Rat Lüdinghausen", "2026-09-24", "geändert beschlossen", "SV-9/114", "30 Ja"),
    ]
    first["fields"].append(
        field(
            8,
            "Gemeinsames Standesamt",
            "Standesamt",
            phase=1,
            side_state="rejected",
            side_reason="Von den Beauftragten abgelehnt.",
            light="grey",
            finished_on="2026-02-10",
            reported_in="Nr. 2/2026",
        )
    )
    first["meetings"] += _meetings()
    first["order_reason"] = "D 115 bleibt sichtbar, weil der Rat es verlangt."
    first["projects"] = [
        {
            "title": "Gemeinsames Geodatenportal",
            "proposed_by": "Kreis Coesfeld",
            "date": "2026-06-17",
            "state": "angenommen",
            "answered": 11,
            "asked": 11,
            "field": "f1",
            "replies": {"Teilnahme": 7, "Interesse": 2, "Ablehnung": 2},
        },
        {
            "title": "Ausbildungsverbund Verwaltung",
            "proposed_by": "Kreis Coesfeld",
            "date": "2026-09-02",
            "state": "offen",
            "answered": 3,
            "asked": 5,
            "field": None,
            "replies": {"Teilnahme": 2, "später": 1},
        },
    ]
    found["previous"] = {
        "label": "Nr. 2/2026",
        "as_of": "2026-03-31",
        "issued_on": "2026-04-14",
        "comparable": True,
    }
    found["changes"] = [_change("i-a", *entry) for entry in CHANGES]
    found["changes"].append(_change("i-b", "light", 2, "Ampel", "Grün", "Gelb"))
    found["paper"] |= {
        "arms": ARMS,
        "preface": "Der Kreistag hat um einen Bericht je Halbjahr gebeten.\n\nDies ist der dritte.",
        "outlook": MARKED,
    }
    found["paper"]["consultations"][0]["result"] = "einstimmig empfohlen"
    del second
    return found


def _meetings() -> list[dict[str, Any]]:
    decisions = [
        {
            "text": "Feld 6 wird als Betätigungsfeld festgelegt.",
            "field": "f6",
            "adopted": True,
            "votes": "9 Ja, 1 Enthaltung",
        },
        {"text": "Feld 8 wird aufgenommen.", "field": "f8", "adopted": False, "votes": "2 Ja, 8 Nein"},
    ]
    return [
        meeting(
            "Treffen der Beauftragten",
            "2026-09-22",
            "Rathaus Coesfeld",
            present=10,
            invited=12,
            decisions=decisions,
        ),
        meeting("Treffen zur Vergabe", "2026-06-30", state="cancelled"),
        meeting("Treffen der Beauftragten", "2026-10-28", "Rathaus Olfen", state="invited", invited=12),
    ]


def _cost(today: int, joint: int) -> dict[str, Any]:
    return {
        "today": today * 100,
        "joint": joint * 100,
        "one_off": 480000,
        "confidence": "geschätzt",
        "source": "Haushalt 2026",
    }


def _change(
    initiative: str, kind: str, number: int | None, subject: str, old: str, new: str
) -> dict[str, Any]:
    return {
        "kind": kind,
        "initiative": initiative,
        "field": f"f{number}" if number else None,
        "subject": subject,
        "old": old,
        "new": new,
    }


def large_full(fields: int = 60, places: int = 66) -> dict[str, Any]:
    """As `large`, with ways, costs, coordinates, meetings and changes."""
    found = large(fields, places)
    dice = random.Random(2010)
    initiative = found["initiatives"][0]
    for place in initiative["places"]:
        place["population"] = dice.randint(4000, 90000)
        place["latitude"], place["longitude"] = 51.5 + dice.random(), 6.8 + 1.6 * dice.random()
    for one in initiative["fields"]:
        one["phase_dates"] = {
            str(n): f"{2024 + n // 3}-{1 + n % 3 * 4:02}-01" for n in range(one["phase"] + 1)
        }
        members = [key for key, part in one["participation"].items() if part == "participating"]
        one["costs"] = {
            key: _cost(dice.randint(10, 900) * 1000, dice.randint(10, 700) * 1000) for key in members
        }
    initiative["meetings"] = [
        meeting("Treffen der Beauftragten", f"2026-{n:02}-10", present=50, invited=66) for n in range(1, 10)
    ]
    found["previous"] = full()["previous"]
    kinds = ("moved", "light", "decided", "slipped", "silent", "answer", "participation", "cost")
    found["changes"] = [
        _change("i-a", dice.choice(kinds), dice.randint(1, fields), "Votum einer Kommune", "vorher", "jetzt")
        for _ in range(fields * 4)
    ]
    return found

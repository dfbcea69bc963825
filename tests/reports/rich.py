"""A snapshot in which every feature of a report can be seen, and one that is as large as it gets."""

from __future__ import annotations

import random
from typing import Any

from .snapshots import (
    CONDITIONS,
    FOCAL_POINTS,
    LETTERS,
    TITLES,
    counties,
    field,
    initiative,
    meeting,
    place,
    snapshot,
    towns,
)
from .snapshots import (
    decision as resolution,
)

DESCRIPTIONS = (
    "Neun Kommunen erarbeiten ein gemeinsames Konzept für Rechenzentrumsleistungen, IT-Sicherheit und einheitliche "
    "Fachverfahren. Die Bestandsaufnahme liegt von allen neun auf gemeinsamer Grundlage vor.",
    "Der Entwurf einer öffentlich-rechtlichen Vereinbarung über eine gemeinsame Vergabestelle liegt den Räten der acht "
    "beteiligten Kommunen vor. Vergaben unter 10.000 € sollen im eigenen Haus bleiben.",
    "Sechs Kommunen führen die Abrechnung in Lüdinghausen zusammen. Die Vereinbarung ist von allen unterzeichnet, der "
    "Aufsichtsbehörde angezeigt und bekannt gemacht.",
    "D 115 ist das einzige Feld mit unmittelbarem Bürgerkontakt. Wegen des Vorrangs für Hintergrundprozesse ruht es.",
    "Zwei Kommunen sind ausgetreten. Mit fünf Kommunen trägt die Rechnung nur, wenn die Überlassung von Personal nicht "
    "umsatzsteuerpflichtig ist (§ 2b UStG).",
    "Archivwesen, gemeinsame Fortbildung und Versicherungswesen sind zu einem Feld gebündelt. Die Abstimmung läuft.",
    "Vier von sieben Kommunen haben ihre Prozesse nach gemeinsamem Raster aufgenommen.",
)
LEADS = ("dülmen", "coesfeld", "lüdinghausen", "senden", "billerbeck", "ascheberg", "havixbeck")
PHASES = (3, 4, 5, 2, 3, 1, 2)
LIGHTS = ("yellow", "green", "green", "grey", "red", "none", "yellow")
JOINED = (
    "P P P P P P P P X L P",
    "P P P P X P P P N N P",
    "P L N N P P P P N P X",
    "X N P P X P N P N L P",
    "V P N N P X P X V P P",
    "P X . . . . P X P P .",
    "X P P N P X P P N P P",
)
ANSWERS = (
    "Z Z Z Z B Z B Z O E Z",
    "Z Z Z Z E B I Z A A Z",
    "Z E A A Z Z Z Z A Z E",
    "E A Z B E Z A Z A E Z",
    "R Z A A Z E B E R Z B",
    "Z I O I O O B I Z Z O",
    "E Z Z A Z E B Z A Z Z",
)
DECISIONS = (
    ("Rat Nordkirchen", "2026-07-01", "ungeändert beschlossen"),
    ("Rat Lüdinghausen", "2026-09-24", "geändert beschlossen"),
    ("Rat Rosendahl", "2026-05-07", "ungeändert beschlossen"),
    ("Treffen der Beauftragten", "2026-05-12", "zurückgestellt"),
    ("Rat Ascheberg", "2026-09-22", "abgelehnt"),
    ("Treffen der Beauftragten", "2026-09-08", "als Feld festgelegt"),
    None,
)
MILESTONES = (
    ("Konzept mit Kostenschlüssel", "2026-12-18"),
    ("letzter Ratsbeschluss (Nordkirchen)", "2026-10-27"),
    ("erste gemeinsame Abrechnung", "2027-01-04"),
    ("Wiedervorlage im Treffen", "2027-04-15"),
    ("Entscheidung über Fortführung", "2026-10-28"),
    ("Frist der Runde „Mitwirkung“", "2026-11-30"),
    ("Bestandsaufnahme vollständig", "2026-08-31"),
)


def _map(places: list[dict[str, Any]], letters: str) -> dict[str, str]:
    pairs = zip(places, letters.split(), strict=True)
    return {found["key"]: LETTERS[letter] for found, letter in pairs if letter != "."}


def _answers(places: list[dict[str, Any]], letters: str, provisional: bool) -> dict[str, Any]:
    return {
        key: {
            "stance": stance,
            "date": None if stance == "pending" else "2026-09-15",
            "provisional": provisional and stance in ("consent", "conditional"),
        }
        for key, stance in _map(places, letters).items()
    }


def _town_field(number: int, places: list[dict[str, Any]]) -> dict[str, Any]:
    i = number - 1
    decision, milestone = DECISIONS[i], MILESTONES[i]
    troubled = LIGHTS[i] in ("yellow", "red")
    results = ("met", "open", "not_met", "not_applicable")
    lead = next(found for found in places if found["key"] == LEADS[i])
    return field(
        number,
        *TITLES[i],
        focal_points=FOCAL_POINTS if i == 0 else [],
        description=DESCRIPTIONS[i],
        aim="Gleiche Leistung zu geringeren Kosten je Fall",
        nature="citizen_facing" if i == 3 else "back_office",
        phase=PHASES[i],
        side_state="on_hold" if i == 3 else None,
        side_reason="Ruht, solange entscheidungsreife Hintergrundfelder warten" if i == 3 else "",
        light=LIGHTS[i],
        light_since=None if LIGHTS[i] == "none" else "2026-09-10",
        cause="Die Prüfung des Datenschutzes ist acht Wochen im Verzug." if troubled else "",
        measure="Die Prüfung ist an die Stelle der Stadt Coesfeld übertragen." if troubled else "",
        milestone={"text": milestone[0], "date": milestone[1]},
        lead=lead["key"],
        contact=f"{lead['designation']}, Zentrale Dienste",
        participation=_map(places, JOINED[i]),
        answers=_answers(places, ANSWERS[i], provisional=i in (0, 5)),
        round_title="Mitwirkung, Frist 30.11.2026",
        decisions=[resolution(*decision)] if decision else [],
        checks=[_check(n, results[(i + n) % 7 % 4], overruled=(i, n) == (1, 1)) for n in range(1, 10)],
    )


def _check(number: int, result: str, *, overruled: bool = False) -> dict[str, Any]:
    return {
        "condition": number,
        "result": "met" if overruled else result,
        "computed": result,
        "reason": "Die Stadt Olfen zahlt 1.130 € im Jahr mehr als heute.",
        "overruled": "Die Stadt Olfen gewinnt eine Vertretung." if overruled else "",
    }


def _county_fields(places: list[dict[str, Any]]) -> list[dict[str, Any]]:
    joined = ("P P P P P", "P P P P X", "X P . P X", "P P P P P", "P P P P X", ". . . . .", "P . . . .")
    answers = ("Z Z Z Z Z", "Z Z B Z E", "I Z O Z I", "Z Z Z Z Z", "Z Z Z Z E", ". . . . .", "Z O O O O")
    phases, lights = (2, 3, 1, 5, 2, 0, 1), ("green", "yellow", "green", "green", "green", "none", "green")
    return [
        field(
            i + 1,
            *TITLES[i],
            description="Die Erhebung läuft planmäßig. Die Annahmequote liegt bei 87 % (Ziel 80 %)."
            if i != 5
            else "",
            phase=phases[i],
            light=lights[i],
            cause="Steinfurt hat die Beratung vertagt" if i == 1 else "",
            measure="Der Entwurf wird dem Ausschuss vorgestellt" if i == 1 else "",
            lead=places[i % 5]["key"] if i != 5 else None,
            contact=f"{places[i % 5]['designation']}, Hauptamt" if i != 5 else "",
            participation=_map(places, joined[i]),
            answers=_answers(places, answers[i], provisional=False),
            round_title="Mitwirkung, Frist 15.12.2026" if i != 5 else "",
            milestone={"text": "Bestandsaufnahme aller fünf", "date": "2027-01-29"} if i == 0 else None,
        )
        for i in range(7)
    ]


def rich() -> dict[str, Any]:
    """Two initiatives in which every feature can be seen."""
    conditions = [{"number": i, "text": text, "origin": ""} for i, text in enumerate(CONDITIONS, start=1)]
    first = initiative(
        "a",
        "Zusammenarbeit der Städte und Gemeinden",
        short_title="Städte und Gemeinden",
        is_example=True,
        background="Die Beauftragten der elf Städte und Gemeinden treffen sich auf Einladung der Gemeinde Nottuln. Der "
        "Kreis kann eine Vertretung entsenden und steht auf Anforderung fachlich zur Verfügung.",
        places=towns(),
        conditions=conditions,
        conditions_note="Von den Beauftragten am 12.05.2026 festgelegt.",
        meetings=[
            meeting(
                "Treffen der Beauftragten",
                "2026-05-12",
                "Rathaus Nottuln",
                "Feld 4 ruht wegen des Vorrangs für Hintergrundprozesse.",
            ),
            meeting(
                "Treffen der Beauftragten",
                "2026-09-08",
                "Rathaus Senden",
                "Feld 6 festgelegt; Frist in Feld 7 verlängert.",
            ),
        ],
        fields=[_town_field(number, towns()) for number in range(1, 8)],
    )
    second = initiative(
        "b",
        "Kreise des Münsterlandes und Stadt Münster",
        short_title="Münsterland",
        is_example=True,
        background="Die Betätigungsfelder werden einzelnen Beteiligten zur Vorbereitung zugeordnet.",
        places=counties(),
        conditions=conditions,
        meetings=[meeting("Verwaltungsrunde", "2026-06-16")],
        fields=_county_fields(counties()),
    )
    consultations = [
        {
            "body": "Kreisausschuss",
            "date": "2026-10-28",
            "item": "6",
            "responsibility": "Vorberatung",
            "result": "",
        },
        {"body": "Kreistag", "date": None, "item": "", "responsibility": "Kenntnisnahme", "result": ""},
    ]
    return snapshot(
        first,
        second,
        as_of="2026-09-30",
        recorded_until="2026-10-09T10:00:00+00:00",
        is_example=True,
        paper={
            "number": "SV-11-0412",
            "file_number": "10.24.03-IKZ/2026",
            "department": "Büro des Landrats",
            "date": "2026-10-12",
            "subject": "Interkommunale Zusammenarbeit (IKZ): Statusbericht zum 30. September 2026",
            "proposal": "Der Statusbericht zur interkommunalen Zusammenarbeit wird zur Kenntnis genommen.",
            "report_number": "3",
            "consultations": consultations,
            "alternatives": "Keine. Der Bericht dient der Unterrichtung.",
            "finances": "Keine unmittelbaren. Beteiligung an a3: rund 9.400 € je Jahr.",
            "staff": "Zwölf Tage fachliche Unterstützung für a7, aus dem Bestand.",
            "it": "Keine.",
            "climate": "Keine wesentlichen.",
            "competence": "Der Kreistag nimmt den Bericht nach § 26 Absatz 2 KrO NRW entgegen.",
        },
    )


def large(fields: int = 60, places: int = 66) -> dict[str, Any]:
    """One initiative with many fields and participants, the same at each call."""
    dice = random.Random(115)
    members = [
        place(f"m{i}", f"Musterkommune {i}", f"Gemeinde Musterkommune {i}", "gemeinde", convening=i == 1)
        for i in range(1, places + 1)
    ]
    stances, parts = list(LETTERS.values())[:7], list(LETTERS.values())[7:]
    many = []
    for number in range(1, fields + 1):
        asked = dice.sample(members, dice.randint(places // 2, places))
        light = dice.choice(["green", "yellow", "red", "none"])
        many.append(
            field(
                number,
                f"{TITLES[number % 7][0]}, Teilprojekt {number}",
                f"{TITLES[number % 7][1]} {number}",
                description=" ".join(dice.sample(DESCRIPTIONS, 3)),
                aim="Gleiche Leistung zu geringeren Kosten je Fall",
                phase=dice.randint(0, 6),
                light=light,
                cause="Verzug in drei Kommunen" if light in ("yellow", "red") else "",
                measure="Nachfrist bis Monatsende" if light in ("yellow", "red") else "",
                milestone={"text": "Zwischenbericht", "date": f"2026-{dice.randint(10, 12)}-15"},
                lead=dice.choice(members)["key"],
                contact="Zentrale Dienste",
                participation={m["key"]: dice.choice(parts) for m in members if dice.random() < 0.9},
                answers={
                    m["key"]: {
                        "stance": dice.choice(stances),
                        "date": "2026-09-01",
                        "provisional": dice.random() < 0.2,
                    }
                    for m in asked
                },
                round_title="Mitwirkung, Frist 30.11.2026",
                decisions=[resolution("Rat", "2026-07-01", "vertagt")],
            )
        )
    conditions = [{"number": i, "text": text, "origin": ""} for i, text in enumerate(CONDITIONS, start=1)]
    found = initiative("a", "Großes Vorhaben", places=members, fields=many, conditions=conditions)
    return snapshot(found, as_of="2026-09-30", recorded_until="2026-10-09T10:00:00+00:00")

"""Snapshots to test with: empty, like the notice of 2010, rich in everything, and large. Plain JSON, as it is stored."""

from __future__ import annotations

import dataclasses
from typing import Any

from initiatives.snapshot.form import SCHEMA, read
from initiatives.snapshot.status_report import FieldState, StatusReport

TOWNS = """Ascheberg Gemeinde, Billerbeck Stadt, Coesfeld Stadt, Dülmen Stadt, Havixbeck Gemeinde, Lüdinghausen Stadt,
Nordkirchen Gemeinde, Nottuln Gemeinde, Olfen Stadt, Rosendahl Gemeinde, Senden Gemeinde"""
COUNTIES = (
    ("Borken", "Kreis Borken", "kreis"),
    ("Coesfeld", "Kreis Coesfeld", "kreis"),
    ("Steinfurt", "Kreis Steinfurt", "kreis"),
    ("Warendorf", "Kreis Warendorf", "kreis"),
    ("Münster", "Stadt Münster", "kreisfreie_stadt"),
)
CONDITIONS = (
    "höhere Wirtschaftlichkeit",
    "nur freiwillige Teilnahme am Prozess",
    "Vorrang für Hintergrundprozesse",
    "ausbaufähig für die Beteiligung Dritter",
    "Start mit wenigen Beteiligten",
    "frühzeitige Beteiligung der Beteiligten und Betroffenen",
    "Zuständigkeit und Verantwortlichkeit nur in einer Hand",
    "Verständigung auf einen gemeinsamen Standard",
    "Sicherheit der Aufgabenerfüllung",
)
TITLES = (
    ("IT", "IT"),
    ("Gemeinsamer Einkauf, gemeinsame Vergabe", "Einkauf und Vergabe"),
    ("Personalabrechnung bündeln", "Personalabrechnung"),
    ("Einführung von D 115", "D 115"),
    ("Austausch von Spezialisten (Expertenpool)", "Expertenpool"),
    ("Sonstige fachliche Kooperation", "Sonstige Kooperation"),
    ("Geschäftsprozessoptimierung (GPO) für einheitliche Prozesse", "GPO"),
)
FOCAL_POINTS = ["e-Government", "IT-Sicherheit", "einheitliche Verfahren", "digitale Verwaltung 2020"]
LETTERS = {
    "Z": "consent",
    "B": "conditional",
    "I": "deliberating",
    "E": "abstention",
    "A": "refusal",
    "R": "withdrawn",
    "O": "pending",
    "P": "participating",
    "X": "interested",
    "L": "later",
    "N": "not_participating",
    "V": "left",
}


def rows(value: dict[str, Any]) -> StatusReport:
    """JSON as it is read."""
    return read(StatusReport, value)


def labels() -> dict[str, Any]:
    def some(text: str) -> list[dict[str, str]]:
        parts = (entry.split("=") for entry in text.split(";"))
        return [{"key": p[0].strip(), "word": p[1], "meaning": p[2] if len(p) > 2 else ""} for p in parts]

    return {
        "phases": some(
            "0=Vorschlag;1=Interne Abstimmung;2=Bestandsaufnahme;3=Konzept und Wirtschaftlichkeit;4=Entscheidung;"
            "5=Umsetzung;6=Betrieb und Evaluation"
        ),
        "side_states": some("on_hold=zurückgestellt;rejected=abgelehnt;ended=beendet"),
        "lights": some(
            "green=Grün=planmäßig;yellow=Gelb=Abweichung, steuerbar;red=Rot=gefährdet, Entscheidung nötig;"
            "grey=Grau=ruht;none=noch nicht bewertet=noch keine Bewertung abgegeben"
        ),
        "stances": some(
            "consent=Zustimmung;conditional=Zustimmung mit Bedingungen;deliberating=in Beratung;"
            "abstention=Enthaltung;refusal=Ablehnung;withdrawn=zurückgezogen;pending=Rückmeldung ausstehend;"
            "no_answer=keine Rückmeldung;"
            "not_asked=noch nicht angefragt"
        ),
        "participations": some(
            "participating=beteiligt;interested=interessiert;later=späterer Beitritt vorgesehen;"
            "not_participating=nicht beteiligt;left=ausgetreten;open=noch offen"
        ),
        "natures": some("back_office=Hintergrundprozess;citizen_facing=bürgernah"),
        "checks": some(
            "met=erfüllt;open=offen;not_met=nicht erfüllt;not_applicable=entfällt;withheld=nicht öffentlich"
        ),
    }


def place(key: str, name: str, designation: str, kind: str, convening: bool = False) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "designation": designation,
        "kind": kind,
        "population": None,
        "population_date": None,
        "latitude": None,
        "longitude": None,
        "convening": convening,
    }


def towns() -> list[dict[str, Any]]:
    pairs = [entry.split() for entry in TOWNS.split(",")]
    return [
        place(name.lower(), name, f"{kind} {name}", kind.lower(), convening=name == "Nottuln")
        for name, kind in pairs
    ]


def counties() -> list[dict[str, Any]]:
    return [place(f"k-{name.lower()}", name, designation, kind) for name, designation, kind in COUNTIES]


def field(number: int, title: str, short_title: str = "", **given: Any) -> dict[str, Any]:
    """A field about which nothing but its title is known, and what is given."""
    nothing = {
        "key": f"f{number}",
        "number": number,
        "title": title,
        "short_title": short_title,
        "focal_points": [],
        "aim": "",
        "description": "",
        "nature": "back_office",
        "origin": "",
        "phase": 0,
        "side_state": None,
        "side_reason": "",
        "light": "none",
        "light_since": None,
        "cause": "",
        "measure": "",
        "milestone": None,
        "lead": None,
        "contact": "",
        "participation": {},
        "answers": {},
        "round_title": "",
        "phase_dates": {},
        "decisions": [],
        "costs": {},
        "checks": [],
        "finished_on": None,
        "reported_in": "",
    }
    strange = given.keys() - {one.name for one in dataclasses.fields(FieldState)}
    assert not strange, strange
    return {**nothing, **given}


def meeting(title: str, date: str | None, place: str = "", result: str = "", **given: Any) -> dict[str, Any]:
    """A meeting that was told of afterwards."""
    nothing = {"state": "closed", "present": None, "invited": 0, "decisions": []}
    return {"title": title, "date": date, "place": place, "result": result} | nothing | given


def decision(body: str, date: str, result: str, paper: str = "", votes: str = "") -> dict[str, Any]:
    return {"body": body, "date": date, "result": result, "paper": paper, "votes": votes}


def initiative(letter: str, title: str, **given: Any) -> dict[str, Any]:
    nothing = {
        "key": f"i-{letter}",
        "letter": letter,
        "title": title,
        "short_title": title,
        "background": "",
        "county": "",
        "documented_from": "2010-09-20",
        "is_example": False,
        "places": [],
        "conditions": [],
        "conditions_note": "",
        "order_reason": "",
        "meetings": [],
        "projects": [],
        "fields": [],
    }
    return {**nothing, **given}


def paper() -> dict[str, Any]:
    """The head of a paper that says as little as it may."""
    return {
        "sender": "Kreis Coesfeld",
        "arms": "",
        "sender_line": "Der Landrat",
        "kind": "Mitteilungsvorlage",
        "number": "",
        "file_number": "",
        "department": "",
        "date": "2010-11-02",
        "subject": "Interkommunale Zusammenarbeit (IKZ): Statusbericht zum 31. Oktober 2010",
        "proposal": "",
        "report_number": "",
        "corrects": "",
        "consultations": [],
        "alternatives": "",
        "finances": "",
        "staff": "",
        "it": "",
        "climate": "",
        "competence": "",
        "preface": "",
        "outlook": "",
    }


def snapshot(*initiatives: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "as_of": "2010-10-31",
        "recorded_until": "2010-11-02T08:00:00+00:00",
        "edition": "public",
        "is_example": False,
        "paper": paper() | given.pop("paper", {}),
        "labels": labels(),
        "previous": None,
        "changes": [],
        "initiatives": list(initiatives),
        **given,
    }


def empty() -> dict[str, Any]:
    """Nothing has been recorded but the head of the paper."""
    return snapshot(paper={"subject": "Statusbericht", "sender_line": ""})


def source() -> dict[str, Any]:
    """Like the notice of 2010: two initiatives, seven proposed fields each, and nobody has decided anything yet."""
    taken = "übernommen aus Abschnitt b)"

    def fields(origin: str) -> list[dict[str, Any]]:
        return [
            field(
                i,
                title,
                short_title,
                focal_points=FOCAL_POINTS if title == "IT" else [],
                nature="citizen_facing" if "115" in title else "back_office",
                origin=origin,
            )
            for i, (title, short_title) in enumerate(TITLES, start=1)
        ]

    def conditions(origin: str) -> list[dict[str, Any]]:
        return [{"number": i, "text": text, "origin": origin} for i, text in enumerate(CONDITIONS, start=1)]

    first = initiative(
        "a",
        "Zusammenarbeit der Städte und Gemeinden im Kreis Coesfeld",
        short_title="Städte und Gemeinden",
        county="Kreis Coesfeld",
        background=(
            "Die Bürgermeister sehen die Stelle eines Koordinators beim Kreis Coesfeld nicht als förderlich an. Es "
            "bestand Übereinstimmung, die Möglichkeiten einer stärkeren Zusammenarbeit nachhaltig zu prüfen und auch "
            "tatsächlich zu nutzen, um mögliche finanzielle Reserven zu heben.\n\n"
            "Die Angelegenheit wird in erster Zuständigkeit durch die Gemeinden weiter verfolgt. Der Bürgermeister der "
            "Gemeinde Nottuln lädt zu einem Treffen von Beauftragten der Gemeinden ein. Der Kreis ist berechtigt, "
            "einen Vertreter zu entsenden."
        ),
        places=towns(),
        conditions=conditions(taken),
        conditions_note="Vorschläge für das erste Treffen der Beauftragten.",
        meetings=[
            meeting(
                "Aussprache mit den Bürgermeistern",
                None,
                result="Keine Stelle eines Koordinators. Beauftragte legen zuerst Themenfelder und Rahmenbedingungen "
                "fest; nach gemeindeinterner Abstimmung werden die Felder schrittweise abgearbeitet.",
            )
        ],
        fields=fields(taken),
    )
    second = initiative(
        "b",
        "Kreise des Münsterlandes und Stadt Münster",
        short_title="Münsterland",
        background="Vertreter der Verwaltungen haben erste Abstimmungsgespräche über mögliche Rahmenbedingungen und "
        "Betätigungsfelder geführt.",
        places=counties(),
        conditions=conditions(""),
        conditions_note="Als mögliche Rahmenbedingungen genannt.",
        meetings=[
            meeting(
                "Anschlusstermin zur kreisinternen Einschätzung",
                "2010-09-20",
                result="Erste Fortschritte. Keine abschließende und verbindliche Regelung.",
            )
        ],
        fields=fields(""),
    )
    return snapshot(first, second, paper={"proposal": "Der Bericht wird zur Kenntnis genommen."})


def agreement(key: str, title: str, **given: Any) -> dict[str, Any]:
    """One that is drawn up and no more."""
    nothing = {
        "key": key,
        "title": title,
        "kind": "Vereinbarung",
        "amends": None,
        "form": "",
        "law": "",
        "state": "Entwurf",
        "since": None,
        "in_force_on": None,
        "ends_on": None,
        "published_on": None,
        "gazette": "",
        "issue": "",
        "entry": "",
        "due": "",
        "due_on": None,
        "parties": [],
        "published_parties": [],
        "leaves": [],
        "unsigned": [],
    }
    return nothing | given

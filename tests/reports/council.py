"""Snapshots of draft papers for councils, as `domain/snapshots/council_paper` builds them."""

from typing import Any

VOICE = {
    "name": "Gemeinde Ascheberg",
    "participation": "beteiligt",
    "stance": "Zustimmung mit Bedingungen",
    "date": "2026-11-14",
    "provisional": True,
    "conditions": ["Die Kündigungsfrist beträgt 12 Monate."],
    "resolution": "Rat, 13.11.2026: geändert beschlossen",
}
SILENT = VOICE | {
    "name": "Gemeinde Rosendahl",
    "stance": "Rückmeldung ausstehend",
    "date": None,
    "provisional": False,
    "conditions": [],
    "resolution": "",
}
CHECK = {
    "text": "höhere Wirtschaftlichkeit",
    "result": "erfüllt",
    "reason": "Alle zusammen sparen 60.000 €.",
    "computed": "",
}
STANDARD = {
    "name": "Gemeinsamer Standard",
    "result": "erledigt",
    "text": "OSCI, Fassung 2",
    "date": "2026-09-01",
}


def field(key: str = "3", **changes: Any) -> dict[str, Any]:
    return {
        "key": key,
        "title": "Personalabrechnung bündeln",
        "aim": "Ein Verfahren, ein Ansprechpartner.",
        "description": "Die Stadt Dülmen rechnet ab.\n\nEntscheidungen bleiben in jeder Kommune.",
        "focal_points": ["Entgelt", "Besoldung"],
        "nature": "Hintergrundprozess",
        "phase": "4 Entscheidung",
        "side_state": "",
        "light": "Gelb",
        "light_meaning": "Abweichung, steuerbar",
        "lead": "Stadt Dülmen",
        "contact": "Fachbereich Personal",
        "voices": [VOICE, SILENT],
        "checks": [CHECK],
        "grounds": [STANDARD],
    } | changes


def core(**changes: Any) -> dict[str, Any]:
    return {
        "initiative": "Zusammenarbeit im Kreis Coesfeld",
        "county": "Kreis Coesfeld",
        "convening": "Gemeinde Nottuln",
        "background": "Die Kommunen prüfen, was sie gemeinsam besser können.",
        "is_example": False,
        "purpose": "decision",
        "purpose_word": "Entscheidung",
        "question": "Stimmt Ihre Kommune dem Entwurf zu?",
        "version": "2.0 vom 01.10.2026",
        "opened_on": "2026-10-18",
        "deadline": "2026-12-14",
        "reasoning": "Gemeinsam geht es besser.",
        "fields": [field()],
    } | changes


def costs(**changes: Any) -> dict[str, Any]:
    return {
        "today": 24_800_05,
        "joint": 18_032_50,
        "one_off": 1_000_00,
        "confidence": "berechnet",
        "source": "Erhebung 2026",
        "date": "2026-10-03",
    } | changes


def compared(**changes: Any) -> dict[str, Any]:
    """A paper with what the comparison says of this municipality."""
    years = [
        {
            "year": year,
            "today": 24_800_05,
            "joint": 18_032_50,
            "once": 1_000_00 if year == 2027 else 0,
            "saving": 0,
        }
        for year in range(2027, 2032)
    ]
    lines = [
        ("heute", "Sachbearbeitung", 24_800_05, "Stellenplan 2026", "bestätigt"),
        ("gemeinsam", "Abrechnung beim Kreis (gemeinsam getragen)", None, "Kreiskämmerei", "laut Angebot"),
        ("gemeinsam", "einmalige Kosten", 1_000_00, "Angebot", "geschätzt"),
    ]
    names = ("variant", "title", "amount", "source", "confidence")
    told = costs(
        confidence="geschätzt",
        percent=27.3,
        present_value=30_837_75,
        payback=0.1,
        horizon="2027 bis 2031, Zins 2\u00a0%, Preise von 2026",
        shares=[
            "Kostenschlüssel „Abrechnung“: ab 01.01.2027 8\u00a0% nach festen Prozentsätzen; "
            "ab 01.07.2029 15\u00a0% nach festen Prozentsätzen"
        ],
        years=years,
        staff=[
            {"variant": "heute", "title": "Sachbearbeitung", "fte": 0.4, "pay_grade": "E 9a"},
            {"variant": "gemeinsam", "title": "Ansprechstelle", "fte": 0.05, "pay_grade": "E 9a"},
        ],
        assumptions=[dict(zip(names, one, strict=True)) | {"on": "2026-10-03"} for one in lines],
    )
    return paper(schema=4, costs={"3": told | changes})


def paper(**changes: Any) -> dict[str, Any]:
    return {
        "schema": 1,
        "genre": "council_paper",
        "recorded_until": "2026-11-25T23:00:15.711518+01:00",
        "date": "25.11.2026",
        "subject": "Interkommunale Zusammenarbeit: Personalabrechnung bündeln",
        "municipality": "Gemeinde Rosendahl",
        "bodies": ["Rat"],
        "body_missing": False,
        "core_of": "2026-11-25T22:00:00+01:00",
        "core": core(),
        "costs": {"3": costs()},
    } | changes


def bare() -> dict[str, Any]:
    """Of a field of which nothing is known yet."""
    empty = ("aim", "description", "lead", "contact")
    nothing = field(**dict.fromkeys(empty, ""), focal_points=[], voices=[], checks=[], grounds=[])
    shared = core(
        purpose="taking_part",
        version="",
        background="",
        county="",
        convening="",
        reasoning="",
        fields=[nothing],
    )
    return paper(bodies=[], body_missing=True, core_of=None, core=shared, costs={"3": None})


def hostile(text: str) -> dict[str, Any]:
    """With one and the same text wherever people type one."""
    voice = VOICE | {"name": text[:150], "conditions": [text], "resolution": text[:300]}
    check = CHECK | {"text": text, "reason": text}
    ground = STANDARD | {"text": text}
    typed = ("aim", "description", "lead", "contact")
    one = field(
        title=text[:200],
        **dict.fromkeys(typed, text),
        focal_points=[text],
        voices=[voice],
        checks=[check],
        grounds=[ground],
    )
    shared = core(
        initiative=text[:200],
        background=text,
        question=text,
        version=text[:50],
        reasoning=text,
        county=text[:150],
        fields=[one],
    )
    return paper(
        subject=f"Interkommunale Zusammenarbeit: {text[:200]}",
        municipality=text[:150],
        bodies=[text[:150]],
        core=shared,
        costs={"3": costs(source=text)},
    )


def huge() -> dict[str, Any]:
    """Three fields with 66 municipalities each, long texts, long words."""
    long = "Ein langer Satz über die Zusammenarbeit. " * 60
    words = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung " * 3
    voices = [SILENT | {"name": f"Stadt {words[:60]} {i}"} for i in range(65)]
    voices.append(VOICE | {"conditions": [long]})
    some = [field(str(i), title=f"{words}{i}", description=long, voices=voices) for i in range(3)]
    return paper(
        subject=f"Interkommunale Zusammenarbeit: {words}",
        core=core(fields=some, reasoning="\n\n".join([long] * 9)),
        costs={str(i): costs() if i else None for i in range(3)},
    )

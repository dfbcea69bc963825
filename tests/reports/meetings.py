"""Snapshots of invitations and minutes to test with: empty, usual, with everything, and very long."""

from __future__ import annotations

from typing import Any

from tests.reports.snapshots import TOWNS

NAMES = [f"{kind} {name}" for name, kind in (entry.split() for entry in TOWNS.replace("\n", " ").split(", "))]
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def head(genre: str, **changes: Any) -> dict[str, Any]:
    """A snapshot with nothing but what every one has."""
    return {
        "schema": 1,
        "genre": genre,
        "number": 1,
        "recorded_until": "2026-10-01T09:30:00+02:00",
        "is_example": False,
        "sender": "Gemeinde Nottuln",
        "initiative": "Zusammenarbeit der Städte und Gemeinden im Kreis Coesfeld",
        "title": "Sechstes Treffen der Beauftragten",
        "date": "2026-10-12",
        "starts_at": "2026-10-12T10:00:00+02:00",
        "ends_at": "2026-10-12T12:00:00+02:00",
        "place": "Rathaus Nottuln, Stiftsplatz 7, Sitzungssaal 1",
        "link": "",
        "address": "https://ikz.example/treffen/6/",
        "text": "",
        "uid": "7f1f3c1a-1111-4222-8333-444455556666",
        "sequence": 0,
        "chair": "Beauftragte/r der Gemeinde Nottuln",
        "keeper": "Beauftragte/r der Gemeinde Nottuln",
        "invited": [],
        "agenda": [],
    } | changes


def invited(present: int | None = None) -> list[dict[str, Any]]:
    """Eleven municipalities and the county; of minutes the first `present` of them came."""
    rows = [
        {
            "name": name,
            "is_optional": name == "Kreis Coesfeld",
            "reply": "nimmt teil" if number % 4 else "nimmt nicht teil",
            "note": "kommt eine halbe Stunde später" if number == 3 else "",
            "was_present": None if present is None else number < present,
        }
        for number, name in enumerate([*NAMES, "Kreis Coesfeld"])
    ]
    return rows


def item(title: str, minutes: int | None = 15, starts: str | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "title": title,
        "text": "",
        "minutes": minutes,
        "starts_at": starts,
        "field": "",
        "proposal": "",
        "approves": "",
        "state": "",
    } | changes


def result(kind: str, text: str, **changes: Any) -> dict[str, Any]:
    words = {"decision": "Festlegung", "task": "Aufgabe", "information": "Information"}
    return {
        "kind": kind,
        "word": words[kind],
        "text": text,
        "field": "",
        "effect": "",
        "is_adopted": None,
        "contact": "",
        "votes": [],
        "owner": "",
        "due": None,
    } | changes


AGENDA = [
    item(
        "Niederschrift des fünften Treffens",
        5,
        "2026-10-12T10:00:00+02:00",
        approves="Fünftes Treffen der Beauftragten vom 10.09.2026",
    ),
    item(
        "Personalabrechnung: neue Kündigungsfrist",
        30,
        "2026-10-12T10:05:00+02:00",
        text="Die Stadt Dülmen legt eine neue Fassung von § 9 vor.\nDie Räte haben 12 statt 24 Monate verlangt.",
        field="Personalabrechnung bündeln",
    ),
    item(
        "Expertenpool: fortführen oder ruhen lassen",
        40,
        "2026-10-12T10:35:00+02:00",
        field="Expertenpool",
        carried="Fünftes Treffen der Beauftragten vom 10.09.2026",
    ),
    item("Projekt Klimaschutz in Liegenschaften", 20, "2026-10-12T11:15:00+02:00", proposal="Klimaschutz"),
    item("Verschiedenes", None, "2026-10-12T11:35:00+02:00"),
]


def invitation(**changes: Any) -> dict[str, Any]:
    text = (
        "Sehr geehrte Damen und Herren,\n\nzum sechsten Treffen der Beauftragten lade ich Sie ein. Die Unterlagen zu TOP 2 "
        "stehen am Feld.\n\nWer nicht kommen kann, möge bitte bis zum 8. Oktober 2026 absagen."
    )
    given = {"text": text, "invited": invited(), "agenda": AGENDA, "link": "https://video.example/treffen"}
    return head("invitation", **given | changes)


def minutes(**changes: Any) -> dict[str, Any]:
    votes = [
        {"word": "dafür", "names": NAMES[:7]},
        {"word": "dagegen", "names": NAMES[7:8]},
        {"word": "enthalten", "names": NAMES[8:9]},
    ]
    results = [
        [
            result(
                "decision",
                "Die Niederschrift wird genehmigt.",
                is_adopted=True,
                votes=[{"word": "dafür", "names": NAMES[:9]}],
            )
        ],
        [
            result(
                "decision",
                "Die Kündigungsfrist in § 9 beträgt 12 Monate. Die Räte werden um Zustimmung zur Fassung 2.1 gebeten.",
                field="Personalabrechnung bündeln",
                is_adopted=True,
                votes=votes,
                contact="Fachbereich Personal der Stadt Dülmen",
            ),
            result("task", "Fassung 2.1 an alle Kommunen versenden", owner="Stadt Dülmen", due="2026-10-20"),
            result("information", "Die Aufsicht hat keine Bedenken."),
        ],
        [result("decision", "Der Expertenpool ruht.", field="Expertenpool", is_adopted=False, votes=votes)],
        [],
        [],
    ]
    agenda = [one | {"results": found} for one, found in zip(AGENDA, results, strict=True)]
    agenda[3]["state"] = "auf das nächste Treffen vertagt"
    given = {
        "invited": invited(9),
        "agenda": agenda,
        "results": [],
        "started_at": "2026-10-12T10:04:00+02:00",
        "closed_at": "2026-10-12T11:52:00+02:00",
        "summary": "",
        "state": "circulated",
        "state_word": "versandt",
        "circulated_at": "2026-10-15T09:00:00+02:00",
        "approved_at": None,
        "approved_in": "",
        "addenda": [],
    }
    return head("minutes", **given | changes)


def approved() -> dict[str, Any]:
    """Minutes with two addenda, approved."""
    addenda = [
        {
            "text": "Zu TOP 2: Die Frist in der Aufgabe ist der 21. Oktober 2026.",
            "recorded_at": "2026-10-16T08:15:00+02:00",
            "by": "Beauftragte/r der Gemeinde Nottuln",
        },
        {
            "text": "Die Stadt Olfen war ab 11 Uhr anwesend.",
            "recorded_at": "2026-10-20T14:00:00+02:00",
            "by": "Beauftragte/r der Gemeinde Nottuln",
        },
    ]
    return minutes(
        number=4,
        state="approved",
        state_word="genehmigt",
        approved_at="2026-11-09T10:10:00+01:00",
        approved_in="Siebtes Treffen der Beauftragten vom 09.11.2026",
        addenda=addenda,
        is_example=True,
        results=[result("information", "Das nächste Treffen findet in Senden statt.")],
        summary="Die Kündigungsfrist ist geklärt; der Expertenpool läuft weiter.",
    )


def bare(genre: str) -> dict[str, Any]:
    """As empty as the tables allow: told of afterwards, nobody invited, no agenda."""
    empty = {"date": None, "starts_at": None, "ends_at": None, "place": "", "sender": ""}
    if genre == "invitation":
        return head(genre, **empty)
    times = {
        "started_at": None,
        "closed_at": None,
        "circulated_at": None,
        "state": "draft",
        "state_word": "Entwurf",
    }
    return minutes(**empty, **times, invited=[], agenda=[])


def huge(genre: str) -> dict[str, Any]:
    """A hundred items, long words, long texts, many results."""
    base = invitation() if genre == "invitation" else minutes()
    long_text = "Die Beauftragten beraten eingehend. " * 150
    decision = result(
        "decision", f"Beschlossen: {long_text}", is_adopted=True, votes=[{"word": "dafür", "names": NAMES}]
    )
    agenda = []
    for number in range(1, 101):
        one = item(f"Thema {number}: {LONG_WORD}", 5, "2026-10-12T10:00:00+02:00")
        one |= {"text": long_text if number % 25 == 0 else "Kurz.", "field": LONG_WORD}
        if genre == "minutes":
            one["results"] = (
                [decision] if number % 20 == 0 else [result("information", f"Hinweis {LONG_WORD}")]
            )
        agenda.append(one)
    return base | {"title": f"Treffen {LONG_WORD}", "sender": f"Samtgemeinde {LONG_WORD}", "agenda": agenda}

"""The payroll of three municipalities with the county as provider: one is worse off, of one only a saving is known.

Plain JSON, as it is stored; in thousands of cents where numbers need not say anything.
"""

from __future__ import annotations

from typing import Any

from initiatives.domain.snapshots import editions
from initiatives.snapshot.form import write
from tests.reports.snapshots import field, initiative, place, rows, snapshot

PLACES = [
    place("n", "Nottuln", "Gemeinde Nottuln", "gemeinde", convening=True),
    place("o", "Olfen", "Stadt Olfen", "stadt"),
    place("r", "Rosendahl", "Gemeinde Rosendahl", "gemeinde"),
    place("k", "Kreis Coesfeld", "Kreis Coesfeld", "kreis"),
]
ALL = ["k", "n", "o", "r"]


def cost(today: int | None, joint: int | None, once: int = 0, **given: Any) -> dict[str, Any]:
    """Cents a year over five years without interest."""
    saving = given.get("known_saving") or (today or 0) - (joint or 0)
    value = saving * 5 - once
    years = [
        {"year": year, "today": today or 0, "joint": joint or 0, "once": once if year == 2027 else 0}
        | {"saving": saving if today is None else 0}
        for year in range(2027, 2032)
    ]
    found = {
        "today": today,
        "joint": joint,
        "one_off": once,
        "confidence": "berechnet",
        "source": "Haushalt 2026",
        "since": "2026-04-01",
        "percent": round(saving * 100 / today, 1) if today else None,
        "present_value": value,
        "payback": (round(once / saving, 1) if saving > 0 else None) if once else 0.0,
        "loses": saving < 0 or value < 0,
        "years": years,
    }
    return found | given


def period(starts_on: str, percent: float, ends_on: str | None = None, **given: Any) -> dict[str, Any]:
    said = f"{percent:g}".replace(".", ",")
    found = {
        "key": starts_on,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "kind": "fixed",
        "kind_word": "nach festen Prozentsätzen",
        "bearers": "alle, die beteiligt sind",
        "words": f"{said}\u00a0% der Gemeinde Rosendahl, der Rest beim Kreis Coesfeld",
        "figures": [{"place": "r", "figure": percent}],
        "rest": 100 - percent,
        "figures_on": "2025-12-31",
        "source": "Kreiskämmerei",
        "review_on": None,
        "reason": "",
        "since": "2026-04-01",
    }
    return found | given


def variant(name: str, word: str, saving: int, **given: Any) -> dict[str, Any]:
    found = {
        "variant": name,
        "word": word,
        "today": 12_390_000,
        "cost": 12_390_000 - saving,
        "one_off": 200_000,
    }
    found |= {"saving": saving, "percent": 8.3, "present_value": saving * 5 - 200_000, "losers": 1}
    return found | {"missing": [], "gaps": []} | given


def actual(place: str, year: int, cents: int, planned: int | None) -> dict[str, Any]:
    said = {"source": "Jahresabschluss", "since": "2026-06-30"}
    return {"place": place, "year": year, "cents": cents, "planned": planned} | said


def costs() -> dict[str, Any]:
    return {
        "n": cost(4_390_000, 3_404_000, 200_000),
        "o": cost(3_000_000, 3_113_000),
        "r": cost(None, None, known_saving=80_000),
        "k": cost(5_000_000, 4_800_000, rests_on=["r"], receives=384_000, rest=4_416_000),
    }


def money(resolved: list[str] | None = None, **given: Any) -> dict[str, Any]:
    """Where nothing else is said all bodies have resolved."""
    lacking = [{"place": "o", "what": "Abrechnungsfälle im Monat"}]
    found = {
        "bearers": ALL,
        "resolved": ALL if resolved is None else resolved,
        "basis": {"first_year": 2027, "years": 5, "rate": 2.0, "price_year": 2026, "stated": True},
        "variants": [
            variant("joint", "gemeinsam", 1_073_000 + 80_000),
            variant("alone", "eigenständig", -500_000),
        ],
        "keys": [
            {
                "key": "1",
                "title": "Abrechnung",
                "periods": [period("2026-01-01", 8, "2027-06-30"), period("2027-07-01", 15)],
            }
        ],
        "actuals": [actual("n", 2026, 3_490_000, 3_404_000), actual("o", 2026, 3_113_000, 3_113_000)],
        "baseline": [{"title": "Bestandsaufnahme", "complete": ["n", "r"], "lacking": lacking}],
        "funding": [
            {"programme": "Förderung IKZ", "land": "NW", "paragraph": "Nr. 5", "expenses": 9_000_000}
            | {"since": "2026-04-01"}
        ],
        "reviews": [{"outcome": "fortführen", "on": "2026-05-05"}],
    }
    return found | given


def priced(resolved: list[str] | None = None, **given: Any) -> dict[str, Any]:
    parts = {"costs": costs(), "money": money(resolved), "phase": 6, "light": "green", "provider": "k"}
    parts |= {"participation": dict.fromkeys(ALL, "participating")}
    return field(1, "Personalabrechnung bündeln", "Personalabrechnung", **parts | given)


def report(*fields: dict[str, Any], **given: Any) -> dict[str, Any]:
    others = [field(2, "IT", participation={"n": "participating"})]
    one = initiative("a", "Kreis", places=PLACES, fields=[*(fields or [priced()]), *others])
    return snapshot(one, as_of="2026-09-30", recorded_until="2026-10-09T10:00:00+00:00", layout=3, **given)


def public(resolved: list[str] | None = None) -> dict[str, Any]:
    """As it is issued once these bodies have resolved."""
    return write(editions.public(rows(report(priced(resolved)))))

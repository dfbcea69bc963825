"""With a full head of a county paper the whole summary stays on the first page, for one field, seven and fourteen."""

import subprocess
from typing import Any

import pytest

from initiatives.reports.rendering import render
from tests.reports.full import full
from tests.reports.snapshots import field

DEPARTMENT = (
    "Dezernat 2 für Sicherheit, Ordnung, Straßenverkehr und Verbraucherschutz, Abteilung 10.24 Organisation, "
    "Digitalisierung und interkommunale Zusammenarbeit"
)
PROPOSAL = (
    "Der Kreistag nimmt den Statusbericht zur interkommunalen Zusammenarbeit zur Kenntnis und beauftragt die Verwaltung, "
    "die Verhandlungen über die gemeinsame Personalabrechnung mit den Städten und Gemeinden fortzuführen und dem "
    "Kreisausschuss im Dezember zu berichten."
)
BODIES = (
    "Ausschuss für Finanzen, Wirtschaftsförderung und Kreisentwicklung",
    "Kreisausschuss des Kreises Coesfeld",
    "Kreistag des Kreises Coesfeld",
)
LONG = "Einführung eines gemeinsamen elektronischen Rechnungsworkflows"


def paper_of(number: int, *, long: bool = False) -> dict[str, Any]:
    """A second report with news of so many fields, under a full head."""
    found = full()
    found["paper"] |= {"department": DEPARTMENT, "proposal": PROPOSAL, "arms": ""}
    found["paper"]["consultations"] = [
        {"body": body, "date": "2026-10-28", "item": "6", "responsibility": "Vorberatung", "result": ""}
        for body in BODIES
    ]
    first = found["initiatives"][0]
    kept = [one for one in first["fields"] if not one["reported_in"]]
    extra = [
        field(
            n,
            f"{LONG} {n}" if long else f"Vorhaben {n}",
            phase=2,
            light="red" if n % 5 == 0 else "green",
            cause="Die Ausschreibung ist gescheitert" if n % 5 == 0 else "",
        )
        for n in range(8, number + 1)
    ]
    first["fields"] = [*kept, *extra][:number]
    found["initiatives"] = [first]
    found["changes"] = [one for one in found["changes"] if one["initiative"] == "i-a"]
    found["changes"] = [
        one for one in found["changes"] if not one["field"] or int(one["field"][1:]) <= number
    ]
    found["changes"] += [
        {"kind": kind, "initiative": "i-a", "field": f"f{n}", "subject": subject, "old": old, "new": new}
        for n in range(1, number + 1)
        for kind, subject, old, new in (
            ("moved", "Phase", "1 Interne Abstimmung", "2 Bestandsaufnahme"),
            ("answer", "Votum der Gemeinde Senden", "Rückmeldung ausstehend", "Zustimmung mit Bedingungen"),
            ("text", "Ziel", "", "Gleiche Leistung zu geringeren Kosten"),
        )
    ]
    return found


@pytest.mark.needs("pango", "poppler")
@pytest.mark.parametrize(("number", "long"), [(1, False), (7, False), (14, False), (14, True)])
def test_a_full_head_leaves_room_for_the_whole_summary(tmp_path, number, long):
    snapshot = paper_of(number, long=long)
    made = render(snapshot)
    (tmp_path / "x.pdf").write_bytes(made.pdf)
    done = subprocess.run(
        ["pdftotext", "-l", "1", tmp_path / "x.pdf", "-"], capture_output=True, text=True, check=True
    )
    first = " ".join(done.stdout.replace("\u00a0", " ").split())
    for words in (DEPARTMENT, PROPOSAL, *BODIES, "Was zu entscheiden ist", "neu ist", "Einsparung im Jahr:"):
        assert words in first, words
    assert "…" not in first, "nothing is cut"
    assert "Ebenso:" not in first, "nothing is moved elsewhere"
    for n in range(1, number + 1):
        title = snapshot["initiatives"][0]["fields"][n - 1]["short_title"]
        assert f"a{n} {'' if long else title}".strip() in first
    assert first.count("etzt Phase 2 Bestandsaufnahme") == number, "a sentence each field that has news"
    assert first.rstrip().endswith(f"Seite 1 von {first.split('Seite 1 von ')[1].split()[0]}")

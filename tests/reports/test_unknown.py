"""What a report says where it does not know, where it withholds, and what it says of changes that were entered late."""

import csv
import io
import subprocess
from typing import Any

import pytest

from initiatives.reports.rendering import render
from initiatives.reports.status import document
from initiatives.reports.status.document import html
from tests.reports import snapshots
from tests.reports.full import full
from tests.reports.page import body, section, table, tree

KEYS = ("phase", "phases", "participants", "lead", "answers", "decisions", "costs", "light", "evidence")
REASON = "Die Akten der Jahre bis 2015 fehlen."
# What a reader would take for none; each stands in a report that knows there was none.
NONE = (
    *(
        "noch keiner",
        "niemand beteiligt",
        "noch nicht gefragt",
        "Beteiligte (alle Felder)",
        "Federführung (alle",
    ),
    *("Votum erbeten (alle", "Beschluss (alle", "zu keinem Feld Kosten angegeben", "keine Kosten angegeben"),
    *(
        "bewertet ist noch keines",
        "kein Feld ist gefährdet",
        "Beschlüsse der Gremien",
    ),
)


def unknown(*keys: str, reason: str = REASON) -> list[dict[str, str]]:
    return [{"key": key, "what": f"Angabe {key}", "reason": reason} for key in keys]


def report(*keys: str, edition: str = "non_public", layout: int = 2, **given: Any) -> dict[str, Any]:
    field = snapshots.field(1, "Personalabrechnung", phase=6, light="none", unknown=unknown(*keys), **given)
    initiative = snapshots.initiative("a", "Kreis", places=snapshots.towns()[:3], fields=[field])
    return snapshots.snapshot(initiative, edition=edition, layout=layout)


def test_what_is_known_to_be_none_is_told_as_none():
    told = body(html(report())).lower()
    assert [words for words in NONE if words.lower() not in told] == []
    assert "nicht bekannt:" not in told and "nicht bekannt (" not in told


def test_what_is_not_known_is_never_told_as_none_and_its_reason_is_printed():
    told = body(html(report(*KEYS)))
    assert [words for words in NONE if words.lower() in told.lower()] == []
    assert f"Angabe light und Angabe evidence ({REASON.rstrip('.')})." in told
    for words in (
        "Angabe answers zu Feld 1: nicht bekannt: Die Akten",
        "Angabe costs zu Feld 1: nicht bekannt: Die Akten",
        "Angabe participants zu Feld 1: nicht bekannt: Die Akten",
        "Phase am Stichtag nicht bekannt",
        "zu einem Feld ist die Ampel nicht bekannt",
        "Soweit bekannt, ist kein Feld gefährdet",
    ):
        assert words in told, words


def test_each_unknown_takes_the_place_of_its_own_none_alone():
    told = body(html(report("decisions")))
    assert "Beschluss (" not in told and "Beschlüsse der Gremien" not in told and "niemand beteiligt" in told


def test_without_a_reason_it_was_not_recorded():
    """As in a report that nobody has issued."""
    found = report()
    found["initiatives"][0]["fields"][0]["unknown"] = unknown("costs", reason="")
    assert "Angabe costs zu Feld 1: nicht erfasst." in body(html(found))


@pytest.mark.parametrize(
    ("key", "none", "instead"),
    [
        (
            "places",
            "Beteiligte sind noch nicht verzeichnet",
            "Wer beteiligt war, ist nicht bekannt: Die Akten",
        ),
        (
            "fields",
            "sind noch keine Betätigungsfelder verzeichnet",
            "Betätigungsfelder: nicht bekannt: Die Akten",
        ),
        ("conditions", "Rahmenbedingungen.", "Rahmenbedingungen: nicht bekannt: Die Akten"),
        ("meetings", "verzeichnet: Treffen", "Treffen: nicht bekannt: Die Akten"),
    ],
)
def test_of_an_initiative_nothing_that_is_not_known_is_told_as_none(key, none, instead):
    empty = snapshots.initiative("a", "Kreis")
    assert none in body(html(snapshots.snapshot(empty, layout=2)))
    told = body(html(snapshots.snapshot(empty | {"unknown": unknown(key)}, layout=2)))
    assert none not in told and instead in told


def cells(found: dict[str, Any], name: str) -> list[dict[str, str]]:
    file = next(file for file in document.files(found) if file.name == name)
    return list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))


def test_the_tables_say_it_too():
    [field] = cells(report(*KEYS), "felder.csv")
    assert (field["Ampel"], field["Beteiligte"]) == ("nicht bekannt", "")
    assert field["nicht bekannt"].startswith(f"Angabe phase: {REASON}; ")
    assert {(one["Beteiligung"], one["Votum"]) for one in cells(report(*KEYS), "voten.csv")} == {
        ("nicht bekannt", "nicht bekannt")
    }
    assert {(one["Beteiligung"], one["Votum"]) for one in cells(report(), "voten.csv")} == {
        ("noch offen", "noch nicht angefragt")
    }


COST = {"today": 100_00, "joint": 50_00, "one_off": 0, "confidence": "geschätzt", "source": ""}


@pytest.mark.parametrize(
    ("edition", "phase", "figure"),
    [
        ("public", 4, "vor Phase 5 nur in der nichtöffentlichen Ausgabe"),
        ("public", 5, "keine Kosten angegeben"),
        ("non_public", 4, "keine Kosten angegeben"),
    ],
)
def test_costs_that_are_withheld_are_not_told_as_none(edition, phase, figure):
    found = report(edition=edition)
    found["initiatives"][0]["fields"][0]["phase"] = phase
    told = body(html(found))
    assert figure in section(tree(html(found)), "zusammenfassung")
    withheld = "Kosten von Feldern vor Phase 5 (Umsetzung) stehen nur in der nichtöffentlichen Ausgabe"
    assert (withheld in told) is (figure.startswith("vor"))
    assert ("zu keinem Feld Kosten angegeben" in told) is not (figure.startswith("vor"))


def asked(edition: str, layout: int = 2) -> str:
    answers = {"ascheberg": {"stance": "deliberating", "date": None, "provisional": False}}
    return body(html(report(edition=edition, layout=layout, answers=answers, round_title="Mitwirkung")))


def test_the_public_edition_says_in_constant_words_why_it_counts_fewer_voten():
    words = "Die nichtöffentliche Ausgabe kann deshalb mehr abgegebene Voten nennen."
    assert words in asked("public")
    for other in (asked("non_public"), asked("public", layout=1)):
        assert words not in other


@pytest.mark.needs("pango", "poppler")
def test_the_first_page_holds_the_whole_summary(tmp_path):
    """The notes below its figures must not push what has changed to the second one."""
    taken = full() | {"layout": 2}
    for number, one in enumerate(taken["changes"]):
        one["late"] = number % 3 == 0
    path = tmp_path / "report.pdf"
    path.write_bytes(render(taken).pdf)
    first = subprocess.run(["pdftotext", "-l", "1", path, "-"], capture_output=True, text=True, check=True)
    assert "Was seit Nr. 2/2026" in first.stdout and "nachträglich erfasst sind." in first.stdout


def change(subject: str, late: bool, kind: str = "text") -> dict[str, Any]:
    return {
        "kind": kind,
        "initiative": "i-a",
        "field": "f1",
        "subject": subject,
        "old": "alt",
        "new": "neu",
        "late": late,
    }


PREVIOUS = {"label": "Nr. 1/2026", "as_of": "2010-09-30", "issued_on": "2010-10-01", "comparable": True}


def test_what_was_entered_late_stands_apart_from_what_has_happened_since():
    changes = [change("Phase", False, "moved"), change("Ziel", True), change("Titel", True)]
    found = report() | {"previous": PREVIOUS, "changes": changes}
    root = tree(html(found))
    assert table(root, "Veränderungen seit dem 30.09.2010")[1:] == [
        ["1 Personalabrechnung", "Phase alt → neu"]
    ]
    late = table(root, "Nachträglich erfasst, galt schon am 30.09.2010")
    assert late[1:] == [["1 Personalabrechnung", "Text: Ziel, bisher: altText: Titel, bisher: alt"]]
    told = body(html(found))
    assert "Nachträglich erfasst sind zwei Tatsachen aus der Zeit davor." in told
    assert "Dazu zwei Tatsachen, die nachträglich erfasst sind." in section(root, "zusammenfassung")
    assert [one["wann"] for one in cells(found, "veraenderungen.csv")] == [
        "seither",
        "nachträglich erfasst",
        "nachträglich erfasst",
    ]


def test_a_field_that_was_only_entered_late_is_not_called_changed():
    found = report() | {"previous": PREVIOUS, "changes": [change("Ziel", True)]}
    overview = table(tree(html(found)), "Stand der Felder")
    assert "nachgetragen" in overview[1][0] and "geändert" not in overview[1][0]
    assert "hat sich nichts verändert. Nachträglich erfasst ist eine Tatsache" in body(html(found))


def test_a_field_without_news_is_named_and_counts_as_no_change():
    quiet = change("Nachricht", False, "silent")
    found = report() | {"previous": PREVIOUS, "quiet": [quiet]}
    told = body(html(found))
    assert "hat sich nichts verändert. Seither gibt es keine Nachricht zu: a1." in told
    assert "geändert" not in table(tree(html(found)), "Stand der Felder")[1][0]
    assert "hat sich nichts verändert" in section(tree(html(found)), "zusammenfassung")


@pytest.mark.parametrize(
    ("day", "late"), [("2010-10-30", True), ("2010-10-31", False), ("2013-10-31", False)]
)
def test_an_open_review_stands_in_the_outlook(day, late):
    said = f"Zu überprüfen ist: {day[8:]}.{day[5:7]}.{day[:4]} a1, Personalabrechnung"
    found = section(tree(html(report(review_on=day))), "ausblick")
    assert said + (" (überfällig)." if late else ".") in found
    assert "Zu überprüfen" not in body(html(report()))


def test_a_resolution_that_nobody_has_confirmed_says_so():
    decision = snapshots.decision("Rat Olfen", "2010-10-01", "ungeändert beschlossen") | {"confirmed": False}
    assert body(html(report(decisions=[decision]))).count("noch unbestätigt") == 1
    assert "noch unbestätigt" not in body(html(report(decisions=[decision | {"confirmed": True}])))

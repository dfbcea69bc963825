"""What a second report says besides: changes, decisions, costs, days, projects; and what it says where there is nothing."""

import re

import pytest

from initiatives.reports.status.document import html, titles
from tests.reports import snapshots
from tests.reports.full import full, large_full
from tests.reports.page import body, section, table, text, tree
from tests.reports.rich import rich
from tests.reports.snapshots import decision

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def report():
    return tree(html(full()))


def article(root, title: str) -> str:
    return next(text(e) for e in root.iter("article") if title in text(e))


def test_changes_stand_old_and_new_by_field_and_their_weight(report):
    rows = dict(table(report, "Veränderungen seit dem 31.03.2026, Abschnitt a)"))
    assert list(rows)[:3] == ["Feld", "1 IT", "2 Einkauf und Vergabe"] and list(rows)[-1] == "ohne Feld"
    assert rows["Feld"] == "bisher → jetzt"
    assert rows["5 Expertenpool"] == (
        "Ampel Gelb → RotBeteiligung der Gemeinde Ascheberg beteiligt → ausgetreten"
        "Votum der Gemeinde Ascheberg Zustimmung → zurückgezogen"
    )
    assert rows["2 Einkauf und Vergabe"].startswith("Phase Konzept und Wirtschaftlichkeit → Entscheidung")
    assert rows["3 Personalabrechnung"].endswith("Text: Ziel, bisher: Gleiche Leistung"), (
        "the field has the new one"
    )
    assert rows["ohne Feld"] == "Treffen der Beauftragten 08.09.2026"
    assert list(dict(table(report, "Veränderungen seit dem 31.03.2026, Abschnitt b)")))[1:] == [
        "2 Einkauf und Vergabe"
    ]


def test_the_first_page_says_a_sentence_of_each_field_with_news_and_begins_with_the_weightiest(report):
    rows = table(report, "Was seit Nr. 2/2026 (Stand 31.03.2026) neu ist")[1:]
    told = dict(rows)
    assert rows[0] == [
        "a5 Expertenpool",
        "Ampel von Gelb auf Rot; ausgetreten: Gemeinde Ascheberg; zurückgezogen: Gemeinde Ascheberg.",
    ]
    assert set(told) == {
        *("a5 Expertenpool", "a6 Sonstige Kooperation", "a3 Personalabrechnung", "a2 Einkauf und Vergabe"),
        *("a7 GPO", "b2 Einkauf und Vergabe", "a1 IT", "a) gesamt"),
    }
    assert told["a3 Personalabrechnung"] == "Jetzt Phase Umsetzung; Ziel neu gefasst."
    assert told["a7 GPO"] == "Meilenstein verschoben auf 31.08.2026; Ampel von Grün auf Gelb."
    assert told["a1 IT"] == "Kosten neu angegeben."
    said = section(report, "zusammenfassung")
    assert (
        "Einsparung im Jahr: 244.100 €, aus drei von 14 Feldern, acht Beteiligte; einmalig 52.800 €." in said
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"previous": None, "changes": []}, "Dies ist der erste Bericht an dieses Gremium"),
        (
            {"changes": []},
            "Seit dem letzten Bericht Nr. 2/2026, Stand 31.03.2026, gibt es keine öffentliche Veränderung.",
        ),
        (
            {"changes": [], "edition": "non_public"},
            "Seit dem letzten Bericht Nr. 2/2026, Stand 31.03.2026, hat sich nichts verändert.",
        ),
        (
            {"changes": [], "previous": full()["previous"] | {"comparable": False}},
            "lässt sich nicht vergleichen",
        ),
    ],
)
def test_without_changes_the_report_says_why(changes, words):
    root = tree(html(full() | changes))
    assert words in section(root, "veraenderungen")
    assert words in section(root, "zusammenfassung")


def test_a_changed_field_is_marked_with_symbol_and_word(report):
    rows = {row[0]: row for row in table(report, "Stand der Felder, Abschnitt a)")}
    assert "7 GPO geändert" in rows or "7 GPOgeändert" in rows
    changed = next(row for name, row in rows.items() if name.startswith("5 Expertenpool"))
    assert changed[3] == "Rotzuvor Gelb"
    moved = next(row for name, row in rows.items() if name.startswith("3 Personalabrechnung"))
    assert "zuvor Entscheidung" in moved[2]
    assert any(name.startswith("6 Sonstige Kooperationneu") for name in rows)
    assert next(name for name in rows if name.startswith("4 D 115")) == "4 D 115"
    marks = [e for e in report.iter("span") if e.get("class") == "z v-other" and e.text == "geändert"]
    assert len(marks) == 6
    assert "verändert" in article(report, "Expertenpool")
    assert "verändert" not in article(report, "Einführung von D 115")


def test_the_last_report_stands_as_a_ring_in_the_figure_of_phases():
    """That stands where the days of the phases are not known."""
    undated = full()
    for one in undated["initiatives"][0]["fields"]:
        one["phase_dates"] = {}
    descriptions = [text(e) for e in tree(html(undated)).iter(f"{SVG}desc")]
    assert any(
        "Feld 3 Personalabrechnung: Phase 5 Umsetzung, zuvor Phase 4, Ampel: Grün" in d for d in descriptions
    )


def test_all_decisions_stand_once_with_paper_votes_adjournments_and_how_far_they_are():
    given = full()
    decisions = given["initiatives"][0]["fields"][1]["decisions"]
    decisions[1] |= {
        "carried": "in Umsetzung",
        "carried_by": "2026-09-20",
        "overdue": True,
        "title": "Beitritt",
    }
    decisions += [
        decision(f"Rat {name}", "2026-09-29", "ungeändert beschlossen") for name in ("Olfen", "Senden")
    ]
    root = tree(html(given))
    rows = table(root, "Beschlüsse der Gremien, Abschnitt a)")
    assert ["15.09.2026", "Hauptausschuss Nordkirchen", "–", "2 Einkauf und Vergabe", "vertagt", "–"] in rows
    assert [
        *("17.09.2026", "Rat Nottuln", "VL-2026/81", "2 Einkauf und Vergabe„Beitritt“"),
        *("ungeändert beschlossen22 Ja, 3 Nein, 1 enthalten", "in Umsetzung bis 20.09.2026, überfällig"),
    ] in rows
    assert rows[-1][:2] == ["29.09.2026", "Rat Olfen, Rat Senden"], "the same on one day stands in one row"
    assert "Überfällig ist der Beschluss: Rat Nottuln vom 17.09.2026 (Feld 2)." in section(
        root, "beschluesse-a"
    )
    assert text(root).count("VL-2026/81") == 1


def test_what_was_told_to_its_end_before_is_dropped_but_for_one_line(report):
    said = text(report)
    assert said.count("Standesamt") == 1
    assert "nicht mehr aufgeführt ist: Standesamt (Feld 8, Bericht Nr. 2/2026)." in said
    assert "Gemeinsames Standesamt" not in titles(full())
    assert "Nicht angenommen: Feld 8 wird aufgenommen. (Feld 8, 2 Ja, 8 Nein)" in said


def test_costs_name_who_pays_more_and_add_up(report):
    assert "Mehr als heute zahlt: Gemeinde Nordkirchen in Feld 1 (2.100 € im Jahr)." in section(
        report, "kosten-a"
    )
    rows = table(report, "Kosten je Feld, Abschnitt a)")
    assert rows[1] == [
        "1 IT",
        "5 von 9",
        "5.375.400 €",
        "5.200.300 €",
        "175.100 €",
        "24.000 €",
        "geschätztHaushalt 2026",
    ]
    assert rows[-1][4] == "244.100 €"
    places = {row[0]: row for row in table(report, "Kosten je Kommune, Abschnitt a)")}
    assert places["Nordkirchen"][4] == "−2.100 €"
    assert places["Nottuln"][1:5] == ["2", "1.188.200 €", "1.140.800 €", "47.400 €"]
    assert "Olfen" not in places
    assert "Kosten zeigt die öffentliche Ausgabe erst ab Phase 5" in section(report, "kosten-b")


def test_meetings_tell_attendance_decisions_and_what_was_called_off(report):
    found = next(t for t in report.iter("table") if t.get("class") == "plain meetings")
    rows = [[text(cell) for cell in row] for row in found.iter("tr")]
    assert [row[0] for row in rows[1:]] == ["12.05.2026", "30.06.2026", "08.09.2026", "22.09.2026"]
    assert rows[2][2] == "abgesagt"
    assert "10 von 12 Eingeladenen da" in rows[4][1]
    assert (
        "Festgelegt: Feld 6 wird als Betätigungsfeld festgelegt. (Feld 6, 9 Ja, 1 Enthaltung)" in rows[4][2]
    )


def test_outlook_in_own_words_with_meetings_ahead(report):
    said = section(report, "ausblick")
    assert said.startswith("6 Ausblick Bis zum nächsten Bericht") or "Bis zum nächsten Bericht" in said
    assert "Treffen der Beauftragten am 28.10.2026, Rathaus Olfen (Abschnitt a)" in said
    assert "letzter Ratsbeschluss (Nordkirchen)" not in said, "it stands at its field"
    assert "Der Kreistag hat um einen Bericht je Halbjahr gebeten." in section(report, "anlass")


def test_projects_head_results_and_data_status(report):
    assert table(report, "Projektvorschläge und Stand der Antworten")[2] == [
        "02.09.2026",
        "Ausbildungsverbund Verwaltungvon: Kreis Coesfeld",
        "offen",
        "3 von 5",
        "2 Teilnahme, 1 später",
    ]
    assert table(report, "Beratungsfolge")[1][-1] == "einstimmig empfohlen"
    assert table(report, "Beratungsfolge")[2][-1] == "noch offen"
    assert "Was nur die nichtöffentliche zeigt, zählt und rechnet sie nicht mit" in section(report, "methode")
    assert "Bericht Nr. 2/2026, erteilt am 14.04.2026" in section(report, "methode")


def test_every_figure_has_a_title_a_description_and_a_caption(report):
    drawings = list(report.iter(f"{SVG}svg"))
    assert len(drawings) == 8
    assert all(
        text(e.find(f"{SVG}title")) and text(e.find(f"{SVG}desc")) and e.get("role") == "img"
        for e in drawings
    )
    captions = [text(e) for e in report.iter("figcaption")]
    assert [int(re.match(r"Abbildung (\d+):", caption).group(1)) for caption in captions] == list(range(1, 9))


def bare() -> dict:
    """The full snapshot as empty as an allowlist may leave it: no text but titles, no answers, costs, decisions, places."""
    snapshot = full()
    snapshot |= {"changes": [], "previous": None}
    snapshot["paper"] |= {
        key: "" for key, value in snapshot["paper"].items() if isinstance(value, str) and key != "date"
    }
    snapshot["paper"]["consultations"] = [
        dict.fromkeys(one, "") | {"date": None} for one in snapshot["paper"]["consultations"]
    ]
    kinds = {str: "", list: [], dict: {}}
    kept = ("key", "title", "nature", "light", "number", "phase", "side_state", "reported_in")
    for initiative in snapshot["initiatives"]:
        initiative |= {
            "background": "",
            "conditions_note": "",
            "short_title": "",
            "projects": [],
            "conditions": [],
        }
        for meeting in initiative["meetings"]:
            meeting |= {
                "title": "",
                "place": "",
                "result": "",
                "present": None,
                "decisions": [],
                "date": None,
            }
        for one in initiative["fields"]:
            one |= {key: kinds.get(type(value)) for key, value in one.items() if key not in kept}
            one["milestone"] = None
            one["light_since"] = one["lead"] = one["finished_on"] = None
    return snapshot


def test_an_edition_in_which_nearly_everything_is_empty_is_readable():
    said = body(html(bare()))
    assert "None" not in said
    assert not re.search(r"\(\)|: ;|: \.|, ,|: {2}", said)
    assert "Gemeinsamer Einkauf, gemeinsame Vergabe" in said


def test_sixty_fields_and_66_participants_with_everything():
    root = tree(html(large_full(60, 66)))
    changed = {f"{one['field']}" for one in large_full(60, 66)["changes"]}
    assert len(table(root, "Veränderungen seit dem 31.03.2026")) == len(changed) + 1
    assert len(table(root, "Kosten je Kommune, Abschnitt a)")) == 67
    assert len(table(root, "Kosten je Feld, Abschnitt a)")) == 62
    assert len(list(root.iter(f"{SVG}svg"))) >= 20


def test_arms_that_are_no_small_picture_are_left_out():
    assert 'alt="Wappen: Kreis Coesfeld"' in html(full())
    pixel = full()["paper"]["arms"]
    hostile = [
        "http://example.invalid/wappen.png",
        "file:///etc/passwd",
        "data:image/svg+xml,<svg onload='alert(1)'/>",
        "data:image/png;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+",
        "data:image/png;base64,",
        pixel.replace("image/png", "text/html"),
        pixel + '" onerror="alert(1)',
        pixel[:60],
        "data:image/png;base64," + "A" * 4_000_000,
    ]
    for arms in hostile:
        snapshot = rich()
        snapshot["paper"]["arms"] = arms
        page = html(snapshot)
        assert "<img" not in page, arms[:60]
        assert "onerror" not in page


def test_a_first_report_of_the_notice_is_unharmed():
    root = tree(html(snapshots.source()))
    assert "Dies ist der erste Bericht an dieses Gremium" in section(root, "veraenderungen")
    assert "Kosten und Tage der Phasen." in text(root)


def test_the_public_edition_says_what_it_leaves_out_and_the_other_speaks_as_before():
    """Nothing that is withheld is called missing."""
    taken = full()
    for field in taken["initiatives"][1]["fields"]:
        field["checks"] = [
            {"condition": 1, "result": "withheld", "computed": "withheld", "reason": "nur dort"}
        ]
        field["checks"][0] |= {"overruled": "", "withheld": True}
    taken["initiatives"][0]["projects"][0]["replies"] = {}
    public, other = tree(html(taken)), tree(html(taken | {"edition": "non_public"}))
    assert "„Nicht öffentlich“ heißt: Das Ergebnis beruht auf Kosten" in section(public, "pruefungen-b")
    assert table(public, "Rahmenbedingungen je Feld, Abschnitt b)")[1][1] == "nicht öffentlich"
    assert "„Nicht öffentlich“" not in section(public, "pruefungen-a")
    assert table(public, "Projektvorschläge und Stand der Antworten")[1][-1] == "nicht öffentlich"
    assert "Eine Zustimmung kann schon vorliegen" in section(public, "lesehilfe")
    assert "vorläufiges Votum (v)" in section(other, "lesehilfe")
    assert "zu keinem Feld Kosten angegeben" in section(other, "kosten-b")
    assert "nichtöffentliche" not in section(other, "methode")
    assert "Feld ohne neue Nachricht: Votum der Gemeinde Olfen" in section(other, "sachdarstellung")


@pytest.mark.parametrize("word", ["nur in der nichtöffentlichen Ausgabe", "in diesem Bericht weggelassen"])
def test_a_milestone_that_is_withheld_does_not_lack_a_date(word):
    def root_of(milestone):
        taken = full()
        for field in taken["initiatives"][0]["fields"]:
            field["milestone"] = milestone
        return tree(html(taken))

    root, none = root_of({"text": word, "date": None}), root_of(None)
    assert {row[5] for row in table(root, "Stand der Felder, Abschnitt a)")[1:]} == {
        word,
        f"{word}zuvor Bestandsaufnahme vollständig, 30.06.2026",
    }
    lacking = [text(found.find("body")).count("Datum nicht genannt") for found in (root, none)]
    assert lacking[0] == lacking[1], "others lack theirs as before"

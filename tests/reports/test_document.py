"""The HTML edition: what a report says, for any content, and that it can be read by everybody."""

import re
from collections import Counter
from copy import deepcopy
from itertools import pairwise

import pytest

from initiatives.reports.status.document import html
from initiatives.snapshot.form import digest
from tests.reports import snapshots
from tests.reports.page import body, section, table, text, tree
from tests.reports.rich import large, rich

ALL = {"empty": snapshots.empty, "source": snapshots.source, "rich": rich, "large": lambda: large(15, 66)}


@pytest.fixture(params=ALL)
def any_case(request):
    return ALL[request.param]()


def test_same_snapshot_same_text(any_case):
    assert html(any_case) == html(deepcopy(any_case))


def test_headings_begin_with_one_h1_and_skip_no_level(any_case):
    levels = [int(e.tag[1]) for e in tree(html(any_case)).iter() if re.fullmatch(r"h[1-6]", str(e.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_anchors_are_unique_and_links_lead_somewhere(any_case):
    root = tree(html(any_case))
    ids = Counter(e.get("id") for e in root.iter() if e.get("id"))
    assert max(ids.values()) == 1
    targets = [e.get("href", "") for e in root.iter("a")]
    assert targets
    assert all(target[1:] in ids for target in targets)


def test_tables_have_captions_heads_and_equal_columns(any_case):
    for found in tree(html(any_case)).iter("table"):
        assert text(found.find("caption"))
        rows = [list(row) for row in found.iter("tr")]
        assert len({len(row) for row in rows}) == 1, text(found.find("caption"))
        assert all(cell.get("scope") in ("row", "col") for row in rows for cell in row if cell.tag == "th")


def test_nothing_is_fetched_and_nothing_runs(any_case):
    page = html(any_case)
    root = tree(page)
    assert not [e.tag for e in root.iter() if e.tag in ("script", "link", "img", "iframe", "object", "form")]
    assert not [
        e.attrib for e in root.iter() if any(name.startswith("on") or name == "style" for name in e.attrib)
    ]
    assert set(re.findall(r"url\(\"?([a-z]+:)", page)) == {"data:"}
    assert "@import" not in page


def test_head_of_the_paper_leaves_out_what_is_empty():
    head = text(tree(html(snapshots.source())).find(".//header"))
    assert head.startswith("Kreis CoesfeldDer LandratMitteilungsvorlageöffentlich")
    assert "Stichtag31.10.2010" in head.replace(" ", "")
    for name in ("Aktenzeichen", "Dezernat", "Bericht", "Beratungsfolge", "None"):
        assert name not in head


def test_head_of_the_paper_shows_what_is_given():
    root = tree(html(rich()))
    head = text(root.find(".//header"))
    for value in ("SV-11-0412 · öffentlich", "10.24.03-IKZ/2026", "Büro des Landrats", "Nr. 3", "12.10.2026"):
        assert value in head
    assert table(root, "Beratungsfolge")[1:] == [
        ["Kreisausschuss", "28.10.2026", "6", "Vorberatung"],
        ["Kreistag", "Datum nicht genannt", "–", "Kenntnisnahme"],
    ]


def test_source_says_plainly_what_is_missing():
    page = tree(html(snapshots.source()))
    assert table(page, "Vorgeschlagene Felder, Abschnitt a)")[1:3] == [
        ["1 IT", "Hintergrundprozess", "Schwerpunkte: " + ", ".join(snapshots.FOCAL_POINTS) + "."],
        ["2 Gemeinsamer Einkauf, gemeinsame Vergabe", "Hintergrundprozess", "–"],
    ]
    assert (
        text(page).count("noch nicht verzeichnet: Federführung, Ampeln, Meilensteine, Voten, Beschlüsse") == 2
    )
    said = text(page)
    assert "Vorgeschlagen sind sieben Felder; alle stehen in Phase 0 (Vorschlag)." in said
    assert "Beteiligt sind elf Städte und Gemeinden. Einladende Kommune: Gemeinde Nottuln." in said
    assert (
        "Beteiligt sind vier Kreise und eine kreisfreie Stadt. Eine einladende Kommune gibt es nicht." in said
    )
    assert "Herkunft: übernommen aus Abschnitt b)." in said
    assert "Datum nicht genannt" in section(page, "treffen-a")
    assert "Koordinator beim" not in said
    assert "None" not in said


def test_source_names_all_that_the_notice_names():
    page = tree(html(snapshots.source()))
    conditions = section(page, "bedingungen-a")
    assert all(f"{i} {found}" in conditions for i, found in enumerate(snapshots.CONDITIONS, start=1))
    assert "Es sind dieselben wie in Abschnitt a)." in section(page, "bedingungen-b")
    for letter in "ab":
        for number, (title, _) in enumerate(snapshots.TITLES, start=1):
            assert f"{number} {title}" in section(page, f"feld-{letter}{number}")
        assert ", ".join(snapshots.FOCAL_POINTS) in section(page, f"feld-{letter}1") + text(page)


def test_where_nothing_has_begun_there_are_no_figures_and_no_empty_tables():
    page = tree(html(snapshots.source()))
    assert not list(page.iter("figcaption"))
    anchors = {e.get("id") for e in page.iter() if e.get("id")}
    assert not anchors & {"voten-a", "stand-a", "pruefungen-a", "beteiligung-a", "kosten-a", "zeitplan-a"}
    assert [e.get("id") for e in page.iter("h4") if e.get("id").startswith("legende")] == [
        "legende-ampel",
        "legende-phase",
    ]


def test_summary_counts():
    page = tree(html(rich()))
    assert table(page, "Ampeln: 14 Felder") == [
        ["Grün", "Gelb", "Rot", "Grau", "noch nicht bewertet"],
        ["7 a2, a3, b1, b3–b5, b7", "3 a1, a7, b2", "1 a5", "1 a4", "2 a6, b6"],
    ]
    summary = section(page, "zusammenfassung")
    assert "Einsparung im Jahr: öffentlich erst ab Phase 5." in summary
    assert "Dies ist der erste Bericht an dieses Gremium" in summary


def test_decisions_that_are_due_stand_by_their_day_with_who_owes_them():
    page = tree(html(rich()))
    rows = table(page, "Fällige Entscheidungen")
    assert rows[0] == ["Frist", "Feld", "Wer entscheidet (Sitzung)", "Worum es geht"]
    assert rows[1] == ["30.11.2026", "a1 IT", "Stadt Olfen", "Mitwirkung, es fehlt eins von 11"]
    days = [row[0] for row in rows[1:] if row[0] != "–"]
    assert days == sorted(days, key=lambda day: day.split(".")[::-1])
    danger = next(row for row in rows if row[1] == "a5 Expertenpool" and "gefährdet" in row[3])
    assert danger[3].startswith("gefährdet (Rot): Die Prüfung des Datenschutzes")


def test_who_owes_an_answer_is_named_in_the_row_of_the_field():
    rows = {row[0]: row for row in table(tree(html(rich())), "Stand der Felder, Abschnitt a)")}
    assert rows["1 IT"][4] == "10 von 11es fehlt: Olfen"
    assert rows["3 Personalabrechnung"][4] == "11 von 11"
    assert rows["3 Personalabrechnung"][5] == "04.01.2027erste gemeinsame Abrechnung"


def test_what_the_bodies_have_resolved_stands_in_a_table_of_its_own():
    rows = table(tree(html(rich())), "Beschlüsse der Gremien, Abschnitt a)")
    assert rows[0] == ["Datum", "Gremium", "Vorlage", "Gegenstand", "Ergebnis, Stimmen", "Umsetzung"]
    assert rows[1] == [
        "07.05.2026",
        "Rat Rosendahl",
        "–",
        "3 Personalabrechnung",
        "ungeändert beschlossen",
        "–",
    ]


def test_an_entry_holds_all_of_its_field():
    page = tree(html(rich()))
    article = next(e for e in page.iter("article") if "Personalabrechnung bündeln" in text(e))
    said = text(article)
    for part in (
        "Grün seit 10.09.2026 · Phase 5",
        "Hintergrundprozess",
        "Ziel: Gleiche Leistung zu geringeren Kosten je Fall.",
        "Beteiligt: Ascheberg, Havixbeck, Lüdinghausen, Nordkirchen, Nottuln, Rosendahl.",
        "Abstimmung: Mitwirkung, Frist 30.11.2026.",
        "Kontakt: Stadt Lüdinghausen, Zentrale Dienste.",
    ):
        assert part in said
    resting = next(text(e) for e in page.iter("article") if "Einführung von D 115" in text(e))
    assert "zurückgestellt" in resting
    assert "Grund: Ruht, solange entscheidungsreife Hintergrundfelder warten." in resting
    troubled = next(text(e) for e in page.iter("article") if "Expertenpool" in text(e))
    assert "Ursache: Die Prüfung" in troubled
    assert "Maßnahme: Die Prüfung" in troubled


def test_matrix_shows_participation_above_position():
    page = tree(html(rich()))
    rows = table(page, "Beteiligung (oben) und jüngstes Votum (unten) je Kommune und Feld, Abschnitt a)")
    assert rows[0][:3] == ["Kommune", "1 IT", "2 Einkauf und Vergabe"]
    assert rows[0][-2:] == ["7 GPO", "Felder"]
    nottuln = next(row for row in rows if row[0] == "Nottuln")
    assert nottuln[1] == "beteiligt Zustimmung (v)"
    assert nottuln[5] == "interessiert Enthaltung"
    assert nottuln[-1] == "5 von 7"
    assert rows[-2][0] == "beteiligt"
    assert rows[-2][1:] == ["9", "8", "6", "5", "5", "4", "7", "44"]
    assert rows[-1][1:] == ["9", "7", "6", "5", "5", "4", "7", "43"]
    turned = table(page, "Beteiligung (oben) und jüngstes Votum (unten) je Kommune und Feld, Abschnitt b)")
    assert turned[0] == ["Feld", "Borken", "Coesfeld", "Steinfurt", "Warendorf", "Münster"]


def test_state_of_data_and_checksum():
    snapshot = rich()
    said = section(tree(html(snapshot)), "methode")
    assert "mit Wirkung bis 30.09.2026, soweit sie bis 09.10.2026, 12.00 Uhr erfasst waren" in said
    assert digest(snapshot) in said.replace(" ", "")
    assert "Beispieldaten" in said
    snapshot |= {"edition": "non_public", "is_example": False}
    for initiative in snapshot["initiatives"]:
        initiative["is_example"] = False
    assert "Beispieldaten" not in html(snapshot)
    assert "nichtöffentlich" in body(html(snapshot))


def test_digest_depends_on_the_content_only():
    first = snapshots.source()
    turned = dict(reversed(first.items()))
    assert digest(first) == digest(turned)
    turned["as_of"] = "2010-10-30"
    assert digest(first) != digest(turned)


def test_formal_parts_stand_in_order():
    page = tree(html(rich()))
    parts = [text(e) for e in page.iter("h2")]
    order = ["I. Sachdarstellung", "II. Entscheidungsalternativen", "III. Auswirkungen", "IV. Zuständigkeit"]
    assert [part for part in parts if part in order] == order
    effects = dict(table(page, "Auswirkungen auf: Kreis Coesfeld")[1:])
    assert effects["Finanzen"] == "Keine unmittelbaren. Beteiligung an a3: rund 9.400 € je Jahr."
    assert list(effects) == ["Finanzen", "Personal", "IT", "Klima"]
    assert "9.400\u00a0€" in html(rich())
    assert "§\u00a026 Absatz\u00a02" in html(rich())


def test_a_snapshot_of_another_schema_is_refused():
    with pytest.raises(ValueError, match="schema"):
        html({**snapshots.empty(), "schema": 1})

"""What a report tells of money: the result of each, who loses, keys in words, plan and actuals; and where it knows nothing."""

import io
import subprocess
from typing import Any

import pytest
from openpyxl import load_workbook

from initiatives.reports.status.document import files, html, spreadsheet
from tests.reports import money, snapshots
from tests.reports.page import body, table, tree

WHOLE = {"edition": "non_public"}


def result(report: dict[str, Any]) -> list[list[str]]:
    return table(tree(html(report)), "Ergebnis je Beteiligtem, Feld a1")


def test_each_who_takes_part_has_its_own_line_and_the_sum_follows():
    head, *lines = result(money.report(**WHOLE))
    assert head[1:] == [
        *("heute im Jahr", "gemeinsam im Jahr", "Einsparung im Jahr", "in %", "einmalig", "Kapitalwert"),
        "zurück nach",
    ]
    assert lines[0] == [
        *("Nottuln", "43.900 €", "34.040 €", "9.860 €", "22,5 %", "2.000 €", "47.300 €", "0,2 Jahren"),
    ]
    assert lines[1][:5] == ["Olfen", "30.000 €", "31.130 €", "−1.130 €", "−3,8 %"]
    assert lines[2][:4] == ["Rosendahl", "nicht erfasst", "nicht erfasst", "800 €"]
    assert lines[4][0] == "Summe"


def test_who_loses_is_named_and_who_never_gets_back_what_falls_due_once():
    said = body(html(money.report(**WHOLE)))
    assert "Schlechter als heute steht: Stadt Olfen (1.130 € im Jahr mehr)." in said
    costs = money.costs() | {"o": money.cost(1000_00, 900_00, 9_000_00)}
    said = body(html(money.report(money.priced(costs=costs), **WHOLE)))
    assert "Stadt Olfen (die einmaligen Kosten kommen nicht zurück, Kapitalwert −8.500 €)" in said
    assert result(money.report(money.priced(costs=costs), **WHOLE))[2][-1] == "90 Jahren"


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ([], "Niemand steht schlechter als heute."),
        (
            [{"place": "k", "what": "Kosten heute"}],
            "Von denen, deren Kosten hier stehen, steht niemand schlechter als heute.",
        ),
    ],
)
def test_that_nobody_loses_is_said_of_those_who_are_known(lacking, words):
    joint = money.variant("joint", "gemeinsam", 986_000, losers=0, missing=lacking)
    field = money.priced(costs={"n": money.costs()["n"]}, money=money.money(variants=[joint]))
    said = body(html(money.report(field, **WHOLE)))
    assert words in said
    assert ("Nicht erfasst, also in keiner Summe: Kreis Coesfeld (Kosten heute)." in said) == bool(lacking)


def test_a_key_is_told_in_words_with_what_comes_and_where_its_figures_are_from():
    said = body(html(money.report(**WHOLE)))
    assert (
        "Kostenschlüssel „Abrechnung“ ab 01.01.2026: 8 % der Gemeinde Rosendahl, der Rest beim Kreis Coesfeld; "
        "ab 01.07.2027 15 %. Zum Schlüssel ab 01.01.2026: Zahlen vom 31.12.2025, Quelle: Kreiskämmerei."
    ) in said
    periods = [
        money.period("2026-01-01", 8),
        money.period("2027-07-01", 15, words="nach Einwohnern", figures=[]),
    ]
    keys = [{"key": "1", "title": "Abrechnung", "periods": periods}]
    said = body(html(money.report(money.priced(money=money.money(keys=keys)), **WHOLE)))
    assert "; ab 01.07.2027 nach Einwohnern." in said


def test_a_source_of_several_is_told_once():
    costs = {"n": money.cost(2_000_00, 1_000_00, source="Bestandsaufnahme; Haushalt 2026")}
    costs |= {"o": money.cost(2_000_00, 1_000_00), "k": money.cost(2_000_00, 1_000_00)}
    rows = table(tree(html(money.report(money.priced(costs=costs), **WHOLE))), "Kosten je Feld, Abschnitt a)")
    assert rows[1][-1] == "berechnetBestandsaufnahme; Haushalt 2026"


def test_plan_and_actuals_stand_side_by_side_and_what_was_not_planned_is_not_zero():
    actuals = [money.actual("n", 2026, 34_900_00, 34_040_00), money.actual("k", 2026, 5_00, None)]
    field = money.priced(money=money.money(actuals=actuals))
    rows = table(tree(html(money.report(field, **WHOLE))), "Plan und Ist, Feld a1")
    assert rows[1:] == [
        ["2026", "Nottuln", "34.040 €", "34.900 €", "860 €", "2,5 %"],
        ["2026", "Kreis Coesfeld", "nicht erfasst", "5 €", "–", "–"],
    ]
    rows = table(tree(html(money.report(**WHOLE))), "Plan und Ist, Feld a1")
    assert rows[-1] == ["2026", "Summe", "65.170 €", "66.030 €", "860 €", "1,3 %"]


def test_the_rest_stands_in_one_sentence_each():
    said = body(html(money.report(**WHOLE)))
    for words in (
        "Nur die Ersparnis, nicht die Kosten, ist bekannt von: Gemeinde Rosendahl.",
        "Kreis Coesfeld erhält 3.840 € von anderen und trägt 44.160 €, die die Prozentsätze übrig lassen.",
        "Gerechnet für 2027 bis 2031, Zins 2 %, Preise von 2026.",
        "Andere Varianten in Summe: eigenständig 128.900 € im Jahr (Einsparung −5.000 €, Kapitalwert −27.000 €).",
        "Bestandsaufnahme: vollständig von 2 von 3; es fehlt: Stadt Olfen (eine Angabe).",
        "Förderung: Förderung IKZ (Nr. 5), Ausgaben 90.000 €.",
        "Überprüfung vom 05.05.2026: fortführen.",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("given", "edition", "words"),
    [
        ({"phase": 1}, "non_public", "Kosten (alle Felder)"),
        ({"unknown": [{"key": "costs", "what": "Kosten", "reason": "Akte fehlt"}]}, "non_public", "Kosten (Akte fehlt)"),
        ({"phase": 1, "money": {"bearers": ["n"], "resolved": ["n"]}}, "public", "Kosten (alle Felder)"),
        (
            {"money": {"bearers": ["n", "o"], "resolved": []}},
            "public",
            "Kosten nur in der nichtöffentlichen Ausgabe, bis das zuständige Gremium beschlossen hat, in Feld 1 (Gemeinde "
            "Nottuln, Stadt Olfen).",
        ),
    ],
)  # fmt: skip
def test_where_nothing_is_known_one_line_says_why_and_never_none(given, edition, words):
    said = body(html(money.report(snapshots.field(1, "Personal", **given), edition=edition)))
    assert words in said


def test_an_earlier_layout_knows_none_of_it():
    said = body(html(money.report(**WHOLE) | {"layout": 2}))
    assert "Ergebnis je Beteiligtem" not in said and "noch nicht erfasst" not in said


def test_of_who_waits_for_its_body_the_public_edition_shows_no_number_and_no_sum():
    part = money.public(["n", "o", "r"])
    said = body(html(part))
    assert [line[0] for line in result(part)[1:]] == ["Nottuln", "Olfen", "Rosendahl"]
    assert (
        "nur in der nichtöffentlichen Ausgabe, bis das zuständige Gremium beschlossen hat: Kreis Coesfeld."
        in said
    )
    for withheld in (
        "123.900",
        "112.370",
        "11.530",
        "48.000",
        "8 % der",
        "15 %",
        "44.160",
        "eigenständig",
        "90.000",
    ):
        assert withheld not in said
    assert "Kosten je Feld" not in said and "Kosten je Kommune" in said
    whole = body(html(money.public()))
    assert all(told in whole for told in ("11.530", "8 % der Gemeinde Rosendahl", "44.160"))
    assert (
        "Bestandsaufnahme: vollständig" not in whole
        and "fortführen" not in whole
        and "Kreiskämmerei" not in whole
    )


def test_the_first_page_sums_up_what_may_be_summed_up():
    assert "11.530 €, aus einem von zwei Feldern" in body(html(money.report(**WHOLE)))
    assert "vor den Beschlüssen nur in der nichtöffentlichen Ausgabe" in body(
        html(money.public(["n", "o", "r"]))
    )


def sheet(report: dict[str, Any], name: str) -> list[tuple[Any, ...]]:
    found = load_workbook(io.BytesIO(spreadsheet(report)))
    return list(found[name].iter_rows(values_only=True)) if name in found.sheetnames else []


def test_tables_say_the_same_and_leave_out_the_same():
    report = money.report(**WHOLE)
    names = [one.name for one in files(report)]
    assert {"varianten.csv", "kostenschluessel.csv", "istkosten.csv"} <= set(names)
    assert len([row for row in sheet(report, "Kosten") if "Olfen" in str(row)]) == 1
    words = [row[9] for row in sheet(report, "Kostenschlüssel")]
    assert words[1] == "8\u00a0% der Gemeinde Rosendahl, der Rest beim Kreis Coesfeld"
    assert any(row[5:9] == ("Gemeinde Nottuln", 34_040, 34_900, 860) for row in sheet(report, "Plan und Ist"))
    part = money.public(["n", "o"])
    kept = [one.name for one in files(part)]
    assert "istkosten.csv" in kept and not {"varianten.csv", "kostenschluessel.csv"} & set(kept)
    assert "Kreis Coesfeld" not in str(sheet(part, "Kosten"))


@pytest.mark.needs("pango", "poppler")
@pytest.mark.parametrize("name", ["money", "money_part"])
def test_the_pdf_says_it_too(made, name):
    done = subprocess.run(
        ["pdftotext", "-layout", made(name).path, "-"], capture_output=True, text=True, check=True
    )
    said = " ".join(done.stdout.replace("\u00a0", " ").split())
    assert "Schlechter als heute steht: Stadt Olfen (1.130 € im Jahr mehr)." in said
    assert ("8 % der Gemeinde Rosendahl" in said) == (name == "money")
    assert ("123.900" in said) == (name == "money")

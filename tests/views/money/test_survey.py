"""The answers of all beside each other: table, order, drawings, procedures, the file, who sees them, what it costs."""

import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.state import memory
from initiatives.models import Organisation
from tests.support.spreadsheets import headed, opened
from tests.support.surveys import (
    CASES,
    COST,
    FTE,
    HOW,
    LIST,
    NOTE,
    TRAVEL,
    UNTIL,
    answer,
    ask,
    software,
    take_part,
)
from tests.views.many import grow
from tests.views.parts import cut, is_part, part, same

SVG = re.compile(r'<svg xmlns[^>]* role="img">.*?</svg>', re.DOTALL)
NAME = "{http://www.w3.org/2000/svg}"
DAY = moments.today()


@pytest.fixture
def url(circle):
    return reverse("baseline_survey", args=[circle.payroll.pk])


@pytest.fixture
def questions(circle):
    """Asked of Nottuln, Dülmen and Rosendahl, all of which take part."""
    take_part(circle, circle.nottuln, circle.duelmen, circle.rosendahl)
    return ask(circle.payroll)


@pytest.fixture
def told(circle, questions):
    """Nottuln answers all that it has to, Dülmen a part, Rosendahl nothing."""
    answer(
        circle.nottuln,
        questions,
        {
            CASES: "250",
            FTE: "2.5",
            COST: 5_000_000,
            TRAVEL: True,
            HOW: "zentral",
            UNTIL: "2027-06-30",
            NOTE: "<b>läuft</b>",
            LIST: [software("LOGA 5", "2024", DAY + timedelta(days=90)), software("Zeus")],
        },
    )
    answer(
        circle.duelmen,
        questions,
        {CASES: "0", TRAVEL: False, LIST: [software("loga  5", "2025", DAY + timedelta(days=900))]},
    )


def words(page: str) -> str:
    bare = re.sub(r"<[^>]+>", " ", SVG.sub("", page))
    return " ".join(bare.split())


def rows(page: str) -> list[list[str]]:
    """The rows of the comparison table as the texts of their cells."""
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", cut(page, "liste"), re.DOTALL)
    cells = [re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in found]
    return [[words(cell) for cell in row] for row in cells]


def drawings(page: str) -> dict[str, str]:
    found = [ET.fromstring(svg) for svg in SVG.findall(page)]
    return {svg.findtext(f"{NAME}title", ""): svg.findtext(f"{NAME}desc", "") for svg in found}


def test_each_answer_stands_in_the_table_and_a_missing_one_is_named(sign_in, url, told):
    page = sign_in("duelmen").get(url).content.decode()
    found = {row[0]: row[1:] for row in reversed(rows(page))}  # of the first block
    assert found["Nottuln"] == ["250", "2,5", "50.000,00 €", "Ja", "zentral", "30.06.2027"]
    assert found["Dülmen"] == ["0", "keine Angabe", "keine Angabe", "Nein", *["keine Angabe"] * 2]
    assert set(found["Rosendahl"]) == {"keine Angabe"}
    sums = [row for row in rows(page) if row[0] in ("Summe", "Median", "bekannt", "Verteilung")]
    assert ["Summe", "250", "2,5", "50.000,00 €", "", "", ""] in sums
    assert ["Median", "125", "2,5", "50.000,00 €", "", "", ""] in sums
    assert ["bekannt", "2 der 3", "1 der 3", "1 der 3", "2 der 3", "1 der 3", "1 der 3"] in sums


def test_who_has_not_answered_is_named_with_what_is_missing(sign_in, url, told):
    said = words(sign_in("duelmen").get(url).content.decode())
    assert "1 von 3 hat alles beantwortet" in said
    assert (
        "Stadt Dülmen ( jetzt beantworten ) : es fehlen „Stellenanteile“, „Kosten im Jahr“, „Abrechnungsart“"
        in said
    )
    assert "Gemeinde Rosendahl : es fehlen 6 Angaben" in said
    assert "jetzt beantworten" not in words(sign_in("reader").get(url).content.decode())


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["Dülmen", "Nottuln", "Rosendahl"]),
        ("-kommune", ["Rosendahl", "Nottuln", "Dülmen"]),
        ("{0}", ["Dülmen", "Nottuln", "Rosendahl"]),
        ("-{0}", ["Nottuln", "Dülmen", "Rosendahl"]),  # who has not answered is last either way
        ("nichts", ["Dülmen", "Nottuln", "Rosendahl"]),
    ],
)
def test_the_heads_sort_and_who_has_not_answered_comes_last(sign_in, url, questions, told, sort, order):
    sort = sort.format(f"f{questions[CASES].pk}")
    answer_page = sign_in("duelmen").get(url, {"sort": sort} if sort else {}).content.decode()
    names = [row[0] for row in rows(answer_page)]
    assert [name for name in names if name in order][:3] == order


def test_htmx_gets_the_table_alone(sign_in, url, told):
    client = sign_in("duelmen")
    found = part(client, f"{url}?sort=-kommune", "liste").content.decode()
    assert is_part(found, "liste")
    assert same(found, cut(client.get(f"{url}?sort=-kommune").content.decode(), "liste"))


def test_drawings_say_in_words_what_they_show_and_who_is_missing(sign_in, url, told):
    page = sign_in("duelmen").get(url).content.decode()
    found = drawings(page)
    assert found["Abrechnungen im Monat"] == "Dülmen: 0; Nottuln: 250; Rosendahl: keine Angabe; Median: 125"
    assert found["Kosten je Fall"].startswith(
        "Dülmen: keine Angabe; Nottuln: 200,00 €".replace(" €", "\u00a0€")
    )
    assert "Fälle je 1.000 Einwohner" in found
    said = words(page)
    assert "Summe von 2 der 3: 250 Stück. Median von 2 der 3: 125 Stück. Keine Angabe: Rosendahl." in said


def test_what_stands_out_has_a_sign_and_a_word_and_the_rule_is_said(circle, sign_in, url, questions):
    grow(circle, 3, 1)
    places = [
        circle.nottuln,
        circle.duelmen,
        circle.rosendahl,
        *Organisation.objects.filter(name__startswith="Ort"),
    ]
    take_part(circle, *places)
    for place, number in zip(places, ("10", "11", "12", "11", "10", "1000"), strict=True):
        answer(place, questions, {CASES: number})
    page = sign_in("duelmen").get(url).content.decode()
    assert "1.000 ▲ auffällig hoch" in [row[1] for row in rows(page) if row[0] == "Ort 2"]
    assert page.count("auffällig hoch</small>") == 1
    said = words(page)
    assert "Als auffällig ist markiert, was ab 4 bekannten Werten mehr als das 1,5-Fache" in said
    assert "Auffällig hoch: Ort 2." in said


def test_the_grid_takes_spellings_together_and_marks_what_ends_soon(sign_in, url, told):
    said = words(sign_in("duelmen").get(url).content.decode())
    soon = DAY + timedelta(days=90)
    assert "Einheitliche Verfahren: Software" in said
    assert f"Ältestes Vertragsende: {soon:%d.%m.%Y}" in said
    assert (
        "Ein gemeinsamer Wechsel aller lässt sich nicht bestimmen: Das Vertragsende fehlt bei Nottuln."
        in said
    )
    assert "1 Vertrag endet innerhalb von zwölf Monaten:" in said
    last = DAY + timedelta(days=901)
    assert f"2 Nutzungen; auch als „loga 5“; gemeinsamer Wechsel ab {last:%d.%m.%Y}" in said
    assert f"endet bald: {soon:%d.%m.%Y}" in said
    assert said.index("LOGA 5 2 Nutzungen") < said.index("Zeus 1 Nutzung")
    assert "Ohne Angabe: Rosendahl." in said


def test_texts_are_escaped_and_said_in_full(sign_in, url, told):
    page = sign_in("duelmen").get(url).content.decode()
    assert "&lt;b&gt;läuft&lt;/b&gt;" in page and "<b>läuft" not in page


def test_each_empty_state_says_what_comes(circle, sign_in, url):
    client = sign_in("duelmen")
    assert "Dieses Feld hat noch keinen Fragebogen." in client.get(url).content.decode()
    questions = ask(circle.payroll)
    assert "Noch ist niemand an diesem Feld beteiligt." in client.get(url).content.decode()
    take_part(circle, circle.nottuln)
    memory.forget()
    assert "Noch hat niemand geantwortet." in client.get(url).content.decode()
    answer(circle.duelmen, questions, {CASES: "5"})  # takes no part
    assert "Noch hat niemand geantwortet." in client.get(url).content.decode()
    answer(circle.nottuln, questions, {NOTE: "läuft"})
    page = client.get(url).content.decode()
    assert "Schaubilder" not in page and "Weitere Antworten" in page


def test_the_file_holds_all_answers_as_numbers_and_no_formula(circle, sign_in, url, questions, told):
    answer(circle.rosendahl, questions, {NOTE: "=1+1", HOW: "zentral", LIST: [software("@SUM(A1)")]})
    response = sign_in("reader").get(f"{url}?format=xlsx")
    assert "bestandsaufnahme" in response["Content-Disposition"]
    book = opened(response.content)
    assert all(map(headed, book.worksheets[:-1])), "all but the legend"
    assert book.sheetnames == ["Antworten", "Kennzahlen", f"F{questions[LIST].pk} Software", "Legende"]
    lines = {row[0]: row[1:] for row in book["Antworten"].iter_rows(values_only=True)}
    assert lines["Gemeinde Nottuln"][:4] == (250, 2.5, 50_000, "Ja")
    assert lines["Gemeinde Nottuln"][5].date() == date(2027, 6, 30)
    assert lines["Stadt Dülmen"][:3] == (0, None, None)
    typed = {cell.value: cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    for text in ("=1+1", "@SUM(A1)"):
        assert (typed[text].data_type, typed[text].quotePrefix) == ("s", True)
    listed = list(book[f"F{questions[LIST].pk} Software"].iter_rows(values_only=True))
    assert listed[0] == ("Kommune", "Verfahren", "Fassung", "Vertragsende", "Kosten (€ im Jahr)")
    assert [row[1] for row in listed[1:]] == ["loga  5", "LOGA 5", "Zeus", "@SUM(A1)"]
    legend = [row[:3] for row in book["Legende"].iter_rows(values_only=True)]
    assert ("Stellenanteile", "1 der 3", "Dülmen (keine Angabe), Rosendahl (keine Angabe)") in legend


def test_the_same_number_of_queries_for_few_and_for_many(circle, sign_in, url, questions, told):
    client = sign_in("duelmen")

    def queries(address: str) -> int:
        memory.forget()
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    addresses = (url, f"{url}?format=xlsx")
    queries(url)
    few = [queries(one) for one in addresses]
    grow(circle, 11, 1)
    places = list(Organisation.objects.filter(name__startswith="Ort"))
    take_part(circle, *places)
    for number, place in enumerate(places):
        rows_ = [software(f"Verfahren {n}", "1", DAY) for n in range(number)]
        answer(place, questions, {CASES: str(number), COST: number * 100, LIST: rows_})
    assert [queries(one) for one in addresses] == few


def test_the_page_of_the_baseline_leads_here_and_who_answers_to_the_file(circle, sign_in, url, questions):
    names = ("baseline_sheet", "baseline_sheet_read")
    files = [f'href="{reverse(name, args=[circle.payroll.pk])}"' for name in names]
    for who, offered in (("duelmen", True), ("reader", False), ("county", False)):
        page = sign_in(who).get(reverse("baseline", args=[circle.payroll.pk])).content.decode()
        assert f'href="{url}"' in page
        assert [one in page for one in files] == [offered] * 2

"""The matrix as a page and as files: what stands in the cells, totals counted by hand, filters, cost."""

import csv
import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.domain.fields import assessments, fields
from initiatives.domain.kernel import moments
from initiatives.domain.state import memory
from initiatives.domain.votes import positions
from initiatives.models import Field, InitiativeParticipant, Mandate, Organisation
from tests.support.spreadsheets import headed, opened
from tests.views.many import grow
from tests.views.parts import cut, part, same


@pytest.fixture
def url(circle):
    return reverse("matrix", args=[circle.initiative.pk])


@pytest.fixture
def answered(circle):
    """Of payroll: Nottuln leads and consents provisionally, Dülmen refuses, Rosendahl is silent; hotline: nobody asked."""
    at, people = moments.now(), circle.people
    for name, stance in {"nottuln": "consent", "duelmen": "refusal"}.items():
        ask = circle.ask(getattr(circle, name))
        positions.give(ask=ask, stance=stance, reason="Gründe", by=people[name], at=at)
    fields.set_participation(
        field=circle.payroll,
        organisation=circle.nottuln,
        status="participating",
        by=people["nottuln"],
        at=at,
    )
    fields.set_lead(
        field=circle.payroll, organisation=circle.nottuln, contact="Amt 10", by=people["nottuln"], at=at
    )
    assessments.assess(
        field=circle.payroll,
        light="green",
        milestone="Vertrag",
        milestone_on=date(2027, 3, 1),
        by=people["nottuln"],
        at=at,
    )


def text_of(client, url):
    return " ".join(cut(client.get(url).content.decode(), "matrix").split())


def rows_of(page):
    """Each row of the table as the texts of its cells."""
    found = re.findall(r"<tr>(.*?)</tr>", page)
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in found
    ]


def test_the_page_shows_votes_participation_and_totals(sign_in, url, answered):
    page = text_of(sign_in("duelmen"), url)
    assert rows_of(page) == [
        ["Feld", "Dülmen", "Nottuln", "Rosendahl", "Beant&shy;wortet"],
        [
            "1. Personalabrechnung bündeln Ampel Grün, Vorschlag",
            "A Ablehnung nicht dabei",
            "Z Zustimmung, vorläufig (F) führt",
            "O Rückmeldung ausstehend – noch offen",
            "2 von 3 1 beteiligt",
        ],
        [
            "2. Einführung von D 115 Ampel noch nicht bewertet, Vorschlag",
            "N noch nicht angefragt – noch offen",
            "N noch nicht angefragt – noch offen",
            "N noch nicht angefragt – noch offen",
            "nicht gefragt 0 beteiligt",
        ],
        ["Zustimmungen, auch bedingt", "0", "1", "0", "1"],
        ["Rückmeldung ausstehend", "0", "0", "1", "1"],
        ["Beteiligt, auch federführend", "0", "1", "0", "1"],
    ]
    assert "2 Felder, 3 Kommunen. 1 Zustimmung liegt vor, 1 Rückmeldung steht aus." in page
    assert "davon 1 von Rosendahl" in text_of(sign_in("rosendahl"), url)


def test_a_cell_leads_to_the_votum_or_to_the_field(circle, sign_in, url, answered):
    page = text_of(sign_in("duelmen"), url)
    for organisation in (circle.nottuln, circle.duelmen, circle.rosendahl):
        assert f'href="{reverse("position", args=[circle.ask(organisation).pk])}"' in page
    assert page.count(f'href="{reverse("field", args=[circle.hotline.pk])}#beteiligte"') == 3
    start = sign_in("duelmen").get(reverse("initiative", args=[circle.initiative.pk])).content.decode()
    assert f'href="{url}"' in start


@pytest.mark.parametrize(
    ("query", "titles", "places"),
    [
        ("", ["1.", "2."], ["Dülmen", "Nottuln", "Rosendahl"]),
        ("?phase=0", ["1.", "2."], ["Dülmen", "Nottuln", "Rosendahl"]),
        ("?ampel=green", ["1."], ["Dülmen", "Nottuln", "Rosendahl"]),
        ("?art=citizen_facing", ["2."], ["Dülmen", "Nottuln", "Rosendahl"]),
        ("?votum=consent", ["1."], ["Nottuln"]),
        ("?votum=open", ["1."], ["Rosendahl"]),
        ("?offen=on", ["1."], ["Rosendahl"]),
        ("?votum=refusal&ampel=green&art=back_office", ["1."], ["Dülmen"]),
    ],
)
def test_filters_choose_fields_and_municipalities(sign_in, url, answered, query, titles, places):
    rows = rows_of(text_of(sign_in("duelmen"), url + query))
    assert [row[0][:2] for row in rows[1:-3]] == titles
    assert rows[0][1:-1] == places


def test_one_municipality_can_be_chosen(circle, sign_in, url, answered):
    client = sign_in("duelmen")
    page = text_of(client, f"{url}?kommune={circle.nottuln.pk}")
    assert [row[1] for row in rows_of(page)] == [
        "Nottuln",
        "Z Zustimmung, vorläufig (F) führt",
        "N noch nicht angefragt – noch offen",
        "1",
        "0",
        "1",
    ]
    assert f'<option value="{circle.duelmen.pk}">Dülmen (eigene)</option>' in page


def test_set_filters_are_shown_and_each_can_be_removed(sign_in, url, answered):
    page = text_of(sign_in("duelmen"), f"{url}?phase=0&votum=refusal&offen=&kommune=")
    assert '<a class="ikz-tag" href="?votum=refusal"' in page
    assert "Phase: Vorschlag" in page and "Votum: Ablehnung" in page and page.count("ikz-tag") == 2
    assert "Zurücksetzen" in page
    assert "Gesetzte Filter" not in text_of(sign_in("duelmen"), url)


@pytest.mark.parametrize("query", ["phase=6", "phase=9", "votum=vielleicht", "kommune=999999", "ampel=blau"])
def test_where_nothing_fits_the_page_says_so(sign_in, url, query):
    page = text_of(sign_in("duelmen"), f"{url}?{query}")
    assert "Dazu passt kein Feld." in page and "<table" not in page
    assert f'href="{url}"' in page


def test_an_initiative_without_fields_says_what_comes(circle, sign_in, url):
    other = Organisation.objects.filter(name="Dülmen").get()
    empty = circle.initiative._meta.model.objects.create(
        title="Leer", short_title="Leer", documented_from=date(2026, 1, 1)
    )
    InitiativeParticipant.objects.create(initiative=empty, organisation=other, joined_on=date(2026, 1, 1))
    page = text_of(sign_in("duelmen"), reverse("matrix", args=[empty.pk]))
    assert "Noch gibt es nichts zu zeigen." in page


@pytest.mark.parametrize("query", ["", "?votum=open", "?phase=6"])
def test_a_swap_equals_a_reload(sign_in, url, answered, query):
    client = sign_in("nottuln")
    whole = client.get(url + query).content.decode()
    assert same(part(client, url + query, "matrix").content.decode(), cut(whole, "matrix"))


def test_who_has_no_delegate_today_is_shown_as_such(circle, sign_in, url):
    client = sign_in("duelmen")
    assert "ohne Beauf" not in text_of(client, url)
    mandate = Mandate.objects.filter(pk=circle.people["rosendahl"].pk)
    mandate.update(valid_until=moments.today() - timedelta(days=1))
    page = text_of(client, url)
    assert page.count('<span class="ikz-gone">') == 1
    assert re.search(r'ikz-gone">(?:(?!</th>).)*>Rosendahl</a>', page)
    assert "Für Gemeinde Rosendahl gibt heute niemand ein Votum ab." in page
    assert "Gemeinde Rosendahl (ohne Beauftragte/n)" in client.get(f"{url}?format=csv").content.decode()
    mandate.update(valid_until=moments.today())
    assert "ikz-gone" not in text_of(client, url), "the last day counts"
    user = circle.people["rosendahl"].user
    user.is_active = False
    user.save()
    assert "ikz-gone" in text_of(client, url), "a locked account acts for nobody"
    assert "ikz-gone" not in text_of(client, f"{url}?kommune={circle.duelmen.pk}")


def test_a_reader_does_not_act_for_a_municipality(circle, sign_in, url):
    Mandate.objects.filter(pk=circle.people["nottuln"].pk).update(role="reader")
    assert re.search(r'ikz-gone">(?:(?!</th>).)*>Nottuln</a>', text_of(sign_in("duelmen"), url))


def test_the_csv_says_the_same(circle, sign_in, url, answered):
    answer = sign_in("duelmen").get(f"{url}?format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert (
        answer["Content-Disposition"]
        == f'attachment; filename="matrix-kreis-coesfeld-{moments.today():%Y-%m-%d}.csv"'
    )
    assert answer.content.startswith(b"\xef\xbb\xbf")
    head, payroll, hotline, *sums = csv.reader(
        io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"
    )
    assert head[8:14] == [
        f"{name}: {what}"
        for name in ("Stadt Dülmen", "Gemeinde Nottuln", "Gemeinde Rosendahl")
        for what in ("Votum", "Beteiligung")
    ]
    row = dict(zip(head, payroll, strict=True))
    assert row["Ampel"] == "Grün" and row["Art"] == "Hintergrundprozess" and row["Phase"] == "Vorschlag"
    assert row["Federführung"] == "Gemeinde Nottuln" and row["Leistungserbringer"] == ""
    assert (row["Vereinbarung"], payroll[7]) == ("", "")
    assert payroll[8:] == [
        *("Ablehnung", "nicht beteiligt", "Zustimmung, vorläufig", "beteiligt, federführend"),
        *("Rückmeldung ausstehend", "noch offen"),
        *("3", "2", "1", "1", "1", f"{moments.today():%d.%m.%Y}"),
    ]
    assert hotline[14:19] == ["0", "0", "0", "0", "0"]
    named = {line[1]: line[8:19] for line in sums}
    assert named["Summe: Zustimmungen, auch bedingt"] == ["0", "", "1", "", "0", "", "", "", "1", "", ""]
    assert named["Summe: Beteiligt"] == ["", "0", "", "1", "", "0", "", "", "", "", "1"]
    assert len({len(line) for line in (head, payroll, hotline, *sums)}) == 1


def test_files_take_the_filter_of_the_page(sign_in, url, answered):
    client = sign_in("duelmen")
    page = text_of(client, f"{url}?votum=consent")
    assert 'href="?votum=consent&amp;format=csv"' in page and 'href="?votum=consent&amp;format=xlsx"' in page
    text = client.get(f"{url}?votum=consent&format=csv").content.decode("utf-8-sig")
    assert "Personalabrechnung" in text and "D 115" not in text and "Dülmen" not in text
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{url}?votum=consent&format=xlsx").content))
    assert [cell.value for cell in book["Matrix"]["K"]][:2] == [
        "Gemeinde Nottuln",
        "Zustimmung, vorläufig\nbeteiligt, federführend",
    ]


@pytest.mark.parametrize("title", ["=1+1", "+49 2502", "-Abbau", "@feld", "  =1+1", "\u00a0=1"])
def test_no_cell_is_read_as_a_formula(circle, sign_in, url, title):
    Field.objects.filter(pk=circle.payroll.pk).update(title=title)
    memory.forget()
    client = sign_in("duelmen")
    lines = csv.reader(
        io.StringIO(client.get(f"{url}?format=csv").content.decode("utf-8-sig"), newline=""), delimiter=";"
    )
    assert list(lines)[1][1] == f"'{title}"
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{url}?format=xlsx").content))["Matrix"]
    assert (sheet["B2"].value, sheet["B2"].data_type) == (title, "s")


def test_the_spreadsheet_has_fixed_heads_real_dates_and_a_legend(sign_in, url, answered):
    answer = sign_in("duelmen").get(f"{url}?format=xlsx")
    assert answer["Content-Disposition"].endswith(f'coesfeld-{moments.today():%Y-%m-%d}.xlsx"')
    book = opened(answer.content)
    assert headed(book["Matrix"])
    assert book.sheetnames == ["Matrix", "Legende"]
    sheet = book["Matrix"]
    assert sheet.freeze_panes == "C2"
    head = [cell.value for cell in sheet[1]]
    row = dict(zip(head, (cell.value for cell in sheet[2]), strict=True))
    assert row["Nr."] == 1 and row["Feld"] == "Personalabrechnung bündeln"
    assert row["Meilenstein am"].date() == date(2027, 3, 1)
    assert row["In der Phase seit"].date() == date(2026, 1, 5)
    assert row["Stadt Dülmen"] == "Ablehnung\nnicht beteiligt"
    assert [row[name] for name in ("Gefragt", "Beantwortet", "Beteiligt")] == [3, 2, 1]
    sums = {cells[1]: cells for cells in sheet.iter_rows(min_row=4, values_only=True)}
    assert sums["Summe: Rückmeldung ausstehend"][10:] == (0, 0, 1, None, None, None, 1, None)
    assert sheet.column_dimensions["B"].width > 30
    legend = dict(book["Legende"].iter_rows(max_col=2, values_only=True))
    assert legend["Stand"].date() == moments.today()
    assert legend["Felder"] == 2 and legend["ohne Beauftragte/n"] == "keine"
    assert legend["Grün"] == "planmäßig" and "beteiligt" in legend


@pytest.mark.parametrize("query", ["", "?votum=open", "?format=csv", "?format=xlsx"])
def test_the_number_of_queries_does_not_grow(circle, sign_in, url, query):
    client = sign_in("duelmen")
    with CaptureQueriesContext(
        connection,
    ) as small:
        client.get(url + query)
    grow(circle, 9, 6)
    with CaptureQueriesContext(connection) as large:
        answer = client.get(url + query)
    assert len(large) == len(small) <= 54
    if not query:
        assert len(rows_of(" ".join(answer.content.decode().split()))) == (1 + 8 + 3) * 2, "two blocks"


def test_many_municipalities_come_in_blocks_with_a_caption_each(circle, sign_in, url):
    grow(circle, 20, 1)
    page = text_of(sign_in("duelmen"), url)
    captions = re.findall(r"<caption[^>]*>Kommunen ([^<]+)", page)
    assert captions == ["Dülmen und Nottuln bis Ort 13", "Ort 14 bis Ort 2", "Ort 3 bis Rosendahl"]
    assert re.findall(r'href="#teil-\d">.*?</span> ([^<]+)', page) == captions
    assert page.count("Alle 23: Beant") == 3

"""The decision register by pages: filter, order, files, and telling how far something is carried out."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.meetings import register
from initiatives.enums import ImplementationState, MeetingState, ResolutionResult
from initiatives.models import Event, Implementation, MeetingResult
from tests.domain.gatherings import HELD_ON, STARTS, closed, decision, meeting, resolution
from tests.support.spreadsheets import headed, opened
from tests.views.parts import is_part

HTMX = {"HX-Request": "true", "HX-Target": "liste"}


@pytest.fixture
def held(circle):
    """One adopted decision of the delegates, one without a field, one that failed, one resolution a year before."""
    row = closed(circle).meeting
    decision(circle, row, text="=Das nächste Treffen ist in Dülmen.", field=None)
    decision(circle, row, text="Der Pool ruht.", is_adopted=False)
    resolution(circle, HELD_ON - timedelta(days=365), result=ResolutionResult.AMENDED)
    return row


def listed(client, circle, **query) -> str:
    return client.get(reverse("register", args=[circle.initiative.pk]), query).content.decode()


def order(page: str, *words: str) -> list[str]:
    return sorted(words, key=page.index)


def test_newest_first_with_counts_in_words(circle, sign_in, held):
    page = listed(sign_in("duelmen"), circle)
    assert "<h1>Beschlussverzeichnis</h1>" in page
    assert "4 Entscheidungen, davon 2 noch nicht umgesetzt." in page
    assert page.index("Die Stadt Dülmen rechnet für alle ab.") < page.index("Rat Nottuln<span")
    assert "nichts umzusetzen" in page
    assert "2 dafür, 1 dagegen" in page


@pytest.mark.parametrize(
    ("query", "count", "shown"),
    [
        ({"art": "resolution"}, "1 Entscheidung,", "Rat Nottuln<span"),
        ({"wer": "decision"}, "3 Entscheidungen", "Der Pool ruht."),
        ({"umsetzung": "none"}, "2 Entscheidungen", "Der Pool ruht."),
        ({"umsetzung": "none", "jahr": "2025"}, "1 Entscheidung,", "Rat Nottuln<span"),
        ({"umsetzung": "open"}, "2 Entscheidungen", "Die Stadt Dülmen rechnet für alle ab."),
        ({"jahr": "2026"}, "3 Entscheidungen", "Der Pool ruht."),
        ({"umsetzung": "overdue"}, "0 Entscheidungen", "Dazu passt keine Entscheidung."),
        ({"art": "gibtesnicht"}, "0 Entscheidungen", "„gibtesnicht“ gibt es nicht"),
    ],
)
def test_a_filter_stands_in_the_address_and_can_be_taken_off(circle, sign_in, held, query, count, shown):
    page = listed(sign_in("duelmen"), circle, **query)
    assert count in page
    assert shown in page
    assert 'class="ikz-tag" href="' in page


def test_filters_by_field_organisation_and_body(circle, sign_in, held):
    duelmen = sign_in("duelmen")
    for query, count in (
        ({"feld": circle.payroll.pk}, 3),
        ({"feld": circle.hotline.pk}, 0),
        ({"wer": f"kommune-{circle.nottuln.pk}"}, 1),
        ({"wer": f"gremium-{circle.rat_nottuln.pk}"}, 1),
    ):
        rows = list(csv.reader(io.StringIO(listed(duelmen, circle, format="csv", **query)), delimiter=";"))
        assert len(rows) - 1 == count, query


def test_sorted_by_a_head_which_says_so_and_turns_round(circle, sign_in, held):
    duelmen = sign_in("duelmen")
    page = listed(duelmen, circle, sort="was")
    words = ("=Das nächste Treffen", "Der Pool ruht.", "Rat Nottuln<span")
    assert order(page, *words) == list(words)
    assert 'aria-sort="ascending"' in page
    assert "sort=-was" in page
    assert order(listed(duelmen, circle, sort="-was"), *words) == list(words[::-1])
    assert 'aria-sort="descending"' in listed(duelmen, circle, sort="-datum")
    assert "aria-sort" not in listed(duelmen, circle)


def test_each_round_and_each_meeting_is_a_group_that_counts_whose_body_has_decided(circle, sign_in, held):
    """A filter hides entries without changing the count, and no two links say the same."""
    resolution(circle, HELD_ON, result=ResolutionResult.ADJOURNED)
    page = listed(sign_in("duelmen"), circle)
    groups = [part.partition("</tr>") for part in page.split('<tr class="ikz-decided__group">')[1:]]
    heads = [" ".join(re.sub("<[^>]+>", " ", head).split()) for head, _, _ in groups]
    assert [head.partition(" gefragt am ")[0] for head in heads] == [
        f"Mitwirkung: {circle.payroll.title}",
        f"{held.title} 3 Festlegungen",
    ]
    assert "1 von 3 gefasst" in heads[0] and groups[0][2].count("Rat Nottuln<span") == 2
    links = re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>', page)
    texts = [re.sub("<[^>]+>", "", one) for one in links]
    assert len(texts) == len(set(texts)) == 5
    day = HELD_ON - timedelta(days=365)
    assert f"{circle.payroll.title}: Rat Nottuln vom {day:%d.%m.%Y}" in texts
    assert "1 von 3 gefasst" in listed(sign_in("duelmen"), circle, jahr=str(day.year))
    assert "ikz-decided__group" not in listed(sign_in("duelmen"), circle, sort="was")


def test_the_files_hold_what_the_filter_leaves_and_no_formula(circle, sign_in, held):
    duelmen = sign_in("duelmen")
    answer = duelmen.get(
        reverse("register", args=[circle.initiative.pk]), {"format": "csv", "art": "decision"}
    )
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 3
    texts = {row["Entscheidung"]: row for row in rows}
    assert "'=Das nächste Treffen ist in Dülmen." in texts
    first = texts["Die Stadt Dülmen rechnet für alle ab."]
    assert (first["Datum"], first["Stimmen"], first["Umsetzung"]) == (
        "12.03.2026",
        "2 dafür, 1 dagegen",
        "offen",
    )
    answer = duelmen.get(reverse("register", args=[circle.initiative.pk]), {"format": "xlsx"})
    sheet = opened(answer.content).active
    assert headed(sheet) and sheet.max_row == 5
    cells = {cell.value: cell.data_type for cell in sheet["C"]}
    assert cells["=Das nächste Treffen ist in Dülmen."] == "s"
    assert sheet["A2"].value.date() == HELD_ON


def test_an_empty_spreadsheet_says_why(circle, sign_in, held):
    address = reverse("register", args=[circle.initiative.pk])
    answer = sign_in("duelmen").get(address, {"format": "xlsx", "jahr": "1999"})
    assert opened(answer.content).active["A2"].value == "Zu dieser Auswahl ist noch nichts entschieden."


def test_an_empty_register_says_what_will_stand_there(circle, sign_in):
    page = listed(sign_in("duelmen"), circle)
    assert "Noch ist nichts entschieden." in page
    assert "Als CSV herunterladen" not in page


def test_many_are_paged_and_cost_the_same(circle, sign_in, held):
    duelmen = sign_in("duelmen")
    listed(duelmen, circle)
    few = _queries(duelmen, circle)
    assert few <= 54
    for number in range(60):
        resolution(circle, HELD_ON - timedelta(days=number))
    page = listed(duelmen, circle)
    assert "64 Entscheidungen" in page
    assert 'aria-label="Seite 2"' in page
    assert _queries(duelmen, circle) == few


def _queries(client, circle) -> int:
    with CaptureQueriesContext(connection) as found:
        listed(client, circle)
    return len(found)


def test_htmx_gets_the_list_alone(circle, sign_in, held):
    address = reverse("register", args=[circle.initiative.pk])
    part = sign_in("duelmen").get(address, {"art": "decision"}, headers=HTMX).content.decode()
    assert is_part(part, "liste")


def values(**changes) -> dict:
    return {
        "state": ImplementationState.WORK,
        "contact": "Fachbereich Personal",
        "due_on": "31.12.2026",
        "note": "",
        "effective_on": f"{moments.today():%d.%m.%Y}",
    } | changes


def entry(row, section: str = "") -> str:
    name = "register_decision" if isinstance(row, MeetingResult) else "register_resolution"
    return reverse(name, args=[row.pk]) + (f"?bearbeiten={section}" if section else "")


@pytest.mark.parametrize("headers", [{}, HTMX | {"HX-Target": "eintrag"}])
def test_who_works_on_the_field_tells_how_far_a_decision_is(circle, sign_in, held, headers):
    row = held.results.get(text="Die Stadt Dülmen rechnet für alle ab.")
    duelmen = sign_in("duelmen")
    page = duelmen.get(entry(row)).content.decode()
    assert "Stand festhalten" in page
    assert "<b>2 dafür:</b> Stadt Dülmen, Gemeinde Nottuln" in page
    form = duelmen.get(entry(row, "umsetzung"), headers=headers).content.decode()
    assert 'name="due_on"' in form
    answer = duelmen.post(entry(row, "umsetzung"), values(), headers=headers)
    assert answer.status_code == (200 if headers else 303)
    page = duelmen.get(entry(row)).content.decode()
    assert "in Umsetzung" in page
    assert "Fachbereich Personal" in page
    assert "Beauftragte/r der Stadt Dülmen" in page
    assert "in Umsetzung" in listed(duelmen, circle)


@pytest.mark.parametrize("headers", [{}, HTMX | {"HX-Target": "eintrag"}])
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "dropped"}, "Bitte begründen Sie, warum die Umsetzung entfällt."),
        ({"effective_on": "31.12.2100"}, "Der Tag liegt in der Zukunft."),
        ({"due_on": "31.11.2026"}, "Der November hat 30 Tage."),
        ({"state": ""}, "Bitte wählen Sie aus."),
    ],
)
def test_what_cannot_be_told_is_refused_and_the_typed_text_kept(
    circle, sign_in, held, headers, changes, words
):
    row = held.results.get(text="Die Stadt Dülmen rechnet für alle ab.")
    before = (Implementation.objects.count(), Event.objects.count())
    answer = sign_in("duelmen").post(entry(row, "umsetzung"), values(**changes), headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Fachbereich Personal" in page
    assert ("<html" in page) == (not headers)
    assert (Implementation.objects.count(), Event.objects.count()) == before


def test_only_the_municipality_of_the_body_tells_how_far_its_resolution_is(circle, sign_in):
    row = resolution(circle)
    assert sign_in("duelmen").post(entry(row, "umsetzung"), values()).status_code == 403
    assert not Implementation.objects.exists()
    assert sign_in("nottuln").post(entry(row, "umsetzung"), values()).status_code == 303
    assert Implementation.objects.get().resolution == row


def test_where_nothing_is_to_be_carried_out_there_is_no_button(circle, sign_in, held):
    row = held.results.get(text="Der Pool ruht.")
    page = sign_in("nottuln").get(entry(row)).content.decode()
    assert "Hier ist nichts umzusetzen." in page
    assert "Stand festhalten" not in page
    assert sign_in("nottuln").post(entry(row, "umsetzung"), values()).status_code == 422


def test_what_is_overdue_is_shown_as_such(circle, sign_in, held):
    row = held.results.get(text="Die Stadt Dülmen rechnet für alle ab.")
    register.implement(
        state=ImplementationState.OPEN,
        due_on=moments.today() - timedelta(days=1),
        effective_on=moments.today() - timedelta(days=9),
        by=circle.people["duelmen"],
        at=moments.now(),
        of=row,
    )
    page = listed(sign_in("duelmen"), circle)
    assert "offen, überfällig" in page
    assert "2 noch nicht umgesetzt, 1 überfällig" in page
    assert "offen, überfällig" in listed(sign_in("duelmen"), circle, umsetzung="overdue")


def test_a_decision_of_a_running_meeting_is_not_there(circle, sign_in):
    running = meeting(circle, state=MeetingState.RUNNING, started_at=STARTS)
    assert sign_in("nottuln").get(entry(decision(circle, running))).status_code == 404

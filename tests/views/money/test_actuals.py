"""The page "Plan und Ist": figures of a year by who may enter them, their corrections, and a list read in."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.money import actuals
from initiatives.domain.state.loading import facts
from initiatives.models import Actual, CostLine, CostLineEntry, Event
from tests.support.personas import AT, BEGIN
from tests.support.spreadsheets import headed, opened

HEAD = ("Kommune", "Jahr", "Betrag", "Quelle")


@pytest.fixture
def planned(taking_part):
    """Of Dülmen a joint cost of 10 000 euros a year."""
    line = CostLine.objects.create(
        field=taking_part.payroll, variant="joint", kind="total", organisation=taking_part.duelmen
    )
    CostLineEntry.objects.create(
        line=line,
        amount_cents=10_000_00,
        from_year=moments.today().year,
        source="Haushalt",
        confidence="calculated",
        effective_on=BEGIN,
        recorded_at=AT,
    )
    return taking_part


def url(circle, editing: str = "", route: str = "actuals") -> str:
    return reverse(route, args=[circle.payroll.pk]) + (f"?bearbeiten={editing}" if editing else "")


def sent(**values) -> dict:
    year = str(moments.today().year)
    return {"year": year, "cents": "11.200", "source": "Jahresabschluss", "effective_on": ""} | values


def words(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_without_plan_and_actual_it_says_what_will_stand_here(circle, sign_in):
    page = sign_in("nottuln").get(url(circle)).content.decode()
    assert "Noch gibt es weder Plan noch Ist." in page and "bearbeiten=ist" not in page


def test_before_there_is_an_actual_the_plan_is_summed_up_once_it_is_known_of_all(planned, sign_in):
    client, line = sign_in("nottuln"), CostLine.objects.get()
    assert "Zusammen – – –" in words(client.get(url(planned)))
    told = CostLineEntry.objects.values(
        "amount_cents", "source", "confidence", "effective_on", "recorded_at"
    ).get()
    for place in (planned.nottuln, planned.rosendahl):
        own = CostLine.objects.create(field=line.field, variant="joint", kind="total", organisation=place)
        CostLineEntry.objects.create(line=own, **told)
    assert "Zusammen 30.000 € – –" in words(client.get(url(planned)))


def test_a_municipality_enters_its_own_figure_and_the_deviation_shows(planned, sign_in):
    client, own = sign_in("duelmen"), planned.duelmen.pk
    page = client.get(url(planned)).content.decode()
    assert f"bearbeiten=ist-{own}" in page and f"bearbeiten=ist-{planned.nottuln.pk}" not in page
    assert client.post(url(planned, f"ist-{own}"), sent()).status_code == 303
    shown = words(client.get(url(planned)))
    assert "1.200 € auffällig" in shown and "+12 %" in shown
    assert f"Ist {moments.today().year} liegt 12 % über Plan." in shown
    assert "ohne Nottuln und Rosendahl" in shown
    assert Event.objects.get(kind="actual").after == "11.200,00\u00a0€ (Jahresabschluss)"
    # what stands is put right, not entered once more
    assert client.post(url(planned, f"ist-{own}"), sent(cents="5")).status_code == 422
    assert Actual.objects.count() == 1


def test_nobody_enters_for_another_but_the_lead(planned, sign_in):
    others = url(planned, f"ist-{planned.rosendahl.pk}")
    assert sign_in("duelmen").post(others, sent()).status_code == 403
    assert sign_in("reader").post(url(planned, f"ist-{planned.nottuln.pk}"), sent()).status_code == 403
    assert not Actual.objects.exists()
    assert sign_in("nottuln").post(others, sent()).status_code == 303
    assert Actual.objects.get().organisation == planned.rosendahl
    with pytest.raises(Refused):
        actuals.enter(
            field=planned.payroll,
            organisation=planned.nottuln,
            year=2026,
            cents=1,
            source="x",
            by=planned.people["duelmen"],
            at=moments.now(),
        )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"cents": "-1"}, "cents"),
        ({"cents": "1,2,3"}, "cents"),
        ({"cents": ""}, "cents"),
        ({"year": "2199"}, "year"),
        ({"year": "2025"}, "year"),  # nobody took part then
        ({"effective_on": "01.01.2190"}, "effective_on"),
        ({"effective_on": "01.01.2020"}, "effective_on"),
    ],
)
def test_bad_input_is_refused_with_what_was_typed(planned, sign_in, values, field):
    action = url(planned, f"ist-{planned.duelmen.pk}")
    answer = sign_in("duelmen").post(action, sent(source="Aus dem Haushalt") | values)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert "Aus dem Haushalt" in answer.content.decode() and not Actual.objects.exists()


def test_only_years_that_have_begun_and_in_which_it_takes_part(planned):
    by, at, year = planned.people["nottuln"], moments.now(), moments.today().year
    values = {"field": planned.payroll, "cents": 0, "source": "x", "by": by, "at": at}
    for wrong, told in ((year + 1, "noch nicht begonnen"), (2025, "nicht beteiligt"), (1899, "Jahre")):
        with pytest.raises(Refused, match=told) as caught:
            actuals.enter(organisation=planned.duelmen, year=wrong, **values)
        assert caught.value.field == "year"
    actuals.enter(organisation=planned.duelmen, year=2026, **values)  # nothing is a figure, too


def test_a_figure_is_put_right_with_a_reason_and_the_earlier_one_was_known_before(planned, sign_in):
    client, own = sign_in("duelmen"), planned.duelmen.pk
    client.post(
        url(planned, f"ist-{own}"), sent(effective_on=f"{moments.today() - timedelta(days=3):%d.%m.%Y}")
    )
    entry = Actual.objects.get()
    between = moments.now()
    link = reverse("field_entries", args=[planned.payroll.pk]) + f"?bearbeiten=ist-{entry.pk}"
    assert link.replace("&", "&amp;") in client.get(url(planned)).content.decode()
    right = {"cents": "10.500", "source": "Jahresabschluss", "effective_on": f"{entry.effective_on:%d.%m.%Y}"}
    assert client.post(link, right).status_code == 422  # without a reason
    assert client.post(link, right | {"correction_reason": "Zahlendreher"}).status_code == 303

    def on(day, known):
        found = facts(planned.initiative.pk, Moment(day, known)).field(planned.payroll.pk)
        return {one.cents for one in found.money.actuals.values()}

    today = moments.today()
    assert on(today, moments.now()) == {10_500_00}
    assert on(today, between) == {11_200_00}
    assert on(entry.effective_on - timedelta(days=1), moments.now()) == set()
    assert Event.objects.filter(kind="actual-corrected").count() == 1
    assert sign_in("rosendahl").get(link).status_code == 403


def test_who_has_left_keeps_its_years_by_the_lead(planned, sign_in):
    fields.set_participation(
        field=planned.payroll,
        organisation=planned.duelmen,
        status="left",
        by=planned.people["duelmen"],
        at=moments.now(),
    )
    action = url(planned, f"ist-{planned.duelmen.pk}")
    assert sign_in("duelmen").post(action, sent()).status_code == 403
    assert sign_in("nottuln").post(action, sent()).status_code == 303


def sheet(*rows, merged: str = "") -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    out = io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return SimpleUploadedFile("ist.xlsx", out.getvalue(), kind)


def look(client, circle, *rows, **options):
    return client.post(url(circle, route="actuals_import"), {"file": sheet(*rows, **options)})


def take(client, circle, page, **values):
    return client.post(url(circle, route="actuals_take"), {"signed": page.context["signed"]} | values)


def test_a_list_is_looked_at_and_then_taken_over(planned, sign_in):
    client = sign_in("nottuln")
    rows = (
        HEAD,
        ("Stadt Dülmen", 2026, 11200.5, "Abschluss"),
        ("Rosendahl", "2026", "1.000,- €", "Abschluss"),
    )
    page = look(client, planned, *rows, ("Nottuln", 2026, None, None))
    assert page.status_code == 200 and not Actual.objects.exists()
    assert "2 neue Zahlen" in words(page) and "11.200,50 €" in words(page)
    assert take(client, planned, page).status_code == 303
    found = dict(Actual.objects.values_list("organisation__name", "cents"))
    assert found == {"Dülmen": 11_200_50, "Rosendahl": 1_000_00}
    assert "In dieser Liste ist nichts zu tun" in words(look(client, planned, *rows))
    # what changes a figure is a correction, and needs its reason
    changed = look(client, planned, HEAD, ("Dülmen", 2026, "11.000", "Abschluss"), rows[2])
    assert "bisher 11.200,50 €" in words(changed) and "1 Berichtigung und 1 Zeile ohne" in words(changed)
    refused = take(client, planned, changed)
    assert refused.status_code == 422 and "correction_reason" in refused.context["form"].errors
    assert take(client, planned, refused, correction_reason="Korrigierter Abschluss").status_code == 303
    last = Actual.objects.standing().get(organisation=planned.duelmen)
    assert (last.cents, last.correction_reason) == (11_000_00, "Korrigierter Abschluss")


@pytest.mark.parametrize(
    ("rows", "line", "column"),
    [
        ([("Kommune", "Jahr", "Quelle"), ("Dülmen", 2026, "x")], 1, "Betrag"),
        ([(*HEAD, "Bemerkung"), ("Dülmen", 2026, 1, "x", "y")], 1, "Bemerkung"),
        ([(*HEAD, "Jahr"), ("Dülmen", 2026, 1, "x", 2026)], 1, "Jahr, Jahr"),
        ([HEAD, ("Dülmen", 2026, "=1+1", "x")], 2, "Betrag"),
        ([HEAD, ("Dülmen", 2026, "1,2,3", "x")], 2, "Betrag"),
        ([HEAD, ("Dülmen", 2026, -5, "x")], 2, "Betrag"),
        ([HEAD, ("Dülmen", 2026, 5, None)], 2, "Quelle"),
        ([HEAD, ("Dülmen", "zwei", 5, "x")], 2, "Jahr"),
        ([HEAD, ("Dülmen", 2099, 5, "x")], 2, "Jahr"),
        ([HEAD, ("Dülmen", 2025, 5, "x")], 2, "Jahr"),
        ([HEAD, ("Ahaus", 2026, 5, "x")], 2, "Kommune"),
        ([HEAD, ("Dülmen", 2026, 5, "x"), ("Stadt Dülmen", 2026, 6, "x")], 3, "Jahr"),
        ([HEAD, *[("Dülmen", 2026, 5, "x")] * 501], 502, ""),
        ([HEAD], 1, ""),
    ],
)
def test_a_wrong_list_is_refused_with_row_and_column(planned, sign_in, rows, line, column):
    good = ("Rosendahl", 2026, 5, "x")
    page = look(sign_in("nottuln"), planned, *rows, *([good] if 1 < len(rows) < 500 else []))
    assert page.status_code == 422 and not Actual.objects.exists()
    assert (line, column) in [(one.line, one.column) for one in page.context["faults"]]


def test_merged_cells_and_a_hundred_thousand_rows_are_refused(planned, sign_in):
    client = sign_in("nottuln")
    row = ("Dülmen", 2026, 5, "x")
    merged = look(client, planned, HEAD, row, row, merged="A2:A3")
    assert merged.status_code == 422
    assert [(one.line, one.column) for one in merged.context["faults"]] == [(2, "A")]
    many = ("Kommune;Jahr;Betrag;Quelle\n" + "Dülmen;2026;5;x\n" * 40_000).encode()
    assert len(many) < 1_000_000
    answer = client.post(
        url(planned, route="actuals_import"), {"file": SimpleUploadedFile("ist.csv", many, "text/csv")}
    )
    assert answer.status_code == 422
    assert [(one.line, "mehr als 500" in one.message) for one in answer.context["faults"]] == [(502, True)]
    answer = client.post(url(planned, route="actuals_import"), {"file": many_rows(100_000)})
    assert answer.status_code == 422
    assert [(one.line, "mehr als 500" in one.message) for one in answer.context["faults"]] == [(502, True)]


def many_rows(count: int) -> SimpleUploadedFile:
    """A spreadsheet with its second row so many times, packed small."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(sheet(HEAD, ("Dülmen", 2026, 5, "x"))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/"):
                head, row, tail = re.fullmatch(rb"(.*)(<row r=\"2\".*?</row>)(.*)", data, re.DOTALL).groups()
                data = head + re.sub(rb' r="[A-Z]*2"', b"", row) * count + tail
            new.writestr(name, data)
    return SimpleUploadedFile("ist.xlsx", out.getvalue())


def test_what_others_did_meanwhile_stops_the_whole_list(planned, sign_in):
    client = sign_in("nottuln")
    rows = (HEAD, ("Dülmen", 2026, 5, "x"), ("Rosendahl", 2026, 6, "x"))
    page = look(client, planned, *rows)
    sign_in("duelmen").post(url(planned, f"ist-{planned.duelmen.pk}"), sent())
    client = sign_in("nottuln")
    refused = take(client, planned, page)
    assert refused.status_code == 422 and "Inzwischen hat sich etwas geändert" in words(refused)
    assert Actual.objects.count() == 1


def test_a_list_changed_on_its_way_or_of_another_is_not_taken(planned, sign_in):
    page = look(sign_in("nottuln"), planned, HEAD, ("Dülmen", 2026, 5, "x"))
    changed = sign_in("nottuln").post(url(planned, route="actuals_take"), {"signed": "x"})
    assert changed.status_code == 422 and "zu alt oder wurde verändert" in words(changed)
    other = take(sign_in("duelmen"), planned, page)
    assert other.status_code == 422 and not Actual.objects.exists()


def test_who_does_not_lead_reads_in_its_own_rows_alone(planned, sign_in):
    client = sign_in("duelmen")
    book = opened(client.get(url(planned, route="actuals_template")).content)
    assert headed(book.active)
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert rows[0] == list(HEAD) and [row[0] for row in rows[1:]] == ["Stadt Dülmen"]
    page = look(client, planned, HEAD, ("Dülmen", 2026, 5, "x"), ("Nottuln", 2026, 5, "x"))
    assert [(one.line, one.column) for one in page.context["faults"]] == [(3, "Kommune")]
    for route in ("actuals_import", "actuals_template"):
        assert sign_in("reader").get(url(planned, route=route)).status_code == 403

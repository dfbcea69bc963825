"""The baseline of fourteen municipalities: what they answer beside each other, and the questionnaire filled in as a file."""

import io
from datetime import timedelta

from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import expect

from initiatives.domain.kernel import moments
from initiatives.models import Organisation, PopulationFigure
from tests.browser.conftest import faults, fits
from tests.support.personas import BEGIN
from tests.support.surveys import CASES, COST, FTE, HOW, LIST, NOTE, TRAVEL, answer, ask, software, take_part
from tests.views.many import grow

LONG = "Integriertes Personalwirtschaftsverfahren mit Zeiterfassung, Reisekosten und Bewerbungsmanagement"


def fourteen(circle):
    """All but one take part and answer; one stands out, one has left out its costs."""
    grow(circle, 11, 1)
    places = [
        circle.duelmen,
        circle.nottuln,
        circle.rosendahl,
        *Organisation.objects.filter(name__startswith="Ort"),
    ]
    PopulationFigure.objects.bulk_create(
        PopulationFigure(organisation=one, date=BEGIN, value=8_000 + 1_500 * n, source="Destatis")
        for n, one in enumerate(places[3:])
    )
    take_part(circle, *places)
    questions, day = ask(circle.payroll), moments.today()
    for n, place in enumerate(places[1:-1]):
        own = [
            software(
                "LOGA 5" if n % 3 else "loga  5",
                f"20{20 + n}",
                day + timedelta(days=90 * n + 20),
                120_000 + n,
            )
        ]
        own += (
            [software(LONG, "", day - timedelta(days=3))]
            if n in (2, 7)
            else [software(f"Verfahren {n}")] * (n % 2)
        )
        values = {
            CASES: str(180 + 17 * n),
            FTE: str(2 + n / 4),
            TRAVEL: n % 4 != 0,
            HOW: "zentral",
            LIST: own,
        }
        values |= {COST: (4_800_000 if n != 5 else 31_000_000) + 130_000 * n} if n != 3 else {}
        answer(place, questions, values | ({NOTE: "Läuft mit dem Besoldungslauf."} if n == 1 else {}))
    return questions


def test_the_answers_of_fourteen_beside_each_other(circle, enter, page, phone, live_server):
    fourteen(circle)
    url = live_server.url + reverse("baseline_survey", args=[circle.payroll.pk])
    for screen in (page, phone):
        enter(screen, "duelmen").goto(url)
        expect(screen.get_by_role("heading", level=1)).to_have_text("Auswertung der Bestandsaufnahme")
        assert fits(screen) and faults(screen) == []
    page.get_by_role("link", name="Kosten im Jahr").first.click()
    expect(page.get_by_role("columnheader", name="Kosten im Jahr").first).to_have_attribute(
        "aria-sort", "ascending"
    )
    assert "sort=" in page.url


def test_a_questionnaire_is_filled_in_as_a_file_without_a_script(circle, enter, plain, live_server, tmp_path):
    take_part(circle, circle.duelmen)
    questions = ask(circle.payroll)
    address = live_server.url + reverse("baseline_sheet_read", args=[circle.payroll.pk])
    enter(plain, "duelmen").goto(address)
    with plain.expect_download() as loaded:
        plain.get_by_role("link", name="Fragebogen als Excel-Datei herunterladen").click()
    book = load_workbook(io.BytesIO(loaded.value.path().read_bytes()))
    book["Fragen"]["E2"] = "viele"
    file = tmp_path / "fragebogen.xlsx"
    book.save(file)
    plain.get_by_label("Ausgefüllter Fragebogen").set_input_files(file)
    plain.get_by_role("button", name="Ansehen").click()
    expect(plain.get_by_role("cell", name="E, Blatt „Fragen“, Antwort")).to_be_visible()
    book["Fragen"]["E2"] = "1.250"
    book.worksheets[2].append(["LOGA 5", "2024", "31.12.2027", 1234.5])
    book.save(file)
    plain.get_by_label("Ausgefüllter Fragebogen").set_input_files(file)
    plain.get_by_role("button", name="Ansehen").click()
    expect(
        plain.get_by_role("row", name="Fragen, 2 Abrechnungen im Monat – 1.250 Stück kommt hinzu")
    ).to_be_visible()
    assert fits(plain)
    plain.get_by_role("button", name="Übernehmen").click()
    expect(plain.get_by_text("Aus der Datei übernommen: 2 Antworten.")).to_be_visible()
    stored = {one.question_id: one.value for one in circle.duelmen.baseline_answers.all()}
    assert stored[questions[CASES].pk] == "1250" and len(stored) == 2

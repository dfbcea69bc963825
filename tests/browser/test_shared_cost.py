"""What payroll of five municipalities with the county as provider costs and saves each, told to the Kreistag as of three days.

By inhabitants Nottuln is worse off; by cases nobody is. A sixth accedes in the middle of a year, and after the review each
bears 15 instead of 8 percent of the post that leads. All sums are an example.
"""

import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from playwright.sync_api import Browser, Locator, Page, expect

from initiatives.domain.fields import fields, providers, workflow
from initiatives.domain.kernel import moments
from initiatives.domain.log import notices
from initiatives.domain.money import actuals, answers, bases
from initiatives.domain.votes import rounds
from initiatives.enums import Edition, RoundPurpose
from initiatives.models import (
    CostKey,
    Field,
    Organisation,
    Question,
    Questionnaire,
    QuestionnaireTemplate,
    Report,
)
from initiatives.tasks import make_report
from tests.browser.desk import Desk

# What each pays today in euros a year, and how many pay slips it makes a month.
FIVE = {
    "Coesfeld": (88_000, 700),
    "Dülmen": (121_500, 1_000),
    "Nottuln": (33_000, 300),
    "Olfen": (30_000, 250),
    "Rosendahl": (24_000, 200),
}
SIXTH, OF_SIXTH = "Havixbeck", (27_000, 220)
BEGUN, JOINED = date(2023, 1, 1), date(2024, 7, 1)
BY_INHABITANTS, BY_CASES, LATER = date(2023, 10, 31), date(2024, 3, 31), date(2025, 3, 31)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@dataclass
class Case:
    desk: Desk

    @property
    def field(self) -> Field:
        return self.desk.field

    def place(self, name: str) -> Organisation:
        if name == "Kreis":
            return self.desk.case.organisations["Kreis Coesfeld"]
        return next(one for one in self.desk.case.organisations.values() if one.name == name and one.county)

    def address(self, page: str) -> str:
        return f"{self.desk.address}/felder/{self.field.pk}/{page}"

    def send(self, name: str, path: str, values: dict[str, str | list[str]]) -> Page:
        """Fill in a form of a page of the money; it is saved."""
        page = self.desk.fill(name, f"/felder/{self.field.pk}/{path}", values)
        expect(page.locator('main form[method="post"] .kern-alert--danger')).to_have_count(0)
        expect(page).not_to_have_url(re.compile("bearbeiten="))
        return page

    def look(self, path: str, name: str = "Dülmen") -> Page:
        page = self.desk.page(name)
        page.goto(self.address(path))
        return page

    def figures(self, names: list[str], kind: str = "figure_", what: dict[str, str] | None = None) -> dict:
        return {f"{kind}{self.place(one).pk}": (what or {}).get(one, "") for one in names}


@pytest.fixture
def case(browser: Browser, live_server, transactional_db, source_case, settings) -> Case:
    settings.ZEAL_NPLUSONE_THRESHOLD = 1_000  # the others answer one after the other
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}
    }  # it makes what waits itself
    field = Field.objects.get(initiative=source_case.municipalities, title="Personalabrechnung bündeln")
    made = Case(Desk(browser, live_server.url, source_case, field))
    begin(made)
    yield made
    made.desk.close()


@notices.silence()
def begin(case: Case) -> None:
    """The five and the county, which provides, take part from the beginning of 2023; the templates are there."""
    import_module("initiatives.migrations.0033_baseline").fill(apps, None)
    for name in ("Kreis", *FIVE):
        told = {"by": case.desk.mandate(name), "at": at(BEGUN)}
        place = case.place(name)
        fields.set_participation(field=case.field, organisation=place, status="participating", **told)
    told = {"by": case.desk.mandate("Nottuln"), "at": at(BEGUN)}
    lead = case.place("Dülmen")
    fields.set_lead(field=case.field, organisation=lead, contact="Fachbereich Personal", **told)
    providers.set_provider(field=case.field, organisation=case.place("Kreis"), **told)
    for _ in range(5):
        workflow.release(field=case.field, reason="Mit Auflagen.", **told)


def take_stock(case: Case) -> None:
    """The lead asks by the template, Nottuln answers in the browser, the others by the same verb."""
    template = str(QuestionnaireTemplate.objects.get(key="payroll").pk)
    begun = {"template": template, "effective_on": "02.01.2023"}
    case.send("Dülmen", "bestandsaufnahme/?bearbeiten=anlegen", begun)
    asked = Questionnaire.objects.get(field=case.field)
    number, cost = (asked.questions.get(text__startswith=text) for text in ("Abrechnungen", "Kosten"))
    today, cases = FIVE["Nottuln"]
    page = case.send(
        "Nottuln",
        f"bestandsaufnahme/?bearbeiten=antworten-{case.place('Nottuln').pk}",
        {
            answers.name_of(number.pk): str(cases),
            answers.name_of(cost.pk): f"{today // 1000}.000,- €",
            "effective_on": "03.01.2023",
        },
    )
    expect(page.locator("main")).to_contain_text("2 Angaben sind gespeichert.")
    for name, (today, cases) in FIVE.items():
        if name != "Nottuln":
            answer(case, name, {number: str(cases), cost: today * 100})


def answer(case: Case, name: str, given: dict[Question, object], day: date = date(2023, 1, 3)) -> None:
    asked = Questionnaire.objects.get(field=case.field)
    values = {question.pk: value for question, value in given.items()}
    told = {"by": case.desk.mandate(name), "at": at(day)}
    answers.give(questionnaire=asked, organisation=case.place(name), given=values, **told)


def share_by_inhabitants(case: Case) -> None:
    """Costs of today from the answers; a joint cost that the county pays, and a post that leads of which each bears 8 percent."""
    dated = {"effective_on": "15.01.2023"}
    case.send("Dülmen", "vergleich/?bearbeiten=bestandsaufnahme", {"confidence": "calculated"} | dated)
    county = {
        "organisation": str(case.place("Kreis").pk),
        "source": "Haushalt 2023",
        "confidence": "calculated",
    }
    for variant, euros in (("today", "180.000"), ("joint", "160.000")):
        own = {"variant": variant, "kind": "staff", "title": "Eigene Abrechnung", "amount_cents": euros}
        case.send("Kreis", "vergleich/?bearbeiten=zeile", county | own | dated)
    key = {"title": "Abrechnung", "starts_on": "01.01.2023", "kind": "population", "bearers": "participants"}
    case.send("Dülmen", "kostenschluessel/?bearbeiten=neu", key | dated)
    eight = case.figures(list(FIVE), what=dict.fromkeys(FIVE, "8 %"))
    key = {"title": "Leitung", "starts_on": "01.01.2023", "kind": "fixed", "bearers": "named"}
    case.send("Dülmen", "kostenschluessel/?bearbeiten=neu", key | eight | dated)
    for title, euros in (("Abrechnung", "240.000"), ("Leitung", "20.000,-")):
        line = {"variant": "joint", "kind": "staff", "title": title, "amount_cents": euros}
        line["key"] = str(CostKey.objects.get(field=case.field, title=title).pk)
        case.send("Dülmen", "vergleich/?bearbeiten=gemeinsam", county | line | dated)
    basis = {"first_year": 2023, "years": 5, "rate": Decimal(2), "price_year": 2023, "note": ""}
    bases.say(field=case.field, values=basis, by=case.desk.mandate("Dülmen"), at=at(date(2023, 1, 15)))


def find_another_key(case: Case) -> None:
    """Nottuln is named; equal parts make it worse for more, cases for nobody; these are adopted on purpose from 2024 on."""
    page = case.look("vergleich/")
    expect(page.locator("#ergebnis")).to_contain_text(
        "Die Gemeinde Nottuln zahlt 5.771,50 € im Jahr mehr als heute."
    )
    page = case.look("simulation/")
    result = page.locator("#ergebnis")
    expect(result).to_contain_text("Noch ist nichts verändert")
    expect(row(result, "Nottuln")).to_contain_text("38.771,50 €")
    page.locator('[name="art"]').select_option("equal")
    expect(result).to_contain_text(
        "Neu schlechter gestellt: Kreis Coesfeld, Stadt Olfen und Gemeinde Rosendahl."
    )
    cases = "&".join(
        f"traegt-{case.place(name).pk}=on&zahl-{case.place(name).pk}={n}" for name, (_, n) in FIVE.items()
    )
    page = case.look(f"simulation/?art=cases&traeger=named&von=01.01.2024&{cases}")
    expect(page.locator("#ergebnis")).to_contain_text("Nicht mehr schlechter gestellt: Gemeinde Nottuln.")
    expect(row(page.locator("#ergebnis"), "Nottuln")).to_contain_text("32.544,50 €")
    page.get_by_role("link", name="Schlüssel als neue Zeit übernehmen").click()
    form = page.locator("#schluesselform")
    for name, value in (
        ("figures_on", "03.01.2023"),
        ("source", "Bestandsaufnahme 2023"),
        ("review_on", "01.11.2024"),
        ("effective_on", "15.12.2023"),
    ):
        case.desk._set(form, name, value)
    form.get_by_role("button", name="Speichern").click()
    expect(page.locator("main")).to_contain_text("Die neue Zeit ist gespeichert.")
    expect(case.look("vergleich/").locator("#ergebnis")).to_contain_text("Niemand verliert.")


def row(where: Locator, name: str) -> Locator:
    return where.locator("tbody tr").filter(has=where.page.get_by_role("rowheader", name=name))


def let_a_sixth_in(case: Case) -> None:
    """Havixbeck accedes on 1 July 2024 and bears by both keys from then on, 184 of 366 days of its first year."""
    case.desk.edit(SIXTH, "beteiligung", {"status": "participating", "effective_on": "01.07.2024"})
    number = Question.objects.get(questionnaire__field=case.field, meaning="cases")
    cost = Question.objects.get(questionnaire__field=case.field, meaning="cost")
    answer(case, SIXTH, {number: str(OF_SIXTH[1]), cost: OF_SIXTH[0] * 100}, JOINED)
    dated = {"effective_on": "01.07.2024"}
    case.send(SIXTH, "vergleich/?bearbeiten=bestandsaufnahme", {"confidence": "calculated"} | dated)
    six = [*FIVE, SIXTH]
    cases = {name: str(n) for name, (_, n) in (FIVE | {SIXTH: OF_SIXTH}).items()}
    new = {"starts_on": "01.07.2024", "bearers": "named"} | case.figures(
        six, "bears_", dict.fromkeys(six, "on")
    )
    by_cases = {"kind": "cases", "figures_on": "01.07.2024", "source": "Bestandsaufnahme"}
    by_cases |= case.figures(six, what=cases)
    next_period(case, "Abrechnung", new | by_cases | dated)
    next_period(
        case, "Leitung", new | {"kind": "fixed"} | case.figures(six, what=dict.fromkeys(six, "8")) | dated
    )
    page = case.look("kostenschluessel/?jahr=2024")
    expect(page.locator("main")).to_contain_text("9.941,67 €")
    expect(page.locator("main")).to_contain_text("804,37 €")


def next_period(case: Case, title: str, values: dict) -> None:
    key = CostKey.objects.get(field=case.field, title=title)
    page = case.send("Dülmen", f"kostenschluessel/?bearbeiten=zeit-{key.pk}", values)
    expect(page.locator("main")).to_contain_text("Die neue Zeit ist gespeichert.")


def review(case: Case) -> None:
    """The review asks for a change: from 2025 on each bears 15 percent; and what 2024 really cost."""
    said = {
        "kind": "review",
        "outcome": "amend",
        "text": "Die Leitung braucht mehr Zeit.",
        "effective_on": "15.11.2024",
    }
    case.desk.edit("Dülmen", "nachweis", said)
    six = [*FIVE, SIXTH]
    fifteen = {"starts_on": "01.01.2025", "kind": "fixed", "bearers": "named", "effective_on": "01.12.2024"}
    fifteen |= case.figures(six, "bears_", dict.fromkeys(six, "on"))
    next_period(case, "Leitung", fifteen | case.figures(six, what=dict.fromkeys(six, "15")))
    real = {
        "year": "2024",
        "cents": "33.500,40",
        "source": "Jahresabschluss 2024",
        "effective_on": "15.03.2025",
    }
    page = case.send("Dülmen", f"plan-und-ist/?bearbeiten=ist-{case.place('Nottuln').pk}", real)
    expect(row(page.locator("#jahr-2024 ~ div").first, "Nottuln")).to_contain_text("29.770")
    told = {"by": case.desk.mandate("Dülmen"), "at": at(date(2025, 3, 15))}
    for name, euros in (("Coesfeld", 68_900), ("Dülmen", 96_000), (SIXTH, 10_700)):
        values = {"year": 2024, "cents": euros * 100, "source": "Jahresabschluss 2024"}
        actuals.enter(field=case.field, organisation=case.place(name), **values, **told)


def told_as_of(case: Case, day: date, folder: Path) -> str:
    """The PDF of the report to the Kreistag as of a day, as its readers read it."""
    council = case.desk.case.bodies["kreistag-coesfeld"]
    page = case.desk.page("Kreis")
    page.goto(f"{case.desk.address}/berichte/neu/?gremium={council.pk}")
    form = page.locator("main form").filter(has=page.locator('[name="as_of"]'))
    values = {
        "initiatives": [str(case.field.initiative_id)],
        "edition": Edition.NON_PUBLIC.value,
        "as_of": f"{day:%d.%m.%Y}",
    }
    for name, value in values.items():
        case.desk._set(form, name, value)
    for step in ("Entwurf erstellen", "Weiter: Eigene Texte", "Speichern und zum Entwurf"):
        page.get_by_role("button", name=step).click()
    expect(page.get_by_role("heading", name="Erstellung")).to_be_visible()
    report = Report.objects.latest("pk")
    assert report.body == council
    make_report.call(report.pk)
    answered = page.request.get(f"{case.desk.address}/berichte/{report.pk}/pdf/")
    assert answered.ok
    path = folder / f"{day}.pdf"
    path.write_bytes(answered.body())
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return done.stdout


# What Nottuln pays, saves, and what that is worth, as the comparison reckons them in the end.
COST, SAVING, VALUE = "31.688,16 €", "1.311,84 €", "5.854,98 €"
WITH_CASES, WITHOUT = (
    "Niemand steht schlechter als heute.",
    ("Havixbeck 27.000", "15 % der", "Plan und Ist, Feld"),
)
# What the report says as of each of the days, and what it must not know yet.
SAID: dict[date, tuple[tuple[str, ...], tuple[str, ...]]] = {
    BY_INHABITANTS: (
        (
            "Nottuln 33.000 € 38.771,50 € −5.771,50 € −17,5 %",
            "Schlechter als heute steht: Gemeinde Nottuln (5.771,50 € im Jahr mehr).",
            "„Abrechnung“ ab 01.01.2023: nach Einwohnern (Coesfeld 37.030,",
            "8 % der Gemeinde Nottuln",
            "der Rest beim Kreis Coesfeld",
        ),
        (*WITHOUT, WITH_CASES, "nach Fallzahlen"),
    ),
    BY_CASES: (
        (
            "Nottuln 33.000 € 32.544,50 € 455,50 € 1,4 %",
            WITH_CASES,
            "„Abrechnung“ ab 01.01.2024: nach Fallzahlen (Coesfeld 700,",
            "8 % der Gemeinde Nottuln",
        ),
        (*WITHOUT, "Schlechter als heute"),
    ),
    LATER: (
        (
            f"Nottuln 33.000 € {COST} {SAVING} 4,0 %",
            "Havixbeck 27.000 € 22.574,34 € 4.425,66 €",
            WITH_CASES,
            "„Abrechnung“ ab 01.07.2024: nach Fallzahlen",
            "„Leitung“ ab 01.01.2025: 15 % der Stadt Coesfeld",
            "Überprüfung vom 15.11.2024: ändern.",
            "2024 Havixbeck 10.746,04 € 10.700 € −46,04 € −0,4 %",
            "2024 Nottuln 29.770,41 € 33.500,40 € 3.729,99 € 12,5 %",
        ),
        ("Schlechter als heute",),
    ),
}


def say_the_same_everywhere(case: Case) -> None:
    """The figures of Nottuln are the same on all its pages and in the draft paper for its council; each page is sound."""
    rows = (
        ("", "#kosten tr", (COST, SAVING)),
        ("vergleich/", "#vergleich tr", (COST, SAVING, VALUE)),
        ("simulation/", "#ergebnis tr", (COST, SAVING, VALUE)),
    )
    for path, where, wanted in rows:
        found = case.look(path, "Nottuln").locator(where).filter(has_text="Nottuln").filter(has_text=COST)
        for figure in wanted:
            expect(found.first).to_contain_text(figure.replace(" ", "\u00a0"))
    page = case.desk.page("Nottuln")
    page.goto(f"{case.desk.address}/initiativen/{case.field.initiative_id}/matrix/")
    expect(page.locator("main")).to_contain_text(f"spart {SAVING}".replace(" €", "\u00a0€"))
    asked = rounds.open_round(
        question=rounds.Question(RoundPurpose.TAKING_PART, "Wirkt Ihre Kommune weiter mit?"),
        fields=[case.field],
        organisations=[case.place("Nottuln")],
        deadline=moments.today() + timedelta(days=14),
        by=case.desk.mandate("Nottuln"),
        at=moments.now(),
    )
    page.goto(f"{case.desk.address}/runden/{asked.pk}/vorlage/")
    for figure in (COST, SAVING):
        expect(page.locator("main")).to_contain_text(figure.replace(" ", "\u00a0"))


@pytest.mark.needs("pango")
def test_what_payroll_costs_each_until_nobody_is_worse_off_is_told_as_of_three_days(case: Case, tmp_path):
    for part in (take_stock, share_by_inhabitants, find_another_key, let_a_sixth_in, review):
        part(case)
    say_the_same_everywhere(case)
    for day, (told, unknown) in SAID.items():
        read = " ".join(told_as_of(case, day, tmp_path).split())
        assert [one for one in told if one not in read] == [], day
        assert [one for one in unknown if one in read] == [], day

"""A hand at real browsers, which enters a course by pages and counts what it takes; and how a report tells of it."""

from dataclasses import dataclass, field
from datetime import date

from playwright.sync_api import Browser, Locator, Page

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.snapshots import editions, status_report
from initiatives.enums import Edition
from initiatives.models import Initiative, Organisation, User
from initiatives.reports.status.document import html
from initiatives.snapshot.form import read, write
from initiatives.snapshot.status_report import Paper, StatusReport
from tests.reports import snapshots
from tests.reports.page import text, tree
from tests.support.personas import client_of

FORM = 'main form:has(button.kern-btn--primary):not([role="search"], #ihr-teil *)'
UNFOLD = "form => form.querySelectorAll('details').forEach(one => one.open = true)"


@dataclass
class Hand:
    """Somebody at a browser, one account after the other; counts what it takes."""

    browser: Browser
    address: str
    pages: int = 0
    forms: int = 0
    open: dict[int, Page] = field(default_factory=dict)

    def page(self, user: User) -> Page:
        if user.pk not in self.open:
            session = client_of(user).cookies["sessionid"].value
            context = self.browser.new_context(locale="de-DE", viewport={"width": 1366, "height": 768})
            context.add_cookies([{"name": "sessionid", "value": session, "url": self.address}])
            self.open[user.pk] = context.new_page()
        return self.open[user.pk]

    def send(self, user: User, path: str, values: dict[str, str], *, files: str = "") -> None:
        """Open a page, fill in its form by the names of the inputs, and send it; where it has too few lines, ask for more."""
        page = self.page(user)
        page.goto(f"{self.address}{path}")
        form = page.locator(FORM).first
        form.evaluate(UNFOLD)
        if files:
            csv = {"name": "orte.csv", "mimeType": "text/csv", "buffer": files.encode()}
            form.locator('input[type="file"]').set_input_files(csv)
        for name in values:
            asked = form.locator(f'[name="{name}"]').first
            if asked.count() == 0:
                self._press(page, form.locator(f'button[value="zeilen-{name.partition("-")[0]}"]'))
                asked.wait_for(state="attached")
                form.evaluate(UNFOLD)
        for name, value in values.items():
            self._set(form, name, value)
        self._press(page, form.locator("button.kern-btn--primary").first)
        self.pages += 1

    def press(self, user: User, path: str, *buttons: str) -> None:
        """Open a page and press the buttons that are named so."""
        page = self.page(user)
        page.goto(f"{self.address}{path}")
        for name in buttons:
            self._press(page, page.get_by_role("button", name=name).first)
        self.pages += 1

    def _press(self, page: Page, button: Locator) -> None:
        with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
            button.click()
        assert sent.value.status < 400, (page.url, sent.value.status, page.locator("main").inner_text())
        onward = sent.value.headers.get("hx-redirect")
        if onward:
            page.wait_for_url(f"{self.address}{onward}")
        page.wait_for_load_state("networkidle")
        self.pages += 1
        self.forms += 1

    def _set(self, form, name: str, value: str) -> None:
        one = form.locator(f'[name="{name}"]')
        kind = one.first.evaluate("one => one.type || one.tagName")
        if kind in ("radio", "checkbox"):
            for wanted in value.split():
                form.locator(f'[name="{name}"][value="{wanted}"]').check()
        elif kind == "select-one":
            one.select_option(value)
        else:
            one.fill(value)

    def close(self) -> None:
        for page in self.open.values():
            page.context.close()


def place(name: str) -> Organisation:
    return Organisation.objects.get(designation=name)


def lines(block: str, *rows: dict[str, str]) -> dict[str, str]:
    """What is typed into the lines of a block."""
    return {f"{block}-{number}-{name}": text for number, row in enumerate(rows) for name, text in row.items()}


def told(initiative: Initiative, day: date) -> dict:
    """What the snapshot of a report as of a day holds of an initiative, as known now."""
    [found] = write(_snapshot(initiative, day))["initiatives"]
    return found


def documents(initiative: Initiative, *days: date) -> list[str]:
    """The public reports as of these days as their readers see them: each row, item and paragraph is a line."""
    pages = (tree(html(write(editions.public(_snapshot(initiative, day))))) for day in days)
    return ["\n".join(text(one) for one in page.iter() if one.tag in ("tr", "li", "p")) for page in pages]


def _snapshot(initiative: Initiative, day: date) -> StatusReport:
    return status_report.take(
        initiative_ids=[initiative.pk],
        moment=Moment(day, moments.now()),
        edition=Edition.PUBLIC,
        paper=read(Paper, snapshots.paper()),
    )

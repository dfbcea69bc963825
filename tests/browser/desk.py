"""People of the source case at their desks, each in a browser of their own, working on one field."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.test import Client
from playwright.sync_api import Browser, Page, expect

from initiatives.domain.kernel import moments
from initiatives.management.demo.source import Case
from initiatives.models import Agreement, Ask, Field, Mandate, Round

FORM = 'form[aria-labelledby="form-h"]'


def german(days: int) -> str:
    """The day in so many days, as it is typed."""
    day: date = moments.today() + timedelta(days=days)
    return f"{day:%d.%m.%Y}"


@dataclass
class Desk:
    browser: Browser
    address: str
    case: Case
    field: Field
    pages: dict[str, Page] = field(default_factory=dict)

    def page(self, name: str) -> Page:
        """The page of the delegate of a municipality, or (Kreis) of the county's representative, signed in."""
        if name not in self.pages:
            client = Client()
            user = self.mandate(name).user
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            context = self.browser.new_context(locale="de-DE", viewport={"width": 1366, "height": 768})
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.address}]
            )
            if name != "Olfen":  # whose page is looked at in the end
                context.route("**/*.woff2", lambda route: route.abort())
                context.route("**/*.css", lambda route: route.abort())
            self.pages[name] = context.new_page()
        return self.pages[name]

    def mandate(self, name: str) -> Mandate:
        place = name.lower().replace("ü", "ue")
        return self.case.people[place if place == "kreis" else f"beauftragte-{place}"]

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()

    def fill(self, name: str, path: str, values: dict[str, str | list[str]], *, tun: str = "") -> Page:
        """Open a form by its address, fill it in by the names of its inputs, and send it."""
        page = self.page(name)
        page.goto(f"{self.address}{path}")
        form = page.locator("main form:not([action$='/schritte/'])").first
        if page.locator(FORM).count():
            form = page.locator(FORM)
        for key, value in values.items():
            self._set(form, key, value)
        form.locator("button.kern-btn--primary").click()
        return page

    def _set(self, form, key: str, value: str | list[str]) -> None:
        inputs = form.locator(f'[name="{key}"]')
        kind = inputs.first.evaluate("one => one.type || one.tagName")
        if kind == "checkbox" and isinstance(value, list):
            for box in inputs.all():
                box.set_checked(box.get_attribute("value") in value)
        elif kind == "radio":
            form.locator(f'[name="{key}"][value="{value}"]').check()
        elif kind == "checkbox":
            inputs.set_checked(value == "on")
        elif kind == "select-one":
            inputs.select_option(value)
        else:
            inputs.evaluate("one => { const fold = one.closest('details'); if (fold) fold.open = true; }")
            inputs.fill(str(value))

    def edit(self, name: str, section: str, values: dict | None = None) -> None:
        """Save a section of the field's page."""
        page = self.fill(name, f"/felder/{self.field.pk}/?bearbeiten={section}", values or {})
        expect(page.locator(FORM)).to_have_count(0)

    def entry(self, name: str, *kinds: str, days: int = 0) -> None:
        for kind in kinds:
            self.edit(name, "nachweis", {"kind": kind, "text": "Festgelegt.", "effective_on": german(days)})

    def agree(self, *names: str, to: Agreement | None = None) -> Agreement:
        """Dülmen draws up an agreement of these, or their accession to another one."""
        own = self.case.organisations.values()
        entering = [str(o.pk) for o in own if o.name in names and o.designation != "Kreis Coesfeld"]
        values: dict[str, str | list[str]] = {"entering": entering}
        if to is None:
            values |= {"legal_form_name": "Vertrag", "cost_clause": "Nach Fällen"}
        query = f"?zu={to.pk}&art=beitritt" if to else ""
        page = self.fill("Dülmen", f"/felder/{self.field.pk}/vereinbarungen/neu/{query}", values)
        expect(page.locator("#stufen")).to_be_visible()
        return Agreement.objects.latest("pk")

    def stage(self, agreement: Agreement, stage: str, name: str = "Dülmen") -> None:
        """A stage of an agreement happens today; of a signature each tells its own."""
        values: dict[str, str | list[str]] = {"effective_on": german(0)}
        if stage == "unterschrift":
            own = [o for o in self.case.organisations.values() if o.name == name and o.county_id]
            values["organisation"] = str(own[0].pk)
        if stage == "inkrafttreten":
            values = {"in_force_on": german(0)}
        page = self.fill(name, f"/vereinbarungen/{agreement.pk}/?bearbeiten={stage}", values)
        expect(page.locator(FORM)).to_have_count(0)

    def refused_release(self, *missing: str) -> None:
        """A release without a reason is refused and says what is missing."""
        phase = Field.objects.get(pk=self.field.pk).phase
        page = self.fill("Nottuln", f"/felder/{self.field.pk}/?bearbeiten=freigabe", {})
        alert = page.locator("#feld").get_by_role("alert")
        for what in missing:
            expect(alert).to_contain_text(what)
        assert Field.objects.get(pk=self.field.pk).phase == phase

    def release(self) -> None:
        phase = Field.objects.get(pk=self.field.pk).phase
        self.edit("Nottuln", "freigabe")
        assert Field.objects.get(pk=self.field.pk).phase == phase + 1

    def ask(self, names: list[str], **values: str) -> Round:
        """Nottuln opens a round on the field for these municipalities."""
        own = self.case.organisations.values()
        asked = [str(o.pk) for o in own if o.name in names and o.designation != "Kreis Coesfeld"]
        page = self.fill(
            "Nottuln",
            f"/initiativen/{self.field.initiative_id}/runde/?feld={self.field.pk}",
            {"organisations": asked, "deadline": german(14), **values},
        )
        expect(page).to_have_url(f"{self.address}/felder/{self.field.pk}/#voten")
        return Round.objects.latest("pk")

    def vote(self, round_: Round, name: str, stance: str, *, resolved: str = "", **values: str) -> None:
        ask = Ask.objects.select_related("body").get(round=round_, organisation__name=name)
        page = self.fill(name, f"/voten/{ask.pk}/?bearbeiten=votum", {"stance": stance, **values})
        expect(page.locator(FORM)).to_have_count(0)
        if resolved:
            self.resolve(round_, name, resolved)

    def resolve(self, round_: Round, name: str, result: str) -> None:
        ask = Ask.objects.get(round=round_, organisation__name=name)
        values = {"result": result, "effective_on": german(0), "votes_for": "20", "votes_against": "3"}
        page = self.fill(name, f"/beschluesse/neu/?frage={ask.pk}", values)
        expect(page.locator(FORM)).to_have_count(0)

    def close_round(self, round_: Round) -> None:
        page = self.fill("Nottuln", f"/runden/{round_.pk}/?bearbeiten=schliessen", {})
        expect(page.locator("dd").get_by_text("geschlossen am")).to_be_visible()

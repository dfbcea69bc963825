"""The page of the simulation: what the address asks is shown beside the recorded state; kept only on purpose; never an error."""

import random
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from initiatives.enums.money import CostKind, Variant
from initiatives.models import CostKeyPeriod, CostLineEntry, Event, Mandate, Simulation
from tests.support.personas import client_of
from tests.views.money.shared_costs import Shared, basis, joined, key, line

HTMX = {"HX-Request": "true", "HX-Target": "ergebnis"}


@pytest.fixture
def shared(source_case) -> Shared:
    """Nottuln and Senden share 100,000 euros equally; each pays 55,000 today."""
    made = joined(source_case, "Nottuln", "Senden")
    basis(made)
    line(made, CostKind.TOTAL, 10_000_000)
    for name in ("Nottuln", "Senden"):
        line(made, CostKind.TOTAL, 5_500_000, Variant.TODAY, organisation=made.place(name))
    key(made, "equal", bearers="named", figures={made.place(name).pk: None for name in ("Nottuln", "Senden")})
    return made


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def result(response) -> dict[str, tuple[int | None, int | None]]:
    return {
        row.organisation.name: (row.cost_before, row.cost_after) for row in response.context["result"].rows
    }


def of(shared: Shared, name: str, role: str = "delegate"):
    return client_of(Mandate.objects.filter(organisation=shared.place(name), role=role).first().user)


def written() -> list[int]:
    return [model.objects.count() for model in (Simulation, CostKeyPeriod, CostLineEntry, Event)]


def test_a_key_and_who_joins_are_tried_out_without_writing_anything(shared):
    before, client = written(), client_of(shared.by.user)
    assert "Noch ist nichts verändert" in text(client.get(shared.url))
    asked = {f"wer-{shared.place('Olfen').pk}": "kommt", "art": "equal", "menge": "+20"}
    page = client.get(shared.url, asked)
    county = 30_000_00
    assert result(page) == {
        "Kreis Coesfeld": (0, county),
        "Nottuln": (50_000_00, county),
        "Olfen": (None, county),
        "Senden": (50_000_00, county),
    }
    shown = text(page)
    assert "Olfen kommt von Anfang an hinzu" in shown and "gemeinsame Kosten +20" in shown
    assert "Kosten heute fehlen" in shown and "−20.000,00" in shown
    assert written() == before


def test_a_step_of_htmx_gets_the_result_alone_and_its_short_address(shared):
    client = client_of(shared.by.user)
    asked = {"art": "population", "menge": "", "von": "", "variante": "joint", "traeger": "participants"}
    part = client.get(shared.url, asked, headers=HTMX)
    assert part.headers["HX-Replace-Url"] == f"{shared.url}?art=population"
    content = part.content.decode()
    assert 'id="ergebnis"' in content and "Annahmen" not in content and "<h1" not in content
    whole = client.get(f"{shared.url}?art=population")
    assert result(whole) == result(part)


def test_who_loses_newly_is_named(shared):
    senden, nottuln = shared.place("Senden").pk, shared.place("Nottuln").pk
    asked = {"art": "fixed", "traeger": "named", f"zahl-{senden}": "60", f"zahl-{nottuln}": "40"}
    shown = text(client_of(shared.by.user).get(shared.url, asked))
    assert "Neu schlechter gestellt: Gemeinde Senden" in shown
    assert "−5.000,00 € −9,1 %" in shown  # as the comparison writes it


UNFIT = (
    ({"art": "lottery"}, "Schlüssel: Diese Auswahl gibt es hier nicht"),
    ({"von": "31.02.2026"}, "31.02.2026 gibt es nicht"),
    ({"von": "01.01.2027", "bis": "31.12.2026"}, "Ende liegt vor dem Beginn"),
    ({"art": "fixed", "zahl": "60"}, "Unbekannt: zahl"),
    ({"art": "fixed"}, "noch kein Prozentsatz"),
    ({"art": "mixed", "grundbetrag": "10"}, "Es fehlt der Grundbetrag"),
    ({"art": "equal", "traeger": "named"}, "niemand angekreuzt"),
    ({"menge": "-101"}, "Möglich sind −100 %"),
    ({"menge": "1,2,3"}, "Bitte geben Sie eine Zahl an"),
    ({"foerderung": "-5"}, "kleiner als null"),
    ({"schluessel": "999999999999999999999"}, "gibt es hier nicht"),
    ({"wer-1234567": "kommt"}, "Unbekannt: wer-1234567"),
    ({"postenmenge": "5"}, "Es ist keiner gewählt"),
)


def test_what_does_not_fit_is_told_and_not_heeded(shared):
    client = client_of(shared.by.user)
    for asked, word in UNFIT:
        page = client.get(shared.url, asked, headers=HTMX)
        assert page.status_code == 200 and word in text(page), asked
        assert result(page)["Nottuln"] == (50_000_00, 50_000_00), asked


def test_percentages_above_100_are_told_and_not_heeded(shared):
    asked = {"art": "fixed", f"zahl-{shared.place('Senden').pk}": "100,5"}
    page = client_of(shared.by.user).get(shared.url, asked)
    assert "ergeben 100,5" in text(page) and result(page)["Senden"] == (50_000_00, 50_000_00)


def test_no_address_is_an_error(shared):
    """Random values, of the kinds that the fields take and of others, for the fields there are and for some there are not."""
    client, source = client_of(shared.by.user), random.Random(17)
    names = [*client.get(shared.url).context["page"].form.fields, "x", "wer-0", "zahl-abc", "ab-"]
    values = [
        "kommt",
        "geht",
        "on",
        "equal",
        "fixed",
        "cases",
        "mixed",
        "usage",
        "population",
        "described",
        "named",
    ]
    values += [
        "0",
        "8",
        "60",
        "-100",
        "1e9",
        "NaN",
        "∞",
        "99999999999999999999",
        "01.01.2026",
        "31.12.2199",
        "1.1.1900",
    ]
    values += ["01.07.2027", "'; DROP", "<b>", "\x00", "ä" * 300, " ", "joint", "external", "2026-01-01", "٣"]
    for _ in range(25):
        asked = {source.choice(names): source.choice(values) for _ in range(source.randint(1, 14))}
        page = client.get(shared.url, asked, headers=HTMX if source.random() < 0.8 else {})
        assert page.status_code == 200, asked
        tried = page.context["result"].tried
        again = client.get(page.context["address"], headers=HTMX)
        assert [one.cost for one in again.context["result"].tried.outcomes] == [
            one.cost for one in tried.outcomes
        ], asked


def test_a_simulation_is_kept_for_the_others_and_removed_by_who_kept_it(shared):
    client, asked = client_of(shared.by.user), "art=population&menge=%2B10"
    kept = f"{shared.url}?bearbeiten=behalten&{asked}"
    assert client.post(kept, {"title": " "}).status_code == 422 and not Simulation.objects.exists()
    assert client.post(f"{shared.url}?bearbeiten=behalten", {"title": "Leer"}).status_code == 422
    answer = client.post(kept, {"title": "Nach Einwohnern"})
    assert answer.status_code == 303
    row = Simulation.objects.get()
    assert parse_qs(row.query) == {"art": ["population"], "menge": ["+10"]}
    other = of(shared, "Senden")
    found = re.search(r'href="([^"]+)">Nach Einwohnern', other.get(shared.url).content.decode())
    assert found is not None
    followed = other.get(found[1].replace("&amp;", "&"))
    assert "gemeinsame Kosten +10" in text(followed)
    assert other.post(f"{shared.url}?bearbeiten=entfernen-{row.pk}").status_code == 403
    assert client.post(f"{shared.url}?bearbeiten=entfernen-{row.pk}").status_code == 303
    assert "Nach Einwohnern" not in text(other.get(shared.url)).partition("Behaltene")[2]
    assert client.post(f"{shared.url}?bearbeiten=entfernen-{row.pk}").status_code == 404


def test_a_county_representative_tries_out_but_keeps_nothing_where_the_county_has_no_part(source_case):
    made = joined(source_case, "Nottuln", "Senden")
    line(made, CostKind.TOTAL, 10_000_000)
    stranger = made.case.municipalities.fields.exclude(pk=made.field.pk).first()
    county = Mandate.objects.filter(
        organisation=source_case.municipalities.county, role="county_representative"
    ).first()
    client = client_of(county.user)
    url = made.url.replace(f"/{made.field.pk}/", f"/{stranger.pk}/")
    assert client.get(f"{url}?art=equal").status_code == 200
    assert client.post(f"{url}?bearbeiten=behalten&art=equal", {"title": "Ein Titel"}).status_code == 403
    assert not Simulation.objects.exists()


def test_the_key_that_was_tried_out_fills_in_the_form_of_a_new_period(shared):
    client, senden = client_of(shared.by.user), shared.place("Senden").pk
    asked = {"art": "fixed", "traeger": "named", f"zahl-{senden}": "15,5", "von": "01.01.2028"}
    page = client.get(shared.url, asked)
    address = page.context["adopt"]
    form = client.get(address).context["form"]
    told = {name: form[name].value() for name in ("starts_on", "kind", "bearers", f"figure_{senden}")}
    assert told == {
        "starts_on": "01.01.2028",
        "kind": "fixed",
        "bearers": "named",
        f"figure_{senden}": "15,5",
    }
    nottuln = shared.place("Nottuln").pk
    assert not form[f"bears_{nottuln}"].value()  # what the period before said of others is gone
    sent = {name: form[name].value() or "" for name in form.fields if not name.startswith("bears_")}
    sent |= {f"bears_{senden}": "on"}
    path = urlsplit(address)
    assert (
        client.post(f"{path.path}?bearbeiten={parse_qs(path.query)['bearbeiten'][0]}", sent).status_code
        == 303
    )
    assert CostKeyPeriod.objects.count() == 2
    assert of(shared, "Senden").get(shared.url, asked).context["adopt"] == ""


def test_without_costs_the_page_says_where_to_begin(source_case):
    made = joined(source_case, "Nottuln", "Senden")
    shown = text(client_of(made.by.user).get(made.url))
    assert "Noch gibt es nichts zu simulieren" in shown and "Zum Vergleich" in shown


def test_where_everybody_bears_its_own_the_page_says_that_a_key_shares_out_nothing(source_case):
    made = joined(source_case, "Nottuln")
    basis(made)
    line(made, CostKind.TOTAL, 5_000, organisation=made.place("Nottuln"))
    client, words = client_of(made.by.user), "nichts zu verteilen"
    assert words in text(client.get(made.url, {"art": "equal"}))
    assert words not in text(client.get(made.url))
    line(made, CostKind.TOTAL, 5_000)
    assert words not in text(client.get(made.url, {"art": "equal"}))

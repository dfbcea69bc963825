"""The page of the keys: known shares, what can be done and by whom, what is refused with all that was typed."""

import re
from datetime import date
from decimal import Decimal

import pytest

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.money import keys
from initiatives.domain.money.key_figures import Period
from initiatives.enums.money import CostKind
from initiatives.models import CostKey, CostKeyPeriod, CostKeyShare, Event, Mandate
from tests.support.personas import client_of
from tests.views.money.shared_costs import SINCE, Shared, basis, joined, key, line

# 100,000.00 euros by the inhabitants of 31.12.2022; mixed: 30,000 equally and the rest by inhabitants.
KNOWN = {
    "Ascheberg": ("7.041,64", "9.090,91", "7.656,43"),
    "Billerbeck": ("5.198,67", "9.090,91", "6.366,35"),
    "Coesfeld": ("16.480,34", "9.090,91", "14.263,51"),
    "Dülmen": ("21.125,81", "9.090,91", "17.515,33"),
    "Havixbeck": ("5.403,40", "9.090,91", "6.509,65"),
    "Lüdinghausen": ("11.241,61", "9.090,91", "10.596,40"),
    "Nordkirchen": ("4.629,45", "9.090,91", "5.967,88"),
    "Nottuln": ("8.857,01", "9.090,91", "8.927,18"),
    "Olfen": ("5.898,29", "9.090,91", "6.856,08"),
    "Rosendahl": ("4.824,38", "9.090,91", "6.104,34"),
    "Senden": ("9.299,40", "9.090,90", "9.236,85"),
}
KINDS = {
    "population": {},
    "equal": {},
    "mixed": {"base_cents": 3_000_000, "variable_kind": "population"},
}


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def table(response, number: int = 0) -> dict[str, tuple[str, str]]:
    """Of the shares of a key: euros and percent by who bears."""
    found = re.findall(r'<caption id="cap-anteile-.*?</table>', response.content.decode(), re.DOTALL)[number]
    rows = re.findall(
        r'<th scope="row">(.*?)</th>\s*<td class="num">(.*?)</td>\s*<td class="num">(.*?)</td>', found
    )
    return {re.sub(r"<.*", "", name): (euros, percent) for name, euros, percent in rows}


def municipalities(shared: Shared) -> dict[int, None]:
    return {
        one.pk: None
        for one in shared.case.organisations.values()
        if one.county == shared.case.municipalities.county
    }


@pytest.mark.parametrize("kind", KINDS)
def test_the_shares_of_a_year_are_the_known_ones_and_the_county_has_none(source_case, kind):
    shared = joined(source_case)
    basis(shared)
    line(shared, CostKind.TOTAL, 10_000_000)
    key(shared, kind, bearers="named", figures=municipalities(shared), **KINDS[kind])
    page = client_of(shared.by.user).get(shared.keys_url)
    column = list(KINDS).index(kind)
    told = {name: euros.removesuffix("\u00a0€") for name, (euros, _) in table(page).items()}
    assert told == {name: sums[column] for name, sums in KNOWN.items()} | {"Zusammen": "100.000,00"}
    assert "Anteile 2026 an den gemeinsamen Kosten" in text(page)


def test_eight_then_fifteen_percent_leave_the_rest_to_the_provider_as_a_line_of_its_own(source_case):
    shared = joined(source_case, "Nottuln", "Rosendahl")
    rosendahl, nottuln = shared.place("Rosendahl").pk, shared.place("Nottuln").pk
    first = key(shared, "fixed", figures={rosendahl: Decimal(8), nottuln: Decimal(0)})
    keys.add_period(
        key=first.key,
        period=Period(date(2029, 1, 1), "fixed", figures={rosendahl: Decimal(15), nottuln: Decimal(0)}),
        by=shared.by,
        at=moments.now(),
    )
    client = client_of(shared.by.user)
    before, after = (table(client.get(shared.keys_url, {"jahr": year})) for year in ("2028", "2029"))
    assert before["Rosendahl"] == ("8.000,00\u00a0€", "8,00\u00a0%")
    assert before["Rest beim Leistungserbringer"] == ("92.000,00\u00a0€", "92,00\u00a0%")
    assert (
        after["Rosendahl"][0] == "15.000,00\u00a0€"
        and after["Rest beim Leistungserbringer"][1] == "85,00\u00a0%"
    )
    shown = text(client.get(shared.keys_url, {"jahr": "2028"}))
    assert "01.01.2026 – 31.12.2028" in shown and "01.01.2029 – offen" in shown
    assert "als Beispiel" in shown  # nothing is recorded that it could share out


def posted(client, url: str, name: str, sent: dict):
    return client.post(f"{url}?bearbeiten={name}", sent)


def rows() -> list[int]:
    return [model.objects.count() for model in (CostKey, CostKeyPeriod, CostKeyShare, Event)]


SENT = {
    "title": "Betrieb",
    "starts_on": "01.01.2026",
    "kind": "equal",
    "bearers": "participants",
    "rounding": "cent",
}


def test_a_key_is_added_followed_corrected_ended_and_renamed_on_the_page(source_case):
    shared = joined(source_case, "Nottuln", "Senden")
    client, url, senden = client_of(shared.by.user), shared.keys_url, shared.place("Senden").pk
    assert "Noch kein Kostenschlüssel" in text(client.get(url))
    county = source_case.municipalities.county.pk
    named = SENT | {"bearers": "named", f"bears_{county}": "on", "review_on": "01.01.2027"}
    assert posted(client, url, "neu", named).status_code == 303
    first = CostKeyPeriod.objects.get()
    two = {"starts_on": "01.01.2028", "kind": "population", "bearers": "participants", "rounding": "euro"}
    made = client.post(f"{url}?bearbeiten=zeit-{first.key_id}", two)
    assert made["Location"] == f"{url}#schluessel-{first.key_id}"
    shown = text(client.get(url, {"jahr": "2028"}))
    assert "01.01.2026 – 31.12.2027" in shown and "nur die genannten" in shown and "nach Einwohnern" in shown
    second = CostKeyPeriod.objects.last()
    form = client.get(f"{url}?bearbeiten=berichtigen-{second.pk}").context["form"]
    assert form[f"figure_{senden}"].value() is None  # what comes from the statistics is not typed
    right = two | {"figure_" + str(county): "1.000", "correction_reason": "So vereinbart"}
    assert posted(client, url, f"berichtigen-{second.pk}", right).status_code == 303
    third = CostKeyPeriod.objects.standing().last()
    assert third.shares.get(organisation=county).figure == 1_000 and third.shares.count() == 3
    ended = {"ends_on": "31.12.2028", "correction_reason": "Vertrag endet"}
    assert posted(client, url, f"ende-{third.pk}", ended).status_code == 303
    assert (
        posted(client, url, f"name-{first.key_id}", {"title": "Lohn", "seen": "Betrieb"}).status_code == 303
    )
    shown = text(client.get(url))
    assert "01.01.2028 – 31.12.2028" in shown and "Lohn" in shown and "Vertrag endet" in shown


def test_a_period_that_never_was_is_taken_back_with_a_reason(source_case):
    shared = joined(source_case, "Nottuln", "Senden")
    first, client = key(shared, "equal"), client_of(shared.by.user)
    gone = {"gab-es-nicht": "1", "starts_on": "unlesbar"}
    page = posted(client, shared.keys_url, f"berichtigen-{first.pk}", gone)
    assert page.status_code == 422 and page.context["form"].errors.keys() == {"correction_reason"}
    gone["correction_reason"] = "Nie vereinbart"
    assert posted(client, shared.keys_url, f"berichtigen-{first.pk}", gone).status_code == 303
    shown = text(client.get(shared.keys_url))
    assert "Noch kein Kostenschlüssel" in shown and "gab es nicht" in shown and "Nie vereinbart" in shown


WRONG = (
    ({"starts_on": ""}, "starts_on", "füllen"),
    ({"starts_on": "31.02.2026"}, "starts_on", "31.02.2026 gibt es nicht"),
    ({"ends_on": "31.12.2025"}, "ends_on", "vor dem Beginn"),
    ({"kind": "fixed", "figure_senden": "60", "figure_nottuln": "40,5"}, "figure_", "mehr als 100"),
    ({"kind": "fixed", "figure_senden": "8"}, "figure_nottuln", "Zahl von Nottuln"),
    ({"kind": "cases", "figure_senden": "-3"}, "figure_senden", "unter null"),
    ({"kind": "cases", "figure_senden": "1,2,3"}, "figure_senden", "Bitte geben Sie eine Zahl an"),
    ({"kind": "cases", "figure_senden": "1000000001"}, "figure_senden", "zu groß"),
    ({"kind": "fixed", "figure_senden": "100,01 %", "figure_nottuln": "0"}, "figure_senden", "mehr als 100"),
    ({"kind": "mixed", "variable_kind": "usage"}, "base_cents", "Grundbetrag"),
    ({"kind": "mixed", "base_cents": "-1"}, "base_cents", "kleiner als null"),
    ({"kind": "described"}, "reason", "beschreiben"),
    ({"bearers": "named"}, "bearers", "wer in dieser Zeit trägt"),
    ({"kind": "lottery"}, "kind", "gibt es hier nicht"),
)


def test_what_is_wrong_stands_at_its_field_and_all_typed_is_kept(source_case):
    shared = joined(source_case, "Nottuln", "Senden")
    numbers = {"nottuln": shared.place("Nottuln").pk, "senden": shared.place("Senden").pk}

    def own(name: str) -> str:
        return re.sub(r"(nottuln|senden)$", lambda found: str(numbers[found[1]]), name)

    client, before = client_of(shared.by.user), rows()
    for more, field, message in WRONG:
        sent = SENT | {own(name): value for name, value in more.items()} | {"source": "Getippt"}
        page = posted(client, shared.keys_url, "neu", sent)
        errors = page.context["form"].errors
        assert page.status_code == 422 and rows() == before, more
        found = [name for name in errors if name.startswith(own(field))]
        assert found and message in str(errors[found[0]][0]), errors
        assert 'value="Getippt"' in page.content.decode()


def test_a_period_that_overlaps_is_refused_with_the_other_named(source_case):
    shared = joined(source_case, "Nottuln", "Senden")
    first = key(shared, "equal", ends_on=date(2027, 12, 31))
    sent = SENT | {"starts_on": "31.12.2027"}
    page = posted(client_of(shared.by.user), shared.keys_url, f"zeit-{first.key_id}", sent)
    assert page.status_code == 422 and CostKeyPeriod.objects.count() == 1
    assert "ab 01.01.2026 bis 31.12.2027" in page.context["form"].errors["starts_on"][0]


def test_who_does_not_have_the_field_in_hand_reads_and_changes_nothing(source_case):
    shared = joined(source_case, "Nottuln", "Senden")
    first = key(shared, "equal")
    client = client_of(Mandate.objects.get(organisation=shared.place("Senden"), role="delegate").user)
    shown = client.get(shared.keys_url)
    assert shown.status_code == 200 and "bearbeiten=" not in shown.content.decode()
    for name in (
        "neu",
        f"zeit-{first.key_id}",
        f"berichtigen-{first.pk}",
        f"ende-{first.pk}",
        f"name-{first.key_id}",
    ):
        assert client.get(f"{shared.keys_url}?bearbeiten={name}").status_code == 403
        assert client.post(f"{shared.keys_url}?bearbeiten={name}", SENT).status_code == 403
    assert CostKeyPeriod.objects.count() == 1


def test_keys_of_another_field_are_not_there(source_case):
    shared = joined(source_case, "Nottuln", "Senden")
    first = key(shared, "equal")
    other = shared.case.municipalities.fields.exclude(pk=shared.field.pk).first()
    url = shared.keys_url.replace(f"/{shared.field.pk}/", f"/{other.pk}/")
    client = client_of(shared.by.user)
    for name in (
        f"zeit-{first.key_id}",
        f"berichtigen-{first.pk}",
        f"ende-{first.pk}",
        f"name-{first.key_id}",
    ):
        assert client.get(f"{url}?bearbeiten={name}").status_code == 404


def test_a_review_that_is_due_is_named_until_another_period_holds(source_case):
    shared = joined(source_case, "Nottuln", "Senden")
    key(shared, "equal", review_on=moments.today())
    assert "Überprüfung fällig seit" in text(client_of(shared.by.user).get(shared.keys_url))


def test_a_year_that_there_is_not_is_said_and_the_page_stands(source_case):
    shared = joined(source_case, "Nottuln", "Senden")
    key(shared, "equal")
    client = client_of(shared.by.user)
    for year in ("abc", "99999", "-1", "0", "1899", "2026,5"):
        page = client.get(shared.keys_url, {"jahr": year, "stand": "99.99.2020"})
        assert page.status_code == 200 and page.context["example"].errors.keys() == {"jahr", "stand"}


def test_as_of_a_past_day_what_was_agreed_by_then_is_shown(source_case):
    shared = joined(source_case, "Nottuln", "Senden")
    first = keys.add(
        field=shared.field,
        title="Betrieb",
        period=Period(SINCE, "equal"),
        effective_on=date(2026, 2, 1),
        by=shared.by,
        at=moments.now(),
    )
    keys.add_period(
        key=first.key,
        period=Period(date(2026, 6, 1), "population"),
        effective_on=date(2026, 5, 4),
        by=shared.by,
        at=moments.now(),
    )
    client = client_of(shared.by.user)

    def shown(day: str) -> str:
        return text(client.get(shared.keys_url, {"stand": day})).partition("Verlauf")[0]

    assert "Noch kein Kostenschlüssel" in shown("31.01.2026")
    assert "01.01.2026 – offen" in shown("03.05.2026") and "nach Einwohnern" not in shown("03.05.2026")
    assert "01.01.2026 – 31.05.2026" in shown("04.05.2026") and "bearbeiten=" not in shown("04.05.2026")
    assert "gab es dieses Feld hier noch nicht" in shown("01.01.1990")


def test_who_joined_since_and_has_no_percentage_is_named(source_case):
    shared = joined(source_case, "Nottuln", "Rosendahl")
    figures = {shared.place("Rosendahl").pk: Decimal(8), shared.place("Nottuln").pk: Decimal(0)}
    key(shared, "fixed", figures=figures)
    client = client_of(shared.by.user)
    assert "ohne Prozentsatz" not in text(client.get(shared.keys_url))
    fields.set_participation(
        field=shared.field,
        organisation=shared.place("Senden"),
        status="participating",
        by=None,
        at=moments.now(),
    )
    assert "ohne Prozentsatz, und trägt daher nichts: Senden." in text(client.get(shared.keys_url))

"""Funding programmes of a Land on the page of the law: versions by their days, sums in euros, what is refused."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from initiatives.domain.rules.money import funding
from initiatives.domain.state.money import programme
from initiatives.models import Event, FundingProgramme

DAY = timedelta(days=1)


def url(name: str, *args, query: str = "") -> str:
    return reverse(f"administration_law{name}", args=args) + query


def sent(**values) -> dict:
    return {
        "name": "Förderung IKZ",
        "least_partners": "2",
        "base_cents": "175.000",
        "further_cents": "35.000,00 €",
        "most_cents": "",
        "most_percent": "90",
        "least_years": "5",
        "least_saving": "15",
        "applications_until": "",
        "proofs": "Neue Zusammenarbeit\nVorbildcharakter\n",
        "paragraph": "Richtlinie vom 31.08.2021",
        "source": "MBl. NRW. 2021 S. 737",
        "valid_from": "31.08.2021",
        "valid_until": "",
    } | values


@pytest.fixture
def client(circle, sign_in):
    client = sign_in("administrator")
    assert client.post(url("_new", "foerderprogramm", query="?land=05"), sent()).status_code == 303
    return client


def test_a_programme_is_kept_in_versions(client):
    row = FundingProgramme.objects.get()
    assert (row.key, row.base_cents, row.further_cents) == ("foerderung-ikz", 175_000_00, 35_000_00)
    assert row.proofs == ["Neue Zusammenarbeit", "Vorbildcharakter"]
    page = client.get(url("")).content.decode()
    assert (
        "175.000\u00a0€ bei 2 Partnern, 35.000\u00a0€ je weiterem, höchstens 90\u00a0% der Ausgaben" in page
    )
    later = sent(base_cents="150.000", valid_from="01.01.2025", applications_until="31.12.2026")
    new = url("_new", "foerderprogramm", query=f"?von={row.pk}")
    assert "175.000" in client.get(new).content.decode()
    assert client.post(new, later).status_code == 303
    found = FundingProgramme.objects.order_by("valid_from").values_list("key", "base_cents", "valid_until")
    assert list(found) == [
        ("foerderung-ikz", 175_000_00, date(2024, 12, 31)),
        ("foerderung-ikz", 150_000_00, None),
    ]


def test_two_who_put_it_right_clash_and_the_history_tells_euros(client):
    page = url("_rule", "foerderprogramm", FundingProgramme.objects.get().pk)
    right = sent(base_cents="180.000", seen=client.get(page).context["form"].initial["seen"])
    assert client.post(page, right).status_code == 303
    told = Event.objects.first()
    assert "175.000,00\u00a0€" in told.before and "180.000,00\u00a0€" in told.after
    assert "höchstens" not in told.after  # what nobody touched has not changed
    assert client.post(page, right | {"base_cents": "190.000"}).status_code == 409
    assert client.post(page, right | {"proofs": "Neue Zusammenarbeit"}).status_code == 303
    assert FundingProgramme.objects.get().proofs == ["Neue Zusammenarbeit"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"base_cents": "-1"}, "base_cents"),
        ({"base_cents": ""}, "base_cents"),
        ({"most_percent": "101"}, "most_percent"),
        ({"least_partners": "1"}, "least_partners"),
        ({"least_saving": "101"}, "least_saving"),
        ({"valid_until": "30.08.2021"}, "valid_until"),
        ({"applications_until": "31.02.2026"}, "applications_until"),
    ],
)
def test_what_no_programme_can_be(client, values, field):
    new = url("_new", "foerderprogramm", query="?land=06")
    answer = client.post(new, sent(**values))
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert "Richtlinie vom 31.08.2021" in answer.content.decode()
    assert FundingProgramme.objects.count() == 1


def test_the_seeded_guidelines_of_nrw_are_sound_and_follow_each_other(db):
    import_module("initiatives.migrations.0035_funding").guidelines(apps, None)
    rows = list(FundingProgramme.objects.order_by("valid_from"))
    for row in rows:
        row.full_clean()
        assert (row.land, row.least_partners, row.least_years, row.least_saving) == ("05", 2, 5, 15)
        assert "nachgelesen" in row.source and row.proofs
    former, later = map(programme, rows)
    assert [funding.by_partners(one, 11) for one in (former, later)] == [490_000_00, 420_000_00]
    last, deadline = former.valid_until, date(2026, 12, 31)
    open_on = [
        [one.id for one in funding.open_on([former, later], day)]
        for day in (last, last + DAY, deadline, deadline + DAY)
    ]
    assert open_on == [[former.id], [later.id], [later.id], []]

"""The law of a Land on the pages of the administrator: versions by their days, corrections, what is refused."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from initiatives.domain.agreements import law
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.state.loading import facts
from initiatives.models import Agreement, Authority, Competence, Event, LegalForm, LegalTerm

DAY = timedelta(days=1)
FROM, NEXT = date(1979, 10, 1), date(2020, 1, 1)
FROM_1994 = date(1994, 10, 1)


@pytest.fixture
def term(db) -> LegalTerm:
    return LegalTerm.objects.create(
        land="05",
        key="approval_refusal",
        value=4,
        unit="weeks",
        paragraph="§ 24",
        source="GkG NRW",
        valid_from=FROM,
    )


def url(name: str, *args, query: str = "") -> str:
    return reverse(f"administration_law{name}", args=args) + query


def sent(**values) -> dict:
    given = {
        "value": "8",
        "unit": "weeks",
        "paragraph": "§ 24 neu",
        "source": "GV 2020",
        "valid_from": "01.01.2020",
    }
    return given | values


def versions() -> list[tuple]:
    rows = LegalTerm.objects.order_by("valid_from")
    return [(one.value, one.valid_from, one.valid_until) for one in rows]


def test_a_new_version_ends_the_one_before(circle, sign_in, term):
    client = sign_in("administrator")
    Agreement.objects.create(field=circle.payroll, title="Vereinbarung")  # without any, nothing is worked out
    before = facts(circle.initiative.pk).law
    assert before.term("approval_refusal", NEXT).value == 4
    answer = client.post(url("_new", "frist", query=f"?von={term.pk}"), sent())
    assert answer["Location"] == url("", query="?land=05")
    assert versions() == [(4, FROM, NEXT - DAY), (8, NEXT, None)]
    found = facts(circle.initiative.pk).law
    assert [found.term("approval_refusal", day).value for day in (NEXT - DAY, NEXT)] == [4, 8]
    assert found.term("approval_refusal", FROM - DAY) is None
    shown = client.get(url("")).content.decode()
    assert "Hinweis, keine Rechtsberatung" in shown and "gilt heute nicht" in shown
    assert Event.objects.first().kind == "law"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"valid_from": "01.10.1979"}, "valid_from"),
        ({"valid_until": "31.12.2019"}, "valid_until"),
        ({"source": ""}, "source"),
        ({"value": "0"}, "value"),
    ],
)
def test_what_no_version_can_be(circle, sign_in, term, values, field):
    before = versions(), Event.objects.count()
    client = sign_in("administrator")
    answer = client.post(url("_new", "frist", query=f"?von={term.pk}"), sent(**values))
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert "§ 24 neu" in answer.content.decode()
    assert (versions(), Event.objects.count()) == before


def test_one_between_two_others_ends_before_the_next(circle, term):
    by, at = circle.people["administrator"], moments.now()
    values = {"land": "05", "key": "approval_refusal", "unit": "weeks", "paragraph": "§ 24", "source": "x"}
    law.add(row=LegalTerm(value=8, valid_from=NEXT, **values), by=by, at=at)
    law.add(row=LegalTerm(value=6, valid_from=date(2000, 1, 1), **values), by=by, at=at)
    assert versions() == [
        (4, FROM, date(1999, 12, 31)),
        (6, date(2000, 1, 1), NEXT - DAY),
        (8, NEXT, None),
    ]
    with pytest.raises(Refused) as caught:
        law.edit(row=term, values={"valid_until": date(2000, 1, 1)}, by=by, at=at)
    assert caught.value.field == "valid_until"


def test_a_version_is_put_right_and_two_who_do_so_clash(circle, sign_in, term):
    client, page = sign_in("administrator"), url("_rule", "frist", term.pk)
    seen = client.get(page).context["form"].initial["seen"]
    right = sent(value="4", paragraph="§ 24 Abs. 2", source="GkG NRW", valid_from="01.10.1979", seen=seen)
    assert client.post(page, right).status_code == 303
    term.refresh_from_db()
    assert term.paragraph == "§ 24 Abs. 2"
    assert client.post(page, right | {"paragraph": "§ 24 Abs. 3"}).status_code == 409
    assert client.post(page, right | {"source": "GV"}).status_code == 303


def test_by_which_rule_a_council_decides_is_kept_in_versions_too(circle, sign_in):
    client, first = sign_in("administrator"), {"source": "KrO NRW", "valid_from": "01.10.1994"}
    new = url("_new", "vertretung", query="?land=05")
    assert client.post(new, first | {"is_county": "on", "paragraph": "§ 26 KrO NRW"}).status_code == 303
    assert client.post(new, first | {"paragraph": "§ 41 GO NRW"}).status_code == 303
    row = Competence.objects.get(is_county=True)
    later = {"source": "GV 2020", "valid_from": "01.01.2020", "paragraph": "§ 27 KrO NRW"}
    assert client.post(url("_new", "vertretung", query=f"?von={row.pk}"), later).status_code == 303
    page = client.get(url("", query="?land=05")).content.decode()
    shown = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    for words in ("Kreistag § 26 KrO NRW", "Kreistag § 27 KrO NRW", "Rat § 41 GO NRW"):
        assert words in shown, words
    county, town = (
        facts(circle.initiative.pk).organisations[one.pk] for one in (circle.county, circle.nottuln)
    )
    told = [law.of_council(county, day) for day in (date(1994, 9, 30), FROM_1994, NEXT - DAY, NEXT)]
    assert told == ["", "§ 26 KrO NRW", "§ 26 KrO NRW", "§ 27 KrO NRW"]
    assert law.of_council(town, NEXT) == "§ 41 GO NRW"


def test_a_land_without_law_says_what_that_means(circle, sign_in):
    client = sign_in("administrator")
    shown = client.get(url("", query="?land=06")).content.decode()
    assert "Für Hessen ist hier noch nichts hinterlegt." in shown
    form = {
        "name": "Zweckverband",
        "needs_approval": "on",
        "paragraph": "§ 9 KGG",
        "source": "KGG",
        "valid_from": "01.01.1970",
    }
    client.post(url("_new", "rechtsform", query="?land=06"), form)
    made = LegalForm.objects.get()
    assert (made.land, made.key, made.needs_approval, made.needs_notice) == (
        "06",
        "zweckverband",
        True,
        False,
    )
    one = {
        "name": "Regierungspräsidium",
        "paragraph": "§ 35 KGG",
        "source": "KGG",
        "valid_from": "01.01.1970",
    }
    client.post(url("_new", "zustaendigkeit", query="?land=06"), one)
    assert not Authority.objects.get().has_county_or_free_city
    assert client.get(url("", query="?land=99")).status_code == 404
    assert client.get(url("_new", "steuer", query="?land=06")).status_code == 404
    assert client.get(url("_new", "frist")).status_code == 404

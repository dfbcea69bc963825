"""The page "Vergleich": who pays what in which variant, who loses, what would make it whole, on what it rests."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.money import bases, utilities
from initiatives.domain.state.facts import CriterionFacts
from initiatives.domain.state.loading import facts
from initiatives.models import ComparisonBasis, CostLine, UtilityAnalysis
from tests.domain.compared import enter
from tests.domain.money.test_lines import taking_part
from tests.views.parts import cut, part, same


@pytest.fixture
def led(circle):
    """Dülmen leads the payroll, Nottuln takes part, Rosendahl is interested."""
    return taking_part(circle)


@pytest.fixture
def url(led) -> str:
    return reverse("economics", args=[led.payroll.pk])


@pytest.fixture
def loser(led):
    """Nottuln pays 30 € more a year, Dülmen 200 € less."""
    enter(led, "nottuln", 100)
    enter(led, "nottuln", 130, "joint")
    enter(led, "duelmen", 500)
    enter(led, "duelmen", 300, "joint")
    return led


def text(html: str) -> str:
    """What one reads, a blank for each gap."""
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", html)).replace(" .", ".").replace(" ,", ",")


def test_who_loses_is_named_first_and_in_a_sentence(loser, sign_in, url):
    html = sign_in("reader").get(url).content.decode()
    read = text(html)
    assert "1 Beteiligte verliert: Die Gemeinde Nottuln zahlt 30\u00a0€ im Jahr mehr als heute." in read
    assert "170\u00a0€ gespart (28,3&nbsp;%)" in read and "15&nbsp;%, wie es Förderrichtlinien" in read
    assert read.index("verliert:") < read.index("Je Beteiligten")
    assert "bearbeiten=" not in html.split('id="vergleich"')[1]  # who only reads


def test_who_never_gets_back_what_falls_due_once_loses_too(led, sign_in, url):
    enter(led, "nottuln", 100)
    enter(led, "nottuln", 90, "joint")
    enter(led, "nottuln", 9_000, "joint", "one_off")
    read = text(sign_in("nottuln").get(url).content.decode())
    assert (
        "Die Gemeinde Nottuln spart zwar 10\u00a0€ im Jahr, holt aber die einmaligen Kosten von 9.000\u00a0€"
        in read
    )


def test_who_is_missing_is_named_and_never_zero(led, sign_in, url):
    enter(led, "duelmen", 500)
    enter(led, "duelmen", 490, "joint")
    enter(led, "nottuln", 100, "joint")
    read = text(sign_in("nottuln").get(url).content.decode())
    assert "Es fehlt: Kosten heute: Nottuln" in read and "Kosten gemeinsam:" not in read
    assert "Von denen, deren Kosten bekannt sind, verliert niemand." in read
    assert "Zusammen ohne Nottuln 500\u00a0€ 490\u00a0€" in read and "15&nbsp;%" not in read


def test_without_a_key_what_nobody_bears_is_named(loser, sign_in, url):
    enter(loser, "", 700, "joint", "it", is_shared=True)
    read = text(sign_in("nottuln").get(url).content.decode())
    year = moments.today().year
    assert f"Niemand trägt 3.500\u00a0€ ({year} bis {year + 4}): Es gibt keinen Kostenschlüssel." in read


def test_a_known_saving_is_marked(led, sign_in, url):
    enter(led, "nottuln", 5_000, "joint", "saving")
    read = text(sign_in("nottuln").get(url).content.decode())
    assert "Nur als bekannte Ersparnis angegeben, nicht aus Kosten gerechnet: Nottuln" in read
    assert "nur Ersparnis bekannt" in read and "Kosten heute: Dülmen" in read


def test_empty_it_says_what_to_do(circle, sign_in):
    url = reverse("economics", args=[circle.payroll.pk])
    assert "Noch ist niemand an diesem Feld beteiligt." in sign_in("nottuln").get(url).content.decode()
    taking_part(circle)
    html = sign_in("nottuln").get(url).content.decode()
    assert "Noch lässt sich nichts vergleichen." in html and "Noch gibt es keine Annahmen." in html
    assert "Rechnung als XLSX" not in html


def test_the_calculation_can_be_fetched_by_who_only_reads(loser, sign_in, url):
    before = sign_in("reader").get(url).content.decode().partition("Rechnung als XLSX</a>")[0]
    assert f'href="{reverse("calculation", args=[loser.payroll.pk])}"' in before.rpartition("<a ")[2]


def test_each_variant_has_its_result(loser, sign_in, url):
    enter(loser, "nottuln", 80, "external")
    client = sign_in("nottuln")
    assert "Alle Varianten in Summe" in client.get(url).content.decode()
    read = text(client.get(f"{url}?variante=external").content.decode())
    assert "Ergebnis: extern" in read and "20\u00a0€ gespart" in read
    assert "Ergebnis: gemeinsam" in text(client.get(f"{url}?variante=nirgends").content.decode())


def test_charts_stand_beside_their_numbers(loser, sign_in, url):
    html = sign_in("nottuln").get(url).content.decode()
    assert html.count('role="img"') == 2
    assert "<desc>Dülmen: heute 500\u00a0€, gemeinsam 300\u00a0€; Nottuln: heute 100\u00a0€" in html
    for name in ("heute, Dülmen: Sache", "gemeinsam, Dülmen: Sache"):  # the tornado's
        assert f"{name}: 10 % weniger" in html


def test_each_comparison_is_worked_out_once(loser, sign_in, url, monkeypatch):
    from initiatives.domain.rules.money import economics

    enter(loser, "nottuln", 80, "external")
    asked, of_field = [], economics.of_field
    monkeypatch.setattr(economics, "of_field", lambda *args: asked.append(args[1:]) or of_field(*args))
    sign_in("duelmen").get(f"{url}?bearbeiten=ausgleich-gemeinsam")
    assert asked == [("joint",), ("external",)]


def test_the_page_asks_as_often_for_many_lines_as_for_few(loser, sign_in, url, django_assert_max_num_queries):
    client = sign_in("duelmen")
    client.get(url)
    with django_assert_max_num_queries(70) as few:
        client.get(url)
    for number in range(60):
        enter(loser, "nottuln", number, "joint", values={"title": f"Zeile {number}"})
    with django_assert_max_num_queries(len(few)):
        html = client.get(url).content.decode()
    assert html.count('id="zeile-') == 50 and "seite=2" in html


def test_the_list_is_filtered_sorted_and_swapped(loser, sign_in, url):
    client = sign_in("duelmen")

    def rows(query: str) -> list[str]:
        html = part(client, url + query, "liste").content.decode()
        return re.findall(r'data-label="Betrag">([\d.]+)', html)

    assert rows("?sort=-betrag") == ["500", "300", "130", "100"]
    assert rows("?zeilen=today&sort=betrag") == ["100", "500"]
    assert rows(f"?von={loser.nottuln.pk}&sort=betrag") == ["100", "130"]
    assert rows("?von=0") == [] == rows("?zeilen=nirgends") == rows("?von=99999999999999999999")
    whole = client.get(f"{url}?sort=betrag").content.decode()
    swapped = part(client, f"{url}?sort=betrag", "liste").content.decode()
    assert same(swapped, cut(whole, "liste"))
    assert same(
        part(client, url, "vergleich").content.decode(), cut(client.get(url).content.decode(), "vergleich")
    )


def test_who_said_what_stands_in_the_list(loser, sign_in, url):
    read = text(sign_in("nottuln").get(url).content.decode())
    today = f"{moments.today():%d.%m.%Y}"
    assert f"geschätzt Haushalt Beauftragte/r der Stadt Dülmen, {today}" in read


BASIS = {"first_year": "2027", "years": "5", "rate": "2,5", "price_year": "2026", "note": "Kommunalkredit"}


def test_the_basis_is_said(loser, sign_in, url):
    client = sign_in("duelmen")
    assert "noch nicht: Es gelten 5 Jahre" in client.get(url).content.decode()
    answer = client.post(f"{url}?bearbeiten=grundlage", BASIS)
    assert (answer.status_code, answer["Location"]) == (303, f"{url}#grundlage")
    assert ComparisonBasis.objects.get().rate == Decimal("2.5")
    assert "2,5&nbsp;%" in client.get(url).content.decode()
    seen = client.get(f"{url}?bearbeiten=grundlage").context["form"]["seen"].value()
    for typed, status in (({"years": "8"}, 303), ({"rate": "3"}, 303), ({"years": "9"}, 409)):
        assert (
            client.post(f"{url}?bearbeiten=grundlage", BASIS | typed | {"seen": seen}).status_code == status
        )
    assert (ComparisonBasis.objects.last().years, ComparisonBasis.objects.last().rate) == (8, 3)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"first_year": "1899"}, "first_year"),
        ({"first_year": "morgen"}, "first_year"),
        ({"first_year": "123456789012345678901234567890"}, "first_year"),
        ({"years": "0"}, "years"),
        ({"years": "31"}, "years"),
        ({"rate": "20,01"}, "rate"),
        ({"rate": "2,5,1"}, "rate"),
        ({"rate": "NaN"}, "rate"),
        ({"rate": "2.500"}, "rate"),  # two and a half, or a great deal?
        ({"price_year": "2200"}, "price_year"),
        ({"effective_on": "01.01.2200"}, "effective_on"),
    ],
)
def test_a_basis_that_cannot_be_keeps_what_was_typed(loser, sign_in, url, values, field):
    answer = sign_in("duelmen").post(f"{url}?bearbeiten=grundlage", BASIS | values)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert "Kommunalkredit" in answer.content.decode() and values[field] in answer.content.decode()
    assert not ComparisonBasis.objects.exists()


def rows(*criteria: tuple[str, str, str]) -> dict[str, str]:
    found = {"seen": ""}
    for number, (title, weight, points) in enumerate(criteria):
        found |= {f"{number}-title": title, f"{number}-weight": weight, f"{number}-joint": points}
    return found


def test_the_utility_analysis_is_one_form_with_rows(loser, sign_in, url):
    client, address = sign_in("duelmen"), f"{url}?bearbeiten=nutzwert"
    answer = client.post(address, rows(("Nähe", "60", "7,5"), ("", "", ""), ("Service", "40", "10")))
    assert answer.status_code == 303
    read = text(client.get(url).content.decode())
    assert "Gemeinsam: 8,5 von 10 Punkten." in read
    form = client.get(address).context["form"]
    assert [one[0].value() for one in form.rows()][:3] == ["Nähe", "Service", None]
    # who saw none comes too late
    late = client.post(address, rows(("Anderes", "100", "1")))
    assert late.status_code == 409 and "Anderes" in late.content.decode()
    assert client.post(address, {"seen": form["seen"].value()}).status_code == 303
    assert "Noch hat es niemand getan." in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("criteria", "field"),
    [
        ([("Nähe", "60", "7"), ("Service", "39,99", "1")], "__all__"),
        ([("Nähe", "100", "10,01")], "0-joint"),
        ([("Nähe", "100", "-1")], "0-joint"),
        ([("Nähe", "101", "1")], "0-weight"),
        ([("Nähe", "", "1")], "0-weight"),
        ([("", "100", "1")], "0-title"),
        ([("Nähe", "50", "1"), ("nähe", "50", "1")], "__all__"),
        ([("Nähe", "viel", "1")], "0-weight"),
    ],
)
def test_what_is_no_analysis_keeps_what_was_typed(loser, sign_in, url, criteria, field):
    answer = sign_in("duelmen").post(f"{url}?bearbeiten=nutzwert", rows(*criteria))
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert criteria[0][0] in answer.content.decode() and not UtilityAnalysis.objects.exists()


def test_many_criteria_are_kept_in_the_form(loser, sign_in, url):
    criteria = [CriterionFacts(f"Kriterium {one}", Decimal(4), {}) for one in range(25)]
    at = moments.now()
    utilities.record(field=loser.payroll, criteria=criteria, by=loser.people["duelmen"], at=at)
    form = sign_in("duelmen").get(f"{url}?bearbeiten=nutzwert").context["form"]
    assert len(form.rows()) == 28
    assert "es fehlen Punkte" not in sign_in("duelmen").get(url).content.decode()


def test_reimbursements_are_confirmed_before_they_are_lines(loser, sign_in, url):
    client, address = sign_in("duelmen"), f"{url}?bearbeiten=ausgleich-gemeinsam"
    read = text(client.get(url).content.decode())
    assert (
        "Tragen könnten es, im Verhältnis zu dem, was sie gewinnen: Dülmen 30\u00a0€, zusammen 30\u00a0€"
        in read
    )
    assert "Als Erstattungen vorschlagen" in read
    page = client.get(address)
    assert "Diese Erstattungen speichern?" in page.content.decode()
    assert not CostLine.objects.filter(kind="reimbursement").exists()
    sent = {"seen": page.context["form"]["seen"].value()}
    enter(loser, "duelmen", 1, "joint", values={"title": "Porto"})  # leaves the proposal as it is
    enter(loser, "nottuln", 1, "joint", values={"title": "Porto"})  # and this does not
    stale = client.post(address, sent)
    assert stale.status_code == 409 and "inzwischen ein anderer" in stale.content.decode()
    fresh = client.get(address).context["form"]["seen"].value()
    assert client.post(address, {"seen": fresh}).status_code == 303
    field = facts(loser.initiative.pk).field(loser.payroll.pk)
    assert [one.amount for one in field.money.lines if one.kind == "reimbursement"] == [3_100]
    read = text(client.get(url).content.decode())
    assert "Niemand verliert." in read and "Ausgleich schaffen" not in read


def test_where_the_circle_gains_nothing_no_reimbursement_is_proposed(led, sign_in, url):
    enter(led, "nottuln", 100)
    enter(led, "nottuln", 200, "joint")
    enter(led, "duelmen", 500)
    enter(led, "duelmen", 450, "joint")
    client = sign_in("duelmen")
    read = text(client.get(url).content.decode())
    assert "Der Kreis als Ganzes gewinnt nichts." in read
    assert "Nötig sind 100\u00a0€ im Jahr, tragen könnten sie 50\u00a0€" in read
    assert "Als Erstattungen vorschlagen" not in read
    assert client.post(f"{url}?bearbeiten=ausgleich-gemeinsam", {"seen": ""}).status_code in (409, 422)
    assert (
        client.get(f"{url}?bearbeiten=ausgleich-extern").status_code == 200
    )  # where there is no such variant


def test_the_confirmation_is_about_its_own_variant(loser, sign_in, url):
    enter(loser, "nottuln", 110, "external")
    enter(loser, "duelmen", 400, "external")
    html = sign_in("duelmen").get(f"{url}?bearbeiten=ausgleich-extern").content.decode()
    assert "Ergebnis: extern" in html and f'value="{loser.duelmen.pk}-{loser.nottuln.pk}-1000"' in html
    assert "10\u00a0€" in html.split("Diese Erstattungen speichern?")[1]


def test_it_is_told_as_of_a_day(loser, sign_in, url):
    bases.say(
        field=loser.payroll,
        values={"first_year": 2030, "years": 3, "rate": Decimal(0), "price_year": 2030, "note": ""},
        by=loser.people["duelmen"],
        at=moments.now(),
    )
    read = text(sign_in("nottuln").get(url).content.decode())
    assert "der Kapitalwert über 3 Jahre ist 510\u00a0€" in read  # 3 × 170 €, without interest


def test_basis_and_analysis_are_put_right_among_the_entries_of_the_field(loser, sign_in, url):
    client, entries = sign_in("duelmen"), reverse("field_entries", args=[loser.payroll.pk])
    client.post(f"{url}?bearbeiten=grundlage", BASIS)
    client.post(f"{url}?bearbeiten=nutzwert", rows(("Nähe", "100", "7,5")))
    read = text(client.get(entries).content.decode())
    assert "5 Jahre ab 2027 mit 2,5 % Zins, Preisstand 2026: Kommunalkredit" in read
    assert "Nähe 100 %: gemeinsam 7,5" in read
    reason = {"correction_reason": "Tippfehler", "effective_on": f"{moments.today():%d.%m.%Y}"}
    of_basis = f"{entries}?bearbeiten=grundlage-{ComparisonBasis.objects.get().pk}"
    assert client.post(of_basis, BASIS | reason | {"years": "31"}).status_code == 422
    assert client.post(of_basis, BASIS | reason | {"years": "7"}).status_code == 303
    of_analysis = f"{entries}?bearbeiten=nutzwert-{UtilityAnalysis.objects.get().pk}"
    assert client.post(of_analysis, reason | {"gab-es-nicht": "1"}).status_code == 303
    money = facts(loser.initiative.pk).field(loser.payroll.pk).money
    assert (money.basis.years, money.utility) == (7, None)
    assert sign_in("rosendahl").get(of_basis).status_code == 403

"""The page of figures: what it draws, that the tables say the same, and what it costs."""

import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.domain.fields import assessments, fields
from initiatives.domain.kernel import moments
from initiatives.domain.money import plain
from initiatives.domain.state import memory
from initiatives.domain.votes import positions
from tests.views.many import grow
from tests.views.parts import cut, part, same

DRAWING = re.compile(r'<svg xmlns[^>]* role="img">.*?</svg>', re.DOTALL)


@pytest.fixture
def url(circle):
    return reverse("figures", args=[circle.initiative.pk])


@pytest.fixture
def told(circle):
    """Payroll: Nottuln takes part with its costs, consents, and has a milestone."""
    at, by = moments.now(), circle.people["nottuln"]
    positions.give(ask=circle.ask(circle.nottuln), stance="consent", reason="", by=by, at=at)
    fields.set_participation(
        field=circle.payroll, organisation=circle.nottuln, status="participating", by=by, at=at
    )
    assessments.assess(
        field=circle.payroll, light="green", milestone="Vertrag", milestone_on=date(2027, 3, 1), by=by, at=at
    )
    plain.enter(
        field=circle.payroll,
        organisation=circle.nottuln,
        today_cents=100_000_00,
        joint_cents=90_000_00,
        confidence="estimated",
        source="Haushalt",
        by=by,
        at=at,
    )


def drawings(page: str) -> dict[str, str]:
    """Title and description of each drawing."""
    found = [ET.fromstring(svg) for svg in DRAWING.findall(page)]
    name = "{http://www.w3.org/2000/svg}"
    return {svg.findtext(f"{name}title", ""): svg.findtext(f"{name}desc", "") for svg in found}


def test_each_figure_says_in_words_what_it_draws_and_has_its_table(circle, sign_in, url, told):
    page = sign_in("duelmen").get(url).content.decode()
    found = drawings(page)
    assert f"{circle.payroll.title}: Phase" in found["Weg der Felder"]
    assert "1 Zustimmung" in found["Voten je Feld"]
    assert found["Rechnerische Einsparung im Jahr"] == "Nottuln: 10.000\u00a0€"
    assert "01.03.2027 Feld" in found["Treffen, Beschlüsse, Vereinbarungen und Meilensteine"]
    said = " ".join(re.sub(r"<[^>]+>", " ", DRAWING.sub("", page)).split())
    assert "Gemeinde Nottuln 1 100.000\u00a0€ 90.000\u00a0€ 10.000\u00a0€".replace(
        "\u00a0", " "
    ) in said.replace("\u00a0", " ")
    assert page.count("<summary>Als Tabelle") == len(found)


def test_what_is_not_there_yet_is_said_with_what_to_do(circle, sign_in, url):
    page = sign_in("duelmen").get(url).content.decode()
    assert "Noch sind keine Kosten angegeben." in page
    assert "Rechnerische Einsparung im Jahr" not in drawings(page)


def test_texts_in_drawings_are_escaped(circle, sign_in, url):
    circle.payroll.title = circle.payroll.short_title = "<script>alert(1)</script>&"
    circle.payroll.save()
    memory.forget()
    page = sign_in("duelmen").get(url).content.decode()
    assert "<script>alert" not in page
    assert "<script>alert(1)</script>&" in drawings(page)["Weg der Felder"]


def test_htmx_gets_the_same_part_and_others_nothing(circle, sign_in, url):
    client = sign_in("duelmen")
    assert same(
        part(client, url, "abbildungen").content.decode(),
        cut(client.get(url).content.decode(), "abbildungen"),
    )
    assert sign_in("stranger").get(url).status_code == 404


def test_the_same_number_of_queries_for_few_and_for_many(circle, sign_in, url, told):
    client = sign_in("duelmen")

    def queries() -> int:
        memory.forget()
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    queries()
    few = queries()
    grow(circle, 9, 24)
    assert queries() == few <= 54
    page = client.get(url).content.decode()
    assert "Weg der Felder, Teil 2 von 2" in drawings(page)

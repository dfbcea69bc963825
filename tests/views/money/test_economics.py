"""The page "Vergleich": who pays what in which variant, who loses, what is entered and refused."""

from decimal import Decimal

import pytest
from django.urls import reverse

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.money import lines
from initiatives.domain.money.lines import Who
from initiatives.models import CostLine, CostLineEntry

URL = "economics"


@pytest.fixture
def led(circle):
    """Dülmen leads the payroll; Nottuln and the county take part, Rosendahl is interested."""
    at = moments.now()
    for name, status in (
        ("duelmen", "participating"),
        ("nottuln", "participating"),
        ("county", "participating"),
        ("rosendahl", "interested"),
    ):
        place = getattr(circle, name)
        fields.set_participation(field=circle.payroll, organisation=place, status=status, by=None, at=at)
    fields.set_lead(field=circle.payroll, organisation=circle.duelmen, contact="Amt 10", by=None, at=at)
    return circle


@pytest.fixture
def url(led) -> str:
    return reverse(URL, args=[led.payroll.pk])


def add(circle, place: str, euros: int, variant="today", kind="material", **more) -> CostLineEntry:
    """A line of one organisation."""
    who = {"organisation": getattr(circle, place)} if place else {}
    values = {"title": "Sache", "source": "Haushalt", "confidence": "estimated", "amount_cents": euros * 100}
    values |= more.pop("values", {})
    return lines.add(
        field=circle.payroll,
        who=Who(variant, kind, **who | more),
        values=values,
        by=circle.people["duelmen"],
        at=moments.now(),
    )


def typed(circle, place: str = "nottuln", **values) -> dict:
    given = {
        "variant": "today",
        "kind": "staff",
        "organisation": getattr(circle, place).pk,
        "title": "Sachbearbeitung",
        "amount_cents": "43.900,50",
        "source": "Haushaltsplan 2026",
        "confidence": "estimated",
    }
    return given | values


def test_who_loses_is_named_and_who_is_missing(led, sign_in, url):
    add(led, "duelmen", 30_000)
    add(led, "duelmen", 10_000, "joint")
    add(led, "nottuln", 10_000)
    add(led, "nottuln", 13_000, "joint")
    html = sign_in("reader").get(url).content.decode()
    assert "Die Gemeinde Nottuln zahlt 3.000\u00a0€ im Jahr mehr als heute." in html
    assert "1 Beteiligte verliert" in html
    assert "Kosten heute: Kreis Coesfeld" in html and "Kosten gemeinsam: Kreis Coesfeld" in html
    assert "17.000\u00a0€" in html and "(42,5&nbsp;%)" in html and "15&nbsp;%" in html
    assert "bearbeiten=" not in html.split('id="vergleich"')[1]  # who only reads

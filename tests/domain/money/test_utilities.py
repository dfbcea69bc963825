"""The Nutzwertanalyse: weights that sum to 100, points from 0 to 10, one of two who write at the same time."""

from decimal import Decimal

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.money import utilities
from initiatives.domain.state.facts import CriterionFacts
from initiatives.domain.state.loading import facts
from initiatives.models import Event, UtilityAnalysis


def criterion(title="Service", weight="100", reason="", **points) -> CriterionFacts:
    return CriterionFacts(title, Decimal(weight), {k: Decimal(v) for k, v in points.items()}, reason)


def record(circle, *criteria, **more) -> UtilityAnalysis:
    return utilities.record(
        field=circle.payroll, criteria=criteria, by=circle.people["nottuln"], at=moments.now(), **more
    )


@pytest.mark.parametrize(
    ("criteria", "words"),
    [
        ([criterion(weight="99.99")], "99,99 %"),
        ([criterion(weight="60"), criterion("Nähe", "40.01")], "100,01 %"),
        ([criterion(weight="0"), criterion("Nähe", "100")], "„Service“"),
        ([criterion(weight="-10"), criterion("Nähe", "110")], "„Service“"),
        ([criterion(joint="10.01")], "0 und 10"),
        ([criterion(joint="-0.01")], "0 und 10"),
        ([criterion(" ", "100")], "benennen"),
        ([criterion("Service", "50"), criterion("service ", "50")], "zweimal"),
        ([], "nichts geändert"),
    ],
)
def test_what_is_no_analysis(circle, criteria, words):
    with pytest.raises(Refused, match=words):
        record(circle, *criteria)
    assert not UtilityAnalysis.objects.exists()


def test_it_is_kept_as_typed_and_told(circle):
    record(
        circle,
        criterion("Service", "62.5", "Öffnungszeiten", joint="10", today="0"),
        criterion("Nähe", "37.5"),
    )
    found = facts(circle.initiative.pk).field(circle.payroll.pk).money.utility
    assert [(one.title, one.weight, one.points, one.reason) for one in found.criteria] == [
        ("Service", Decimal("62.5"), {"joint": 10, "today": 0}, "Öffnungszeiten"),
        ("Nähe", Decimal("37.5"), {}, ""),
    ]
    event = Event.objects.filter(kind="cost-utility").get()
    assert event.after == "Service 62,5 %: heute 0, gemeinsam 10 (Öffnungszeiten); Nähe 37,5 %: ohne Punkte"


def test_who_comes_second_overwrites_nobody(circle):
    first = record(circle, criterion(joint="8"), seen_id=None)
    with pytest.raises(Refused, match="während Sie schrieben"):
        record(circle, criterion(joint="7"), seen_id=None)
    record(circle, criterion(joint="7"), seen_id=first.pk)
    record(circle)  # no criteria any more
    assert facts(circle.initiative.pk).field(circle.payroll.pk).money.utility.criteria == ()

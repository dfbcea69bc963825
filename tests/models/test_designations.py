"""How organisations are called: declined, short where several stand side by side, and to those who act for them."""

import pytest

from initiatives.enums import OwnWords
from initiatives.enums.designations import ARTICLES, declined
from initiatives.models import Body, Organisation
from initiatives.models.labels import labels

COESFELD = Organisation(pk=1, kind="kreis", name="Coesfeld", designation="Kreis Coesfeld", ags="05558")
TOWN = Organisation(pk=2, kind="stadt", name="Coesfeld", designation="Stadt Coesfeld", county=COESFELD)
STORMARN = Organisation(pk=3, kind="kreis", name="Stormarn", designation="Kreis Stormarn")
PINNEBERG = Organisation(pk=4, kind="kreis", name="Pinneberg", designation="Kreis Pinneberg")
ASSOCIATION = Organisation(pk=5, kind="dritte", name="citeq", designation="citeq Münsterland")


def tangstedt(pk, county=None, designation="Gemeinde Tangstedt") -> Organisation:
    return Organisation(pk=pk, kind="gemeinde", name="Tangstedt", designation=designation, county=county)


@pytest.mark.parametrize(
    ("designation", "kind", "expected"),
    [
        (
            "Gemeinde Nottuln",
            "gemeinde",
            ("die Gemeinde Nottuln", "der Gemeinde Nottuln", "die Gemeinde Nottuln", "der Gemeinde Nottuln"),
        ),
        (
            "Kreis Coesfeld",
            "kreis",
            ("der Kreis Coesfeld", "des Kreises Coesfeld", "den Kreis Coesfeld", "dem Kreis Coesfeld"),
        ),
        (
            "Landkreis Landshut",
            "kreis",
            (
                "der Landkreis Landshut",
                "des Landkreises Landshut",
                "den Landkreis Landshut",
                "dem Landkreis Landshut",
            ),
        ),
        (
            "Märkischer Kreis",
            "kreis",
            ("der Märkische Kreis", "des Märkischen Kreises", "den Märkischen Kreis", "dem Märkischen Kreis"),
        ),
        (
            "Rhein-Sieg-Kreis",
            "kreis",
            (
                "der Rhein-Sieg-Kreis",
                "des Rhein-Sieg-Kreises",
                "den Rhein-Sieg-Kreis",
                "dem Rhein-Sieg-Kreis",
            ),
        ),
        (
            "Städteregion Aachen",
            "kreis",
            (
                "die Städteregion Aachen",
                "der Städteregion Aachen",
                "die Städteregion Aachen",
                "der Städteregion Aachen",
            ),
        ),
        (
            "Markt Altdorf",
            "gemeinde",
            ("der Markt Altdorf", "des Marktes Altdorf", "den Markt Altdorf", "dem Markt Altdorf"),
        ),
        (
            "Flecken Bovenden",
            "gemeinde",
            ("der Flecken Bovenden", "des Fleckens Bovenden", "den Flecken Bovenden", "dem Flecken Bovenden"),
        ),
        (
            "Kreisfreie Stadt Münster",
            "kreisfreie_stadt",
            (
                "die Kreisfreie Stadt Münster",
                "der Kreisfreien Stadt Münster",
                "die Kreisfreie Stadt Münster",
                "der Kreisfreien Stadt Münster",
            ),
        ),
        ("citeq", "dritte", ("citeq", "von citeq", "citeq", "citeq")),
    ],
)
def test_a_designation_is_declined(designation, kind, expected):
    assert tuple(declined(designation, kind, case) for case in ARTICLES) == expected


def test_a_county_is_called_by_its_designation_and_a_town_by_its_name():
    assert labels([COESFELD, TOWN, ASSOCIATION]) == {1: "Kreis Coesfeld", 2: "Coesfeld", 5: "citeq"}
    assert (COESFELD.label, TOWN.label) == ("Kreis Coesfeld", "Coesfeld")


def test_those_called_alike_are_told_apart_by_their_county_else_by_their_designation():
    alone, one, other = tangstedt(6), tangstedt(7, STORMARN), tangstedt(8, PINNEBERG)
    assert labels([one]) == {7: "Tangstedt"}
    assert labels([one, other]) == {7: "Tangstedt (Kreis Stormarn)", 8: "Tangstedt (Kreis Pinneberg)"}
    assert labels([one, alone]) == {7: "Tangstedt (Kreis Stormarn)", 6: "Gemeinde Tangstedt"}
    same = tangstedt(9, STORMARN, "Ortschaft Tangstedt")
    assert labels([one, same]) == {7: "Gemeinde Tangstedt", 9: "Ortschaft Tangstedt"}


def test_a_body_of_a_county_says_whose_it_is():
    assert (
        Body(name="Verwaltungsleitung", organisation=COESFELD).label
        == "Verwaltungsleitung des Kreises Coesfeld"
    )
    assert Body(name="Verwaltungsleitung", organisation=TOWN).label == "Verwaltungsleitung Coesfeld"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("gemeinde", ("Ihre Kommune", "Ihrer Kommune", "Ihrer Kommune", "Ihre Kommune")),
        ("kreisfreie_stadt", ("Ihre Kommune", "Ihrer Kommune", "Ihrer Kommune", "Ihre Kommune")),
        ("kreis", ("Ihr Kreis", "Ihres Kreises", "Ihrem Kreis", "Ihren Kreis")),
        ("dritte", ("Ihre Organisation", "Ihrer Organisation", "Ihrer Organisation", "Ihre Organisation")),
    ],
)
def test_who_acts_for_a_county_or_a_third_party_acts_for_no_municipality(kind, words):
    assert OwnWords.of(kind) == words
    assert Organisation(kind=kind).own == words

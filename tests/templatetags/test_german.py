"""German words and forms: what templates print."""

from datetime import UTC, date, datetime, timedelta

import pytest

from initiatives import enums
from initiatives.domain.kernel import moments
from initiatives.models import Organisation
from initiatives.templatetags import german


def test_dates():
    day = date(2010, 9, 20)
    assert german.date_de(day) == "20.09.2010"
    assert german.date_long(day) == "20.\u00a0September 2010"
    assert german.date_weekday(day) == "Montag, 20.\u00a0September 2010"
    assert german.month_long(date(2025, 3, 1)) == "März 2025"


def test_short_weekday_names_the_year_only_if_it_is_another():
    this_year = date(moments.today().year, 1, 31)
    assert german.weekday_short(this_year).endswith("31.01.")
    assert german.weekday_short(date(2010, 9, 20)) == "Mo\u00a020.09.2010"


@pytest.mark.parametrize(
    "name", ["date_de", "date_long", "date_weekday", "month_long", "weekday_short", "due"]
)
def test_no_date_is_no_text(name):
    assert getattr(german, name)(None) == ""


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "heute"),
        (1, "morgen"),
        (2, "in 2 Tagen"),
        (1234, "in 1.234 Tagen"),
        (-1, "seit gestern"),
        (-3, "seit 3 Tagen"),
    ],
)
def test_due(days, words):
    assert german.due(moments.today() + timedelta(days=days)) == words


def test_the_day_of_an_instant_is_the_day_in_berlin():
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert german.date_de(late) == "30.06.2026"  # as a plain function; a template converts first
    from django.template import Context, Template

    text = Template("{% load german %}{{ at|date_de }} {{ at|day|date_de }}").render(Context({"at": late}))
    assert text == "01.07.2026 01.07.2026"


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (999, "999"), (1234, "1.234"), (-1234567, "-1.234.567"), (None, ""), ("", "")],
)
def test_number(number, text):
    assert german.number_de(number) == text


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (123456, "1.234,56\u00a0€"),
        (5, "0,05\u00a0€"),
        (0, "0,00\u00a0€"),
        (-113000, "−1.130,00\u00a0€"),
        (-1, "−0,01\u00a0€"),
        (None, ""),
    ],
)
def test_euro(cents, text):
    assert german.euro(cents) == text


def test_plural():
    forms = "Kommune,Kommunen"
    assert german.plural(1, forms) == "1 Kommune"
    assert german.plural(0, forms) == "0 Kommunen"
    assert german.plural(1500, forms) == "1.500 Kommunen"
    assert german.plural(None, forms) == "0 Kommunen"


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([], ""),
        (["Olfen"], "Olfen"),
        (["Olfen", "Senden"], "Olfen und Senden"),
        (["a", "b", "c"], "a, b und c"),
    ],
)
def test_join_and(items, text):
    assert german.join_and(items) == text


@pytest.mark.parametrize(
    ("kind", "designation", "text"),
    [
        ("stadt", "Stadt Dülmen", "Die Stadt Dülmen"),
        ("kreis", "Kreis Coesfeld", "Der Kreis Coesfeld"),
        ("dritte", "Rechenzentrum Westfalen", "Rechenzentrum Westfalen"),
    ],
)
def test_as_subject(kind, designation, text):
    assert german.as_subject(Organisation(kind=kind, designation=designation)) == text


def test_every_word_of_the_domain_can_be_said():
    for light in ("green", "yellow", "red", "grey", "none"):
        assert german.light_word(light)
        assert german.light_meaning(light)
    for stance in enums.STANCE_WORDS:
        assert german.stance_word(stance)
    letters = [german.stance_letter(s) for s in enums.STANCE_WORDS]
    assert len(set(letters)) == len(letters)
    assert [german.participation_word(s) for s in (*enums.Participation.values, "open")][-1] == "noch offen"
    assert german.phase_word(4) == "Entscheidung"

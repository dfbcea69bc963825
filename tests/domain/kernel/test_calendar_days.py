"""The word beside a day: weekends, holidays of a Land, what is over, and the two nights in which the clock changes."""

from datetime import date, datetime

import pytest

from initiatives.domain.kernel.calendar_days import MISSING, TWICE, clock, easter, holiday, word

NRW, BAVARIA, SAXONY, BERLIN = "05", "09", "14", "11"
TODAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("year", "day"),
    [(2000, (4, 23)), (2008, (3, 23)), (2011, (4, 24)), (2026, (4, 5)), (2038, (4, 25)), (2049, (4, 18))],
)
def test_easter(year, day):
    assert easter(year) == date(year, *day)


@pytest.mark.parametrize(
    ("day", "land", "name"),
    [
        (date(2026, 12, 25), "", "1. Weihnachtstag"),
        (date(2026, 6, 4), NRW, "Fronleichnam"),
        (date(2026, 6, 4), BERLIN, ""),
        (date(2026, 6, 4), "", ""),
        (date(2026, 11, 1), NRW, "Allerheiligen"),
        (date(2026, 10, 31), NRW, ""),
        (date(2026, 10, 31), SAXONY, "Reformationstag"),
        (date(2026, 11, 18), SAXONY, "Buß- und Bettag"),
        (date(2027, 11, 17), SAXONY, "Buß- und Bettag"),
        (date(2026, 11, 25), SAXONY, ""),
        (date(2026, 11, 18), BAVARIA, ""),
        (date(2026, 8, 15), "10", "Mariä Himmelfahrt"),
        (date(2026, 5, 14), NRW, "Christi Himmelfahrt"),
        (date(2026, 5, 25), NRW, "Pfingstmontag"),
        (date(2026, 4, 3), NRW, "Karfreitag"),
        (date(2026, 3, 8), BERLIN, "Internationaler Frauentag"),
        (date(2026, 12, 24), NRW, ""),
    ],
)
def test_holidays_of_a_land(day, land, name):
    assert holiday(day, land) == name


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 9, 22), ""),
        (date(2026, 9, 19), "Das ist ein Samstag."),
        (date(2026, 9, 20), "Das ist ein Sonntag."),
        (date(2026, 12, 25), "Das ist ein Feiertag (1. Weihnachtstag)."),
        (date(2026, 11, 1), "Das ist ein Sonntag und ein Feiertag (Allerheiligen)."),
        (date(2026, 12, 24), "Das ist Heiligabend."),
        (date(2025, 12, 30), "Dieser Tag ist schon vorbei."),
        (date(2025, 12, 28), "Das ist ein Sonntag. Dieser Tag ist schon vorbei."),
        (TODAY.replace(day=2), ""),
    ],
)
def test_what_is_said_of_a_day(day, said):
    assert word(day, land=NRW, today=TODAY) == said


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 3, 29, 1, 59), ""),
        (datetime(2026, 3, 29, 2, 0), MISSING),
        (datetime(2026, 3, 29, 2, 59), MISSING),
        (datetime(2026, 3, 29, 3, 0), ""),
        (datetime(2026, 10, 25, 1, 59), ""),
        (datetime(2026, 10, 25, 2, 0), TWICE),
        (datetime(2026, 10, 25, 2, 59), TWICE),
        (datetime(2026, 10, 25, 3, 0), ""),
    ],
)
def test_the_nights_of_the_change(at, said):
    assert clock(at) == said

"""Numbers and dates as people and other programs write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from initiatives.domain.kernel.parsing import (
    Unparsable,
    parse_date,
    parse_decimal,
    parse_instant,
    parse_whole,
)


@pytest.mark.parametrize("text", ["19901", "19.901", "19 901", "19\u00a0901"])
def test_whole_numbers(text):
    assert parse_whole(text) == 19_901


@pytest.mark.parametrize("text", ["", "-1", "1,5", "19.90", "1.2345", "viele", "²", "9" * 10])
def test_no_whole_number(text):
    with pytest.raises(Unparsable):
        parse_whole(text)


@pytest.mark.parametrize("text", ["51,928", "51.928"])
def test_decimals(text):
    assert parse_decimal(text) == Decimal("51.928")


@pytest.mark.parametrize("text", ["", "x", "NaN", "Infinity", "1.234,5"])
def test_no_decimal(text):
    with pytest.raises(Unparsable):
        parse_decimal(text)


@pytest.mark.parametrize("text", ["2022-12-31", "31.12.2022"])
def test_dates(text):
    assert parse_date(text) == date(2022, 12, 31)


@pytest.mark.parametrize(
    "text", ["31.11.2022", "2022-02-30", "12/31/2022", "", "1.1.22", "31.12.1899", "2200-01-01"]
)
def test_no_date(text):
    with pytest.raises(Unparsable):
        parse_date(text)


def test_an_instant_is_read_back_and_anything_else_is_none():
    assert parse_instant("2026-11-20T09:00:00+00:00") == datetime(2026, 11, 20, 9, tzinfo=UTC)
    for text in ("", "x", "2026-11-31T09:00:00+00:00", "2026-11-20T09:00:00", "9999-12-31T23:59:59-14:00"):
        assert parse_instant(text) is None, text

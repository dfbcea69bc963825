"""Numbers as they are typed."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from initiatives.domain.kernel.texts import number_in_words
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.numbers import DecimalField, number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", "0"),
        ("12", "12"),
        ("0,5", "0.5"),
        ("0.5", "0.5"),
        ("1.234", "1234"),  # three digits: thousands
        ("0.125", "0.125"),  # but no thousands begin with 0
        ("1234.567", "1234.567"),  # nor have they four digits before the first point
        ("1.23", "1.23"),
        ("1.2345", "1.2345"),
        ("1.234,5", "1234.5"),
        ("12.345.678,25", "12345678.25"),
        ("12 345,5", "12345.5"),
        ("12\u202f345", "12345"),
        (" 7,50 ", "7.5"),
        ("007", "7"),
        ("1,234", "1.234"),  # a comma is the decimal sign
        ("100", "100"),
        ("1,20000", "1.2"),
        ("1.000.000.000.000", "1000000000000"),
    ],
)
def test_what_is_typed_is_read_as_it_is_written_here(text, expected):
    assert number(text) == Decimal(expected)
    assert str(number(text)) == expected  # 1E+2 is no way to keep a hundred


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1,2,3", "invalid"),
        ("1,234.56", "invalid"),
        ("1.23.456", "invalid"),
        ("1.234.56", "invalid"),
        ("1.234 567", "invalid"),
        (",5", "invalid"),
        ("5,", "invalid"),
        ("1e5", "invalid"),
        ("NaN", "invalid"),
        ("٣", "invalid"),
        ("zwei", "invalid"),
        ("12 %", "invalid"),
        ("-1", "negative"),
        ("− 0,5", "negative"),
        ("0,00001", "decimals"),
        ("1.000.000.000.000,1", "too_much"),
    ],
)
def test_what_is_no_number_is_refused(text, code):
    with pytest.raises(ValidationError) as refused:
        number(text)
    assert refused.value.code == code


@pytest.mark.parametrize("value", ["0", "0.5", "1234.5", "1234567", "100", "0.0001"])
def test_a_number_is_shown_as_it_may_be_typed_again(value):
    assert number(number_in_words(Decimal(value))) == Decimal(value)


def test_a_number_below_zero_is_typed_with_any_minus_where_it_may_be():
    for text in ("-2,5", "−2,5", "– 2,5"):
        assert number(text, below_zero=True) == Decimal("-2.5")
    shown = number_in_words(Decimal("-0.5"))
    assert shown == "−0,5" and number(shown, below_zero=True) == Decimal("-0.5")


@pytest.mark.parametrize(
    ("text", "code"), [("-100,01", "too_much"), ("0,125", "decimals"), ("-", "invalid"), ("--1", "invalid")]
)
def test_a_field_names_its_own_limits(text, code):
    field = DecimalField(below_zero=True, decimals=2, most=Decimal(100))
    assert field.clean("-100 %") == Decimal(-100)
    with pytest.raises(ValidationError) as refused:
        field.clean(text)
    assert refused.value.code == code


def test_a_field_keeps_what_was_typed_and_shows_a_value_as_it_is_written_here():
    class Posts(Form):
        fte = DecimalField(label="Stellen", required=False)

    assert Posts({"fte": ""}).is_valid()
    wrong = Posts({"fte": "1,2,3"})
    assert not wrong.is_valid() and wrong["fte"].value() == "1,2,3"
    assert Posts(initial={"fte": Decimal("1234.5")})["fte"].value() == "1.234,5"

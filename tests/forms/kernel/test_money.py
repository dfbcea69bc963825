"""Euros as they are typed, in cents."""

import pytest
from django.core.exceptions import ValidationError

from initiatives.forms.kernel.money import cents, typed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24.800", 2_480_000),
        ("24.800,50", 2_480_050),
        ("24800,5", 2_480_050),
        ("24800", 2_480_000),
        ("0", 0),
        ("0,01", 1),
        ("0,29", 29),  # 0.29 * 100 is 28.999… as a float
        ("1.234.567,89 €", 123_456_789),
        ("10.000.000.000", 1_000_000_000_000),
        ("1.234,56 €", 123_456),
        ("1.234,56\u00a0€", 123_456),
        ("1.234,- €", 123_400),
        ("1.234,-", 123_400),
        ("1.234,–", 123_400),
        ("43.900 EUR", 4_390_000),
        ("43.900EUR", 4_390_000),
        ("EUR 43.900", 4_390_000),
        ("€ 5", 500),
        ("5 Euro", 500),
        ("1234.56", 123_456),  # as programs write it
        ("1.23", 123),
        ("24.8", 2_480),
        ("1.234", 123_400),  # three digits: thousands
        ("43 900", 4_390_000),
        ("43\u202f900,50", 4_390_050),
        ("0.50", 50),
    ],
)
def test_what_is_typed_in_euros_is_kept_in_cents(text, expected):
    assert cents(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1,2,3", "invalid"),
        ("1,234.56", "invalid"),  # a comma never divides thousands, since 1,234 would then be two things
        ("1.234.56", "invalid"),
        ("0.500", "invalid"),  # neither thousands nor cents
        ("1234.567", "invalid"),
        ("1.234 567", "invalid"),
        ("43 90", "invalid"),
        ("1 2 3", "invalid"),
        ("5 €  €", "invalid"),
        ("5 Dollar", "invalid"),
        ("€", "invalid"),
        (",-", "invalid"),
        ("5,-5", "invalid"),
        ("-5,- €", "negative"),
        ("- 1234.5", "negative"),
        ("24,800", "invalid"),
        ("1.23.456", "invalid"),
        ("12,345", "invalid"),
        ("1e5", "invalid"),
        ("NaN", "invalid"),
        (",50", "invalid"),
        ("²", "invalid"),
        ("٣", "invalid"),
        ("viel", "invalid"),
        ("-5", "negative"),
        ("−24.800,50", "negative"),
        ("10.000.000.001", "too_much"),
        ("9" * 29, "too_much"),
    ],
)
def test_what_is_no_sum_is_refused(text, code):
    with pytest.raises(ValidationError) as refused:
        cents(text)
    assert refused.value.code == code


@pytest.mark.parametrize("amount", [0, 5, 2_480_000, 2_480_050, 123_456_789])
def test_a_sum_is_shown_as_it_may_be_typed_again(amount):
    assert cents(typed(amount)) == amount

"""Texts of one line hold no line break, whatever hands them over."""

import pytest
from django.apps import apps
from django.db.models import CharField, EmailField, SlugField, URLField

from initiatives.models import Body, User
from initiatives.models.lines import Line, one_line

# Typed into a box of several lines, hashed, or checked by their form for what they are.
OTHERS = {("FrameworkCondition", "text"), ("Report", "replace_reason"), ("User", "password")}
CHECKED = EmailField | SlugField | URLField


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Daten liefern", "Daten liefern"),
        ("Straße\u00a0 7 – „gut“ 👩\u200d💻", "Straße\u00a0 7 – „gut“ 👩\u200d💻"),
        ("Daten\r\nBcc: x@ikz.example", "Daten Bcc: x@ikz.example"),
        ("a \n\n b\tc", "a b c"),
        *((f"a{mark}b", "a b") for mark in "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"),
        *((f"a{mark}b", "ab") for mark in "\x00\x1b\x7f\x9b\u202e\u2066\u200f\ufeff"),
    ],
)
def test_a_line_has_no_breaks_and_nothing_that_turns_it(typed, kept):
    assert one_line(typed) == kept


def test_each_text_of_one_line_that_people_type_is_one():
    typed = {
        (model.__name__, column.name)
        for model in apps.get_app_config("initiatives").get_models()
        for column in model._meta.local_fields
        if isinstance(column, CharField)
        and not column.choices
        and column.verbose_name != column.name.replace("_", " ")
        and not isinstance(column, Line | CHECKED)
    }
    assert typed == OTHERS


def test_however_it_is_stored(circle):
    user = User(email="neu@ikz.example", name="Neu\nFachadministration")
    user.save()
    assert user.name == "Neu Fachadministration"  # also in hand
    User.objects.filter(pk=user.pk).update(telephone="02502\n942")
    user.refresh_from_db()
    assert (user.name, user.telephone) == ("Neu Fachadministration", "02502 942")
    body = Body.objects.bulk_create(
        [Body(organisation=circle.duelmen, name="Rat\r\nder Stadt", kind="rat", slug="rat-d")]
    )[0]
    assert Body.objects.get(pk=body.pk).name == "Rat der Stadt"
    body.name = "Haupt\u2028ausschuss"
    Body.objects.bulk_update([body], ["name"])
    assert Body.objects.get(pk=body.pk).name == "Haupt ausschuss"

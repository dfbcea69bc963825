"""A list as one field of a form: what was sent is read, cleaned, shaped anew."""

import pytest
from django import forms
from django.http import QueryDict

from initiatives.forms.kernel.base import Form, NumberField
from initiatives.forms.kernel.rows import MOST, RowsField, reshaped


class Things(Form):
    things = RowsField(
        label="Dinge",
        columns=lambda: {
            "name": forms.CharField(label="Name", max_length=5),
            "number": NumberField(label="Zahl"),
            "kind": forms.ChoiceField(label="Art", choices=[("a", "A"), ("b", "B")]),
        },
        ignored=("kind",),
    )


def sent(*rows: dict[str, str], **more: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data["things-rows"] = str(len(rows))
    for number, row in enumerate(rows):
        for name, value in row.items():
            data[f"things-{number}-{name}"] = value
    for name, value in more.items():
        data[name] = value
    return data


def test_rows_are_cleaned_without_what_is_empty():
    form = Things(
        sent({"name": "x", "number": "1.234", "kind": "b"}, {"name": " ", "kind": "a"}, {"number": "0"})
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["things"] == [{"name": "x", "number": 1234, "kind": "b"}, {"number": 0}]


def test_each_fault_is_named_with_its_row_and_stays_as_typed():
    form = Things(sent({"name": "x"}, {"name": "zu lang", "number": "viel", "kind": "c"}))
    assert not form.is_valid()
    faults = form.errors["things"]
    assert [one.partition(":")[0] for one in faults] == ["Zeile 2, Name", "Zeile 2, Zahl", "Zeile 2, Art"]
    rows = form["things"].rows
    assert [bool(cell.errors) for row in rows for cell in row.cells] == [False] * 3 + [True] * 3
    assert [cell.value() for cell in rows[1].cells] == ["zu lang", "viel", "c"]


def test_a_list_that_has_to_be_filled_in_is_not_empty():
    assert Things(sent({"kind": "a"})).errors["things"] == ["Bitte füllen Sie mindestens eine Zeile aus."]


@pytest.mark.parametrize("count", ["", "-1", "x", "1e3", "99999"])
def test_a_number_of_rows_that_nobody_sent_is_none(count):
    assert "things" in Things(sent(**{"things-rows": count})).errors


@pytest.mark.parametrize("text", ["{", "5", "null", "[5]", '["x"]'])
def test_what_is_no_list_in_json_holds_no_rows(text):
    assert Things(sent(things=text)).errors["things"] == ["Bitte füllen Sie mindestens eine Zeile aus."]


def test_json_stands_before_the_inputs_and_is_read_as_typed():
    form = Things(sent({"name": "x"}, things='[{"name": "y", "number": "1.000"}]'))
    assert form.is_valid() and form.cleaned_data["things"] == [{"name": "y", "number": 1000}]


def test_rows_are_added_and_taken_out():
    data = sent({"name": "a"}, {"name": "b"}, {"name": "c"}, other="stays")
    longer, focus = reshaped(data, "zeile:things")
    assert (longer["things-rows"], focus) == ("4", "things-3")
    shorter, focus = reshaped(data, "weg:things:1")
    names = {key: value for key, value in shorter.items() if key.endswith("name")}
    assert names == {"things-0-name": "a", "things-1-name": "c"}
    assert (shorter["things-rows"], shorter["other"], focus) == ("2", "stays", "things")
    for wish in ("weg:things:3", "weg:things"):  # no such row
        assert reshaped(data, wish)[0]["things-rows"] == "3"
    full = sent(**{"things-rows": str(MOST)})
    assert reshaped(full, "zeile:things")[0]["things-rows"] == str(MOST)


@pytest.mark.parametrize(
    "wish", ["", "zeile", "zeile:", "weg:a-b:1", "weg:things:9999", "zeile:things\n", "weg:things:٣"]
)
def test_what_is_no_wish_is_none(wish):
    assert reshaped(sent(), wish) is None

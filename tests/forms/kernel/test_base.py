"""What all forms share."""

from decimal import Decimal

import pytest
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string

from initiatives.domain.kernel.parsing import FAR
from initiatives.forms.kernel.base import Form, ModelForm, NumberField, explain_date
from initiatives.forms.people.organisations import DegreesField
from initiatives.models import Organisation
from initiatives.templatetags.forms import faults


class Example(Form):
    title = forms.CharField(label="Titel", max_length=20, help_text="Kurz")
    effective_on = forms.DateField(label="Gilt ab")
    nature = forms.ChoiceField(label="Art", choices=[("a", "Eins"), ("b", "Zwei")], widget=forms.RadioSelect)
    heads = NumberField(label="Köpfe", required=False, min_value=0)
    reason = forms.CharField(label="Begründung", required=False)
    depending = ("reason",)


def _form(**values):
    data = QueryDict(mutable=True)
    data.update({"title": "Feld", "effective_on": "20.09.2010", "nature": "a"} | values)
    return Example(data)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("31.11.2026", "Den 31.11.2026 gibt es nicht. Der November hat 30 Tage."),
        ("29.02.2026", "Den 29.02.2026 gibt es nicht. Der Februar 2026 hat 28 Tage."),
        ("01.13.2026", "Einen 13. Monat gibt es nicht."),
        ("01.01.0000", FAR),
        ("31.12.1899", FAR),
        ("31.12.9999", FAR),
        ("morgen", "Bitte schreiben Sie das Datum als Tag.Monat.Jahr, zum Beispiel 20.09.2010."),
        ("2010/09/20", "Bitte schreiben Sie das Datum als Tag.Monat.Jahr, zum Beispiel 20.09.2010."),
    ],
)
def test_a_wrong_date_is_explained_and_kept(typed, words):
    form = _form(effective_on=typed)
    assert form.errors["effective_on"] == [words]
    assert explain_date(typed) == words
    assert typed in str(form["effective_on"])


def test_days_far_off_are_refused_however_written():
    assert _form(effective_on="9999-12-31").errors["effective_on"] == [FAR]
    for day in ("01.01.1900", "31.12.2199"):
        assert _form(effective_on=day).is_valid()


@pytest.mark.parametrize("typed", ["20.09.2010", "20.9.2010", "2010-09-20", " 20.09.2010 "])
def test_dates_are_read_as_they_are_written_here(typed):
    form = _form(effective_on=typed)
    assert form.is_valid(), form.errors
    assert f"{form.cleaned_data['effective_on']:%Y-%m-%d}" == "2010-09-20"


@pytest.mark.parametrize(("typed", "value"), [("1.234", 1234), ("12.345.678", 12345678), ("7,0", 7)])
def test_whole_numbers_are_read_as_they_are_written_here(typed, value):
    form = _form(heads=typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["heads"] == value
    assert 'type="text"' in str(form["heads"])
    assert f'value="{typed}"' in str(form["heads"])


def test_what_depends_on_other_fields_is_not_called_optional():
    drawn = {
        name: render_to_string("components/form_field.html", {"field": _form()[name]})
        for name in ("title", "heads", "reason")
    }
    assert [name for name, html in drawn.items() if "freiwillig" in html] == ["heads"]


def test_a_field_is_given_out_as_what_it_is():
    assert list(_form().choice_field("nature").choices) == [("a", "Eins"), ("b", "Zwei")]
    with pytest.raises(TypeError, match="title is no ChoiceField"):
        _form().choice_field("title")


def test_a_wrong_number_says_which_kind_is_wanted():
    form = _form(heads="1,5")
    assert form.errors["heads"] == ["Bitte geben Sie eine ganze Zahl an."]


def test_control_characters_never_arrive():
    form = _form(title="  Fe\x00ld\x07 ")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["title"] == "Feld"


def test_the_summary_links_to_every_faulty_input():
    form = Example(QueryDict(""))
    form.add_error(None, "So geht es nicht.")
    found = faults(form)
    assert [(f.anchor, f.label) for f in found] == [
        ("", ""),
        ("id_title", "Titel"),
        ("id_effective_on", "Gilt ab"),
        ("id_nature_0", "Art"),
    ]
    html = render_to_string("components/error_summary.html", {"form": form})
    assert "4 Angaben sind zu berichtigen" in html
    for fault in found[1:]:
        assert f'href="#{fault.anchor}"' in html
        assert f'id="{fault.anchor}"' in form.as_div()


def test_a_field_joins_label_hint_and_error_to_its_input():
    form = _form(title="")
    html = render_to_string("components/form_field.html", {"field": form["title"]})
    assert '<label class="kern-label" for="id_title">' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert "kern-form-input__input--error" in html


def test_several_inputs_stand_in_a_fieldset_with_their_error():
    form = _form(nature="c")
    html = render_to_string("components/form_field.html", {"field": form["nature"]})
    assert "<fieldset" in html
    assert 'aria-describedby="id_nature_error"' in html
    assert html.count("kern-form-check__radio") == 4  # each with its mark of error
    assert "Diese Auswahl gibt es hier nicht." in html


def test_forms_of_models_get_the_same():
    class OrganisationForm(ModelForm):
        class Meta:
            model = Organisation
            fields = ["name", "latitude"]
            field_classes = {"latitude": DegreesField}

    form = OrganisationForm(QueryDict("name=&latitude=51,928018"))
    assert form.errors == {"name": ["Bitte füllen Sie dieses Feld aus."]}
    assert str(form.cleaned_data["latitude"]) == "51.928018"
    stored = OrganisationForm(instance=Organisation(name="Nottuln", latitude=Decimal("51.928018")))
    assert 'value="51,928018"' in str(stored["latitude"])

"""What all forms share: KERN's classes, German messages, German dates and numbers, no control characters."""

import calendar
import re
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.dates import MONTHS

from initiatives.domain.kernel.parsing import FAR, YEARS
from initiatives.domain.kernel.texts import CONTROL
from initiatives.german import composed

__all__ = ["Form", "Kern", "Lines", "ModelForm", "NumberField", "SeveralField", "TypedFields"]

F = TypeVar("F", bound=forms.Field)
DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
GROUPED = re.compile(r"-?\d{1,3}(\.\d{3})+")
LONG = 3  # rows of an input for a long text
SHORT, TITLE = (
    60,
    200,
)  # characters of a text that takes half a line at most, and of one that takes a whole line
HOW = "Bitte schreiben Sie das Datum als Tag.Monat.Jahr, zum Beispiel 20.09.2010."


TOO_LONG = "Der Text ist zu lang: Er hat %(show_value)s Zeichen, höchstens %(limit_value)s sind möglich. Bitte kürzen Sie ihn."


def explain_date(typed: str) -> str:
    """What is wrong with a date that could not be read, in a sentence."""
    match = DAY.fullmatch(typed.strip())
    if match is None:
        return HOW
    month, year = int(match[2]), int(match[3])
    if not 1 <= month <= 12:
        return f"Einen {month}. Monat gibt es nicht."
    if year not in YEARS:
        return FAR
    days = calendar.monthrange(year, month)[1]
    name = MONTHS[month] if month != 2 else f"Februar {year}"
    return f"Den {typed.strip()} gibt es nicht. Der {name} hat {days} Tage."


def check_year(day: date) -> None:
    """Raises ValidationError for a day of no year that forms take."""
    if day.year not in YEARS:
        raise ValidationError(FAR, code="year")


class Lines(forms.Textarea):
    """Of a list that is read line by line, or of Markdown: no text with paragraphs, lists and bold."""


class KernField(BoundField):
    """A bound field whose input carries the classes of KERN."""

    @property
    def limit(self) -> int:
        """How many characters it may have, 0 for any number."""
        return getattr(self.field, "max_length", None) or 0

    @property
    def size(self) -> str:
        """How much room its value takes: `day` (a day, a number, a sum), `half` a line (a choice, a short text), `long` a
        whole line (a title), "" in between."""
        widget = self.field.widget
        if isinstance(self.field, forms.DateTimeField) or widget.attrs.get("inputmode") in (
            "numeric",
            "decimal",
        ):
            return "day"
        if type(widget) is forms.Select:
            return "half"
        if not isinstance(widget, forms.TextInput) or not self.limit:
            return ""
        return "half" if self.limit <= SHORT else "long" if self.limit >= TITLE else ""

    @property
    def has_marks(self) -> bool:
        """Whether it is a long text, of which paragraphs, lists and bold are shown (`initiatives.typed`)."""
        widget = self.field.widget
        long = isinstance(widget, forms.Textarea) and int(widget.attrs.get("rows", LONG)) >= LONG
        return long and not isinstance(widget, Lines)

    @property
    def depends(self) -> bool:
        """Whether other fields decide if it is needed; it is not called optional then."""
        return isinstance(self.form, Kern) and self.name in self.form.depending

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        shape = _shape(widget or self.field.widget)
        if shape:
            fault = f" {shape}--error" if self.errors else ""
            attrs["class"] = f"{attrs.get('class', '')} {shape}{fault}".strip()
        if self.limit and not self.is_hidden:
            attrs["data-limit"] = self.limit
        return attrs


def _shape(widget: forms.Widget) -> str:
    if isinstance(
        widget, forms.CheckboxInput | forms.CheckboxSelectMultiple
    ):  # the latter is a RadioSelect to Django
        return "kern-form-check__checkbox"
    if isinstance(widget, forms.RadioSelect):
        return "kern-form-check__radio"
    if isinstance(widget, forms.Select):
        return "kern-form-input__select"
    return "" if widget.is_hidden else "kern-form-input__input"


class TypedFields(forms.BaseForm):
    """Mixin: the fields by their names as what they are. A field of another kind raises TypeError."""

    def typed_field(self, name: str, kind: type[F]) -> F:
        field = self.fields[name]
        if not isinstance(field, kind):
            raise TypeError(f"{name} is no {kind.__name__}")
        return field

    def choice_field(self, name: str) -> forms.ChoiceField:
        """A field that offers choices."""
        return self.typed_field(name, forms.ChoiceField)

    def row_field(self, name: str) -> forms.ModelChoiceField:
        """A field that offers rows of a table."""
        return self.typed_field(name, forms.ModelChoiceField)


class Kern(TypedFields):
    """Mixin of every form; drawn with components/form_field.html under a components/error_summary.html."""

    bound_field_class = KernField
    use_required_attribute = False
    depending: tuple[str, ...] = ()  # fields of which others decide whether they are needed
    focus = ""  # the list, or the row of it, that was changed last, see `rows`

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        if isinstance(self.data, QueryDict):
            self.data = _cleaned(self.data, self._secrets())
        for field in self.fields.values():
            germanise(field)

    def _secrets(self) -> set[str]:
        """The names of what nobody may read, and which is taken as it was typed."""
        hidden = {
            name for name, field in self.fields.items() if isinstance(field.widget, forms.PasswordInput)
        }
        return {self.add_prefix(name) for name in hidden}

    def forget_faults(self) -> None:
        """Show what was typed without a word on it; nothing is checked yet."""
        self._errors = ErrorDict()

    def add_error(self, field, error):
        """As Django's, but a date that cannot be read is explained."""
        known = self.fields.get(field) if field else None
        if isinstance(known, forms.DateField) and getattr(error, "code", None) == "invalid":
            error = ValidationError(explain_date(str(self[field].data)), code="invalid")
        super().add_error(field, error)


def _cleaned(data: QueryDict, secrets: set[str]) -> QueryDict:
    """Without control characters, letters composed; so lengths are counted as they are kept."""
    clean = data.copy()
    for name, values in data.lists():
        texts = [CONTROL.sub("", value.replace("\r\n", "\n")) for value in values]
        clean.setlist(name, texts if name in secrets else [composed(text) for text in texts])
    return clean


def germanise(field: forms.Field) -> None:
    """Give it our messages and, of a day, our years; a form does it for the fields that it begins with.

    A browser would cut what is pasted at `maxlength` without a word: what is too long is refused instead, with the text kept.
    """
    field.widget.attrs.pop("maxlength", None)
    field.error_messages["max_length"] = TOO_LONG
    choosing = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
    field.error_messages["required"] = (
        "Bitte wählen Sie aus." if choosing else "Bitte füllen Sie dieses Feld aus."
    )
    if choosing:
        field.error_messages["invalid_choice"] = "Diese Auswahl gibt es hier nicht."
    if isinstance(field, forms.FileField):
        field.error_messages |= {
            "required": "Bitte wählen Sie eine Datei aus.",
            "empty": "Die Datei ist leer.",
            "invalid": "Die Datei ist nicht angekommen. Bitte wählen Sie sie noch einmal aus.",
        }
    if isinstance(field, forms.EmailField):
        field.error_messages["invalid"] = "Bitte geben Sie eine vollständige E-Mail-Adresse an."
    if isinstance(field, forms.DateField):
        field.widget.attrs.setdefault("inputmode", "numeric")
        field.widget.attrs.setdefault("autocomplete", "off")
        if check_year not in field.validators:
            field.validators.append(check_year)


def plain_number(typed: str) -> str:
    """1.234,56 as 1234.56; points alone are thousands if they stand like them."""
    typed = typed.strip()
    if "," in typed or GROUPED.fullmatch(typed):
        typed = typed.replace(".", "").replace(",", ".")
    return typed


class NumberField(forms.IntegerField):
    """A whole number, typed and shown as it is written here: 1.234."""

    widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    widget.is_localized = True
    default_error_messages = {"invalid": "Bitte geben Sie eine ganze Zahl an."}

    def to_python(self, value: Any) -> int | None:
        return super().to_python(plain_number(value) if isinstance(value, str) else value)


class Form(Kern, forms.Form):
    pass


class ModelForm(Kern, forms.ModelForm):
    pass


class SeveralField(forms.ModelMultipleChoiceField):
    """Several rows to choose; a number that no database holds is refused as any other that is not offered."""

    def clean(self, value):
        try:
            return super().clean(value)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None

"""The questionnaire of a field and its questions; the same questions make a template."""

from typing import Any

from django import forms

from initiatives.domain.money import questions
from initiatives.enums.money import QuestionKind, QuestionMeaning
from initiatives.forms.kernel.base import Form, Lines
from initiatives.forms.kernel.due import DueField
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.forms.kernel.rows import RowsField
from initiatives.forms.kernel.seen import SeenValues
from initiatives.models import QuestionnaireTemplate

MEANINGS = [("", "keine"), *QuestionMeaning.choices]


class BeginForm(Form):
    template = forms.ModelChoiceField(
        QuestionnaireTemplate.objects.none(),
        label="Vorlage",
        required=False,
        empty_label="ohne Vorlage, leer beginnen",
        help_text="Die Fragen der Vorlage können Sie danach ändern, ergänzen und entfallen lassen.",
    )
    title = forms.CharField(label="Titel", max_length=120)
    due_on = DueField(
        label="Frist",
        required=False,
        help_text="Bis wann alle antworten, zum Beispiel 31.03.2027. Erinnert wird in der Woche davor und einmal danach.",
    )
    effective_on = EffectiveField()

    def __init__(self, *args, templates: Any, **kwargs):
        super().__init__(*args, **kwargs)
        self.row_field("template").queryset = templates


class QuestionnaireForm(SeenValues):
    title = forms.CharField(label="Titel", max_length=120)
    due_on = DueField(label="Frist", required=False)
    effective_on = forms.DateField(
        label="Gilt ab", help_text="Die ersten Fragen gelten mit; keine Angabe steht vor diesem Tag."
    )

    def names(self) -> tuple[str, ...]:
        return ("title", "due_on", "effective_on")

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.names()}


class LinesField(forms.CharField):
    """A text of several lines, cleaned to the list of them."""

    def __init__(self, **options):
        super().__init__(widget=Lines({"rows": 4}), max_length=4_000, **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]


def _columns() -> dict[str, forms.Field]:
    return {
        "text": forms.CharField(label="Spalte", max_length=80),
        "kind": forms.ChoiceField(
            label="Art", choices=[(kind.value, kind.label) for kind in questions.COLUMN_KINDS]
        ),
        "unit": forms.CharField(label="Einheit", max_length=40),
        "meaning": forms.ChoiceField(label="Bedeutung", choices=MEANINGS),
    }


class QuestionForm(SeenValues):
    text = forms.CharField(label="Frage", max_length=200, help_text="Zum Beispiel Abrechnungen im Monat")
    kind = forms.ChoiceField(label="Art der Antwort", choices=QuestionKind)
    unit = forms.CharField(
        label="Einheit",
        required=False,
        max_length=40,
        help_text="Bei Zahl und Geldbetrag, zum Beispiel „im Jahr“, „im Monat“, „VZÄ“, „%“",
    )
    is_required = forms.BooleanField(
        label="Muss beantwortet werden",
        required=False,
        initial=True,
        help_text="Ohne eine solche Antwort gilt die Bestandsaufnahme einer Kommune als offen.",
    )
    help = forms.CharField(
        label="Hilfe",
        required=False,
        max_length=1_000,
        widget=forms.Textarea({"rows": 2}),
        help_text="Was gemeint ist, was mitzählt und was nicht",
    )
    choices = LinesField(label="Möglichkeiten", required=False, help_text="Bei Auswahl: je Zeile eine")
    columns = RowsField(
        columns=_columns,
        ignored=("kind",),
        label="Spalten",
        required=False,
        help_text="Bei Liste: was in jeder Zeile steht",
    )
    meaning = forms.ChoiceField(
        label="Bedeutung",
        choices=MEANINGS,
        required=False,
        help_text="Was die Anwendung selbst daraus liest. Fallzahl und Kosten im Monat zählen zwölfmal.",
    )

    def names(self) -> tuple[str, ...]:
        return questions.NAMES

    def values(self) -> dict[str, Any]:
        """What was typed, by `questions.NAMES`."""
        return {name: self.cleaned_data[name] for name in questions.NAMES}


class NewQuestionForm(QuestionForm):
    effective_on = EffectiveField("Gestellt ab")


class DropForm(Form):
    effective_on = EffectiveField("Entfällt ab")


class TemplateForm(Form):
    title = forms.CharField(label="Titel", max_length=120, help_text="Zum Beispiel Personalabrechnung")
    hint = forms.CharField(
        label="Wofür",
        required=False,
        max_length=1_000,
        widget=forms.Textarea({"rows": 2}),
        help_text="Für welches Feld, und was damit erhoben wird",
    )

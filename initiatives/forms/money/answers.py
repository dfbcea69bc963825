"""Answering a questionnaire: one field a question, by its kind; what is typed becomes a value as `models.Answer` keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files import File

from initiatives.domain.kernel.errors import Conflict
from initiatives.domain.kernel.parsing import parse_date
from initiatives.domain.money.answers import name_of
from initiatives.domain.money.values import LONGEST, LONGEST_CELL, Asked
from initiatives.domain.state.facts import AnswerFacts, BaselineFacts, QuestionFacts
from initiatives.enums.money import QuestionKind
from initiatives.forms.fields.documents import KINDS, UploadField
from initiatives.forms.kernel.base import germanise
from initiatives.forms.kernel.corrections import EntryForm
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.forms.kernel.money import EuroField
from initiatives.forms.kernel.numbers import DecimalField
from initiatives.forms.kernel.rows import RowsField
from initiatives.forms.kernel.seen import SeenValues

TAKEN_BACK = "_zurueck"  # behind the name of a file: whether it is taken back


class YesNoField(forms.TypedChoiceField):
    """Ja, Nein or nothing said, cleaned to True, False or None."""

    def __init__(self, *, widget: Any = forms.RadioSelect, **options):
        choices = [("", "keine Angabe"), ("ja", "Ja"), ("nein", "Nein")]
        coerce = {"ja": True, "nein": False}.get
        super().__init__(choices=choices, coerce=coerce, empty_value=None, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, bool):
            return "ja" if value else "nein"
        return value or ""

    def in_words(self, value: bool | None) -> str:
        return "" if value is None else "Ja" if value else "Nein"


def _cell(column: Mapping[str, str]) -> forms.Field:
    kind, label = column["kind"], labelled(column["text"], column["kind"], column["unit"])
    if kind == QuestionKind.YES_NO:
        return YesNoField(label=label, widget=forms.Select)
    return _plain(kind, label, LONGEST_CELL)


def _plain(kind: str, label: str, longest: int) -> forms.Field:
    if kind == QuestionKind.NUMBER:
        return DecimalField(label=label)
    if kind == QuestionKind.MONEY:
        return EuroField(label=label)
    if kind == QuestionKind.DATE:
        return forms.DateField(label=label, widget=forms.DateInput({"placeholder": "TT.MM.JJJJ"}))
    widget = forms.Textarea({"rows": 2}) if longest == LONGEST else forms.TextInput()
    return forms.CharField(label=label, max_length=longest, widget=widget)


def labelled(text: str, kind: str, unit: str) -> str:
    """A question with its unit: Abrechnungen (im Monat), Kosten heute (Euro im Jahr)."""
    unit = f"Euro {unit}".strip() if kind == QuestionKind.MONEY else unit
    return f"{text} ({unit})" if unit else text


def field_of(question: Asked, text: str) -> forms.Field:
    """The field by which a question is answered; of none is an answer demanded, since it may be saved partly."""
    label = labelled(text, question.kind, question.unit)
    if question.kind == QuestionKind.ROWS:
        columns = question.columns
        field: forms.Field = RowsField(
            label=label, columns=lambda: {one["key"]: _cell(one) for one in columns}, required=False
        )
    elif question.kind == QuestionKind.CHOICE:
        choices = [("", "keine Angabe"), *((one, one) for one in question.choices)]
        field = forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)
    elif question.kind == QuestionKind.YES_NO:
        field = YesNoField(label=label)
    elif question.kind == QuestionKind.FILE:
        field = UploadField(label=label)
    else:
        field = _plain(question.kind, label, LONGEST)
    field.required = False
    germanise(field)
    return field


def stored(value: Any) -> Any:
    """What a field was cleaned to, as an answer keeps it; None for nothing."""
    if isinstance(value, list):
        return [{key: stored(cell) for key, cell in row.items()} for row in value] or None
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def loaded(question: Asked, value: Any) -> Any:
    """What an answer keeps, as its field takes it."""
    if value is None or question.kind == QuestionKind.FILE:
        return None
    if question.kind == QuestionKind.ROWS:
        kinds = {one["key"]: one["kind"] for one in question.columns}
        return [
            {key: _loaded(kinds[key], cell) for key, cell in row.items() if key in kinds} for row in value
        ]
    return _loaded(question.kind, value)


def _loaded(kind: str, value: Any) -> Any:
    if kind == QuestionKind.NUMBER:
        return Decimal(value)
    return parse_date(value) if kind == QuestionKind.DATE else value


class AnswerForm(SeenValues):
    """All questions at once. `is_own`: whether one answers for the own organisation, else from where it is known is asked."""

    note = forms.CharField(label="Quelle oder Anmerkung", required=False, max_length=300)
    effective_on = EffectiveField("Stand der Angaben")

    def __init__(
        self, data: Any, *, baseline: BaselineFacts, answers: Mapping[int, AnswerFacts], is_own: bool
    ):
        self.questions = {name_of(one.id): one for one in baseline.questions}
        super().__init__(data)
        for name, question in self.questions.items():
            self._open(name, question, answers.get(question.id))
        self.order_fields([*(one for one in self.fields if one not in self.base_fields), *self.base_fields])
        note = self.fields["note"]
        note.help_text = "Steht bei allem, was Sie jetzt neu angeben oder ändern."
        if not is_own:
            note.label, note.required = "Woher Sie das wissen", True

    def _open(self, name: str, question: QuestionFacts, answer: AnswerFacts | None) -> None:
        field = self.fields[name] = field_of(question, question.text)
        self.initial[name] = loaded(question, answer.value if answer else None)
        field.help_text = question.help
        if question.is_required:
            self.depending += (name,)  # it is no voluntary answer, though it may be given later
        if question.kind == QuestionKind.FILE:
            field.help_text = f"{question.help} {KINDS}".strip()
            if answer:
                field.help_text = f"Jetzt: „{answer.value}“. Eine neue Datei gilt statt ihrer. {KINDS}"
                self.fields[f"{name}{TAKEN_BACK}"] = forms.BooleanField(
                    label=f"„{answer.value}“ zurücknehmen", required=False
                )

    def names(self) -> list[str]:
        return [name for name, one in self.questions.items() if one.kind != QuestionKind.FILE]

    def given(self) -> dict[int, Any]:
        """What was typed, by question; a file that is taken back is None."""
        given = {self.questions[name].id: stored(self.cleaned_data[name]) for name in self.names()}
        gone = [name for name in self.questions if self.cleaned_data.get(f"{name}{TAKEN_BACK}")]
        return given | {self.questions[name].id: None for name in gone if not self.cleaned_data[name]}

    def sent_files(self) -> dict[int, File]:
        found = {
            one.id: self.cleaned_data[name]
            for name, one in self.questions.items()
            if name not in self.names()
        }
        return {pk: file for pk, file in found.items() if file}

    def seen_answers(self) -> dict[str, Any]:
        """What the editor had in front of them, as answers keep it."""
        return {name: stored(value) for name, value in self.seen_values().items()}

    def as_typed(self, conflict: Conflict) -> Conflict:
        """The conflict with values as the fields of this form take them."""
        return Conflict(
            {name: loaded(self.questions[name], value) for name, value in conflict.theirs.items()},
            conflict.version,
            merged={name: loaded(self.questions[name], value) for name, value in conflict.merged.items()},
            actor=conflict.actor,
            changed_at=conflict.changed_at,
        )


class AnswerCorrectionForm(EntryForm):
    """Puts an answer right; of a file its day and note."""

    note = forms.CharField(label="Quelle oder Anmerkung", required=False, max_length=300)

    def __init__(self, data: Any, *, row: Any):
        super().__init__(data, row=row)
        if row.question.kind != QuestionKind.FILE:
            self.fields["value"] = field_of(row.question, row.question.text)
            self.initial["value"] = loaded(row.question, row.value)
            self.order_fields(["value", "note", *self.last])

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {"value": stored(values["value"])} if "value" in values else values

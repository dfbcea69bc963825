"""A step of a field: adding one, changing one that others may change too; and the templates of steps."""

import json
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model

from initiatives.domain.state.facts import FieldFacts, StepFacts
from initiatives.enums import Phase, StepState
from initiatives.forms.fields.documents import DocumentField, attached_file, offer
from initiatives.forms.kernel.base import Form, NumberField
from initiatives.forms.kernel.due import DueField
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.models import Document, Organisation

NOT_A_MEMBER = "Diese Organisation ist an diesem Feld nicht beteiligt und kann keinen Schritt übernehmen."


class NewStepForm(Form):
    title = forms.CharField(label="Was ist zu tun?", max_length=200)
    owner = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Zuständig",
        required=False,
        empty_label="noch offen",
        help_text="Nur wer am Feld beteiligt ist",
    )
    due_on = DueField(label="Frist", required=False, help_text="Zum Beispiel 01.12.2026")
    effective_on = EffectiveField("Angelegt am")

    def __init__(self, *args, field: FieldFacts, **kwargs):
        super().__init__(*args, **kwargs)
        members = [p.organisation.id for p in field.taking_part()]
        self.row_field("owner").queryset = Organisation.objects.filter(pk__in=members)
        self.fields["owner"].error_messages["invalid_choice"] = NOT_A_MEMBER


class StepForm(NewStepForm):
    """Sends back in `seen` what the editor had in front of them."""

    state = forms.ChoiceField(label="Stand", choices=StepState)
    evidence = forms.CharField(
        label="Nachweis",
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Was vorliegt und wo; bei einem entfallenen Schritt der Grund",
    )
    link = forms.URLField(
        label="Verweis",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="Adresse des Nachweises, zum Beispiel im Ratsinformationssystem",
    )
    document = DocumentField()
    file = attached_file()
    effective_on = EffectiveField(hint="Bei „erledigt“ der Tag, an dem der Schritt erledigt war.")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = [
        "title",
        "owner",
        "due_on",
        "state",
        "evidence",
        "link",
        "document",
        "file",
        "effective_on",
    ]

    def __init__(self, *args, field: FieldFacts, step: StepFacts, **kwargs):
        names = ("title", "due_on", "state", "evidence", "link")
        initial: dict[str, Any] = {name: getattr(step, name) for name in names}
        initial |= {"owner": step.owner_id, "document": step.document_id}
        super().__init__(*args, field=field, initial=initial, **kwargs)
        offer(self, field)
        self.fields["link"].error_messages["invalid"] = (
            "Bitte geben Sie eine vollständige Internetadresse an."
        )
        self.initial["seen"] = json.dumps(initial, default=str)
        members = {p.organisation.id for p in field.taking_part()}
        if step.owner_id is not None:
            members.add(step.owner_id)
        self.row_field("owner").queryset = Organisation.objects.filter(pk__in=members)

    def clean_seen(self) -> dict[str, Any]:
        """What the editor saw, by attribute; what cannot be read equals nothing, so that nobody is overwritten."""
        try:
            told = json.loads(self.cleaned_data["seen"])
        except ValueError:
            told = {}
        told = told if isinstance(told, dict) else {}
        seen = {name: told.get(name, object()) for name in ("title", "state", "evidence", "link")}
        return seen | {
            "due_on": _day(told.get("due_on")),
            "owner": _row(Organisation, told.get("owner")),
            "document": _row(Document, told.get("document")),
        }


def _day(value: Any) -> date | object | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return object()


def _row(model: type[Model], value: Any) -> Model | object | None:
    if value is None:
        return None
    return (model._default_manager.filter(pk=value).first() if isinstance(value, int) else None) or object()


class TemplateForm(Form):
    """A template of steps, of the whole installation."""

    phase = forms.TypedChoiceField(label="Phase", choices=Phase, coerce=int)
    title = forms.CharField(label="Was ist zu tun?", max_length=200)
    days = NumberField(
        label="Frist in Tagen",
        required=False,
        min_value=0,
        max_value=3_650,
        help_text="Gezählt ab dem Tag, an dem die Phase beginnt",
    )
    is_active = forms.BooleanField(
        label="In Gebrauch",
        required=False,
        initial=True,
        help_text="Ohne Haken kommt der Schritt in keine Phase mehr, die neu beginnt.",
    )

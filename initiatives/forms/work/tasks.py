"""Tasks: giving and changing one, saying how far it is, and the filter of their list."""

from django import forms

from initiatives.domain.state.facts import InitiativeFacts
from initiatives.enums import StepState
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.due import DueField
from initiatives.forms.kernel.filters import Filter, choice
from initiatives.models import Field, Organisation

OPEN, ALL = "offene", "alle"
LATE, SOON, WITHOUT = "ueberfaellig", "bald", "ohne"


class TaskForm(Form):
    """`owners` are those to whom the editor may give it; where there is only one, nobody is asked for it."""

    title = forms.CharField(label="Was ist zu tun?", max_length=200)
    owner = forms.ModelChoiceField(Organisation.objects.none(), label="Zuständig", empty_label=None)
    due_on = DueField(label="Frist", required=False, help_text="Zum Beispiel 01.12.2026")
    field = forms.ModelChoiceField(
        Field.objects.none(), label="Betätigungsfeld", required=False, empty_label="ohne Feld"
    )
    text = forms.CharField(
        label="Beschreibung", required=False, max_length=4_000, widget=forms.Textarea({"rows": 4})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, owners: set[int], fields: set[int], needs_field: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.row_field("field").queryset = Field.objects.filter(pk__in=fields)
        if needs_field:
            self.fields["field"].required = True
        if len(owners) == 1:
            del self.fields["owner"]
        else:
            self.row_field("owner").queryset = Organisation.objects.filter(pk__in=owners)

    def values(self) -> dict:
        """What was typed, by attribute."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class StateForm(Form):
    state = forms.ChoiceField(label="Stand", choices=StepState)
    note = forms.CharField(
        label="Ergebnis",
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Was herausgekommen ist; bei einer entfallenen Aufgabe der Grund",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class QuickStateForm(Form):
    """What a button in the list sends."""

    state = forms.ChoiceField(choices=StepState)
    version = forms.IntegerField()


class TasksFilter(Filter):
    stand = choice(
        "Stand",
        "Offen oder in Arbeit",
        [*StepState.choices, (ALL, "Alle")],
    )
    zustaendig = choice("Zuständig", "Alle", [])
    feld = choice("Betätigungsfeld", "Alle", [])
    frist = choice(
        "Frist",
        "Alle",
        [(LATE, "überfällig"), (SOON, "in den nächsten sieben Tagen"), (WITHOUT, "ohne Frist")],
    )

    def __init__(self, *args, facts: InitiativeFacts, own_id: int | None, **options):
        super().__init__(*args, **options)
        owners = {task.owner_id for task in facts.tasks}
        named = [o for o in facts.organisations.values() if o.id in owners or o.id == own_id]
        named.sort(key=lambda o: o.id != own_id)
        self.choice_field("zustaendig").choices = [
            ("", "Alle"),
            *((str(o.id), f"{o.name} (eigene)" if o.id == own_id else o.designation) for o in named),
        ]
        self.choice_field("feld").choices = [
            ("", "Alle"),
            *((str(field.id), field.title) for field in facts.fields),
            (WITHOUT, "ohne Feld"),
        ]

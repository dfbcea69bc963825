"""A key by which joint costs are shared out, and its periods."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from initiatives.domain.kernel.parsing import FAR, YEARS
from initiatives.domain.money.key_figures import Period
from initiatives.enums.money import VARIABLE_KINDS, Bearers, KeyKind, Rounding
from initiatives.forms.kernel.base import Form, NumberField
from initiatives.forms.kernel.corrections import WITHDRAWN
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.forms.kernel.money import EuroField
from initiatives.forms.money.bearers import BearersForm

REASON = "correction_reason"
ABOVE = ("title", "starts_on", "ends_on", "kind", "bearers", "base_cents", "variable_kind")
BELOW = (
    *("figures_on", "source", "from_baseline", "rounding", "review_on", "reason", "effective_on"),
    REASON,
)
VARIABLE = [("", "bitte wählen"), *((one.value, one.label) for one in VARIABLE_KINDS)]


class PeriodForm(BearersForm):
    """What a period says; `with_title` asks for the title of a new key, `correcting` for the reason, and `has_cases` says that
    the baseline holds numbers of cases."""

    depending = ("base_cents", "variable_kind", "figures_on", "source", "reason")

    title = forms.CharField(label="Bezeichnung des Schlüssels", max_length=120)
    starts_on = forms.DateField(label="Gilt von", help_text="Der erste Tag, zum Beispiel 01.01.2027")
    ends_on = forms.DateField(
        label="Gilt bis",
        required=False,
        help_text="Der letzte Tag. Leer: bis die nächste Zeit beginnt; sie beendet diese von selbst am Tag davor.",
    )
    kind = forms.ChoiceField(label="Schlüssel", choices=KeyKind, widget=forms.RadioSelect)
    bearers = forms.ChoiceField(
        label="Wer trägt",
        choices=Bearers,
        widget=forms.RadioSelect,
        help_text="Alle heißt: wer an dem jeweiligen Tag am Feld beteiligt ist. Die Genannten kreuzen Sie unten an.",
    )
    base_cents = EuroField(
        label="Grundbetrag im Jahr",
        required=False,
        help_text="Nur beim Grundbetrag mit veränderlichem Teil: Er wird zu gleichen Teilen getragen.",
    )
    variable_kind = forms.ChoiceField(label="Der Rest wird geteilt", required=False, choices=VARIABLE)
    figures_on = forms.DateField(
        label="Stand der Zahlen",
        required=False,
        help_text="Einwohnerzahlen gelten von diesem Tag; leer heißt die neuesten.",
    )
    source = forms.CharField(
        label="Quelle der Zahlen",
        required=False,
        max_length=200,
        help_text="Zum Beispiel Vereinbarung vom 16.08.2018, § 5",
    )
    from_baseline = forms.BooleanField(
        label="Fehlende Fallzahlen aus der Bestandsaufnahme übernehmen", required=False
    )
    rounding = forms.ChoiceField(label="Rundung", choices=Rounding)
    review_on = forms.DateField(
        label="Überprüfung am",
        required=False,
        help_text="Ab diesem Tag erinnert die Anwendung daran, den Schlüssel anzusehen.",
    )
    reason = forms.CharField(
        label="Begründung oder Beschreibung",
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
    )
    effective_on = EffectiveField("Vereinbart am")
    correction_reason = forms.CharField(
        label="Grund der Berichtigung",
        max_length=2_000,
        widget=forms.Textarea({"rows": 2}),
        help_text="Was falsch war, oder woher Sie es wissen. Alle Beteiligten sehen ihn.",
    )

    def __init__(
        self,
        data: Any,
        *,
        with_title: bool = False,
        correcting: bool = False,
        has_cases: bool = False,
        **kwargs: Any,
    ):
        super().__init__(data, **kwargs)
        self.may_be_withdrawn = correcting
        for name, wanted in (("title", with_title), (REASON, correcting), ("from_baseline", has_cases)):
            if not wanted:
                del self.fields[name]

    @property
    def withdrawn(self) -> bool:
        """Whether it was sent by the button that says that there never was such a period."""
        return self.may_be_withdrawn and WITHDRAWN in self.data

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.withdrawn:
            for name in [one for one in self.errors if one != REASON]:
                del self.errors[name]

    @property
    def before(self) -> list[BoundField]:
        """What stands above the table of the bearers."""
        return [self[name] for name in ABOVE if name in self.fields]

    @property
    def after(self) -> list[BoundField]:
        """What stands below it."""
        return [self[name] for name in BELOW if name in self.fields]

    def values(self) -> dict[str, Any]:
        """What was typed, by the names of `Period`."""
        typed = self.cleaned_data
        names = ("starts_on", "ends_on", "kind", "bearers", "base_cents", "variable_kind", "rounding")
        more = ("figures_on", "source", "review_on", "reason")
        return {
            **{name: typed[name] for name in (*names, *more)},
            "from_baseline": bool(typed.get("from_baseline")),
            "figures": self.figures(named=typed["bearers"] == Bearers.NAMED),
        }

    def period(self) -> Period:
        return Period(**self.values())

    def proposed(self, query: QueryDict) -> dict[str, Any]:
        """What an address proposes for its fields, such as what was tried out in a simulation."""
        return {name: query[name] for name in self.fields if name in query}


class EndForm(Form):
    ends_on = forms.DateField(label="Gilt bis", help_text="Der letzte Tag, an dem dieser Schlüssel gilt")
    correction_reason = forms.CharField(
        label="Warum er endet", max_length=2_000, widget=forms.Textarea({"rows": 2})
    )


class TitleForm(Form):
    title = forms.CharField(label="Bezeichnung des Schlüssels", max_length=120)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=120)


class ExampleForm(Form):
    """Of which year the page shows the shares, and as of which day; sent by GET."""

    jahr = NumberField(
        label="Beispieljahr",
        required=False,
        min_value=YEARS[0],
        max_value=YEARS[-1],
        error_messages={"min_value": FAR, "max_value": FAR},
    )
    stand = forms.DateField(label="Stand vom", required=False)

"""The law of a Land: a legal form with its duties, a period, an authority, a funding programme."""

from typing import Any

from initiatives.enums.agreements import LAENDER
from initiatives.forms.fields.fields import LinesField
from initiatives.forms.kernel.base import Lines, NumberField
from initiatives.forms.kernel.filters import Filter, choice
from initiatives.forms.kernel.money import EuroField
from initiatives.forms.kernel.seen import SeenForm
from initiatives.models import Authority, Competence, FundingProgramme, LegalForm, LegalTerm

DATES = ["paragraph", "source", "valid_from", "valid_until"]


class RuleForm(SeenForm):
    """A version of a rule; which rule it is, is said once: of a `…VersionForm` it stays."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["source"].help_text = "Gesetz oder Bekanntmachung mit Datum"
        self.fields["valid_until"].help_text = "Leer, solange es gilt"


class LegalFormForm(RuleForm):
    class Meta:
        model = LegalForm
        fields = [
            *("name", "needs_approval", "needs_notice", "needs_publication", "fixes_cost_key"),
            *("needs_matching_resolutions", "has_members", *DATES),
        ]


class TermVersionForm(RuleForm):
    value = NumberField(label="Dauer", min_value=1, max_value=999)

    class Meta:
        model = LegalTerm
        fields = ["value", "unit", *DATES]


class LegalTermForm(TermVersionForm):
    class Meta:
        model = LegalTerm
        fields = ["key", "value", "unit", *DATES]


class AuthorityVersionForm(RuleForm):
    class Meta:
        model = Authority
        fields = ["name", *DATES]


class CompetenceVersionForm(RuleForm):
    class Meta:
        model = Competence
        fields = DATES


class CompetenceForm(RuleForm):
    class Meta:
        model = Competence
        fields = ["is_county", *DATES]


class AuthorityForm(RuleForm):
    class Meta:
        model = Authority
        fields = ["name", "has_county_or_free_city", *DATES]


class SeenEuroField(EuroField):
    """Reads back the cents that the editor had in front of them."""

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, int) else super().to_python(value)


class SeenLinesField(LinesField):
    """Reads back the lines that the editor had in front of them."""

    def to_python(self, value: Any) -> list[str]:
        return value if isinstance(value, list) else super().to_python(value)


class ProgrammeVersionForm(RuleForm):
    least_partners = NumberField(label="Partner mindestens", min_value=2, max_value=99, initial=2)
    base_cents = SeenEuroField(label="Zuwendung bei so vielen Partnern", help_text="In Euro")
    further_cents = SeenEuroField(
        label="Für jeden weiteren Partner", help_text="In Euro; 0, wenn nichts dazukommt"
    )
    most_cents = SeenEuroField(
        label="Höchstens", required=False, help_text="In Euro; leer, wenn es keine Obergrenze gibt"
    )
    most_percent = NumberField(
        label="Höchstens in % der zuwendungsfähigen Ausgaben", min_value=1, max_value=100, initial=100
    )
    least_years = NumberField(
        label="Laufzeit mindestens in Jahren",
        min_value=0,
        max_value=99,
        initial=0,
        help_text="0, wenn keine verlangt ist",
    )
    least_saving = NumberField(
        label="Ersparnis mindestens in %",
        min_value=0,
        max_value=100,
        initial=0,
        help_text="0, wenn keine verlangt ist",
    )
    proofs = SeenLinesField(
        label="Weitere Nachweise",
        required=False,
        widget=Lines({"rows": 4}),
        help_text="Ein Nachweis je Zeile. Beschlüsse, Laufzeit und Ersparnis prüft die Anwendung selbst.",
    )

    class Meta:
        model = FundingProgramme
        fields = [
            *("name", "least_partners", "base_cents", "further_cents", "most_cents", "most_percent"),
            *("least_years", "least_saving", "applications_until", "proofs", *DATES),
        ]


class LandFilter(Filter):
    land = choice("Land", "Bitte wählen", LAENDER.items())

    def active(self) -> list[tuple[str, str, str]]:
        """Nothing that could be left out: always the law of one Land is shown."""
        return []

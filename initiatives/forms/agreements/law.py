"""The law of a Land: a legal form with its duties, a period, an authority."""

from initiatives.enums.agreements import LAENDER
from initiatives.forms.kernel.base import NumberField
from initiatives.forms.kernel.filters import Filter, choice
from initiatives.forms.kernel.seen import SeenForm
from initiatives.models import Authority, Competence, LegalForm, LegalTerm

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


class LandFilter(Filter):
    land = choice("Land", "Bitte wählen", LAENDER.items())

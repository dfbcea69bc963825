"""The form with which a report to a body is planned."""

from django import forms

from initiatives.domain import moments
from initiatives.domain.papers import Paper, default_paper
from initiatives.domain.reports import initiatives_for
from initiatives.enums import Edition
from initiatives.forms.base import Form
from initiatives.models import Body, Initiative


class ReportForm(Form):
    body = forms.ModelChoiceField(label="Gremium", queryset=Body.objects.none(), empty_label=None)
    as_of = forms.DateField(
        label="Stichtag",
        help_text="Der Bericht zeigt den Stand an diesem Tag, auch nach späteren Änderungen.",
    )
    edition = forms.ChoiceField(label="Ausgabe", choices=Edition, widget=forms.RadioSelect)
    initiatives = forms.ModelMultipleChoiceField(
        label="Initiativen", queryset=Initiative.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    subject = forms.CharField(
        label="Betreff", max_length=200, required=False, help_text="Ohne Angabe: Statusbericht zum Stichtag."
    )
    proposal = forms.CharField(
        label="Beschlussvorschlag", max_length=2000, widget=forms.Textarea({"rows": 2}), required=False
    )
    paper_date = forms.DateField(label="Datum der Vorlage")
    paper_number = forms.CharField(
        label="Nummer der Vorlage", max_length=50, required=False, help_text="Zum Beispiel SV-10-1175"
    )
    file_number = forms.CharField(label="Aktenzeichen", max_length=50, required=False)
    department = forms.CharField(label="Dezernat, Abteilung", max_length=100, required=False)
    meeting_on = forms.DateField(label="Sitzung am", required=False)
    agenda_item = forms.CharField(label="Tagesordnungspunkt", max_length=10, required=False)

    def __init__(self, *args, bodies: list[Body], **kwargs):
        super().__init__(*args, **kwargs)
        told = {i.pk for body in bodies for i in initiatives_for(body)}
        self.fields["body"].queryset = Body.objects.filter(pk__in=[b.pk for b in bodies]).select_related(
            "organisation"
        )
        self.fields["initiatives"].queryset = Initiative.objects.filter(pk__in=told)

    @classmethod
    def starting_with(cls, bodies: list[Body]) -> "ReportForm":
        """The form with what most reports begin with: today, public, all initiatives of the first body."""
        today = moments.today()
        return cls(
            bodies=bodies,
            initial={
                "body": bodies[0].pk,
                "as_of": today,
                "paper_date": today,
                "edition": Edition.PUBLIC,
                "initiatives": [i.pk for i in initiatives_for(bodies[0])],
                "proposal": default_paper(bodies[0], today, today).proposal,
            },
        )

    def clean(self) -> dict:
        cleaned = super().clean()
        body, chosen = cleaned.get("body"), cleaned.get("initiatives")
        if body and chosen:
            order = [i.pk for i in initiatives_for(body)]
            strange = [i for i in chosen if i.pk not in order]
            if strange:
                self.add_error("initiatives", f"Das Gremium „{body}“ ist an „{strange[0]}“ nicht beteiligt.")
            else:
                cleaned["initiatives"] = sorted(chosen, key=lambda i: order.index(i.pk))
        return cleaned

    def paper(self) -> Paper:
        """The head of the paper; what was left empty gets the usual words."""
        values = self.cleaned_data
        usual = default_paper(values["body"], values["as_of"], values["paper_date"])
        return Paper(
            subject=values["subject"] or usual.subject,
            proposal=values["proposal"] or usual.proposal,
            paper_date=values["paper_date"],
            paper_number=values["paper_number"],
            file_number=values["file_number"],
            department=values["department"],
            meeting_on=values["meeting_on"],
            agenda_item=values["agenda_item"],
        )

"""The forms of a report to a body: planning it with its texts, changing a draft, saying what a correction corrects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.http import QueryDict

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict
from initiatives.domain.reports import county_paper, sittings
from initiatives.domain.reports import drafts as report_drafts
from initiatives.domain.reports.bodies import initiatives_for
from initiatives.domain.reports.county_paper import Row
from initiatives.enums import Edition
from initiatives.forms.kernel.base import Form, SeveralField
from initiatives.forms.kernel.seen import SeenForm
from initiatives.forms.reports.consultations import Consultations
from initiatives.models import Body, Initiative, Mandate, Report, Sitting
from initiatives.models.german import InGerman

HEAD = ("paper_date", "paper_number", "file_number", "department", "agenda_item")
EXPLAINED = {
    "preface": "Eigene Worte vor der Darstellung, zum Beispiel der Anlass",
    "outlook": "Was bis zum nächsten Bericht ansteht",
    "alternatives": "",
    "finances": "",
    "staff": "",
    "it": "",
    "climate": "",
    "competence": "Warum dieses Gremium zuständig ist",
}


class SittingField(forms.ModelChoiceField):
    """Sittings by their day; with their body where there are `several` bodies."""

    several = False

    def label_from_instance(self, sitting: Sitting) -> str:
        note = f" ({sitting.note})" if sitting.note else ""
        return f"{sitting.held_on:%d.%m.%Y}{note}" + (f", {sitting.body}" if self.several else "")


class DayForm(SeenForm):
    """Step 1: the day that a report tells of, and the sitting for which it is."""

    class Meta:
        model = Report
        fields = ["as_of", "sitting", "meeting_on"]
        field_classes = {"sitting": SittingField}

    def __init__(self, *args, bodies: Iterable[Body], **options):
        super().__init__(*args, **options)
        self.fields[
            "as_of"
        ].help_text = "Der Bericht zeigt den Stand an diesem Tag, auch nach späteren Änderungen."
        self._offer_sittings(list(bodies))

    def _offer_sittings(self, bodies: list[Body]) -> None:
        found = sittings.open_to(bodies, today=moments.today())
        mine = self.instance.sitting_id
        if mine is not None:
            found |= Sitting.objects.filter(pk=mine).select_related("body__organisation")
        field, free = self.typed_field("sitting", SittingField), self.fields["meeting_on"]
        field.queryset, field.empty_label = found, "keine aus dem Kalender"
        field.several = len(bodies) > 1
        self.has_calendar = found.exists()
        if self.has_calendar:
            free.label, free.help_text = "Oder Sitzung am", "Nur wenn die Sitzung nicht im Kalender steht"
        else:
            free.help_text = (
                "Für dieses Gremium ist kein Sitzungskalender hinterlegt; geben Sie den Tag frei an."
            )

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        chosen, typed = cleaned.get("sitting"), cleaned.get("meeting_on")
        if chosen is not None:
            before = self.instance.meeting_on
            if typed not in (None, chosen.held_on, before):
                self.add_error(
                    "meeting_on",
                    "Wählen Sie eine Sitzung aus dem Kalender oder geben Sie einen Tag an, nicht beides.",
                )
            cleaned["meeting_on"] = chosen.held_on
        return cleaned


class HeadForm(Consultations):
    """Step 2: the head of the paper; what is left empty gets the usual words."""

    consultations_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Report
        fields = ["subject", *HEAD, "proposal"]

    def __init__(self, data: QueryDict | None = None, *, instance: Report, by: Mandate):
        super().__init__(data, instance=instance, by=by)
        self.fields["proposal"].widget = forms.Textarea({"rows": 3})
        self.fields["subject"].required = self.fields["proposal"].required = False
        self.initial["consultations_seen"] = self.rows_as_text(instance.consultations)

    def values(self) -> dict[str, Any]:
        values = super().values()
        usual = county_paper.default_paper(self.instance.body, self.instance.as_of, values["paper_date"])
        values["subject"] = values["subject"] or usual.subject
        values["proposal"] = values["proposal"] or usual.proposal
        return values | {"consultations": county_paper.rows_stored(self.rows())}

    def seen_values(self) -> dict[str, Any]:
        rows = self.rows_from_text(self.cleaned_data["consultations_seen"])
        return super().seen_values() | {"consultations": rows}

    def in_words(self, conflict: Conflict) -> None:
        """Let a conflict over the Beratungsfolge be shown as lines."""
        if "consultations" in conflict.theirs:
            theirs = conflict.theirs["consultations"]
            conflict.theirs["consultations"] = [str(Row(**row)) for row in theirs]
            self.cleaned_data["consultations"] = [str(row) for row in self.rows()]

    def head_fields(self) -> list[BoundField]:
        return [self[name] for name in HEAD]


class WordsForm(SeenForm):
    """Step 3: the texts by people."""

    class Meta:
        model = Report
        fields = list(county_paper.TEXTS)

    def __init__(self, data: QueryDict | None = None, *, instance: Report, by: Mandate):
        super().__init__(data, instance=instance, by=by)
        for name in county_paper.TEXTS:
            self.fields[name].widget = forms.Textarea({"rows": 3})
            self.fields[name].help_text = EXPLAINED.get(name, "")


class BodiesField(SeveralField):
    """Bodies of one organisation after another, by their names alone."""

    def label_from_instance(self, body: Body) -> str:
        return body.name


class ReportForm(DayForm):
    """Plans a report: what nobody but its maker can know. Head and texts begin with the usual words and are changed after."""

    bodies = BodiesField(
        label="An welche Gremien?",
        queryset=Body.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Mehrere erhalten denselben Bericht zugleich; Nummer, Veränderungen und Sitzung hat jedes für sich.",
    )
    initiatives = SeveralField(
        label="Initiativen", queryset=Initiative.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    class Meta(DayForm.Meta):
        fields = ["edition", *DayForm.Meta.fields]
        widgets = {"edition": forms.RadioSelect}

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        told: Mapping[Body, list[Initiative]],
        by: Mandate,
        **options,
    ):
        super().__init__(data, bodies=told, by=by, **options)
        self.told = told
        rows = Body.objects.filter(pk__in=[body.pk for body in told]).select_related("organisation")
        self.row_field("bodies").queryset = rows.order_by(
            InGerman("organisation__name"), "organisation_id", InGerman("name")
        )
        self.choice_field("edition").choices = Edition.choices
        self._offer(one for initiatives in told.values() for one in initiatives)

    @classmethod
    def starting_with(
        cls,
        told: Mapping[Body, list[Initiative]],
        *,
        by: Mandate,
        body: Body,
        sitting: Sitting | None = None,
    ) -> ReportForm:
        """The form with what most reports to a body begin with: today, all its initiatives, the edition of the last
        report, so that words for the non-public one don't get into a public one unasked; to a sitting in the past the day a
        week before it.
        """
        today = moments.today()
        day = min(today, sitting.held_on - timedelta(days=7)) if sitting else today
        as_of = day if sitting and sitting.held_on < today else today
        as_of = max([as_of, *(i.documented_from for i in told[body] if i.documented_from <= today)])
        last = report_drafts.last_issued(body, by=by)
        initial = {
            "bodies": [body.pk],
            "as_of": as_of,
            "sitting": sitting and sitting.pk,
            "edition": last.edition if last else Edition.PUBLIC,
            "initiatives": [i.pk for i in told[body]],
        }
        form = cls(told=told, by=by, initial=initial)
        form._offer(told[body])
        return form

    def _offer(self, chosen: Iterable[Initiative]) -> None:
        self.row_field("initiatives").queryset = Initiative.objects.filter(pk__in=[one.pk for one in chosen])

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        bodies, chosen = list(cleaned.get("bodies") or ()), list(cleaned.get("initiatives") or ())
        strange = [(body, one) for body in bodies for one in chosen if one not in self.told[body]]
        if strange:
            self.add_error("initiatives", self._why_not(*strange[0]))
        elif bodies and chosen:
            cleaned["bodies"] = bodies
            cleaned["initiatives"] = [one for one in self.told[bodies[0]] if one in chosen]
        if bodies:
            self._offer(one for body in bodies for one in self.told[body])
        return cleaned

    def bodies_of_organisations(self) -> list[tuple[str, list[BoundWidget]]]:
        """The choices of bodies, organisation by organisation."""
        names = {body.pk: body.organisation.designation for body in self.told}
        grouped = groupby(self["bodies"], lambda one: names[one.data["value"].value])
        return [(name, list(choices)) for name, choices in grouped]

    def _why_not(self, body: Body, initiative: Initiative) -> str:
        if initiative in initiatives_for(body):
            return f"Dem Gremium „{body}“ können Sie über „{initiative}“ nicht berichten."
        return f"Das Gremium „{body}“ ist an „{initiative}“ nicht beteiligt."


class CorrectForm(Form):
    reason = forms.CharField(
        label="Was wird berichtigt?",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="Steht auf der ersten Seite der Berichtigung, zum Beispiel „Die Kosten im Feld IT waren vertauscht.“",
    )

"""What can be done on the page of an agreement: its texts, its parties, its files, one action for each kind of stage."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.forms import BaseForm

from initiatives.domain.agreements import agreements, parties, stages
from initiatives.domain.fields import documents
from initiatives.domain.rules import agreements as rules
from initiatives.domain.rules.agreement_stages import missing_for
from initiatives.enums.agreements import StageKind
from initiatives.forms.agreements.agreements import TEXTS, AgreementTextsForm, PartyForm, legal_forms
from initiatives.forms.agreements.stages import StageForm
from initiatives.forms.fields.documents import NewDocumentForm, NewVersionForm
from initiatives.models import Document, Organisation
from initiatives.views.agreements.page import SLUGS, AgreementPage
from initiatives.views.kernel.page import Action

NOT_YOURS = "Die Vereinbarung bearbeitet, wer das Feld federführend hat oder einlädt; ihre Unterschrift erfasst jede Partei."


def texts_form(page: AgreementPage, data: Any) -> AgreementTextsForm:
    row = page.row
    initial = {name: getattr(row, name) for name in TEXTS} | {"version": row.version}
    laws = legal_forms(page.facts.law.land, page.today, row.legal_form_id)
    return AgreementTextsForm(data, initial=initial, laws=laws, circle=page.facts.organisations.values())


def _edit(page: AgreementPage, form: AgreementTextsForm, at: datetime) -> None:
    agreements.edit(
        agreement=page.row,
        values=form.texts(),
        version=form.cleaned_data["version"],
        effective_on=form.cleaned_data["effective_on"],
        by=page.mandate,
        at=at,
    )


def _party_form(page: AgreementPage, data: Any) -> PartyForm:
    return PartyForm(data, circle=page.facts.organisations.values(), kind=page.agreement.kind)


def _change(page: AgreementPage, form: PartyForm, at: datetime) -> None:
    values = form.values()
    organisation = Organisation.objects.get(pk=values.pop("organisation"))
    parties.change(agreement=page.row, organisation=organisation, by=page.mandate, at=at, **values)


def _add_file(page: AgreementPage, form: BaseForm, at: datetime) -> None:
    documents.add(field=page.row.field, agreement=page.row, by=page.mandate, at=at, **form.cleaned_data)


def of_document(page: AgreementPage, document_id: int) -> Action | None:
    """How to enter a new version of a file; None where the agreement has no such file."""
    if document_id not in {one.id for one in page.agreement.documents}:
        return None
    return Action(
        may=lambda page: page.may_edit,
        form=lambda page, data: NewVersionForm(data),
        save=lambda page, form, at: documents.add_version(
            document=Document(pk=document_id), by=page.mandate, at=at, **form.cleaned_data
        ),
        done="Die neue Fassung ist gespeichert.",
        anchor="dateien",
        denied=NOT_YOURS,
    )


def _stage_form(kind: StageKind) -> Callable[[AgreementPage, Any], StageForm]:
    def build(page: AgreementPage, data: Any) -> StageForm:
        whose = page.signers
        if kind == StageKind.TERMINATED:
            there = rules.parties(page.field, page.base, page.today)
            whose = [one.organisation for one in there]
        return StageForm(data, kind=kind, field=page.field, whose=whose)

    return build


def _record(kind: StageKind) -> Callable[[AgreementPage, StageForm, datetime], Any]:
    def save(page: AgreementPage, form: StageForm, at: datetime) -> Any:
        values = dict(form.cleaned_data)
        whose = values.pop("organisation", None)
        organisation = Organisation.objects.get(pk=whose) if whose else None
        return stages.record(
            agreement=page.row, kind=kind, organisation=organisation, by=page.mandate, at=at, **values
        )

    return save


def _stage(kind: StageKind) -> Action:
    text = SLUGS[kind][1]
    return Action(
        may=lambda page: page.may_record(kind),
        form=_stage_form(kind),
        save=_record(kind),
        done=f"„{kind.label}“ ist erfasst.",
        anchor="stufen",
        is_open=lambda page: (
            missing_for(page.facts.law, page.field, page.agreement, kind, page.today) is not None
        ),
        denied=NOT_YOURS,
        text=text,
    )


ACTIONS = {
    "texte": Action(
        may=lambda page: page.may_edit,
        form=texts_form,
        save=_edit,
        done="Die Vereinbarung ist gespeichert.",
        anchor="texte",
        denied=NOT_YOURS,
    ),
    "partei": Action(
        may=lambda page: page.may_edit,
        form=_party_form,
        save=_change,
        done="Die Partei ist gespeichert.",
        anchor="parteien",
        denied=NOT_YOURS,
    ),
    "datei": Action(
        may=lambda page: page.may_edit,
        form=lambda page, data: NewDocumentForm(data),
        save=_add_file,
        done="Die Datei ist gespeichert.",
        anchor="dateien",
        denied=NOT_YOURS,
    ),
    **{name: _stage(kind) for kind, (name, _) in SLUGS.items()},
}
NUMBERED = {"fassung": of_document}

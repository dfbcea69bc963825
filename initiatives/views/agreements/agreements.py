"""Agreements of a field: drawing one up, and the page of one, edited in place."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.agreements import agreements
from initiatives.domain.kernel import moments
from initiatives.domain.rules import agreements as rules
from initiatives.domain.state.facts import AgreementFacts
from initiatives.enums.agreements import AgreementKind, AgreementState
from initiatives.forms.agreements.agreements import AgreementForm, legal_forms
from initiatives.views.agreements import page as agreement_page
from initiatives.views.agreements.actions import ACTIONS, NOT_YOURS, NUMBERED
from initiatives.views.fields import page as field_page
from initiatives.views.fields.page import FieldPage
from initiatives.views.kernel.http import acting, allow
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import answer, fill_in
from initiatives.views.kernel.requests import ActingRequest


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, agreement_id: int) -> HttpResponse:
    """The page; `?bearbeiten=` is one of the actions of actions.py."""
    return answer(request, agreement_page.load, agreement_id, agreement_page.show, ACTIONS, NUMBERED)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def new(request: ActingRequest, field_id: int) -> HttpResponse:
    """Draw one up; `?zu=` chooses the agreement that it changes beforehand, `?art=` the kind."""
    page = field_page.load(request, field_id)
    allow(page.may("agreement.edit"), NOT_YOURS)
    bases = _bases(page)

    def build(data: QueryDict | None) -> AgreementForm:
        return AgreementForm(
            data,
            initial=_proposed(page, bases, request.GET),
            laws=legal_forms(page.facts.law.land, moments.today()),
            circle=page.facts.organisations.values(),
            bases=bases,
        )

    def save(form: AgreementForm) -> Done:
        values: dict[str, Any] = {"by": request.mandate, "at": moments.now(), **form.values()}
        made = agreements.draw_up(field=page.row, **values)
        return Done(request, "Der Entwurf ist angelegt.", reverse("agreement", args=[made.pk]))

    context = {
        "facts": page.facts,
        "field": page.field,
        "crumbs": agreement_page.crumbs(page.facts, page.field, "Vereinbarung anlegen"),
    }
    return fill_in(request, build, save, "agreements/new.html", "vereinbarung", context)


def _bases(page: FieldPage) -> list[AgreementFacts]:
    """The agreements that can be changed: those that stand alone and have not ended."""
    today = moments.today()
    return [
        one
        for one in page.field.agreements
        if one.stands_alone and rules.state(one, today) != AgreementState.ENDED
    ]


def _proposed(page: FieldPage, bases: list[AgreementFacts], asked: QueryDict) -> dict[str, Any]:
    """What a new one would be: between those who take part; to a chosen one in its form, with its provider."""
    base = next((one for one in bases if str(one.id) == asked.get("zu")), None)
    if base is None:
        title = f"Vereinbarung: {page.field.title}"[:200]
        members = [str(member.organisation.id) for member in page.field.taking_part()]
        provider = page.field.provider
        named = provider.organisation.id if provider else None
        return {"title": title, "entering": members, "kind": AgreementKind.AGREEMENT, "provider_id": named}
    kind = AgreementKind.AMENDMENT if asked.get("art") == "aenderung" else AgreementKind.ACCESSION
    return {
        "kind": kind,
        "amends": base.id,
        "title": f"{kind.label}: {base.title}"[:200],
        "legal_form_id": base.legal_form.id if base.legal_form else None,
        "legal_form_name": base.legal_form_name,
        "provider_id": base.provider_id,
    }

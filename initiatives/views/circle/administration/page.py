"""The administrator's page of one initiative: its data, circle, conditions and fields, whole or as a swapped part."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse

from initiatives.domain.circle.conditions import STANDARD_CONDITIONS
from initiatives.domain.fields import documents
from initiatives.domain.fields.standards import STANDARD_FIELDS
from initiatives.domain.people import taking_back
from initiatives.forms.circle.initiatives import ParticipantsForm, StandardConditionsForm, StandardFieldsForm
from initiatives.models import Initiative, Mandate, Organisation
from initiatives.views.kernel.http import found, respond
from initiatives.views.kernel.page import Shown
from initiatives.views.kernel.requests import ActingRequest

TEMPLATE, PART = "circle/administration/initiative.html", "initiative-verwalten"
NOTHING = Shown()
RULES = dict(STANDARD_CONDITIONS)


def reach(request: ActingRequest) -> QuerySet[Initiative]:
    """The initiatives that the administrator's mandate covers."""
    return Initiative.objects.under(request.mandate).select_related("county", "convening")


@dataclass(frozen=True)
class AdminPage:
    mandate: Mandate
    row: Initiative

    @property
    def url(self) -> str:
        return reverse("administration_initiative", args=[self.row.pk])


def load(request: ActingRequest, initiative_id: int) -> AdminPage:
    """The page of one of them. Raises Http404 for any other."""
    return AdminPage(request.mandate, found(reach(request), initiative_id))


def present(initiative: Initiative) -> list[Organisation]:
    """Who takes part today."""
    rows = initiative.participants.filter(left_on=None).select_related("organisation__county")
    return [row.organisation for row in rows]


def show(
    request: ActingRequest,
    page: AdminPage,
    shown: Shown = NOTHING,
    *,
    taken_over: BaseForm | None = None,
    move: dict | None = None,
) -> HttpResponse:
    """The page; `taken_over` is the refused form of a starting set, `move` the field whose new place is to be explained."""
    initiative = page.row
    conditions = list(initiative.conditions.filter(ended_on=None))
    fields = list(initiative.fields.all())
    circle = shown.form if isinstance(shown.form, ParticipantsForm) else None
    context = {
        "tab": "initiatives",
        "initiative": initiative,
        "url": page.url,
        "members": present(initiative),
        "is_unused": not taking_back.uses(initiative),
        "used": documents.used(initiative.pk),
        "quota": settings.QUOTA_MB * 1_000_000,
        "former": list(initiative.participants.exclude(left_on=None).select_related("organisation")),
        "conditions": [
            {
                "row": row,
                "rule": RULES.get(row.rule_key or "", ""),
                "section": f"rahmenbedingung-{row.pk}",
                "ending": f"ende-{row.pk}",
            }
            for row in conditions
        ],
        "ended": list(initiative.conditions.exclude(ended_on=None)),
        "fields": [{"row": row, "section": f"feld-{row.pk}"} for row in fields],
        "offers_conditions": not {row.rule_key for row in conditions} >= set(RULES),
        "offers_fields": not {row.title for row in fields} >= {title for title, *_ in STANDARD_FIELDS},
        **shown.context(),
        "groups": circle.groups() if circle else [],
        "checked": circle.checked() if circle else set(),
        "starting_sets": {
            form.__name__: taken_over if isinstance(taken_over, form) else form()
            for form in (StandardConditionsForm, StandardFieldsForm)
        },
        "move": move,
        "crumbs": [("Initiativen", reverse("administration_initiatives")), (initiative.short_title, "")],
    }
    status = 422 if move else shown.status
    return respond(request, TEMPLATE, context, partials=[PART], status=status)

"""The administrator's page of one initiative: its data, circle, conditions and fields, whole or as a swapped part."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from initiatives.domain.circle.conditions import STANDARD_CONDITIONS
from initiatives.domain.fields.standards import STANDARD_FIELDS
from initiatives.forms.circle.initiatives import ParticipantsForm
from initiatives.models import Initiative, Organisation
from initiatives.views.kernel.http import go, respond
from initiatives.views.kernel.submitting import Submission

TEMPLATE, PART = "initiatives/administration/initiative.html", "initiative-verwalten"
RULES = dict(STANDARD_CONDITIONS)


def reach(request: HttpRequest) -> QuerySet[Initiative]:
    """The initiatives that the administrator's mandate covers."""
    return Initiative.objects.under(request.mandate).select_related("county", "convening")


def find(request: HttpRequest, initiative_id: int) -> Initiative:
    """One of them. Raises Http404 for any other."""
    return get_object_or_404(reach(request), pk=initiative_id)


def back(request: HttpRequest, initiative_id: int, anchor: str) -> HttpResponse:
    """On to a section of the page after a change."""
    return go(request, f"{reverse('administration_initiative', args=[initiative_id])}#{anchor}")


def present(initiative: Initiative) -> list[Organisation]:
    """Who takes part today."""
    rows = initiative.participants.filter(left_on=None).select_related("organisation__county")
    return [row.organisation for row in rows]


def answer(
    request: HttpRequest,
    initiative: Initiative,
    *,
    editing: str = "",
    sent: Submission | None = None,
    refusal: str = "",
    move: dict | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; `editing` names the section whose form is open, `refusal` why a button did nothing,
    `move` the field whose new place is to be explained."""
    conditions = list(initiative.conditions.filter(ended_on=None))
    fields = list(initiative.fields.all())
    form = sent.form if sent else None
    circle = form if isinstance(form, ParticipantsForm) else None
    context = {
        "tab": "initiatives",
        "initiative": initiative,
        "url": reverse("administration_initiative", args=[initiative.pk]),
        "members": present(initiative),
        "former": list(initiative.participants.exclude(left_on=None).select_related("organisation")),
        "conditions": [
            {"row": row, "rule": RULES.get(row.rule_key or "", ""), "section": f"rahmenbedingung-{row.pk}"}
            for row in conditions
        ],
        "ended": list(initiative.conditions.exclude(ended_on=None)),
        "fields": [{"row": row, "section": f"feld-{row.pk}"} for row in fields],
        "offers_conditions": not {row.rule_key for row in conditions} >= set(RULES),
        "offers_fields": not {row.title for row in fields} >= {title for title, *_ in STANDARD_FIELDS},
        "editing": editing,
        "form": form,
        "clash": sent and sent.clash,
        "groups": circle.groups() if circle else [],
        "checked": circle.checked() if circle else set(),
        "refusal": refusal,
        "move": move,
        "crumbs": [("Initiativen", reverse("administration_initiatives")), (initiative.short_title, "")],
    }
    return respond(request, TEMPLATE, context, partials=[PART], status=sent.status if sent else status)

"""The calendar of a body: its sittings, several entered at once, each cancelled or taken up again."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from initiatives.domain.kernel import moments
from initiatives.domain.reports import sittings
from initiatives.forms.people.bodies import SittingsForm
from initiatives.models import Body, Organisation, Sitting
from initiatives.views.kernel.http import administrating, respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import press, submit
from initiatives.views.kernel.requests import ActingRequest


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def show(request: ActingRequest, body_id: int) -> HttpResponse:
    """The sittings to come, those that were, and the form to enter more."""
    reach = Organisation.objects.under(request.mandate)
    found = Body.objects.select_related("organisation").filter(organisation__in=reach)
    return _answer(request, get_object_or_404(found, pk=body_id))


def _answer(request: ActingRequest, body: Body, refusal: str = "") -> HttpResponse:
    address = reverse("administration_sittings", args=[body.pk])

    def save(form: SittingsForm) -> Done:
        number = sittings.add(body=body, days=form.cleaned_data["days"], by=request.mandate, at=moments.now())
        return Done(request, _told(number), address)

    if refusal:
        form, status = SittingsForm(), 422
    else:
        sent = submit(request, SittingsForm, save)
        form, status = sent.form, sent.status
        if sent.answer:
            return sent.answer
    rows, today = list(body.sittings.all()), moments.today()
    context = {
        "tab": "bodies",
        "body": body,
        "form": form,
        "refusal": refusal,
        "coming": [row for row in rows if row.held_on >= today],
        "past": [row for row in reversed(rows) if row.held_on < today],
        "action": address,
        "crumbs": [
            ("Gremien", reverse("administration_bodies")),
            (str(body), reverse("administration_body", args=[body.pk])),
            ("Sitzungen", ""),
        ],
    }
    template = "reports/sittings.html"
    return respond(request, template, context, partials=["sitzungen"], status=status)


def _told(number: int) -> str:
    if number == 0:
        return "Alle diese Sitzungen standen schon im Kalender."
    return "1 Sitzung ist eingetragen." if number == 1 else f"{number} Sitzungen sind eingetragen."


@require_POST
@administrating
def change(request: ActingRequest, sitting_id: int) -> HttpResponse:
    """A sitting is cancelled, or with `doch` takes place after all."""
    reach = Organisation.objects.under(request.mandate)
    found = Sitting.objects.filter(body__organisation__in=reach).select_related("body__organisation")
    row = get_object_or_404(found, pk=sitting_id)
    again = "doch" in request.POST

    def act() -> Done:
        sittings.cancel(sitting=row, again=again, by=request.mandate, at=moments.now())
        told = f"Die Sitzung am {row.held_on:%d.%m.%Y} {'findet statt' if again else 'fällt aus'}."
        return Done(request, told, reverse("administration_sittings", args=[row.body_id]))

    return press(request, act, lambda refusal: _answer(request, row.body, refusal.message))

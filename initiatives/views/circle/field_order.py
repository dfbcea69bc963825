"""The order of an initiative's fields, set by the delegates of the convening municipality: by buttons or by dragging."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from initiatives.domain.fields import ordering
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts
from initiatives.forms.fields.ordering import OrderForm
from initiatives.models import Field
from initiatives.views.circle import initiative_page
from initiatives.views.kernel.http import acting, allow
from initiatives.views.kernel.initiative import visible_with_news
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.ordering import UP, focus, wish
from initiatives.views.kernel.page import press, status_of
from initiatives.views.kernel.requests import ActingRequest

SECTION = "reihenfolge"


@dataclass(frozen=True)
class Line:
    field: FieldFacts
    place: int
    of: int
    focus: str = ""  # "hoch" or "runter": the button on which the focus stays after it was pressed


@dataclass(frozen=True)
class Ordering:
    """The fields to be put into order; where `form` has errors, as they were sent."""

    lines: list[Line]
    form: OrderForm
    departs: str

    @property
    def asks(self) -> bool:
        """Whether the order waits for its reason; it is shown then as it would be."""
        return "reason" in self.form.errors

    @property
    def begins(self) -> bool:
        """Whether the focus goes to the beginning, since neither a fault nor a pressed button wants it."""
        return not self.form.errors and not any(line.focus for line in self.lines)


def shown(
    facts: InitiativeFacts, form: OrderForm | None = None, order: list[int] | None = None, moved: str = ""
) -> Ordering:
    """The section as it stands, with a refused `form` and the `order` it asked for, or after field `moved` was moved."""
    found = [facts.field(pk) for pk in order] if order else list(facts.fields)
    last = len(found)
    lines = [
        Line(one, place, last, focus(moved, str(one.id), place, last))
        for place, one in enumerate(found, start=1)
    ]
    form = form or OrderForm(
        initial={"reason": facts.order_reason, "reihenfolge": _joined(one.id for one in found)}
    )
    return Ordering(lines, form, ordering.in_words(found))


def _joined(order: Iterable[int]) -> str:
    return ",".join(map(str, order))


@require_POST
@acting
def arrange(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """Move the field `hoch` or `runter` by one place, or put the fields into `reihenfolge`; `reason` says why."""
    row = visible_with_news(request, initiative_id)
    facts = loading.facts(initiative_id)
    allow(access.may(request.mandate, "field.order", facts))
    url = f"{reverse('initiative', args=[initiative_id])}?bearbeiten={SECTION}"
    order: list[int] = []
    form = OrderForm(request.POST)

    def act() -> Done:
        nonlocal order, form
        asked = wish(request.POST, ordering.STALE)
        up, moved = asked.pressed == UP, ""
        order = asked.order
        if asked.moved is not None:
            order = ordering.moved([one.id for one in facts.fields], asked.moved, up)
            moved = f"{asked.moved}-{asked.pressed}"
        typed = {"reihenfolge": _joined(order), "reason": request.POST.get("reason", "")}
        form = OrderForm(typed)
        if not form.is_valid():
            raise Refused("")
        acted = {"reason": form.cleaned_data["reason"], "by": request.mandate, "at": moments.now()}
        if asked.moved is not None:
            ordering.move(field=Field.objects.get(pk=asked.moved), up=up, **acted)
        else:
            ordering.arrange(initiative=row, order=order, **acted)
        return Done(request, "", f"{url}#felder", part=lambda: fresh(moved))

    def fresh(moved: str) -> HttpResponse:
        now = loading.facts(initiative_id)
        return initiative_page.show(request, row, now, ordering=shown(now, moved=moved))

    def refused(refusal: Refused) -> HttpResponse:
        if refusal.message:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        known = sorted(order) == sorted(one.id for one in facts.fields)
        ordered = shown(facts, form, order if known else None)
        return initiative_page.show(request, row, facts, ordering=ordered, status=status_of(refusal))

    return press(request, act, refused)

"""The order of an initiative's fields, set by the delegates of the convening municipality: by buttons or by dragging."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
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
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import press, status_of

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
    number, _, pressed = moved.partition("-")
    last = len(found)
    lines = [
        Line(one, place, last, _focus(pressed, place, last) if str(one.id) == number else "")
        for place, one in enumerate(found, start=1)
    ]
    form = form or OrderForm(initial={"reason": facts.order_reason, "reihenfolge": _joined(found)})
    return Ordering(lines, form, ordering.in_words(found))


def _joined(fields: list[FieldFacts]) -> str:
    return ",".join(str(one.id) for one in fields)


def _focus(pressed: str, place: int, last: int) -> str:
    """The pressed button, or the other one where the pressed has gone at the end of the list."""
    if not pressed:
        return ""
    if place == 1:
        return "runter"
    return "hoch" if place == last else pressed


@require_POST
@acting
def arrange(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Move the field `hoch` or `runter` by one place, or put the fields into `reihenfolge`; `reason` says why."""
    row = initiative_page.visible_with_news(request, initiative_id)
    facts = loading.facts(initiative_id)
    allow(access.may(request.mandate, "field.order", facts))
    url = f"{reverse('initiative', args=[initiative_id])}?bearbeiten={SECTION}"
    order: list[int] = []
    form = OrderForm(request.POST)

    def act() -> Done:
        nonlocal order, form
        order, moved = _wanted(facts, request.POST)
        typed = {"reihenfolge": ",".join(map(str, order)), "reason": request.POST.get("reason", "")}
        form = OrderForm(typed)
        if form.is_valid():
            _save(request, row, order, moved, form.cleaned_data["reason"])
            return Done(request, "", f"{url}#felder", part=lambda: fresh(moved))
        raise Refused("")

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


def _wanted(facts: InitiativeFacts, sent: QueryDict) -> tuple[list[int], str]:
    """The order that was asked for, and the field that was moved, as `shown` reads it. Raises Refused."""
    order = [one.id for one in facts.fields]
    for name in ("hoch", "runter"):
        if name in sent:
            number = _number(sent[name])
            return ordering.moved(order, number, name == "hoch"), f"{number}-{name}"
    return [_number(one) for one in sent.get("reihenfolge", "").split(",")], ""


def _number(text: Any) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise Refused(ordering.STALE)
    return int(text)


def _save(request: HttpRequest, row, order: list[int], moved: str, reason: str) -> None:
    acted = {"reason": reason, "by": request.mandate, "at": moments.now()}
    if moved:
        number, _, pressed = moved.partition("-")
        ordering.move(field=Field.objects.get(pk=number), up=pressed == "hoch", **acted)
    else:
        ordering.arrange(initiative=row, order=order, **acted)

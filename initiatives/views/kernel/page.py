"""The page machine: what can be done on a page, and what becomes of what was sent there.

A page on which things are edited in place or done by a button declares its actions and hands `answer` how it is loaded and
shown. A page that is one form asks `fill_in`; a button that has an address of its own, `press`. Whatever fits none of them is
a plain function made of the same.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeVar

from django.contrib import messages
from django.db.models import Model
from django.forms import BaseForm, Textarea, TextInput
from django.http import Http404, HttpResponse

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.corrections import Overtaken
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.kernel.submissions import SentBefore
from initiatives.forms.kernel.base import Form
from initiatives.views.kernel.conflicts import Clash, clash, filled_again
from initiatives.views.kernel.http import allow, respond
from initiatives.views.kernel.once import LEFT_OUT, Done, once
from initiatives.views.kernel.requests import ActingRequest, Request

F = TypeVar("F", bound=BaseForm)
P = TypeVar("P")
TOO_LATE = "Das ist beim jetzigen Stand nicht möglich."
GONE = "Was Sie bearbeitet haben, gibt es hier nicht mehr. Gespeichert ist nichts; Ihr Text steht hier noch."
NOT_YOURS = "Ihr Mandat erlaubt das hier nicht. Gespeichert ist nichts; Ihr Text steht hier noch."
NONE: Mapping[str, Any] = {}
LOST, TYPED = "lost", "typed"  # mark messages: why a form has lost its place, and what was typed into it


@dataclass(frozen=True)
class Sent(Generic[F]):
    """The form to show with its status; or, once that is done, the answer."""

    form: F
    status: int = 200
    clash: Clash | None = None
    answer: Done | None = None


def submit(
    request: ActingRequest,
    build: Callable[[Any], F],
    save: Callable[[F], Done],
    row: Model | None = None,
) -> Sent[F]:
    """Show the form that `build` makes of what was sent (None: nothing yet), or `save` it.

    Refused (422), or in conflict with what others saved meanwhile (409), the form keeps what was typed. `row` is what `build`
    shows; in a conflict it is read again, so that the form stands upon what others saved.
    """
    if request.method != "POST":
        return Sent(build(None))
    form = build(request.POST)
    form.files = request.FILES
    try:
        if form.is_valid():
            with once(request) as answered:
                return Sent(form, answer=answered(save(form)))
    except Conflict as conflict:
        if row is not None:
            row.refresh_from_db()
        again = build(filled_again(conflict, form, build(None)))
        return Sent(again, 409, clash(conflict, form))
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return Sent(form, status_of(refusal))
    return Sent(form, 422)


def fill_in(
    request: ActingRequest,
    build: Callable[[Any], F],
    save: Callable[[F], Done],
    template: str,
    part: str,
    context: dict[str, Any],
    row: Model | None = None,
) -> HttpResponse:
    """A page that is one form: `submit`, and else the page with the form and what others saved meanwhile."""
    sent = submit(request, build, save, row)
    if sent.answer:
        return sent.answer
    context |= {"form": sent.form, "clash": sent.clash}
    return respond(request, template, context, partials=[part], status=sent.status)


def press(
    request: Request, act: Callable[[], Done], refused: Callable[[Refused], HttpResponse]
) -> HttpResponse:
    """Do what a button asks for; `refused` shows the page with the reason why not."""
    try:
        with once(request) as answered:
            return answered(act())
    except Refused as refusal:
        return refused(refusal)


def status_of(refusal: Refused) -> int:
    """Refused by the process (422), or overtaken by what was saved meanwhile (409)."""
    return 409 if isinstance(refusal, Conflict | SentBefore | Overtaken) else 422


@dataclass(frozen=True)
class Action:
    """What can be done on a page: who may (403), while what is so, by which form (None: a press), and what is shown then.

    `save` gets the page, the valid form and the moment; of what it returned `done` says what was done, and `anchor` in which
    section of the page that is read. `undo` is the press that takes it back. `text`, `hint` and `primary` are for pages that
    offer their actions in a row.
    """

    may: Callable[[Any], bool]
    save: Callable[[Any, Any, datetime], Any]
    done: str | Callable[[Any], str]
    form: Callable[[Any, Any], BaseForm] | None = None
    anchor: str | Callable[[Any], str] = ""
    is_open: Callable[[Any], bool] = lambda page: True
    denied: str = ""
    text: str = ""
    hint: str = ""
    primary: bool = False
    undo: str = ""

    def told(self, result: Any) -> str:
        return self.done if isinstance(self.done, str) else self.done(result)

    def place(self, result: Any) -> str:
        return self.anchor if isinstance(self.anchor, str) else self.anchor(result)


def ask(page: Any, data: Any) -> Form:
    """The form of an action that is only to be confirmed."""
    return Form(data)


def verb(function: Callable, row: str, **more: Any) -> Callable[[Any, BaseForm | None, datetime], Any]:
    """An action's `save`: a verb of the domain, for which `row` is the page's row, with what was typed."""

    def save(page: Any, form: BaseForm | None, at: datetime) -> Any:
        typed = form.cleaned_data if form else {}
        return function(**{row: page.row}, **typed, **more, by=page.mandate, at=at)

    return save


@dataclass(frozen=True)
class Shown:
    """What a page shows beside its state: the form of the action `editing`, or that the section `saved` was changed."""

    editing: str = ""
    form: BaseForm | None = None
    clash: Clash | None = None
    saved: str = ""
    status: int = 200
    action: Action | None = None

    def context(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "status"}


class Offer(NamedTuple):
    name: str
    action: Action


def offered(page: Any, actions: Mapping[str, Action]) -> list[Offer]:
    """What the reader can do now."""
    return [Offer(name, one) for name, one in actions.items() if one.may(page) and one.is_open(page)]


def answer(
    request: ActingRequest,
    load: Callable[[ActingRequest, int], P],
    pk: int,
    show: Callable[[ActingRequest, P, Shown], HttpResponse],
    actions: Mapping[str, Action],
    numbered: Mapping[str, Callable[[P, int], Action | None]] = NONE,
) -> HttpResponse:
    """Show the page that `load` reads; `?bearbeiten=` opens the form of an action, and a POST there does it.

    An action of such a name as `kosten-7` is made by what stands under `kosten` in `numbered`, of the page and the number.
    What is not there, not any more or not with this page, is not found (404). A page has a `url`.
    """

    def find(page: P) -> Action | None:
        found = re.fullmatch(r"([a-z]+)-(\d{1,18})", name)
        make = numbered.get(found[1]) if found else None
        return make(page, int(found[2])) if found and make else actions.get(name)

    page, name = load(request, pk), request.GET.get("bearbeiten", "")
    if not name and request.method != "POST":
        return show(request, page, Shown())
    action = find(page)
    if action is None or not action.may(page):
        return _closed(request, page, action, show)
    if request.method == "POST":
        return _act(request, page, name, action, lambda: load(request, pk), find, show)
    if action.form is None:
        raise Http404
    if not action.is_open(page):
        messages.info(request, TOO_LATE)
        return show(request, page, Shown())
    return show(request, page, Shown(name, action.form(page, None), action=action))


def _act(
    request: ActingRequest,
    page: Any,
    name: str,
    action: Action,
    load: Callable[[], Any],
    find: Callable[[Any], Action | None],
    show: Callable[[ActingRequest, Any, Shown], HttpResponse],
) -> HttpResponse:
    """What becomes of what was posted. While the form has a place on the page it is shown there again, as typed."""
    now = cache(load)  # as others left it, where it was refused

    def save(form: BaseForm | None) -> Done:
        result = action.save(page, form, moments.now())
        anchor = action.place(result)
        shown = Shown(saved="" if action.undo else anchor or name)  # the focus stays where it was ticked off
        done = Done(
            request,
            action.told(result),
            _place(request, page, anchor),
            part=lambda: show(request, load(), shown),
            undo=f"{page.url}?bearbeiten={action.undo}" if action.undo else "",
        )
        if form and _was_overtaken(form):
            messages.info(request, "Inzwischen hat jemand andere Angaben geändert. Beides ist gespeichert.")
        return done

    def build(data: Any) -> BaseForm:
        at = page if data is request.POST else now()
        found = action if data is request.POST else find(at) or action
        assert found.form is not None, "Only what has a form is built."
        return found.form(at, data)

    def refused(refusal: Refused) -> HttpResponse:
        messages.error(request, refusal.message)
        return show(request, now(), Shown(status=status_of(refusal)))

    if action.form is None:
        return press(request, lambda: save(None), refused)
    sent = submit(request, build, save)
    if sent.answer:
        return sent.answer
    there = find(now())
    if there and there.may(now()) and there.is_open(now()):
        return show(request, now(), Shown(name, sent.form, sent.clash, status=sent.status, action=there))
    give_back(request, sent.form)
    return show(request, now(), Shown(status=sent.status))


def _closed(
    request: ActingRequest,
    page: P,
    action: Action | None,
    show: Callable[[ActingRequest, P, Shown], HttpResponse],
) -> HttpResponse:
    """What is not there (404) or not theirs (403), not any more perhaps: what was written for it is given back."""
    sent = [value for name, values in request.POST.lists() if name not in LEFT_OUT for value in values]
    texts = [value for value in sent if " " in value.strip()]
    if not texts:
        allow(action is None, action.denied if action else "")
        raise Http404
    messages.error(request, (action.denied or NOT_YOURS) if action else GONE, extra_tags=LOST)
    for text in texts:
        messages.info(request, text, extra_tags=TYPED)
    return show(request, page, Shown(status=403 if action else 404))


def _place(request: ActingRequest, page: Any, anchor: str) -> str:
    """Where the page shows what was done; what it was cut down to stays in its address."""
    query = request.GET.copy()
    query.pop("bearbeiten", None)
    return page.url + (f"?{query.urlencode()}" if query else "") + (f"#{anchor}" if anchor else "")


def _was_overtaken(form: BaseForm) -> bool:
    """Whether somebody saved other values of the same thing since the form was given out."""
    stands = form.initial.get("version")
    return stands is not None and form.cleaned_data.get("version", stands) != stands


def give_back(request: ActingRequest, form: BaseForm) -> None:
    """Say above the page why a form was refused that has no place there any more, and what was typed into it."""
    for fault in chain.from_iterable(form.errors.values() or [[TOO_LATE]]):
        messages.error(request, str(fault), extra_tags=LOST)
    for field in form.visible_fields():
        if isinstance(field.field.widget, TextInput | Textarea) and field.value():
            messages.info(request, f"{field.label}: {field.value()}", extra_tags=TYPED)

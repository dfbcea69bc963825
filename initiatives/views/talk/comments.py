"""Writing, answering, correcting and resolving comments, for all places at one address each."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.state import loading
from initiatives.domain.talk import comment_places, comments
from initiatives.forms.talk.comments import CommentForm
from initiatives.models import Comment
from initiatives.places import address
from initiatives.views.kernel.http import acting, allow, with_fresh_head
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import press, status_of, submit
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.talk.comment_thread import ANSWER, CORRECT, REOPEN, RESOLVE, Line, Reading

NOT_WRITING = "Hier kommentiert, wer für eine teilnehmende Kommune arbeitet oder den Kreis vertritt."
NOT_OWN = "Das ist der Kommentar von jemand anderem."
SMALL = ("schritt",)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, target: str, target_id: int) -> HttpResponse:
    """The comments on one thing, as the part of a page or on a page of their own; what is posted is a new comment.

    `?antwort=`, `?berichtigen=` with the number of a comment open a form below it and save it, `?erledigen=` and
    `?oeffnen=` act at once.
    """
    if target not in comment_places.SLUGS:
        raise Http404
    kind = comment_places.SLUGS[target]
    page = Page(
        request, target, get_object_or_404(comment_places.visible(kind, request.mandate), pk=target_id)
    )
    doing = next((name for name in (ANSWER, CORRECT, RESOLVE, REOPEN) if name in request.GET), "")
    line = page.line(request.GET[doing]) if doing else None
    if request.method == "POST" or doing:
        allow(page.reading.may_write, NOT_WRITING)
    if line is not None:
        allow(page.permitted(doing, line), NOT_OWN)
    if request.method == "POST":
        return page.act(doing, line) if line and doing in (RESOLVE, REOPEN) else page.save(doing, line)
    if doing in (RESOLVE, REOPEN):
        raise Http404
    return page.answer(doing, line)


class Page:
    """The comments of one place before one reader."""

    def __init__(self, request: ActingRequest, slug: str, row: Any):
        self.request, self.slug, self.row = request, slug, row
        self.place = comment_places.of(row)
        report = self.place.kind == "report"
        self.facts = None if report else loading.facts(self.place.initiatives[0].pk)
        self.reading = Reading(request, self.place, self.facts)
        self.lines = self._read()

    def _read(self) -> list[Line]:
        found = self.reading.lines(Q(**{self.place.kind: self.row}))
        return found.get(self.row.pk, [])

    def line(self, number: str) -> Line:
        """A comment of this place that the reader may read. Raises Http404 for any other."""
        for first in self.lines:
            for line in (first, *first.replies):
                if str(line.row.pk) == number:
                    return line
        raise Http404

    def permitted(self, doing: str, line: Line) -> bool:
        """Whose comment it must be; how long it can be corrected says the domain."""
        if doing == CORRECT:
            return line.row.mandate_id == self.request.mandate.pk
        return doing == ANSWER or line.resolvable

    def form(self, doing: str, line: Line | None, data: Any = None) -> Any:
        if line is None:
            return self.reading.form(data, key=f"{self.slug}{self.row.pk}", takes_focus=self.slug in SMALL)
        initial = {}
        if doing == CORRECT:
            people = line.row.mentions.exclude(user=None).values_list("user_id", flat=True)
            initial = {"text": line.row.text, "mentioned": [str(number) for number in people]}
        return self.reading.form(
            data, key=f"{doing}{line.row.pk}", within=line.row, initial=initial, takes_focus=True
        )

    def save(self, doing: str, line: Line | None) -> HttpResponse:
        def write(form: CommentForm) -> Done:
            common: dict[str, Any] = {
                "text": form.cleaned_data["text"],
                "mentioned": form.cleaned_data.get("mentioned", ()),
                "by": self.request.mandate,
                "at": self.reading.now,
            }
            if line is None:
                on = {self.place.kind: self.row}
                return self.done(doing, comments.write(internal=form.is_internal, **on, **common))
            if doing == ANSWER:
                return self.done(doing, comments.write(parent=line.row, **common))
            return self.done(doing, comments.correct(comment=line.row, **common))

        sent = submit(self.request, lambda data: self.form(doing, line, data), write)
        return sent.answer or self.answer(doing, line, sent.form, status=sent.status)

    def act(self, doing: str, line: Line) -> HttpResponse:
        def settle() -> Done:
            change = comments.resolve if doing == RESOLVE else comments.reopen
            change(comment=line.row, by=self.request.mandate, at=self.reading.now)
            return self.done(doing, line.row)

        def refused(refusal: Refused) -> HttpResponse:
            messages.error(self.request, refusal.message)
            self.lines = self._read()
            return self.answer(status=status_of(refusal))

        return press(self.request, settle, refused)

    def done(self, doing: str, comment: Comment) -> Done:
        """Back to the comment on the page of its place, with htmx the fresh part."""
        page = address(*self.place.page, f"kommentar-{comment.pk}") or self.request.path

        def part() -> HttpResponse | None:
            if not self.request.htmx:
                return None
            self.lines = self._read()
            return self.answer(focus=comment.pk)

        return Done(self.request, DONE[doing], page, then=part)

    def answer(
        self,
        doing: str = "",
        line: Line | None = None,
        form: Any = None,
        *,
        focus: int = 0,
        status: int = 200,
    ) -> HttpResponse:
        swapped = bool(self.request.htmx) and not self.request.htmx.history_restore_request
        small = self.slug in SMALL
        more: dict[str, Any] = {"is_swapped": swapped, "small": small}
        if line is not None:
            more |= {"doing": doing, "on": line.row.pk, "form_for": form or self.form(doing, line)}
        elif self.reading.may_write:
            more["form"] = form or self.form("", None)
        if focus:
            more["focus"] = focus
        context = {
            "thread": self.reading.thread(self.slug, self.row.pk, self.lines, **more),
            "place": self.place,
            "facts": self.facts,
            "crumbs": self._crumbs(),
            "back": address(*self.place.page),
        }
        name = "thread" if swapped else "page"
        response = render(self.request, f"talk/{name}.html", context, status=status)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return with_fresh_head(self.request, response) if swapped else response

    def _crumbs(self) -> list[tuple[str, str]]:
        here = ("Kommentare", "")
        if self.facts is None:
            return [("Berichte", reverse("reports")), here]
        return [(f"Initiative {self.facts.short_title}", reverse("initiative", args=[self.facts.id])), here]


DONE = {
    "": "Ihr Kommentar ist gespeichert.",
    ANSWER: "Ihre Antwort ist gespeichert.",
    CORRECT: "Der Kommentar ist berichtigt.",
    RESOLVE: "Der Kommentar ist erledigt.",
    REOPEN: "Der Kommentar ist wieder offen.",
}

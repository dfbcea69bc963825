"""A form does its act once, however often it is sent: the token that each form carries, and what comes of it.

Between the token and the act lies nothing that could be forgotten: `once` is the transaction in which the pages act.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urldefrag

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse

from initiatives.domain.kernel import moments, submissions
from initiatives.models import Submission, User
from initiatives.views.kernel.http import go, onward
from initiatives.views.kernel.requests import Request

NAME = "einmal"  # of the hidden input
TOKEN = re.compile(r"[\w-]{22}")
LEFT_OUT = (NAME, "csrfmiddlewaretoken")


def token() -> str:
    """One for a form that is being shown."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True)
class Sent:
    """A form that was sent with its token; `digest` stands for its address, what was typed, and the files."""

    user: User
    token: str
    digest: str

    def answered(self) -> Submission | None:
        return submissions.answered(**vars(self))


class OnceOnly:
    """Middleware: who sends a form again is answered as the first time, whatever has become of its page meanwhile."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: Callable, args, kwargs) -> HttpResponse | None:
        request.sent = sent = _sent(request)
        if sent is None:
            return None
        first = sent.answered()
        if first is None:
            try:
                response = view(request, *args, **kwargs)
            except (Http404, PermissionDenied, submissions.SentTwice):
                first = sent.answered()  # in the very moment
                if first is None:
                    raise
            else:
                first = sent.answered() if response.status_code >= 400 else None
                if first is None:
                    return response
        if first.message:
            messages.success(request, first.message)
        return go(request, first.url)


def _sent(request: Request) -> Sent | None:
    """What was sent with a token; nothing for a form without one, such as that of a tab which is older than the tokens."""
    if request.method != "POST" or not request.user.is_authenticated:
        return None
    found = request.POST.get(NAME, "")
    return Sent(request.user, found, _digest(request)) if TOKEN.fullmatch(found) else None


def _digest(request: Request) -> str:
    typed = [(name, values) for name, values in request.POST.lists() if name not in LEFT_OUT]
    digest = hashlib.sha256(json.dumps([request.get_full_path(), typed]).encode())
    for name, files in request.FILES.lists():
        for file in files:
            digest.update(json.dumps([name, file.name, file.size]).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


class Done(HttpResponse):
    """What was asked for is done: `text` says so on the page `url`, or for htmx in the `part` of it.

    Django renders it when the view is through, and so when what was done is stored; `then` is what follows from it. Where
    that makes an answer, this one is given. `undo` is the address to which a button in the message posts to take it back.
    """

    def __init__(
        self,
        request: Request,
        text: str,
        url: str,
        *,
        part: Callable[[], HttpResponse] | None = None,
        then: Callable[[], HttpResponse | None] | None = None,
        undo: str = "",
    ):
        super().__init__(**onward(request, url))
        self.request, self.text, self.page, self.part, self.then = request, text, url, part, then
        if text:
            messages.success(request, text, extra_tags=undo)

    def render(self) -> HttpResponse:
        made = self.then() if self.then else None
        if self.part is None or not self.request.htmx:
            return made or self
        response, url = self.part(), urldefrag(self.page)[0]
        if url != self.request.htmx.current_url_abs_path:
            response["HX-Push-Url"] = url
        return response


@contextmanager
def once(request: Request) -> Iterator[Callable[[Done], Done]]:
    """The transaction of an act: the token is used up in it, and with the answer that it gives back. Raises SentBefore."""
    with transaction.atomic():
        row = submissions.take(**vars(request.sent), at=moments.now()) if request.sent else None

        def answered(done: Done) -> Done:
            if row is not None:
                row.url, row.message = done.page, done.text
                row.save(update_fields=["url", "message"])
            return done

        yield answered

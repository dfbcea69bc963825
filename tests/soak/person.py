"""Somebody at the application, by HTTP alone: signs in, reads pages, fills in the forms that they show."""

import http.client
import random
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

from lxml import html

Pairs = list[tuple[str, str]]


@dataclass
class Answer:
    """What came back; `status` 0 where nobody answered."""

    status: int
    text: str = ""
    location: str = ""
    seconds: float = 0

    @property
    def page(self) -> html.HtmlElement:
        return html.document_fromstring(self.text)

    def form(self, action: str) -> html.FormElement | None:
        """The form of the page that is sent to an address with these words in it."""
        return next((one for one in self.page.forms if action in (one.get("action") or "")), None)


@dataclass
class Person:
    """One session, from an address of its own behind a proxy.

    Raises nothing where the application is away: the answer has the status 0 then.
    """

    port: int
    account: str = ""
    timeout: float = 30
    address: str = field(default_factory=lambda: ".".join(str(random.randrange(1, 255)) for _ in range(4)))
    cookies: dict[str, str] = field(default_factory=dict)
    seen: list[Answer] = field(default_factory=list)  # without their texts
    _open: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, pairs: Pairs = (), files: Pairs = ()) -> Answer:
        """One request over a connection that is kept, as browsers do, who also ask again over a new one where the server
        has closed it; `files` are (input, name) of small files.
        """
        was_kept = self._open is not None
        answer = self._ask(method, path, pairs, files)
        if not answer.status and was_kept and method == "GET":
            answer = self._ask(method, path, pairs, files)
        self.seen.append(Answer(answer.status, seconds=answer.seconds))
        return answer

    def _ask(self, method: str, path: str, pairs: Pairs, files: Pairs) -> Answer:
        body, kind = _encoded(list(pairs), list(files))
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers["X-Forwarded-For"] = self.address
        if method == "POST":
            headers |= {"Content-Type": kind, "Referer": f"http://127.0.0.1:{self.port}{path}"}
        began = time.monotonic()
        try:
            if self._open is None:
                self._open = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
            self._open.request(method, path, body if method == "POST" else None, headers)
            got = self._open.getresponse()
            text = got.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            if self._open:
                self._open.close()
            self._open = None
            answer = Answer(0)
        else:
            for line in got.headers.get_all("Set-Cookie") or []:
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
            answer = Answer(got.status, text, got.headers.get("Location", ""))
            if got.will_close:
                self._open.close()
                self._open = None
        answer.seconds = time.monotonic() - began
        return answer

    def get(self, path: str) -> Answer:
        """A page, wherever it sends to."""
        answer = self.ask("GET", path)
        for _ in range(5):
            if answer.status not in (301, 302):
                break
            answer = self.ask("GET", _path(answer.location))
        return answer

    def send(self, page: str, action: str, files: Pairs = (), **values: str) -> Answer:
        """Fill in the form that a page shows for `action`, and send it as a browser would. Returns what comes of it."""
        shown = self.get(page)
        return self.send_form(shown, page, action, files, **values) if shown.status == 200 else shown

    def send_form(self, shown: Answer, page: str, action: str, files: Pairs = (), **values: str) -> Answer:
        """Fill in a form of a page that was read before."""
        form = shown.form(action)
        assert form is not None, f"{page} shows no form for {action} to {self.account}."
        kept = [(name, value) for name, value in form.form_values() if name not in values]
        target = _path(urljoin(page, form.get("action") or page))
        return self.ask("POST", target, kept + list(values.items()), files)

    def sign_in(self, password: str) -> Answer:
        """Sign in by the form."""
        return self.send("/anmelden/", "", login=self.account, password=password)


def _path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _encoded(pairs: Pairs, files: Pairs) -> tuple[bytes, str]:
    if not files:
        return urlencode(pairs).encode(), "application/x-www-form-urlencoded"
    parts = [f'name="{name}"\r\n\r\n{value}' for name, value in pairs]
    parts += [
        f'name="{name}"; filename="{file}"\r\nContent-Type: text/plain\r\n\r\n' + "x" * 2_000_000
        for name, file in files
    ]
    body = "".join(f"--soak\r\nContent-Disposition: form-data; {one}\r\n" for one in parts) + "--soak--\r\n"
    return body.encode(), "multipart/form-data; boundary=soak"

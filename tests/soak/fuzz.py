"""Requests at random over all routes by each account and by nobody: none is answered with a fault of the application."""

import os
import random
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlencode

from tests.soak.person import Person
from tests.soak.place import ROLE, Place

REQUESTS, THREADS = int(os.environ.get("SOAK_REQUESTS", "10000")), 4
ROUTES = (
    "from ikz.urls import accounts; from initiatives.urls import urlpatterns;"
    " print('\\n'.join(str(one.pattern) for one in [*accounts, *urlpatterns]))"
)
NUMBERS = ("1", "2", "3", "4", "7", "15", "999999", "0", "9223372036854775807", "99999999999999999999999999")
WORDS = (
    "feld",
    "schritt",
    "x",
    "-1",
    "ä ö",
    "%00",
    "'\"><script>",
    "9" * 400,
    "2026-13-45",
    "null",
    "\u202e",
    "{{ 7 }}",
)
NAMES = (
    "bearbeiten",
    "seite",
    "sort",
    "q",
    "frage",
    "stand",
    "von",
    "bis",
    "teil",
    "art",
    "text",
    "feld",
    "format",
)
VALUES = (
    *WORDS,
    "kosten",
    "kosten-1",
    "stand",
    "schritt-16",
    "urteil-99",
    "01.01.0001",
    "31.12.9999",
    "1e9",
    "on",
    "",
)


def run(place: Place) -> tuple[str, bool]:
    """What came of it, in words, and whether there was no fault."""
    routes = [
        line.strip() for line in place.manage("shell", "-c", ROUTES).splitlines() if "imported" not in line
    ]
    accounts = [
        email.partition("@")[0]
        for (email,) in place.rows("SELECT email FROM initiatives_user", database=ROLE)
    ]
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda n: _ask(place, routes, accounts, n), range(THREADS)))
    answers: Counter[int] = Counter()
    faults: list[str] = []
    for counted, told in found:
        answers += counted
        faults += told
    kinds = ", ".join(f"{count} × {status}" for status, count in sorted(answers.items()))
    return (
        f"{answers.total()} über {len(routes)} Wege von {len(accounts) + 1}: {kinds}; {faults[:5]}",
        not faults,
    )


def _ask(place: Place, routes: list[str], accounts: list[str], number: int) -> tuple[Counter[int], list[str]]:
    chance, answers, faults = random.Random(number), Counter(), []
    people = [place.person(one) for one in accounts] + [Person(place.port)]
    for _ in range(REQUESTS // THREADS):
        person = chance.choice(people)
        path = _path(chance, chance.choice(routes))
        method = chance.choice(("GET", "POST"))
        answer = person.ask(method, path, _pairs(chance, person) if method == "POST" else ())
        answers[answer.status] += 1
        if answer.status >= 500 or not answer.status:
            faults.append(f"{person.account} {path} {answer.status}")
        if person.account and (
            (answer.status == 302 and "/anmelden/" in answer.location) or path == "/abmelden/"
        ):
            person.sign_in(place.environment["IKZ_DEMO_PASSWORD"])
    return answers, faults


def _path(chance: random.Random, route: str) -> str:
    filled = re.sub(r"<int:\w+>", lambda _: chance.choice(NUMBERS), route)
    filled = re.sub(r"<\w+:\w+>", lambda _: quote(chance.choice(WORDS), safe=""), filled)
    query = urlencode([(chance.choice(NAMES), chance.choice(VALUES)) for _ in range(chance.randrange(3))])
    return f"/{filled}" + (f"?{query}" if query else "")


def _pairs(chance: random.Random, person: Person) -> list[tuple[str, str]]:
    """The token of the session, and whatever."""
    token = ("csrfmiddlewaretoken", person.cookies.get("csrftoken", ""))
    return [token, *((chance.choice(NAMES), chance.choice(VALUES)) for _ in range(chance.randrange(6)))]

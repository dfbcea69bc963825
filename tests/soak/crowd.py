"""A hundred people for some minutes, who read and think, and write one time in ten: no errors."""

import os
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles

from tests.soak.place import Place

PEOPLE = 100
MINUTES = float(os.environ.get("SOAK_MINUTES", "5"))
ACCOUNTS = (
    *(
        f"beauftragte-{one}"
        for one in ("nottuln", "rosendahl", "senden", "duelmen", "havixbeck", "olfen", "coesfeld")
    ),
    "kreis",
    "kreistag",
    "lesende-nottuln",
)
PAGES = (
    "/",
    "/initiativen/1/",
    "/felder/1/",
    "/felder/3/",
    "/initiativen/1/matrix/",
    "/initiativen/1/beschluesse/",
    "/mitteilungen/",
    "/berichte/",
    "/suche/?q=Beschaffung",
    "/kommentare/feld/3/",
)
WAITS = (3, 7)  # seconds between two pages of one person


def run(place: Place) -> tuple[str, bool]:
    """What came of it, in words, and whether there was no error."""
    until = time.monotonic() + 60 * MINUTES
    with ThreadPoolExecutor(PEOPLE) as pool:
        found = list(pool.map(lambda n: _visit(place, n, until), range(PEOPLE)))
    answers = [one for person in found for one in person.seen]
    counted = Counter(one.status for one in answers)
    errors = sum(count for status, count in counted.items() if status not in (200, 302, 303))
    p95 = quantiles([one.seconds for one in answers], n=20)[-1]
    return f"{MINUTES:g} min, {len(answers)} Anfragen, {errors} Fehler, p95 {p95 * 1000:.0f} ms", errors == 0


def _visit(place: Place, number: int, until: float):
    chance = random.Random(number)
    time.sleep(number * 0.1)
    person = place.person(ACCOUNTS[number % len(ACCOUNTS)])
    while time.monotonic() < until:
        if chance.random() < 0.1 and person.account.startswith("beauftragte"):
            page = "/kommentare/feld/3/"
            person.send_form(person.get(page), page, "/kommentare/feld/3/", text=f"Anmerkung {number}")
        else:
            person.get(chance.choice(PAGES))
        time.sleep(chance.uniform(*WAITS))
    return person

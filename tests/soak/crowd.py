"""A hundred people for some minutes, who read and think, and write one time in ten: no errors."""

import os
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles

from tests.soak.person import Answer, Person
from tests.soak.place import Place
from tests.soak.writing import comment

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
OF_COUNCIL = ("/", "/berichte/", "/mitteilungen/")
WAITS = (3, 7)  # seconds between two pages of one person


def run(place: Place) -> tuple[str, bool]:
    """What came of it, in words, and whether there was no error."""
    until = time.monotonic() + 60 * MINUTES
    with ThreadPoolExecutor(PEOPLE) as pool:
        found = list(pool.map(lambda n: _visit(place, n, until), range(PEOPLE)))
    answers = [one for person, _ in found for one in person.seen]
    refused = [one for _, wrote in found for one in wrote]
    counted = Counter(one.status for one in answers)
    errors = {status: count for status, count in counted.items() if status not in (200, 302, 303)}
    p95 = quantiles([one.seconds for one in answers], n=20)[-1]
    told = f"{MINUTES:g} min, {len(answers)} Anfragen, {errors or 'keine'} Fehler"
    told += f", {len(refused)} Kommentare nicht angenommen, p95 {p95 * 1000:.0f} ms"
    return told, not errors and not refused


def _visit(place: Place, number: int, until: float) -> tuple[Person, list[Answer]]:
    """One of them until the end, and the comments of this person that were not taken."""
    chance = random.Random(number)
    time.sleep(number * 0.1)
    person, wrote = place.person(ACCOUNTS[number % len(ACCOUNTS)]), list[Answer]()
    while time.monotonic() < until:
        if chance.random() < 0.1 and person.account.startswith("beauftragte"):
            wrote.append(comment(person, 3, f"Anmerkung {number} {len(wrote)}"))
        else:
            person.get(chance.choice(OF_COUNCIL if "kreistag" in person.account else PAGES))
        time.sleep(chance.uniform(*WAITS))
    refused = [one for one in wrote if one.status != 303]
    return person, refused

"""PostgreSQL stopped, its connections ended, their limit reached, under load: 503 meanwhile, all back by itself."""

import time

from tests.soak.person import Person
from tests.soak.place import ROLE, Place
from tests.soak.writing import Writing

STOPS = (5, 60)  # seconds
BACK_WITHIN = 15  # seconds
END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s"


def run(place: Place) -> tuple[str, bool]:
    """What came of it, in words, and whether it held."""
    assert place.server
    back = []
    with Writing(place) as writing:
        for seconds in STOPS:
            place.server.stop()
            time.sleep(seconds)
            place.server.start()
            back.append(place.wait_for_page(60))
        for _ in range(3):
            place.rows(END_ALL, ROLE)
            time.sleep(1)
        back.append(place.wait_for_page(60))
        refused = _limit(place)
        back.append(place.wait_for_page(60))
        time.sleep(2)
        answered = Person(place.port).ask("GET", "/anmelden/").status
    lost, slowest = writing.lost(), max(back)
    told = (
        f"{STOPS[0]} s und {STOPS[1]} s aus, Verbindungen beendet, Grenze erreicht ({refused}): nach längstens {slowest:.0f} s"
        f" zurück; {len(writing.acknowledged)} Kommentare bestätigt, {len(lost)} verloren,"
        f" {writing.answers[503]} Mal 503, {writing.broken} falsche Antworten"
    )
    held = not lost and not writing.broken and slowest < BACK_WITHIN and answered == 200 and refused == "503"
    return told, held


def _limit(place: Place) -> str:
    """How the sign-in is answered while the server takes no connection more."""
    place.rows(f"ALTER ROLE {ROLE} CONNECTION LIMIT 0")
    place.rows(END_ALL, ROLE)
    time.sleep(1)
    shown = Person(place.port).ask("GET", "/anmelden/")
    place.rows(f"ALTER ROLE {ROLE} CONNECTION LIMIT -1")
    return str(shown.status)

"""The clock of the machine goes back by two hours: people go on, and nothing is refused or lost."""

import time
from pathlib import Path

from tests.soak.place import Place
from tests.soak.writing import Writing

SECONDS = 10
BACK = Path(__file__).with_name("two_hours_ago")


def run(place: Place) -> tuple[str, bool]:
    """What came of it, in words, and whether it held."""
    person = place.person("beauftragte-rosendahl")
    place.end()
    place.start(PYTHONPATH=str(BACK))
    try:
        read = person.get("/").status
        with Writing(place) as writing:
            time.sleep(SECONDS)
    finally:
        place.end()
        place.start()
    with Writing(place) as after:
        time.sleep(SECONDS)
    lost = writing.lost() + after.lost()
    broken = writing.broken + after.broken + writing.answers[503] + after.answers[503]
    count = len(writing.acknowledged) + len(after.acknowledged)
    told = f"Sitzung von vorher: {read}; {count} Kommentare bestätigt, {len(lost)} verloren, {broken} falsche Antworten"
    return told, read == 200 and bool(writing.acknowledged) and not lost and not broken

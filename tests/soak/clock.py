"""The clock of the machine goes back by two hours: people go on, and nothing is refused or lost."""

import glob
import time

from tests.soak.place import Place
from tests.soak.writing import Writing

SECONDS = 10


def run(place: Place) -> tuple[str, bool]:
    """What came of it, in words, and whether it held."""
    found = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    if not found:
        return "nicht versucht: libfaketime fehlt (Debian: apt-get install faketime)", False
    person = place.person("beauftragte-rosendahl")
    place.end()
    place.start(LD_PRELOAD=found[0], FAKETIME="-2h", FAKETIME_DONT_FAKE_MONOTONIC="1")
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

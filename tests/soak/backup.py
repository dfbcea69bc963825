"""A backup while people write: sound, and restored it holds all that was acknowledged before it began."""

import time

from tests.soak.place import Place
from tests.soak.writing import Writing

SECONDS = 10  # of writing before and after


def run(place: Place) -> tuple[str, bool]:
    """What came of it, in words, and whether it held."""
    with Writing(place, pause=0.02) as writing:
        time.sleep(SECONDS)
        began = time.monotonic()
        place.manage("backup", str(place.data / "soak"))
        took = time.monotonic() - began
        time.sleep(SECONDS)
    [archive] = (place.data / "soak").glob("*.tar.gz")
    place.manage("backup", "--check", str(archive))
    place.rows("CREATE DATABASE restored OWNER ikz")
    elsewhere = {"DATABASE_URL": place.address_of("restored"), "IKZ_DATA_DIR": str(place.data / "restored")}
    place.manage("restore", str(archive), **elsewhere)
    verified = place.manage("verify", **elsewhere)
    lost = writing.lost("restored", until=began)
    before = sum(at <= began for at in writing.acknowledged.values())
    told = f"in {took:.0f} s; {before} Kommentare davor bestätigt, {len(lost)} fehlen im Wiederhergestellten"
    told += f"; {verified.splitlines()[0]}"
    return told, not lost and before > 0 and not writing.broken

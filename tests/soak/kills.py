"""Each process, and all of them, killed ten times under load: nothing acknowledged lost, no mail twice, no half report."""

import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress

from tests.soak.place import ROLE, Place
from tests.soak.writing import Writing
from tests.support.children import NAMES

KILLS = 10
VICTIMS = (*NAMES, "all")
AT_ONCE = (
    "INSERT INTO initiatives_noticesetting (user_id, kind, channel)"
    " SELECT u.id, 'comment', 'at_once' FROM initiatives_user u ON CONFLICT DO NOTHING"
)
SECONDS = 240  # until all that was begun has come to an end


def run(place: Place) -> tuple[str, bool]:
    """What came of it, in words, and whether it held."""
    place.rows(AT_ONCE, database=ROLE)
    chance, county = random.Random(10), place.person("kreis")
    with Writing(place) as writing:
        for n in range(KILLS):
            if n % 2 == 0:
                county.send("/berichte/neu/", "/berichte/neu/")
            time.sleep(chance.uniform(1, 4))
            victim = VICTIMS[n % len(VICTIMS)]
            if victim == "all":
                place.kill_all()
                place.start()
            else:
                with suppress(ProcessLookupError, KeyError):
                    os.kill(place.children()[victim], signal.SIGKILL)
                place.wait_for_page(30)
    waiting = _wait(place)
    twice = [
        key for key, count in Counter(one["Message-ID"] for one in place.mails.received).items() if count > 1
    ]
    half = place.rows(
        "SELECT j.report_id, j.stage FROM initiatives_reportjob j JOIN initiatives_report r ON r.id = j.report_id"
        " WHERE (j.stage = 'done') <> (r.pdf IS NOT NULL) OR j.stage NOT IN ('done', 'failed')"
        " OR substring(r.pdf FROM 1 FOR 4) <> '\\x25504446'",
        database=ROLE,
    )
    reports = place.rows("SELECT count(*) FROM initiatives_reportjob", database=ROLE)[0][0]
    lost, mails = writing.lost(), len(place.mails.received)
    told = (
        f"{KILLS} Mal, {len(writing.acknowledged)} Kommentare bestätigt, {len(lost)} verloren; {mails} Mails,"
        f" {len(twice)} doppelt, {waiting} unterwegs; {reports} Berichte, {len(half)} halb; {writing.broken} falsche Antworten"
    )
    return told, not (lost or twice or half or waiting or writing.broken)


def _wait(place: Place) -> int:
    """Mails that still wait, made or not, after all had time to go out, once the reports are made."""
    deadline = time.monotonic() + SECONDS
    while True:
        ((mails,),) = place.rows(
            "SELECT (SELECT count(*) FROM initiatives_mail WHERE state = 'waiting' AND user_id IS NOT NULL)"
            " + (SELECT count(*) FROM initiatives_notice"
            " WHERE mail_id IS NULL AND read_at IS NULL AND channel = 'at_once')",
            database=ROLE,
        )
        ((jobs,),) = place.rows(
            "SELECT count(*) FROM initiatives_reportjob WHERE stage NOT IN ('done', 'failed')", database=ROLE
        )
        if (not mails and not jobs) or time.monotonic() > deadline:
            return mails
        time.sleep(1)

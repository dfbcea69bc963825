"""Eight people edit one field at the same time: each edit that was acknowledged stands, upon what its writer had seen."""

import os
import random
import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.soak.place import ROLE, Place

EDITS, WRITERS = int(os.environ.get("SOAK_EDITS", "1000")), 8
FIELD, STEP = 1, 16
ACCOUNTS = ("nottuln", "coesfeld", "nottuln", "rosendahl", "senden", "duelmen", "havixbeck", "rosendahl")


@dataclass(frozen=True)
class Slot:
    """A value that several edit: the form, its input, and the values that the database has seen, in their order."""

    form: str
    name: str
    values: str


SLOTS = (
    *(
        Slot(
            "beschreibung",
            name,
            f"SELECT {name} FROM initiatives_historicalfield WHERE id = {FIELD} ORDER BY history_id",
        )
        for name in ("aim", "description")
    ),
    Slot(
        f"schritt-{STEP}",
        "title",
        f"SELECT title FROM initiatives_historicalstep WHERE id = {STEP} ORDER BY history_id",
    ),
    Slot(
        f"schritt-{STEP}",
        "evidence",
        f"SELECT evidence FROM initiatives_historicalstep WHERE id = {STEP} ORDER BY history_id",
    ),
    Slot(
        "federfuehrung",
        "contact",
        f"SELECT contact FROM initiatives_participationentry WHERE field_id = {FIELD} AND is_responsible ORDER BY id",
    ),
    Slot(
        "stand",
        "milestone",
        f"SELECT milestone FROM initiatives_statusassessment WHERE field_id = {FIELD} ORDER BY id",
    ),
)
COSTS = Slot(
    "kosten",
    "source",
    "SELECT e.source FROM initiatives_costlineentry e JOIN initiatives_costline l ON l.id = e.line_id"
    f" WHERE l.field_id = {FIELD} AND l.variant = 'today' AND l.organisation_id = (SELECT m.organisation_id"
    " FROM initiatives_mandate m JOIN initiatives_user u ON u.id = m.user_id WHERE u.email = %s ORDER BY m.id LIMIT 1)"
    " ORDER BY e.id",
)


@dataclass(frozen=True)
class Edit:
    slot: Slot
    account: str
    saw: str
    wrote: str
    status: int


def run(place: Place) -> tuple[str, bool]:
    """What came of it, in words, and whether nothing was lost and nothing replaced unseen."""
    with ThreadPoolExecutor(WRITERS) as pool:
        done = [one for found in pool.map(lambda n: _write(place, n), range(WRITERS)) for one in found]
    stored = {slot: [value for (value,) in place.rows(slot.values, database=ROLE)] for slot in SLOTS}
    for account in set(ACCOUNTS):
        rows = place.rows(COSTS.values, f"beauftragte-{account}@ikz.example", database=ROLE)
        stored[account] = [value for (value,) in rows]
    answers = Counter(one.status for one in done)
    acknowledged = [one for one in done if one.status == 303]
    lost = unseen = 0
    for one in acknowledged:
        values = stored[one.account if one.slot is COSTS else one.slot]
        if one.wrote not in values:
            lost += 1
            continue
        at = values.index(one.wrote)
        before = values[at - 1] if at else ""
        unseen += before != one.saw
    others = {status: count for status, count in answers.items() if status not in (303, 409)}
    told = f"{len(done)} Änderungen: {answers[303]} gespeichert, {answers[409]} als Konflikt gezeigt"
    return f"{told}, {others or 'nichts'} anders, {lost} verloren, {unseen} still ersetzt", not (
        lost or unseen or others
    )


def _write(place: Place, number: int) -> list[Edit]:
    """The edits of one writer."""
    run = secrets.token_hex(3)
    account, chance = ACCOUNTS[number], random.Random(number)
    person, done = place.person(f"beauftragte-{account}"), []
    slots = [one for one in SLOTS if one.form != "stand" or account == "nottuln"] + [COSTS]
    for n in range(EDITS // WRITERS):
        slot, wrote = chance.choice(slots), f"Stand {run}-{number}-{n}"
        page = f"/felder/{FIELD}/?bearbeiten={slot.form}"
        shown = person.get(page)
        form = shown.form("bearbeiten=")
        saw = dict(form.form_values()).get(slot.name, "").removeprefix("\n")
        values = {slot.name: wrote}
        if slot is COSTS:
            values |= {"today": str(100 + n), "joint": str(50 + n)}
        answer = person.send_form(shown, page, "bearbeiten=", **values)
        done.append(Edit(slot, account, saw, wrote, answer.status))
    return done

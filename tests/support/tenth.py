"""The rows of a tenth of a country beside a small circle: 30 counties with their municipalities, and what these do together."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, TypeVar

from django.db import connection, models

from initiatives.domain.kernel import moments
from initiatives.domain.money import plain
from initiatives.enums import Participation, Role, RoundPurpose, Stance
from initiatives.models import (
    Ask,
    Attendance,
    Comment,
    CostLine,
    CostLineEntry,
    Event,
    Field,
    FieldParticipation,
    Initiative,
    InitiativeParticipant,
    Mandate,
    Meeting,
    Notice,
    Organisation,
    PopulationFigure,
    Position,
    Round,
    StateVersion,
    Step,
    User,
)

Row = TypeVar("Row", bound=models.Model)
COUNTIES, PLACES, FIELDS, STEPS, COMMENTS, EVENTS = 30, 35, 8, 6, 5, 500
OF_ACCOUNTS = 6_000  # events about accounts


def put() -> None:
    """Write them all; nothing of it concerns the circle."""
    counties = _make(Organisation, (_place("kreis", n, None) for n in range(COUNTIES)))
    places = _make(
        Organisation, (_place("gemeinde", n, counties[n // PLACES]) for n in range(COUNTIES * PLACES))
    )
    day, at = moments.today() - timedelta(days=90), moments.now() - timedelta(days=90)
    _make(
        PopulationFigure,
        ({"organisation": one, "date": day, "value": 9_000, "source": "Amt"} for one in places),
    )
    users = _make(User, ({"email": f"konto-{one.pk}@ikz.example", "password": "!"} for one in places))
    by = _make(
        Mandate,
        (
            {"user": user, "role": Role.DELEGATE, "organisation": place, "valid_from": day}
            for user, place in zip(users, places, strict=True)
        ),
    )
    named = {"title": "Zusammenarbeit", "short_title": "Kreis", "documented_from": day}
    initiatives = _make(Initiative, (named | {"county": one, "convening": None} for one in counties))
    _make(StateVersion, ({"initiative": one, "value": f"{one.pk:032x}"} for one in initiatives))
    circles = [
        (one, places[n * PLACES : (n + 1) * PLACES], by[n * PLACES : (n + 1) * PLACES])
        for n, one in enumerate(initiatives)
    ]
    for initiative, members, mandates in circles:
        _circle(initiative, members, mandates, day, at)
    about = {
        "recorded_at": at,
        "effective_on": day,
        "actor": "Fachadministration",
        "subject": "Mandat erteilt",
    }
    _make(Event, (about | {"kind": "mandate"} for _ in range(OF_ACCOUNTS)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _place(kind: str, number: int, county: Organisation | None) -> dict[str, Any]:
    name = f"Muster{number:04}"
    ags = f"9{number:04}" if county is None else f"8{number:07}"
    return {"kind": kind, "name": name, "designation": f"{kind} {name}", "ags": ags, "county": county}


def _circle(initiative: Initiative, members: list, mandates: list, day: Any, at: Any) -> None:
    """Fields on which all were asked and half of them answered, a meeting, comments, costs and what was told of it."""
    pairs = list(zip(members, mandates, strict=True))
    _make(
        InitiativeParticipant,
        ({"initiative": initiative, "organisation": one, "joined_on": day} for one in members),
    )
    fields = _make(
        Field,
        (
            {
                "initiative": initiative,
                "order": n,
                "title": f"Feld {n}",
                "short_title": f"{n}",
                "proposed_on": day,
            }
            for n in range(1, FIELDS + 1)
        ),
    )
    asked = {"purpose": RoundPurpose.TAKING_PART, "subject": "?", "opened_on": day, "recorded_at": at}
    [round_] = _make(Round, [asked | {"initiative": initiative, "deadline": moments.today()}])
    asks = _make(
        Ask, ({"round": round_, "field": one, "organisation": place} for one in fields for place in members)
    )
    said = {"stance": Stance.CONSENT, "effective_on": day, "recorded_at": at}
    of_place = {place.pk: mandate for place, mandate in pairs}
    _make(Position, (said | {"ask": ask, "mandate": of_place[ask.organisation_id]} for ask in asks[::2]))
    joined = {"status": Participation.PARTICIPATING, "effective_on": day}
    _make(
        FieldParticipation,
        (joined | {"field": one, "organisation": place} for one in fields for place in members),
    )
    cost = {"source": "Haushalt", "confidence": "estimated", "effective_on": day, "recorded_at": at}
    lines = _make(
        CostLine,
        (
            {"field": one, "organisation": place, "variant": variant, "kind": kind}
            for one in fields
            for place in members
            for variant, kind in plain.SUMS.values()
        ),
    )
    _make(
        CostLineEntry,
        (
            cost | {"line": one, "amount_cents": 200, "mandate": of_place[one.organisation_id]}
            for one in lines
        ),
    )
    _make(
        Step,
        ({"field": f, "phase": 0, "order": n, "title": f"Schritt {n}"} for f in fields for n in range(STEPS)),
    )
    _make(
        Comment,
        (
            {"field": f, "text": "Ja.", "mandate": m, "recorded_at": at}
            for f in fields
            for m in mandates[:COMMENTS]
        ),
    )
    [meeting] = _make(
        Meeting,
        [
            {
                "initiative": initiative,
                "title": "Treffen",
                "held_on": day,
                "effective_on": day,
                "recorded_at": at,
            }
        ],
    )
    _make(Attendance, ({"meeting": meeting, "organisation": one} for one in members))
    told = {
        "initiative_id": initiative.pk,
        "recorded_at": at,
        "effective_on": day,
        "actor": "Eine",
        "kind": "step",
    }
    _make(
        Event, (told | {"field_id": fields[n % FIELDS].pk, "subject": f"Schritt {n}"} for n in range(EVENTS))
    )
    notice = {"kind": "change", "title": "Schritt", "reason": "weil", "page": "field", "channel": "never"}
    notice |= {"initiative": initiative, "recorded_at": at}
    _make(Notice, (notice | {"user": m.user, "page_id": f.pk} for f in fields for m in mandates))


def _make(model: type[Row], rows: Iterable[dict[str, Any]]) -> list[Row]:
    return model._base_manager.bulk_create((model(**values) for values in rows), batch_size=2_000)

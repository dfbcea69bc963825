"""What is stored about a person (Art. 15 DSGVO), as plain data; who hands it out reads no more in it than elsewhere."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from initiatives.domain.kernel.moments import day_of
from initiatives.domain.log import account_records, events
from initiatives.domain.log.account_records import UNKNOWN, Origin
from initiatives.domain.people import people
from initiatives.domain.people.personal_places import Reading
from initiatives.domain.people.personal_tables import TABLES, Table
from initiatives.domain.state.versions import state_change
from initiatives.enums import FactorKind, RecordKind
from initiatives.models import Mandate, User

MASK = "[intern, nicht ausgegeben]"


@state_change()
def hand_out(*, user: User, by: Mandate | User, at: datetime, origin: Origin = UNKNOWN) -> dict[str, Any]:
    """As `export`; that it was handed out is recorded, where an administrator did it as an event, too."""
    subject = "Auskunft ausgegeben" if isinstance(by, Mandate) else "Eigene Auskunft geladen"
    told: dict[str, Any] = {"kind": RecordKind.EXPORT, "organisation": user.home, "origin": origin}
    account_records.note(subject=subject, user=user, by=by, at=at, **told)
    if isinstance(by, Mandate):
        change = events.Change(after=people.held(user))
        events.record(kind="person", subject=subject, change=change, where=events.NOWHERE, by=by, at=at)
    return export(user=user, by=by, at=at)


def export(*, user: User, by: Mandate | User, at: datetime) -> dict[str, Any]:
    """All that is stored about a person: the account, the mandates and what was recorded under them.

    What may not be read is masked: for an administrator (`by` a mandate) what that mandate does not open, for the person (`by`
    the account) what none of the mandates of today opens. Keys are German, since the person reads them; instants and days
    are ISO texts.
    """
    own = Mandate.objects.filter(user=user)
    is_own = isinstance(by, User)
    held = [by] if isinstance(by, Mandate) else own.valid_on(day_of(at))
    readings = [Reading(one) for one in held] or [Reading(None)]
    return {
        "auskunft_vom": at.isoformat(),
        "person": {
            "e_mail": user.email,
            "name": user.name,
            "telefon": user.telephone,
            "heimatorganisation": str(user.home or ""),
            "zuletzt_gehandelt_als": str(user.last_mandate or ""),
            "konto": "aktiv" if user.is_active else "gesperrt",
            "angelegt": _plain(user.created_at),
            "letzte_anmeldung": _plain(user.last_login),
            "adressen_der_anmeldung": sorted(row.email for row in user.emailaddress_set.all()),
        },
        "zweite_faktoren": [
            {
                "art": FactorKind(row.type).label,
                "name": row.data.get("name", ""),
                "angelegt": _plain(row.created_at),
                "zuletzt_benutzt": _plain(row.last_used_at),
            }
            for row in user.authenticator_set.order_by("created_at", "pk")
        ],
        "verbundene_konten": [
            {
                "anbieter": row.provider,
                "kennung": row.uid,
                "adresse": row.extra_data.get("email", ""),
                "verbunden_am": _plain(row.date_joined),
            }
            for row in user.socialaccount_set.order_by("date_joined", "pk")
        ],
        "mandate": [
            {
                "mandat": row.title,
                "nur_fuer_initiative": str(row.initiative or ""),
                "von": _plain(row.valid_from),
                "bis": _plain(row.valid_until),
                "stand": row.get_state_display(),
                "angeboten_an": row.offered_to,
            }
            for row in own.with_names().order_by("valid_from", "pk")
        ],
        "sitzungen": [
            {
                "angemeldet": _plain(row.created_at),
                "zuletzt_benutzt": _plain(row.last_seen_at),
                "adresse": row.ip,
                "geraet": row.user_agent,
            }
            for row in user.usersession_set.order_by("created_at", "pk")
        ],
        **{table.heading: _rows(table, user, readings, is_own) for table in TABLES},
    }


def _rows(table: Table, user: User, readings: Sequence[Reading], is_own: bool) -> list[dict[str, Any]]:
    """The rows of a table that lead to the person, the oldest first."""
    leads_to = table.model._meta.get_field(table.column).related_model
    path = table.column if leads_to is User else f"{table.column}__user"
    rows = table.model._default_manager.filter(**{path: user}).select_related(*table.related)
    order = [table.at.replace(".", "__")] if table.at else []
    return [
        ({"erfasst": _follow(row, table.at) or None} if table.at else {})
        | _words(row, table, readings, is_own)
        for row in table.place.mark(rows).defer(*table.left).order_by(*order, "pk")
    ]


def _words(row: Any, table: Table, readings: Sequence[Reading], is_own: bool) -> dict[str, str]:
    hidden = set.intersection(*(one.hides(row, table.place, table.words) for one in readings))
    if table.place.own and not is_own:
        hidden = set(table.words)
    masked = hidden - set(table.about)
    return {name: MASK if name in masked else _follow(row, words) for name, words in table.words.items()}


def _follow(row: Any, path: str) -> str:
    """The value at the end of a path of attributes, "" where it breaks off."""
    for name in path.split("."):
        row = getattr(row, name, None)
    row = row() if callable(row) else row
    return (_plain(row) if isinstance(row, date) else None) or str(row or "")


def _plain(value: date | None) -> str | None:
    return value.isoformat() if value else None

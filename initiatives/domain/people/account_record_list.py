"""The record of accounts as administrators read it: those of the installation all of it, those of a county what is about its own.

Its own are the people whose home lies in the county, and its organisations and their mandates. Of somebody else who stands in
such an entry nothing is told but what `people.under` shows, and never from where they came.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from initiatives.domain.kernel.moments import local
from initiatives.domain.log import account_records
from initiatives.domain.log.account_records import Origin
from initiatives.domain.people import people
from initiatives.enums import RecordKind
from initiatives.models import AccountRecord, Mandate, Organisation
from initiatives.models.german import has

HEADS = ("Wann", "Art", "Was", "Konto", "Wer", "Organisation", "Adresse", "Gerät")
SOMEBODY = "Person außerhalb Ihres Kreises"


@dataclass(frozen=True)
class Wish:
    """What is looked for: a kind, a text in the address of an account or of the network, days, and a county."""

    kind: str = ""
    text: str = ""
    first: date | None = None
    last: date | None = None
    county: Organisation | None = None


def listed(*, by: Mandate, wish: Wish = Wish()) -> QuerySet[AccountRecord]:
    """The entries that an administrator may read, as far as wished, newest first."""
    rows = AccountRecord.objects.select_related("organisation")
    if by.organisation_id is not None:
        rows = rows.filter(_of(Organisation.objects.under(by)))
    if wish.county:
        rows = rows.filter(_of(Organisation.objects.filter(Q(pk=wish.county.pk) | Q(county=wish.county))))
    if wish.kind:
        rows = rows.filter(kind=wish.kind)
    if wish.first:
        rows = rows.filter(recorded_at__gte=_begin(wish.first))
    if wish.last:
        rows = rows.filter(recorded_at__lt=_begin(wish.last + timedelta(days=1)))
    return rows.filter(_named(wish.text, by)) if wish.text else rows


def _of(organisations: QuerySet[Organisation]) -> Q:
    return Q(user__home__in=organisations) | Q(organisation__in=organisations)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_default_timezone())


def _named(text: str, by: Mandate) -> Q:
    """Found is by what is shown: who is not known to the reader by neither name nor present address nor whence they came."""
    people_seen = people.under(by)
    named = people_seen.filter(Q(has("address", text)) | Q(has("full_name", text))).values("pk")
    network = Q(address__startswith=text)
    if by.organisation_id is not None:
        own = people_seen.filter(Q(decided=True)).values("pk")
        network &= Q(by__in=own) | Q(by=None, user__in=own)
    return Q(user__in=named) | Q(by__in=named) | network


@dataclass(frozen=True)
class Line:
    """An entry as it is shown. `user` and `by` are the addresses of the accounts, `page` is the account that may be opened."""

    row: AccountRecord
    user: str
    by: str
    origin: Origin
    page: int | None

    def cells(self) -> list[str]:
        """As a line of a file, under HEADS."""
        at, row = f"{local(self.row.recorded_at):%d.%m.%Y %H:%M:%S}", self.row
        organisation = str(row.organisation or "")
        return [at, row.get_kind_display(), row.subject, self.user, self.by, organisation, *self.origin]


def lines(rows: Iterable[AccountRecord], *, by: Mandate) -> list[Line]:
    """The entries in words for an administrator."""
    rows = list(rows)
    people_in = {pk for row in rows for pk in (row.user_id, row.by_id) if pk}
    seen = {user.pk: user for user in people.under(by).filter(pk__in=people_in)}
    return [_line(row, seen) for row in rows]


def _line(row: AccountRecord, seen: dict[int, Any]) -> Line:
    def named(pk: int | None) -> str:
        return "" if pk is None else (pk in seen and seen[pk].address) or SOMEBODY

    acting = "die Person selbst" if row.by_id and row.by_id == row.user_id else named(row.by_id)
    came = row.by_id or row.user_id  # from where they came
    may_know = came is None or (came in seen and seen[came].decided)
    origin = Origin(row.address, row.device) if may_know else account_records.UNKNOWN
    by = ", ".join(filter(None, [row.actor, acting]))
    return Line(row, named(row.user_id), by, origin, row.user_id if row.user_id in seen else None)


def note_export(*, by: Mandate, wish: Wish, count: int, origin: Origin, at: datetime) -> None:
    """That the record itself was handed out is an entry, too, with what was looked for."""
    chosen = [RecordKind(wish.kind).label] if wish.kind else []
    chosen += [f"von {wish.first:%d.%m.%Y}"] if wish.first else []
    chosen += [f"bis {wish.last:%d.%m.%Y}"] if wish.last else []
    chosen += [f"„{wish.text}“"] if wish.text else []
    chosen += [str(wish.county)] if wish.county else []
    what = f" ({', '.join(chosen)})" if chosen else ""
    entries = "1 Eintrag" if count == 1 else f"{count} Einträge"
    account_records.note(
        kind=RecordKind.EXPORT,
        subject=f"Protokoll als CSV ausgegeben: {entries}{what}",
        by=by,
        organisation=by.organisation,
        origin=origin,
        at=at,
    )

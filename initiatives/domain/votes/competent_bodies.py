"""Which body of an organisation decides what it is asked: its council, if it has exactly one, or the one that it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import events
from initiatives.domain.log.events import Change
from initiatives.domain.state.versions import state_change
from initiatives.enums import BodyKind, OrganisationKind
from initiatives.models import Ask, Body, Mandate, Organisation


def of(
    organisations: list[Organisation], bodies: Mapping[int, Body | None] | None
) -> Mapping[int, Body | None]:
    """The body that decides, by organisation. Raises Refused where one was named that is another organisation's."""
    if bodies is None:
        return _councils(organisations)
    for one in organisations:
        body = bodies.get(one.pk)
        if body and body.organisation_id != one.pk:
            raise Refused(f"Dieses Gremium gehört nicht zu {one}.", "organisations")
    return bodies


def _councils(organisations: list[Organisation]) -> dict[int, Body | None]:
    found: dict[int, list[Body]] = {}
    for body in councils(organisations).values():
        found.setdefault(body.organisation_id, []).append(body)
    return {organisation_id: bodies.pop() for organisation_id, bodies in found.items() if len(bodies) == 1}


def councils(organisations: Iterable[Organisation]) -> dict[int, Body]:
    """The councils of these organisations, by id."""
    kinds = [BodyKind.RAT, BodyKind.KREISTAG]
    return {one.pk: one for one in Body.objects.filter(organisation__in=organisations, kind__in=kinds)}


def is_competent(body: Body, ask: Ask, known: Mapping[int, Body]) -> bool:
    """Whether a body of the asked organisation decides: the one named, else its council, of a third party any. `known` are
    the organisation's councils; of a municipality whose council nobody has recorded no other body stands in for it."""
    if ask.body_id is not None:
        return ask.body_id == body.pk
    return body.pk in known or (not known and ask.organisation.kind == OrganisationKind.DRITTE)


@state_change()
def name_body(*, ask: Ask, body: Body | None, by: Mandate, at: datetime) -> None:
    """Say which of the own bodies decides. Raises Refused for another organisation's ask or body."""
    rows = Ask.objects.select_for_update(of=("self",), no_key=True).select_related(
        "body", "field", "organisation"
    )
    row = rows.get(pk=ask.pk)
    if not by.works_for(row.organisation_id):
        raise Refused("Das zuständige Gremium benennt jede Kommune selbst.", "body")
    if body and body.organisation_id != row.organisation_id:
        raise Refused(f"Dieses Gremium gehört nicht zu {row.organisation}.", "body")
    if row.body_id == (body.pk if body else None):
        return
    before, row.body = row.body.name if row.body else "nicht benannt", body
    row.save(update_fields=["body"])
    events.record(
        kind="ask-body",
        subject=f"Zuständiges Gremium {row.organisation.of}",
        change=Change(before, body.name if body else "nicht benannt"),
        where=events.in_field(row.field, row.organisation),
        by=by,
        at=at,
    )

"""Accession (Beitritt): one is to join a field that was decided on, or runs. It asks whom it concerns, and nobody else.

Invariants: who joins is asked itself and does not take part yet; what the others have said of the field, and that it runs,
stays as it is, whatever they say to the accession. Nobody takes part by it: who joins says that itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from initiatives.domain.fields import participations
from initiatives.domain.kernel.errors import Refused
from initiatives.enums import JOINING_SINGLY, Participation, Phase, RoundPurpose
from initiatives.models import Ask, Field, Initiative, Organisation

QUESTION = "Stimmen Sie dem Beitritt zu?"


def check_named(purpose: str, joining: Organisation | None) -> None:
    """Raise Refused for an accession of nobody, and for another question that names one."""
    if purpose == RoundPurpose.ACCESSION and joining is None:
        raise Refused("Bitte wählen Sie, wer beitreten soll.", "joining")
    if purpose != RoundPurpose.ACCESSION and joining is not None:
        raise Refused("Wer beitritt, gehört nur zu einer Runde „Beitritt“.", "joining")


def check_joining(initiative: Initiative, fields: Iterable[Field], joining: Organisation, day: date) -> None:
    """Raise Refused for a municipality outside of the circle, and for who takes part in one of the fields by then.

    Who has joined after the field was in operation or on its way there may be asked afterwards.
    """
    of_circle = initiative.participants.filter(organisation=joining, left_on=None).exists()
    if joining.kind not in JOINING_SINGLY and not of_circle:
        raise Refused(
            f"{joining} nimmt an der Initiative nicht teil. Eine Kommune tritt erst der Initiative bei, dann dem Feld.",
            "joining",
        )
    for field in fields:
        since = _takes_part_since(field, joining, day)
        if since is None:
            continue
        moves = field.transitions.standing().filter(effective_on__lte=day, to_phase__gte=Phase.IMPLEMENTATION)
        carried_out = moves.filter(from_phase__lt=Phase.IMPLEMENTATION).last()
        if carried_out is None or since < carried_out.effective_on:
            raise Refused(
                f"{joining} ist am Feld „{field.title}“ seit dem {since:%d.%m.%Y} schon beteiligt.", "joining"
            )


def _takes_part_since(field: Field, organisation: Organisation, day: date) -> date | None:
    """The first day of the time in which it takes part without a break up to `day`; None where it does not."""
    entries = field.participation_entries.standing().filter(organisation=organisation, effective_on__lte=day)
    since = None
    for one in entries:
        takes_part = one.status == Participation.PARTICIPATING
        since = (since or one.effective_on) if takes_part else None
    return since


def asked(
    fields: Iterable[Field], organisations: Iterable[Organisation], joining: Organisation, day: date
) -> list[tuple[Field, Organisation]]:
    """Who is asked about what: in each field who joins, and those of the organisations that take part in it."""
    chosen, found = list(organisations), []
    for field in fields:
        members = {
            pk
            for pk, one in participations.on(field, day).items()
            if one.status == Participation.PARTICIPATING
        }
        found += [(field, one) for one in chosen if one.pk in members and one != joining]
        found.append((field, joining))
    return found


def decides_participation(ask: Ask) -> bool:
    """Whether a refusal of what is asked ends the participation: not that of another's accession."""
    return ask.round.joining_id in (None, ask.organisation_id)

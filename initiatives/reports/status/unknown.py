"""What is not known of the as-of day, in the places where a reader would take it for none."""

from collections.abc import Iterable

from initiatives.reports.text import clean, esc, listing
from initiatives.snapshot.status_report import FieldState, InitiativeState, Unknown

WORD = "nicht bekannt"
NOT_RECORDED = "nicht erfasst"


def is_unknown(found: FieldState | InitiativeState, key: str) -> bool:
    return any(one.key == key for one in found.unknown)


def said(found: FieldState | InitiativeState, key: str) -> str:
    """ "nicht bekannt: Akte fehlt" as HTML, without a reason "nicht erfasst"; empty for what is known."""
    for one in found.unknown:
        if one.key == key:
            return f"{WORD}: {_reason(one)}" if clean(one.reason) else NOT_RECORDED
    return ""


def _reason(one: Unknown) -> str:
    return esc(clean(one.reason).rstrip("."))


def word(found: FieldState | InitiativeState, key: str, known: str) -> str:
    """What stands in a cell that has no room for the reason."""
    return WORD if is_unknown(found, key) else known


def fields_of(fields: Iterable[FieldState], key: str) -> list[FieldState]:
    """Those of which it is not known."""
    return [found for found in fields if is_unknown(found, key)]


def sentence(fields: Iterable[FieldState], key: str) -> str:
    """ "Kosten zu Feld 3: nicht bekannt: Akte fehlt." of each field of which it is not known, those that share a reason
    together; empty where there is none.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for found in fields:
        for one in found.unknown:
            if one.key == key:
                groups.setdefault((esc(one.what), said(found, key)), []).append(str(found.number))
    return " ".join(
        f"{what} zu {'Feld' if len(numbers) == 1 else 'den Feldern'} {listing(numbers)}: {words}."
        for (what, words), numbers in groups.items()
    )


def line(found: FieldState) -> str:
    """All that is not known of a field, by reason; empty where there is nothing."""
    groups: dict[str, list[str]] = {}
    for one in found.unknown:
        groups.setdefault(_reason(one) or NOT_RECORDED, []).append(esc(one.what))
    told = [f"{listing(names)} ({reason})" for reason, names in groups.items()]
    return f"<b>Nicht bekannt:</b> {'; '.join(told)}." if told else ""

"""What has changed at a field since the last report, in one sentence of plain words: the first page says nothing else of it."""

import re
from collections.abc import Callable, Iterator

from initiatives.reports.status.context import Context
from initiatives.reports.text import NBSP, capital, clean, flat, listing, numeral
from initiatives.snapshot.news import NEWS
from initiatives.snapshot.status_report import Change, FieldState, InitiativeState

NAMED = 2  # who has done the same; more are counted
RANK = {kind: place for place, kind in enumerate(NEWS)}
_TITLE = re.compile(r"^„[^“]*“: ")
_WHO = re.compile(r"^(?:Votum|Beteiligung) (?:der|des|von) ")


def weight(one: Change) -> tuple[bool, int]:
    """Red lights first, then by kind."""
    return not (one.kind == "light" and "rot" in one.new.lower()), RANK.get(one.kind, len(RANK))


def pieces(found: list[Change]) -> list[str]:
    """What the changes at one field say, the weightiest first; those of a kind that say the same together."""
    told: list[str] = []
    for kind in dict.fromkeys(one.kind for one in sorted(found, key=weight)):
        same = [one for one in found if one.kind == kind]
        told += list(SAYING.get(kind, _plain)(same))
    return [clean(one) for one in dict.fromkeys(told)]


def _added(found: list[Change]) -> Iterator[str]:
    for one in found:
        if one.subject in ("Feld", "Betätigungsfeld"):
            yield "neu als Feld"
        else:
            yield f"{one.subject} neu"


def _moved(found: list[Change]) -> Iterator[str]:
    for one in found:
        yield f"jetzt Phase {flat(one.new, 40)}" if one.subject == "Phase" else f"jetzt {flat(one.new, 40)}"


def _lights(found: list[Change]) -> Iterator[str]:
    for one in found:
        yield f"Ampel von {one.old} auf {one.new}" if one.old else f"Ampel {one.new}"


def _decided(found: list[Change]) -> Iterator[str]:
    """By result, with the bodies that have resolved so; what the delegates decided stands at their meeting."""
    for result, who in _by(found, resolved_as, lambda one: one.subject).items():
        told = [name for name in who if name.startswith(("Festlegung", "Lenkungsgruppe"))]
        bodies = [name for name in who if name not in told]
        if bodies:
            yield f"{_names(bodies, 'Gremien')}: {result}"
        if told:
            yield "Festlegung der Beauftragten"


def resolved_as(one: Change) -> str:
    """The result alone of what a change tells of a resolution."""
    said = _TITLE.sub("", one.new)
    return re.split(r", | am \d", said)[0]


def _answers(found: list[Change]) -> Iterator[str]:
    rounds = [one for one in found if not _WHO.match(one.subject)]
    for said, who in _by(
        [one for one in found if one not in rounds],
        lambda one: one.new,
        lambda one: _WHO.sub("", one.subject),
    ).items():
        if said.startswith("Rückmeldung überfällig"):
            yield f"Rückmeldung überfällig: {_names(who, 'Kommunen')}"
        else:
            yield f"{said}: {_names(who, 'Kommunen')}"
    for one in rounds:
        yield f"{one.subject}: {flat(one.new, 60)}"


def _participations(found: list[Change]) -> Iterator[str]:
    rest = [one for one in found if not _WHO.match(one.subject)]
    named = [one for one in found if one not in rest]
    for said, who in _by(named, lambda one: one.new, lambda one: _WHO.sub("", one.subject)).items():
        yield f"{said}: {_names(who, 'Kommunen')}"
    for one in rest:
        yield f"{one.subject} jetzt {one.new}" if one.new else f"{one.subject} entfällt"


def _slipped(found: list[Change]) -> Iterator[str]:
    for one in found:
        subject = one.subject.split(" „")[0]
        if "überfällig" in one.new:
            yield f"{subject} überfällig"
        else:
            days = re.findall(r"\d\d\.\d\d\.\d{4}", one.new)
            yield f"{subject} verschoben{f' auf {days[-1]}' if days else ''}"


def _conditions(found: list[Change]) -> Iterator[str]:
    for said, which in _by(found, lambda one: one.new, lambda one: one.subject.split(",")[0]).items():
        numbers = [name.removeprefix("Rahmenbedingung ") for name in which]
        word = "Rahmenbedingung" if len(numbers) == 1 else "Rahmenbedingungen"
        yield f"{word} {listing(numbers)} {flat(said, 30) or 'entfallen'}"


def _agreements(found: list[Change]) -> Iterator[str]:
    for one in found:
        yield f"{one.subject.split(' „')[0]} {flat(one.new, 50)}"


def _costs(found: list[Change]) -> Iterator[str]:
    yield "Kosten neu angegeben" if any(not one.old for one in found) else "Kosten geändert"


def _texts(found: list[Change]) -> Iterator[str]:
    yield f"{listing(list(dict.fromkeys(flat(one.subject, 40) for one in found))[:3])} neu gefasst"


def _plain(found: list[Change]) -> Iterator[str]:
    for one in found:
        yield flat(one.subject, 60)


SAYING: dict[str, Callable[[list[Change]], Iterator[str]]] = {
    "added": _added,
    "moved": _moved,
    "light": _lights,
    "decided": _decided,
    "answer": _answers,
    "participation": _participations,
    "slipped": _slipped,
    "condition": _conditions,
    "agreement": _agreements,
    "cost": _costs,
    "text": _texts,
}


def _by(
    found: list[Change], key: Callable[[Change], str], name: Callable[[Change], str]
) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for one in found:
        groups.setdefault(clean(key(one)), []).append(clean(name(one)))
    return groups


def _names(who: list[str], many: str) -> str:
    if len(who) > NAMED:
        return f"{numeral(len(who), 'eine')} {many}"
    return listing(who)


def by_field(context: Context) -> list[tuple[InitiativeState | None, FieldState | None, list[str]]]:
    """All fields with news since the last report, the weightiest first, then what is news of an initiative."""
    groups: dict[tuple[str, str | None], list[Change]] = {}
    for one in sorted((one for one in context.snapshot.changes if not one.late), key=weight):
        groups.setdefault((one.initiative, one.field), []).append(one)
    known = {i.key: i for i in context.snapshot.initiatives}
    told = [
        (known.get(key), context.field(known[key], field) if key in known and field else None, pieces(found))
        for (key, field), found in groups.items()
    ]
    return sorted(told, key=lambda entry: entry[1] is None)


def sentence(told: list[str], fits: Callable[[str], bool]) -> str:
    """As many of the pieces as fit, at least the first."""
    kept = told[:1]
    for piece in told[1:]:
        if not fits(_joined([*kept, piece])):
            break
        kept.append(piece)
    return _joined(kept)


def _joined(told: list[str]) -> str:
    return capital("; ".join(told)).replace(" €", f"{NBSP}€") + "."

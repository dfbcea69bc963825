"""The two editions of a report: the non-public one shows all that a snapshot holds, the public one what is allowed here.

Invariants: a key of the snapshot that is not decided in `ALLOWED` is no part of the public edition, and a test demands
that each one is decided. Snapshots that differ only in what is withheld have the same public edition: it counts nothing of
the rest and marks nothing by its form. People raise single texts (`Spot`) to the non-public edition; nobody can lower one.
Pure functions over the JSON of a snapshot. Why each key is decided as it is: docs/decisions/0013.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from initiatives.enums import Edition, Phase, ProposalState, ReportText, Stance

HIDDEN = "nur in der nichtöffentlichen Ausgabe"
LEFT_OUT = "in diesem Bericht weggelassen"
PLACEHOLDERS = (HIDDEN, LEFT_OUT)
PUBLIC, WITHHELD = True, False


@dataclass(frozen=True)
class Replaced:
    """A text that is withheld, and what the public edition says in its place, whether there is one or not."""

    by: str = HIDDEN


@dataclass(frozen=True)
class Each:
    """Records of a map or list, public where `holds(record, owner)`; others give way to `instead(record)` or are left out."""

    rule: dict[str, Any]
    holds: Callable[[dict, dict], bool] = lambda record, owner: True
    instead: Callable[[dict], dict[str, Any] | None] = lambda record: None


@dataclass(frozen=True)
class Spot:
    """One text of the snapshot: of an initiative, of its field, or of its meeting, decision or project `item`."""

    initiative: str
    text: str
    field: str = ""
    item: str = ""

    def __str__(self) -> str:
        return f"{self.initiative}.{self.field}.{self.text}.{self.item}"


def spots(texts: Collection[str]) -> frozenset[Spot]:
    """The spots that were stored as texts."""
    parts = (text.split(".") for text in texts)
    return frozenset(Spot(initiative, text, field, item) for initiative, field, text, item in parts)


def _allow(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names, PUBLIC)


def is_withheld(answer: dict[str, Any]) -> bool:
    """Whether an answer is a consent behind which its body does not stand yet."""
    return answer.get("unresolved", answer["provisional"])


def _as_it_is(answer: dict, owner: dict) -> bool:
    """A true "in Beratung" is none: its day would set it apart from a consent that is withheld."""
    return not is_withheld(answer) and answer["stance"] != Stance.DELIBERATING


def _deliberating(answer: dict) -> dict[str, Any]:
    return {"stance": Stance.DELIBERATING.value, "date": None, "provisional": False, "unresolved": False}


def _decided(cost: dict, field: dict) -> bool:
    return field["phase"] >= Phase.IMPLEMENTATION


def _open_to_all(check: dict, owner: dict) -> bool:
    return not check.get("withheld", False)


def _no_result(check: dict) -> dict[str, Any]:
    """A judgement by hand goes with it: whether it stands depends on the computed result."""
    nothing = {"result": "withheld", "computed": "withheld", "reason": HIDDEN, "overruled": ""}
    return {"condition": check["condition"], **nothing, "withheld": True}


_PLACE = _allow(
    *("key", "name", "designation", "kind", "population", "population_date", "latitude", "longitude"),
    "convening",
)
_PAPER = _allow(
    *("sender", "arms", "sender_line", "kind", "number", "file_number", "department", "date", "subject"),
    *("proposal", "report_number", "alternatives", "finances", "staff", "it", "climate", "competence"),
    *("preface", "outlook", "corrects"),
) | {"consultations": Each(_allow("body", "date", "item", "responsibility", "result"))}
_LABEL = Each(_allow("key", "word", "meaning"))
_LABELS = dict.fromkeys(
    ("phases", "side_states", "lights", "stances", "participations", "natures", "checks"), _LABEL
)
_MEETING = _allow("key", "title", "date", "place", "result", "state", "present", "invited") | {
    "decisions": Each(
        _allow("key", "text", "field", "adopted") | {"votes": WITHHELD}, lambda one, owner: one["adopted"]
    )
}
_PROJECT = _allow("key", "title", "proposed_by", "date", "state", "answered", "asked", "field") | {
    "replies": WITHHELD
}
_FIELD = _allow(
    *("key", "number", "title", "short_title", "focal_points", "aim", "description", "nature", "origin"),
    *("phase", "side_state", "side_reason", "light", "light_since", "cause", "measure", "lead", "contact"),
    *("participation", "round_title", "phase_dates", "finished_on", "reported_in"),
) | {
    "milestone": _allow("text", "date"),
    "answers": Each(_allow("stance", "date", "provisional", "unresolved"), _as_it_is, _deliberating),
    "decisions": Each(_allow("body", "date", "result", "paper", "votes")),
    "costs": Each(_allow("today", "joint", "one_off", "confidence") | {"source": WITHHELD}, _decided),
    "checks": Each(
        _allow("condition", "result", "computed", "overruled", "withheld") | {"reason": Replaced()},
        _open_to_all,
        _no_result,
    ),
}
_INITIATIVE = _allow(
    *("key", "letter", "title", "short_title", "background", "county", "documented_from", "is_example"),
    *("conditions_note", "order_reason"),
) | {
    "places": Each(_PLACE),
    "conditions": Each(_allow("number", "text", "origin")),
    "meetings": Each(_MEETING),
    "projects": Each(_PROJECT, lambda one, owner: one["state"] == ProposalState.ACCEPTED.label),
    "fields": Each(_FIELD),
}
ALLOWED: dict[str, Any] = _allow("schema", "as_of", "recorded_until", "edition", "is_example") | {
    "paper": _PAPER,
    "labels": _LABELS,
    "previous": _allow("label", "as_of", "issued_on", "comparable"),
    "changes": Each(_allow("kind", "initiative", "field", "subject", "old", "new")),
    "initiatives": Each(_INITIATIVE),
}


def public(snapshot: dict[str, Any], raised: Collection[Spot] = ()) -> dict[str, Any]:
    """The public edition of a snapshot without the texts in `raised`."""
    hiding = _Hiding(frozenset(raised))
    initiatives = [hiding.initiative(one) for one in snapshot["initiatives"]]
    found = _record(ALLOWED, snapshot | {"initiatives": initiatives})
    return found | {"edition": Edition.PUBLIC.value}


def _record(rules: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(rules[name], inner, value) for name, inner in value.items() if name in rules}


def _value(rule: Any, value: Any, owner: dict[str, Any]) -> Any:
    if isinstance(rule, Replaced):
        return rule.by
    if rule is PUBLIC or value is None:
        return value
    if isinstance(rule, dict):
        return _record(rule, value)
    if isinstance(rule, Each):
        return _each(rule, value, owner)
    return type(value)()


def _each(rule: Each, values: Any, owner: dict[str, Any]) -> Any:
    if isinstance(values, dict):
        return {key: one for key, value in values.items() if (one := _one(rule, value, owner))}
    return [one for value in values if (one := _one(rule, value, owner))]


def _one(rule: Each, value: dict[str, Any], owner: dict[str, Any]) -> dict[str, Any] | None:
    return _record(rule.rule, value) if rule.holds(value, owner) else rule.instead(value)


def without(snapshot: dict[str, Any], left_out: Collection[Spot]) -> dict[str, Any]:
    """The whole snapshot but for the texts that its makers keep out of this report."""
    hiding = _Hiding(frozenset(left_out), LEFT_OUT)
    return snapshot | {"initiatives": [hiding.initiative(one) for one in snapshot["initiatives"]]}


class _Hiding:
    """Takes out texts; `word` stands in their place."""

    def __init__(self, hidden: frozenset[Spot], word: str = HIDDEN):
        self.hidden, self.word = hidden, word

    def initiative(self, initiative: dict[str, Any]) -> dict[str, Any]:
        key = initiative["key"]
        if not any(spot.initiative == key for spot in self.hidden):
            return initiative
        texts = (ReportText.BACKGROUND, ReportText.CONDITIONS_NOTE, ReportText.ORDER_REASON)
        own = {text.value: self._hide(initiative[text], Spot(key, text)) for text in texts}
        return (
            initiative
            | own
            | {
                "meetings": [self._meeting(key, one) for one in initiative["meetings"]],
                "projects": self._without(key, ReportText.PROJECT, initiative["projects"]),
                "fields": [self._field(key, one) for one in initiative["fields"]],
            }
        )

    def _hide(self, value: Any, spot: Spot) -> Any:
        """What stands in the place of a value: it says that there is something."""
        if not value or spot not in self.hidden:
            return value
        if isinstance(value, dict):
            return {"text": self.word, "date": None}
        return self.word if isinstance(value, str) else []

    def _without(self, initiative: str, text: str, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [one for one in items if Spot(initiative, text, item=one.get("key", "")) not in self.hidden]

    def _meeting(self, initiative: str, meeting: dict[str, Any]) -> dict[str, Any]:
        """Its result sums up the decisions, so it goes with a raised one whose words it repeats."""
        item, result = meeting.get("key", ""), meeting["result"]
        kept = self._without(initiative, ReportText.MEETING_DECISION, meeting["decisions"])
        if any(one["text"] in result for one in meeting["decisions"] if one not in kept):
            result = self.word
        return meeting | {
            "place": self._hide(meeting["place"], Spot(initiative, ReportText.MEETING_PLACE, item=item)),
            "result": self._hide(result, Spot(initiative, ReportText.MEETING_RESULT, item=item)),
            "decisions": kept,
        }

    def _field(self, initiative: str, field: dict[str, Any]) -> dict[str, Any]:
        hidden = {
            name: self._hide(field[name], Spot(initiative, name, field["key"]))
            for name in ReportText.values
            if name in field
        }
        spot = Spot(initiative, ReportText.OVERRULED, field["key"])
        checks = [one | {"overruled": self._hide(one["overruled"], spot)} for one in field["checks"]]
        return field | hidden | {"checks": checks}

"""What makes a question of a questionnaire or of a template: it can be answered, and what is read from it fits its kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from initiatives.domain.kernel.edits import cleaned, word
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import clean_line, slug
from initiatives.enums.money import QuestionKind, QuestionMeaning

NAMES = ("text", "kind", "unit", "is_required", "help", "choices", "columns", "meaning")
LABELS = {
    "text": "Frage",
    "kind": "Art der Antwort",
    "unit": "Einheit",
    "is_required": "muss beantwortet werden",
    "help": "Hilfe",
    "choices": "Auswahl",
    "columns": "Spalten",
    "meaning": "Bedeutung",
}
COLUMN_KINDS = (
    QuestionKind.TEXT,
    QuestionKind.NUMBER,
    QuestionKind.MONEY,
    QuestionKind.DATE,
    QuestionKind.YES_NO,
)
WITH_UNIT = (QuestionKind.NUMBER, QuestionKind.MONEY)
KIND_OF = {
    QuestionMeaning.CASES: QuestionKind.NUMBER,
    QuestionMeaning.FTE: QuestionKind.NUMBER,
    QuestionMeaning.COST: QuestionKind.MONEY,
    QuestionMeaning.PROCEDURE: QuestionKind.TEXT,
    QuestionMeaning.VERSION: QuestionKind.TEXT,
    QuestionMeaning.CONTRACT_END: QuestionKind.DATE,
}
MOST_COLUMNS, MOST_CHOICES = 12, 40
STALE = "Die Fragen haben sich geändert. Bitte ordnen Sie sie noch einmal."


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a question (`NAMES`), cleaned; what its kind has no use for is left out.

    Raises Refused without a text, for a choice or list without anything to choose or to fill in, for two of the same name, and
    for a meaning that its kind cannot carry.
    """
    made = cleaned(values)
    if not made["text"]:
        raise Refused("Bitte schreiben Sie die Frage.", "text")
    kind = made["kind"]
    if kind not in WITH_UNIT:
        made["unit"] = ""
    made["choices"] = _choices(made["choices"]) if kind == QuestionKind.CHOICE else []
    made["columns"] = _columns(made["columns"]) if kind == QuestionKind.ROWS else []
    if not _carries(kind, made["meaning"]):
        raise Refused(_misfit(made["meaning"]), "meaning")
    return made


def as_kept(seen: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What an editor had in front of them, with the columns as they are kept; what cannot be read equals nothing."""
    if seen is None or not isinstance(seen["columns"], list) or not seen["columns"]:
        return dict(seen) if seen is not None else None
    try:
        columns: Any = _columns(seen["columns"])
    except Refused:
        columns = object()
    return {**seen, "columns": columns}


def _choices(typed: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(one for one in map(clean_line, typed) if one))
    if not 2 <= len(found) <= MOST_CHOICES:
        raise Refused(
            f"Bitte nennen Sie zwei bis {MOST_CHOICES} Möglichkeiten, je Zeile eine, jede nur einmal.",
            "choices",
        )
    return found


def _columns(typed: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    columns: list[dict[str, str]] = []
    for one in typed:
        text = clean_line(one.get("text") or "")
        kind, meaning = one.get("kind") or QuestionKind.TEXT, one.get("meaning") or ""
        if not text:
            raise Refused("Bitte benennen Sie jede Spalte.", "columns")
        if kind not in COLUMN_KINDS:
            raise Refused(f"Diese Art gibt es in einer Liste nicht: {text}.", "columns")
        if not _carries(kind, meaning):
            raise Refused(f"{text}: {_misfit(meaning)}", "columns")
        key = slug(text)[:40] or f"spalte-{len(columns) + 1}"
        if key in {other["key"] for other in columns}:
            raise Refused(f"Die Spalte „{text}“ gibt es zweimal.", "columns")
        unit = clean_line(one.get("unit") or "") if kind in WITH_UNIT else ""
        columns.append({"key": key, "text": text, "kind": str(kind), "unit": unit, "meaning": str(meaning)})
    if not 1 <= len(columns) <= MOST_COLUMNS:
        raise Refused(f"Eine Liste hat eine bis {MOST_COLUMNS} Spalten.", "columns")
    return columns


def _carries(kind: str, meaning: str) -> bool:
    return not meaning or KIND_OF[QuestionMeaning(meaning)] == kind


def _misfit(meaning: str) -> str:
    known = QuestionMeaning(meaning)
    return f"Die Bedeutung „{known.label}“ passt nur zur Art „{KIND_OF[known].label}“."


def told(changed: Mapping[str, tuple[Any, Any]]) -> tuple[str, str]:
    """All values before and after a change, in one line each."""
    before, after = (
        "; ".join(f"{LABELS[name]}: {_word(name, pair[side])}" for name, pair in changed.items())
        for side in (0, 1)
    )
    return before, after


def _word(name: str, value: Any) -> str:
    if name == "kind":
        return str(QuestionKind(value).label)
    if name == "meaning":
        return str(QuestionMeaning(value).label) if value else "–"
    if isinstance(value, list):
        return ", ".join(one["text"] if isinstance(one, Mapping) else one for one in value) or "–"
    return word(value)


def order_after(ids: list[int], moved: int, *, down: bool) -> list[int]:
    """The order in which one of `ids` has changed places with its neighbour; the same at the end. Raises Refused for one that
    is not among them."""
    if moved not in ids:
        raise Refused(STALE)
    place = ids.index(moved)
    other = place + (1 if down else -1)
    order = list(ids)
    if 0 <= other < len(ids):
        order[place], order[other] = order[other], order[place]
    return order

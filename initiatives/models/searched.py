"""The columns that the search looks through, and of PostgreSQL an index of trigrams over those of each table.

An index of words would not do: a word is found inside others too ("abrechnung" in "Personalabrechnung"). The index is over
the same expression that the search asks for, so it is never behind what stands in the table.
"""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import DatabaseError, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Value
from django.db.models.expressions import Combinable, CombinedExpression, OrderBy
from django.db.models.functions import Coalesce, Collate
from django.db.models.indexes import IndexExpression

from initiatives.models.agreements import Agreement
from initiatives.models.circle import FrameworkCondition, Initiative
from initiatives.models.document_texts import DocumentText
from initiatives.models.fields import Document, Field, StatusAssessment, Step
from initiatives.models.german import NAMES, Folded, ListText
from initiatives.models.meetings import AgendaItem, Meeting, MeetingResult
from initiatives.models.minutes import MinutesAddendum
from initiatives.models.organisations import Organisation
from initiatives.models.proposals import Proposal
from initiatives.models.resolutions import Resolution
from initiatives.models.talk import Comment
from initiatives.models.votes import Position, PositionCondition
from initiatives.models.work import SupportRequest, Task

log = logging.getLogger(__name__)
IndexExpression.register_wrappers(OrderBy, OpClass, Collate)  # as django.contrib.postgres would

COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Field: ("title", "short_title", "aim", "description", "origin", "focal_points"),
    Proposal: ("title", "purpose", "benefit", "effort"),
    MeetingResult: ("text", "contact"),
    Resolution: ("title", "text", "allows", "paper_number"),
    Agreement: (
        "title",
        "subject",
        "cost_clause",
        "termination_rule",
        "standard",
        "note",
        "legal_form_name",
    ),
    Meeting: ("title", "place", "text"),
    AgendaItem: ("title", "text"),
    MinutesAddendum: ("text",),
    Position: ("reason", "source_note"),
    PositionCondition: ("text", "note"),
    FrameworkCondition: ("text", "origin"),
    StatusAssessment: ("cause", "measure", "milestone"),
    Step: ("title", "evidence"),
    Task: ("title", "text", "note"),
    SupportRequest: ("subject", "text", "answer", "reason"),
    Comment: ("text",),
    Document: ("title",),
    Organisation: ("name", "designation"),
    Initiative: ("title", "short_title", "background"),
}
LISTS = {"focal_points"}
EXTENSION = "pg_trgm"
PREFIX = "ikz_search_"


class _Joined(CombinedExpression):
    """Two texts one after the other."""

    output_field = models.TextField()

    def __init__(self, before: Any, after: Any):
        super().__init__(before, "||", after)


def folded(columns: tuple[str, ...]) -> Combinable:
    """The texts of these columns as one, as the search compares it."""
    texts = [_text(one) for one in columns]
    whole = texts[0]
    for text in texts[1:]:
        whole = _Joined(_Joined(whole, Value(" ")), text)
    return Folded(whole)


def _text(column: str) -> Any:
    name = column.rpartition("__")[2]
    text = ListText(F(column)) if name in LISTS else F(column)
    return Coalesce(text, Value(""), output_field=models.TextField())


def index_after_migrating(*, using: str, **told: Any) -> None:
    """As a receiver of `post_migrate`: PostgreSQL gets the indexes, where its role may have the extension."""
    database = transaction.get_connection(using)
    if database.vendor == "postgresql" and _has_trigrams(database):
        _index(database)


def is_indexed(database: BaseDatabaseWrapper) -> bool:
    """Whether the search has its indexes, or (SQLite) knows none."""
    return database.vendor != "postgresql" or not (_wanted().keys() - _standing(database))


def _has_trigrams(database: BaseDatabaseWrapper) -> bool:
    try:
        with transaction.atomic(database.alias), database.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_extension WHERE extname = %s", [EXTENSION])
            if not cursor.fetchone():
                cursor.execute(f"CREATE EXTENSION {EXTENSION}")
    except DatabaseError as error:
        log.warning(
            "Die Suche läuft ohne Index: Die Erweiterung %s lässt sich nicht anlegen (%s).",
            EXTENSION,
            str(error).partition("\n")[0],
        )
        return False
    return True


def _index(database: BaseDatabaseWrapper) -> None:
    wanted, standing = _wanted(), _standing(database)
    known = set(database.introspection.table_names())
    with database.schema_editor() as editor:
        for name in sorted(standing - wanted.keys()):
            editor.execute(f'DROP INDEX "{name}"')
        for name in sorted(wanted.keys() - standing):
            model, index = wanted[name]
            if model._meta.db_table in known:
                editor.add_index(model, index)


def _wanted() -> dict[str, tuple[type[models.Model], GinIndex]]:
    """By name, which ends as that of the function does: where that changes, the index is made anew."""
    expressions: dict[type[models.Model], Any] = {model: folded(names) for model, names in COLUMNS.items()}
    expressions[DocumentText] = F("folded")
    found = {}
    for model, expression in expressions.items():
        name = f"{PREFIX}{model._meta.db_table.removeprefix('initiatives_')}_{NAMES['fold'][-8:]}"
        index = GinIndex(OpClass(expression, name="gin_trgm_ops"), name="replaced")
        index.name = name  # longer than Oracle takes, which Django minds
        found[name] = (model, index)
    return found


def _standing(database: BaseDatabaseWrapper) -> set[str]:
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = ANY(current_schemas(false)) AND indexname LIKE %s",
            [f"{PREFIX.replace('_', '!_')}%".replace("!", "\\")],
        )
        return {name for (name,) in cursor.fetchall()}

"""Documents as facts: of each field its documents with the versions that were there at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state.together import instant
from initiatives.models import DocumentVersion


@dataclass(frozen=True)
class VersionFacts:
    """One file; `size` in bytes."""

    id: int
    number: int
    name: str
    media_type: str
    size: int
    recorded_at: datetime
    actor: str


@dataclass(frozen=True)
class DocumentFacts:
    id: int
    title: str
    versions: tuple[VersionFacts, ...]  # newest first

    @property
    def newest(self) -> VersionFacts:
        return self.versions[0]

    @property
    def older(self) -> tuple[VersionFacts, ...]:
        return self.versions[1:]

    def at(self, instant: datetime) -> VersionFacts | None:
        """The version that was the newest at an instant."""
        return next((one for one in self.versions if one.recorded_at <= instant), None)


COLUMNS = (
    *("id", "document_id", "document__field_id", "document__title", "number", "name", "media_type", "size"),
    "recorded_at",
)


def versions(fields: QuerySet, moment: Moment) -> QuerySet:
    """The versions on these fields; like texts they count from the instant on which they were recorded."""
    found = DocumentVersion.objects.filter(document__field__in=fields)
    return found.filter(recorded_at__lte=moment.texts_until)


def of_rows(
    rows: Sequence[dict[str, Any]], actor: Callable[[dict[str, Any]], str]
) -> dict[int, list[DocumentFacts]]:
    """By field the documents by their title; `actor` tells of a row who recorded it."""
    found: dict[tuple, list[VersionFacts]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: -one["number"]):
        names = ("id", "number", "name", "media_type", "size")
        values = {name: row[name] for name in names}
        key = (row["document__field_id"], row["document__title"], row["document_id"])
        version = VersionFacts(**values, recorded_at=instant(row["recorded_at"]), actor=actor(row))
        found[key].append(version)
    documents = defaultdict(list)
    for field_id, title, document_id in sorted(found):
        of_one = tuple(found[field_id, title, document_id])
        documents[field_id].append(DocumentFacts(document_id, title, of_one))
    return documents

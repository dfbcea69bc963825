"""The kinds of things that are found, in the order in which a page shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from initiatives.domain.search import entries, rows
from initiatives.domain.search.reader import Line, Reader
from initiatives.models import (
    AgendaItem,
    Agreement,
    Comment,
    Document,
    Field,
    FrameworkCondition,
    Initiative,
    Mandate,
    Meeting,
    MeetingResult,
    MinutesAddendum,
    Organisation,
    Position,
    PositionCondition,
    Proposal,
    Resolution,
    StatusAssessment,
    Step,
    SupportRequest,
    Task,
)
from initiatives.models.german import InGerman
from initiatives.models.searched import COLUMNS


@dataclass(frozen=True)
class Kind:
    """`rows` are those that may be seen; beside the columns of the model that are looked through (models/searched.py) `more`
    are those of other tables, `also` what a word may fit else. `newest` orders what was found."""

    key: str
    words: str  # one, many
    model: type[models.Model]
    rows: Callable[[Reader], QuerySet]
    line: Callable[[Any, Reader], Line]
    newest: str | InGerman
    more: tuple[str, ...] = ()
    also: Callable[[Iterable[str]], Q] | None = None

    @property
    def many(self) -> str:
        return self.words.partition(",")[2]

    @property
    def columns(self) -> tuple[str, ...]:
        return COLUMNS.get(self.model, ())

    @property
    def title(self) -> str:
        return (self.columns or self.more)[0]

    @property
    def is_one_text(self) -> bool:
        """Whether all that is found is found in the title."""
        return not self.also and self.columns + self.more == (self.title,)


def _of(
    key: str,
    words: str,
    model: type[models.Model],
    shown: tuple[Callable, Callable],
    newest: str | InGerman,
    **more: Any,
) -> Kind:
    return Kind(key, words, model, *shown, newest, **more)


PERSON = ("user__name", "user__email", "user__telephone", "organisation__designation")

KINDS = (
    _of("felder", "Betätigungsfeld,Betätigungsfelder", Field, (rows.fields, rows.of_field), "-proposed_on"),
    _of(
        "vorschlaege",
        "Projektvorschlag,Projektvorschläge",
        Proposal,
        (rows.proposals, rows.of_proposal),
        "-recorded_at",
    ),
    _of("voten", "Votum,Voten", Position, (entries.positions, entries.of_position), "-effective_on"),
    _of(
        "bedingungen",
        "Bedingung,Bedingungen",
        PositionCondition,
        (entries.position_conditions, entries.of_position_condition),
        "-changed_at",
    ),
    _of(
        "festlegungen",
        "Festlegung,Festlegungen",
        MeetingResult,
        (rows.decisions, rows.of_decision),
        "-recorded_at",
    ),
    _of(
        "beschluesse",
        "Beschluss,Beschlüsse",
        Resolution,
        (rows.resolutions, rows.of_resolution),
        "-effective_on",
    ),
    _of(
        "vereinbarungen",
        "Vereinbarung,Vereinbarungen",
        Agreement,
        (rows.agreements, rows.of_agreement),
        "-pk",
        more=("legal_form__name",),
    ),
    _of(
        "ampeln",
        "Ampel,Ampeln",
        StatusAssessment,
        (entries.assessments, entries.of_assessment),
        "-effective_on",
    ),
    _of(
        "schritte", "Arbeitsschritt,Arbeitsschritte", Step, (entries.steps, entries.of_step), "-effective_on"
    ),
    _of("aufgaben", "Aufgabe,Aufgaben", Task, (rows.tasks, rows.of_task), "-recorded_at"),
    _of(
        "anfragen", "Anfrage,Anfragen", SupportRequest, (entries.support, entries.of_support), "-recorded_at"
    ),
    _of(
        "treffen",
        "Treffen,Treffen",
        Meeting,
        (rows.meetings, rows.of_meeting),
        "-effective_on",
        more=("shown_result",),
    ),
    _of("themen", "Thema,Themen", AgendaItem, (entries.topics, entries.of_topic), "-recorded_at"),
    _of(
        "ergebnisse",
        "Ergebnis,Ergebnisse",
        MeetingResult,
        (entries.results, entries.of_result),
        "-recorded_at",
    ),
    _of(
        "berichtigungen",
        "Berichtigung,Berichtigungen",
        MinutesAddendum,
        (entries.addenda, entries.of_addendum),
        "-recorded_at",
    ),
    _of("kommentare", "Kommentar,Kommentare", Comment, (rows.comments, rows.of_comment), "-recorded_at"),
    _of(
        "unterlagen",
        "Unterlage,Unterlagen",
        Document,
        (rows.documents, rows.of_document),
        "-pk",
        also=rows.by_content,
    ),
    _of(
        "rahmen",
        "Rahmenbedingung,Rahmenbedingungen",
        FrameworkCondition,
        (entries.framework_conditions, entries.of_framework_condition),
        "-effective_on",
    ),
    _of(
        "organisationen",
        "Organisation,Organisationen",
        Organisation,
        (entries.organisations, entries.of_organisation),
        InGerman("name"),
    ),
    _of(
        "personen",
        "Person,Personen",
        Mandate,
        (rows.people, rows.of_person),
        InGerman("organisation__name"),
        more=PERSON,
        also=rows.by_role,
    ),
    _of(
        "initiativen",
        "Initiative,Initiativen",
        Initiative,
        (rows.initiatives, rows.of_initiative),
        "-documented_from",
    ),
)

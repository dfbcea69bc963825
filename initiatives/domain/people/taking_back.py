"""What was made by mistake is taken back: an organisation, a body, a person or an initiative to which nothing refers.

Invariants: only what has never been used goes, with the parts that were entered with it (`PARTS`), and really goes: its name is
free again, and no list has to leave it out. Former states of what is still there count as uses, so that no history tells of what
is gone. The event says what it was called, a person's only which mandates they held (docs/decisions/0025).
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import (
    CASCADE,
    SET_NULL,
    F,
    ForeignObjectRel,
    Func,
    IntegerField,
    Model,
    ProtectedError,
    QuerySet,
    Subquery,
)

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import account_records, events
from initiatives.domain.people import homes, mandates, people, sessions
from initiatives.domain.people.organisations import covers
from initiatives.domain.state import versions
from initiatives.domain.state.versions import state_change
from initiatives.enums import RecordKind
from initiatives.models import (
    AccountRecord,
    Arms,
    Body,
    FrameworkCondition,
    Initiative,
    InitiativeParticipant,
    Mail,
    Mandate,
    Notice,
    NoticeSetting,
    Organisation,
    PopulationFigure,
    Sitting,
    User,
    Visit,
)

Kind: TypeAlias = Organisation | Body | Initiative | User
# What goes with it, in the order in which it can go.
PARTS: dict[type[Model], tuple[type[Model], ...]] = {
    Organisation: (PopulationFigure, Arms),
    Body: (Sitting,),
    Initiative: (Notice, Visit, FrameworkCondition, InitiativeParticipant),
    User: (Notice, Mail, NoticeSetting, Visit, AccountRecord, Mandate),
}
NAMES: dict[type[Model], tuple[str, str]] = {
    Organisation: ("organisation", "Organisation"),
    Body: ("body", "Gremium"),
    Initiative: ("initiative", "Initiative"),
    User: ("person", "Person"),
}
# What may refer to one of them: one, several.
WORDS = {
    "AccountRecord": "Eintrag im Protokoll der Konten,Einträge im Protokoll der Konten",
    "AgendaItem": "Thema einer Tagesordnung,Themen von Tagesordnungen",
    "Actual": "Ist-Wert,Ist-Werte",
    "Agreement": "Vereinbarung,Vereinbarungen",
    "AgreementChange": "Änderung einer Vereinbarung,Änderungen von Vereinbarungen",
    "AgreementStage": "Stufe einer Vereinbarung,Stufen von Vereinbarungen",
    "AmendmentRuling": "Feststellung zu einem geänderten Beschluss,Feststellungen zu geänderten Beschlüssen",
    "Answer": "Antwort zur Bestandsaufnahme,Antworten zur Bestandsaufnahme",
    "Arms": "Wappen,Wappen",
    "Ask": "Frage in einer Runde,Fragen in Runden",
    "Attendance": "Teilnahme an einem Treffen,Teilnahmen an Treffen",
    "Classification": "Einstufung eines Textes,Einstufungen von Texten",
    "Comment": "Kommentar,Kommentare",
    "CommentMention": "Erwähnung,Erwähnungen",
    "ComparisonBasis": "Grundlage eines Vergleichs,Grundlagen von Vergleichen",
    "ConditionOverride": "Urteil von Hand,Urteile von Hand",
    "CostKeyPeriod": "Zeitraum eines Kostenschlüssels,Zeiträume von Kostenschlüsseln",
    "CostKeyShare": "Anteil an einem Kostenschlüssel,Anteile an Kostenschlüsseln",
    "CostLine": "Kostenposition,Kostenpositionen",
    "CostLineEntry": "Kostenangabe,Kostenangaben",
    "CouncilPaper": "Vorlagenentwurf,Vorlagenentwürfe",
    "DecisionVote": "Stimme zu einer Festlegung,Stimmen zu Festlegungen",
    "DocumentVersion": "Fassung einer Unterlage,Fassungen von Unterlagen",
    "Field": "Betätigungsfeld,Betätigungsfelder",
    "FieldFunding": "Förderung eines Feldes,Förderungen von Feldern",
    "FieldParticipation": "Beteiligung an einem Feld,Beteiligungen an Feldern",
    "GateItem": "Nachweis,Nachweise",
    "Implementation": "Umsetzung einer Festlegung,Umsetzungen von Festlegungen",
    "Initiative": "Initiative,Initiativen",
    "InitiativeParticipant": "Teilnahme an einer Initiative,Teilnahmen an Initiativen",
    "Mandate": "Mandat,Mandate",
    "Meeting": "Treffen,Treffen",
    "MeetingResult": "Ergebnis eines Treffens,Ergebnisse von Treffen",
    "MinutesAddendum": "Berichtigung einer Niederschrift,Berichtigungen von Niederschriften",
    "Organisation": "Organisation,Organisationen",
    "ParticipationEntry": "Eintrag zur Beteiligung,Einträge zur Beteiligung",
    "PhaseTransition": "Phasenwechsel,Phasenwechsel",
    "Position": "Votum,Voten",
    "PositionCondition": "Bedingung,Bedingungen",
    "PositionDraft": "Entwurf eines Votums,Entwürfe von Voten",
    "Proposal": "Projektvorschlag,Projektvorschläge",
    "ProposalAnswer": "Antwort auf einen Projektvorschlag,Antworten auf Projektvorschläge",
    "ProposalAsk": "Frage zu einem Projektvorschlag,Fragen zu Projektvorschlägen",
    "Questionnaire": "Fragebogen,Fragebögen",
    "Report": "Bericht,Berichte",
    "ReportInitiative": "Bericht,Berichte",
    "Resolution": "Beschluss,Beschlüsse",
    "ResolutionAsk": "Beschluss,Beschlüsse",
    "Round": "Runde,Runden",
    "RoundCore": "Kerntext,Kerntexte",
    "Body": "Gremium,Gremien",
    "StatusAssessment": "Ampel,Ampeln",
    "SteeringSeat": "Sitz der Lenkungsgruppe,Sitze der Lenkungsgruppe",
    "Step": "Arbeitsschritt,Arbeitsschritte",
    "SupportRequest": "Unterstützungsanfrage,Unterstützungsanfragen",
    "Task": "Aufgabe,Aufgaben",
    "User": "Person,Personen",
    "UtilityAnalysis": "Nutzwertanalyse,Nutzwertanalysen",
}


@state_change()
def take_back(*, row: Kind, by: Mandate, at: datetime) -> None:
    """Let go what was made by mistake. Raises Refused where something refers to it, and outside of the administrator's reach."""
    kind = type(row)
    row = kind._base_manager.select_for_update(no_key=True).get(pk=row.pk)
    _check(row, by, at)
    called = ", ".join(one.title for one in row.mandates.with_names()) if isinstance(row, User) else str(row)
    if found := uses(row):
        raise Refused(
            f"Zurücknehmen lässt sich nur, worauf nichts verweist. Hier sind es: {', '.join(found)}."
        )
    if isinstance(row, User):
        sessions.end_all(user=row)
    try:
        for rows in _whole(row):
            for one in rows.order_by("-pk"):  # the newer first, which may refer to an older one
                one.delete()
    except ProtectedError as error:
        raise Refused("Inzwischen verweist etwas darauf; es lässt sich nicht mehr zurücknehmen.") from error
    versions.move_all()
    code, word = NAMES[kind]
    where = row if isinstance(row, Organisation) else row.organisation if isinstance(row, Body) else None
    events.record(
        kind=code,
        subject=f"{word} zurückgenommen",
        change=events.Change(before=called or "ohne Mandat"),
        where=events.of_organisation(where),
        by=by,
        at=at,
    )
    if isinstance(row, User):
        account_records.note(
            kind=RecordKind.PERSON,
            subject=f"Person zurückgenommen: {called or 'ohne Mandat'}",
            by=by,
            organisation=by.organisation,
            at=at,
        )


def _check(row: Kind, by: Mandate, at: datetime) -> None:
    if isinstance(row, User):
        people.check_may_go(user=row, by=by, at=at)
        within = homes.decides(by=by, user=row)
        if within and row.mandates.exclude(pk__in=mandates.under(by)).exists():
            raise Refused(
                "Diese Person hat auch ein Mandat außerhalb Ihres Kreises. Zurücknehmen kann sie die Fachadministration"
                " der Installation; sperren und anonymisieren können Sie."
            )
    elif isinstance(row, Initiative):
        within = Initiative.objects.under(by).filter(pk=row.pk).exists()
    else:
        within = covers(by, row.organisation if isinstance(row, Body) else row)
    if not within:
        raise Refused(f"Das liegt außerhalb des Mandats {by.acts_for.of}.")


def uses(row: Kind) -> list[str]:
    """What refers to it or to its parts, in words with their number ("2 Mandate"); it can be taken back where that is nothing."""
    whole = {rows.model: rows for rows in _whole(row)}
    asked: list[tuple[str, bool, Subquery]] = []
    for rows in whole.values():
        for link in _links(rows.model):
            model = link.related_model
            referring = model._base_manager.filter(**{f"{link.field.name}__in": rows})
            tracked = getattr(model, "instance_type", None)
            if tracked:
                referring = referring.filter(id__in=tracked._base_manager.values("pk"))
            if (tracked or model) in whole:
                if tracked or link.on_delete is SET_NULL or model.__name__ not in WORDS:
                    continue
                referring = referring.exclude(pk__in=whole[model].order_by().values("pk"))
            asked.append((WORDS[(tracked or model).__name__], bool(tracked), _number_of(referring)))
    [numbers] = type(row)._base_manager.filter(pk=row.pk).values_list(*(one[2] for one in asked))
    found: Counter[tuple[str, bool]] = Counter()
    for (words, is_former, _), number in zip(asked, numbers, strict=True):
        found[words, is_former] += number
    return [
        f"{'früher ' if is_former else ''}{number} {words.split(',')[number > 1]}"
        for (words, is_former), number in found.items()
        if number and not (is_former and found[words, False])
    ]


def _number_of(rows: QuerySet) -> Subquery:
    """How many things they are, so that all can be asked for at once; of former states, of how many things."""
    number = Func(
        F("id"), function="COUNT", template="COUNT(DISTINCT %(expressions)s)", output_field=IntegerField()
    )
    return Subquery(rows.order_by().annotate(number_of=number).values("number_of"))


def _whole(row: Kind) -> Iterator[QuerySet]:
    """Its parts in the order in which they can go, and itself."""
    kind = type(row)
    for part in PARTS[kind]:
        link = next(one for one in _links(kind) if one.related_model is part)
        yield part._base_manager.filter(**{link.field.name: row.pk})
    yield kind._base_manager.filter(pk=row.pk)


def _links(model: type[Model]) -> list[Any]:
    """The foreign keys to a table, but for those whose rows go with it or let go of it."""
    found = [one for one in model._meta.get_fields(include_hidden=True) if isinstance(one, ForeignObjectRel)]
    return [one for one in found if not one.many_to_many and one.on_delete not in (CASCADE, SET_NULL)]

"""Draft papers for the councils (Vorlagenentwürfe), from an open round.

Invariants: the core text of a round is frozen before the first paper is made from it, and the same in the papers of all;
a later core has the next number and changes no paper that was made. What a paper says stands in its snapshot; the files that
go with it are versions of documents, which never change, and it holds their checksums.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace

from django.core.files.storage import default_storage
from django.db.models import QuerySet

from initiatives.domain.agreements import law
from initiatives.domain.kernel import edits
from initiatives.domain.kernel.checksums import sha256
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import clean, slug
from initiatives.domain.log import events
from initiatives.domain.log.events import Change
from initiatives.domain.snapshots import council_paper
from initiatives.domain.state import loading
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.domain.state.versions import state_change
from initiatives.enums import Edition
from initiatives.models import Ask, CouncilPaper, DocumentVersion, Mandate, Round, RoundCore
from initiatives.snapshot.council_paper import Core, House
from initiatives.snapshot.council_paper import CouncilPaper as Content
from initiatives.snapshot.form import digest, read, write

LONGEST = 100_000  # characters of a reasoning
MOST_BYTES = 20_000_000  # of all files that go with a paper
REASONING = "Begründung für die Räte"


def latest(round_: Round) -> RoundCore | None:
    """The core text that counts, None before the first was frozen."""
    return round_.cores.first()


def asks_of(round_: Round, organisation_id: int) -> list[Ask]:
    """What an organisation is asked in a round, in the order of the fields."""
    rows = round_.asks.filter(organisation_id=organisation_id)
    return list(rows.select_related("field", "body").order_by("field__order", "field_id"))


@state_change()
def make(
    *,
    round_: Round,
    by: Mandate,
    at: datetime,
    fields: Iterable[int] = (),
    edition: str = Edition.PUBLIC,
    house: House = council_paper.NOTHING_SAID,
    attached: Collection[int] = (),
) -> CouncilPaper:
    """Make the paper of the own municipality, on all fields that it is asked about or on some (ids).

    `house` is what it says of itself in the head, `attached` are versions of files of the agreements that are voted on.
    Freezes the core text if nobody has before. The PDF is made by the task `make_council_paper`; a paper that would say
    the same as the last one of its edition is that one. Raises Refused for a round that has ended, for whoever is not asked,
    and for other or too large files.
    """
    row = _locked(round_)
    asks = asks_of(row, by.own_id)
    if not asks or not by.writes:
        raise Refused(
            "Einen Vorlagenentwurf erstellt jede Kommune für sich, wenn sie in der Runde gefragt ist."
        )
    wanted = set(fields)
    if not wanted <= {ask.field_id for ask in asks}:
        raise Refused("Nach diesem Feld sind Sie in der Runde nicht gefragt.", "fields")
    core = latest(row) or _freeze(row, "", by, at)
    facts = loading.facts(row.initiative_id)
    chosen = [ask for ask in asks if not wanted or ask.field_id in wanted]
    own = facts.organisations[by.own_id]
    offered = council_paper.voted_on(facts, row.purpose, (ask.field_id for ask in chosen), day_of(at))
    made = council_paper.paper(
        facts,
        core,
        read(Core, core.snapshot),
        chosen,
        own,
        at,
        law.of_council(own, day_of(at)),
        edition,
        house,
        _files(attached, offered),
    )
    for before in CouncilPaper.objects.light().filter(core=core, organisation_id=by.own_id):
        if before.edition == edition:
            if not before.message and _same(read(Content, before.snapshot), made):
                return before
            break
    snapshot = write(made)
    paper = CouncilPaper.objects.create(
        core=core,
        organisation_id=by.own_id,
        snapshot=snapshot,
        snapshot_sha256=digest(snapshot),
        recorded_at=at,
        mandate=by,
    )
    where = events.in_initiative(row.initiative, organisation=by.organisation)
    events.record(
        kind="council-paper",
        subject="Vorlagenentwurf erstellt",
        change=Change(after=paper.subject),
        where=where.on("round_paper", row.pk, audience=by.organisation),
        by=by,
        at=at,
    )
    return paper


def _files(attached: Collection[int], offered: list[int]) -> list[DocumentVersion]:
    if not set(attached) <= set(offered):
        raise Refused("Diese Datei gehört nicht zu dem, worüber abgestimmt wird.", "attached")
    found = versions(attached)
    if sum(one.size for one in found) > MOST_BYTES:
        raise Refused("Die Anlagen sind zusammen größer als 20 MB. Bitte wählen Sie weniger.", "attached")
    return found


def versions(ids: Collection[int]) -> list[DocumentVersion]:
    """Files by their ids, in the order of their titles."""
    rows = DocumentVersion.objects.filter(pk__in=ids).select_related("document")
    return list(rows.order_by("document__title", "pk"))


def known_house(round_: Round, organisation_id: int) -> House:
    """What the organisation said last in the head of its papers: its office always, the rest as far as it fits this round."""
    papers = CouncilPaper.objects.light().filter(organisation_id=organisation_id)
    last = papers.select_related("core__round").first()
    if last is None:
        return council_paper.NOTHING_SAID
    said, before = read(Content, last.snapshot).house, last.core.round
    if before.pk == round_.pk:
        return said
    same_matter = before.initiative_id == round_.initiative_id
    return House(office=said.office, file_number=said.file_number if same_matter else "")


def attachments(paper: CouncilPaper) -> dict[str, bytes]:
    """The files that go with a paper, by name. Raises Refused where one is gone or not what it was."""
    said = read(Content, paper.snapshot).attachments
    stored = {one.pk: one for one in versions([one.key for one in said])}
    found = {}
    for one in said:
        version = stored.get(one.key)
        if version is None or not default_storage.exists(version.file.name or ""):
            raise Refused(f"Die Anlage „{one.title}“ liegt nicht mehr vor.")
        with version.file.open() as file:
            found[one.file] = file.read()
        if sha256(found[one.file]) != one.sha256:
            raise Refused(f"Die Anlage „{one.title}“ wurde verändert und wird nicht ausgeliefert.")
    return found


def _same(one: Content, other: Content) -> bool:
    """Whether both say the same, whenever and in whatever form they were taken."""
    return replace(one, recorded_until=other.recorded_until, schema=other.schema) == other


@state_change()
def give_reasons(*, round_: Round, reasoning: str, seen: int, by: Mandate, at: datetime) -> RoundCore | None:
    """Write what all take over into their papers; `seen` is the number of the core that the editor saw, 0 for none.

    Who changed nothing leaves the core that counts as it is. Raises Refused for a round that has ended and for a text that
    is too long, Conflict where somebody else has written another text since.
    """
    row, text = _locked(round_), clean(reasoning)
    if len(text) > LONGEST:
        raise Refused("Die Begründung ist länger als 100.000 Zeichen.", "reasoning")
    last = latest(row)
    stands = last.reasoning if last else ""
    base = row.cores.filter(number=seen).first() if seen else None
    changed = edits.apply(
        SimpleNamespace(reasoning=stands),
        {"reasoning": text},
        {"reasoning": base.reasoning if base else ""},
        version=last.number if last else 0,
        kind="round-core",
        page="round",
        page_id=row.pk,
        subject=REASONING,
    )
    if not changed:
        return last
    core = _freeze(row, text, by, at)
    _tell(row, REASONING, Change(edits.word(stands), edits.word(text)), by, at)
    return core


@state_change()
def renew(*, round_: Round, by: Mandate, at: datetime) -> RoundCore:
    """Freeze the core text anew, as everything stands now. Raises Refused for a round that has ended, and if it says the same."""
    row = _locked(round_)
    last = latest(row)
    if last is not None and not outdated(loading.facts(row.initiative_id), row, last, day_of(at)):
        raise Refused("Der Kerntext ist schon auf dem heutigen Stand.")
    core = _freeze(row, last.reasoning if last else "", by, at)
    _tell(row, "Kerntext für die Räte", Change(after=f"Fassung {core.number}"), by, at)
    return core


def outdated(facts: InitiativeFacts, round_: Round, core: RoundCore, today: date) -> bool:
    """Whether a core frozen today would say something else than this one."""
    return council_paper.core(facts, round_, core.reasoning, today) != read(Core, core.snapshot)


def _freeze(row: Round, reasoning: str, by: Mandate, at: datetime) -> RoundCore:
    last, facts = latest(row), loading.facts(row.initiative_id)
    return RoundCore.objects.create(
        round=row,
        number=last.number + 1 if last else 1,
        reasoning=reasoning,
        snapshot=write(council_paper.core(facts, row, reasoning, day_of(at))),
        recorded_at=at,
        mandate=by,
    )


def _tell(row: Round, subject: str, change: Change, by: Mandate, at: datetime) -> None:
    events.record(
        kind="round-core",
        subject=subject,
        change=change,
        where=events.in_initiative(row.initiative).on("round", row.pk),
        by=by,
        at=at,
    )


def _locked(round_: Round) -> Round:
    row = (
        Round.objects.select_for_update(of=("self",), no_key=True)
        .select_related("initiative")
        .get(pk=round_.pk)
    )
    if row.closed_on:
        raise Refused("Diese Runde ist geschlossen. Vorlagenentwürfe entstehen aus einer laufenden Runde.")
    return row


def waiting() -> QuerySet:
    """The papers whose PDF is neither made nor has failed, oldest first."""
    return CouncilPaper.objects.light().filter(pdf_size=None, message="").order_by("recorded_at", "pk")


def file_name(paper: CouncilPaper, suffix: str) -> str:
    """entwurf-vorlage-gemeinde-rosendahl-personalabrechnung-buendeln-2026-11-25-oeffentlich.docx"""
    said = read(Content, paper.snapshot)
    about = said.core.fields[0].title if len(said.core.fields) == 1 else said.core.initiative
    edition = Edition(said.edition).label if said.edition else ""
    parts = (said.municipality, about[:80], f"{said.recorded_until:%Y-%m-%d}", edition)
    return f"entwurf-vorlage-{'-'.join(filter(None, map(slug, parts)))}.{suffix}"

"""The words in which changes between two snapshots are told. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from initiatives.domain.kernel.texts import whole_euro_in_words
from initiatives.domain.snapshots.editions import PLACEHOLDERS
from initiatives.models import Organisation
from initiatives.snapshot.agreements import Agreement
from initiatives.snapshot.money import Actual, Cost, KeyPeriod, VariantSum
from initiatives.snapshot.status_report import (
    Answer,
    Decision,
    FieldState,
    InitiativeState,
    Meeting,
    Milestone,
    Place,
    StatusReport,
)

LONGEST = 240  # characters of a text that is quoted
BEFORE = 40  # characters that stand before the first difference
DEADLINE = ", Frist "


@dataclass(frozen=True)
class Words:
    """The labels of the newer snapshot, and the participants of one initiative in both."""

    labels: dict[str, dict[str, str]]
    places: dict[str, Place]

    def of(self, choice: str, key: Any) -> str:
        return self.labels[choice].get(str(key), str(key))

    def phase(self, field: FieldState) -> str:
        return f"{field.phase} {self.of('phases', field.phase)}"

    def side_state(self, field: FieldState) -> str:
        return self.of("side_states", field.side_state) if field.side_state else "in Bearbeitung"

    def answer(self, answer: Answer | None) -> str:
        if answer is None:
            return self.of("stances", "not_asked")
        return self.of("stances", answer.stance) + (" (vorläufig)" if answer.provisional else "")

    def designation(self, key: str | None) -> str:
        """ "Gemeinde Nottuln", "" for nobody."""
        place = self.places.get(key or "")
        return place.designation if place else key or ""

    def agreement(self, found: Agreement) -> str:
        """How far it is, with who is brought in: in Kraft ab 01.05.2015 (Gemeinde Nordkirchen nimmt in Anspruch)."""
        since = f" seit {day(found.since)}" if found.since else ""
        who = [
            f"{self.designation(one.place)} {one.role}" for one in found.parties or found.published_parties
        ]
        return f"{found.state}{since}" + (f" ({', '.join(who)})" if who else "")

    def whose(self, key: str) -> str:
        """ "der Gemeinde Nottuln" """
        place = self.places.get(key)
        return Organisation(kind=place.kind, designation=place.designation).of if place else f"von {key}"


def words(new: StatusReport, *initiatives: InitiativeState) -> Words:
    """The words for one initiative, given as it is in both snapshots."""
    labels = {choice: {one.key: one.word for one in values} for choice, values in vars(new.labels).items()}
    return Words(labels, {place.key: place for one in initiatives for place in (*one.places, *one.parties)})


def day(found: date | None) -> str:
    """ "20.09.2010" """
    return f"{found:%d.%m.%Y}" if found else "ohne Termin"


def differ(old: str, new: str) -> bool:
    """Whether a text has changed. Where a word stands for it on either side, nobody can tell."""
    return old != new and old not in PLACEHOLDERS and new not in PLACEHOLDERS


def quoted(old: str, new: str) -> tuple[str, str]:
    """Two texts on one line each, long ones from shortly before their first difference on."""
    old, new = " ".join(old.split()), " ".join(new.split())
    if max(len(old), len(new)) <= LONGEST:
        return old, new
    start = next((n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), None)
    start = min(len(old), len(new)) if start is None else start
    start = 0 if start <= BEFORE else new.rfind(" ", 0, start - BEFORE // 2) + 1
    return _cut(old, start), _cut(new, start)


def _cut(text: str, start: int) -> str:
    if not text:
        return ""
    tail = " …" if len(text) > start + LONGEST else ""
    return ("… " if start else "") + text[start : start + LONGEST].rstrip() + tail


def listed(points: Sequence[str]) -> str:
    return ", ".join(points)


def cost(line: Cost | None) -> str:
    """ "heute 43.900 €, gemeinsam 34.040 € im Jahr, einmalig 2.000 €" """
    if line is None:
        return ""
    once = f", einmalig {whole_euro_in_words(line.one_off)}" if line.one_off else ""
    if line.today is None or line.joint is None:
        return f"bekannte Ersparnis {whole_euro_in_words(line.saving)} im Jahr{once}"
    return (
        f"heute {whole_euro_in_words(line.today)}, gemeinsam {whole_euro_in_words(line.joint)} im Jahr{once}"
    )


def result(found: VariantSum | None) -> str:
    """ "Einsparung 9.860 € im Jahr, Kapitalwert 44.102 €" """
    if found is None:
        return ""
    return f"Einsparung {whole_euro_in_words(found.saving)} im Jahr, Kapitalwert {whole_euro_in_words(found.present_value)}"


def period(found: KeyPeriod | None) -> str:
    """ "ab 01.07.2021: 15 % der Gemeinde Rosendahl, der Rest beim Kreis Coesfeld" """
    return f"ab {day(found.starts_on)}: {found.words}" if found else ""


def actual(found: Actual | None) -> str:
    """ "34.900 €, geplant 34.040 €" """
    if found is None:
        return ""
    return whole_euro_in_words(found.cents) + (
        "" if found.planned is None else f", geplant {whole_euro_in_words(found.planned)}"
    )


def decision(found: Decision | None) -> str:
    """ "„Beitritt“: ungeändert beschlossen, 12.03.2026, Vorlage 17/2026" """
    if found is None:
        return ""
    title = f"„{found.title}“: " if found.title else ""
    role = f", {found.role}" if found.role else ""
    paper = f", Vorlage {found.paper}" if found.paper else ""
    tail = "" if found.confirmed else ", noch unbestätigt"
    return f"{title}{found.result}, {day(found.date)}{paper}{role}{tail}"


def meeting(found: Meeting | None) -> str:
    """ "eingeladen zum 12.03.2026" """
    if found is None:
        return ""
    said = {"invited": "eingeladen zum", "running": "läuft seit dem", "cancelled": "abgesagt, vorgesehen am"}
    held = said.get(found.state, "abgehalten am")
    return f"{held} {day(found.date)}" if found.date else held.split()[0].rstrip(",")


def milestone(found: Milestone | None) -> str:
    """ "Vertrag unterzeichnet, 12.03.2026" """
    if found is None:
        return ""
    return f"{found.text}, {day(found.date)}" if found.date else found.text


def purpose(title: str) -> str:
    """What a round asks, of its title with the deadline."""
    return title.partition(DEADLINE)[0]


def deadline(title: str) -> date | None:
    """The deadline that the title of a round names."""
    try:
        return datetime.strptime(title.partition(DEADLINE)[2], "%d.%m.%Y").date()
    except ValueError:
        return None

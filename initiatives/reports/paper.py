"""The head of a county paper and the words of all choices: the parts of a snapshot that belong to no initiative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Label:
    """A value of a choice as the reader sees it. `meaning` is the printed definition, where there is one."""

    key: str
    word: str
    meaning: str = ""


@dataclass(frozen=True)
class Labels:
    """All choices that occur in a report, in the order in which they are shown."""

    phases: tuple[Label, ...]  # keys "0" to "6"
    side_states: tuple[Label, ...]  # on_hold, rejected, ended
    lights: tuple[Label, ...]  # green, yellow, red, grey, none
    # consent, conditional, deliberating, abstention, refusal, withdrawn, pending, no_answer, not_asked
    stances: tuple[Label, ...]
    participations: tuple[Label, ...]  # participating, interested, later, not_participating, left, open
    natures: tuple[Label, ...]  # back_office, citizen_facing
    checks: tuple[Label, ...]  # met, open, not_met, not_applicable


@dataclass(frozen=True)
class Consultation:
    """One line of the Beratungsfolge."""

    body: str
    date: date | None
    item: str
    responsibility: str
    result: str  # what the body has decided so far, may be empty


@dataclass(frozen=True)
class Paper:
    """The head of a county paper. Empty strings and None are left out or shown as open, never invented."""

    sender: str  # "Kreis Coesfeld"
    arms: str  # data URI of a PNG or JPEG, may be empty
    sender_line: str  # "Der Landrat", may be empty
    kind: str  # "Mitteilungsvorlage"
    number: str  # "SV-10-1175", free text, may be empty
    file_number: str
    department: str
    date: date
    subject: str
    proposal: str  # Beschlussvorschlag
    report_number: str  # may be empty
    corrects: str  # of a correction: which report it replaces and why, else ""
    consultations: tuple[Consultation, ...]
    alternatives: str
    finances: str
    staff: str
    it: str
    climate: str
    competence: str
    preface: str  # people's own words before the account, may be empty
    outlook: str  # what comes next, in people's own words, may be empty

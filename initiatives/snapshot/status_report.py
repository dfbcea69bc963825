"""What a status report is made from: typed rows. `domain/snapshots/status_report` builds them, `reports/status` shows them.

A value that a report tells stands here once, with its type and the edition that shows it (`marks`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from initiatives.snapshot.agreements import Agreement
from initiatives.snapshot.form import SCHEMA, Rows, sorted_by
from initiatives.snapshot.marks import HIDDEN, LEFT_OUT, Masked, NonPublic, Public
from initiatives.snapshot.money import Cost, Money

# The words of answers to a proposal, as all forms so far hold them, in the order in which they are shown.
REPLIES = ("Teilnahme", "Interesse", "später", "Ablehnung")
Day = date  # where a row calls a value of its own `date`


@dataclass(frozen=True)
class Label:
    """A value of a choice as the reader sees it. `meaning` is the printed definition, where there is one."""

    key: Public[str]
    word: Public[str]
    meaning: Public[str] = ""


@dataclass(frozen=True)
class Labels:
    """All choices that occur in a report, in the order in which they are shown."""

    phases: Public[tuple[Label, ...]]  # keys "0" to "6"
    side_states: Public[tuple[Label, ...]]  # on_hold, rejected, ended
    lights: Public[tuple[Label, ...]]  # green, yellow, red, grey, none
    # consent, conditional, deliberating, abstention, refusal, withdrawn, pending, no_answer, not_asked
    stances: Public[tuple[Label, ...]]
    # participating, interested, later, not_participating, left, open
    participations: Public[tuple[Label, ...]]
    natures: Public[tuple[Label, ...]]  # back_office, citizen_facing
    checks: Public[tuple[Label, ...]]  # met, open, not_met, not_applicable


@dataclass(frozen=True)
class Consultation:
    """One line of the Beratungsfolge."""

    body: Public[str]
    date: Public[date | None]
    item: Public[str]
    responsibility: Public[str]
    result: Public[str]  # what the body has decided so far, may be empty


@dataclass(frozen=True, kw_only=True)
class Paper(Rows):
    """The head of a county paper and the texts around the account.

    Empty strings and None are left out or shown as open, never invented.
    """

    sender: Public[str]  # "Kreis Coesfeld"
    arms: Public[str]  # data URI of a PNG or JPEG, may be empty
    sender_line: Public[str]  # "Der Landrat", may be empty
    kind: Public[str]  # "Mitteilungsvorlage"
    number: Public[str]  # "SV-10-1175", free text, may be empty
    file_number: Public[str]
    department: Public[str]
    date: Public[date]
    subject: Public[str]
    proposal: Public[str]  # Beschlussvorschlag
    report_number: Public[str]  # may be empty
    corrects: Public[str]  # of a correction: which report it replaces and why, else ""
    consultations: Public[tuple[Consultation, ...]]
    alternatives: Public[str]
    finances: Public[str]
    staff: Public[str]
    it: Public[str]
    climate: Public[str]
    competence: Public[str]
    preface: Public[str]  # people's own words before the account, may be empty
    outlook: Public[str]  # what comes next, in people's own words, may be empty

    readable = (None,)


@dataclass(frozen=True)
class Place:
    """A participant of an initiative. `key` joins it with the maps in `FieldState`."""

    key: Public[str]
    name: Public[str]  # "Nottuln"
    designation: Public[str]  # "Gemeinde Nottuln"
    kind: Public[str]  # gemeinde, stadt, kreisfreie_stadt, kreis, dritte
    population: Public[int | None]
    population_date: Public[date | None]
    latitude: Public[float | None]
    longitude: Public[float | None]
    convening: Public[bool]


@dataclass(frozen=True)
class Unknown:
    """What the record does not hold of the as-of day though it may have been so; `reason` in the words of the makers."""

    key: Public[str]  # see `rules/unknown`
    what: Public[str]  # "Federführung"
    reason: Public[str] = ""


@dataclass(frozen=True)
class Condition:
    number: Public[int]
    text: Public[str]
    origin: Public[str]  # "übernommen aus ...", may be empty
    since: Public[date | None] = None


@dataclass(frozen=True)
class MeetingDecision:
    """What the delegates have decided in a meeting; `votes` in words, may be empty."""

    text: Public[str]
    field: Public[str | None]  # FieldState.key
    adopted: Public[bool]
    votes: NonPublic[str]
    key: Public[str] = ""  # stays the same from report to report
    steering: Public[str] = ""  # what the steering group decided by it, in words; "" for one of the delegates
    fixes: Public[bool] = False  # it is what released its field from phase 0
    carried: Public[str] = ""  # how far it is carried out, in words; "" where nobody said so
    carried_by: Public[Day | None] = None  # by when it is to be
    overdue: Public[bool] = False


@dataclass(frozen=True)
class Meeting:
    title: Public[str]
    date: Public[date | None]  # None: the source names no date
    place: Public[str]
    result: Public[str]
    state: Public[str]  # invited, running, closed, cancelled
    present: Public[int | None]  # organisations that were there; None: not noted
    invited: Public[int]
    decisions: Public[tuple[MeetingDecision, ...]]
    key: Public[str] = ""  # stays the same from report to report


@dataclass(frozen=True)
class Milestone:
    text: Public[str]
    date: Public[date | None]

    @property
    def lacks_date(self) -> bool:
        """Whether there is none, rather than one that is withheld."""
        return self.date is None and self.text not in (HIDDEN, LEFT_OUT)


@dataclass(frozen=True)
class Decision:
    """A resolution of a body on a field, adjournments too."""

    body: Public[str]
    date: Public[date]
    result: Public[str]
    paper: Public[str]  # number of the paper, may be empty
    votes: Public[str]  # "12 Ja, 3 Nein, 1 enthalten, 2 abwesend", may be empty
    question: Public[str] = ""  # key of the ask that it answers, as in Answer
    confirmed: Public[bool] = True  # False: taken from what was published, and not confirmed yet
    key: Public[str] = ""  # the same in all fields on which it was resolved
    title: Public[str] = ""
    prepares: Public[bool] = False  # rather than that it decides
    advance: Public[bool] = False  # allows something in advance
    alone: Public[bool] = False  # what it has changed does not concern the others
    carried: Public[str] = ""  # how far it is carried out, in words; "" where nobody said so
    carried_by: Public[Day | None] = None  # by when it is to be
    overdue: Public[bool] = False

    @property
    def role(self) -> str:
        """What it is beside a decision of the draft as it stood, in words."""
        parts = (
            "bereitet vor" if self.prepares else "",
            "Vorratsbeschluss" if self.advance else "",
            "betrifft die anderen nicht" if self.alone else "",
        )
        return ", ".join(filter(None, parts))


@dataclass(frozen=True)
class Accession:
    """A round about one that is to join a field, which still takes answers."""

    place: Public[str]  # Place.key of who is to join
    title: Public[str]  # "Beitritt der Gemeinde Nordkirchen, Frist 15.04.2015"
    asked: Public[int]
    answered: NonPublic[int]


@dataclass(frozen=True)
class Project:
    """A joint project proposed to some: a proposal that is open or has ended, or a project inside a field."""

    title: Public[str]
    proposed_by: Public[str]
    date: Public[date]
    state: Public[str]  # "offen", "angenommen", ...
    answered: Public[int]
    asked: Public[int]
    field: Public[str | None]  # FieldState.key
    replies: NonPublic[dict[str, int]]  # "Teilnahme" -> 3, in the order of the choices
    key: Public[str] = ""  # stays the same from report to report


@dataclass(frozen=True)
class Answer:
    """The current answer of one participant that was asked; stance `pending` or `no_answer` when there is none."""

    stance: Public[str]
    date: Public[date | None]
    provisional: Public[bool]
    # a consent behind which the competent body does not stand yet; None: form 3 did not say
    unresolved: Public[bool | None] = None
    question: Public[str] = ""  # key of the ask that it answers
    since: Public[Day | None] = None  # from which day on it stands like this, its resolution included
    accession: Public[str] = (
        ""  # "Beitritt der Gemeinde Nordkirchen, Frist 15.04.2015", where it was asked by that round
    )
    body: Public[str] = ""  # that is competent to decide, "" while nobody has named it
    sitting: Public[Day | None] = None  # on which that body sits next, as its calendar says


@dataclass(frozen=True)
class CheckState:
    """How one framework condition stands on a field. `overruled` is the reason of a person who judged otherwise."""

    condition: Public[int]  # number of a Condition
    # what counts: met, open, not_met, not_applicable; in the public edition also withheld
    result: Public[str]
    computed: Public[str]
    reason: Masked[str]  # of the computed result
    overruled: Public[str]
    withheld: Public[bool] = False  # it rests on what the public edition withholds


@dataclass(frozen=True)
class FieldState:
    """One field of activity on the as-of date. `key` stays the same from report to report."""

    key: Public[str]
    number: Public[int]
    title: Public[str]
    short_title: Public[str]
    focal_points: Public[tuple[str, ...]]
    aim: Public[str]
    description: Public[str]
    nature: Public[str]
    origin: Public[str]
    phase: Public[int]
    side_state: Public[str | None]
    side_reason: Public[str]
    light: Public[str]  # green, yellow, red, grey, none
    light_since: Public[date | None]
    cause: Public[str]
    measure: Public[str]
    milestone: Public[Milestone | None]
    lead: Public[str | None]  # key of a Place
    contact: Public[str]
    participation: Public[dict[str, str]]  # Place.key -> participation; absent: open
    answers: Public[dict[str, Answer]]  # Place.key -> answer; absent: not asked
    round_title: Public[str]  # "Mitwirkung, Frist 30.11.2026", empty when nobody was asked
    phase_dates: Public[dict[str, date]]  # key of a phase -> day on which the field entered it
    decisions: Public[tuple[Decision, ...]]  # oldest first
    costs: Public[dict[str, Cost]]  # Place.key -> cost, of those that take part
    checks: Public[tuple[CheckState, ...]]
    finished_on: Public[date | None]  # rejected or ended since then
    # label of the earlier report to the same body that told of the end; "" if none did
    reported_in: Public[str]
    round_key: Public[str] = ""  # of the round that `round_title` names
    round_since: Public[date | None] = None  # when it was opened
    moved_on: Public[date | None] = None  # last change of phase or side state
    assessed_on: NonPublic[date | None] = None  # of what was said last of light and milestone
    worded_on: NonPublic[date | None] = None  # from which day on the texts are as they are
    participation_since: NonPublic[dict[str, date]] = field(default_factory=dict)  # Place.key -> day
    review_on: Public[date | None] = None  # day of a review (Überprüfung) that is open
    unknown: Public[tuple[Unknown, ...]] = ()
    # each that stands alone followed by what changes it; of the public edition those that are published
    agreements: Public[tuple[Agreement, ...]] = ()
    provider: Public[str | None] = None  # key of a Place: who performs the task for the others
    accessions: Public[tuple[Accession, ...]] = ()  # that are being asked about
    money: Public[Money] = field(default_factory=Money)  # besides `costs`

    @property
    def last_decision(self) -> Decision | None:
        return self.decisions[-1] if self.decisions else None


@dataclass(frozen=True)
class InitiativeState:
    key: Public[str]  # stays the same from report to report
    letter: Public[str]  # "a"
    title: Public[str]
    short_title: Public[str]
    background: Public[str]  # paragraphs, separated by empty lines
    county: Public[str]  # "Kreis Coesfeld" or empty
    documented_from: Public[date]
    is_example: Public[bool]
    places: Public[tuple[Place, ...]]
    conditions: Public[tuple[Condition, ...]]
    conditions_note: Public[str]  # how binding they are, may be empty
    order_reason: Public[str]  # why citizen-facing fields stand before back-office ones, may be empty
    meetings: Public[tuple[Meeting, ...]]
    projects: Public[tuple[Project, ...]]
    fields: Public[tuple[FieldState, ...]]
    worded_on: NonPublic[date | None] = None  # from which day on the texts are as they are
    # Place.key -> from which day on it takes part, or not any more
    circle_since: Public[dict[str, date]] = field(default_factory=dict)
    parties: Public[tuple[Place, ...]] = ()  # of agreements, who takes part in nothing
    unknown: Public[tuple[Unknown, ...]] = ()


@dataclass(frozen=True)
class Change:
    """One difference to the report before. `kind` orders and groups them: added, moved, decided, slipped, silent, light,
    participation, answer, cost, condition, meeting, text. Of layout 1 they hold what stands in `quiet` now.
    """

    kind: Public[str]
    initiative: Public[str]  # InitiativeState.key
    field: Public[str | None]  # FieldState.key
    subject: Public[str]  # "Ampel", "Phase", "Votum der Gemeinde Nottuln"
    old: Public[str]  # in words, "" where there was nothing
    new: Public[str]  # in words, "" where there is nothing any more
    # it held on the day of the report before already, and was entered after that was made
    late: Public[bool] = False


@dataclass(frozen=True)
class Previous:
    """The last report issued to the same body for an earlier day, with which this one is compared."""

    label: Public[str]  # "Nr. 2/2026"
    as_of: Public[date]
    issued_on: Public[date]
    comparable: Public[bool]  # False: it was made in an older form; then there are no changes


# 1: a timeline has five lines of labels and drops the others; costs that are withheld are not told from none; the public
# edition does not say why it counts fewer Voten; a field without news counts as a change
# 2: costs are two numbers a party, public for all of a field from phase 5 on
LAYOUT = 3


@dataclass(frozen=True)
class StatusReport(Rows):
    """The state of initiatives at a moment, in one of the two editions, and what has changed since the report before."""

    schema: Public[int]
    as_of: Public[date]
    recorded_until: Public[datetime]
    edition: Public[str]  # public, non_public
    is_example: Public[bool]
    paper: Public[Paper]
    labels: Public[Labels]
    previous: Public[Previous | None]  # None: the first report to this body
    changes: Public[tuple[Change, ...]]
    initiatives: Public[tuple[InitiativeState, ...]]
    layout: Public[int] = (
        1  # of the documents, so that those of a stored snapshot stay as they were; see LAYOUT
    )
    quiet: Public[tuple[Change, ...]] = ()  # fields of which nothing new was said since the report before

    # since 4 answers and checks say themselves what is not public of them
    readable = (3, SCHEMA)

    def in_order(self) -> StatusReport:
        """Maps by place in the order of the places, phases by number, replies by choice."""
        return replace(self, initiatives=tuple(map(_in_order, self.initiatives)))


def _in_order(initiative: InitiativeState) -> InitiativeState:
    places = [place.key for place in initiative.places]
    return replace(
        initiative,
        circle_since=sorted_by(places, initiative.circle_since),
        projects=tuple(replace(one, replies=sorted_by(REPLIES, one.replies)) for one in initiative.projects),
        fields=tuple(
            replace(
                one,
                participation=sorted_by(places, one.participation),
                answers=sorted_by(places, one.answers),
                costs=sorted_by(places, one.costs),
                phase_dates=sorted_by((), one.phase_dates),
                participation_since=sorted_by(places, one.participation_since),
            )
            for one in initiative.fields
        ),
    )

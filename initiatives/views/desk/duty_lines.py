"""How a duty stands on the start page: where it leads, and what of it is done there by a press."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date

from django.urls import reverse

from initiatives.domain.desk.duty import Duty
from initiatives.domain.kernel import moments
from initiatives.domain.meetings import attendance
from initiatives.domain.reports import sittings
from initiatives.domain.rules import access
from initiatives.domain.rules.money import economics
from initiatives.domain.state.facts import InitiativeFacts, MeetingFacts
from initiatives.models import Mandate

# By the kind of a duty: what it is about, and what stands on the way to it.
WORDS = {
    "position": ("Votum", "Votum abgeben"),
    "resolution": ("Beschluss", "Beschluss erfassen"),
    "confirmation": ("Bestätigung", "Nachgetragenes bestätigen"),
    "condition": ("Bedingung", "Zur Bedingung"),
    "step": ("Arbeitsschritt", "Zum Arbeitsschritt"),
    "milestone": ("Meilenstein", "Meilenstein fortschreiben"),
    "light": ("Ampel", "Zum Stand des Feldes"),
    "lead": ("Federführung", "Federführung klären"),
    "review": ("Überprüfung", "Überprüfung erfassen"),
    "round": ("Runde", "Zur Abstimmungsrunde"),
    "ruling": ("Beschluss", "Änderung ansehen"),
    "reminder": ("Erinnerung", "Ansehen, wer fehlt"),
    "agreement": ("Vereinbarung", "Zur Vereinbarung"),
    "baseline": ("Bestandsaufnahme", "Fragen beantworten"),
    "costs": ("Kosten", "Kosten angeben"),
    "meeting": ("Treffen", "Zum Treffen"),
    "minutes": ("Niederschrift", "Niederschrift öffnen"),
    "proposal": ("Vorschlag", "Vorschlag beantworten"),
    "decision": ("Vorschlag", "Über den Vorschlag entscheiden"),
    "support": ("Anfrage", "Anfrage öffnen"),
    "participation": ("Beteiligung", "Beteiligung eintragen"),
    "task": ("Aufgabe", "Zur Aufgabe"),
    "report": ("Bericht", "Bericht vorbereiten"),
}
ANCHORS = {
    "costs": "kosten",
    "review": "nachweise",
    "light": "stand",
    "milestone": "stand",
    "lead": "beteiligte",
}


@dataclass(frozen=True)
class Press:
    """A button that acts at once: `name` in the address, `just` what can be taken back then, `sent` what goes along."""

    name: str
    text: str
    just: str = ""
    sent: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    duty: Duty
    address: str
    word: str  # what it is about
    verb: str
    presses: list[Press]
    has_draft: bool
    within: str  # the initiative, where there are several


@dataclass(frozen=True)
class Card:
    """The most urgent duty with what is needed to decide: the own saving in cents a year, the next sitting of the body."""

    line: Line
    saving: int | None
    sitting: date | None
    others: str  # where the answers of the others are read


@dataclass(frozen=True)
class NextMeeting:
    meeting: MeetingFacts
    initiative: InitiativeFacts
    overview: str
    own_reply: str | None  # None where the own organisation is not invited
    may_reply: bool

    @property
    def presses(self) -> list[Press]:
        return replies(self.meeting) if self.may_reply and self.own_reply == "" else []


class Lines:
    """Makes lines for one reader. `beside` is the meeting whose card with its buttons stands beside the list."""

    def __init__(
        self, mandate: Mandate, drafts: Collection[int], several: bool, beside: NextMeeting | None = None
    ):
        self.mandate, self.drafts, self.several, self.beside = mandate, drafts, several, beside

    def row(self, duty: Duty) -> Line:
        """As `line`; the reply to a meeting whose card stands beside is given there."""
        line, card = self.line(duty), self.beside
        if card and card.presses and duty.meeting and duty.meeting.id == card.meeting.id:
            return replace(line, address="#treffen", presses=[])
        return line

    def line(self, duty: Duty) -> Line:
        writes = self.mandate.writes
        within = duty.initiative.short_title if self.several and duty.initiative else ""
        has_draft = bool(duty.kind == "position" and duty.ask and duty.ask.id in self.drafts)
        word, verb = WORDS[duty.kind]
        if not writes:
            verb = "Zum Feld" if duty.field and not duty.page else "Ansehen"
        if writes and has_draft:
            verb = "Am Entwurf weiterarbeiten"
        elif writes and duty.kind == "position" and duty.ask and duty.ask.unconfirmed:
            verb = "Votum bestätigen"
        return Line(duty, address(duty, writes), word, verb, presses(self.mandate, duty), has_draft, within)

    def card(self, duty: Duty) -> Card:
        """As `line`, with what is needed to decide."""
        saving = sitting = None
        if duty.kind == "position" and duty.field and duty.ask:
            own = economics.of_field(duty.field).of(duty.ask.organisation.id)
            saving = own.saving if own and own.is_known else None
            sitting = sittings.next_for(ask_id=duty.ask.id, today=moments.today())
        others = f"{reverse('field', args=[duty.field.id])}#voten" if duty.field else ""
        return Card(self.line(duty), saving, sitting, others)


def address(duty: Duty, writes: bool) -> str:
    """Where a duty is done, of who only reads where it is seen."""
    if duty.proposal and duty.kind == "proposal" and writes:
        return f"{reverse('proposal', args=[duty.proposal.id])}?bearbeiten=antwort"
    if duty.page:
        return reverse(duty.page, args=[duty.page_id])
    if duty.ask and (duty.kind == "confirmation" or (duty.kind == "position" and writes)):
        return reverse("position", args=[duty.ask.id])
    if duty.ask and duty.kind == "resolution" and writes:
        return f"{reverse('resolution_new')}?frage={duty.ask.id}"
    if duty.ask and duty.kind == "condition":
        return f"{reverse('position', args=[duty.ask.id])}#bedingungen"
    if duty.round:
        return reverse("round", args=[duty.round.id])
    assert duty.field is not None, "What has no page of its own belongs to a field."
    anchor = f"schritt-{duty.step.id}" if duty.step else "voten" if duty.ask else ANCHORS.get(duty.kind, "")
    return reverse("field", args=[duty.field.id]) + (f"#{anchor}" if anchor else "")


def presses(mandate: Mandate, duty: Duty) -> list[Press]:
    """What the reader may do about a duty in its row."""
    initiative = duty.initiative
    if initiative is None:
        return []
    if duty.step and access.may(mandate, "step.edit", initiative, duty.field):
        return [_done("schritt", duty.step.id, duty.step.state)]
    if duty.kind == "task":
        task = next(one for one in initiative.tasks if one.id == duty.page_id)
        may = access.may_change_task(mandate, initiative, task, only_state=True)
        return [_done("aufgabe", task.id, task.state)] if may else []
    if duty.meeting and access.may(mandate, "meeting.reply", initiative):
        return replies(duty.meeting)
    if duty.kind == "reminder" and duty.round:
        fields = [one for one in initiative.fields if duty.round.id in one.rounds]
        may = access.may_run(mandate, "round.close", initiative, fields)
        return [Press(f"runde-{duty.round.id}", "Jetzt erinnern")] if may else []
    if duty.kind == "reminder" and duty.proposal and access.may(mandate, "proposal.make", initiative):
        return [Press(f"vorschlag-{duty.proposal.id}", "Jetzt erinnern")]
    return []


def _done(kind: str, number: int, state: str) -> Press:
    return Press(f"{kind}-{number}", "Erledigt", f"{kind}-{number}-{state}")


def replies(meeting: MeetingFacts) -> list[Press]:
    """To accept or to decline an invitation to a meeting that begins when the reader was shown."""
    begins = meeting.starts_at.isoformat() if meeting.starts_at else ""
    return [
        Press(f"zusagen-{meeting.id}", "Zusagen", sent={"beginn": begins}),
        Press(f"absagen-{meeting.id}", "Absagen", sent={"beginn": begins}),
    ]


def next_meeting(mandate: Mandate, initiative: InitiativeFacts, meeting: MeetingFacts) -> NextMeeting:
    """A meeting to come, and what the reader's organisation has said to it."""
    own = meeting.attendances.get(mandate.organisation_id or 0)
    return NextMeeting(
        meeting,
        initiative,
        attendance.replies_in_words(meeting.attendances.values()),
        own.reply if own else None,
        access.may(mandate, "meeting.reply", initiative),
    )

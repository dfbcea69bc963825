"""The words of what a circle does together: meetings, proposals, requests, notices."""

from django.db.models import TextChoices


class MeetingState(TextChoices):
    DRAFT = "draft", "Entwurf"
    INVITED = "invited", "eingeladen"
    RUNNING = "running", "läuft"
    CLOSED = "closed", "abgeschlossen"
    CANCELLED = "cancelled", "abgesagt"


class AttendanceReply(TextChoices):
    """What an invited organisation says beforehand; who was there is noted in the meeting itself."""

    ATTENDING = "attending", "nimmt teil"
    DECLINED = "declined", "nimmt nicht teil"


class AgendaState(TextChoices):
    OPEN = "open", "offen"
    TREATED = "treated", "behandelt"
    CARRIED = "carried", "auf das nächste Treffen vertagt"
    WITHDRAWN = "withdrawn", "zurückgenommen"


class ResultKind(TextChoices):
    """What comes of a meeting."""

    DECISION = "decision", "Festlegung"
    TASK = "task", "Aufgabe"
    INFORMATION = "information", "Information"


class DecisionEffect(TextChoices):
    """What a decision of the delegates moves by itself."""

    NONE = "none", "keine weitere Wirkung"
    FIX_FIELD = "fix_field", "legt ein Betätigungsfeld fest"
    FIX_CONDITIONS = "fix_conditions", "legt die Rahmenbedingungen fest"


class MeetingVote(TextChoices):
    YES = "yes", "dafür"
    NO = "no", "dagegen"
    ABSTAINED = "abstained", "enthalten"


class ImplementationState(TextChoices):
    """How far a decision or a resolution is carried out."""

    OPEN = "open", "offen"
    WORK = "work", "in Umsetzung"
    DONE = "done", "umgesetzt"
    DROPPED = "dropped", "entfallen"


class PaperKind(TextChoices):
    """What is set as PDF for a meeting."""

    INVITATION = "invitation", "Einladung"
    MINUTES = "minutes", "Niederschrift"


class MinutesState(TextChoices):
    DRAFT = "draft", "Entwurf"
    CIRCULATED = "circulated", "versandt"
    APPROVED = "approved", "genehmigt"


class ProposalState(TextChoices):
    OPEN = "open", "offen"
    ACCEPTED = "accepted", "angenommen"
    NOT_PURSUED = "not_pursued", "nicht weiterverfolgt"
    WITHDRAWN = "withdrawn", "zurückgezogen"


class ProposalReply(TextChoices):
    TAKE_PART = "take_part", "Teilnahme"
    INTEREST = "interest", "Interesse"
    LATER = "later", "später"
    REFUSAL = "refusal", "Ablehnung"


class SupportState(TextChoices):
    """Of a request for expert support to the county."""

    ASKED = "asked", "angefragt"
    ACCEPTED = "accepted", "angenommen"
    DECLINED = "declined", "abgelehnt"
    ANSWERED = "answered", "beantwortet"
    CLOSED = "closed", "abgeschlossen"
    WITHDRAWN = "withdrawn", "zurückgenommen"


class SteeringDecision(TextChoices):
    """What the steering group decides."""

    ORDER = "order", "Projektauftrag"
    REPORT = "report", "Abnahme eines Projektberichts"
    MILESTONE = "milestone", "Meilenstein"


class NoticeKind(TextChoices):
    """What a notice is about; how its mail comes is chosen for each kind."""

    ASKED = "asked", "Sie sind gefragt"
    MEETING = "meeting", "Treffen"
    PROPOSAL = "proposal", "Projektvorschläge"
    SUPPORT = "support", "Fachliche Unterstützung"
    TASK = "task", "Aufgaben"
    MENTION = "mention", "Erwähnungen und Antworten"
    COMMENT = "comment", "Kommentare"
    CHANGE = "change", "Änderungen an Feldern"
    REPORT = "report", "Statusberichte"


class Channel(TextChoices):
    """How the mail to a notice comes. In the application it stands in any case."""

    AT_ONCE = "at_once", "sofort"
    DAILY = "daily", "täglich gesammelt"
    WEEKLY = "weekly", "wöchentlich gesammelt"
    NEVER = "never", "gar nicht"


class MailKind(TextChoices):
    """What a mail is made of when it is handed over."""

    NOTICES = "notices", "Mitteilungen"
    MEETING = "meeting", "Treffen"
    ACCESS = "access", "Zugangslink"
    RESET = "reset", "Neues Passwort"
    ACCOUNT = "account", "Konto"
    CODE = "code", "Anmeldecode"


class MailState(TextChoices):
    """How far a mail has come; uncertain is one that may have arrived, dropped one that was not wanted any more."""

    WAITING = "waiting", "wartet"
    SENDING = "sending", "wird gesendet"
    SENT = "sent", "gesendet"
    UNCERTAIN = "uncertain", "ungewiss"
    GIVEN_UP = "given_up", "aufgegeben"
    DROPPED = "dropped", "entfallen"

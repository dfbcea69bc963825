"""The words of agreements (Vereinbarungen) and of the law of a Land."""

from django.db.models import TextChoices


class AgreementKind(TextChoices):
    """Of an instrument: an agreement of its own, or one that changes another."""

    AGREEMENT = "agreement", "Vereinbarung"
    AMENDMENT = "amendment", "Änderung"
    ACCESSION = "accession", "Beitritt"


class PartyChange(TextChoices):
    """What an instrument makes of an organisation."""

    ENTERS = "enters", "tritt ein"
    LEAVES = "leaves", "scheidet aus"
    ROLE = "role", "wechselt die Rolle"


class PartyRole(TextChoices):
    PROVIDES = "provides", "leistet"
    USES = "uses", "nimmt in Anspruch"
    MEMBER = "member", "Mitglied"


class StageKind(TextChoices):
    """What happens to an agreement, in the usual order."""

    TEXT_AGREED = "text_agreed", "Text vereinbart"
    SIGNED = "signed", "unterzeichnet"
    SUBMITTED = "submitted", "vorgelegt"
    RECEIVED = "received", "eingegangen"
    OBJECTED = "objected", "beanstandet"
    APPROVED = "approved", "genehmigt"
    DEEMED_APPROVED = "deemed_approved", "gilt als genehmigt"
    PUBLISHED = "published", "veröffentlicht"
    IN_FORCE = "in_force", "in Kraft"
    TERMINATED = "terminated", "gekündigt"
    ENDED = "ended", "beendet"


class AgreementState(TextChoices):
    """How far an agreement is on a day; derived."""

    DRAFT = "draft", "Entwurf"
    TEXT_AGREED = "text_agreed", "Text vereinbart"
    PARTLY_SIGNED = "partly_signed", "teilweise unterzeichnet"
    SIGNED = "signed", "unterzeichnet"
    SUBMITTED = "submitted", "vorgelegt"
    OBJECTED = "objected", "beanstandet"
    APPROVED = "approved", "genehmigt"
    DEEMED_APPROVED = "deemed_approved", "gilt als genehmigt"
    PUBLISHED = "published", "veröffentlicht"
    IN_FORCE = "in_force", "in Kraft"
    TERMINATED = "terminated", "gekündigt"
    ENDED = "ended", "beendet"


class TermUnit(TextChoices):
    WEEKS = "weeks", "Wochen"
    MONTHS = "months", "Monate"
    YEARS = "years", "Jahre"


class TermKey(TextChoices):
    """The periods that the rules ask for."""

    APPROVAL_REFUSAL = (
        "approval_refusal",
        "Mitteilung, dass die Genehmigung versagt werden soll, nach dem Eingang",
    )
    APPROVAL_HEARING = "approval_hearing", "Termin zur Erörterung, danach"
    NOTIFICATION = "notification", "Anzeige vor dem Vollzug"
    UNLIMITED = "unlimited_needs_termination", "Laufzeit, über der die Kündigung geregelt sein muss"


LAENDER = {
    "01": "Schleswig-Holstein",
    "02": "Hamburg",
    "03": "Niedersachsen",
    "04": "Bremen",
    "05": "Nordrhein-Westfalen",
    "06": "Hessen",
    "07": "Rheinland-Pfalz",
    "08": "Baden-Württemberg",
    "09": "Bayern",
    "10": "Saarland",
    "11": "Berlin",
    "12": "Brandenburg",
    "13": "Mecklenburg-Vorpommern",
    "14": "Sachsen",
    "15": "Sachsen-Anhalt",
    "16": "Thüringen",
}  # by the first two digits of the AGS
NO_LEGAL_ADVICE = "Hinweis, keine Rechtsberatung"

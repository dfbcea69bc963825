"""The words of organisations, fields, answers and reports."""

from typing import NamedTuple

from django.db.models import IntegerChoices, TextChoices


class OrganisationKind(TextChoices):
    GEMEINDE = "gemeinde", "Gemeinde"
    STADT = "stadt", "Stadt"
    KREISFREIE_STADT = "kreisfreie_stadt", "Kreisfreie Stadt"
    KREIS = "kreis", "Kreis"
    DRITTE = "dritte", "Dritte"


# Who may join a single field without taking part in the initiative.
JOINING_SINGLY = (OrganisationKind.KREIS, OrganisationKind.DRITTE)


class OwnWords(NamedTuple):
    """What those who act for an organisation are told of it, by case: "Ihre Kommune ist gefragt"."""

    nominative: str
    genitive: str
    dative: str
    accusative: str

    @classmethod
    def of(cls, kind: str) -> "OwnWords":
        """A county and a third party are no municipality to those who act for them."""
        return OWN_WORDS.get(kind, MUNICIPALITY)


MUNICIPALITY = OwnWords("Ihre Kommune", "Ihrer Kommune", "Ihrer Kommune", "Ihre Kommune")
OWN_WORDS: dict[str, OwnWords] = {
    OrganisationKind.KREIS: OwnWords("Ihr Kreis", "Ihres Kreises", "Ihrem Kreis", "Ihren Kreis"),
    OrganisationKind.DRITTE: OwnWords(
        "Ihre Organisation", "Ihrer Organisation", "Ihrer Organisation", "Ihre Organisation"
    ),
}


class BodyKind(TextChoices):
    RAT = "rat", "Rat"
    AUSSCHUSS = "ausschuss", "Ausschuss"
    KREISTAG = "kreistag", "Kreistag"
    KREISAUSSCHUSS = "kreisausschuss", "Kreisausschuss"
    VERWALTUNGSLEITUNG = "verwaltungsleitung", "Verwaltungsleitung"
    SONSTIGES = "sonstiges", "Sonstiges Gremium"


class ReportedBy(TextChoices):
    """Who may make and issue the reports to a body."""

    ORGANISATION = "organisation", "Organisation des Gremiums"
    CONVENING = "convening", "Einladende Kommune"
    BOTH = "both", "Organisation des Gremiums und einladende Kommune"


class ReportLead(IntegerChoices):
    """Days before a sitting of a body at which its report is called due: papers are sent out well before."""

    WEEK = 7, "1 Woche"
    TWO_WEEKS = 14, "2 Wochen"
    THREE_WEEKS = 21, "3 Wochen"
    FOUR_WEEKS = 28, "4 Wochen"
    SIX_WEEKS = 42, "6 Wochen"
    EIGHT_WEEKS = 56, "8 Wochen"


class Role(TextChoices):
    DELEGATE = "delegate", "Beauftragte/r"
    DEPUTY = "deputy", "Stellvertretung"
    READER = "reader", "Lesende/r"
    COUNTY_REPRESENTATIVE = "county_representative", "Vertreter/in des Kreises"
    COUNCIL_MEMBER = "council_member", "Mitglied"
    ADMINISTRATOR = "administrator", "Fachadministration"


class Nature(TextChoices):
    BACK_OFFICE = "back_office", "Hintergrundprozess"
    CITIZEN_FACING = "citizen_facing", "bürgernah"


class Phase(IntegerChoices):
    PROPOSAL = 0, "Vorschlag"
    INTERNAL = 1, "Interne Abstimmung"
    BASELINE = 2, "Bestandsaufnahme"
    CONCEPT = 3, "Konzept und Wirtschaftlichkeit"
    DECISION = 4, "Entscheidung"
    IMPLEMENTATION = 5, "Umsetzung"
    OPERATION = 6, "Betrieb und Evaluation"


class SideState(TextChoices):
    ON_HOLD = "on_hold", "zurückgestellt"
    REJECTED = "rejected", "abgelehnt"
    ENDED = "ended", "beendet"


class Light(TextChoices):
    """What people set. Grey follows from the side state; "none" means that nobody has set one."""

    GREEN = "green", "Grün"
    YELLOW = "yellow", "Gelb"
    RED = "red", "Rot"


LIGHT_WORDS = {**dict(Light.choices), "grey": "Grau", "none": "noch nicht bewertet"}
LIGHT_MEANINGS = {
    "green": "planmäßig",
    "yellow": "Abweichung, steuerbar",
    "red": "gefährdet, Entscheidung nötig",
    "grey": "ruht",
    "none": "noch keine Bewertung abgegeben",
}


class ParticipantStatus(TextChoices):
    """Of an organisation in an initiative."""

    PARTICIPANT = "participant", "Teilnehmend"
    INVITED = "invited", "Eingeladen"


class Participation(TextChoices):
    """Of an organisation in a field."""

    PARTICIPATING = "participating", "beteiligt"
    INTERESTED = "interested", "interessiert"
    LATER = "later", "späterer Beitritt vorgesehen"
    NOT_PARTICIPATING = "not_participating", "nicht beteiligt"
    LEFT = "left", "ausgetreten"


PARTICIPATION_WORDS = {**dict(Participation.choices), "open": "noch offen"}


class RoundPurpose(TextChoices):
    TAKING_PART = "taking_part", "Mitwirkung"
    DECISION = "decision", "Entscheidung"
    ACCESSION = "accession", "Beitritt"


class RoundClosing(TextChoices):
    """What ended a round."""

    ANSWERS = "answers", "alle haben geantwortet"
    DATE = "date", "die Frist ist abgelaufen"
    HAND = "hand", "von Hand, mit Begründung"


class Stance(TextChoices):
    CONSENT = "consent", "Zustimmung"
    CONDITIONAL = "conditional", "Zustimmung mit Bedingungen"
    DELIBERATING = "deliberating", "in Beratung"
    ABSTENTION = "abstention", "Enthaltung"
    REFUSAL = "refusal", "Ablehnung"
    WITHDRAWN = "withdrawn", "zurückgezogen"


STANCE_WORDS = {
    **dict(Stance.choices),
    "pending": "Rückmeldung ausstehend",
    "no_answer": "keine Rückmeldung",
    "not_asked": "noch nicht angefragt",
}
STANCE_LETTERS = {
    "consent": "Z",
    "conditional": "B",
    "abstention": "E",
    "refusal": "A",
    "deliberating": "I",
    "withdrawn": "R",
    "pending": "O",
    "no_answer": "K",
    "not_asked": "N",
}
# An answer is whatever was released by the municipality, "in Beratung" included only as a sign of life.
ANSWERED = (Stance.CONSENT, Stance.CONDITIONAL, Stance.ABSTENTION, Stance.REFUSAL, Stance.WITHDRAWN)

CONSENTS = (Stance.CONSENT, Stance.CONDITIONAL)


class PositionSource(TextChoices):
    OWN = "own", "selbst abgegeben"
    SPOKEN = "spoken", "mündlich, von der einladenden Kommune erfasst"


class ResolutionResult(TextChoices):
    ADOPTED = "adopted", "ungeändert beschlossen"
    AMENDED = "amended", "geändert beschlossen"
    REJECTED = "rejected", "abgelehnt"
    ADJOURNED = "adjourned", "vertagt"
    REFERRED = "referred", "verwiesen"
    DEFERRED = "deferred", "zurückgestellt"
    REMOVED = "removed", "abgesetzt"
    NOTED = "noted", "zur Kenntnis genommen"


class Edition(TextChoices):
    PUBLIC = "public", "öffentlich"
    NON_PUBLIC = "non_public", "nichtöffentlich"


class ReportState(TextChoices):
    """In their order; `DISCARDED` ends a draft, what was issued stays so."""

    DRAFT = "draft", "Entwurf"
    CHECKED = "checked", "geprüft"
    ISSUED = "issued", "erteilt"
    DISCARDED = "discarded", "verworfen"


class JobStage(TextChoices):
    """The stages of making a report, in their order; `FAILED` and `CANCELLED` end it early."""

    WAITING = "waiting", "Wartet"
    DATA = "data", "Daten"
    FIGURES = "figures", "Abbildungen"
    TYPESETTING = "typesetting", "Satz"
    CHECKING = "checking", "Prüfung"
    DONE = "done", "Fertig"
    FAILED = "failed", "Fehlgeschlagen"
    CANCELLED = "cancelled", "Abgebrochen"


class GateKind(TextChoices):
    """What is recorded by hand on a field, since no other table holds it. `GATE_KINDS_OF_EACH` are per organisation."""

    FIXED = "fixed", "Festlegung als Feld im Treffen der Beauftragten"
    COMMON_BASIS = "common_basis", "Gemeinsame Grundlage der Bestandsaufnahme"
    BASELINE = "baseline", "Bestandsaufnahme"
    LEGAL_FORM = "legal_form", "Rechtsform"
    COST_KEY = "cost_key", "Kostenschlüssel"
    TAX = "tax", "Steuerliche Prüfung"
    PROCUREMENT = "procurement", "Vergaberechtliche Prüfung"
    DATA_PROTECTION = "data_protection", "Datenschutzprüfung"
    PERSONNEL_COUNCIL = "personnel_council", "Beteiligung des Personalrats"
    NO_AGREEMENT = "no_agreement", "Keine Vereinbarung nötig"
    SIGNATURE = "signature", "Unterzeichnung der Vereinbarung"
    SUPERVISION = "supervision", "Anzeige oder Genehmigung bei der Aufsichtsbehörde"
    PUBLICATION = "publication", "Öffentliche Bekanntmachung"
    REVIEW = "review", "Überprüfung"
    INVOLVEMENT = "involvement", "Beteiligung der Betroffenen"
    STANDARD = "standard", "Gemeinsamer Standard"
    STANDARD_ASSENT = "standard_assent", "Zustimmung zum Standard"
    ACCESSION = "accession", "Regel für den Beitritt"
    EXIT = "exit", "Austritt"
    DEPUTY = "deputy", "Vertretung bei Ausfall"
    FAILURE_PLAN = "failure_plan", "Notfallplan"
    TERM = "term", "Laufzeit und Kündigung"
    SERVICE_GAIN = "service_gain", "Gewinn an Qualität"
    LOSS_ACCEPTED = "loss_accepted", "Annahme von Mehrkosten"


GATE_KINDS_OF_EACH = frozenset(
    {GateKind.BASELINE, GateKind.SIGNATURE, GateKind.STANDARD_ASSENT, GateKind.LOSS_ACCEPTED}
)


GATE_KINDS_CARRIED_OVER = frozenset(
    {
        GateKind.LEGAL_FORM,
        GateKind.SIGNATURE,
        GateKind.SUPERVISION,
        GateKind.PUBLICATION,
        GateKind.TERM,
        GateKind.BASELINE,
        GateKind.COST_KEY,
    }
)  # what agreements, questionnaires and keys say since they are recorded; kept of before, not taken any more


class GateResult(TextChoices):
    OPEN = "open", "offen"
    DONE = "done", "erledigt"
    NOT_NEEDED = "not_needed", "entfällt"


class StepState(TextChoices):
    OPEN = "open", "Offen"
    WORK = "work", "In Arbeit"
    DONE = "done", "Erledigt"
    DROPPED = "dropped", "Entfallen"


class CheckResult(TextChoices):
    """Of a framework condition on a field."""

    MET = "met", "erfüllt"
    OPEN = "open", "offen"
    NOT_MET = "not_met", "nicht erfüllt"
    NOT_APPLICABLE = "not_applicable", "entfällt"


CHECK_WORDS = {**dict(CheckResult.choices), "withheld": "nicht öffentlich"}


class Confidence(TextChoices):
    ESTIMATED = "estimated", "geschätzt"
    CALCULATED = "calculated", "berechnet"
    OFFERED = "offered", "laut Angebot"
    ACTUAL = "actual", "Ist"
    CONFIRMED = "confirmed", "bestätigt"


class ConditionState(TextChoices):
    """Of a condition under which a municipality consents."""

    OPEN = "open", "offen"
    FULFILLED = "fulfilled", "erfüllt gemeldet"
    CONFIRMED = "confirmed", "von der Kommune bestätigt"
    DROPPED = "dropped", "zurückgefallen"

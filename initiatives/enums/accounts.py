"""What a mandate is, and what is recorded of accounts."""

from django.db.models import TextChoices


class MandateState(TextChoices):
    """Whether a mandate holds between its days; only GRANTED does."""

    GRANTED = "granted", "erteilt"
    OFFERED = "offered", "angeboten"
    DECLINED = "declined", "abgelehnt"
    WITHDRAWN = "withdrawn", "zurückgezogen"


class RecordKind(TextChoices):
    """What an entry of the record of accounts tells of."""

    SIGNED_IN = "signed_in", "Anmeldung"
    FAILED = "failed", "Anmeldung misslungen"
    HELD_BACK = "held_back", "Anmeldung gebremst"
    SIGNED_OUT = "signed_out", "Abmeldung"
    SESSION = "session", "Sitzung beendet"
    PASSWORD = "password", "Passwort"
    FACTOR = "factor", "Zweiter Faktor"
    ADDRESS = "address", "Adresse"
    LOCK = "lock", "Sperre"
    PERSON = "person", "Person"
    MANDATE = "mandate", "Mandat"
    EXPORT = "export", "Auskunft"
    SETTING = "setting", "Einstellung"


class FactorKind(TextChoices):
    """What proves a sign-in beside the password; the values are allauth's."""

    APP = "totp", "Authenticator-App"
    KEY = "webauthn", "Sicherheitsschlüssel"
    RECOVERY_CODES = "recovery_codes", "Wiederherstellungscodes"

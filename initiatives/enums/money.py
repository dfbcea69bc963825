"""What a cooperation costs, who bears it by which key, and what its participants are asked about their baseline."""

from django.db.models import TextChoices


class Variant(TextChoices):
    """`TODAY` is the baseline that the others are compared with."""

    TODAY = "today", "heute"
    ALONE = "alone", "eigenständig"
    JOINT = "joint", "gemeinsam"
    EXTERNAL = "external", "extern"


COMPARED = (Variant.ALONE, Variant.JOINT, Variant.EXTERNAL)


class CostKind(TextChoices):
    """A line's kind; all are a year but `ONE_OFF` and `GRANT`, which fall due once."""

    STAFF = "staff", "Personal"
    MATERIAL = "material", "Sachkosten"
    IT = "it", "IT"
    THIRD_PARTY = "third_party", "Leistungen Dritter"
    TOTAL = "total", "Kosten insgesamt"
    ONE_OFF = "one_off", "einmalige Kosten"
    GRANT = "grant", "einmalige Förderung"
    YEARLY_GRANT = "yearly_grant", "jährliche Förderung"
    REIMBURSEMENT = "reimbursement", "Erstattung"
    SAVING = "saving", "bekannte Ersparnis"


ONCE = frozenset({CostKind.ONE_OFF, CostKind.GRANT})
GRANTS = frozenset({CostKind.GRANT, CostKind.YEARLY_GRANT})
RUNNING = frozenset({CostKind.STAFF, CostKind.MATERIAL, CostKind.IT, CostKind.THIRD_PARTY, CostKind.TOTAL})


class KeyKind(TextChoices):
    """How a joint cost is shared out (Verteilungsschlüssel). `DESCRIBED` is known in words only and shares out nothing."""

    POPULATION = "population", "nach Einwohnern"
    EQUAL = "equal", "zu gleichen Teilen"
    CASES = "cases", "nach Fallzahlen"
    FIXED = "fixed", "nach festen Prozentsätzen"
    USAGE = "usage", "nach Nutzung"
    MIXED = "mixed", "Grundbetrag und veränderlicher Teil"
    DESCRIBED = "described", "nur beschrieben"


# What the part beyond the base amount of a mixed key can go by.
VARIABLE_KINDS = (KeyKind.POPULATION, KeyKind.CASES, KeyKind.USAGE)
# Of these each bearer needs a figure of its own.
KINDS_WITH_FIGURES = frozenset({KeyKind.CASES, KeyKind.FIXED, KeyKind.USAGE})


class Bearers(TextChoices):
    PARTICIPANTS = "participants", "alle, die beteiligt sind"
    NAMED = "named", "nur die genannten"


class Rounding(TextChoices):
    CENT = "cent", "auf den Cent"
    EURO = "euro", "auf volle Euro"


class QuestionKind(TextChoices):
    """How a question of a baseline is answered; `ROWS` by a list, whose columns have kinds of their own."""

    NUMBER = "number", "Zahl"
    MONEY = "money", "Geldbetrag"
    TEXT = "text", "Text"
    CHOICE = "choice", "Auswahl"
    YES_NO = "yes_no", "Ja oder Nein"
    DATE = "date", "Datum"
    FILE = "file", "Datei"
    ROWS = "rows", "Liste"


class QuestionMeaning(TextChoices):
    """What the product itself reads from the answer to a question, or from a column of a list."""

    CASES = "cases", "Fallzahl im Jahr"
    FTE = "fte", "Stellenanteile (VZÄ)"
    COST = "cost", "Kosten im Jahr"
    PROCEDURE = "procedure", "Verfahren"
    VERSION = "version", "Fassung"
    CONTRACT_END = "contract_end", "Vertragsende"


class ReviewOutcome(TextChoices):
    """What a review (Überprüfung) of a running cooperation says."""

    CONTINUE = "continue", "fortführen"
    AMEND = "amend", "ändern"
    END = "end", "beenden"

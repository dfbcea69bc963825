"""What a person has recorded of the money of fields and of their baseline."""

from initiatives.domain.people import personal_places as places
from initiatives.domain.people.personal_table import Table
from initiatives.models import (
    Actual,
    Answer,
    ComparisonBasis,
    CostKeyPeriod,
    CostLineEntry,
    FieldFunding,
    Questionnaire,
    UtilityAnalysis,
)

TABLES = (
    Table(
        "kosten",
        CostLineEntry,
        {"feld": "line.field", "kommune": "line.organisation", "titel": "title", "quelle": "source"},
        ("line__field", "line__organisation"),
        place=places.OF_COST_LINE,
    ),
    Table(
        "kostenschluessel",
        CostKeyPeriod,
        {"feld": "key.field", "schluessel": "key", "begruendung": "reason", "quelle": "source"},
        ("key__field",),
        place=places.OF_COST_KEY,
    ),
    Table(
        "grundlagen_von_vergleichen",
        ComparisonBasis,
        {"feld": "field", "anmerkung": "note"},
        ("field",),
        place=places.OF_FIELD,
    ),
    Table(
        "ist_werte",
        Actual,
        {"feld": "field", "kommune": "organisation", "jahr": "year", "quelle": "source"},
        ("field", "organisation"),
        place=places.OF_FIELD,
    ),
    Table(
        "nutzwertanalysen",
        UtilityAnalysis,
        {"feld": "field"},
        ("field",),
        left=("criteria",),
        place=places.OF_FIELD,
    ),
    Table(
        "foerderungen",
        FieldFunding,
        {"feld": "field", "programm": "programme", "anmerkung": "note"},
        ("field", "programme"),
        place=places.OF_FIELD,
    ),
    Table(
        "frageboegen", Questionnaire, {"feld": "field", "titel": "title"}, ("field",), place=places.OF_FIELD
    ),
    Table(
        "antworten_zur_bestandsaufnahme",
        Answer,
        {
            "feld": "question.questionnaire.field",
            "frage": "question",
            "antwort": "value",
            "anmerkung": "note",
        },
        ("question__questionnaire__field",),
        place=places.OF_QUESTION,
    ),
)

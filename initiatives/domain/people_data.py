"""What is stored about a person (Art. 15 DSGVO), as plain data."""

from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet

from initiatives.models import (
    Comment,
    DocumentVersion,
    Mandate,
    PhaseTransition,
    Position,
    Report,
    Resolution,
    Round,
    StatusAssessment,
    User,
)

# table -> (heading, related names to fetch, what of a row tells of the person)
ACTS: dict[type[Model], tuple[str, list[str], dict[str, str]]] = {
    Position: (
        "voten",
        ["ask__organisation", "ask__field"],
        {
            "kommune": "ask.organisation",
            "feld": "ask.field",
            "votum": "get_stance_display",
            "begruendung": "reason",
        },
    ),
    Resolution: (
        "beschluesse",
        ["ask__field", "body__organisation"],
        {"gremium": "body", "feld": "ask.field", "ergebnis": "get_result_display"},
    ),
    Comment: ("kommentare", ["field"], {"feld": "field", "text": "text"}),
    StatusAssessment: (
        "bewertungen",
        ["field"],
        {"feld": "field", "ampel": "get_light_display", "ursache": "cause", "massnahme": "measure"},
    ),
    PhaseTransition: (
        "phasen",
        ["field"],
        {"feld": "field", "phase": "get_to_phase_display", "grund": "reason"},
    ),
    DocumentVersion: (
        "unterlagen",
        ["document__field"],
        {"feld": "document.field", "titel": "document", "datei": "name"},
    ),
    Round: ("abstimmungsrunden", [], {"frage": "subject"}),
}


def export(*, user: User, at: datetime) -> dict[str, Any]:
    """All that is stored about a person: the account, the mandates and what was recorded under them.

    Keys are German, since the person reads them; instants and days are ISO texts.
    """
    own = Mandate.objects.filter(user=user)
    return {
        "auskunft_vom": at.isoformat(),
        "person": {
            "e_mail": user.email,
            "name": user.name,
            "telefon": user.telephone,
            "konto": "aktiv" if user.is_active else "gesperrt",
            "angelegt": _plain(user.created_at),
            "letzte_anmeldung": _plain(user.last_login),
            "adressen_der_anmeldung": sorted(row.email for row in user.emailaddress_set.all()),
        },
        "mandate": [
            {
                "mandat": row.title,
                "nur_fuer_initiative": str(row.initiative or ""),
                "von": _plain(row.valid_from),
                "bis": _plain(row.valid_until),
            }
            for row in own.with_names().order_by("valid_from", "pk")
        ],
        **{
            heading: _acts(model._default_manager.filter(mandate__in=own).select_related(*related), columns)
            for model, (heading, related, columns) in ACTS.items()
        },
        "berichte": [
            {"betreff": row.subject, "angelegt": _plain(row.created_at), "erteilt": _plain(row.issued_at)}
            for row in Report.objects.light().filter(created_by__in=own)
            | Report.objects.light().filter(issued_by__in=own)
        ],
    }


def _acts(rows: QuerySet, columns: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"erfasst": _plain(row.recorded_at), **{name: _follow(row, path) for name, path in columns.items()}}
        for row in rows.order_by("recorded_at", "pk")
    ]


def _follow(row: Any, path: str) -> str:
    for name in path.split("."):
        row = getattr(row, name)
    return str(row() if callable(row) else row or "")


def _plain(value: date | None) -> str | None:
    return value.isoformat() if value else None

"""Which tables hold something of a person, and what of a row tells of it; read by `personal_data`.

Invariant: each column of the models that leads to a person or a mandate stands here once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Model

from initiatives.models import (
    AccountRecord,
    AgendaItem,
    AgreementChange,
    AgreementStage,
    AmendmentRuling,
    Arms,
    Attendance,
    Classification,
    Comment,
    CommentMention,
    ConditionOverride,
    CostEntry,
    CouncilPaper,
    DocumentVersion,
    GateItem,
    Implementation,
    Mail,
    Meeting,
    MeetingResult,
    MinutesAddendum,
    Notice,
    NoticeSetting,
    ParticipationEntry,
    PhaseTransition,
    Position,
    PositionCondition,
    PositionDraft,
    Proposal,
    ProposalAnswer,
    Report,
    Resolution,
    ResolutionAsk,
    Round,
    RoundCore,
    StatusAssessment,
    SteeringSeat,
    Submission,
    SupportRequest,
    Task,
    Visit,
)
from initiatives.models.reports import DOCUMENTS, DOCUMENTS_OF
from initiatives.models.talk import TARGETS


@dataclass(frozen=True)
class Table:
    """`words`: key -> path of attributes; `related` are fetched along, `left` stays in the database."""

    heading: str
    model: type[Model]
    words: Mapping[str, str]
    related: tuple[str, ...] = ()
    column: str = "mandate"
    at: str = "recorded_at"
    left: tuple[str, ...] = ()


ANSWERED = {"kommune": "ask.organisation", "feld": "ask.field"}
ASKED = ("ask__organisation", "ask__field")
PLACES = dict(
    zip(
        ("initiative", "feld", "arbeitsschritt", "votum", "vorschlag", "treffen", "bericht"),
        TARGETS,
        strict=True,
    )
)
SAID = ("ask__organisation", "ask__field", *(name for name in TARGETS if name != "ask"))

TABLES = (
    Table(
        "voten",
        Position,
        ANSWERED | {"votum": "get_stance_display", "begruendung": "reason"},
        ASKED,
    ),
    Table("bestaetigte_voten", Position, ANSWERED, ASKED, column="confirmed_by", at="confirmed_at"),
    Table("entwuerfe", PositionDraft, ANSWERED | {"begruendung": "reason"}, ASKED, at="changed_at"),
    Table(
        "bedingungen",
        PositionCondition,
        {"bedingung": "text", "stand": "get_state_display", "anmerkung": "note"},
        at="changed_at",
    ),
    Table(
        "beschluesse",
        Resolution,
        {"gremium": "body", "titel": "title", "ergebnis": "get_result_display"},
        ("body__organisation",),
    ),
    Table(
        "bestaetigte_beschluesse",
        Resolution,
        {"gremium": "body", "titel": "title", "ergebnis": "get_result_display"},
        ("body__organisation",),
        column="confirmed_by",
        at="confirmed_at",
    ),
    Table(
        "beschlossene_fragen",
        ResolutionAsk,
        {"beschluss": "resolution", "feld": "ask.field"},
        ("resolution__body__organisation", "ask__field"),
    ),
    Table(
        "geaenderte_beschluesse",
        AmendmentRuling,
        {"feld": "ask.field", "betrifft_die_anderen": "concerns_others", "begruendung": "reason"},
        ("ask__field",),
    ),
    Table(
        "beteiligungen",
        ParticipationEntry,
        {"feld": "field", "beteiligung": "get_status_display", "ansprechstelle": "contact"},
        ("field",),
    ),
    Table(
        "kommentare",
        Comment,
        {"text": "text_for_others", **PLACES},
        (*SAID, "internal_to"),
        left=DOCUMENTS_OF["report"],
    ),
    Table(
        "geklaerte_kommentare",
        Comment,
        {"text": "text_for_others"},
        ("internal_to",),
        column="resolved_by",
        at="resolved_at",
    ),
    Table(
        "erwaehnungen",
        CommentMention,
        {"text": "comment.text_for_others"},
        ("comment__internal_to",),
        column="user",
        at="comment.recorded_at",
    ),
    Table(
        "bewertungen",
        StatusAssessment,
        {"feld": "field", "ampel": "get_light_display", "ursache": "cause", "massnahme": "measure"},
        ("field",),
    ),
    Table(
        "phasen",
        PhaseTransition,
        {"feld": "field", "phase": "get_to_phase_display", "grund": "reason"},
        ("field",),
    ),
    Table(
        "nachweise",
        GateItem,
        {"feld": "field", "was": "get_kind_display", "inhalt": "text", "begruendung": "reason"},
        ("field",),
    ),
    Table(
        "stufen_von_vereinbarungen",
        AgreementStage,
        {"vereinbarung": "agreement.title", "was": "get_kind_display", "anmerkung": "note"},
        ("agreement",),
    ),
    Table(
        "parteien_von_vereinbarungen",
        AgreementChange,
        {"vereinbarung": "agreement.title", "was": "get_change_display", "rolle": "get_role_display"},
        ("agreement",),
    ),
    Table(
        "urteile",
        ConditionOverride,
        {"feld": "field", "rahmenbedingung": "condition.text", "begruendung": "reason"},
        ("field", "condition"),
    ),
    Table(
        "kosten",
        CostEntry,
        {"feld": "field", "kommune": "organisation", "quelle": "source"},
        ("field", "organisation"),
    ),
    Table(
        "unterlagen",
        DocumentVersion,
        {"feld": "document.field", "titel": "document", "datei": "name"},
        ("document__field",),
    ),
    Table("abstimmungsrunden", Round, {"frage": "subject"}),
    Table("begruendungen_fuer_raete", RoundCore, {"begruendung": "reasoning"}, left=("snapshot",)),
    Table("vorlagenentwuerfe", CouncilPaper, {"betreff": "subject"}, left=("pdf",)),
    Table("treffen", Meeting, {"titel": "title"}),
    Table("themen", AgendaItem, {"thema": "title", "worum_es_geht": "text"}),
    Table(
        "teilnahmen",
        Attendance,
        {"treffen": "meeting", "rueckmeldung": "get_reply_display", "anmerkung": "note"},
        ("meeting",),
        at="replied_at",
    ),
    Table("sitze_der_lenkungsgruppe", SteeringSeat, {"amt": "office", "ab": "member_from"}),
    Table("ergebnisse_von_treffen", MeetingResult, {"art": "get_kind_display", "wortlaut": "text"}),
    Table("berichtigungen_von_niederschriften", MinutesAddendum, {"text": "text"}),
    Table(
        "umsetzungen",
        Implementation,
        {"stand": "get_state_display", "ansprechstelle": "contact", "anmerkung": "note"},
    ),
    Table("projektvorschlaege", Proposal, {"titel": "title", "zweck": "purpose"}),
    Table(
        "antworten_auf_vorschlaege",
        ProposalAnswer,
        {"vorschlag": "ask.proposal", "antwort": "get_reply_display", "begruendung": "reason"},
        ("ask__proposal",),
    ),
    Table("unterstuetzungsanfragen", SupportRequest, {"betreff": "subject", "frage": "text"}),
    Table(
        "antworten_auf_anfragen",
        SupportRequest,
        {"betreff": "subject", "antwort": "answer"},
        column="answered_by",
        at="answered_at",
    ),
    Table("aufgaben", Task, {"aufgabe": "title", "beschreibung": "text", "ergebnis": "note"}),
    Table(
        "berichte",
        Report,
        {"betreff": "subject", "erteilt": "issued_at"},
        column="created_by",
        at="created_at",
        left=DOCUMENTS,
    ),
    Table(
        "erteilte_berichte",
        Report,
        {"betreff": "subject"},
        column="issued_by",
        at="issued_at",
        left=DOCUMENTS,
    ),
    Table(
        "zuletzt_geaenderte_berichte",
        Report,
        {"betreff": "subject"},
        column="made_by",
        at="created_at",
        left=DOCUMENTS,
    ),
    Table(
        "gepruefte_berichte",
        Report,
        {"betreff": "subject"},
        column="checked_by",
        at="checked_at",
        left=DOCUMENTS,
    ),
    Table(
        "verworfene_berichte",
        Report,
        {"betreff": "subject"},
        column="discarded_by",
        at="discarded_at",
        left=DOCUMENTS,
    ),
    Table(
        "wappen",
        Arms,
        {"organisation": "organisation", "entfernt": "removed_at"},
        ("organisation",),
        left=("picture",),
    ),
    Table(
        "einstufungen_von_texten",
        Classification,
        {"text": "get_text_display", "initiative": "initiative", "feld": "field"},
        ("initiative", "field"),
    ),
    Table(
        "mitteilungen",
        Notice,
        {
            "titel": "title",
            "grund": "reason",
            "inhalt": "body",
            "gelesen": "read_at",
            "e_mail": "get_channel_display",
        },
        column="user",
    ),
    Table(
        "einstellungen_der_mitteilungen",
        NoticeSetting,
        {"art": "get_kind_display", "e_mail": "get_channel_display"},
        column="user",
        at="",
    ),
    Table(
        "e_mails",
        Mail,
        {
            "art": "get_kind_display",
            "stand": "get_state_display",
            "kennung": "message_id",
            "gesendet": "sent_at",
            "fehler": "message",
        },
        column="user",
        at="created_at",
    ),
    Table(
        "besuche",
        Visit,
        {"initiative": "initiative", "gesehen_bis": "seen_until"},
        ("initiative",),
        column="user",
        at="",
    ),
    Table(
        "gesendete_formulare",
        Submission,
        {"seite": "url", "antwort": "message"},
        column="user",
    ),
    Table(
        "protokoll_des_kontos",
        AccountRecord,
        {
            "art": "get_kind_display",
            "was": "subject",
            "von": "actor",
            "adresse": "address",
            "geraet": "device",
        },
        column="user",
    ),
    Table(
        "protokoll_eigener_handlungen",
        AccountRecord,
        {
            "art": "get_kind_display",
            "was": "subject",
            "als": "actor",
            "adresse": "address",
            "geraet": "device",
        },
        column="by",
    ),
)

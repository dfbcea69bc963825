"""Which tables hold something of a person, and what of a row tells of it; read by `personal_data`.

Invariant: each column of the models that leads to a person or a mandate stands here once, with where its words may be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Model

from initiatives.domain.people import personal_places as places
from initiatives.domain.people.personal_places import Place
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
    Simulation,
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
    """`words`: key -> path of attributes; `related` are fetched along, `left` stays in the database. `place` says who may
    read the words; those of `about` tell of nothing but the person.
    """

    heading: str
    model: type[Model]
    words: Mapping[str, str]
    related: tuple[str, ...] = ()
    column: str = "mandate"
    at: str = "recorded_at"
    left: tuple[str, ...] = ()
    place: Place = places.EVERYWHERE
    about: tuple[str, ...] = ()


ANSWERED = {"kommune": "ask.organisation", "feld": "ask.field"}
ASKED = ("ask__organisation", "ask__field")
CALLED = ("initiative", "feld", "arbeitsschritt", "votum", "vorschlag", "treffen", "bericht")
PLACES = dict(zip(CALLED, TARGETS, strict=True))
SAID = ("ask__organisation", "ask__field", *(name for name in TARGETS if name != "ask"))
RECORDED = {"art": "get_kind_display", "was": "subject"}


def _report(heading: str, column: str, at: str, **more: str) -> Table:
    words = {"betreff": "subject"} | more
    return Table(heading, Report, words, column=column, at=at, left=DOCUMENTS, place=places.OF_REPORT)


TABLES = (
    Table(
        "voten",
        Position,
        ANSWERED | {"votum": "get_stance_display", "begruendung": "reason"},
        ASKED,
        place=places.OF_ASK,
    ),
    Table(
        "bestaetigte_voten",
        Position,
        ANSWERED,
        ASKED,
        column="confirmed_by",
        at="confirmed_at",
        place=places.OF_ASK,
    ),
    Table(
        "entwuerfe",
        PositionDraft,
        ANSWERED | {"begruendung": "reason"},
        ASKED,
        at="changed_at",
        place=places.OF_DRAFT,
    ),
    Table(
        "bedingungen",
        PositionCondition,
        {"bedingung": "text", "stand": "get_state_display", "anmerkung": "note"},
        at="changed_at",
        place=places.in_initiative("position__ask__field__initiative"),
    ),
    Table(
        "beschluesse",
        Resolution,
        {"gremium": "body", "titel": "title", "ergebnis": "get_result_display"},
        ("body__organisation",),
        place=places.OF_RESOLUTION,
    ),
    Table(
        "bestaetigte_beschluesse",
        Resolution,
        {"gremium": "body", "titel": "title", "ergebnis": "get_result_display"},
        ("body__organisation",),
        column="confirmed_by",
        at="confirmed_at",
        place=places.OF_RESOLUTION,
    ),
    Table(
        "beschlossene_fragen",
        ResolutionAsk,
        {"beschluss": "resolution", "feld": "ask.field"},
        ("resolution__body__organisation", "ask__field"),
        place=places.OF_ASK,
    ),
    Table(
        "geaenderte_beschluesse",
        AmendmentRuling,
        {"feld": "ask.field", "betrifft_die_anderen": "concerns_others", "begruendung": "reason"},
        ("ask__field",),
        place=places.OF_ASK,
    ),
    Table(
        "beteiligungen",
        ParticipationEntry,
        {"feld": "field", "beteiligung": "get_status_display", "ansprechstelle": "contact"},
        ("field",),
        place=places.OF_FIELD,
    ),
    Table(
        "kommentare",
        Comment,
        {"text": "text", **PLACES},
        (*SAID, "internal_to"),
        left=DOCUMENTS_OF["report"],
        place=places.of_comment(),
    ),
    Table(
        "geklaerte_kommentare",
        Comment,
        {"text": "text"},
        ("internal_to",),
        column="resolved_by",
        at="resolved_at",
        place=places.of_comment(),
    ),
    Table(
        "erwaehnungen",
        CommentMention,
        {"text": "comment.text"},
        ("comment__internal_to",),
        column="user",
        at="comment.recorded_at",
        place=places.of_comment("comment__"),
    ),
    Table(
        "bewertungen",
        StatusAssessment,
        {"feld": "field", "ampel": "get_light_display", "ursache": "cause", "massnahme": "measure"},
        ("field",),
        place=places.OF_FIELD,
    ),
    Table("simulationen", Simulation, {"feld": "field", "was": "title"}, ("field",), place=places.OF_FIELD),
    Table(
        "phasen",
        PhaseTransition,
        {"feld": "field", "phase": "get_to_phase_display", "grund": "reason"},
        ("field",),
        place=places.OF_FIELD,
    ),
    Table(
        "nachweise",
        GateItem,
        {"feld": "field", "was": "get_kind_display", "inhalt": "text", "begruendung": "reason"},
        ("field",),
        place=places.OF_FIELD,
    ),
    Table(
        "stufen_von_vereinbarungen",
        AgreementStage,
        {"vereinbarung": "agreement.title", "was": "get_kind_display", "anmerkung": "note"},
        ("agreement",),
        place=places.OF_AGREEMENT,
    ),
    Table(
        "parteien_von_vereinbarungen",
        AgreementChange,
        {"vereinbarung": "agreement.title", "was": "get_change_display", "rolle": "get_role_display"},
        ("agreement",),
        place=places.OF_AGREEMENT,
    ),
    Table(
        "urteile",
        ConditionOverride,
        {"feld": "field", "rahmenbedingung": "condition.text", "begruendung": "reason"},
        ("field", "condition"),
        place=places.OF_FIELD,
    ),
    Table(
        "kosten",
        CostEntry,
        {"feld": "field", "kommune": "organisation", "quelle": "source"},
        ("field", "organisation"),
        place=places.OF_FIELD,
    ),
    Table(
        "unterlagen",
        DocumentVersion,
        {"feld": "document.field", "titel": "document", "datei": "name"},
        ("document__field",),
        place=places.in_initiative("document__field__initiative"),
    ),
    Table("abstimmungsrunden", Round, {"frage": "subject"}, place=places.OF_INITIATIVE),
    Table(
        "begruendungen_fuer_raete",
        RoundCore,
        {"begruendung": "reasoning"},
        left=("snapshot",),
        place=places.OF_CORE,
    ),
    Table("vorlagenentwuerfe", CouncilPaper, {"betreff": "subject"}, left=("pdf",), place=places.OF_PAPER),
    Table("treffen", Meeting, {"titel": "title"}, place=places.of_meeting("pk")),
    Table("themen", AgendaItem, {"thema": "title", "worum_es_geht": "text"}, place=places.OF_ITEM),
    Table(
        "teilnahmen",
        Attendance,
        {"treffen": "meeting", "rueckmeldung": "get_reply_display", "anmerkung": "note"},
        ("meeting",),
        at="replied_at",
        place=places.of_meeting("meeting"),
    ),
    Table(
        "sitze_der_lenkungsgruppe",
        SteeringSeat,
        {"amt": "office", "ab": "member_from"},
        place=places.OF_INITIATIVE,
    ),
    Table(
        "ergebnisse_von_treffen",
        MeetingResult,
        {"art": "get_kind_display", "wortlaut": "text"},
        place=places.of_meeting("meeting"),
    ),
    Table(
        "berichtigungen_von_niederschriften",
        MinutesAddendum,
        {"text": "text"},
        place=places.of_meeting("minutes__meeting"),
    ),
    Table(
        "umsetzungen",
        Implementation,
        {"stand": "get_state_display", "ansprechstelle": "contact", "anmerkung": "note"},
        place=places.OF_IMPLEMENTATION,
    ),
    Table("projektvorschlaege", Proposal, {"titel": "title", "zweck": "purpose"}, place=places.OF_INITIATIVE),
    Table(
        "antworten_auf_vorschlaege",
        ProposalAnswer,
        {"vorschlag": "ask.proposal", "antwort": "get_reply_display", "begruendung": "reason"},
        ("ask__proposal",),
        place=places.in_initiative("ask__proposal__initiative"),
    ),
    Table(
        "unterstuetzungsanfragen",
        SupportRequest,
        {"betreff": "subject", "frage": "text"},
        place=places.OF_INITIATIVE,
    ),
    Table(
        "antworten_auf_anfragen",
        SupportRequest,
        {"betreff": "subject", "antwort": "answer"},
        column="answered_by",
        at="answered_at",
        place=places.OF_INITIATIVE,
    ),
    Table(
        "aufgaben",
        Task,
        {"aufgabe": "title", "beschreibung": "text", "ergebnis": "note"},
        place=places.OF_INITIATIVE,
    ),
    _report("berichte", "created_by", "created_at", erteilt="issued_at"),
    _report("erteilte_berichte", "issued_by", "issued_at"),
    _report("zuletzt_geaenderte_berichte", "made_by", "created_at"),
    _report("gepruefte_berichte", "checked_by", "checked_at"),
    _report("verworfene_berichte", "discarded_by", "discarded_at"),
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
        place=places.OF_INITIATIVE,
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
        place=places.OF_NOTICE,
        about=("gelesen", "e_mail"),
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
        place=places.OF_INITIATIVE,
        about=("gesehen_bis",),
    ),
    Table(
        "gesendete_formulare",
        Submission,
        {"seite": "url", "antwort": "message"},
        column="user",
        place=places.OWN,
    ),
    Table(
        "protokoll_des_kontos",
        AccountRecord,
        RECORDED | {"von": "actor", "adresse": "address_of_person", "geraet": "device_of_person"},
        column="user",
    ),
    Table(
        "protokoll_eigener_handlungen",
        AccountRecord,
        RECORDED | {"als": "actor", "adresse": "address", "geraet": "device"},
        column="by",
        place=places.OF_ACT,
        about=("art", "als", "adresse", "geraet"),
    ),
)

"""One sound row of each table of what the circle does together, and what the database refuses about it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.models import Model

from initiatives.enums import DecisionEffect, MeetingState, ProposalState, ResultKind, SteeringDecision
from initiatives.models import (
    AccountRecord,
    AgendaItem,
    Attendance,
    ChainLink,
    Comment,
    CommentMention,
    DecisionVote,
    Implementation,
    Mail,
    Meeting,
    MeetingPaper,
    MeetingResult,
    Minutes,
    MinutesAddendum,
    Notice,
    NoticeSetting,
    Project,
    Proposal,
    ProposalAnswer,
    ProposalAsk,
    Simulation,
    SteeringSeat,
    Submission,
    SupportRequest,
    Task,
    Visit,
)

DAY = date(2026, 2, 2)
AT = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)

# constraint: what makes a row break it
BROKEN: dict[str, tuple[type[Model], dict]] = {
    "meeting_state": (Meeting, {"state": "lost"}),
    "meeting_ends_after_it_begins": (Meeting, {"ends_at": AT}),
    "meeting_planned_has_a_beginning": (Meeting, {"starts_at": None}),
    "meeting_invited_at": (Meeting, {"invited_at": None}),
    "meeting_started_at": (Meeting, {"state": "running"}),
    "meeting_cancelled_with_reason": (Meeting, {"state": "cancelled", "cancelled_at": AT}),
    "chain_link_exactly_one_document": (ChainLink, {"paper": None}),
    "agenda_item_state": (AgendaItem, {"state": "lost"}),
    "agenda_item_minutes": (AgendaItem, {"minutes": 481}),
    "agenda_item_dealt_with_in_a_meeting": (AgendaItem, {"state": "treated", "meeting": None}),
    "attendance_reply": (Attendance, {"reply": "maybe", "replied_at": AT}),
    "attendance_replied_at": (Attendance, {"reply": "attending"}),
    "meeting_result_kind": (MeetingResult, {"kind": "song", "is_adopted": None}),
    "meeting_result_effect": (MeetingResult, {"effect": "wonder"}),
    "meeting_result_has_words": (MeetingResult, {"text": ""}),
    "meeting_result_adopted_iff_decision": (MeetingResult, {"is_adopted": None}),
    "meeting_result_steering": (MeetingResult, {"steering": "wish"}),
    "meeting_result_steers_a_field": (MeetingResult, {"steering": SteeringDecision.ORDER, "field": None}),
    "steering_seat_has_an_office": (SteeringSeat, {"office": ""}),
    "steering_seat_ends_after_it_begins": (
        SteeringSeat,
        {"member_until": date(2025, 1, 1), "end_recorded_at": AT},
    ),
    "steering_seat_end_and_time": (SteeringSeat, {"member_until": DAY}),
    "meeting_result_fixes_a_field": (MeetingResult, {"effect": DecisionEffect.FIX_FIELD}),
    "decision_vote": (DecisionVote, {"vote": "maybe"}),
    "implementation_state": (Implementation, {"state": "lost"}),
    "implementation_exactly_one_target": (Implementation, {"decision": None}),
    "minutes_state": (Minutes, {"state": "lost"}),
    "minutes_state_and_times": (Minutes, {"approved_at": AT}),
    "minutes_addendum_not_empty": (MinutesAddendum, {"text": ""}),
    "meeting_paper_kind": (MeetingPaper, {"kind": "poster"}),
    "proposal_state": (Proposal, {"state": "lost", "became_field": None}),
    "proposal_ended_at": (Proposal, {"ended_at": None}),
    "proposal_ended_with_reason": (Proposal, {"state": "withdrawn", "became_field": None}),
    "proposal_became_a_field": (Proposal, {"state": "not_pursued", "ended_reason": "x"}),
    "proposal_answer_reply": (ProposalAnswer, {"reply": "maybe"}),
    "proposal_answer_refusal_has_reason": (ProposalAnswer, {"reply": "refusal"}),
    "support_request_state": (SupportRequest, {"state": "lost"}),
    "support_request_declined_with_reason": (SupportRequest, {"state": "declined", "closed_at": AT}),
    "support_request_answer_and_time": (SupportRequest, {"answer": "x"}),
    "support_request_closed_at": (SupportRequest, {"closed_at": AT}),
    "task_state": (Task, {"state": "lost"}),
    "task_done_on": (Task, {"done_on": DAY}),
    "comment_exactly_one_target": (Comment, {"field": None}),
    "comment_not_empty": (Comment, {"text": ""}),
    "comment_resolved_by_and_at": (Comment, {"resolved_at": AT}),
    "comment_mention_exactly_one": (CommentMention, {"user": None}),
    "account_record_kind": (AccountRecord, {"kind": "gossip"}),
    "mail_kind": (Mail, {"kind": "gossip"}),
    "mail_state": (Mail, {"state": "lost"}),
    "mail_to_somebody": (Mail, {"user": None}),
    "mail_with_paper": (Mail, {"kind": "meeting"}),
    "mail_sent_at": (Mail, {"state": "sent"}),
    "notice_kind": (Notice, {"kind": "gossip"}),
    "notice_channel": (Notice, {"channel": "pigeon"}),
    "notice_setting_kind": (NoticeSetting, {"kind": "gossip"}),
    "notice_setting_channel": (NoticeSetting, {"channel": "pigeon"}),
}
# constraint or column: what a second row has of its own, beside all that it shares with the first
TWICE: dict[str, tuple[type[Model], dict]] = {
    "steering_seat_once": (SteeringSeat, {"member_from": date(2026, 2, 3)}),
    "attendance_once": (Attendance, {"is_optional": True}),
    "decision_vote_once": (DecisionVote, {"vote": "no"}),
    "meeting_paper_once": (MeetingPaper, {"snapshot": {"other": 1}}),
    "proposal_ask_once": (ProposalAsk, {"reminded_at": AT}),
    "comment_mention_user_once": (CommentMention, {}),
    "comment_mention_organisation_once": (CommentMention, {}),
    "notice_setting_once": (NoticeSetting, {"channel": "never"}),
    "submission_once": (Submission, {"digest": "b" * 64}),
    "visit_once": (Visit, {"seen_until": AT + timedelta(days=1)}),
    "Meeting.uid": (Meeting, {"title": "Another"}),
    "AgendaItem.approves": (AgendaItem, {"carried_from": None}),
    "AgendaItem.carried_from": (AgendaItem, {"approves": None}),
    "Minutes.meeting": (Minutes, {"state": "draft"}),
    "Proposal.became_field": (Proposal, {"title": "Another"}),
    "Project.proposal": (Project, {"title": "Another"}),
    "Task.result": (Task, {"title": "Another"}),
    "Mail.message_id": (Mail, {"attempts": 2}),
    "ChainLink.number": (ChainLink, {"of_pdf": True, "head": "1" * 64}),
    "ChainLink.head": (ChainLink, {"of_pdf": True, "number": 2}),
    "ChainLink.report": (ChainLink, {"number": 2, "head": "1" * 64}),
    "chain_link_once_a_paper": (ChainLink, {"number": 2, "head": "1" * 64}),
}


def rows(circle) -> list[Model]:
    """One of each table."""
    return [*_of_a_meeting(circle), *_of_a_proposal(circle), *_told(circle), _tried_out(circle)]


def _tried_out(circle) -> Model:
    return Simulation.objects.create(
        field=circle.payroll,
        title="Nach Einwohnern",
        query="art=population",
        recorded_at=AT,
        mandate=circle.people["nottuln"],
    )


def _of_a_meeting(circle) -> list[Model]:
    delegate, initiative = circle.people["nottuln"], circle.initiative
    recorded = {"recorded_at": AT, "mandate": delegate}
    meeting = Meeting.objects.create(
        initiative=initiative,
        title="Treffen",
        held_on=DAY,
        starts_at=AT,
        state=MeetingState.INVITED,
        uid=UUID(int=1),
        invited_at=AT,
        effective_on=DAY,
        **recorded,
    )
    before = AgendaItem.objects.create(initiative=initiative, title="x", **recorded)
    first_meeting = initiative.meetings.exclude(pk=meeting.pk).get()
    item = AgendaItem.objects.create(
        initiative=initiative,
        meeting=meeting,
        title="x",
        approves=first_meeting,
        carried_from=before,
        **recorded,
    )
    result = MeetingResult.objects.create(
        meeting=meeting, item=item, kind=ResultKind.DECISION, text="x", is_adopted=True, **recorded
    )
    minutes = Minutes.objects.create(meeting=meeting)
    paper = MeetingPaper.objects.create(
        meeting=meeting, kind="minutes", number=1, snapshot={}, snapshot_sha256="0" * 64, recorded_at=AT
    )
    return [
        meeting,
        item,
        Attendance.objects.create(meeting=meeting, organisation=circle.nottuln),
        SteeringSeat.objects.create(
            initiative=initiative, organisation=circle.nottuln, office="x", member_from=DAY, **recorded
        ),
        result,
        DecisionVote.objects.create(decision=result, organisation=circle.nottuln, vote="yes"),
        Implementation.objects.create(decision=result, state="open", effective_on=DAY, **recorded),
        minutes,
        MinutesAddendum.objects.create(minutes=minutes, text="x", **recorded),
        paper,
        ChainLink.objects.create(number=1, paper=paper, checksum="0" * 64, head="0" * 64),
        Task.objects.create(
            initiative=initiative, result=result, title="x", owner=circle.nottuln, **recorded
        ),
    ]


def _of_a_proposal(circle) -> list[Model]:
    delegate, initiative = circle.people["nottuln"], circle.initiative
    recorded = {"recorded_at": AT, "mandate": delegate}
    proposal = Proposal.objects.create(
        initiative=initiative,
        title="x",
        purpose="x",
        state=ProposalState.ACCEPTED,
        ended_at=AT,
        became_field=circle.hotline,
        effective_on=DAY,
        **recorded,
    )
    ask = ProposalAsk.objects.create(proposal=proposal, organisation=circle.nottuln)
    return [
        proposal,
        ask,
        ProposalAnswer.objects.create(ask=ask, reply="interest", effective_on=DAY, **recorded),
        Project.objects.create(
            field=circle.payroll, proposal=proposal, title="x", effective_on=DAY, recorded_at=AT
        ),
        SupportRequest.objects.create(
            initiative=initiative,
            organisation=circle.nottuln,
            county=circle.county,
            subject="x",
            text="x",
            **recorded,
        ),
    ]


def _told(circle) -> list[Model]:
    """A comment and who is named in it, a notice and its mail."""
    delegate = circle.people["nottuln"]
    user = delegate.user
    comment = Comment.objects.create(field=circle.payroll, text="x", mandate=delegate, recorded_at=AT)
    mail = Mail.objects.create(user=user, message_id="<1@ikz.example>", created_at=AT, try_after=AT)
    return [
        comment,
        CommentMention.objects.create(comment=comment, user=user),
        mail,
        Notice.objects.create(
            user=user,
            kind="task",
            title="x",
            reason="x",
            page="field",
            page_id=circle.payroll.pk,
            recorded_at=AT,
            channel="at_once",
            mail=mail,
        ),
        NoticeSetting.objects.create(user=user, kind="task", channel="daily"),
        Visit.objects.create(user=user, initiative=circle.initiative, seen_until=AT),
        Submission.objects.create(user=user, token="a" * 22, digest="a" * 64, recorded_at=AT),
        AccountRecord.objects.create(user=user, kind="lock", subject="Konto gesperrt", recorded_at=AT),
    ]

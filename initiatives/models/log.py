"""What happened (events: who did what when, in words), who was told of it and how, and what a person has seen.

Events are append-only and without foreign keys to what they tell of.
"""

from datetime import datetime
from email.utils import make_msgid
from functools import lru_cache
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from initiatives.enums import Channel, MailKind, MailState, NoticeKind
from initiatives.models.checks import choice_check
from initiatives.models.circle import Initiative
from initiatives.models.lines import Line
from initiatives.models.meetings import Meeting
from initiatives.models.people import READS_INTERNAL, Mandate, Scope, User
from initiatives.models.reports import Report
from initiatives.models.subselects import KEPT, subselect


class EventQuerySet(models.QuerySet):
    def visible_to(self, mandate) -> "EventQuerySet":
        """Without what is internal to another organisation, and what belongs to a report or meeting that the mandate may not
        open.

        Every list of events goes through here; which initiatives a mandate sees is asked for before.
        """
        own = mandate.organisation_id if mandate is not None and mandate.reads_internal else None
        heard = Q(audience_id=None) if own is None else Q(audience_id=None) | Q(audience_id=own)
        elsewhere = ~Q(page__in=["report", "meeting"])
        if mandate is not None:
            elsewhere |= Q(page="report", page_id__in=_open_reports(mandate.scope))
            elsewhere |= Q(page="meeting", page_id__in=_open_meetings(mandate.scope))
        return self.filter(heard, elsewhere)


@lru_cache(maxsize=KEPT)
def _open_reports(scope: Scope) -> RawSQL:
    return subselect(Report.objects.visible_to(scope).values("pk"))


@lru_cache(maxsize=KEPT)
def _open_meetings(scope: Scope) -> RawSQL:
    return subselect(Meeting.objects.visible_to(scope).values("pk"))


class Event(models.Model):
    """`actor` is role and organisation, never a person. `before` and `after` hold the two values of a change.

    `page`, `page_id` and `anchor` name the place as a route, its number and a part of it, where that is not the field or
    the initiative. `audience_id` is the organisation that alone reads the event; none for all.
    """

    recorded_at = models.DateTimeField()
    effective_on = models.DateField()
    kind = models.SlugField(max_length=40)
    initiative_id = models.BigIntegerField(null=True)
    field_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    audience_id = models.BigIntegerField(null=True)
    page = models.SlugField(max_length=40, blank=True, default="")
    page_id = models.BigIntegerField(null=True)
    anchor = models.CharField(max_length=60, blank=True, default="")
    actor = Line(max_length=250)
    subject = Line(max_length=250)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    # In words, for a page; `domain/log/events.placed` fills them in.
    place = ""
    audience = ""

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        indexes = [
            models.Index(fields=["initiative_id", "-recorded_at"], name="event_of_initiative"),
            models.Index(fields=["field_id", "-recorded_at"], name="event_of_field"),
        ]

    def __str__(self) -> str:
        return f"{self.recorded_at:%d.%m.%Y %H:%M} {self.subject}"


def new_message_id() -> str:
    """The Message-ID that a mail keeps in every attempt."""
    return make_msgid(domain=urlsplit(settings.BASE_URL).hostname)


class Mail(models.Model):
    """One mail to one person: whom and what kind, with the notices that it tells of, the `paper` of a meeting or the `record`
    of what happened to an account. What it says is made when it is handed over, and no link of it is stored.

    `sending_at` is when it was last taken to be handed over, `sent_at` when the mail server took it, `tried_since` from when
    the days count for which it is tried. `may_have_arrived` stays true from an attempt that was or may have been taken.
    Nobody's is the request for a new password or a code to an address that has no account.
    """

    user = models.ForeignKey(
        "initiatives.User", null=True, blank=True, on_delete=models.PROTECT, related_name="mails"
    )
    kind = models.CharField(max_length=10, choices=MailKind, default=MailKind.NOTICES)
    paper = models.ForeignKey(
        "initiatives.MeetingPaper", null=True, blank=True, on_delete=models.PROTECT, related_name="mails"
    )
    record = models.ForeignKey(
        "initiatives.AccountRecord", null=True, blank=True, on_delete=models.SET_NULL, related_name="mails"
    )
    to = models.EmailField(blank=True)  # where it is not the address of the account: the former one
    message_id = models.CharField(max_length=200, unique=True, default=new_message_id)
    state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING)
    created_at = models.DateTimeField()
    tried_since = models.DateTimeField(default=timezone.now)
    try_after = models.DateTimeField()
    sending_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    may_have_arrived = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    message = Line(max_length=500, blank=True)  # why it is not sent

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            choice_check("kind", MailKind, "mail_kind"),
            choice_check("state", MailState, "mail_state"),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(kind__in=(MailKind.RESET, MailKind.CODE)),
                name="mail_to_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(kind=MailKind.MEETING) | Q(paper__isnull=False), name="mail_with_paper"
            ),
            models.CheckConstraint(
                condition=~Q(state=MailState.SENT) | Q(sent_at__isnull=False), name="mail_sent_at"
            ),
        ]
        indexes = [models.Index(fields=["state", "try_after"], name="mail_in_state")]

    def __str__(self) -> str:
        return self.message_id

    @classmethod
    def new(cls, user: User | None, kind: MailKind, at: datetime, **values: Any) -> Self:
        """One to be stored; it may go at once."""
        return cls(user=user, kind=kind, created_at=at, tried_since=at, try_after=at, **values)

    @property
    def receiver(self) -> User:
        """Whom it goes to. Raises ValueError for nobody's."""
        if self.user is None:
            raise ValueError("No account has the address of this request.")
        return self.user


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user_id, scopes) -> "NoticeQuerySet":
        """Of the notices of a person those whose initiative, report and meeting one of the person's valid mandates may open,
        and which are not internal to another organisation."""
        if not scopes:
            return self.none()
        places, reports, meetings = Q(), ~Q(page="report"), ~Q(page="meeting")
        for scope in scopes:
            heard = Q(audience_id=None)
            if scope.role in READS_INTERNAL:
                heard |= Q(audience_id=scope.organisation_id)
            places |= heard & (Q(initiative=None) | Q(initiative__in=Initiative.objects.visible_to(scope)))
            reports |= Q(page_id__in=Report.objects.visible_to(scope).order_by().values("pk"))
            meetings |= Q(page_id__in=Meeting.objects.visible_to(scope).order_by().values("pk"))
        return self.filter(places, reports, meetings, user_id=user_id)


class Notice(models.Model):
    """What a person is told, and why. `page`, `page_id`, `anchor` name the place as a route, its number and a part of it.

    `body` is shown in the application only; a mail says `title`, `reason` and the place. `audience_id` is the organisation
    that alone may be told; none for all. Same kind and place within a minute become one notice (`count`), and all comments
    at one place until it is read.
    """

    user = models.ForeignKey("initiatives.User", on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=12, choices=NoticeKind)
    title = Line(max_length=250)
    reason = Line(max_length=250)
    body = models.TextField(blank=True)
    initiative = models.ForeignKey(
        "initiatives.Initiative", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    audience_id = models.BigIntegerField(null=True, blank=True)
    page = models.SlugField(max_length=40)
    page_id = models.BigIntegerField(null=True, blank=True)
    anchor = models.CharField(max_length=60, blank=True)
    actor = Line(max_length=250, blank=True)
    count = models.PositiveSmallIntegerField(default=1)
    recorded_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=10, choices=Channel)
    mail = models.ForeignKey(Mail, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")

    address = ""  # of its place, for a page
    together = ""  # its title without the number where it becomes one with others, while it is being told

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            choice_check("kind", NoticeKind, "notice_kind"),
            choice_check("channel", Channel, "notice_channel"),
        ]
        indexes = [
            models.Index(fields=["user", "-recorded_at"], name="notice_of_user"),
            models.Index(fields=["channel"], condition=Q(mail=None), name="notice_not_mailed"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_heard_by(self, mandate: Mandate) -> bool:
        """Whether it is for all, or for the organisation that the mandate reads for."""
        own = mandate.organisation_id if mandate.reads_internal else None
        return self.audience_id in (None, own)


class NoticeSetting(models.Model):
    """How a person wants the mails of one kind; where there is no row, the kind's own default holds."""

    user = models.ForeignKey("initiatives.User", on_delete=models.PROTECT, related_name="notice_settings")
    kind = models.CharField(max_length=12, choices=NoticeKind)
    channel = models.CharField(max_length=10, choices=Channel)

    class Meta:
        ordering = ["pk"]
        constraints = [
            choice_check("kind", NoticeKind, "notice_setting_kind"),
            choice_check("channel", Channel, "notice_setting_channel"),
            models.UniqueConstraint(fields=["user", "kind"], name="notice_setting_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_channel_display()}"


class Visit(models.Model):
    """Up to when a person has seen what happened in an initiative; written only when they say so."""

    user = models.ForeignKey("initiatives.User", on_delete=models.PROTECT, related_name="visits")
    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.PROTECT, related_name="+")
    seen_until = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "initiative"], name="visit_once")]

    def __str__(self) -> str:
        return f"{self.initiative}: {self.seen_until}"

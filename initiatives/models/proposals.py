"""Proposals of joint projects: addressed to some, answered by each of them; and projects inside a field."""

from django.db import models
from django.db.models import CheckConstraint, Q

from initiatives.enums import ProposalReply, ProposalState
from initiatives.models.checks import choice_check
from initiatives.models.dated import Dated
from initiatives.models.german import InGerman
from initiatives.models.lines import Line


class Proposal(models.Model):
    """`field` is the field inside which the project is thought of, none where it would be a field of its own.

    Once accepted, `became_field` is the field that it became, or (inside a field) there is a `Project`.
    """

    initiative = models.ForeignKey(
        "initiatives.Initiative", on_delete=models.PROTECT, related_name="proposals"
    )
    field = models.ForeignKey(
        "initiatives.Field",
        verbose_name="Im Betätigungsfeld",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="proposals",
    )
    title = Line("Titel", max_length=200)
    purpose = models.TextField("Zweck")
    benefit = models.TextField("Nutzen", blank=True)
    effort = models.TextField("Aufwand", blank=True)
    deadline = models.DateField("Antwort erbeten bis", null=True, blank=True)
    state = models.CharField("Stand", max_length=12, choices=ProposalState, default=ProposalState.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.TextField("Begründung", blank=True)
    became_field = models.OneToOneField(
        "initiatives.Field", null=True, blank=True, on_delete=models.PROTECT, related_name="came_from"
    )
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="proposals")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            choice_check("state", ProposalState, "proposal_state"),
            CheckConstraint(
                condition=Q(state=ProposalState.OPEN, ended_at=None)
                | (~Q(state=ProposalState.OPEN) & Q(ended_at__isnull=False)),
                name="proposal_ended_at",
            ),
            CheckConstraint(
                condition=~Q(state__in=[ProposalState.WITHDRAWN, ProposalState.NOT_PURSUED])
                | ~Q(ended_reason=""),
                name="proposal_ended_with_reason",
            ),
            CheckConstraint(
                condition=Q(became_field=None) | Q(state=ProposalState.ACCEPTED, field=None),
                name="proposal_became_a_field",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProposalAsk(models.Model):
    """An organisation to which a proposal is addressed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="asks")
    organisation = models.ForeignKey(
        "initiatives.Organisation", on_delete=models.PROTECT, related_name="proposal_asks"
    )
    reminded_at = models.DateTimeField("erinnert", null=True, blank=True)

    class Meta:
        ordering = [InGerman("organisation__name")]
        constraints = [models.UniqueConstraint(fields=["proposal", "organisation"], name="proposal_ask_once")]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.proposal}"


class ProposalAnswer(Dated):
    """What an addressed organisation says; the latest counts."""

    ask = models.ForeignKey(ProposalAsk, on_delete=models.PROTECT, related_name="answers")
    reply = models.CharField("Antwort", max_length=10, choices=ProposalReply)
    reason = models.TextField("Begründung", blank=True)
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            choice_check("reply", ProposalReply, "proposal_answer_reply"),
            CheckConstraint(
                condition=~Q(reply=ProposalReply.REFUSAL) | ~Q(reason=""),
                name="proposal_answer_refusal_has_reason",
                violation_error_message="Eine Ablehnung braucht eine Begründung.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ask}: {self.get_reply_display()}"


class Project(models.Model):
    """A joint project inside a field, as it was proposed; who takes part says the proposal's answers."""

    field = models.ForeignKey("initiatives.Field", on_delete=models.PROTECT, related_name="projects")
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="project")
    title = Line("Titel", max_length=200)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["effective_on", "pk"]

    def __str__(self) -> str:
        return self.title

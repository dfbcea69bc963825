"""Comments. A target is one nullable foreign key, and exactly one of them is set."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import CheckConstraint, Q

from initiatives.enums import Role

TARGETS = ("initiative", "field", "step", "ask", "proposal", "meeting", "report")


def _exactly_one(names: tuple[str, ...]) -> Q:
    return reduce(or_, (Q(**{f"{name}__isnull": name != one for name in names}) for one in names))


def _target(model: str) -> models.ForeignKey:
    return models.ForeignKey(
        f"initiatives.{model}", null=True, blank=True, on_delete=models.PROTECT, related_name="comments"
    )


class CommentQuerySet(models.QuerySet):
    def visible_to(self, mandate) -> "CommentQuerySet":
        """Without what is internal to another organisation; nothing for council members. The target is asked for before."""
        if mandate is None or mandate.role == Role.COUNCIL_MEMBER:
            return self.none()
        if not mandate.reads_internal:
            return self.filter(internal_to=None)
        return self.filter(Q(internal_to=None) | Q(internal_to=mandate.organisation_id))

    def with_names(self) -> "CommentQuerySet":
        return self.select_related("internal_to", "mandate__organisation", "resolved_by__organisation")


class Comment(models.Model):
    """`internal_to` is the organisation that alone reads it; none for all. `parent` is the comment that it answers."""

    initiative = _target("Initiative")
    field = _target("Field")
    step = _target("Step")
    ask = _target("Ask")
    proposal = _target("Proposal")
    meeting = _target("Meeting")
    report = _target("Report")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    internal_to = models.ForeignKey(
        "initiatives.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="internal_comments",
    )
    text = models.TextField("Kommentar", max_length=10_000)
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="comments")
    recorded_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        "initiatives.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            CheckConstraint(condition=_exactly_one(TARGETS), name="comment_exactly_one_target"),
            CheckConstraint(condition=~Q(text=""), name="comment_not_empty"),
            CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_resolved_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def target(self) -> models.Model:
        """What the comment is on."""
        name = next(name for name in TARGETS if getattr(self, f"{name}_id") is not None)
        return getattr(self, name)


class CommentMention(models.Model):
    """A person or an organisation named in a comment."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="mentions")
    user = models.ForeignKey(
        "initiatives.User", null=True, blank=True, on_delete=models.PROTECT, related_name="mentions"
    )
    organisation = models.ForeignKey(
        "initiatives.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="mentions"
    )

    class Meta:
        constraints = [
            CheckConstraint(
                condition=_exactly_one(("user", "organisation")), name="comment_mention_exactly_one"
            ),
            models.UniqueConstraint(fields=["comment", "user"], name="comment_mention_user_once"),
            models.UniqueConstraint(
                fields=["comment", "organisation"], name="comment_mention_organisation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.organisation}"

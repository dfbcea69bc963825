"""Resolutions (Beschlüsse): each is one thing of one body, and answers one or more asks.

"Geändert beschlossen" may touch the others or not: who runs the round says so.
"""

from django.db import models
from django.db.models import CheckConstraint, Q

from initiatives.enums import ResolutionResult
from initiatives.models.checks import choice_check
from initiatives.models.dated import Dated
from initiatives.models.lines import Line

NOT_NEGATIVE = ("votes_for", "votes_against", "votes_abstained", "members_absent")


def _none_or_not_negative(names: tuple[str, ...]) -> Q:
    found = Q()
    for name in names:
        found &= Q(**{name: None}) | Q(**{f"{name}__gte": 0})
    return found


class Resolution(Dated):
    """What a body decided (Beschluss). Votes are numbers of heads, unknown if null.

    With a `source_note` it was taken from what that municipality has published, and counts once it is confirmed. An advance
    resolution (Vorratsbeschluss) says what it `allows`, and until when.
    """

    body = models.ForeignKey("initiatives.Body", on_delete=models.PROTECT, related_name="resolutions")
    result = models.CharField("Ergebnis", max_length=20, choices=ResolutionResult)
    title = Line("Titel", max_length=200, blank=True, default="")
    text = models.TextField("Wortlaut", blank=True, default="")
    paper_number = Line("Vorlage", max_length=50, blank=True)
    votes_for = models.PositiveSmallIntegerField("Ja", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("Nein", null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField("Enthaltungen", null=True, blank=True)
    members_absent = models.PositiveSmallIntegerField("Abwesend", null=True, blank=True)
    link = models.URLField("Verweis", blank=True)
    allows = models.TextField("Was er im Voraus erlaubt", blank=True, default="")
    allows_until = models.DateField("Erlaubt es bis", null=True, blank=True)
    source_note = Line("Quelle", max_length=200, blank=True, default="")
    confirmed_by = models.ForeignKey(
        "initiatives.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="resolutions")

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            choice_check("result", ResolutionResult, "resolution_result"),
            CheckConstraint(
                condition=_none_or_not_negative(NOT_NEGATIVE), name="resolution_votes_not_negative"
            ),
            CheckConstraint(
                condition=Q(allows_until=None) | ~Q(allows=""), name="resolution_until_of_what_it_allows"
            ),
            CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(source_note="")),
                name="resolution_confirmed_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.effective_on}: {self.get_result_display()}"


class ResolutionAsk(models.Model):
    """That a resolution answers an ask; append-only. One of the competent body decides it, another prepares that."""

    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="answered")
    ask = models.ForeignKey("initiatives.Ask", on_delete=models.PROTECT, related_name="resolved")
    decides = models.BooleanField("entscheidet")
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["resolution", "ask"], name="resolution_ask_once")]

    def __str__(self) -> str:
        return f"{self.resolution} zu {self.ask}"


class AmendmentRuling(Dated):
    """Whether "geändert beschlossen" on an ask concerns the others, said by who runs the round."""

    ask = models.ForeignKey("initiatives.Ask", on_delete=models.PROTECT, related_name="rulings")
    concerns_others = models.BooleanField("betrifft die anderen")
    reason = models.TextField("Begründung")
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            CheckConstraint(condition=~Q(reason=""), name="amendment_ruling_has_reason"),
        ]

    def __str__(self) -> str:
        word = "betrifft die anderen" if self.concerns_others else "betrifft die anderen nicht"
        return f"{self.ask}: geändert beschlossen, {word}"

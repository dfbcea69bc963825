"""The steering group (Lenkungsgruppe) of an initiative: who sits in it, by organisation and office, from when to when."""

from django.db import models
from django.db.models import CheckConstraint, F, Q

from initiatives.models.circle import Initiative
from initiatives.models.german import InGerman
from initiatives.models.lines import Line
from initiatives.models.organisations import Organisation


class SteeringSeat(models.Model):
    """A seat from `member_from` on, until `member_until` included. It names an office, never a person.

    `end_recorded_at` is when its end was told of; until then the seat was known without one.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="steering_seats")
    organisation = models.ForeignKey(
        Organisation, verbose_name="Organisation", on_delete=models.PROTECT, related_name="steering_seats"
    )
    office = Line("Amt", max_length=100, help_text="Zum Beispiel Bürgermeister/in, kein Personenname")
    member_from = models.DateField("Mitglied ab")
    member_until = models.DateField("Mitglied bis", null=True, blank=True)
    recorded_at = models.DateTimeField()
    end_recorded_at = models.DateTimeField(null=True, blank=True)
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = [InGerman("organisation__name"), "office", "member_from", "pk"]
        constraints = [
            CheckConstraint(condition=~Q(office=""), name="steering_seat_has_an_office"),
            CheckConstraint(
                condition=Q(member_until=None) | Q(member_until__gte=F("member_from")),
                name="steering_seat_ends_after_it_begins",
            ),
            CheckConstraint(
                condition=Q(member_until=None, end_recorded_at=None)
                | Q(member_until__isnull=False, end_recorded_at__isnull=False),
                name="steering_seat_end_and_time",
            ),
            models.UniqueConstraint(
                fields=["initiative", "organisation", "office"],
                condition=Q(member_until=None),
                name="steering_seat_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.office}"

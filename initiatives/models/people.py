"""Who acts: accounts and their mandates.

`User` is the only place where a person's name, mail and telephone stand. Rights are the mandates valid today.
"""

from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CheckConstraint, F, Q

from initiatives.enums import MandateState, RecordKind, Role
from initiatives.models.checks import choice_check
from initiatives.models.german import InGerman
from initiatives.models.lines import Line
from initiatives.models.organisations import Organisation

READS_INTERNAL = (Role.DELEGATE, Role.DEPUTY, Role.READER)  # what is internal to their organisation


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Create a user who signs in by `email` (compared without case)."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username):
        return self.get(email=username.strip().lower())


class User(AbstractBaseUser):
    """`home` is the organisation whose administrator decides on the account; none for those of the installation.
    `last_mandate` is the one that the person acted under last.
    """

    email = models.EmailField("E-Mail-Adresse", unique=True)
    name = Line("Name", max_length=200, blank=True)
    telephone = Line("Telefon", max_length=50, blank=True)
    is_active = models.BooleanField("aktiv", default=True)
    created_at = models.DateTimeField("angelegt", auto_now_add=True)
    home = models.ForeignKey(
        "initiatives.Organisation",
        verbose_name="Heimatorganisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    last_mandate = models.ForeignKey(
        "initiatives.Mandate", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    is_first_password = False  # while one is stored

    # of the sign-in, declared by allauth
    emailaddress_set: Any
    authenticator_set: Any
    usersession_set: Any
    socialaccount_set: Any

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.email


class Scope(NamedTuple):
    """All of a mandate that decides what it may see; `visible_to` takes it in place of the mandate."""

    role: str
    organisation_id: int | None
    body_id: int | None
    initiative_id: int | None


class MandateQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> "MandateQuerySet":
        """Those that are in force on `day`, both ends included."""
        granted = self.filter(state=MandateState.GRANTED)
        return granted.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)

    def not_over_on(self, day: date) -> "MandateQuerySet":
        """Those that are in force on `day` or begin later."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), state=MandateState.GRANTED)

    def with_names(self) -> "MandateQuerySet":
        return self.select_related("organisation", "body__organisation", "initiative")


class Mandate(models.Model):
    """Of an administrator, no organisation means the whole installation; an organisation means that county.

    `offered_to` is the address at which a mandate was offered, "" for one that was granted at once; who offered it may know no
    other. `end_told_for` is the last day of which the person was told a month before.
    """

    user = models.ForeignKey(
        "initiatives.User", verbose_name="Person", on_delete=models.PROTECT, related_name="mandates"
    )
    role = models.CharField("Rolle", max_length=25, choices=Role)
    organisation = models.ForeignKey(
        "initiatives.Organisation",
        verbose_name="Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="mandates",
    )
    body = models.ForeignKey(
        "initiatives.Body",
        verbose_name="Gremium",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="mandates",
    )
    initiative = models.ForeignKey(
        "initiatives.Initiative",
        verbose_name="nur für die Initiative",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="mandates",
    )
    valid_from = models.DateField("gültig ab")
    valid_until = models.DateField("gültig bis", null=True, blank=True)
    state = models.CharField(
        "Stand", max_length=10, choices=MandateState, default=MandateState.GRANTED, editable=False
    )
    offered_to = models.EmailField("angeboten an", blank=True, editable=False)
    end_told_for = models.DateField(null=True, blank=True, editable=False)

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = [InGerman("organisation__name"), "role", "valid_from"]
        verbose_name = "Mandat"
        constraints = [
            choice_check("role", Role, "mandate_role"),
            choice_check("state", MandateState, "mandate_state"),
            CheckConstraint(
                condition=~Q(state__in=[MandateState.OFFERED, MandateState.DECLINED]) | ~Q(offered_to=""),
                name="mandate_offered_to_somebody",
            ),
            CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="mandate_ends_after_it_begins",
                violation_error_message="Das Mandat kann nicht vor seinem Beginn enden.",
            ),
            CheckConstraint(
                condition=Q(role=Role.COUNCIL_MEMBER, body__isnull=False)
                | (~Q(role=Role.COUNCIL_MEMBER) & Q(body=None)),
                name="mandate_body_iff_council_member",
                violation_error_message="Mitglieder gehören zu einem Gremium, andere Rollen nicht.",
            ),
            CheckConstraint(
                condition=Q(role=Role.ADMINISTRATOR) | Q(organisation__isnull=False),
                name="mandate_has_an_organisation",
                violation_error_message="Dieses Mandat braucht eine Organisation.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What stands in history and under comments: role and organisation, never a person's name."""
        if self.role == Role.COUNCIL_MEMBER and self.body:
            return f"{self.get_role_display()}: {self.body}"
        if self.organisation is None:
            return self.get_role_display()
        if self.role == Role.COUNTY_REPRESENTATIVE:
            return f"Vertreter/in {self.organisation.of}"
        return f"{self.get_role_display()} {self.organisation.of}"

    @property
    def acts_for(self) -> Organisation:
        """The organisation for which it acts. Raises ValueError for an administrator of all, who acts for none."""
        if self.organisation is None:
            raise ValueError("An administrator of all acts for no organisation.")
        return self.organisation

    @property
    def own_id(self) -> int:
        """The number of the organisation for which it acts; 0, which none has, for an administrator of all."""
        return self.organisation_id or 0

    @property
    def scope(self) -> Scope:
        return Scope(self.role, self.organisation_id, self.body_id, self.initiative_id)

    @property
    def acts_for_municipality(self) -> bool:
        """Whether this mandate works for its organisation (writes), rather than reads, represents or administers."""
        return self.role in (Role.DELEGATE, Role.DEPUTY)

    @property
    def writes(self) -> bool:
        """Whether this mandate writes at all: for its municipality or, where it has joined, for the county."""
        return self.acts_for_municipality or self.role == Role.COUNTY_REPRESENTATIVE

    def works_for(self, organisation_id: int | None) -> bool:
        """Whether it asks, answers and resolves for this organisation: delegates, deputies, of a county its representative."""
        return self.writes and organisation_id is not None and self.organisation_id == organisation_id

    @property
    def reads_internal(self) -> bool:
        """Whether this mandate reads what is internal to its organisation."""
        return self.role in READS_INTERNAL


class AccountRecord(models.Model):
    """What happened to an account or was done with what belongs to a person: whose (`user`), by whom (`by`), from where.

    Unlike events it names people, by their accounts; administrators alone read it, and it is forgotten after a while.
    `actor` says as what `by` acted, "" for a person's own. `user` is None where it is about nobody's account.
    """

    recorded_at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=RecordKind)
    user = models.ForeignKey(
        "initiatives.User", null=True, on_delete=models.PROTECT, related_name="account_records"
    )
    by = models.ForeignKey("initiatives.User", null=True, on_delete=models.PROTECT, related_name="+")
    actor = Line(max_length=250, blank=True)
    organisation = models.ForeignKey(
        "initiatives.Organisation", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    subject = Line(max_length=250)
    address = Line(max_length=45, blank=True)  # of the network
    device = Line(max_length=100, blank=True)

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [choice_check("kind", RecordKind, "account_record_kind")]
        indexes = [
            models.Index(fields=["-recorded_at"], name="account_record_newest"),
            models.Index(fields=["user", "-recorded_at"], name="account_record_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.recorded_at:%d.%m.%Y %H:%M} {self.subject}"

    @property
    def address_of_person(self) -> str:
        """From where the person, or nobody known, came; not who else acted on the account."""
        return self.address if self.by_id in (None, self.user_id) else ""

    @property
    def device_of_person(self) -> str:
        """As `address_of_person`."""
        return self.device if self.by_id in (None, self.user_id) else ""

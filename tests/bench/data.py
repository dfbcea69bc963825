"""What is measured: the example case, and the same with many more fields, comments, positions and events."""

from datetime import timedelta
from io import StringIO

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from initiatives.domain import comments, fields, moments, positions, rounds
from initiatives.enums import RoundPurpose, Stance
from initiatives.models import Ask, Field, Initiative, Mandate, User

FIELDS, COMMENTS, VERSIONS = 30, 100, 10
DELEGATE = "beauftragte-rosendahl@ikz.example"


def load() -> None:
    """An empty database, then the example case."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("load_demo", example=True, verbosity=0, stdout=StringIO())


def enlarge() -> None:
    """More of everything: fields with rounds, comments on the payroll field, versions of its positions."""
    initiative = Initiative.objects.get(short_title="Kreis Coesfeld")
    at = moments.now()
    organisations = [p.organisation for p in initiative.participants.select_related("organisation")]
    added = [
        fields.propose(initiative=initiative, title=f"Weiteres Feld {n}", by=None, at=at)
        for n in range(FIELDS)
    ]
    for n in range(0, FIELDS, 10):
        rounds.open_round(
            initiative=initiative,
            fields=added[n : n + 10],
            organisations=organisations,
            purpose=RoundPurpose.TAKING_PART,
            subject="Wirkt Ihre Kommune mit?",
            deadline=moments.today() + timedelta(days=30),
            by=None,
            at=at,
        )
    payroll = Field.objects.get(initiative=initiative, short_title="Personalabrechnung")
    by = Mandate.objects.get(user__email=DELEGATE)
    for n in range(COMMENTS):
        comments.write(field=payroll, text=f"Kommentar {n}: So geht es.", by=by, at=at)
    ask = Ask.objects.filter(field=payroll, organisation=by.organisation, round__closed_on=None).get()
    for n in range(VERSIONS):
        stance = Stance.ABSTENTION if n % 2 else Stance.DELIBERATING
        positions.give(ask=ask, stance=stance, by=by, at=at)


def pages() -> list[tuple[str, str, str]]:
    """Name, path and cookie of each page that is measured."""
    payroll = Field.objects.get(initiative__short_title="Kreis Coesfeld", short_title="Personalabrechnung")
    cookie = sign_in(DELEGATE)
    return [
        ("Start", reverse("start"), cookie),
        ("Initiative", reverse("initiative", args=[payroll.initiative_id]), cookie),
        ("Matrix", reverse("matrix", args=[payroll.initiative_id]), cookie),
        ("Feld", reverse("field", args=[payroll.pk]), cookie),
        ("Berichte", reverse("reports"), sign_in("kreistag@ikz.example")),
    ]


def sign_in(email: str) -> str:
    """A cookie with a session of that account."""
    user = User.objects.get(email=email)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def close() -> None:
    connection.close()

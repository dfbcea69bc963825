"""What is measured: the example case, the same with a full field among 14, and an initiative of 60 fields and 66 participants."""

from datetime import timedelta
from io import StringIO

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from initiatives.domain.circle import initiatives
from initiatives.domain.circle.conditions import take_over_standard
from initiatives.domain.fields import fields, steps
from initiatives.domain.kernel import moments
from initiatives.domain.log import events
from initiatives.domain.talk import comments
from initiatives.domain.votes import resolutions, rounds
from initiatives.enums import Participation, RoundPurpose, Stance
from initiatives.enums.money import COMPARED, KeyKind
from initiatives.models import (
    Ask,
    ComparisonBasis,
    CostKey,
    CostKeyPeriod,
    CostLine,
    CostLineEntry,
    Event,
    Field,
    FieldParticipation,
    Initiative,
    Mandate,
    Organisation,
    Position,
    User,
)

FIELDS, STEPS, COMMENTS, RESOLUTIONS, EVENTS = 14, 60, 40, 30, 500
MANY_FIELDS, MANY_PLACES = 60, 66
YEARS = 10  # of the comparison
DELEGATE = "beauftragte-rosendahl@ikz.example"
CROWD = "Große Runde"


def load() -> None:
    """An empty database, then the example case."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("load_demo", example=True, verbosity=0, stdout=StringIO())


def enlarge() -> None:
    """14 fields, and in that of the payroll 60 steps, 40 comments, 30 resolutions and 500 events."""
    initiative, at = Initiative.objects.get(short_title="Kreis Coesfeld"), moments.now()
    payroll = _payroll()
    by = Mandate.objects.get(user__email=DELEGATE)
    for n in range(FIELDS - initiative.fields.count()):
        fields.propose(initiative=initiative, title=f"Weiteres Feld {n}", by=None, at=at)
    for n in range(STEPS - payroll.steps.filter(phase=payroll.phase).count()):
        steps.add(field=payroll, title=f"Schritt {n}", by=by, at=at)
    for n in range(COMMENTS - payroll.comments.count()):
        comments.write(field=payroll, text=f"Kommentar {n}: So geht es.", by=by, at=at)
    asks = Ask.objects.filter(field=payroll, round__closed_on=None).select_related(
        "body", "field", "organisation"
    )
    made = 0
    for ask in asks.exclude(body=None):
        delegate = Mandate.objects.filter(organisation=ask.organisation, role="delegate").first()
        for ago in range(min(4, RESOLUTIONS - made)):
            day = moments.today() - timedelta(days=ago)
            said = {"result": "adjourned", "effective_on": day, "certain": True}
            resolutions.resolve(asks=[ask], body=ask.body, by=delegate, at=at, **said)
            made += 1
    for n in range(EVENTS - Event.objects.filter(field_id=payroll.pk).count()):
        events.record(kind="comment", subject=f"Vorgang {n}", where=events.in_field(payroll), by=by, at=at)


def price() -> None:
    """In the field of the payroll all participants, with costs today and in three variants over ten years, by population."""
    field, at, day = _payroll(), moments.now(), moments.today()
    said = {"effective_on": day, "recorded_at": at, "mandate": Mandate.objects.get(user__email=DELEGATE)}
    places = [one.organisation for one in field.initiative.participants.select_related("organisation")]
    for place in places:
        fields.set_participation(
            field=field, organisation=place, status=Participation.PARTICIPATING, by=None, at=at
        )
    key = CostKey.objects.create(field=field, title="Nach Einwohnern")
    CostKeyPeriod.objects.create(
        key=key, starts_on=day.replace(month=1, day=1), kind=KeyKind.POPULATION, **said
    )
    basis = {"first_year": day.year, "years": YEARS, "rate": 2, "price_year": day.year}
    ComparisonBasis.objects.create(field=field, **basis, **said)
    lines = [CostLine(field=field, variant=one, kind="it", is_shared=True) for one in COMPARED]
    for variant in ("today", *COMPARED):
        lines += [CostLine(field=field, variant=variant, kind="staff", organisation=one) for one in places]
    costs = {"amount_cents": 1_000_000, "increase": 2, "source": "Haushalt", "confidence": "estimated"}
    CostLineEntry.objects.bulk_create(
        CostLineEntry(line=line, title="Sachbearbeitung", **costs, **said)
        for line in CostLine.objects.bulk_create(lines)
    )


def crowd() -> None:
    """60 fields and 66 participants, all asked about all, half of them answered."""
    at, by = moments.now(), Mandate.objects.get(user__email=DELEGATE)
    known = list(
        Initiative.objects.get(short_title="Kreis Coesfeld").participants.select_related("organisation")
    )
    places = [p.organisation for p in known]
    for n in range(MANY_PLACES - len(places)):
        name = f"Musterkommune {n}"
        values = {
            "kind": "gemeinde",
            "name": name,
            "designation": f"Gemeinde {name}",
            "ags": f"{99000000 + n}",
        }
        places.append(Organisation.objects.create(**values))
    made = initiatives.found(
        title=CROWD,
        short_title=CROWD,
        documented_from=moments.today(),
        county=None,
        convening=by.organisation,
        participants=places,
        by=None,
        at=at,
    )
    take_over_standard(initiative=made, origin="", by=None, at=at)
    rows = [
        fields.propose(initiative=made, title=f"Feld {n} mit einem längeren Titel", by=None, at=at)
        for n in range(MANY_FIELDS)
    ]
    round_ = rounds.open_round(
        question=rounds.Question(RoundPurpose.TAKING_PART, "Wirkt Ihre Kommune mit?"),
        fields=rows,
        organisations=places,
        deadline=moments.today() + timedelta(days=30),
        by=None,
        at=at,
    )
    stances = (Stance.CONSENT, Stance.ABSTENTION, Stance.DELIBERATING)
    day = moments.today()
    Position.objects.bulk_create(
        Position(ask=ask, stance=stances[ask.pk % 3], effective_on=day, recorded_at=at, mandate=by)
        for ask in round_.asks.all()
        if ask.pk % 2
    )
    FieldParticipation.objects.bulk_create(
        FieldParticipation(field=row, organisation=place, status="participating", effective_on=day)
        for row in rows
        for place in places[::2]
    )


def _payroll() -> Field:
    return Field.objects.get(initiative__short_title="Kreis Coesfeld", short_title="Personalabrechnung")


def pages() -> list[tuple[str, str, str]]:
    """Name, path and cookie of each page that is measured."""
    payroll = _payroll()
    cookie = sign_in(DELEGATE)
    return [
        ("Start", reverse("start"), cookie),
        ("Initiative", reverse("initiative", args=[payroll.initiative_id]), cookie),
        ("Matrix", reverse("matrix", args=[payroll.initiative_id]), cookie),
        ("Feld", reverse("field", args=[payroll.pk]), cookie),
        ("Berichte", reverse("reports"), sign_in("kreistag@ikz.example")),
    ]


def pages_of_the_money() -> list[tuple[str, str, str]]:
    """The comparison, and a step of the simulation as htmx asks for it."""
    number, cookie = _payroll().pk, sign_in(DELEGATE)
    step = reverse("simulation", args=[number]) + "?art=equal&menge=%2B10"
    return [("Vergleich", reverse("economics", args=[number]), cookie), ("Simulation, Schritt", step, cookie)]


def pages_of_the_crowd() -> list[tuple[str, str, str]]:
    """Matrix and grid (on the initiative's page) of the large initiative."""
    number, cookie = Initiative.objects.get(title=CROWD).pk, sign_in(DELEGATE)
    return [
        ("Initiative", reverse("initiative", args=[number]), cookie),
        ("Matrix", reverse("matrix", args=[number]), cookie),
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

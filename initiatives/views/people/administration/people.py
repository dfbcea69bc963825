"""People: the list, admitting one, and what concerns the account: data, link, lock, anonymity, export."""

from collections.abc import Callable
from copy import copy
from functools import partial
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.mail import invitations
from initiatives.domain.people import mandates, people, personal_data, second_factors
from initiatives.enums import MandateState
from initiatives.forms.people.people import AdmissionForm, ConfirmForm, HomeForm, PeopleFilter, PersonForm
from initiatives.models import Mandate, User
from initiatives.models.german import has
from initiatives.origins import origin
from initiatives.views.kernel import files
from initiatives.views.kernel.http import administrating, respond
from initiatives.views.kernel.lists import Column, arrange
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in, press, submit
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.people.administration import person_page
from initiatives.views.people.invitations import invite

COLUMNS = [
    Column("person", "Person", ("address", "pk")),
    Column("mandate", "Mandate"),
    Column("anmeldung", "Letzte Anmeldung", ("signed_in_at", "address", "pk")),
    Column("angelegt", "Angelegt", ("entered_at", "address", "pk")),
]


@require_safe
@administrating
def listing(request: ActingRequest) -> HttpResponse:
    """All people of the administrator's reach with their mandates; `?suche=`, `?rolle=`, `?stand=` filter."""
    chosen = PeopleFilter(request.GET)
    held = mandates.under(request.mandate).with_names()
    rows = people.under(request.mandate).prefetch_related(Prefetch("mandates", held, to_attr="held"))
    today = moments.today()
    listing = arrange(request, _filtered(request, rows, chosen), COLUMNS)
    for row in listing.page:
        standing = [m for m in row.held if (m.valid_until or today) >= today]
        row.valid = [m for m in standing if m.state == MandateState.GRANTED and m.valid_from <= today]
        row.offers = [m for m in standing if m.state == MandateState.OFFERED]
        row.called = person_page.called(row)
    context = {
        "tab": "people",
        "listing": listing,
        "filter": chosen,
        "is_filtered": any(request.GET.get(name) for name in chosen.fields),
    }
    return respond(request, "people/administration/people.html", context, partials=["liste"])


def _filtered(request: ActingRequest, rows: QuerySet, chosen: PeopleFilter) -> QuerySet:
    if not chosen.is_valid():
        return rows.none()
    text, role, state = (chosen.cleaned_data[name] for name in ("suche", "rolle", "stand"))
    held = mandates.under(request.mandate)
    valid = held.valid_on(moments.today())
    if text:
        of_organisation = held.filter(has("organisation__designation", text))
        rows = rows.filter(
            Q(has("address", text)) | Q(has("full_name", text)) | Q(pk__in=of_organisation.values("user"))
        )
    if role:
        rows = rows.filter(pk__in=held.filter(role=role, state__in=mandates.STANDING).values("user"))
    if state == "gueltig":
        return rows.filter(Q(decided=False) | Q(is_active=True), pk__in=valid.values("user"))
    if state == "ohne":
        return rows.exclude(pk__in=valid.values("user"))
    if state == "angeboten":
        return rows.filter(pk__in=held.filter(state=MandateState.OFFERED).values("user"))
    if state == "abgelaufen":
        return invitations.lapsed(rows, at=moments.now())
    return rows.filter(decided=True, is_active=False) if state == "gesperrt" else rows


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def new(request: ActingRequest) -> HttpResponse:
    """Admit a person with a first mandate; the link for the password goes out by mail."""

    def build(data: QueryDict | None) -> AdmissionForm:
        return AdmissionForm(data, instance=Mandate(), by=request.mandate)

    def save(form: AdmissionForm) -> Done:
        account = {name: form.cleaned_data[name] for name in ("email", "name", "telephone")}
        user, is_new = people.admit(**account, mandate=form.values(), by=request.mandate, at=moments.now())
        if is_new:
            return Done(request, "", person_page.address(user), then=lambda: invite(request, user))
        told = (
            f"Zu {account['email']} gibt es schon ein Konto, über das andere entscheiden."
            " Das Mandat ist der Person angeboten und gilt, sobald sie es annimmt."
        )
        return Done(request, told, person_page.address(user))

    address = reverse("administration_people")
    context = {
        "tab": "people",
        "action": request.path,
        "back": address,
        "crumbs": [("Personen und Mandate", address), ("Person anlegen", "")],
    }
    return fill_in(request, build, save, "people/administration/admission.html", "formular", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def show(request: ActingRequest, user_id: int) -> HttpResponse:
    """One person with the mandates; `?bearbeiten=` opens the form of the account (angaben) or of its home (heimat)."""
    editing = request.GET.get("bearbeiten")
    if editing == "heimat":
        return _move_home(request, person_page.find_own(request, user_id))
    if editing != "angaben":
        return person_page.answer(request, person_page.find(request, user_id))
    user = person_page.find_own(request, user_id)

    def build(data: QueryDict | None) -> PersonForm:
        return PersonForm(data, instance=copy(user), by=request.mandate)

    def save(form: PersonForm) -> Done:
        sent = {"values": form.values(), "seen": form.seen_values()}
        changed = people.edit(user=user, **sent, by=request.mandate, at=moments.now())
        told = "Die Angaben sind gespeichert." if changed else "Es war nichts zu ändern."
        return Done(request, told, person_page.address(user))

    sent = submit(request, build, save, user)
    return sent.answer or person_page.answer(request, user, editing="angaben", sent=sent)


def _move_home(request: ActingRequest, user: User) -> HttpResponse:
    def build(data: QueryDict | None) -> HomeForm:
        return HomeForm(data, initial={"home": user.home_id}, by=request.mandate)

    def save(form: HomeForm) -> Done:
        people.move_home(user=user, by=request.mandate, at=moments.now(), **form.cleaned_data)
        home = form.cleaned_data["home"]
        told = f"Die Heimat ist jetzt {home}." if home else "Das Konto gehört jetzt zur Installation."
        return Done(request, told, person_page.address(user))

    sent = submit(request, build, save)
    return sent.answer or person_page.answer(request, user, editing="heimat", sent=sent)


@require_POST
@administrating
def send_link(request: ActingRequest, user_id: int) -> HttpResponse:
    """Send the link for the password once more."""

    def check(user: User, **acted: Any) -> None:
        if not user.is_active:
            raise Refused("Das Konto ist gesperrt.")

    return _press(request, user_id, check, then=lambda user: invite(request, user))


@require_POST
@administrating
def lock(request: ActingRequest, user_id: int) -> HttpResponse:
    """Lock the account at once."""
    told = "Das Konto ist gesperrt. Die Mandate bleiben eingetragen."
    return _press(request, user_id, people.deactivate, told)


@require_POST
@administrating
def unlock(request: ActingRequest, user_id: int) -> HttpResponse:
    """Unlock the account."""
    return _press(request, user_id, people.reactivate, "Das Konto ist entsperrt.")


@require_POST
@administrating
def reset_second_factor(request: ActingRequest, user_id: int) -> HttpResponse:
    """Forget the second factors of a person who has lost them."""
    told = (
        "Der zweite Faktor ist zurückgesetzt, die Sitzungen der Person sind beendet. Sie bekommt eine E-Mail."
    )
    return _press(request, user_id, second_factors.reset, told)


def _press(
    request: ActingRequest,
    user_id: int,
    change: Callable[..., Any],
    told: str = "",
    then: Callable[[User], None] | None = None,
) -> HttpResponse:
    user = person_page.find_own(request, user_id)

    def act() -> Done:
        change(user=user, by=request.mandate, at=moments.now())
        return Done(request, told, person_page.address(user), then=then and (lambda: then(user)))

    def refused(refusal: Refused) -> HttpResponse:
        return person_page.answer(request, user, refusal=refusal.message, status=422)

    return press(request, act, refused)


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def anonymise(request: ActingRequest, user_id: int) -> HttpResponse:
    """Ask once more, then replace what names the person."""
    user = person_page.find_own(request, user_id)

    def save(form: ConfirmForm) -> Done:
        people.anonymise(user=user, by=request.mandate, at=moments.now())
        told = "Die Person ist anonymisiert. Was sie getan hat, bleibt mit Rolle und Organisation."
        return Done(request, told, person_page.address(user))

    context = {
        "tab": "people",
        "person": user,
        "action": request.path,
        "back": person_page.address(user),
        "crumbs": person_page.crumbs(user, "Anonymisieren"),
    }
    build = partial(
        ConfirmForm, label="Ja, Name, E-Mail-Adresse und Telefon dieser Person endgültig ersetzen"
    )
    return fill_in(request, build, save, "people/administration/anonymise.html", "formular", context)


@require_POST
@administrating
def export(request: ActingRequest, user_id: int) -> HttpResponse:
    """All that is stored about the person, as a file to hand over (Art. 15 DSGVO); what is internal to others is masked."""
    user = person_page.find_own(request, user_id)
    data = personal_data.hand_out(user=user, by=request.mandate, at=moments.now(), origin=origin(request))
    return files.json_file(data, f"auskunft-person-{user.pk}")

"""The outbox as administrators see it: what waits, was sent, is uncertain or failed, and sending a mail again."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.mail import invitations, mails
from initiatives.enums import MailKind, MailState
from initiatives.forms.desk.mails import AgainForm, MailFilter
from initiatives.models import Mail
from initiatives.views.kernel.http import administrating, respond
from initiatives.views.kernel.lists import Column, arrange
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in
from initiatives.views.kernel.requests import ActingRequest

COLUMNS = [
    Column("angelegt", "Angelegt", ("created_at",)),
    Column("person", "An", ("user__email", "created_at")),
    Column("art", "Art"),
    Column("stand", "Stand"),
    Column("versuche", "Versuche", numeric=True),
    Column("grund", "Warum nicht gesendet"),
]


@require_safe
@administrating
def listing(request: ActingRequest) -> HttpResponse:
    """Whom each mail goes to, of which kind, and how it stands; never what is in it. `?stand=`, `?art=` filter."""
    chosen = MailFilter(request.GET)
    at = moments.now()
    rows = mails.listed(by=request.mandate, at=at)
    found = arrange(request, _filtered(rows, chosen), COLUMNS, "-angelegt")
    for row in found.page:
        row.invitation = row.kind == MailKind.ACCESS and invitations.of(row, at=at)
        row.may_be_sent_again = not mails.closed(row, at=at) and (row.attempts or row.state != "waiting")
    context = {
        "tab": "mails",
        "listing": found,
        "counts": [(state, MailState(state).label, count) for state, count in mails.counts(rows)],
        "filter": chosen,
        "is_filtered": bool(chosen.active()),
        "folder": mails.folder(),
    }
    return respond(request, "desk/administration/mails.html", context, partials=["liste"])


def _filtered(rows: QuerySet[Mail], chosen: MailFilter) -> QuerySet[Mail]:
    if not chosen.is_valid():
        return rows.none()
    wanted = {"state": chosen.cleaned_data["stand"], "kind": chosen.cleaned_data["art"]}
    return rows.filter(**{name: value for name, value in wanted.items() if value})


@require_http_methods(["GET", "HEAD", "POST"])
@administrating
def again(request: ActingRequest, mail_id: int) -> HttpResponse:
    """Say what is known of one mail and whether it may have arrived, then have it sent again."""
    at = moments.now()
    mail = get_object_or_404(mails.listed(by=request.mandate, at=at), pk=mail_id)
    back = reverse("administration_mails")

    def build(data) -> AgainForm:
        return AgainForm(data)

    def save(form: AgainForm) -> Done:
        mails.send_again(mail=mail, by=request.mandate, at=at, seen=form.cleaned_data["seen"])
        return Done(request, f"Die E-Mail an {mail.user} wird jetzt noch einmal gesendet.", back)

    context = {
        "tab": "mails",
        "mail": mail,
        "seen": mails.version(mail),
        "closed": mails.closed(mail, at=at),
        "action": request.path,
        "back": back,
        "crumbs": [("E-Mails", back), ("Erneut senden", "")],
    }
    return fill_in(request, build, save, "desk/administration/mail_again.html", "formular", context)

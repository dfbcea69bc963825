"""Notices of the signed-in person: the list, opening one, marking as read, how their mails come, and the end of mails."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.parsing import parse_instant
from initiatives.domain.log import notice_settings, notices
from initiatives.domain.people import mandates
from initiatives.forms.log.notices import ChannelsForm, NoticeFilter
from initiatives.middleware import SESSION_KEY
from initiatives.models import Initiative, Mandate, Notice, Report
from initiatives.places import address
from initiatives.views.kernel.http import acting, go, login_not_required, respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in
from initiatives.views.kernel.requests import ActingRequest, Request

PER_PAGE = 30


def own(request: ActingRequest) -> QuerySet[Notice]:
    """What the person has been told and may still open, under any of the valid mandates."""
    return Notice.objects.visible_to(request.user.pk, request.mandates)


@require_safe
@acting
def listing(request: ActingRequest) -> HttpResponse:
    """The notices, newest first; `?art=`, `?initiative=`, `?stand=` filter, `?seite=` pages."""
    chosen = _filter(request)
    rows = _filtered(own(request), chosen)
    page = Paginator(rows.select_related("initiative"), PER_PAGE).get_page(request.GET.get("seite"))
    for row in page:
        row.address = address(row.page, row.page_id, row.anchor) or reverse("start")
    context = {
        "page": page,
        "numbers": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "unread": rows.filter(read_at=None).count(),
        "until": moments.now().isoformat(),
        "filter": chosen,
        "is_filtered": any(request.GET.get(name) for name in chosen.fields),
    }
    return respond(request, "log/notices/list.html", context, partials=["mitteilungen"])


def _filter(request: ActingRequest) -> NoticeFilter:
    told_of = own(request).exclude(initiative=None).order_by().values("initiative")
    return NoticeFilter(
        request.GET,
        kinds=notice_settings.kinds_for(request.mandates),
        initiatives=Initiative.objects.filter(pk__in=told_of),
    )


def _filtered(rows: QuerySet[Notice], chosen: NoticeFilter) -> QuerySet[Notice]:
    if not chosen.is_valid():
        return rows.none()
    kind, initiative, state = (chosen.cleaned_data[name] for name in ("art", "initiative", "stand"))
    if kind:
        rows = rows.filter(kind=kind)
    if initiative:
        rows = rows.filter(initiative=initiative)
    return rows.filter(read_at=None) if state else rows


@require_POST
@acting
def read_all(request: ActingRequest) -> HttpResponse:
    """Mark as read what the list showed: what passes its filter and was there when it was made (`bis`)."""
    now = moments.now()
    rows = _filtered(own(request), _filter(request))
    done = notices.mark_read(
        rows.filter(recorded_at__lte=parse_instant(request.POST.get("bis", "")) or now), at=now
    )
    messages.success(request, _told(done))
    return _to_list(request)


def _told(done: int) -> str:
    if not done:
        return "Es war nichts Ungelesenes mehr da."
    return "Eine Mitteilung ist jetzt gelesen." if done == 1 else f"{done} Mitteilungen sind jetzt gelesen."


def _to_list(request: ActingRequest) -> HttpResponse:
    query = request.GET.urlencode()
    return go(request, reverse("notices") + (f"?{query}" if query else ""))


@require_POST
@acting
def open_one(request: ActingRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read and go to its place; with `bleiben` back to the list."""
    row = get_object_or_404(own(request), pk=notice_id)
    notices.mark_read(own(request).filter(pk=row.pk), at=moments.now())
    if "bleiben" in request.POST:
        return _to_list(request)
    _act_where_it_opens(request, row)
    return go(request, address(row.page, row.page_id, row.anchor) or reverse("start"))


def _act_where_it_opens(request: ActingRequest, row: Notice) -> None:
    """Who holds several mandates acts on under the one that opens the place."""
    opening = [mandate for mandate in request.mandates if _opens(mandate, row)]
    if opening and request.mandate not in opening:
        request.session[SESSION_KEY] = opening[0].pk
        mandates.act_under(mandate=opening[0])
        messages.success(request, f"Sie handeln jetzt als {opening[0].title}.")


def _opens(mandate: Mandate, row: Notice) -> bool:
    if not row.is_heard_by(mandate):
        return False
    if row.page == "report":
        return Report.objects.visible_to(mandate).filter(pk=row.page_id).exists()
    if row.initiative_id is None:
        return True
    return Initiative.objects.visible_to(mandate).filter(pk=row.initiative_id).exists()


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def settings(request: ActingRequest) -> HttpResponse:
    """How the mails of each kind come to the person."""
    kinds = notice_settings.kinds_for(request.mandates)
    chosen = notice_settings.channels(request.mandate.user)

    def build(data: QueryDict | None) -> ChannelsForm:
        return ChannelsForm(data, kinds=kinds, chosen=chosen)

    def save(form: ChannelsForm) -> Done:
        notice_settings.choose(user=request.mandate.user, wanted=form.cleaned_data)
        return Done(request, "Gespeichert. So kommen die E-Mails ab jetzt.", reverse("notices_settings"))

    context = {
        "crumbs": [("Mitteilungen", reverse("notices")), ("E-Mails einstellen", "")],
    }
    return fill_in(request, build, save, "log/notices/settings.html", "einstellungen", context)


@csrf_exempt  # mail programs send the one click without a session (RFC 8058); the signed link is the proof
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def unsubscribe(request: Request, token: str) -> HttpResponse:
    """End the mails of the kinds that a mail was about, or all of them: GET asks, POST does it."""
    template = "log/notices/unsubscribe.html"
    try:
        wish = notice_settings.read(token)
    except Refused as refusal:
        return respond(request, template, {"refusal": refusal.message}, status=404)
    context = {"kinds": [kind.label for kind in wish.kinds], "is_all": wish.is_all, "action": request.path}
    if request.method == "POST":
        ended = notice_settings.end(wish, everything=request.POST.get("umfang") == "alle")
        context |= {"ended": [kind.label for kind in ended]}
    return respond(request, template, context)

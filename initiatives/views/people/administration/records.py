"""The record of accounts: a list with filter, and what it shows as a CSV file, which is an entry, too."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from initiatives import origins
from initiatives.domain.kernel import moments
from initiatives.domain.people import account_record_list
from initiatives.domain.people.account_record_list import HEADS, listed
from initiatives.enums import RecordKind
from initiatives.forms.people.records import RecordFilter
from initiatives.models import AccountRecord
from initiatives.views.kernel import files
from initiatives.views.kernel.http import administrating, respond
from initiatives.views.kernel.lists import Column, arrange
from initiatives.views.kernel.requests import ActingRequest

COLUMNS = [
    Column("wann", "Wann", ("recorded_at",)),
    Column("art", "Art", ("kind", "-recorded_at")),
    Column("was", "Was"),
    Column("konto", "Konto"),
    Column("wer", "Wer"),
    Column("woher", "Woher"),
]


@require_safe
@administrating
def listing(request: ActingRequest) -> HttpResponse:
    """Who did what with whose account, newest first; `?art=`, `?suche=`, `?von=`, `?bis=`, `?kreis=` filter."""
    return _show(request)


def _show(request: ActingRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    chosen = RecordFilter(request.GET, by=request.mandate)
    is_right = chosen.is_valid()
    rows = listed(by=request.mandate, wish=chosen.wish()) if is_right else AccountRecord.objects.none()
    found = arrange(request, rows, COLUMNS, "-wann")
    query = request.GET.urlencode()
    context = {
        "tab": "record",
        "listing": found,
        "lines": account_record_list.lines(found.page, by=request.mandate),
        "filter": chosen,
        "faults": [(chosen[name].label, fault) for name, told in chosen.errors.items() for fault in told],
        "is_filtered": any(request.GET.get(name) for name in chosen.fields),
        "warns": (RecordKind.FAILED, RecordKind.HELD_BACK),
        "file": reverse("administration_record_csv") + (f"?{query}" if query else ""),
        "refusal": refusal,
        "days": settings.RECORD_DAYS,
    }
    return respond(request, "people/administration/record.html", context, partials=["liste"], status=status)


@require_POST
@administrating
def csv(request: ActingRequest) -> HttpResponse:
    """What the filter in the address lets through, whole; that it was handed out is recorded."""
    chosen, by = RecordFilter(request.GET, by=request.mandate), request.mandate
    if not chosen.is_valid():
        return _show(request, "Der Filter lässt sich nicht lesen. Bitte ändern Sie ihn.", 422)
    lines = account_record_list.lines(listed(by=by, wish=chosen.wish()), by=by)
    account_record_list.note_export(
        by=by, wish=chosen.wish(), count=len(lines), origin=origins.origin(request), at=moments.now()
    )
    return files.hand_out(files.csv_of([HEADS, *(line.cells() for line in lines)]), "csv", "protokoll")

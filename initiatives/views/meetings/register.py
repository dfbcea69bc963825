"""The decision register of an initiative: as a page with filter and order, as CSV and as a spreadsheet."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from openpyxl.utils import get_column_letter

from initiatives.domain.kernel import moments
from initiatives.domain.meetings import register
from initiatives.domain.meetings.register import Entry
from initiatives.domain.meetings.register_groups import grouped
from initiatives.domain.snapshots import agreements
from initiatives.domain.state import loading
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.forms.meetings.register import RegisterFilter
from initiatives.reports.formats import sheets
from initiatives.views.kernel import files
from initiatives.views.kernel.http import acting, respond
from initiatives.views.kernel.initiative import visible
from initiatives.views.kernel.lists import Column, arrange_values
from initiatives.views.kernel.requests import ActingRequest

COLUMNS = (
    Column("datum", "Datum", ("on",)),
    Column("was", "Entscheidung", ("full_title",)),
    Column("ergebnis", "Ergebnis", ("result",)),
    Column("umsetzung", "Umsetzung", ("state_word",)),
    Column("frist", "Frist", ("due_on",)),
)
HEADS = (
    *("Datum", "Art", "Entscheidung", "Feld", "Entschieden von", "Ergebnis", "Stimmen", "Umsetzung"),
    *("Ansprechstelle", "Frist", "Überfällig"),
)
WIDTHS = (12, 12, 60, 32, 34, 22, 32, 18, 28, 12, 11)


@require_safe
@acting
def listing(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """By round and meeting, the newest first.

    `?feld=`, `?wer=`, `?umsetzung=`, `?jahr=`, `?art=` filter, `?sort=` orders, `?format=` makes a file.
    """
    visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    everything = register.entries(facts=facts, today=moments.today())
    chosen = RegisterFilter(request.GET, facts=facts, entries=everything)
    found = chosen.chosen(everything)
    kind = request.GET.get("format")
    if kind in files.TYPES:
        write = _csv if kind == "csv" else _xlsx
        return files.hand_out(write(facts, found), kind, "beschluesse", facts.short_title)
    in_groups = request.GET.get("sort", "").removeprefix("-") not in {one.key for one in COLUMNS}
    if in_groups:
        found = [one for group in grouped(found, everything) for one in group.entries]
    rows = arrange_values(request, found, COLUMNS)
    active = chosen.active()
    context = {
        "facts": facts,
        "listing": rows,
        "groups": grouped(list(rows.page), everything) if in_groups else None,
        "any": bool(everything),
        "agreements": [
            (field, one)
            for field in facts.fields
            for one in agreements.of_field(field, facts, moments.today())
        ],
        "overdue": sum(one.overdue for one in found),
        "open": sum(one.state in register.RUNNING for one in found),
        "filter": chosen,
        "active": active,
        "action": request.path,
        "files": {kind: files.address(request, kind) for kind in files.TYPES},
        "crumbs": [
            (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
            ("Beschlüsse", ""),
        ],
    }
    return respond(request, "meetings/register/list.html", context, partials=["liste"])


def _cells(one: Entry) -> list:
    return [
        *(one.on, one.kind_word, one.text, one.field, one.who, one.result, one.votes, one.state_word),
        *(one.contact, one.due_on, "ja" if one.overdue else ""),
    ]


def _csv(facts: InitiativeFacts, found: Sequence[Entry]) -> bytes:
    return files.csv_of([HEADS, *map(_cells, found)])


def _xlsx(facts: InitiativeFacts, found: Sequence[Entry]) -> bytes:
    book = sheets.workbook()
    sheet = book.create_sheet("Beschlüsse")
    for values in (HEADS, *map(_cells, found)):
        files.add_line(sheet, list(values))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(HEADS))}{sheet.max_row}"
    sheets.say_why_empty(sheet, "Zu dieser Auswahl ist noch nichts entschieden.")
    sheets.set_widths(sheet, WIDTHS)
    files.set_head(sheet)
    return files.saved(book, f"Beschlüsse {facts.short_title}")

"""What an open page asks for once a minute: whether something has changed since it was read."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from initiatives.domain.kernel.parsing import parse_instant
from initiatives.domain.log import visits
from initiatives.views.kernel.http import acting
from initiatives.views.kernel.initiative import visible
from initiatives.views.kernel.requests import ActingRequest


@require_safe
@acting
def show(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """A line with the number of changes since `?seit=`, in `?feld=` alone if given; 204 while `?gezeigt=` says the same."""
    initiative = visible(request, initiative_id)
    since, shown = parse_instant(request.GET.get("seit", "")), request.GET.get("gezeigt", "0")
    if since is None:
        return HttpResponse(status=204)
    wanted = request.GET.get("feld", "")
    field_id = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None
    count = visits.count_since(since, initiative_id=initiative.pk, field_id=field_id, by=request.mandate)
    if str(count) == shown:
        return HttpResponse(status=204)
    page = request.htmx.current_url_abs_path or reverse("initiative", args=[initiative.pk])
    return render(request, "log/news_line.html", {"count": count, "page": page.partition("#")[0]})

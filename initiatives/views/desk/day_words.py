"""A word beside a day while it is typed."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from initiatives.domain.kernel import moments
from initiatives.forms.kernel import due
from initiatives.forms.meetings.meetings import MomentField
from initiatives.views.kernel.http import acting
from initiatives.views.kernel.requests import ActingRequest


@require_safe
@acting
def word(request: ActingRequest) -> HttpResponse:
    """What is to be known of the day, or day and time, `?tag=`, as plain text: a weekend, a holiday in the Land of the
    reader's organisation, over already; nothing for a working day and for what is no day."""
    typed = request.GET.get("tag", "").strip()[:40]
    field = MomentField() if " " in typed else due.DueField()
    land = due.land_of(request.mandate)
    return HttpResponse(
        due.word_on(field, typed, land=land, today=moments.today()), "text/plain; charset=utf-8"
    )

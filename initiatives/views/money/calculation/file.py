"""The calculation of a field as a file."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from initiatives.domain.kernel import moments
from initiatives.views.kernel.files import hand_out
from initiatives.views.kernel.http import acting
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.money import page as pages
from initiatives.views.money.calculation import workbook


@require_safe
@acting
def show(request: ActingRequest, field_id: int) -> HttpResponse:
    """As it stands today, for everybody who sees the field."""
    page = pages.load(request, field_id, "economics")
    content = workbook.write(page.field, page.facts.title, moments.today())
    return hand_out(content, "xlsx", "wirtschaftlichkeit", page.field.short_title)

"""The initiative that a page belongs to."""

from django.shortcuts import get_object_or_404

from initiatives.domain.log import visits
from initiatives.models import Initiative
from initiatives.views.kernel.requests import ActingRequest


def visible(request: ActingRequest, initiative_id: int) -> Initiative:
    """An initiative that the acting mandate may see. Raises Http404 for any other."""
    return get_object_or_404(Initiative.objects.visible_to(request.mandate), pk=initiative_id)


def visible_with_news(request: ActingRequest, initiative_id: int) -> Initiative:
    """The same with what is new in it to the person."""
    seen = Initiative.objects.visible_to(request.mandate)
    return get_object_or_404(visits.with_news(seen, by=request.mandate), pk=initiative_id)

"""What visitors that are no browsers look for at a fixed place: where to report a hole, and what may be indexed."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from initiatives.domain.kernel import moments
from initiatives.views.kernel.http import login_not_required

TEXT = "text/plain; charset=utf-8"
HOLDS = timedelta(days=180)  # RFC 9116 recommends less than a year
LEGAL = ("impressum", "datenschutz", "barrierefreiheit")


@require_safe
@login_not_required
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole (RFC 9116). Raises Http404 where the operator has set no contact."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    until = moments.now() + HOLDS
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until:%Y-%m-%d}T00:00:00Z",
        "Preferred-Languages: de, en",
        f"Canonical: {settings.BASE_URL}{reverse('security_txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """Only what is public may be indexed: the public reports and the legal pages (RFC 9309)."""
    public = [reverse("public_reports"), *(reverse("legal_page", args=[slug]) for slug in LEGAL)]
    lines = ["User-agent: *", *(f"Allow: {address}" for address in public), "Disallow: /"]
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)

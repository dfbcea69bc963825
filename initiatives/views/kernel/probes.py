"""What a service manager, a container or a monitor asks: does the process answer, and can the application work."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from initiatives import health
from initiatives.domain.kernel import moments
from initiatives.views.kernel.http import login_not_required

TEXT = "text/plain; charset=utf-8"


@require_safe
@never_cache
@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    """This process answers; nothing else is touched."""
    return HttpResponse("läuft\n", content_type=TEXT)


@require_safe
@never_cache
@login_not_required
def ready(request: HttpRequest) -> HttpResponse:
    """A line for each thing that is needed; 503 where one is not right."""
    found = health.findings(moments.now())
    is_ready = all(one.is_right for one in found)
    lines = ["bereit" if is_ready else "nicht bereit"]
    lines += [f"{'ok    ' if one.is_right else 'FEHLER'} {one}" for one in found]
    answer = HttpResponse("\n".join(lines) + "\n", content_type=TEXT, status=200 if is_ready else 503)
    answer._has_been_logged = True  # type: ignore[attr-defined] # who asks is told
    return answer

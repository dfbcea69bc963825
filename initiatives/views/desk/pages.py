"""The operator's legal texts."""

from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from initiatives.domain.desk import pages
from initiatives.domain.kernel import moments
from initiatives.domain.rules import access
from initiatives.forms.desk.pages import LegalPageForm
from initiatives.models import LegalPage
from initiatives.views.kernel import settings_record
from initiatives.views.kernel.http import administrating_all, login_not_required, respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import submit
from initiatives.views.kernel.requests import ActingRequest, Request


def _page(slug: str) -> LegalPage:
    try:
        return pages.find(slug)
    except KeyError:
        raise Http404("Diesen Text gibt es hier nicht.") from None


@require_safe
@login_not_required
def show(request: Request, slug: str) -> HttpResponse:
    """A legal text, readable without sign-in."""
    context = {
        "title": pages.TITLES[slug],
        "page": _page(slug),
        "may_edit": access.may_administer_all(request.mandate),
    }
    return respond(request, "desk/pages/show.html", context)


@administrating_all
def edit(request: ActingRequest, slug: str) -> HttpResponse:
    """Change a legal text; after saving it is shown as its readers see it."""
    page = _page(slug)

    def build(data: QueryDict | None) -> LegalPageForm:
        return LegalPageForm(data, initial={"text": page.text})

    def save(form: LegalPageForm) -> Done:
        pages.write(slug=slug, text=form.cleaned_data["text"], at=moments.now())
        settings_record.note(request, f"Text geändert: {pages.TITLES[slug]}")
        return Done(
            request, "Der Text ist gespeichert. So sehen ihn alle.", reverse("legal_page", args=[slug])
        )

    sent = submit(request, build, save)
    context = {"title": pages.TITLES[slug], "page": page, "form": sent.form}
    return sent.answer or respond(request, "desk/pages/edit.html", context, status=sent.status)

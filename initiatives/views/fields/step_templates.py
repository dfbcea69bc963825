"""Templates of steps, of the whole installation: the list by phase, one in a form, the suggested set."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.domain.fields import step_standards, steps
from initiatives.enums import Phase
from initiatives.forms.fields.steps import TemplateForm
from initiatives.models import StepTemplate
from initiatives.views.kernel import settings_record
from initiatives.views.kernel.http import administrating_all, respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in, press
from initiatives.views.kernel.requests import ActingRequest


@require_safe
@administrating_all
def listing(request: ActingRequest) -> HttpResponse:
    """All templates by phase, those out of use included."""
    rows = list(StepTemplate.objects.all())
    groups = [(phase, [row for row in rows if row.phase == phase]) for phase in Phase]
    context = {"tab": "steps", "groups": groups}
    return respond(request, "fields/step_templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrating_all
def new(request: ActingRequest) -> HttpResponse:
    """Add a template; `?phase=` chooses its phase beforehand."""
    return _form(request, None, {"phase": request.GET.get("phase", "0")})


@require_http_methods(["GET", "HEAD", "POST"])
@administrating_all
def edit(request: ActingRequest, template_id: int) -> HttpResponse:
    """Change a template or switch it off."""
    row = get_object_or_404(StepTemplate, pk=template_id)
    return _form(request, row, {name: getattr(row, name) for name in ("phase", "title", "days", "is_active")})


@require_POST
@administrating_all
def take_over(request: ActingRequest) -> HttpResponse:
    """Add the suggested steps, as far as they are not there yet."""

    def act() -> Done:
        added = step_standards.take_over_steps()
        if added:
            settings_record.note(request, f"Vorschläge für Arbeitsschritte übernommen: {len(added)}")
        told = f"{len(added)} Vorschläge übernommen." if added else "Alle Vorschläge gibt es schon."
        return Done(request, told, reverse("administration_steps"))

    return press(request, act, lambda refusal: listing(request))


def _form(request: ActingRequest, row: StepTemplate | None, initial: dict) -> HttpResponse:
    def build(data: QueryDict | None) -> TemplateForm:
        return TemplateForm(data, initial=initial)

    def save(form: TemplateForm) -> Done:
        saved = steps.set_template(template=row, **form.cleaned_data)
        settings_record.note(
            request, f"Vorlage eines Arbeitsschritts {'geändert' if row else 'angelegt'}: {saved}"
        )
        return Done(request, f"Der Schritt „{saved}“ ist gespeichert.", back)

    back = reverse("administration_steps")
    title = f"{row} ändern" if row else "Arbeitsschritt anlegen"
    context = {
        "tab": "steps",
        "title": title,
        "action": request.get_full_path(),
        "back": back,
        "crumbs": [("Arbeitsschritte", back), (title, "")],
    }
    return fill_in(request, build, save, "people/administration/body.html", "formular", context)

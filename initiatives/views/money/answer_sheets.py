"""The questionnaire of an organisation as a spreadsheet: handed out with its answers, read back after a look at each row."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.kernel.tables import Fault
from initiatives.domain.money import answers, values
from initiatives.domain.state.facts import BaselineFacts, QuestionFacts
from initiatives.forms.money.answer_sheets import (
    AnswerSheetForm,
    Reading,
    ReadLine,
    TakeAnswersForm,
    restored,
)
from initiatives.models import Organisation, Questionnaire
from initiatives.templatetags.german import plural
from initiatives.views.kernel.files import hand_out
from initiatives.views.kernel.http import acting, allow, respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import submit
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.money import page as pages
from initiatives.views.money import survey_xlsx
from initiatives.views.money.survey import frame

FAULTS_SHOWN = 200
TITLE = "Fragebogen einlesen"
NEW, CHANGED, SAME, GONE = "new", "changed", "same", "gone"
ACTS = {NEW: "kommt hinzu", CHANGED: "wird ersetzt", SAME: "unverändert", GONE: "entfällt"}
COUNTED = {
    NEW: "Angabe kommt hinzu,Angaben kommen hinzu",
    CHANGED: "Angabe wird ersetzt,Angaben werden ersetzt",
    SAME: "Angabe bleibt,Angaben bleiben",
    GONE: "Angabe entfällt,Angaben entfallen",
}
OVERTAKEN = (
    "Inzwischen hat jemand den Fragebogen oder Antworten Ihrer Organisation geändert. Es wurde nichts übernommen; "
    "was jetzt geschähe, steht hier."
)


@dataclass(frozen=True)
class Shown:
    """A row of the preview: where it stands in the file, what stood before, what would, and what happens."""

    sheet: str
    number: int | None
    text: str
    before: str
    after: str
    outcome: str

    @property
    def act(self) -> str:
        return ACTS[self.outcome]


@dataclass(frozen=True)
class Own:
    """The questionnaire of a field with the organisation that may answer it."""

    page: pages.MoneyPage
    baseline: BaselineFacts
    organisation: Organisation


def _load(request: ActingRequest, field_id: int) -> Own:
    """Raises Http404 for a field without a questionnaire, PermissionDenied for who does not answer it."""
    page = pages.load(request, field_id, "baseline")
    allow(page.may("baseline.answer"), "Den Fragebogen beantwortet, wer für eine Beteiligte handelt.")
    organisation, baseline = request.mandate.organisation, page.field.baseline
    if baseline is None or organisation is None:
        raise Http404
    return Own(page, baseline, organisation)


@require_safe
@acting
def hand_over(request: ActingRequest, field_id: int) -> HttpResponse:
    """The questionnaire with what the own organisation has answered."""
    own = _load(request, field_id)
    place = own.page.field.participations[own.organisation.pk].organisation
    content = survey_xlsx.questionnaire(own.page.facts, own.page.field, own.baseline, place, moments.today())
    return hand_out(
        content, "xlsx", "Fragebogen", own.page.field.short_title or own.page.field.title, place.name
    )


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def read_in(request: ActingRequest, field_id: int) -> HttpResponse:
    """The form for the file and, of one that was sent, what would come of each row. Nothing is written."""
    own = _load(request, field_id)
    options: dict[str, Any] = {"baseline": own.baseline, "organisation_id": own.organisation.pk}
    if request.method != "POST":
        return _page(request, own, AnswerSheetForm(**options))
    form = AnswerSheetForm(request.POST, request.FILES, **options)
    if not form.is_valid():
        return _page(request, own, form, 422, list(form.faults))
    return _preview(request, own, form.cleaned_data["file"])


@require_POST
@acting
def take_over(request: ActingRequest, field_id: int) -> HttpResponse:
    """Store what was shown: all of it or nothing."""
    own = _load(request, field_id)

    def build(data: QueryDict | None) -> TakeAnswersForm:
        return TakeAnswersForm(data, user=request.mandate.user)

    def save(form: TakeAnswersForm) -> Done:
        shown = form.cleaned_data["signed"]
        reading = _restored(own, shown)
        if reading is None or len(reading.values) < len(shown["values"]):
            raise Refused(OVERTAKEN)
        try:
            made = answers.give(
                questionnaire=Questionnaire.objects.get(pk=own.baseline.id),
                organisation=own.organisation,
                given=reading.values,
                seen=shown["seen"],
                effective_on=form.cleaned_data["effective_on"],
                by=request.mandate,
                at=moments.now(),
            )
        except Conflict as conflict:
            raise Refused(OVERTAKEN) from conflict
        told = f"Aus der Datei übernommen: {plural(len(made), 'Antwort,Antworten')}."
        return Done(request, told, reverse("baseline", args=[field_id]))

    sent = submit(request, build, save)
    if sent.answer:
        return sent.answer
    now = _load(request, field_id)
    reading = _restored(now, sent.form.cleaned_data.get("signed") or {})
    if reading is not None:
        return _preview(request, now, reading, sent.form, sent.status)
    lost = [str(one) for errors in sent.form.errors.values() for one in errors]
    options: dict[str, Any] = {"baseline": now.baseline, "organisation_id": now.organisation.pk}
    return _page(request, now, AnswerSheetForm(**options), sent.status, lost=lost)


def _restored(own: Own, shown: Mapping[str, Any]) -> Reading | None:
    """What was signed, None where that was another questionnaire or organisation, or was not signed."""
    whose = [shown.get("questionnaire"), shown.get("organisation")]
    return restored(shown, own.baseline) if whose == [own.baseline.id, own.organisation.pk] else None


def _page(
    request: ActingRequest,
    own: Own,
    form: AnswerSheetForm,
    status: int = 200,
    faults: list[Fault] | None = None,
    lost: list[str] | None = None,
) -> HttpResponse:
    faults = faults or []
    context = frame(own.page, TITLE) | {
        "form": form,
        "faults": faults[:FAULTS_SHOWN],
        "more_faults": len(faults) - FAULTS_SHOWN,
        "lost": lost,
        "organisation": own.organisation,
    }
    return respond(request, "money/answer_sheet.html", context, status=status)


def _preview(
    request: ActingRequest, own: Own, reading: Reading, form: TakeAnswersForm | None = None, status: int = 200
) -> HttpResponse:
    """What would come of each row now; it is what the button on the page then does."""
    stands = {pk: own.baseline.answer(own.organisation.pk, pk) for pk in reading.values}
    seen = {pk: answer.value if answer else None for pk, answer in stands.items()}
    lines = _shown(own.baseline, reading, seen)
    counts = Counter(one.outcome for one in lines)
    carried = reading.carried() | {
        "questionnaire": own.baseline.id,
        "organisation": own.organisation.pk,
        "seen": {answers.name_of(pk): value for pk, value in seen.items()},
    }
    context = frame(own.page, "Fragebogen einlesen: Vorschau") | {
        "form": form or TakeAnswersForm(user=request.mandate.user),
        "signed": TakeAnswersForm.sign(request.mandate.user, carried),
        "lines": lines,
        "counted": [plural(counts[key], words) for key, words in COUNTED.items() if counts[key]],
        "has_work": any(reading.values[pk] != seen[pk] for pk in reading.values),
        "ignored": reading.ignored,
        "organisation": own.organisation,
    }
    return respond(request, "money/answer_sheet_preview.html", context, status=status)


def _shown(baseline: BaselineFacts, reading: Reading, seen: dict[int, Any]) -> list[Shown]:
    """Each row of the file, and of a list also what it has no row for any more."""
    made = []
    by_question: dict[int, list[ReadLine]] = {}
    for line in reading.lines:
        by_question.setdefault(line.question.id, []).append(line)
    for pk, found in by_question.items():
        question = found[0].question
        if question.is_list:
            made += _of_list(question, found, reading.values[pk], seen[pk] or [])
        else:
            outcome = SAME if reading.values[pk] == seen[pk] else NEW if seen[pk] is None else CHANGED
            before = values.words(question, seen[pk])
            made.append(Shown(found[0].sheet, found[0].number, question.text, before, found[0].said, outcome))
    return made


def _of_list(
    question: QuestionFacts, found: list[ReadLine], rows: list[dict[str, Any]], before: list[dict[str, Any]]
) -> list[Shown]:
    left, made = list(before), []
    for line, row in zip(found, rows, strict=True):
        outcome = SAME if row in left else NEW
        if outcome == SAME:
            left.remove(row)
        was = line.said if outcome == SAME else ""
        made.append(Shown(line.sheet, line.number, question.text, was, line.said, outcome))
    gone = (values.words(question, [row]) for row in left)
    return made + [Shown(found[0].sheet, None, question.text, told, "", GONE) for told in gone]

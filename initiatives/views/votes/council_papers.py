"""Draft papers for the councils: a preview, the text that is the same for all, the files of the own municipality."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.snapshots import pdfs
from initiatives.domain.votes import council_papers
from initiatives.forms.votes.council_papers import ReasoningForm
from initiatives.models import CouncilPaper, Initiative, Round
from initiatives.snapshot.form import canonical
from initiatives.tasks import give, make_council_paper
from initiatives.views.kernel import conflicts
from initiatives.views.kernel.http import acting, allow, go
from initiatives.views.kernel.stored import unchanged
from initiatives.views.votes import council_page
from initiatives.views.votes.council_page import CouncilPage

MAKE, AGAIN, REASON, RENEW = "vorlage", "pdf", "begruendung", "stand"
NOT_ASKED = (
    "Den Vorlagenentwurf lesen die Kommunen, die in der Runde gefragt sind, und die einladende Kommune."
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: HttpRequest, round_id: int) -> HttpResponse:
    """The preview; `?feld=` cuts it down to one field.

    `?bearbeiten=` is the own municipality's (vorlage: make one, pdf: try again) or the convening one's (begruendung, stand).
    """
    seen = Initiative.objects.visible_to(request.mandate)
    round_ = get_object_or_404(Round.objects.filter(initiative__in=seen), pk=round_id)
    page = council_page.load(request.mandate, round_, request.GET.get("feld", ""))
    allow(page.may_read, NOT_ASKED)
    editing = request.GET.get("bearbeiten", "")
    if editing or request.method == "POST":
        _admit(page, editing, request.method == "POST")
    if request.method == "POST":
        return _write_reasons(request, page) if editing == REASON else _act(request, page, editing)
    form = _form(page) if editing == REASON else None
    return council_page.show(request, page, editing=editing, form=form)


def _admit(page: CouncilPage, editing: str, posted: bool) -> None:
    """Raise PermissionDenied for what is another's, Http404 for what there is not."""
    allow(page.may_make if editing in (MAKE, AGAIN) else page.may_write)
    if editing != REASON and not (posted and editing in (MAKE, AGAIN, RENEW)):
        raise Http404


def _act(request: HttpRequest, page: CouncilPage, editing: str) -> HttpResponse:
    at, by = moments.now(), request.mandate
    try:
        if editing == RENEW:
            council_papers.renew(round_=page.round, by=by, at=at)
            done = "Der Kerntext ist auf dem heutigen Stand. Er gilt für alle Entwürfe, die ab jetzt erstellt werden."
        elif editing == AGAIN:
            _again(page)
            done = "Das PDF wird noch einmal erstellt."
        else:
            paper = council_papers.make(round_=page.round, fields=page.field_ids, by=by, at=at)
            if paper.pdf_size is None and not paper.message:
                give(make_council_paper, paper.pk)
            done = "Der Entwurf liegt bereit: als DOCX sofort, als PDF in wenigen Augenblicken."
    except Refused as refusal:
        messages.error(request, refusal.message)
        return council_page.show(request, page.anew(), status=422)
    messages.success(request, done)
    return go(request, f"{page.url}{page.query}")


def _again(page: CouncilPage) -> None:
    for paper in page.papers:
        if paper.message:
            pdfs.retry(paper=paper)
            give(make_council_paper, paper.pk)


def _form(page: CouncilPage, data=None) -> ReasoningForm:
    core = page.core
    return ReasoningForm(
        data,
        initial={"reasoning": core.reasoning if core else "", "version": core.number if core else 0},
    )


def _write_reasons(request: HttpRequest, page: CouncilPage) -> HttpResponse:
    form = _form(page, request.POST)
    if not form.is_valid():
        return council_page.show(request, page, editing=REASON, form=form, status=422)
    values = form.cleaned_data
    try:
        council_papers.give_reasons(
            round_=page.round,
            reasoning=values["reasoning"],
            seen=values["version"] or 0,
            by=request.mandate,
            at=moments.now(),
        )
    except Conflict as conflict:
        fresh = page.anew()
        data = conflicts.filled_again(conflict, form, _form(fresh))
        clash = conflicts.clash(conflict, form)
        again = _form(fresh, data)
        return council_page.show(request, fresh, editing=REASON, form=again, clash=clash, status=409)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return council_page.show(request, page, editing=REASON, form=form, status=422)
    messages.success(
        request, "Die Begründung ist gespeichert. Sie steht in allen Entwürfen, die ab jetzt erstellt werden."
    )
    return go(request, page.url)


@require_safe
@acting
def word(request: HttpRequest, council_paper_id: int) -> HttpResponse:
    """A paper as DOCX, written anew from its frozen snapshot."""
    paper = _paper(request, council_paper_id)
    unchanged(canonical(paper.snapshot), paper.snapshot_sha256, _what(paper))
    from initiatives.reports.council.docx import docx  # a large library, which other pages don't need

    return _file(docx(paper.snapshot), WORD, council_papers.file_name(paper, "docx"))


@require_safe
@acting
def pdf(request: HttpRequest, council_paper_id: int) -> HttpResponse:
    """The stored PDF of a paper, compared with its checksum."""
    paper = _paper(request, council_paper_id)
    if paper.pdf is None:
        raise Http404
    document = unchanged(bytes(paper.pdf), paper.pdf_sha256, _what(paper))
    return _file(document, "application/pdf", council_papers.file_name(paper, "pdf"))


def _paper(request: HttpRequest, paper_id: int) -> CouncilPaper:
    return get_object_or_404(CouncilPaper.objects.visible_to(request.mandate), pk=paper_id)


def _what(paper: CouncilPaper) -> str:
    return f"der Unterlage „{paper}“"


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)

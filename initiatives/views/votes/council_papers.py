"""Draft papers for the councils: a preview, the text that is the same for all, the files of the own municipality."""

import io
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.snapshots import pdfs
from initiatives.domain.votes import council_papers
from initiatives.forms.votes.council_papers import PaperForm, ReasoningForm
from initiatives.models import CouncilPaper, Initiative, Round
from initiatives.reports.council.odt import odt
from initiatives.snapshot.form import canonical
from initiatives.tasks import give, make_council_paper
from initiatives.views.kernel.http import acting, allow, found
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import Action, answer, verb
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.kernel.rows import press_on_row
from initiatives.views.kernel.stored import unchanged
from initiatives.views.votes import council_page
from initiatives.views.votes.council_page import MAKE, CouncilPage

NOT_ASKED = (
    "Den Vorlagenentwurf lesen die Kommunen, die in der Runde gefragt sind, und die einladende Kommune."
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, round_id: int) -> HttpResponse:
    """The preview; `?feld=` cuts it down to one field, `?ausgabe=` is its edition.

    `?bearbeiten=` is the own municipality's (vorlage: make one, pdf: try again) or the convening one's (begruendung, stand).
    """
    pressed = press_on_row(
        request, lambda: _load(request, round_id), lambda page, name: ACTIONS.get(name), council_page.show
    )
    if pressed is not None:
        return pressed
    response = answer(request, _load, round_id, council_page.show, ACTIONS)
    if isinstance(response, Done):
        for paper in council_papers.waiting().filter(core__round=round_id):
            give(make_council_paper, paper.pk)
    return response


def _load(request: ActingRequest, round_id: int) -> CouncilPage:
    seen = Initiative.objects.visible_to(request.mandate)
    round_ = found(Round.objects.filter(initiative__in=seen), round_id)
    page = council_page.load(
        request.mandate, round_, request.GET.get("feld", ""), request.GET.get("ausgabe", "")
    )
    allow(page.may_read, NOT_ASKED)
    return page


def _paper_form(page: CouncilPage, data: Any) -> PaperForm:
    return page.form(data)


def _make(page: CouncilPage, form: PaperForm, at: datetime) -> CouncilPaper:
    said = form.cleaned_data
    return council_papers.make(
        round_=page.row,
        fields=page.field_ids,
        edition=said["edition"],
        house=form.house(),
        attached=said.get("attached", []),
        by=page.mandate,
        at=at,
    )


def _again(page: CouncilPage, form: None, at: datetime) -> None:
    for paper in page.papers:
        if paper.message:
            pdfs.retry(paper=paper)


def _reasoning(page: CouncilPage, data: Any) -> ReasoningForm:
    core = page.core
    known = {"reasoning": core.reasoning if core else "", "version": core.number if core else 0}
    return ReasoningForm(data, initial=known)


def _give_reasons(page: CouncilPage, form: ReasoningForm, at: datetime) -> None:
    typed = {"reasoning": form.cleaned_data["reasoning"], "seen": form.cleaned_data["version"] or 0}
    council_papers.give_reasons(round_=page.row, **typed, by=page.mandate, at=at)


def _makes(page: CouncilPage) -> bool:
    return page.may_make


def _is_open(page: CouncilPage) -> bool:
    return page.is_open


def _writes(page: CouncilPage) -> bool:
    return page.may_write


ACTIONS = {
    MAKE: Action(
        may=_makes,
        form=_paper_form,
        is_open=_is_open,
        save=_make,
        done="Der Entwurf liegt bereit: als DOCX und ODT sofort, als PDF in wenigen Augenblicken.",
    ),
    "pdf": Action(may=_makes, save=_again, done="Das PDF wird noch einmal erstellt."),
    "begruendung": Action(
        may=_writes,
        form=_reasoning,
        save=_give_reasons,
        done="Die Begründung ist gespeichert. Sie steht in allen Entwürfen, die ab jetzt erstellt werden.",
    ),
    "stand": Action(
        may=_writes,
        save=verb(council_papers.renew, "round_"),
        done="Der Kerntext ist auf dem heutigen Stand. Er gilt für alle Entwürfe, die ab jetzt erstellt werden.",
    ),
}


@require_safe
@acting
def word(request: ActingRequest, council_paper_id: int) -> HttpResponse:
    """A paper as DOCX, written anew from its frozen snapshot."""
    paper = _intact(request, council_paper_id)
    return _file(_docx(paper), WORD, council_papers.file_name(paper, "docx"))


@require_safe
@acting
def open_text(request: ActingRequest, council_paper_id: int) -> HttpResponse:
    """The same as ODT."""
    paper = _intact(request, council_paper_id)
    return _file(odt(paper.snapshot), OPEN_TEXT, council_papers.file_name(paper, "odt"))


@require_safe
@acting
def bundle(request: ActingRequest, council_paper_id: int) -> HttpResponse:
    """The paper in all forms that there are, with the files that go with it."""
    paper = _intact(request, council_paper_id)
    try:
        attached = council_papers.attachments(paper)
    except Refused as refusal:
        raise PermissionDenied(refusal.message) from refusal
    found = {"docx": _docx(paper), "odt": odt(paper.snapshot)}
    if paper.pdf is not None:
        found["pdf"] = unchanged(bytes(paper.pdf), paper.pdf_sha256, _what(paper))
    named = {council_papers.file_name(paper, kind): content for kind, content in found.items()}
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in (named | attached).items():
            archive.writestr(name, content)
    return _file(out.getvalue(), "application/zip", council_papers.file_name(paper, "zip"))


def _docx(paper: CouncilPaper) -> bytes:
    from initiatives.reports.council.docx import docx  # a large library, which other pages don't need

    return docx(paper.snapshot)


def _intact(request: ActingRequest, paper_id: int) -> CouncilPaper:
    paper = _paper(request, paper_id)
    unchanged(canonical(paper.snapshot), paper.snapshot_sha256, _what(paper))
    return paper


@require_safe
@acting
def pdf(request: ActingRequest, council_paper_id: int) -> HttpResponse:
    """The stored PDF of a paper, compared with its checksum."""
    paper = _paper(request, council_paper_id)
    if paper.pdf is None:
        raise Http404
    document = unchanged(bytes(paper.pdf), paper.pdf_sha256, _what(paper))
    return _file(document, "application/pdf", council_papers.file_name(paper, "pdf"))


def _paper(request: ActingRequest, paper_id: int) -> CouncilPaper:
    return get_object_or_404(CouncilPaper.objects.visible_to(request.mandate), pk=paper_id)


def _what(paper: CouncilPaper) -> str:
    return f"der Unterlage „{paper}“"


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)

"""The page of minutes: what it shows to whom, circulating, adding, the PDF and what happens when it fails."""

import pytest
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.meetings import minutes
from initiatives.domain.snapshots import pdfs
from initiatives.enums import MinutesState
from initiatives.models import Event, MeetingPaper, Minutes, MinutesAddendum, Notice
from tests.domain.gatherings import closed

HTMX = {"HX-Request": "true", "HX-Target": "niederschrift"}


@pytest.fixture
def draft(circle) -> Minutes:
    return closed(circle)


@pytest.fixture
def circulated(circle, draft) -> Minutes:
    minutes.circulate(minutes=draft, by=circle.people["nottuln"], at=moments.now())
    pdfs.finish(paper=MeetingPaper.objects.get(), pdf=b"%PDF-1.7 Niederschrift")
    return Minutes.objects.get(pk=draft.pk)


def page(row: Minutes, section: str = "") -> str:
    address = reverse("meeting_minutes", args=[row.meeting_id])
    return f"{address}?bearbeiten={section}" if section else address


def written() -> tuple[int, ...]:
    return tuple(table.objects.count() for table in (MeetingPaper, MinutesAddendum, Notice, Event))


def test_a_draft_is_not_there_for_others(sign_in, draft):
    found = {
        name: sign_in(name).get(page(draft)).status_code
        for name in ("nottuln", "reader", "duelmen", "county")
    }
    assert found == {"nottuln": 200, "reader": 200, "duelmen": 404, "county": 404}


def test_the_page_says_who_came_and_what_was_decided(sign_in, circulated):
    said = sign_in("duelmen").get(page(circulated)).content.decode()
    for part in (
        "2 von 3",
        "TOP 2: Personalabrechnung",
        "Die Stadt Dülmen rechnet für alle ab.",
        "<b>2 dafür:</b> Stadt Dülmen, Gemeinde Nottuln",
        "Zuständig: Stadt Dülmen",
        "Auf das nächste Treffen vertagt",
        "noch nicht genehmigt",
        "10:00 bis 12:00 Uhr",
    ):
        assert part in said
    assert "Berichtigung hinzufügen" not in said


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_convening_municipality_circulates(circle, sign_in, draft, headers, monkeypatch):
    monkeypatch.setattr("initiatives.tasks.render", lambda snapshot: _documents())
    nottuln = sign_in("nottuln")
    form = nottuln.get(page(draft, "versenden"), headers=headers).content.decode()
    assert "Jetzt versenden" in form
    assert ("<html" in form) == (not headers)
    answer = nottuln.post(page(draft, "versenden"), headers=headers)
    assert answer.status_code == (200 if headers else 303)
    draft.refresh_from_db()
    assert draft.state == MinutesState.CIRCULATED
    assert MeetingPaper.objects.get().pdf_size
    assert Notice.objects.filter(user=circle.people["duelmen"].user).exists()
    said = sign_in("duelmen").get(page(draft)).content.decode()
    assert "Niederschrift Nr. 1 (PDF, " in said


def _documents():
    from initiatives.reports.rendering import Documents

    return Documents("", b"%PDF-1.7 gesetzt", b"")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_circulating_twice_is_refused(sign_in, circulated, headers):
    before = written()
    answer = sign_in("nottuln").post(page(circulated, "versenden"), headers=headers)
    assert answer.status_code == 422
    assert "schon versandt" in answer.content.decode()
    assert written() == before


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_empty_addendum_is_refused_and_one_with_words_added(sign_in, circulated, headers, monkeypatch):
    monkeypatch.setattr("initiatives.tasks.render", lambda snapshot: _documents())
    nottuln, before = sign_in("nottuln"), written()
    answer = nottuln.post(page(circulated, "berichtigung"), {"text": "  "}, headers=headers)
    assert answer.status_code == 422
    assert "Bitte füllen Sie dieses Feld aus." in answer.content.decode()
    assert written() == before
    answer = nottuln.post(
        page(circulated, "berichtigung"), {"text": "<b>Frist</b> ist der 21.03."}, headers=headers
    )
    assert answer.status_code == (200 if headers else 303)
    said = sign_in("duelmen").get(page(circulated)).content.decode()
    assert "&lt;b&gt;Frist&lt;/b&gt; ist der 21.03." in said
    assert "Niederschrift Nr. 2 (PDF" in said


@pytest.mark.parametrize("persona", ["duelmen", "county", "reader", "administrator"])
@pytest.mark.parametrize("section", ["versenden", "berichtigung", "pdf"])
def test_others_neither_circulate_nor_add(sign_in, circulated, persona, section):
    before = written()
    assert sign_in(persona).post(page(circulated, section), {"text": "x"}).status_code == 403
    assert written() == before


def test_a_pdf_that_failed_says_why_and_is_made_once_more(sign_in, draft, circle, monkeypatch):
    minutes.circulate(minutes=draft, by=circle.people["nottuln"], at=moments.now())
    pdfs.fail(paper=MeetingPaper.objects.get(), message="Es fehlt das Paket libpango.")
    said = sign_in("duelmen").get(page(draft)).content.decode()
    assert "Es fehlt das Paket libpango." in said
    assert "Noch einmal erstellen" not in said
    nottuln = sign_in("nottuln")
    assert "Noch einmal erstellen" in nottuln.get(page(draft)).content.decode()
    monkeypatch.setattr("initiatives.tasks.render", lambda snapshot: _documents())
    assert nottuln.post(page(draft, "pdf")).status_code == 303
    assert bytes(MeetingPaper.objects.get().pdf) == b"%PDF-1.7 gesetzt"


def test_the_page_asks_again_while_the_pdf_is_made_and_no_longer_then(sign_in, draft, circle):
    minutes.circulate(minutes=draft, by=circle.people["nottuln"], at=moments.now())
    nottuln = sign_in("nottuln")
    assert 'data-hx-trigger="every 3s"' in nottuln.get(page(draft)).content.decode()
    pdfs.finish(paper=MeetingPaper.objects.get(), pdf=b"%PDF")
    part = nottuln.get(page(draft), headers=HTMX | {"HX-Target": "niederschrift-pdf"}).content.decode()
    assert 'id="niederschrift-pdf"' in part and "<html" not in part
    assert "data-hx-trigger" not in part


def test_looking_writes_nothing_and_costs_the_same_for_many_additions(
    circle, sign_in, circulated, django_assert_num_queries, django_assert_max_num_queries
):
    duelmen, before = sign_in("duelmen"), written()
    duelmen.get(page(circulated))
    with django_assert_max_num_queries(54) as few:
        duelmen.get(page(circulated))
    count = len(few)
    assert written() == before
    for number in range(5):
        minutes.add_addendum(
            minutes=circulated, text=f"Nr. {number}", by=circle.people["nottuln"], at=moments.now()
        )
    duelmen.get(page(circulated))
    with django_assert_num_queries(count):
        duelmen.get(page(circulated))

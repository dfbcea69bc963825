"""The page of the draft papers: preview, making, files, the text for all, and who gets in where."""

import io
from datetime import date
from types import SimpleNamespace
from zipfile import ZipFile

import docx
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse

from initiatives.domain.fields import documents, fields
from initiatives.domain.kernel import moments
from initiatives.domain.snapshots import pdfs
from initiatives.domain.votes import council_papers, positions, rounds
from initiatives.enums import Participation, Phase, Role
from initiatives.models import (
    Agreement,
    Ask,
    Competence,
    CouncilPaper,
    Event,
    Field,
    InitiativeParticipant,
    RoundCore,
)
from tests.support.files import upload
from tests.support.lifting import overwrite
from tests.support.personas import person
from tests.views.parts import part

HTMX = {"HX-Request": "true", "HX-Target": "vorlage"}


@pytest.fixture
def url(circle):
    return reverse("round_paper", args=[circle.round.pk])


@pytest.fixture
def paper(circle) -> CouncilPaper:
    made = council_papers.make(round_=circle.round, by=circle.people["duelmen"], at=moments.now())
    pdfs.finish(paper=made, pdf=b"%PDF-1.7 Vorlage")
    return CouncilPaper.objects.get(pk=made.pk)


def written() -> tuple[int, ...]:
    return tuple(table.objects.count() for table in (RoundCore, CouncilPaper, Event))


def text(answer) -> str:
    return " ".join(answer.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ").split())


def test_the_preview_shows_the_own_paper_and_writes_nothing(circle, sign_in, url):
    before = written()
    said = text(sign_in("duelmen").get(url))
    assert written() == before
    for one in (
        "Variante B: Zustimmung mit Bedingungen",
        "noch nicht festgeschrieben",
        '<mark class="ikz-gap">[bitte ergänzen: zuständiges Gremium]</mark>',
        "Kosten: Stadt Dülmen",
        "noch nicht erfasst",
        "Entwurf erstellen (DOCX, ODT, PDF)",
    ):
        assert one in said
    assert "Begründung schreiben" not in said


def test_a_delegate_makes_one_and_gets_the_docx(circle, sign_in, url, monkeypatch):
    queued = []
    monkeypatch.setattr(
        "initiatives.views.votes.council_papers.make_council_paper", SimpleNamespace(enqueue=queued.append)
    )
    client = sign_in("rosendahl")
    answer = client.post(f"{url}?bearbeiten=vorlage")
    assert (answer.status_code, answer["Location"]) == (303, url)
    made = CouncilPaper.objects.get()
    assert (made.organisation, queued) == (circle.rosendahl, [made.pk])
    page = text(client.get(url))
    assert "Das PDF wird gerade erstellt." in page
    assert 'data-hx-trigger="every 3s"' in page
    answer = client.get(reverse("round_paper_docx", args=[made.pk]))
    assert answer["Content-Disposition"].startswith(
        'attachment; filename="entwurf-vorlage-gemeinde-rosendahl-'
    )
    found = docx.Document(io.BytesIO(answer.content))
    titles = [one.text for one in found.paragraphs if one.style.name == "Title"]
    assert titles == ["Interkommunale Zusammenarbeit: Personalabrechnung bündeln"]
    cells = [cell.text for row in found.tables[0].rows for cell in row.cells]
    assert cells[:2] == ["Kommune", "Gemeinde Rosendahl"]
    assert client.get(reverse("round_paper_pdf", args=[made.pk])).status_code == 404  # not made yet


@pytest.mark.needs("pango")
def test_the_worker_makes_the_pdf(circle, sign_in):
    made = council_papers.make(round_=circle.round, by=circle.people["duelmen"], at=moments.now())
    call_command("run_due")
    answer = sign_in("duelmen").get(reverse("round_paper_pdf", args=[made.pk]))
    assert answer.content.startswith(b"%PDF-1.7")
    assert answer["Content-Disposition"].endswith('.pdf"')


@pytest.mark.parametrize(
    "route", ["round_paper_docx", "round_paper_odt", "round_paper_zip", "round_paper_pdf"]
)
def test_a_paper_is_there_for_its_own_municipality_only(sign_in, paper, route):
    address = reverse(route, args=[paper.pk])
    found = {
        name: sign_in(name).get(address).status_code
        for name in (
            "duelmen",
            "nottuln",
            "rosendahl",
            "reader",
            "county",
            "administrator",
            "stranger",
            "rat",
        )
    }
    assert found == dict.fromkeys(found, 404) | {"duelmen": 200}


def test_a_reader_reads_the_own_papers_but_makes_none(circle, sign_in, url):
    made = council_papers.make(round_=circle.round, by=circle.people["nottuln"], at=moments.now())
    reader = sign_in("reader")
    assert "erstellen (DOCX, ODT, PDF)" not in text(reader.get(url))
    assert reader.get(reverse("round_paper_docx", args=[made.pk])).status_code == 200
    assert reader.post(f"{url}?bearbeiten=vorlage").status_code == 403


def test_the_convening_municipality_that_is_not_asked_reads_the_core(circle, sign_in):
    only = rounds.open_round(
        question=rounds.Question("taking_part", "Wirken Sie mit?"),
        fields=[circle.hotline],
        organisations=[circle.duelmen],
        deadline=circle.round.deadline,
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    address = reverse("round_paper", args=[only.pk])
    said = text(sign_in("nottuln").get(address))
    assert "Variante A: Zustimmung" in said and "Begründung schreiben" in said
    assert "Kosten:" not in said and "Beratungsfolge" not in said and "Ihre Entwürfe" not in said
    assert sign_in("nottuln").post(f"{address}?bearbeiten=vorlage").status_code == 403
    assert sign_in("rosendahl").get(address).status_code == 403


def test_a_field_that_one_is_not_asked_about_is_not_there(circle, sign_in, url):
    client = sign_in("duelmen")
    assert client.get(f"{url}?feld={circle.payroll.pk}").status_code == 200
    for wanted in (circle.hotline.pk, "x", "99999999999999999999", "%00"):
        assert client.get(f"{url}?feld={wanted}").status_code == 404


@pytest.mark.parametrize("kind", ["snapshot", "pdf"])
def test_what_was_tampered_with_is_not_handed_out(sign_in, paper, kind):
    if kind == "pdf":
        overwrite(CouncilPaper.objects.all(), pdf=b"%PDF-1.7 falsch")
    else:
        overwrite(CouncilPaper.objects.all(), snapshot=paper.snapshot | {"municipality": "Stadt Münster"})
    route = "round_paper_pdf" if kind == "pdf" else "round_paper_docx"
    answer = sign_in("duelmen").get(reverse(route, args=[paper.pk]))
    assert answer.status_code == 403
    assert "Prüfsumme" in answer.content.decode()


def test_a_pdf_that_failed_is_told_and_tried_again(sign_in, paper, url, monkeypatch):
    overwrite(CouncilPaper.objects.all(), pdf=None, pdf_size=None)
    pdfs.fail(paper=paper, message="Es fehlt das Paket libpango.")
    client = sign_in("duelmen")
    assert "Es fehlt das Paket libpango." in text(client.get(url))
    queued = []
    monkeypatch.setattr(
        "initiatives.views.votes.council_papers.make_council_paper", SimpleNamespace(enqueue=queued.append)
    )
    assert client.post(f"{url}?bearbeiten=pdf").status_code == 303
    paper.refresh_from_db()
    assert (paper.message, queued) == ("", [paper.pk])


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_reasons_are_written_for_all(circle, sign_in, url, headers):
    client = sign_in("nottuln")
    form = client.get(f"{url}?bearbeiten=begruendung", headers=headers)
    assert 'name="reasoning"' in form.content.decode()
    values = {"reasoning": "Gemeinsam geht es besser.", "version": "0"}
    answer = client.post(f"{url}?bearbeiten=begruendung", values, headers=headers)
    assert answer.status_code == (200 if headers else 303)
    assert council_papers.latest(circle.round).reasoning == "Gemeinsam geht es besser."
    assert "Gemeinsam geht es besser." in text(sign_in("rosendahl").get(url))


def test_a_stale_text_shows_both(circle, sign_in, url):
    council_papers.give_reasons(
        round_=circle.round, reasoning="Ihre Worte", seen=0, by=circle.people["nottuln"], at=moments.now()
    )
    values = {"reasoning": "Meine Worte", "version": "0"}
    answer = sign_in("nottuln").post(f"{url}?bearbeiten=begruendung", values)
    said = text(answer)
    assert answer.status_code == 409
    assert "Jemand hat diesen Abschnitt geändert" in said and "Ihre" in said
    assert 'name="version" value="1"' in said
    assert ">Meine Worte</textarea>" in said.replace("> Meine", ">Meine")
    assert RoundCore.objects.count() == 1


def test_too_long_a_text_is_refused_and_kept(sign_in, url):
    before = written()
    values = {"reasoning": "x" * 100_001, "version": "0"}
    answer = sign_in("nottuln").post(f"{url}?bearbeiten=begruendung", values)
    assert answer.status_code == 422
    assert "x" * 100_001 in answer.content.decode()
    assert written() == before


def test_markup_is_text_in_the_preview(circle, sign_in, url):
    council_papers.give_reasons(
        round_=circle.round,
        reasoning="<script>alert(1)</script>",
        seen=0,
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    page = sign_in("duelmen").get(url).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_everybody_asked_sees_that_there_is_a_newer_core(circle, sign_in, url, paper):
    position = reverse("position", args=[circle.ask(circle.duelmen).pk])
    places = (reverse("round", args=[circle.round.pk]), position)
    client = sign_in("duelmen")
    for place in places:
        said = text(client.get(place))
        assert f'href="{url}?feld={circle.payroll.pk}"' in said
        assert "Kerntext vom" in said and "neuer als Ihr letzter Entwurf" not in said
    council_papers.give_reasons(
        round_=circle.round, reasoning="Neu", seen=1, by=circle.people["nottuln"], at=moments.now()
    )
    for place in places:
        assert "neuer als Ihr letzter Entwurf" in text(client.get(place))
    assert "Der Kerntext ist seitdem neu." in text(client.get(url))
    assert "neuer als Ihr letzter Entwurf" not in text(sign_in("rosendahl").get(places[0]))
    assert "Vorlagenentwurf" not in text(sign_in("county").get(places[0]))


def test_the_core_is_renewed_by_the_convening_municipality(circle, sign_in, url, paper):
    client = sign_in("nottuln")
    assert "auf den heutigen Stand bringen" not in text(client.get(url))
    answer = client.post(f"{url}?bearbeiten=stand")
    assert answer.status_code == 422
    assert "schon auf dem heutigen Stand" in text(answer)
    rounds.extend(
        round_=circle.round,
        deadline=circle.round.deadline.replace(year=circle.round.deadline.year + 1),
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    assert "auf den heutigen Stand bringen" in text(client.get(url))
    assert client.post(f"{url}?bearbeiten=stand").status_code == 303
    assert council_papers.latest(circle.round).number == 2


def test_after_the_round_the_papers_stay_and_none_is_made(circle, sign_in, url, paper):
    rounds.close_round(round_=circle.round, reason="Ende", by=circle.people["nottuln"], at=moments.now())
    client = sign_in("duelmen")
    said = text(client.get(url))
    assert "Entwurf zum Bearbeiten (DOCX)" in said and "erstellen (DOCX, ODT, PDF)" not in said
    answer = client.post(f"{url}?bearbeiten=vorlage")
    assert answer.status_code == 422
    assert "Diese Runde ist geschlossen" in text(answer)


def test_a_closed_round_without_a_paper_says_so(circle, sign_in, url):
    rounds.close_round(round_=circle.round, reason="Ende", by=circle.people["nottuln"], at=moments.now())
    assert "ohne dass ein Entwurf erstellt worden ist" in text(sign_in("duelmen").get(url))
    assert "Vorlagenentwurf" not in text(sign_in("duelmen").get(reverse("round", args=[circle.round.pk])))


def test_the_files_are_a_part_of_their_own(sign_in, url):
    said = part(sign_in("duelmen"), url, "vorlage-dateien").content.decode()
    assert "Ihre Entwürfe" in said and "Vorschau" not in said


def test_the_page_costs_few_queries(sign_in, paper, url, django_assert_max_num_queries):
    client = sign_in("duelmen")
    with django_assert_max_num_queries(54):
        client.get(url)


def test_of_several_fields_all_or_one_are_taken(circle, sign_in):
    rounds.close_round(round_=circle.round, reason="Ende", by=circle.people["nottuln"], at=moments.now())
    both = rounds.open_round(
        question=rounds.Question("taking_part", "Wirken Sie mit?"),
        fields=[circle.payroll, circle.hotline],
        organisations=[circle.duelmen, circle.nottuln],
        deadline=circle.round.deadline,
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    address, client = reverse("round_paper", args=[both.pk]), sign_in("duelmen")
    said = text(client.get(address))
    assert "Alle 2 Felder" in said and "zu allen Feldern" in said
    assert "„Personalabrechnung bündeln“ und „Einführung von D 115“" in said
    one = f"{address}?feld={circle.hotline.pk}"
    said = text(client.get(one))
    assert "zu diesem Feld" in said and "Betätigungsfeld: Personalabrechnung" not in said
    assert client.post(f"{one}&bearbeiten=vorlage")["Location"] == one
    assert client.post(f"{address}?bearbeiten=vorlage")["Location"] == address
    titles = [
        [one["title"] for one in made.snapshot["core"]["fields"]] for made in CouncilPaper.objects.all()
    ]
    assert titles == [["Personalabrechnung bündeln", "Einführung von D 115"], ["Einführung von D 115"]]
    assert RoundCore.objects.filter(round=both).count() == 1


def test_a_county_that_is_asked_drafts_for_its_kreistag(circle, sign_in, url):
    InitiativeParticipant.objects.create(
        initiative=circle.initiative, organisation=circle.county, joined_on=moments.today()
    )
    Ask.objects.create(round=circle.round, field=circle.payroll, organisation=circle.county)
    circle.people["delegate"] = person("beauftragte-kreis", Role.DELEGATE, circle.county)
    client = sign_in("delegate")
    page = text(client.get(url))
    assert "Vorlagenentwurf für den eigenen Kreistag" in page and "Kommunalverfassung des Landes" in page
    for is_county, paragraph in ((True, "§ 26 KrO NRW"), (False, "§ 41 GO NRW")):
        shared = {"land": "05", "source": "Gesetz", "valid_from": date(1994, 10, 17)}
        Competence.objects.create(is_county=is_county, paragraph=paragraph, **shared)
    assert "§ 26 KrO NRW (Hinweis, keine Rechtsberatung)" in text(client.get(url))
    assert "§ 41 GO NRW" in text(sign_in("duelmen").get(url))
    round_page = text(client.get(reverse("round", args=[circle.round.pk])))
    assert "für den eigenen Kreistag" in round_page and "eigenen Rat" not in round_page
    assert "für den eigenen Rat" in text(sign_in("duelmen").get(url))


HEAD = {
    "edition": "non_public",
    "office": "Dezernat II",
    "number": "SV 12/2026",
    "file_number": "10-24-03",
    "stations-rows": "2",
    "stations-0-body": "Rat",
    "stations-0-on": "",
    "stations-0-role": "decides",
    "stations-1-body": "Hauptausschuss",
    "stations-1-on": "01.12.2026",
    "stations-1-role": "prepares",
}


def test_the_own_head_is_taken_over_and_known_the_next_time(circle, sign_in, url):
    client = sign_in("duelmen")
    assert client.post(f"{url}?bearbeiten=vorlage", HEAD).status_code == 303
    made = CouncilPaper.objects.get()
    house = made.snapshot["house"]
    assert (made.edition, house["office"], house["number"]) == ("non_public", "Dezernat II", "SV 12/2026")
    assert [(one["body"], one["on"], one["decides"]) for one in house["stations"]] == [
        ("Hauptausschuss", "2026-12-01", False),
        ("Rat", None, True),
    ]
    page = text(client.get(url))
    for typed in ("Dezernat II", "SV 12/2026", "10-24-03", "Hauptausschuss", "01.12.2026"):
        assert f'value="{typed}"' in page
    assert 'value="Dezernat II"' not in text(sign_in("rosendahl").get(url)), "the head of others"


def test_of_another_round_only_what_belongs_to_the_house_is_known(circle, sign_in, url):
    client = sign_in("duelmen")
    client.post(f"{url}?bearbeiten=vorlage", HEAD)
    other = rounds.open_round(
        question=rounds.Question("taking_part", "Wirken Sie mit?"),
        fields=[circle.hotline],
        organisations=[circle.duelmen],
        deadline=circle.round.deadline,
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    page = text(client.get(reverse("round_paper", args=[other.pk])))
    assert 'value="Dezernat II"' in page and 'value="10-24-03"' in page
    assert "SV 12/2026" not in page and "Hauptausschuss" not in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"stations-1-body": ""}, "Bitte nennen Sie in jeder Zeile das Gremium."),
        ({"stations-1-on": "31.02.2026"}, "Den 31.02.2026 gibt es nicht"),
        ({"edition": "geheim"}, "Diese Auswahl gibt es hier nicht."),
        ({"number": "x" * 41}, "höchstens 40 sind möglich"),
    ],
)
def test_a_head_that_cannot_be_is_refused_and_kept(sign_in, url, changes, words):
    before = written()
    answer = sign_in("duelmen").post(f"{url}?bearbeiten=vorlage", HEAD | changes)
    said = text(answer)
    assert answer.status_code == 422 and words in said
    assert 'value="Dezernat II"' in said and '<details class="ikz-more" open>' in said
    assert written() == before


def test_a_row_more_or_less_checks_and_writes_nothing(sign_in, url):
    before, client = written(), sign_in("duelmen")
    more = text(client.post(f"{url}?bearbeiten=vorlage", HEAD | {"tun": "zeile:stations"}))
    assert 'name="stations-2-body"' in more and 'value="Hauptausschuss"' in more
    less = text(client.post(f"{url}?bearbeiten=vorlage", HEAD | {"tun": "weg:stations:1"}))
    assert 'value="Hauptausschuss"' not in less and 'value="Rat"' in less
    assert written() == before


def test_the_public_preview_and_paper_keep_back_what_others_said_provisionally(circle, sign_in, url):
    positions.give(
        ask=circle.ask(circle.nottuln), stance="consent", by=circle.people["nottuln"], at=moments.now()
    )
    client = sign_in("duelmen")
    shown = {one: text(client.get(f"{url}?ausgabe={one}")) for one in ("public", "non_public", "x")}
    assert "vorläufig bis zum Beschluss" in shown["non_public"]
    assert "vorläufig bis zum Beschluss" not in shown["public"] and "in Beratung" in shown["public"]
    assert "vorläufig bis zum Beschluss" not in shown["x"], "any other is the public one"
    assert client.post(f"{url}?bearbeiten=vorlage").status_code == 303
    made = CouncilPaper.objects.get()
    assert made.edition == "public"
    assert "Zustimmung" not in [one["stance"] for one in made.snapshot["core"]["fields"][0]["voices"]]
    content = client.get(reverse("round_paper_odt", args=[made.pk])).content
    with ZipFile(io.BytesIO(content)) as archive:
        assert "vorläufig bis zum Beschluss" not in archive.read("content.xml").decode()


@pytest.fixture
def voted(circle):
    """A round on an agreement with a file; the file of another field goes with nothing."""
    rounds.close_round(round_=circle.round, reason="Ende", by=circle.people["nottuln"], at=moments.now())
    Field.objects.filter(pk=circle.payroll.pk).update(phase=Phase.DECISION)
    agreement = Agreement.objects.create(field=circle.payroll, title="Vereinbarung")
    by = {"by": circle.people["nottuln"], "at": moments.now()}
    fields.set_participation(
        field=circle.payroll,
        organisation=circle.duelmen,
        status=Participation.PARTICIPATING,
        by=None,
        at=moments.now(),
    )
    mine = documents.add(field=circle.payroll, title="Entwurf 2.0", file=upload(), agreement=agreement, **by)
    other = documents.add(
        field=circle.hotline, title="Anderes", file=upload(content=b"%PDF-1.4 anders"), **by
    )
    row = rounds.open_round(
        question=rounds.Question("decision", "Stimmen Sie zu?", "2.0"),
        fields=[circle.payroll],
        organisations=[circle.duelmen],
        deadline=circle.round.deadline,
        **by,
    )
    return reverse("round_paper", args=[row.pk]), mine.versions.get(), other.versions.get()


@pytest.fixture
def unmade(monkeypatch):
    """Nobody makes the PDF at once."""
    nobody = SimpleNamespace(enqueue=lambda pk: None)
    monkeypatch.setattr("initiatives.views.votes.council_papers.make_council_paper", nobody)


def test_the_agreement_voted_on_goes_with_the_paper(sign_in, voted, unmade):
    url, mine, other = voted
    client = sign_in("duelmen")
    page = text(client.get(url))
    assert "Entwurf 2.0 (" in page and "Anderes" not in page
    refused = client.post(f"{url}?bearbeiten=vorlage", {"attached": [str(other.pk)]})
    assert refused.status_code == 422 and not CouncilPaper.objects.exists()
    assert client.post(f"{url}?bearbeiten=vorlage", {"attached": [str(mine.pk)]}).status_code == 303
    made = CouncilPaper.objects.get()
    name = made.attachments[0]["file"]
    assert name == "anlage-1-entwurf-2-0.pdf"
    answer = client.get(reverse("round_paper_zip", args=[made.pk]))
    assert answer["Content-Disposition"].endswith('-oeffentlich.zip"')
    with ZipFile(io.BytesIO(answer.content)) as archive:
        assert sorted(one.rpartition(".")[2] for one in archive.namelist()) == ["docx", "odt", "pdf"]
        with mine.file.open() as file:
            assert archive.read(name) == file.read()
    default_storage.delete(mine.file.name)
    gone = client.get(reverse("round_paper_zip", args=[made.pk]))
    assert gone.status_code == 403 and "liegt nicht mehr vor" in text(gone)


def test_a_changed_file_is_not_put_into_the_pdf(sign_in, voted, unmade):
    url, mine, _ = voted
    sign_in("duelmen").post(f"{url}?bearbeiten=vorlage", {"attached": [str(mine.pk)]})
    default_storage.delete(mine.file.name)
    default_storage.save(mine.file.name, ContentFile(b"%PDF-1.4 falsch"))
    call_command("run_due")
    assert "wurde verändert" in CouncilPaper.objects.get().message

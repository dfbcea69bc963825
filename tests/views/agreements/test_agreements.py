"""Agreements on their pages: drawing one up from the field, its stages step by step, what is refused, who may what."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.domain.agreements import agreements, stages
from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.snapshots import council_paper
from initiatives.domain.state.loading import facts
from initiatives.models import Agreement, AgreementChange, AgreementStage, Document, Event, LegalForm
from tests.support.files import PDF
from tests.support.personas import BEGIN
from tests.views.parts import cut, part, same

LAW = {"land": "05", "paragraph": "§ 23 GkG NRW", "source": "GkG NRW", "valid_from": date(1979, 10, 1)}


@pytest.fixture
def form(db) -> LegalForm:
    duties = {"needs_approval": True, "needs_publication": True}
    return LegalForm.objects.create(key="test", name="Mandatierende Vereinbarung", **duties, **LAW)


@pytest.fixture
def agreement(circle, form) -> Agreement:
    """Dülmen leads the field; the county provides for Dülmen and Nottuln."""
    for place in (circle.duelmen, circle.nottuln):
        fields.set_participation(
            field=circle.payroll, organisation=place, status="participating", by=None, at=moments.now()
        )
    fields.set_lead(
        field=circle.payroll, organisation=circle.duelmen, contact="Amt 10", by=None, at=moments.now()
    )
    return agreements.draw_up(
        field=circle.payroll,
        title="Vereinbarung Personal",
        legal_form=form,
        provider_id=circle.county.pk,
        entering=[circle.county, circle.duelmen, circle.nottuln],
        effective_on=BEGIN,
        by=circle.people["duelmen"],
        at=moments.now(),
    )


def page(agreement: Agreement, name: str = "") -> str:
    url = reverse("agreement", args=[agreement.pk])
    return f"{url}?bearbeiten={name}" if name else url


def text(response) -> str:
    """What is read on a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def posted(client, url: str, sent: dict):
    """The page to which a post leads that has done its act."""
    answer = client.post(url, sent)
    assert answer.status_code == 303, text(answer)
    return client.get(answer["Location"])


def written() -> list[int]:
    tables = (Agreement, AgreementChange, AgreementStage, Document, Event)
    return [model.objects.count() for model in tables]


def test_one_is_drawn_up_from_the_field(circle, sign_in, form):
    client = sign_in("nottuln")
    field = reverse("field", args=[circle.payroll.pk])
    url = reverse("agreement_new", args=[circle.payroll.pk])
    assert url in client.get(field).content.decode()
    assert "Vereinbarung: noch keine" in text(client.get(field))
    sent = {
        "title": "Vereinbarung Personal",
        "legal_form_id": form.pk,
        "provider_id": circle.county.pk,
        "entering": [circle.county.pk, circle.nottuln.pk],
        "effective_on": f"{BEGIN:%d.%m.%Y}",
    }
    response = posted(client, url, sent)
    made = Agreement.objects.get()
    assert response.context["agreement"].id == made.pk
    shown = text(response)
    assert "Der Entwurf ist angelegt." in shown and "Vorgesehene Parteien" in shown
    assert "Kreis Coesfeld leistet" in shown and "Gemeinde Nottuln nimmt in Anspruch" in shown
    line = text(client.get(field))
    assert "Vereinbarung Personal Mandatierende Vereinbarung Kreis Coesfeld und Nottuln Entwurf" in line


def test_what_is_wrong_with_a_draft_stands_at_its_field_and_all_typed_is_kept(circle, sign_in, form):
    url, before = reverse("agreement_new", args=[circle.payroll.pk]), written()
    sent = {
        "title": "Getippt",
        "entering": [circle.nottuln.pk],
        "begins_on": "01.02.2026",
        "term_until": "31.01.2026",
        "cost_clause": "8 %",
    }
    response = sign_in("nottuln").post(url, sent)
    assert response.status_code == 422 and written() == before
    assert "term_until" in response.context["form"].errors
    shown = response.content.decode()
    assert 'value="Getippt"' in shown and "8 %" in shown and 'value="01.02.2026"' in shown
    response = sign_in("nottuln").post(url, sent | {"term_until": ""})
    assert "entering" in response.context["form"].errors and written() == before


def test_without_law_of_the_land_the_form_says_so(circle, sign_in):
    shown = text(sign_in("nottuln").get(reverse("agreement_new", args=[circle.payroll.pk])))
    assert "Für dieses Land sind keine Rechtsformen hinterlegt." in shown


def test_the_stages_are_taken_one_after_another(circle, sign_in, agreement):
    client, day = sign_in("duelmen"), f"{BEGIN:%d.%m.%Y}"
    shown = text(client.get(page(agreement)))
    assert "Noch nichts geschehen" in shown
    assert "Unterschrift erfassen: Vorher fehlt „Text vereinbart“." in shown
    done = posted(client, page(agreement, "text"), {"effective_on": day})
    assert "„Text vereinbart“ ist erfasst." in text(done)
    own = {"organisation": circle.duelmen.pk, "effective_on": day}
    assert client.post(page(agreement, "unterschrift"), own).status_code == 303
    foreign = own | {"organisation": circle.county.pk}
    refused = client.post(page(agreement, "unterschrift"), foreign)
    assert refused.status_code == 422 and "note" in refused.context["form"].errors
    client.post(page(agreement, "unterschrift"), foreign | {"note": "Urkunde im Amt 10"})
    shown = text(client.get(page(agreement)))
    assert "Noch nicht unterzeichnet: Gemeinde Nottuln." in shown
    assert "Der Aufsichtsbehörde vorgelegt: Vorher fehlt die Unterschrift: Gemeinde Nottuln." in shown
    assert "teilweise unterzeichnet" in shown


def test_each_party_signs_for_itself_and_does_nothing_else(circle, sign_in, agreement):
    client, day = sign_in("nottuln"), f"{BEGIN:%d.%m.%Y}"
    stages.record(
        agreement=agreement,
        kind="text_agreed",
        effective_on=BEGIN,
        by=circle.people["duelmen"],
        at=moments.now(),
    )
    rosendahl = sign_in("rosendahl")
    assert rosendahl.get(page(agreement, "unterschrift")).status_code == 403
    county = sign_in("county")
    assert "Unterschrift erfassen" in text(county.get(page(agreement)))
    assert county.get(page(agreement, "texte")).status_code == 403
    offered = county.get(page(agreement, "unterschrift")).content.decode()
    assert offered.count("<option") == 1 and "Kreis Coesfeld</option>" in offered
    sent = {"organisation": circle.county.pk, "effective_on": day}
    assert county.post(page(agreement, "unterschrift"), sent).status_code == 303
    assert AgreementStage.objects.get(organisation=circle.county).mandate == circle.people["county"]
    assert client.get(page(agreement, "texte")).status_code == 200  # Nottuln convenes
    assert sign_in("stranger").get(page(agreement)).status_code == 404


@pytest.mark.parametrize(
    ("name", "sent", "field"),
    [
        ("vorlage", {"effective_on": "06.01.2026", "note": "Getippt"}, None),
        ("bekanntmachung", {"effective_on": "01.01.2199", "gazette": "Amtsblatt"}, "effective_on"),
        ("text", {"effective_on": "gestern", "note": "Getippt"}, "effective_on"),
        ("text", {"effective_on": "01.01.2026", "note": "Getippt"}, "effective_on"),
    ],
)
def test_a_stage_that_cannot_be_keeps_what_was_typed(sign_in, agreement, name, sent, field):
    before = written()
    response = sign_in("duelmen").post(page(agreement, name), sent)
    assert response.status_code == 422 and written() == before
    errors = response.context["form"].errors
    assert (field or "__all__") in errors
    for value in sent.values():
        assert value in response.content.decode()


def test_a_file_that_is_none_is_refused_at_its_field(sign_in, agreement, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    before = written()
    file = SimpleUploadedFile("Urkunde.pdf", b"MZ\x90\x00 no paper")
    sent = {"effective_on": f"{BEGIN:%d.%m.%Y}", "note": "Getippt", "file": file}
    response = sign_in("duelmen").post(page(agreement, "text"), sent)
    assert response.status_code == 422 and "file" in response.context["form"].errors
    assert written() == before and "Getippt" in response.content.decode()
    file = SimpleUploadedFile("Entwurf.pdf", PDF)
    sent_file = {"title": "Entwurf", "file": file}
    done = posted(sign_in("duelmen"), page(agreement, "datei"), sent_file)
    assert "Die Datei ist gespeichert." in text(done) and "Entwurf.pdf" in text(done)
    assert Document.objects.get().agreement == agreement


def test_a_published_one_tells_its_gazette_and_its_day(circle, sign_in, agreement):
    for kind in ("text_agreed", "submitted", "received", "approved"):
        stages.record(
            agreement=agreement,
            kind=kind,
            effective_on=BEGIN,
            past=True,
            by=circle.people["duelmen"],
            at=moments.now(),
        )
    sent = {"effective_on": "06.02.2026", "gazette": "Amtsblatt Münster", "issue_number": "6"}
    client = sign_in("duelmen")
    refused = client.post(page(agreement, "bekanntmachung"), sent)
    assert refused.status_code == 422
    for place in (circle.county, circle.duelmen, circle.nottuln):
        stages.record(
            agreement=agreement,
            kind="signed",
            organisation=place,
            effective_on=BEGIN,
            past=True,
            by=circle.people["duelmen"],
            at=moments.now(),
        )
    shown = text(posted(client, page(agreement, "bekanntmachung"), sent))
    assert "Amtsblatt Münster, Nr. 6" in shown and "seit 07.02.2026" in shown
    assert "Parteien heute" in shown and "Beitritt anlegen" in shown
    new = reverse("agreement_new", args=[circle.payroll.pk]) + f"?zu={agreement.pk}&art=beitritt"
    form = client.get(new).context["form"]
    assert (form.initial["kind"], form.initial["amends"]) == ("accession", agreement.pk)
    accession = {
        "kind": "accession",
        "amends": agreement.pk,
        "title": "Beitritt Rosendahl",
        "entering": [circle.rosendahl.pk],
    }
    shown = text(posted(client, new, accession))
    assert "Beitritt zu Vereinbarung Personal" in shown
    again = client.post(new, accession | {"entering": [circle.nottuln.pk]})
    assert again.status_code == 422 and "entering" in again.context["form"].errors


def test_it_stands_wherever_the_field_and_its_decisions_are_listed(circle, sign_in, agreement):
    client, number = sign_in("duelmen"), [circle.initiative.pk]
    matrix, lines = reverse("matrix", args=number), reverse("matrix", args=number) + "?format=csv"
    field = reverse("field", args=[circle.payroll.pk])
    assert "Vereinbarung: Entwurf" in text(client.get(matrix)) and "Entwurf" in text(client.get(lines))
    day = moments.today() - timedelta(days=20)
    for kind in ("text_agreed", "published"):
        details = {"gazette": "Amtsblatt Münster", "issue_number": "6"} if kind == "published" else {}
        by = {"by": circle.people["duelmen"], "at": moments.now()}
        stages.record(agreement=agreement, kind=kind, effective_on=day, past=True, **details, **by)
    begun = f"{day + timedelta(days=1):%d.%m.%Y}"
    assert "Vereinbarung: in Kraft" in text(client.get(matrix)) and "in Kraft" in text(client.get(lines))
    line = "Vereinbarung Personal Mandatierende Vereinbarung Kreis Coesfeld, Dülmen und Nottuln in Kraft"
    assert line in text(client.get(field))
    listed = text(client.get(reverse("register", args=number)))
    for words in ("Vereinbarung Personal", "in Kraft", begun):
        assert words in listed.partition("Vereinbarungen")[2], words
    figures = text(client.get(reverse("figures", args=number)))
    assert f"{begun} Vereinbarung Feld 1: Vereinbarung in Kraft" in figures


def test_two_who_edit_keep_both_and_clash_on_the_same(circle, sign_in, agreement):
    client = sign_in("duelmen")
    first = client.get(page(agreement, "texte")).context["form"].initial
    sent = {name: value for name, value in first.items() if value not in (None, False)}
    client.post(page(agreement, "texte"), sent | {"cost_clause": "8 %"})
    answer = sign_in("nottuln").post(page(agreement, "texte"), sent | {"cost_clause": "15 %"})
    assert answer.status_code == 409 and "Kostenregelung, Ihre Fassung" in answer.content.decode()
    done = sign_in("nottuln").post(page(agreement, "texte"), sent | {"subject": "Lohn"})
    assert done.status_code == 303
    agreement.refresh_from_db()
    assert (agreement.cost_clause, agreement.subject) == ("8 %", "Lohn")


def test_the_standard_that_an_agreement_fixes_is_typed_shown_found_and_put_before_the_council(
    circle, sign_in, agreement
):
    client = sign_in("duelmen")
    first = client.get(page(agreement, "texte")).context["form"].initial
    sent = {name: value for name, value in first.items() if value not in (None, False)}
    sent["standard"] = "Ein Abrechnungsverfahren nach Anlage 2"
    assert "Gemeinsamer Standard Ein Abrechnungsverfahren" in text(
        posted(client, page(agreement, "texte"), sent)
    )
    assert "Abrechnungsverfahren" in text(client.get(reverse("search"), {"q": "Abrechnungsverfahren"}))
    state = facts(circle.initiative.pk)
    [ground] = council_paper._agreed(state, state.field(circle.payroll.pk), moments.today())
    assert "Gemeinsamer Standard: Ein Abrechnungsverfahren nach Anlage 2." in ground.text


def test_a_stage_is_put_right_among_the_entries_of_the_field(circle, sign_in, agreement):
    stage = stages.record(
        agreement=agreement,
        kind="text_agreed",
        effective_on=BEGIN,
        by=circle.people["duelmen"],
        at=moments.now(),
    )
    url = reverse("field_entries", args=[circle.payroll.pk])
    assert "Vereinbarung Personal: Text vereinbart" in text(sign_in("duelmen").get(url))
    assert sign_in("rosendahl").get(f"{url}?bearbeiten=stufe-{stage.pk}").status_code == 403
    sent = {"effective_on": "10.01.2026", "correction_reason": "Vermerk vom 10.01."}
    assert sign_in("duelmen").post(f"{url}?bearbeiten=stufe-{stage.pk}", sent).status_code == 303
    assert AgreementStage.objects.standing().get().effective_on == date(2026, 1, 10)
    change = agreement.changes.get(organisation=circle.nottuln)
    sent = {"effective_on": f"{BEGIN:%d.%m.%Y}", "role": "member", "correction_reason": "Satzung"}
    assert sign_in("duelmen").post(f"{url}?bearbeiten=partei-{change.pk}", sent).status_code == 303


def test_a_party_is_added_until_it_is_in_force(circle, sign_in, agreement):
    client = sign_in("duelmen")
    sent = {"organisation": circle.rosendahl.pk, "role": "uses"}
    assert client.post(page(agreement, "partei"), sent | {"role": ""}).status_code == 422
    done = posted(client, page(agreement, "partei"), sent)
    assert "Gemeinde Rosendahl nimmt in Anspruch" in text(done)
    assert client.post(page(agreement, "partei"), sent).status_code == 422


def test_the_swapped_part_is_the_page_and_looking_writes_nothing(sign_in, agreement):
    client, before = sign_in("duelmen"), written()
    whole = client.get(page(agreement)).content.decode()
    swapped = part(client, page(agreement), "vereinbarung").content.decode()
    assert same(cut(whole, "vereinbarung"), swapped)
    ids = re.findall(r'<[^>]* id="([^"]+)"', whole)
    assert "texte" in ids and len(ids) == len({*ids}), "each address leads to one place"
    assert written() == before


def test_many_agreements_cost_as_many_queries_as_one(circle, sign_in, agreement):
    client = sign_in("duelmen")

    def queries() -> int:
        client.get(page(agreement))
        with CaptureQueriesContext(connection) as found:
            client.get(page(agreement))
            client.get(reverse("field", args=[circle.payroll.pk]))
        return len(found)

    few = queries()
    for number in range(3):
        agreements.draw_up(
            field=circle.payroll,
            title=f"Noch eine {number}",
            entering=[circle.duelmen, circle.nottuln],
            by=circle.people["duelmen"],
            at=moments.now(),
        )
    assert queries() == few

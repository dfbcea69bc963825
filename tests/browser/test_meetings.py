"""A meeting of the delegates in the browser: Nottuln invites, nine of eleven come, two fields are fixed by decision."""

import pytest
from playwright.sync_api import Browser, expect

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.meetings.attendance import PRESENT
from initiatives.models import AgendaItem, Field, GateItem, Meeting, MeetingResult
from tests.browser.conftest import faults, fits
from tests.browser.desk import Desk, german

ABSENT = ("Billerbeck", "Nordkirchen")


@pytest.fixture
def desk(browser: Browser, live_server, transactional_db, source_case) -> Desk:
    field = Field.objects.get(initiative=source_case.municipalities, title="Personalabrechnung bündeln")
    made = Desk(browser, live_server.url, source_case, field)
    yield made
    made.close()


def ready(desk: Desk) -> None:
    """Dülmen has everything stated that the field of payroll needs besides the decision of the delegates."""
    place, at = desk.case.organisations["Stadt Dülmen"], moments.now()
    by = desk.case.people["beauftragte-duelmen"]
    values = {"aim": "Ein Verfahren", "description": "Die Stadt Dülmen rechnet ab."}
    fields.edit(field=desk.field, values=values, version=desk.field.version, by=by, at=at)
    sent = {"field": desk.field, "organisation": place, "by": by, "at": at}
    fields.set_participation(status="participating", **sent)
    fields.set_lead(contact="Fachbereich Personal", **sent)


def send(desk: Desk, name: str, meeting: Meeting, section: str, values: dict | None = None) -> None:
    page = desk.fill(name, f"/treffen/{meeting.pk}/?bearbeiten={section}", values or {})
    expect(page.locator('form[aria-labelledby="form-h"]')).to_have_count(0)


def prepare(desk: Desk) -> Meeting:
    """Coesfeld proposes a topic; Nottuln plans, takes it over, adds one, puts it first by keyboard, and invites."""
    path = f"/initiativen/{desk.field.initiative_id}/treffen/"
    desk.fill("Coesfeld", f"{path}?bearbeiten=thema", {"title": "IT festlegen", "minutes": "20"})
    expect(desk.page("Coesfeld").locator("#themen")).to_contain_text("IT festlegen")
    values = {
        "title": "Erstes Treffen",
        "starts_at": f"{german(2)} 14:00",
        "ends_at": "15:00",
        "place": "Nottuln",
    }
    desk.fill("Nottuln", f"{path}neu/", values)
    expect(desk.page("Nottuln").get_by_text("Entwurf.", exact=True)).to_be_visible()
    meeting = Meeting.objects.get(state="draft")
    topic = AgendaItem.objects.get(title="IT festlegen")
    send(desk, "Nottuln", meeting, "speicher", {"topics": [str(topic.pk)]})
    values = {"title": "Personalabrechnung festlegen", "minutes": "50", "field": str(desk.field.pk)}
    send(desk, "Nottuln", meeting, "punkt", values)
    page = desk.page("Nottuln")
    expect(page.locator("#tagesordnung")).to_contain_text("10 Minuten länger als geplant")
    page.get_by_role("button", name="Weiter nach oben: Personalabrechnung festlegen").press("Enter")
    expect(page.locator("#tagesordnung li").first).to_contain_text("Personalabrechnung festlegen")
    expect(page.get_by_role("button", name="Weiter nach unten: Personalabrechnung festlegen")).to_be_focused()
    send(desk, "Nottuln", meeting, "einladen")
    return meeting


def reply(desk: Desk, meeting: Meeting) -> None:
    names = sorted(a.organisation.name for a in meeting.attendances.filter(is_optional=False))
    assert len(names) == 11
    for name in names:
        word = "declined" if name in ABSENT else "attending"
        send(desk, name, meeting, "antwort", {"reply": word})
    expect(desk.page("Senden").locator("#teilnahme")).to_contain_text(
        "9 von 11 Kommunen kommen, 2 kommen nicht"
    )


def run(desk: Desk, meeting: Meeting) -> None:
    """The day has come: Nottuln opens the meeting, notes who is there, and two fields are fixed by decision."""
    Meeting.objects.filter(pk=meeting.pk).update(held_on=moments.today(), starts_at=moments.now())
    page = desk.page("Nottuln")
    page.goto(f"{desk.address}/treffen/{meeting.pk}/")
    page.get_by_role("button", name="Treffen eröffnen").click()
    expect(page.locator("#treffen")).to_contain_text("Das Treffen ist eröffnet.")
    send(desk, "Nottuln", meeting, "anwesenheit")  # as they have replied
    expect(page.locator("#teilnahme")).to_contain_text("9 von 11 Kommunen anwesend")
    first, second = meeting.agenda.all()
    values = {"text": "Die Personalabrechnung wird ein Feld.", "effect": "fix_field", "voting": "alle"}
    send(desk, "Nottuln", meeting, f"festlegung-{first.pk}", values)
    it = Field.objects.get(initiative=desk.field.initiative, title="IT")
    olfen = str(desk.case.organisations["Stadt Olfen"].pk)
    values = {
        "text": "Die IT wird ein Feld.",
        "field": str(it.pk),
        "effect": "fix_field",
        "voting": "einzeln",
        f"stimme_{olfen}": "no",
    }
    send(desk, "Nottuln", meeting, f"festlegung-{second.pk}", values)
    expect(page.locator("#tagesordnung")).to_contain_text("angenommen: 8 dafür, 1 dagegen")
    assert not GateItem.objects.exists()


def test_the_delegates_meet_and_fix_two_fields(desk: Desk):
    ready(desk)
    meeting = prepare(desk)
    reply(desk, meeting)
    run(desk, meeting)
    send(desk, "Nottuln", meeting, "abschliessen")
    assert Meeting.objects.get(pk=meeting.pk).state == "closed"
    assert (
        MeetingResult.objects.filter(is_adopted=True).count()
        == GateItem.objects.filter(kind="fixed").count()
        == 2
    )
    assert Field.objects.get(pk=desk.field.pk).phase == 1  # nothing else was missing
    page = desk.page("Olfen")
    page.goto(f"{desk.address}/treffen/{meeting.pk}/")
    agenda = page.locator("#tagesordnung")
    expect(agenda).to_contain_text("Das Feld ist festgelegt und in der Phase „Interne Abstimmung“.")
    expect(agenda).to_contain_text("Federführung benennen: Gemeinde Nottuln")
    assert faults(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert fits(page)
    circulate(desk, meeting)
    approve(desk, meeting)


def circulate(desk: Desk, meeting: Meeting) -> None:
    """Only Nottuln sees the draft; once circulated everybody reads it, and a correction is added."""
    path = f"/treffen/{meeting.pk}/niederschrift/"
    stranger = desk.page("Senden")
    assert stranger.goto(f"{desk.address}{path}").status == 404
    page = desk.fill("Nottuln", f"{path}?bearbeiten=versenden", {})
    expect(page.locator("#niederschrift .ikz-tag").first).to_have_text("versandt")
    desk.fill("Nottuln", f"{path}?bearbeiten=berichtigung", {"text": "Olfen war dafür."})
    expect(page.locator("#niederschrift")).to_contain_text("Olfen war dafür.")
    stranger.goto(f"{desk.address}{path}")
    expect(stranger.locator("#niederschrift")).to_contain_text("Die IT wird ein Feld.")
    expect(stranger.locator("#niederschrift")).to_contain_text("Olfen war dafür.")


def approve(desk: Desk, before: Meeting) -> None:
    """The next meeting has the minutes as its first item, and approves them."""
    values = {
        "title": "Zweites Treffen",
        "starts_at": f"{german(3)} 10:00",
        "ends_at": "11:00",
        "place": "Senden",
    }
    desk.fill("Nottuln", f"/initiativen/{desk.field.initiative_id}/treffen/neu/", values)
    page = desk.page("Nottuln")
    expect(page.locator("#tagesordnung li").first).to_contain_text("Niederschrift")
    meeting = Meeting.objects.get(state="draft")
    send(desk, "Nottuln", meeting, "einladen")
    Meeting.objects.filter(pk=meeting.pk).update(held_on=moments.today(), starts_at=moments.now())
    page.goto(f"{desk.address}/treffen/{meeting.pk}/")
    page.get_by_role("button", name="Treffen eröffnen").click()
    expect(page.locator("#treffen")).to_contain_text("Das Treffen ist eröffnet.")
    here = {f"{PRESENT}{a.organisation_id}": "True" for a in meeting.attendances.filter(is_optional=False)}
    send(desk, "Nottuln", meeting, "anwesenheit", here)
    item = meeting.agenda.get(approves=before)
    values = {"text": "Die Niederschrift wird genehmigt.", "voting": "alle"}
    send(desk, "Nottuln", meeting, f"festlegung-{item.pk}", values)
    send(desk, "Nottuln", meeting, "abschliessen")
    page.goto(f"{desk.address}/treffen/{before.pk}/niederschrift/")
    expect(page.locator("#niederschrift .ikz-tag").first).to_have_text("genehmigt")

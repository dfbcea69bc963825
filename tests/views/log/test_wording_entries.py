"""Texts of a field and data of an initiative are put right with the day from which they hold, and the day of a proposal."""

from datetime import date

from django.urls import reverse

from initiatives.domain.circle import initiatives
from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state.loading import facts
from initiatives.models import (
    Initiative,
)
from tests.support.personas import BEGIN
from tests.views.entries import FEB, MARCH, NOW, page, shown_values
from tests.views.parts import part


def test_a_wording_is_put_right_with_its_day_and_what_stood_there_goes_with_it(circle, sign_in, of_field):
    client, row = sign_in("duelmen"), circle.payroll
    edited = fields.edit(
        field=row,
        values={"aim": "Weniger Kosten", "title": "Löhne"},
        version=row.version,
        effective_on=FEB,
        by=circle.people["duelmen"],
        at=NOW,
    )
    for day, aim in (("03.02.2026", "Weniger Aufwand"), ("02.03.2026", "Weniger Mühe")):
        version = edited.history.latest("effective_on", "history_date", "history_id")
        url = f"{of_field}?bearbeiten=wortlaut-{version.pk}"
        sent = shown_values(client, url)
        assert sent.keys() == {"title", "aim", "effective_on", "correction_reason"}
        wrong = client.post(
            url, sent | {"aim": aim, "effective_on": day, "title": "", "correction_reason": "Akte"}
        )
        assert wrong.status_code == 422 and aim in wrong.content.decode()
        assert (
            client.post(
                url, sent | {"aim": aim, "effective_on": day, "correction_reason": "Akte"}
            ).status_code
            == 303
        )
    told = page(client, of_field)
    line = told[told.index('id="wortlaut-2026-03-02"') :].partition("</li>")[0]
    assert "Titel: Löhne; Ziel: Weniger Mühe" in line and "nachgetragen am" in line
    assert line.index("Ziel: Weniger Aufwand (ab 03.02.2026)") < line.index(
        "Ziel: Weniger Kosten (ab 02.02.2026)"
    )
    assert "wortlaut-2026-02-0" not in told
    assert client.post(url, sent | {"gab-es-nicht": "1", "correction_reason": "Nie"}).status_code == 409, (
        "overtaken"
    )
    version = edited.history.latest("effective_on", "history_date", "history_id")
    url = f"{of_field}?bearbeiten=wortlaut-{version.pk}"
    assert 'name="gab-es-nicht"' in page(client, url)
    assert client.post(url, {"gab-es-nicht": "1", "correction_reason": "Nie"}).status_code == 303
    row.refresh_from_db()
    assert (row.title, row.aim) != ("Löhne", "Weniger Mühe") and 'id="wortlaut-2026-03-02"' not in page(
        client, of_field
    )


def test_the_day_of_the_proposal_is_put_right_by_who_works_on_the_field(circle, sign_in, of_field):
    row = circle.payroll
    url = f"{of_field}?bearbeiten=wortlaut-{row.history.get().pk}"
    assert sign_in("reader").get(url).status_code == 403
    client = sign_in("duelmen")
    assert 'name="gab-es-nicht"' not in page(client, url) and "Vorgeschlagen am" in page(client, url)
    sent = shown_values(client, url) | {"effective_on": "02.02.2026", "correction_reason": "Laut Antrag"}
    sent["focal_points"] = "\n".join(row.focal_points)
    refused = client.post(url, sent)
    assert refused.status_code == 422 and "Zu diesem Feld steht schon etwas vom" in refused.content.decode()
    other = reverse("field_entries", args=[circle.hotline.pk])
    row = circle.hotline
    url = f"{other}?bearbeiten=wortlaut-{row.history.get().pk}"
    assert client.post(url, sent | {"title": row.title}).status_code == 303
    row.refresh_from_db()
    assert row.proposed_on == FEB


def test_data_of_the_initiative_are_put_right_with_their_day_by_the_administrator(
    circle, sign_in, of_initiative
):
    row, by = circle.initiative, circle.people["administrator"]
    values = {"title": "Im Kreis", "convening": circle.duelmen}
    initiatives.edit(initiative=row, values=values, version=row.version, effective_on=MARCH, by=by, at=NOW)
    version = row.history.get(effective_on=MARCH)
    url = f"{of_initiative}?bearbeiten=angaben-{version.pk}"
    assert sign_in("nottuln").get(url).status_code == 403
    client = sign_in("administrator")
    sent = shown_values(client, url) | {"correction_reason": "Laut Schreiben"}
    assert sent == {"title": "Im Kreis", "effective_on": "02.03.2026", "correction_reason": "Laut Schreiben"}
    for wrong in ({}, {"title": ""}, {"effective_on": "05.01.2026"}, {"effective_on": "01.01.2026"}):
        assert client.post(url, sent | wrong).status_code == 422
    assert client.post(url, sent | {"title": "Kreisweit", "effective_on": "02.02.2026"}).status_code == 303

    def told(day: date) -> tuple[str, str]:
        state = facts(row.pk, Moment(day, moments.now()))
        return state.title, state.convening.name

    before = (row.title, "Nottuln")
    assert [told(day) for day in (BEGIN, FEB, MARCH)] == [
        before,
        ("Kreisweit", "Dülmen"),
        ("Kreisweit", "Dülmen"),
    ]
    shown = page(client, of_initiative)
    line = shown[shown.index('id="angaben-2026-02-02"') :].partition("</li>")[0]
    assert "Vorher: <del>Titel: Im Kreis; Einladende Kommune: Stadt Dülmen (ab 02.03.2026)</del>" in line
    assert client.post(url, sent | {"title": "Anders"}).status_code == 409, "corrected meanwhile"
    now = row.history.filter(effective_on=FEB).latest("history_date", "history_id")
    gone = {"gab-es-nicht": "1", "correction_reason": "Nie"}
    assert client.post(f"{of_initiative}?bearbeiten=angaben-{now.pk}", gone).status_code == 303
    assert told(MARCH) == before and Initiative.objects.get(pk=row.pk).convening == circle.nottuln


def test_the_first_data_of_the_initiative_are_put_right_and_the_former_stay_readable(
    circle, sign_in, of_initiative
):
    row = circle.initiative
    url = f"{of_initiative}?bearbeiten=angaben-{row.history.get().pk}"
    assert sign_in("nottuln").get(url).status_code == 403
    client = sign_in("administrator")
    shown = page(client, url)
    assert "Angaben der Initiative zu Beginn" in shown and 'name="gab-es-nicht"' not in shown
    sent = shown_values(client, url)
    assert "effective_on" not in sent
    sent |= {"title": "Nahe beieinander", "correction_reason": ""}
    refused = client.post(url, sent)
    assert refused.status_code == 422 and "Nahe beieinander" in refused.content.decode()
    answer = client.post(url, sent | {"correction_reason": "Laut Schreiben"})
    assert answer.status_code == 303 and answer["Location"] == f"{of_initiative}#angaben-{BEGIN}"
    told = page(client, of_initiative)
    line = told[told.index(f'id="angaben-{BEGIN}"') :].partition("</li>")[0]
    assert "Titel: Nahe beieinander" in line and f"Vorher: <del>Titel: {row.title}" in line


def test_after_a_correction_of_its_day_a_wording_has_the_focus(circle, sign_in, of_field):
    row = circle.payroll
    values = {"aim": "Weniger Kosten"}
    by = circle.people["duelmen"]
    fields.edit(field=row, values=values, version=row.version, effective_on=FEB, by=by, at=NOW)
    client = sign_in("duelmen")
    url = f"{of_field}?bearbeiten=wortlaut-{row.history.get(effective_on=FEB).pk}"
    sent = shown_values(client, url) | {"effective_on": "02.03.2026", "correction_reason": "Akte"}
    shown = part(client, url, "eintraege", sent).content.decode()
    assert 'id="wortlaut-2026-03-02" data-focus' in shown
    version = row.history.filter(effective_on=MARCH).latest("history_date", "history_id")
    url = f"{of_field}?bearbeiten=wortlaut-{version.pk}"
    gone = client.post(url, {"gab-es-nicht": "1", "correction_reason": "Nie"})
    assert gone.status_code == 303 and gone["Location"] == of_field

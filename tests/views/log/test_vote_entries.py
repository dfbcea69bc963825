"""Rounds, Voten and resolutions that are put right, and the pages of their own that tell of it."""

from django.urls import reverse

from initiatives.domain.votes import positions
from initiatives.models import (
    Resolution,
    Round,
)
from tests.views.entries import FEB, NOW, page, shown_values


def test_a_round_is_put_right_in_its_row_and_what_stood_there_is_told(circle, sign_in, of_field):
    client, url = sign_in("nottuln"), f"{of_field}?bearbeiten=runde-{circle.round.pk}"
    sent = shown_values(client, url) | {"subject": "Machen Sie mit?", "correction_reason": "Laut Schreiben"}
    assert "closed_on" not in sent and "Gab es nicht" not in page(client, url)
    assert client.post(url, sent).status_code == 303
    assert Round.objects.get(pk=circle.round.pk).subject == "Machen Sie mit?"
    told = page(client, of_field)
    assert "Vorher: <del>Frage: Wirkt Ihre Kommune an diesem Feld mit?</del>" in told
    assert "Seither: Frage: Machen Sie mit? – Laut Schreiben" in told


def test_an_old_link_to_a_resolution_leads_to_what_stands_now(circle, sign_in, of_field, everything):
    client, old = sign_in("duelmen"), Resolution.objects.get()
    url = f"{of_field}?bearbeiten=beschluss-{old.pk}"
    sent = shown_values(client, url)
    assert (
        client.post(url, sent | {"result": "amended", "correction_reason": "Laut Niederschrift"}).status_code
        == 303
    )
    entry = reverse("register_resolution", args=[old.pk])
    assert "geändert beschlossen" in page(client, entry)
    new = Resolution.objects.standing().get()
    url = f"{of_field}?bearbeiten=beschluss-{new.pk}"
    client.post(url, {"gab-es-nicht": "1", "correction_reason": "Nie beraten"})
    assert client.get(entry).status_code == 404


def test_the_page_of_the_votum_tells_that_it_never_was(circle, sign_in, of_field):
    by, ask = circle.people["duelmen"], circle.ask(circle.duelmen)
    row = positions.give(ask=ask, stance="consent", effective_on=FEB, by=by, at=NOW)
    client, url = sign_in("duelmen"), f"{of_field}?bearbeiten=votum-{row.pk}"
    client.post(url, {"gab-es-nicht": "1", "correction_reason": "Nie beraten"})
    told = page(client, reverse("position", args=[ask.pk]))
    assert "Gab es nicht" in told and "<del>Zustimmung</del>" in told and "<b>Zustimmung</b>" not in told
    assert "Grund der Berichtigung: Nie beraten" in told and f'href="{of_field}?art=votum"' in told

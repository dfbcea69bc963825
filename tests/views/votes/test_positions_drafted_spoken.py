"""The ways to a Votum beside the straight one: drafted, spoken, under conditions, with another body."""

import pytest
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.parsing import FAR
from initiatives.domain.votes import positions, rounds
from initiatives.models import Ask, Event, Position, PositionCondition, PositionDraft
from tests.views.parts import part


@pytest.fixture
def url(circle):
    return reverse("position", args=[circle.ask(circle.duelmen).pk])


def typed(**values):
    """The form of a Votum as a browser sends it."""
    sent = {"stance": "conditional", "reason": "Nur so", "effective_on": f"{moments.today():%d.%m.%Y}"}
    sent |= {"seen": "", "draft": "0", "lines": "2"}
    return sent | values


def take_down(circle, stance="consent", reason=""):
    return positions.take_down(
        ask=circle.ask(circle.duelmen),
        stance=stance,
        reason=reason,
        source_note="Beauftragte/r, am Telefon",
        effective_on=moments.today(),
        by=circle.people["nottuln"],
        at=moments.now(),
    )


@pytest.mark.parametrize("htmx", [False, True])
def test_an_unfinished_draft_is_kept_and_shown_to_nobody_else(circle, sign_in, url, htmx):
    client, before = sign_in("duelmen"), Event.objects.count()
    sent = typed(stance="", reason="Der Rat tagt noch", effective_on="bald", tun="entwurf")
    sent |= {"condition_0": "Kurze Frist", "owner_0": str(circle.nottuln.pk), "due_0": "demnächst"}
    form_url = f"{url}?bearbeiten=votum"
    answer = part(client, form_url, "votum", sent) if htmx else client.post(form_url, sent)
    assert answer.status_code == (200 if htmx else 303)
    assert PositionDraft.objects.get().reason == "Der Rat tagt noch"
    assert not Position.objects.exists() and Event.objects.count() == before
    again = client.get(form_url).content.decode()
    for value in ("Der Rat tagt noch", 'value="bald"', "Kurze Frist", "demnächst"):
        assert value in again
    for other in ("nottuln", "rosendahl", "county", "administrator"):
        assert "Der Rat tagt noch" not in sign_in(other).get(url).content.decode()


def test_a_colleagues_draft_is_not_overwritten(circle, sign_in, url):
    client, form_url = sign_in("duelmen"), f"{url}?bearbeiten=votum"
    client.post(form_url, typed(reason="Erste", tun="entwurf"))
    answer = client.post(form_url, typed(reason="Zweite", tun="entwurf"))
    html = answer.content.decode()
    assert answer.status_code == 409 and "Zweite" in html and "Erste" in html
    assert PositionDraft.objects.get().reason == "Erste"
    client.post(form_url, typed(reason="Zweite", tun="entwurf", draft="1"))
    assert PositionDraft.objects.get().reason == "Zweite"


def test_a_draft_keeps_its_date_and_one_without_begins_today(circle, sign_in, url):
    client, form_url = sign_in("duelmen"), f"{url}?bearbeiten=votum"
    client.post(form_url, typed(effective_on="20.02.2026", tun="entwurf"))
    assert 'value="20.02.2026"' in client.get(form_url).content.decode()
    client.post(form_url, typed(effective_on=" ", tun="entwurf", draft="1"))
    assert "Vom: <b>heute</b>" in client.get(form_url).content.decode()


def test_a_draft_is_thrown_away(circle, sign_in, url):
    client, form_url = sign_in("duelmen"), f"{url}?bearbeiten=votum"
    client.post(form_url, typed(tun="entwurf"))
    assert client.post(form_url, typed(tun="verwerfen", draft="1")).status_code == 303
    assert not PositionDraft.objects.exists()


@pytest.mark.parametrize("wish", [{"tun": "verwerfen"}, {}])
def test_a_draft_that_a_colleague_has_saved_since_is_neither_thrown_away_nor_lost(circle, sign_in, url, wish):
    """`{}`: the Votum is released from the form of the former draft."""
    client, form_url = sign_in("duelmen"), f"{url}?bearbeiten=votum"
    client.post(form_url, typed(reason="Erste", tun="entwurf"))
    client.post(form_url, typed(reason="Zweite", tun="entwurf", draft="1"))
    answer = client.post(form_url, typed(reason="Meine", draft="1", **wish))
    html = answer.content.decode()
    assert answer.status_code == 409 and "Meine" in html and "Zweite" in html
    assert 'name="draft" value="2"' in html, "who goes on has seen it"
    assert PositionDraft.objects.get().reason == "Zweite" and not Position.objects.exists()
    assert client.post(form_url, typed(reason="Meine", draft="2", **wish)).status_code == 303
    assert not PositionDraft.objects.exists()


def test_another_line_keeps_what_was_typed_and_writes_nothing(circle, sign_in, url):
    sent = typed(reason="", condition_0="Kurze Frist", tun="zeile")
    html = sign_in("duelmen").post(f"{url}?bearbeiten=votum", sent).content.decode()
    assert 'name="condition_2"' in html and "Kurze Frist" in html and "kern-error" not in html
    assert not Position.objects.exists() and not PositionDraft.objects.exists()


def test_a_consent_with_conditions_tells_them_and_the_owner_reports(circle, sign_in, url):
    sent = typed(condition_0="Kurze Frist", owner_0=str(circle.nottuln.pk), due_0="01.01.2030")
    assert sign_in("duelmen").post(f"{url}?bearbeiten=votum", sent).status_code == 303
    row = PositionCondition.objects.get()
    assert (row.text, row.owner, f"{row.due_on}") == ("Kurze Frist", circle.nottuln, "2030-01-01")
    section = f"{url}?bearbeiten=bedingung-{row.pk}"
    assert sign_in("rosendahl").get(section).status_code == 403
    assert sign_in("county").post(section, {"state": "fulfilled", "note": "x"}).status_code == 403
    owner = sign_in("nottuln")
    assert "Bedingung erfüllen: Kurze Frist" in owner.get("/").content.decode()
    page = owner.get(section).content.decode()
    assert 'value="fulfilled"' in page and 'value="confirmed"' not in page
    missing = owner.post(section, {"state": "fulfilled", "note": "", "seen": "open"})
    assert missing.status_code == 422 and 'href="#id_note"' in missing.content.decode()
    assert owner.post(section, {"state": "confirmed", "note": "Ja", "seen": "open"}).status_code == 422
    assert (
        owner.post(section, {"state": "fulfilled", "note": "Paragraf 9", "seen": "open"}).status_code == 303
    )
    own = sign_in("duelmen")
    assert "Bedingung bestätigen: Kurze Frist" in own.get("/").content.decode()
    assert own.post(section, {"state": "confirmed", "note": "", "seen": "fulfilled"}).status_code == 303
    row.refresh_from_db()
    assert (row.state, row.note) == ("confirmed", "Paragraf 9")
    assert own.get(f"{url}?bearbeiten=bedingung-{row.pk + 1}").status_code == 404


def test_a_wrong_condition_is_refused_and_kept(circle, sign_in, url):
    client = sign_in("duelmen")
    for day, words in (("31.11.2030", "Den 31.11.2030 gibt es nicht."), ("31.12.9999", FAR)):
        answer = client.post(f"{url}?bearbeiten=votum", typed(condition_0="Kurze Frist", due_0=day))
        assert answer.status_code == 422 and words in answer.content.decode()
    assert not Position.objects.exists()


def test_the_convening_municipality_takes_down_and_the_other_confirms(circle, sign_in, url):
    convening, section = sign_in("nottuln"), f"{url}?bearbeiten=muendlich"
    sent = {
        "stance": "consent",
        "source_note": "",
        "effective_on": f"{moments.today():%d.%m.%Y}",
        "reason": "",
    }
    refused = convening.post(section, sent)
    assert refused.status_code == 422 and 'href="#id_source_note"' in refused.content.decode()
    assert convening.post(section, sent | {"source_note": "Im Treffen"}).status_code == 303
    own = sign_in("duelmen")
    page = own.get(url).content.decode()
    assert "Im Treffen" in page and "Für Dülmen bestätigen" in page
    taken = Position.objects.get()
    stale = own.post(f"{url}?bearbeiten=votum", {"tun": "bestaetigen", "seen": str(taken.pk + 7)})
    assert stale.status_code == 409 and not Position.objects.get().confirmed_at
    done = own.post(f"{url}?bearbeiten=votum", {"tun": "bestaetigen", "seen": str(taken.pk)})
    assert done.status_code == 303 and Position.objects.get().confirmed_by == circle.people["duelmen"]
    assert sign_in("nottuln").get(section).status_code == 403, "it has answered now"


def test_a_spoken_refusal_stays_spoken_until_confirmed(circle, sign_in, url):
    take_down(circle, "refusal", "Dafür fehlen Stellen.")
    page = sign_in("rosendahl").get(url).content.decode()
    assert "Mündlich erfasst" in page and "Dafür fehlen Stellen." in page and "bestätigen</span>" not in page


def test_the_own_body_is_named(circle, sign_in):
    ask = circle.ask(circle.nottuln)
    url = reverse("position", args=[ask.pk]) + "?bearbeiten=gremium"
    client = sign_in("nottuln")
    assert client.post(url, {"body": str(circle.kreistag.pk)}).status_code == 422
    assert client.post(url, {"body": ""}).status_code == 303
    assert Ask.objects.get(pk=ask.pk).body is None


@pytest.mark.parametrize("wish", ["unbekannt", "entwurf2", "zeile "])
def test_a_button_that_does_not_exist_is_no_way_around_the_form(sign_in, url, wish):
    answer = sign_in("duelmen").post(f"{url}?bearbeiten=votum", {"tun": wish})
    assert answer.status_code == 422 and "Bitte wählen Sie aus." in answer.content.decode()
    assert not Position.objects.exists() and not PositionDraft.objects.exists()


def test_what_was_spoken_is_not_confirmed_in_a_closed_round_and_the_page_says_why(circle, sign_in, url):
    taken = take_down(circle)
    rounds.close_round(reason="Ende", round_=circle.round, by=circle.people["nottuln"], at=moments.now())
    sent = {"tun": "bestaetigen", "seen": str(taken.pk)}
    answer = sign_in("duelmen").post(f"{url}?bearbeiten=votum", sent)
    html = answer.content.decode()
    assert answer.status_code == 422 and "Die Abstimmungsrunde ist geschlossen." in html
    assert "Bitte wählen Sie aus." not in html and not Position.objects.get().confirmed_at

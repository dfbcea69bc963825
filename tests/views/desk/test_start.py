"""The start page of each role."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.fields import assessments, fields, steps
from initiatives.domain.kernel import moments
from initiatives.domain.talk import comments
from initiatives.domain.votes import drafts, positions, reminding
from initiatives.models import Event, Initiative, Mandate, Round, User


@pytest.fixture
def page(sign_in):
    """`page("duelmen")` is the text of that persona's start page."""

    def read(persona: str) -> str:
        response = sign_in(persona).get("/")
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    return read


def test_a_delegate_sees_the_open_position_first_with_its_question_and_deadline(circle, page):
    text = page("duelmen")
    assert "Die Stadt Dülmen hat <b>1 offene Aufgabe</b>, darunter <b>1 offenes Votum</b>." in text
    assert "Votum der Stadt Dülmen: Personalabrechnung bündeln" in text
    assert "Wirkt Ihre Kommune an diesem Feld mit?" in text
    assert f'<time datetime="{circle.round.deadline:%Y-%m-%d}">' in text
    assert "0 von 3 angefragten Kommunen haben geantwortet" in text
    assert f'href="{reverse("position", args=[circle.ask(circle.duelmen).pk])}"' in text


def test_the_menu_says_how_many_positions_are_open(circle, page):
    count = '<span class="ikz-count">1<span class="kern-sr-only"> offenes Votum</span></span>'
    assert f'Zu tun <span id="kopf-voten">{count}</span>' in page("duelmen")
    by = circle.people["duelmen"]
    positions.give(ask=circle.ask(circle.duelmen), stance="abstention", by=by, at=moments.now())
    assert "ikz-count" not in page("duelmen")


def test_a_reader_sees_the_same_without_the_button(circle, page):
    text = page("reader")
    assert "Votum der Gemeinde Nottuln: Personalabrechnung bündeln" in text
    assert "Votum abgeben<span" not in text and 'kern-btn--primary" href' not in text
    assert reverse("position", args=[circle.ask(circle.nottuln).pk]) not in text
    assert "ikz-count" not in text


def test_nothing_to_do_says_what_will_come(circle, page):
    by = circle.people["duelmen"]
    positions.give(ask=circle.ask(circle.duelmen), stance="abstention", by=by, at=moments.now())
    text = page("duelmen")
    assert "<b>keine offenen Aufgaben</b>" in text
    assert "Zurzeit ist nichts zu tun." in text


def test_a_municipality_in_no_initiative_is_told_so(circle, page):
    text = page("stranger")
    assert "Sie nehmen noch an keiner Initiative teil." in text
    assert circle.initiative.title not in text


def test_changes_are_listed_newest_first_with_before_and_after(circle, page):
    by = circle.people["duelmen"]
    positions.give(ask=circle.ask(circle.duelmen), stance="abstention", by=by, at=moments.now())
    text = page("nottuln")
    assert (
        "Votum der Stadt Dülmen</a>: <del>Rückmeldung ausstehend</del>" in text
        and "<ins>Enthaltung</ins>" in text
        and "Beauftragte/r der Stadt Dülmen" in text
    )


def test_changes_of_other_initiatives_stay_there(circle, page):
    other = Initiative.objects.create(title="Fremd", short_title="Fremd", documented_from=moments.today())
    Event.objects.create(
        recorded_at=moments.now(),
        effective_on=moments.today(),
        kind="x",
        initiative_id=other.pk,
        actor="Andere",
        subject="Nur für andere bestimmt",
    )
    assert "Nur für andere bestimmt" not in page("nottuln")


def test_the_county_sees_what_is_off_its_plan_and_the_latest_comments(circle, page):
    by, at = circle.people["duelmen"], moments.now()
    fields.set_participation(
        field=circle.payroll, organisation=circle.duelmen, status="participating", by=by, at=at
    )
    fields.set_lead(field=circle.payroll, organisation=circle.duelmen, contact="Amt 10", by=by, at=at)
    assessments.assess(
        field=circle.payroll, light="red", cause="Geld fehlt.", measure="Rat fragt.", by=by, at=at
    )
    comments.write(field=circle.hotline, text="Bitte bis Montag <b>prüfen</b>.", by=by, at=at)
    text = page("county")
    assert "Der Kreis Coesfeld hat <b>keine offenen Aufgaben</b>." in text
    assert "Geld fehlt." in text
    assert "Bitte bis Montag &lt;b&gt;prüfen&lt;/b&gt;." in text
    assert "Votum abgeben" not in text


def test_an_administrator_sees_the_steps_of_the_first_day_with_what_there_is(circle, page):
    text = page("administrator")
    for route in ("organisations", "bodies", "people", "initiatives"):
        assert f'href="{reverse(f"administration_{route}")}"' in text
    assert "6 Organisationen" in text
    assert "2 Gremien" in text
    assert "1 Initiative" in text
    assert circle.payroll.title not in text  # no drafts, no fields


def test_an_administrator_of_a_county_counts_that_county_only(circle, page):
    text = page("county_administrator")
    assert "4 Organisationen" in text


def test_council_members_are_led_to_their_reports(sign_in):
    response = sign_in("kreistag").get("/")
    assert (response.status_code, response.url) == (302, reverse("reports"))


def test_without_sign_in_the_way_leads_there_and_back(sign_in):
    response = sign_in(None).get("/")
    assert (response.status_code, response.url) == (302, "/anmelden/?next=/")


def test_an_expired_session_under_htmx_leaves_the_page_as_a_whole(sign_in):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/felder/7/?bearbeiten=ziel"}
    response = sign_in(None).get("/", headers=headers)
    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/anmelden/?next=%2Ffelder%2F7%2F%3Fbearbeiten%3Dziel"


@pytest.mark.parametrize("persona", ["nottuln", "reader", "county", "administrator"])
def test_reading_writes_nothing_and_costs_the_same_for_many_fields(
    circle, sign_in, django_assert_max_num_queries, persona
):
    client = sign_in(persona)
    client.get("/")
    events = Event.objects.count()
    with django_assert_max_num_queries(54) as few:
        client.get("/")
    for number in range(12):
        fields.propose(initiative=circle.initiative, title=f"Feld {number}", by=None, at=moments.now())
    with django_assert_max_num_queries(54) as many:
        client.get("/")
    assert len(many) == len(few)
    assert Event.objects.count() == events + 12


def test_the_banner_stands_on_every_page_while_there_are_examples(circle, sign_in):
    def banner(path: str, persona: str | None) -> bool:
        return "Beispieldaten – keine echten Vorgänge" in sign_in(persona).get(path).content.decode()

    paths = [("/", "nottuln"), ("/anmelden/", None), ("/impressum/", None), ("/gibt-es-nicht/", None)]
    assert not any(banner(*one) for one in paths)
    Initiative.objects.filter(pk=circle.initiative.pk).update(is_example=True)
    assert all(banner(*one) for one in paths)


def test_an_overdue_position_is_called_so(circle, page):
    circle.round.deadline = moments.today() - timedelta(days=3)
    circle.round.opened_on = moments.today() - timedelta(days=9)
    circle.round.save()
    text = page("duelmen")
    assert "1 Aufgabe ist überfällig." in text
    assert "seit 3 Tagen" in text


def test_who_takes_a_mandate_over_finds_answers_steps_and_drafts(circle, client):
    at, old, today = moments.now(), circle.people["duelmen"], moments.today()
    fields.set_participation(
        field=circle.payroll, organisation=circle.duelmen, status="participating", by=old, at=at
    )
    steps.add(field=circle.payroll, title="Daten übernehmen", owner=circle.duelmen, by=old, at=at)
    draft = {"stance": "consent", "reason": "Fast fertig", "effective_on": "", "conditions": []}
    drafts.save(ask=circle.ask(circle.duelmen), values=draft, version=0, by=old, at=at)
    Mandate.objects.filter(pk=old.pk).update(valid_until=today - timedelta(days=1))
    new = User.objects.create_user("neu@ikz.example")
    Mandate.objects.create(user=new, role="delegate", organisation=circle.duelmen, valid_from=today)
    client.force_login(new, backend="allauth.account.auth_backends.AuthenticationBackend")
    text = " ".join(client.get("/").content.decode().split())
    assert f"Sie haben dieses Mandat am {today:%d.%m.%Y} übernommen." in text
    assert "1 offenes Votum, 1 offener Arbeitsschritt, 0 offene Aufgaben und 1 Entwurf" in text
    assert "Am Entwurf weiterarbeiten" in text and "Erledigen: Daten übernehmen" in text
    page = client.get(reverse("position", args=[circle.ask(circle.duelmen).pk])).content.decode()
    assert "Fast fertig" in page
    client.force_login(old.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/").status_code == 403


def test_a_mandate_that_nobody_had_before_is_not_taken_over(page):
    assert "übernommen" not in page("duelmen")


def test_the_convening_municipality_is_told_to_remind_and_to_close(circle, page):
    near = moments.today() + timedelta(days=3)
    Round.objects.update(deadline=near)
    assert "An das Votum erinnern: Personalabrechnung bündeln" in page("nottuln")
    assert "An das Votum erinnern" not in page("duelmen")
    reminding.remind(round_=circle.round, by=circle.people["nottuln"], at=moments.now())
    assert "An das Votum erinnern" not in page("nottuln")
    assert f"Sie wurden erinnert am {moments.today():%d.%m.%Y}" in page("duelmen")
    for name in ("nottuln", "duelmen", "rosendahl"):
        ask = circle.ask(getattr(circle, name))
        positions.give(ask=ask, stance="abstention", by=circle.people[name], at=moments.now())
    assert "Runde schließen: Personalabrechnung bündeln" in page("nottuln")

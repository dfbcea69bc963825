"""Answers in the frame to what goes wrong."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from initiatives.models import LegalPage


def test_a_page_that_is_not_there(sign_in):
    response = sign_in("nottuln").get("/gibt-es-nicht/")
    text = response.content.decode()
    assert response.status_code == 404
    assert "Diese Seite gibt es nicht" in text
    assert "Beauftragte/r der Gemeinde Nottuln" in text
    assert 'href="/"' in text


def test_what_another_circle_does_is_not_there_either(circle, sign_in):
    assert sign_in("stranger").get(f"/initiativen/{circle.initiative.pk}/").status_code == 404


def test_what_a_role_may_not_do_says_why_and_as_whom(sign_in):
    response = sign_in("nottuln").get("/verwaltung/gremien/")
    text = response.content.decode()
    assert response.status_code == 403
    assert "Diese Seite ist der Fachadministration vorbehalten." in text
    assert "Sie handeln als <b>Beauftragte/r der Gemeinde Nottuln</b>." in text


def test_a_form_without_its_proof_writes_nothing_and_says_what_to_do(circle):
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        circle.people["administrator"].user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    response = client.post("/verwaltung/texte/impressum/", {"text": "x"})
    assert response.status_code == 403
    assert "Bitte senden Sie das noch einmal" in response.content.decode()
    assert not LegalPage.objects.exists()


def test_a_fault_of_ours_is_answered_without_the_database(circle, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("kaputt")

    monkeypatch.setattr("initiatives.domain.pages.find", broken)
    client = Client(raise_request_exception=False)
    response = client.get("/impressum/")
    text = response.content.decode()
    assert response.status_code == 500
    assert "Hier ist etwas schiefgegangen" in text
    assert "kaputt" not in text


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_the_bare_pages_need_neither_context_nor_database(template):
    assert 'lang="de"' in render_to_string(template)


def test_pages_carry_a_strict_policy_and_keep_to_it(sign_in):
    response = sign_in("nottuln").get("/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    text = response.content.decode()
    assert " style=" not in text
    assert " onclick=" not in text
    assert "<style" not in text
    assert all("src=" in script.split(">", 1)[0] for script in text.split("<script")[1:])

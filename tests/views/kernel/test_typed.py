"""Whatever door a text comes in by, its letters are kept in one piece and nothing unseen stands within its words."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from zeal import zeal_ignore

from initiatives.domain.fields.documents import safe_name
from initiatives.forms.people.accounts import LoginForm
from initiatives.models import Comment, Organisation, Task, User
from tests.models.test_german import DECOMPOSED, KEPT


@pytest.fixture(autouse=True)
def each_mandate_is_granted_by_the_verb_that_everybody_uses():
    with zeal_ignore():
        yield


def test_by_a_form_in_one_line_and_in_several(circle, sign_in):
    client = sign_in("nottuln")
    data = {"title": DECOMPOSED, "text": f"Erste\r\n{DECOMPOSED}", "owner": circle.duelmen.pk}
    client.post(reverse("task_new", args=[circle.initiative.pk]), data)
    row = Task.objects.get()
    assert (row.title, row.text) == (KEPT, f"Erste\n{KEPT}")
    client.post(
        reverse("comments", args=["feld", circle.payroll.pk]), {"text": DECOMPOSED, "audience": "alle"}
    )
    assert Comment.objects.get().text == KEPT


def test_by_the_forms_and_lists_of_the_administration(circle, sign_in):
    client = sign_in("administrator")
    client.post(
        "/verwaltung/organisationen/neu/",
        {"kind": "dritte", "designation": f"Träger {DECOMPOSED}", "name": DECOMPOSED},
    )
    assert Organisation.objects.get(kind="dritte").designation == f"Träger {KEPT}"
    lines = f"E-Mail;Name;Rolle;Organisation;gültig ab\nneu@ikz.example;{DECOMPOSED};Lesende;Du\u0308lmen;01.12.2099"
    shown = client.post(
        "/verwaltung/personen/einlesen/", {"file": SimpleUploadedFile("liste.csv", lines.encode())}
    )
    signed = re.search('name="signed" value="([^"]+)"', html.unescape(shown.content.decode()))[1]
    client.post("/verwaltung/personen/einlesen/uebernehmen/", {"signed": signed})
    person = User.objects.get(email="neu@ikz.example")
    assert person.name == KEPT and person.mandates.get().organisation == circle.duelmen


def test_by_the_name_of_a_file():
    assert safe_name(f"{DECOMPOSED}.pdf") == f"{KEPT}.pdf"


def test_a_password_is_taken_as_it_is_typed(db, rf):
    form = LoginForm(rf.post("/", {"login": "a@ikz.example", "password": DECOMPOSED}).POST)
    assert form.data["password"] == DECOMPOSED

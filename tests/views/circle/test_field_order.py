"""Putting the fields of an initiative into order: by buttons, by dragging, with a reason, by whom."""

import pytest
from django.urls import reverse

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.state.loading import facts
from initiatives.models import Event
from tests.views.parts import cut, part, same

REASON = "Die Förderung für D 115 endet im Mai."


@pytest.fixture
def url(circle):
    return reverse("initiative", args=[circle.initiative.pk])


@pytest.fixture
def action(circle):
    return reverse("fields_order", args=[circle.initiative.pk])


@pytest.fixture
def archive(circle):
    return fields.propose(initiative=circle.initiative, title="Archiv", by=None, at=moments.now())


def order_of(circle):
    return [one.short_title[:4] for one in facts(circle.initiative.pk).fields]


def ids(*rows):
    return ",".join(str(row.pk) for row in rows)


def section(answer):
    return " ".join(cut(answer.content.decode(), "felder").split())


def test_only_the_delegates_of_the_convening_municipality_are_offered_it(sign_in, url):
    for persona, offered in {"nottuln": True, "duelmen": False, "reader": False, "county": False}.items():
        page = sign_in(persona).get(url).content.decode()
        assert ("Reihenfolge ändern" in page) is offered, persona
    page = section(sign_in("nottuln").get(f"{url}?bearbeiten=reihenfolge"))
    assert page.count('name="hoch"') == page.count('name="runter"') == 1
    assert sign_in("nottuln").get(f"{url}?bearbeiten=anderes").status_code == 404


def test_a_field_is_moved_by_its_button(circle, sign_in, url, action, archive):
    client = sign_in("nottuln")
    answer = client.post(action, {"hoch": archive.pk})
    assert (answer.status_code, answer["Location"]) == (303, f"{url}?bearbeiten=reihenfolge#felder")
    assert order_of(circle) == ["Pers", "Arch", "Einf"]
    swapped = part(client, action, "felder", {"hoch": archive.pk})
    text = " ".join(swapped.content.decode().split())
    assert swapped.status_code == 200 and swapped["HX-Push-Url"] == f"{url}?bearbeiten=reihenfolge"
    assert 'data-announce="„Archiv“ steht jetzt an Platz 1 von 3"' in text
    assert f'name="runter" value="{archive.pk}" data-focus' in text
    assert order_of(circle) == ["Arch", "Pers", "Einf"]


def test_fields_are_put_into_order_by_dragging(circle, sign_in, action, archive):
    order = ids(archive, circle.payroll, circle.hotline)
    assert sign_in("nottuln").post(action, {"reihenfolge": order}).status_code == 303
    assert order_of(circle) == ["Arch", "Pers", "Einf"]


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("by_button", [False, True])
def test_a_departure_is_asked_for_its_reason_and_the_order_is_kept(
    circle, sign_in, url, action, htmx, by_button
):
    client, order = sign_in("nottuln"), ids(circle.hotline, circle.payroll)
    data = {"hoch": circle.hotline.pk} if by_button else {"reihenfolge": order}
    answer = part(client, action, "felder", data) if htmx else client.post(action, data)
    assert answer.status_code == 422
    text = section(answer)
    assert 'href="#id_reason"' in text and f'name="reihenfolge" value="{order}"' in text
    assert "„Einführung von D 115“ vor „Personalabrechnung bündeln“" in text
    assert text.index("<b>Einführung von D 115") < text.index("<b>Personalabrechnung")
    assert "<button" in text and 'name="hoch"' not in text
    assert order_of(circle) == ["Pers", "Einf"]
    assert client.post(action, {"reihenfolge": order, "reason": REASON}).status_code == 303
    assert order_of(circle) == ["Einf", "Pers"]
    for persona in ("nottuln", "duelmen", "county"):
        assert f"Begründung: {REASON}" in section(sign_in(persona).get(url))
    assert client.post(action, {"runter": circle.hotline.pk}).status_code == 303
    assert "Begründung" not in section(client.get(url))


def test_a_reason_that_is_too_long_is_kept(circle, sign_in, action):
    data = {"reihenfolge": ids(circle.hotline, circle.payroll), "reason": "x" * 1001}
    answer = sign_in("nottuln").post(action, data)
    assert answer.status_code == 422 and "x" * 1001 in section(answer)
    assert not Event.objects.filter(kind="field-order").exists()


def test_a_missing_reason_is_shown_and_can_be_written(circle, sign_in, url, action, archive):
    client = sign_in("nottuln")
    assert "Eine Begründung fehlt noch" in section(client.get(url))
    assert "Begründung angeben" in section(client.get(f"{url}?bearbeiten=reihenfolge"))
    order = ids(circle.payroll, circle.hotline, archive)
    assert client.post(action, {"reihenfolge": order, "reason": REASON}).status_code == 303
    assert f"Begründung: {REASON}" in section(client.get(url))


@pytest.mark.parametrize(
    "data", [{}, {"reihenfolge": "x"}, {"reihenfolge": "1,2,999"}, {"hoch": "999"}, {"runter": "²"}]
)
def test_a_stale_list_is_refused(circle, sign_in, action, data):
    answer = sign_in("nottuln").post(action, data | {"reason": REASON})
    assert answer.status_code == 422
    assert "Die Liste der Felder hat sich geändert." in section(answer)
    assert order_of(circle) == ["Pers", "Einf"]


def test_a_swap_equals_a_reload(sign_in, url):
    client = sign_in("nottuln")
    address = f"{url}?bearbeiten=reihenfolge"
    whole = client.get(address).content.decode()
    assert same(part(client, address, "felder").content.decode(), cut(whole, "felder"))


def test_an_administrator_is_asked_for_the_reason_too(circle, sign_in):
    client = sign_in("administrator")
    move = reverse("administration_field_move", args=[circle.hotline.pk])
    answer = client.post(move, {"nach": "oben"})
    assert answer.status_code == 422
    assert 'href="#id_reason"' in section(answer) and 'name="nach" value="oben"' in section(answer)
    assert client.post(move, {"nach": "oben", "reason": REASON}).status_code == 303
    assert (order_of(circle), facts(circle.initiative.pk).order_reason) == (["Einf", "Pers"], REASON)

"""A form does its act once: sent twice, sent with other content, refused and corrected, forgotten after a day."""

from datetime import timedelta
from threading import Event as Ended

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from zeal import zeal_ignore

from initiatives.domain.kernel import moments
from initiatives.domain.meetings import agenda, meetings
from initiatives.domain.votes import rounds
from initiatives.enums import Role
from initiatives.management.commands import run_due
from initiatives.models import Comment, DocumentVersion, Mandate, Meeting, Submission, Task
from tests.support.files import PDF
from tests.support.meetings import draft, noted, opened
from tests.test_access import TABLE, address, things_of
from tests.views.acts import ACTS, ready
from tests.views.sent_forms import SentForm, sent_forms

HTMX = {"HX-Request": "true", "HX-Target": "irgendwo"}
SENT_BEFORE = "Dieses Formular war schon gesendet"


def number_of_rows() -> dict[str, int]:
    """How much there is of everything but of the tokens."""
    models = [one for one in apps.get_app_config("initiatives").get_models() if one is not Submission]
    return {one.__name__: one.objects.count() for one in models}


def page_forms(client: Client, things: dict) -> dict[str, SentForm]:
    """The forms of all pages that the client may open, each address once."""
    found = {}
    with zeal_ignore():
        for route in TABLE:
            if route.startswith("account_"):
                continue
            answer = client.get(address(route, things))
            if answer.streaming:
                list(answer)  # which closes the file
            elif answer.status_code == 200 and "html" in answer["Content-Type"]:
                found |= {one.action: one for one in sent_forms(answer.content.decode())}
    return {action: one for action, one in found.items() if action != reverse("account_logout")}


@pytest.mark.parametrize("persona", ["nottuln", "duelmen", "administrator"])
def test_each_form_of_each_page_does_its_act_once(circle, sign_in, settings, tmp_path, persona):
    settings.MEDIA_ROOT, client = tmp_path, sign_in(persona)
    forms = page_forms(client, things_of(circle))
    assert forms
    for action, one in forms.items():
        with transaction.atomic(), zeal_ignore():
            first = client.post(action, one.data)
            after = number_of_rows()
            second = client.post(action, one.data)
            if "attachment" in first.headers.get("Content-Disposition", ""):
                # A file is handed out, and that recorded, each time.
                assert second.headers["Content-Disposition"] == first.headers["Content-Disposition"], action
                transaction.set_rollback(True)
                continue
            assert number_of_rows() == after, action
            assert second.status_code == first.status_code, action
            assert second.headers.get("Location") == first.headers.get("Location"), action
            transaction.set_rollback(True)


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("name", ACTS)
def test_what_is_sent_twice_is_done_once_and_answered_twice(circle, sign_in, name, headers):
    ready(circle)
    act, client = ACTS[name], sign_in(ACTS[name].persona)
    form, before = act.form(client, circle), act.made.objects.count()
    first = client.post(form.action, form.data, headers=headers)
    second = client.post(form.action, form.data, headers=headers)
    assert act.made.objects.count() == before + 1
    if headers:
        assert second.status_code == 204
        assert first.headers.get("HX-Redirect", second["HX-Redirect"]) == second["HX-Redirect"]
    else:
        assert (first.status_code, second.status_code) == (303, 303)
        assert first["Location"] == second["Location"]
        told = [str(one) for one in client.get(second["Location"]).context["messages"]]
        assert len(told) == (0 if name == "report" else 2) and len(set(told)) <= 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_other_content_under_a_used_token_is_given_back_and_acts_when_it_is_sent_again(
    circle, sign_in, headers
):
    act, client = ACTS["comment"], sign_in("duelmen")
    form = act.form(client, circle)
    client.post(form.action, form.data, headers=headers)
    answer = client.post(form.action, form.data | {"text": "Und noch ein Gedanke."}, headers=headers)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert SENT_BEFORE in shown and "Und noch ein Gedanke.</textarea>" in shown
    assert Comment.objects.count() == 1
    again = next(one for one in sent_forms(shown) if "text" in one.data)
    assert again.data["einmal"] != form.data["einmal"]
    assert client.post(again.action, again.data, headers=headers).status_code in (200, 303)
    assert list(Comment.objects.order_by("pk").values_list("text", flat=True)) == [
        "Wir rechnen das nach.",
        "Und noch ein Gedanke.",
    ]


def test_another_file_under_a_used_token_is_other_content(circle, sign_in, settings, tmp_path):
    settings.MEDIA_ROOT, client = tmp_path, sign_in("duelmen")
    url = reverse("field", args=[circle.payroll.pk]) + "?bearbeiten=unterlage"
    form = next(one for one in sent_forms(client.get(url).content.decode()) if one.action == url)

    def send(content: bytes) -> int:
        file = SimpleUploadedFile("entwurf.pdf", content, "application/pdf")
        return client.post(url, form.data | {"title": "Entwurf", "file": file}).status_code

    assert [send(PDF), send(PDF), send(PDF + b"\n%")] == [303, 303, 409]
    assert DocumentVersion.objects.count() == 1


def test_a_refused_form_does_not_use_up_its_token(circle, sign_in):
    act, client = ACTS["task"], sign_in("nottuln")
    form = act.form(client, circle)
    assert client.post(form.action, form.data | {"title": ""}).status_code == 422
    assert Submission.objects.count() == 0
    assert client.post(form.action, form.data).status_code == 303
    assert Task.objects.count() == 1


def test_an_act_that_the_process_refuses_leaves_the_token(circle, sign_in):
    client, url = sign_in("nottuln"), reverse("round", args=[circle.round.pk])
    form = next(one for one in sent_forms(client.get(url).content.decode()) if "erinnern" in one.action)
    assert client.post(form.action, form.data).status_code == 303
    again = {**form.data, "einmal": ["x" * 22]}
    assert client.post(form.action, again).status_code == 422
    assert Submission.objects.count() == 1


def test_a_form_without_a_token_acts_each_time(circle, sign_in):
    act, client = ACTS["task"], sign_in("nottuln")
    form = act.form(client, circle)
    for token in ({}, {}, {"einmal": "zu kurz"}, {"einmal": "zu kurz"}):
        data = {name: value for name, value in form.data.items() if name != "einmal"} | token
        assert client.post(form.action, data).status_code == 303
    assert Task.objects.count() == 4


def test_a_token_is_the_persons_own(circle, sign_in):
    one, other = sign_in("nottuln"), sign_in("duelmen")
    form = ACTS["task"].form(one, circle)
    assert one.post(form.action, form.data).status_code == 303
    theirs = ACTS["task"].form(other, circle).data | {"einmal": form.data["einmal"]}
    assert other.post(form.action, theirs).status_code == 303
    assert Task.objects.count() == 2


def test_choosing_a_mandate_is_no_act_that_could_be_done(circle, sign_in):
    client, mandate = sign_in("nottuln"), circle.people["nottuln"]
    for _ in range(2):
        sent = {"mandate": mandate.pk, "einmal": "m" * 22}
        assert client.post(reverse("mandate_choose"), sent).status_code == 303
    assert Submission.objects.count() == 0


def test_a_thing_that_its_own_form_has_removed_is_answered_as_the_first_time(circle, sign_in):
    """The second look finds no page, no right or no such action any more; it need not."""
    meeting = draft(circle)
    client, url = sign_in("nottuln"), reverse("meeting", args=[meeting.pk])
    asked = next(
        one
        for one in sent_forms(client.get(f"{url}?bearbeiten=einladen").content.decode())
        if "einladen" in one.action
    )
    first, second = (client.post(asked.action, asked.data) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert second.status_code == 303


def test_tokens_are_forgotten_after_a_day_by_the_timer(circle, sign_in):
    act, client = ACTS["task"], sign_in("nottuln")
    for hours in (23, 25):
        form = act.form(client, circle)
        client.post(form.action, form.data)
        row = Submission.objects.get(token=form.data["einmal"][0])
        row.recorded_at = moments.now() - timedelta(hours=hours)
        row.save()
    assert run_due.run(Ended())
    assert [row.recorded_at > moments.now() - timedelta(days=1) for row in Submission.objects.all()] == [True]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Target": "treffen"}])
def test_who_closes_a_meeting_second_gets_the_result_back(circle, sign_in, headers):
    meeting = opened(circle)
    noted(circle, meeting)
    client, url = sign_in("nottuln"), reverse("meeting", args=[meeting.pk]) + "?bearbeiten=abschliessen"
    form = next(one for one in sent_forms(client.get(url).content.decode()) if one.action == url)
    meetings.close(
        meeting=meeting, result="Wie die andere sagt", by=circle.people["nottuln"], at=moments.now()
    )
    answer = client.post(url, form.data | {"result": "Lange beraten\nund vertagt"}, headers=headers)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Lange beraten\nund vertagt" in shown and 'role="alert" tabindex="-1" data-focus' in shown
    assert Meeting.objects.get(pk=meeting.pk).result == "Wie die andere sagt"


def test_a_meeting_that_cannot_be_closed_yet_keeps_its_result(circle, sign_in):
    meeting = opened(circle)
    client, url = sign_in("nottuln"), reverse("meeting", args=[meeting.pk]) + "?bearbeiten=abschliessen"
    answer = client.post(url, {"result": "Lange beraten"})
    assert answer.status_code == 422
    assert "Lange beraten</textarea>" in answer.content.decode()


def test_a_text_for_what_is_gone_meanwhile_is_given_back(circle, sign_in):
    meeting = draft(circle)
    item, client = meeting.agenda.last(), sign_in("nottuln")
    url = f"{reverse('meeting', args=[meeting.pk])}?bearbeiten=punkt-{item.pk}"
    form = next(one for one in sent_forms(client.get(url).content.decode()) if one.action == url)
    agenda.withdraw(item=item, by=circle.people["nottuln"], at=moments.now())
    answer = client.post(url, form.data | {"title": "Was die <b>Personalabrechnung</b> kostet"})
    assert answer.status_code == 404
    assert "Was die &lt;b&gt;Personalabrechnung&lt;/b&gt; kostet" in answer.content.decode()


def test_a_text_for_which_the_right_is_gone_meanwhile_is_given_back(circle, sign_in):
    url = reverse("field", args=[circle.payroll.pk]) + "?bearbeiten=beschreibung"
    client = sign_in("duelmen")
    form = next(one for one in sent_forms(client.get(url).content.decode()) if one.action == url)
    Mandate.objects.filter(pk=circle.people["duelmen"].pk).update(role=Role.READER)
    answer = client.post(url, form.data | {"aim": "Weniger Kosten für alle"})
    assert answer.status_code == 403
    assert "Weniger Kosten für alle" in answer.content.decode()


def test_who_closes_a_round_second_gets_the_reason_back(circle, sign_in):
    client, url = sign_in("nottuln"), reverse("round", args=[circle.round.pk])
    acted = {"by": circle.people["nottuln"], "at": moments.now()}
    rounds.close_round(round_=circle.round, reason="So verabredet", **acted)
    answer = client.post(f"{url}?bearbeiten=schliessen", {"reason": "Alle haben abgesagt"})
    assert answer.status_code == 422
    assert "Alle haben abgesagt" in answer.content.decode()

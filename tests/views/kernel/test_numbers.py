"""Numbers that no database holds, in an address, a query or a form: nothing is found, nothing breaks."""

import pytest
from django.urls import reverse
from django.urls.resolvers import URLPattern

from initiatives.models import Report, Task
from initiatives.urls import urlpatterns

HUGE = [2**63, 10**30, 10**400]
IDS = ["2^63", "10^30", "10^400"]
PAGES = {
    "round_new": "feld",
    "task_new": "feld",
    "proposal_new": "feld",
    "support_new": "feld",
    "tasks": "kommune",
    "activity": "von",
    "meetings": "bearbeiten=thema-",
    "initiative": "kommentare",
}


def numbered() -> list[URLPattern]:
    return [one for one in urlpatterns if "int:" in str(one.pattern)]


@pytest.mark.both
@pytest.mark.parametrize("number", HUGE, ids=IDS)
@pytest.mark.parametrize("persona", ["nottuln", "county", "administrator"])
def test_no_address_with_such_a_number_is_found(circle, sign_in, persona, number):
    client = sign_in(persona)
    found = {}
    for one in numbered():
        names = one.pattern.converters
        path = reverse(one.name, kwargs={name: number if name.endswith("_id") else "feld" for name in names})
        for ask in (client.get, client.post):
            found[one.name, ask.__name__] = ask(path).status_code
    assert {key: code for key, code in found.items() if code not in (403, 404, 405)} == {}
    assert 404 in found.values() and len(found) > 120


@pytest.mark.parametrize("number", HUGE, ids=IDS)
def test_such_a_number_in_a_query_is_nothing_chosen(circle, sign_in, number):
    for persona in ("nottuln", "county"):
        client = sign_in(persona)
        for name, key in PAGES.items():
            query = f"?{key}{number}" if key.endswith("-") else f"?{key}={number}"
            answer = client.get(reverse(name, args=[circle.initiative.pk]) + query)
            assert answer.status_code in (200, 403, 404), (name, query)
        for name, key in (("report_new", "gremium"), ("reports", "seite"), ("notices", "initiative")):
            assert client.get(reverse(name), {key: number}).status_code in (200, 403)


@pytest.mark.parametrize("number", HUGE, ids=IDS)
def test_such_a_number_in_a_form_is_refused_and_the_text_kept(circle, sign_in, number):
    nottuln, task = sign_in("nottuln"), reverse("task_new", args=[circle.initiative.pk])
    sent = {"title": "Daten liefern", "owner": number, "field": number, "due": "01.12.2099"}
    answer = nottuln.post(task, sent)
    assert answer.status_code == 422 and 'value="Daten liefern"' in answer.content.decode()
    sent = {"bodies": [number], "initiatives": [number], "sitting": number, "as_of": "01.12.2020"}
    answer = sign_in("county").post(reverse("report_new"), sent)
    assert answer.status_code == 422 and 'value="01.12.2020"' in answer.content.decode()
    sent = {"fields": [number], "organisations": [number], "subject": "Frage", f"body_{number}": number}
    answer = nottuln.post(reverse("round_new", args=[circle.initiative.pk]), sent)
    assert answer.status_code == 422 and "Frage" in answer.content.decode()
    field = reverse("field", args=[circle.payroll.pk])
    for query in ("beteiligte", "texte", f"kosten-{number}", f"schritt-{number}", "stand"):
        sent = {"version": number, "lead": number, "organisation": number, "status": number}
        assert nottuln.post(f"{field}?bearbeiten={query}", sent).status_code in (404, 409, 422), query
    sent = {"mandate": number, "initiative": number}
    assert nottuln.post(reverse("mandate_choose"), sent).status_code in (303, 404, 403, 422)
    assert not Report.objects.exists() and not Task.objects.exists()

"""The days on which a step was done and from which it is there are put right among the entries of its field."""

from django.urls import reverse

from initiatives.domain.fields import steps
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state.loading import facts
from tests.views.entries import FEB, MARCH, NOW, page, shown_values


def test_the_day_on_which_a_step_was_done_is_put_right_by_who_works_on_the_field(circle, sign_in, of_field):
    by = circle.people["duelmen"]
    step = steps.add(field=circle.payroll, title="Vertrag", effective_on=FEB, by=by, at=NOW)
    steps.edit(step=step, values={"state": "done"}, seen=None, effective_on=MARCH, by=by, at=NOW)
    url = f"{of_field}?bearbeiten=schritt-{step.pk}"
    assert sign_in("reader").get(url).status_code == 403
    client = sign_in("rosendahl")
    sent = shown_values(client, url)
    assert sent == {"done_on": "02.03.2026", "correction_reason": ""}
    wrong = client.post(url, sent | {"done_on": "01.01.2000", "correction_reason": "Vermerk"})
    assert wrong.status_code == 422 and "01.01.2000" in wrong.content.decode()
    assert (
        client.post(url, sent | {"done_on": "02.02.2026", "correction_reason": "Vermerk"}).status_code == 303
    )
    line = page(client, of_field)
    line = line[line.index(f'id="schritt-{step.pk}"') :].partition("</li>")[0]
    assert "Vorher: <del>erledigt am 02.03.2026</del>" in line and "erledigt am 02.02.2026 – Vermerk" in line
    field = page(client, reverse("field", args=[circle.payroll.pk]))
    assert 'erledigt <time datetime="2026-02-02"' in field


def test_the_day_from_which_a_step_is_there_is_put_right_by_who_works_on_the_field(circle, sign_in, of_field):
    by = circle.people["duelmen"]
    step = steps.add(field=circle.payroll, title="Vertrag", effective_on=MARCH, by=by, at=NOW)
    url = f"{of_field}?bearbeiten=angelegt-{step.pk}"
    assert sign_in("reader").get(url).status_code == 403
    client = sign_in("rosendahl")
    sent = shown_values(client, url)
    assert sent == {"added_on": "02.03.2026", "correction_reason": ""}
    wrong = client.post(url, sent | {"added_on": "01.01.2000", "correction_reason": "Vermerk"})
    assert wrong.status_code == 422 and "01.01.2000" in wrong.content.decode()
    answer = client.post(url, sent | {"added_on": "02.02.2026", "correction_reason": "Vermerk"})
    assert answer.status_code == 303 and answer["Location"] == f"{of_field}#angelegt-{step.pk}"
    line = page(client, of_field)
    line = line[line.index(f'id="angelegt-{step.pk}"') :].partition("</li>")[0]
    assert "Vertrag" in line and "nachgetragen am 04.05.2026" in line
    assert "Vorher: <del>angelegt am 02.03.2026</del>" in line and "angelegt am 02.02.2026 – Vermerk" in line
    told = facts(circle.initiative.pk, Moment(FEB, moments.now())).field(circle.payroll.pk).steps
    assert [one.title for one in told] == ["Vertrag"]

"""How far a decision is carried out is put right among the entries of its field, or of the initiative where it has none."""

import pytest
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.meetings import register
from initiatives.models import Implementation
from tests.domain.gatherings import closed, decision, resolution
from tests.views.entries import page


def told(circle, row) -> Implementation:
    return register.implement(
        of=row, state="work", contact="Amt 10", by=circle.people["nottuln"], at=moments.now()
    )


def rows(circle) -> dict:
    meeting = closed(circle).meeting
    return {
        "decision": meeting.results.get(kind="decision"),
        "without": decision(circle, meeting, field=None),
        "resolution": resolution(circle),
    }


@pytest.mark.parametrize(
    ("which", "entry", "others"),
    [
        ("decision", "register_decision", "reader"),
        ("without", "register_decision", "duelmen"),
        ("resolution", "register_resolution", "duelmen"),
    ],
)
def test_a_state_is_put_right_with_its_day_and_the_former_stays_readable(
    circle, sign_in, which, entry, others
):
    row = rows(circle)[which]
    first = told(circle, row)
    url = reverse("field_entries", args=[circle.payroll.pk])
    if which == "without":
        url = reverse("initiative_entries", args=[circle.initiative.pk])
    client, shown = sign_in("nottuln"), reverse(entry, args=[row.pk])
    assert f'href="{url}?art=umsetzung"' in page(client, shown)
    form = f"{url}?bearbeiten=umsetzung-{first.pk}"
    assert 'value="Amt 10"' in page(client, form) and 'name="gab-es-nicht"' in page(client, form)
    sent = {
        "state": "done",
        "contact": "Amt 10",
        "due_on": "",
        "note": "",
        "effective_on": f"{moments.today():%d.%m.%Y}",
        "day_order": "",
        "correction_reason": "Laut Vermerk",
    }
    for wrong in ({"state": "dropped"}, {"effective_on": "01.01.2000"}, {"correction_reason": ""}):
        answer = client.post(form, sent | wrong)
        assert answer.status_code == 422 and 'value="Amt 10"' in answer.content.decode()
    assert sign_in(others).post(form, sent).status_code == 403
    assert Implementation.objects.get() == first
    answer = sign_in("nottuln").post(form, sent)
    assert answer.status_code == 303 and answer["Location"] == f"{url}#umsetzung-{first.pk}"
    line = page(client, url)
    line = line[line.index(f'id="umsetzung-{first.pk}"') :].partition("</li>")[0]
    assert "umgesetzt; Ansprechstelle: Amt 10" in line and "Grund: Laut Vermerk" in line
    assert "in Umsetzung; Ansprechstelle: Amt 10</del>" in line
    steps = page(client, shown).partition("Stände der Umsetzung")[2]
    assert "<b>umgesetzt</b>" in steps and "<b>in Umsetzung</b>" not in steps
    last = Implementation.objects.standing().get()
    gone = {"gab-es-nicht": "1", "correction_reason": "Verwechselt"}
    assert client.post(f"{url}?bearbeiten=umsetzung-{last.pk}", gone).status_code == 303
    assert "Stände der Umsetzung" not in page(client, shown) and "Gab es nicht" in page(client, url)

"""The day of a review: typed on the page of the field, shown there, and reminded of on the start page."""

from datetime import timedelta

from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.models import GateItem


def test_a_day_is_recorded_and_leads_from_the_start_page_to_the_entry(circle, sign_in):
    address = f"{reverse('field', args=[circle.payroll.pk])}?bearbeiten=nachweis"
    client = sign_in("nottuln")
    due = moments.today() + timedelta(days=10)
    values = {"kind": "review", "result": "open", "effective_on": f"{moments.today():%d.%m.%Y}"}
    refused = client.post(address, values)
    assert refused.status_code == 422
    assert "Einen Termin braucht eine Überprüfung" in refused.content.decode()
    assert not GateItem.objects.exists()
    assert client.post(address, values | {"due_on": f"{due:%d.%m.%Y}"}).status_code == 303
    assert GateItem.objects.get().due_on == due
    page = client.get(reverse("field", args=[circle.payroll.pk])).content.decode()
    assert "Termin: " in page and f"{due:%d.%m.%Y}" in page
    start = client.get(reverse("start")).content.decode()
    assert f'href="/felder/{circle.payroll.pk}/#nachweise">Überprüfung durchführen' in start

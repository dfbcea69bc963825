"""What a post costs a year, on the pages of the administrator of the installation."""

import pytest
from django.urls import reverse

from initiatives.models import AccountRecord, StaffRate

LIST, NEW = reverse("administration_staff_rates"), reverse("administration_staff_rate_new")
SENT = {"pay_grade": "EG 9a", "year": "2026", "cents": "71.200", "source": "Personalkostentabelle"}


def test_a_rate_is_recorded_and_put_right(circle, sign_in):
    client = sign_in("administrator")
    assert "Noch ist kein Satz hinterlegt." in client.get(LIST).content.decode()
    assert client.post(NEW, SENT)["Location"] == LIST
    row = StaffRate.objects.get()
    assert (row.cents, row.year) == (7_120_000, 2026)
    page = reverse("administration_staff_rate", args=[row.pk])
    seen = client.get(page).context["form"]["seen"].value()
    assert client.post(page, SENT | {"cents": "71.300", "seen": seen}).status_code == 303
    assert client.post(page, SENT | {"cents": "71.400", "seen": seen}).status_code == 409
    assert client.post(page, SENT | {"source": "Haushalt", "seen": seen}).status_code == 303
    row.refresh_from_db()
    assert (row.cents, row.source) == (7_130_000, "Haushalt")
    html = client.get(LIST).content.decode()
    assert "71.300\u00a0€" in html and AccountRecord.objects.filter(subject__contains="EG 9a").count() == 3
    assert client.get(reverse("administration_staff_rate", args=[row.pk + 1])).status_code == 404


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"year": "1899"}, "year"),
        ({"cents": "0"}, "cents"),
        ({"cents": "-1"}, "cents"),
        ({"source": ""}, "source"),
        ({"pay_grade": ""}, "pay_grade"),
        ({"pay_grade": "eg 8"}, "year"),
    ],
)
def test_what_is_no_rate_keeps_what_was_typed(circle, sign_in, values, field):
    StaffRate.objects.create(pay_grade="EG 8", year=2026, cents=1, source="x")
    answer = sign_in("administrator").post(NEW, SENT | values)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert "Personalkostentabelle" in answer.content.decode() or "source" in values
    assert StaffRate.objects.count() == 1

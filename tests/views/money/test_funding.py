"""The page "Förderung": the programme of a field, its grant and own share, its proofs, and who may say so."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.money import fundings
from initiatives.domain.rules.money import economics
from initiatives.domain.state.loading import facts
from initiatives.models import Event, FieldFunding, FundingProgramme

LAW = {"land": "05", "key": "ikz", "name": "Förderung IKZ", "source": "MBl. NRW. 2021 S. 737"}
NEW = "Neue Zusammenarbeit"


@pytest.fixture
def programme(db) -> FundingProgramme:
    return FundingProgramme.objects.create(
        **LAW,
        paragraph="Richtlinie vom 31.08.2021",
        valid_from="2021-08-31",
        base_cents=175_000_00,
        further_cents=35_000_00,
        most_percent=90,
        least_years=5,
        least_saving=15,
        proofs=[NEW],
    )


def url(circle, editing: str = "") -> str:
    return reverse("funding", args=[circle.payroll.pk]) + (f"?bearbeiten={editing}" if editing else "")


def sent(programme, **values) -> dict:
    return {"programme_id": programme.pk, "expenses_cents": "400.000", "key_id": "", "note": ""} | values


def change(client, circle, programme, **values) -> int:
    """What the form answers that was opened and sent; 303 where it was taken."""
    seen = client.get(url(circle, "programm")).context["form"]["seen"].value()
    return client.post(url(circle, "programm"), sent(programme, seen=seen, **values)).status_code


def test_without_anybody_taking_part_it_says_what_that_means(circle, programme, sign_in):
    page = sign_in("nottuln").get(url(circle)).content.decode()
    assert "Noch ist niemand beteiligt." in page and "Hinweis, keine Rechtsberatung" in page


def test_what_is_open_is_shown_with_the_grant_for_so_many_partners(taking_part, programme, sign_in):
    page = sign_in("reader").get(url(taking_part)).content.decode()
    assert "210.000\u00a0€" in page and "Richtlinie vom 31.08.2021" in page
    assert "bearbeiten=programm" not in page
    programme.applications_until = moments.today() - timedelta(days=1)
    programme.save()
    shut = sign_in("reader").get(url(taking_part)).content.decode()
    assert "Heute ist kein Programm offen." in shut


def test_a_land_without_programmes_says_so(taking_part, sign_in):
    FundingProgramme.objects.all().delete()
    client = sign_in("nottuln")
    page = client.get(url(taking_part)).content.decode()
    assert "ist keines hinterlegt" in page and "bearbeiten=programm" not in page
    assert "beim jetzigen Stand nicht möglich" in client.get(url(taking_part, "programm")).content.decode()


def test_choosing_shows_grant_cap_own_share_and_its_split(taking_part, programme, sign_in):
    client = sign_in("nottuln")
    assert "Programm wählen" in client.get(url(taking_part)).content.decode()
    assert client.post(url(taking_part, "programm"), sent(programme)).status_code == 303
    page = client.get(url(taking_part)).content.decode()
    for words in (
        "210.000\u00a0€",
        "190.000\u00a0€",
        "63.333,34\u00a0€",
        "63.333,33\u00a0€",
        "35.000\u00a0€ mehr",
    ):
        assert words in page, words
    assert change(client, taking_part, programme, expenses_cents="100.000") == 303
    capped = client.get(url(taking_part)).content.decode()
    assert "gekürzt auf 90" in capped and "90.000\u00a0€" in capped and "Die Ausgaben begrenzen" in capped
    assert [one.subject for one in Event.objects.filter(kind="funding")] == ["Förderung", "Förderung"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"programme_id": "0"}, "programme_id"),
        ({"expenses_cents": "0"}, "expenses_cents"),
        ({"expenses_cents": "1,2,3"}, "expenses_cents"),
        ({"expenses_cents": "-5"}, "expenses_cents"),
        ({"key_id": "999999"}, "key_id"),
        ({"effective_on": "01.01.2190"}, "effective_on"),
    ],
)
def test_bad_input_is_refused_with_what_was_typed(taking_part, programme, sign_in, values, field):
    client = sign_in("nottuln")
    typed = sent(programme, note="Mit der Bezirksregierung besprochen") | values
    answer = client.post(url(taking_part, "programm"), typed)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert "Mit der Bezirksregierung besprochen" in answer.content.decode()
    assert not FieldFunding.objects.exists()


def test_a_programme_is_chosen_until_its_last_day_and_kept_after_it(taking_part, programme):
    by, at, today = taking_part.people["nottuln"], moments.now(), moments.today()
    programme.applications_until = today - timedelta(days=1)
    programme.save()
    values = {"field": taking_part.payroll, "programme_id": programme.pk, "key_id": None, "by": by, "at": at}
    with pytest.raises(Refused) as caught:
        fundings.choose(expenses_cents=1_00, note="", **values)
    assert caught.value.field == "programme_id"
    fundings.choose(expenses_cents=1_00, note="", effective_on=today - timedelta(days=1), **values)
    fundings.choose(expenses_cents=2_00, note="", **values)  # what stands may be changed
    assert facts(taking_part.initiative.pk).field(taking_part.payroll.pk).money.funding.expenses == 2_00


def test_as_of_a_past_day_another_choice_held(taking_part, programme):
    by, at, today = taking_part.people["nottuln"], moments.now(), moments.today()
    yesterday = today - timedelta(days=1)
    values = {"field": taking_part.payroll, "by": by, "at": at}
    chosen = values | {"programme_id": programme.pk, "key_id": None, "note": ""}
    fundings.choose(expenses_cents=1_00, effective_on=yesterday, **chosen)
    fundings.prove(title=NEW, is_there=True, note="Vermerk", **values)
    fundings.drop(note="Zu spät", **values)

    def on(day):
        found = facts(taking_part.initiative.pk, Moment(day, at)).field(taking_part.payroll.pk)
        return found.money.funding

    assert on(today) is None
    assert on(yesterday).expenses == 1_00 and not on(yesterday).proofs
    assert on(yesterday - timedelta(days=1)) is None


def test_proofs_by_hand_are_said_and_the_others_fill_themselves(taking_part, programme, sign_in):
    client = sign_in("nottuln")
    client.post(url(taking_part, "programm"), sent(programme))
    page = client.get(url(taking_part)).content.decode()
    assert "Beschluss der Stadt Dülmen" in page and "5 Nachweise fehlen" not in page
    assert "4 Nachweise fehlen noch" in page  # resolutions, term, saving, newness; the partners are enough
    refused = client.post(url(taking_part, "beleg-0"), {"is_there": "1", "note": ""})
    assert refused.status_code == 422 and "wo der Nachweis liegt" in refused.content.decode()
    assert client.post(url(taking_part, "beleg-0"), {"is_there": "1", "note": "Akte 10.2"}).status_code == 303
    page = client.get(url(taking_part)).content.decode()
    assert "3 Nachweise fehlen noch" in page and "Akte 10.2" in page
    assert client.get(url(taking_part, "beleg-1")).status_code == 404
    # what was proved stays when the expenses change, and is asked for no more by a programme without it
    assert change(client, taking_part, programme, expenses_cents="500.000") == 303
    assert FieldFunding.objects.last().expenses_cents == 500_000_00
    assert FieldFunding.objects.last().proofs[0]["note"] == "Akte 10.2"


def test_dropping_needs_a_reason_and_says_so(taking_part, programme, sign_in):
    client = sign_in("nottuln")
    client.post(url(taking_part, "programm"), sent(programme))
    assert client.post(url(taking_part, "aufgeben"), {"note": " "}).status_code == 422
    assert client.post(url(taking_part, "aufgeben"), {"note": "Kein Geld"}).status_code == 303
    page = client.get(url(taking_part)).content.decode()
    assert "ist kein Förderprogramm gewählt" in page
    assert Event.objects.filter(kind="funding").first().after == "wird nicht verfolgt: Kein Geld"


def test_two_who_change_it_clash(taking_part, programme, sign_in):
    client = sign_in("nottuln")
    client.post(url(taking_part, "programm"), sent(programme))
    seen = client.get(url(taking_part, "programm")).context["form"]["seen"].value()
    client.post(url(taking_part, "programm"), sent(programme, expenses_cents="300.000", seen=seen))
    clash = client.post(url(taking_part, "programm"), sent(programme, expenses_cents="200.000", seen=seen))
    assert clash.status_code == 409 and "200.000" in clash.content.decode()
    assert FieldFunding.objects.last().expenses_cents == 300_000_00


@pytest.mark.parametrize(
    ("who", "status"), [("reader", 403), ("county", 403), ("duelmen", 403), ("rat", 404), ("stranger", 404)]
)
def test_only_who_has_the_field_in_hand_chooses(taking_part, programme, sign_in, who, status):
    answer = sign_in(who).post(url(taking_part, "programm"), sent(programme))
    assert answer.status_code == status and not FieldFunding.objects.exists()


def test_the_grant_comes_into_the_comparison_once_and_after_a_confirmation(taking_part, programme, sign_in):
    client = sign_in("nottuln")
    assert client.post(url(taking_part, "vergleich")).status_code == 422  # nothing is chosen yet
    client.post(url(taking_part, "programm"), sent(programme))
    page = client.get(url(taking_part, "vergleich")).content.decode()
    assert "Die Zuwendung von 210.000\u00a0€ kommt als einmalige Förderung" in page
    assert client.post(url(taking_part, "vergleich")).status_code == 303
    found = facts(taking_part.initiative.pk).field(taking_part.payroll.pk)
    [line] = found.money.lines
    assert (line.variant, line.kind, line.is_shared, line.amount) == ("joint", "grant", True, 210_000_00)
    assert {one.one_off for one in economics.of_field(found).outcomes} == {-70_000_00}
    assert "Die Zuwendung steht im <a" in client.get(url(taking_part)).content.decode()
    with pytest.raises(Refused, match="steht schon im Vergleich"):
        by = taking_part.people["nottuln"]
        fundings.to_comparison(field=taking_part.payroll, by=by, at=moments.now())
    assert sign_in("duelmen").post(url(taking_part, "vergleich")).status_code == 403

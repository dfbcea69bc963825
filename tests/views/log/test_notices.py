"""The notices of a person: listed, filtered, read by POST only, and how their mails come."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.log import notice_settings, notices
from initiatives.enums import Channel, NoticeKind, Role
from initiatives.models import Initiative, Mandate, Notice, NoticeSetting
from tests.views.parts import cut, part, same

LIST, SETTINGS = "/mitteilungen/", "/mitteilungen/einstellungen/"


def tell(circle, *names, at=None, title="Ampel auf Gelb", **values):
    given = {
        "kind": NoticeKind.CHANGE,
        "to": [circle.people[name].user for name in names or ("duelmen",)],
        "title": title,
        "reason": "weil Ihre Kommune beteiligt ist",
        "page": ("field", circle.payroll.pk),
        "by": circle.people["nottuln"],
        "at": at or moments.now(),
        "initiative": circle.initiative,
    }
    return notices.tell(**given | values)


def many(circle, number):
    now = moments.now()
    for n in range(number):
        at = now - timedelta(hours=number - n)
        tell(circle, title=f"Nummer {n}", anchor=f"{number}-{n}", at=at, body=f"Inhalt {n}")


def main(page: str) -> str:
    return page[page.index("<main") : page.index("</main")]


def test_the_list_says_what_why_and_by_whom_newest_first(circle, sign_in):
    many(circle, 3)
    page = sign_in("duelmen").get(LIST).content.decode()
    assert page.index("Nummer 2") < page.index("Nummer 1") < page.index("Nummer 0")
    for words in (
        "weil Ihre Kommune beteiligt ist",
        "Inhalt 0",
        "Beauftragte/r der Gemeinde Nottuln",
        "3 ungelesen",
    ):
        assert words in page
    assert "Noch gibt es keine Mitteilungen" in sign_in("rosendahl").get(LIST).content.decode()


@pytest.mark.parametrize("persona", ["duelmen", "kreistag", "administrator"])
def test_every_page_counts_the_unread_for_every_role(circle, sign_in, persona):
    page = sign_in(persona).get(reverse("help")).content.decode()
    assert LIST in page and "ungelesen" not in page
    Notice.objects.create(
        user=circle.people[persona].user,
        kind="report",
        title="Bericht",
        reason="weil",
        page="reports",
        recorded_at=moments.now(),
        channel="daily",
    )
    page = sign_in(persona).get(reverse("help")).content.decode()
    assert '<span class="ikz-count">1<span class="kern-sr-only"> ungelesen' in page
    Notice.objects.update(read_at=moments.now())
    assert "ungelesen" not in sign_in(persona).get(reverse("help")).content.decode()


def test_a_swapped_part_does_not_count(circle, sign_in, django_assert_max_num_queries):
    client = sign_in("duelmen")
    page = client.get(LIST).content.decode()
    swapped = part(client, LIST, "mitteilungen").content.decode()
    assert "ikz-bell" in page and "ikz-bell" not in swapped


def test_looking_at_the_list_reads_nothing(circle, sign_in):
    many(circle, 2)
    client = sign_in("duelmen")
    for url in (LIST, SETTINGS, reverse("field", args=[circle.payroll.pk])):
        client.get(url)
    assert Notice.objects.filter(read_at=None).count() == 2 and not NoticeSetting.objects.exists()


@pytest.mark.parametrize("htmx", [False, True])
def test_opening_reads_it_and_goes_to_its_place(circle, sign_in, htmx):
    (row,) = tell(circle, anchor="stand")
    client, url = sign_in("duelmen"), reverse("notice", args=[row.pk])
    assert client.get(url).status_code == 405
    answer = part(client, url, "mitteilungen", {}) if htmx else client.post(url)
    place = f"/felder/{circle.payroll.pk}/#stand"
    assert answer["HX-Redirect" if htmx else "Location"] == place
    assert Notice.objects.get().read_at is not None
    assert f'<a href="{place}">Ampel auf Gelb</a>' in client.get(LIST).content.decode()


def test_reading_it_can_leave_one_in_the_list(circle, sign_in):
    (row,) = tell(circle)
    url = reverse("notice", args=[row.pk]) + "?stand=ungelesen"
    answer = sign_in("duelmen").post(url, {"bleiben": "1"})
    assert (answer.status_code, answer["Location"]) == (303, f"{LIST}?stand=ungelesen")
    assert Notice.objects.get().read_at is not None


def test_a_place_that_is_gone_leads_to_the_start(circle, sign_in):
    (row,) = tell(circle, page=("nowhere", 1))
    assert sign_in("duelmen").post(reverse("notice", args=[row.pk]))["Location"] == "/"


def test_what_others_are_told_is_not_there(circle, sign_in):
    (row,) = tell(circle)
    for persona in ("rosendahl", "kreistag", "administrator"):
        assert sign_in(persona).post(reverse("notice", args=[row.pk])).status_code == 404
        assert "Ampel" not in sign_in(persona).get(LIST).content.decode()
    assert Notice.objects.get().read_at is None


def test_with_the_access_the_notices_go(circle, sign_in):
    (row,) = tell(circle)
    Mandate.objects.filter(pk=circle.people["duelmen"].pk).update(
        role="council_member", organisation=circle.nottuln, body=circle.rat_nottuln
    )
    client = sign_in("duelmen")
    page = client.get(LIST).content.decode()
    assert "Ampel" not in page and "ungelesen</span>" not in page
    assert client.post(reverse("notice", args=[row.pk])).status_code == 404


def test_opening_acts_under_the_mandate_that_sees_the_place(circle, sign_in):
    user, begin = circle.people["duelmen"].user, circle.people["duelmen"].valid_from
    Mandate.objects.create(
        user=user,
        role="council_member",
        organisation=circle.nottuln,
        body=circle.rat_nottuln,
        valid_from=begin,
    )
    (row,) = tell(circle)
    client = sign_in("duelmen")
    other = user.mandates.get(role="council_member")
    client.post(reverse("mandate_choose"), {"mandate": other.pk})
    answer = client.get(client.post(reverse("notice", args=[row.pk]))["Location"])
    assert answer.status_code == 200
    assert "Sie handeln als <b>Beauftragte/r der Stadt Dülmen" in answer.content.decode()


def test_all_are_read_by_one_button(circle, sign_in):
    many(circle, 3)
    tell(circle, "rosendahl")
    client = sign_in("duelmen")
    page = client.get(LIST).content.decode()
    seen = page.partition('name="bis" value="')[2].partition('"')[0]
    later = tell(circle, title="Eben erst", at=moments.now() + timedelta(minutes=3))
    assert client.get(reverse("notices_read")).status_code == 405
    client.post(reverse("notices_read"), {"bis": seen})
    assert "3 Mitteilungen sind jetzt gelesen." in client.get(LIST).content.decode()
    unread = Notice.objects.filter(read_at=None)
    assert {row.user for row in unread} == {circle.people[name].user for name in ("duelmen", "rosendahl")}
    assert [row for row in unread if row.user == circle.people["duelmen"].user] == later
    for nonsense in ("", "gestern", "2026-99-99T00:00:00"):
        assert client.post(reverse("notices_read"), {"bis": nonsense}).status_code == 303


def test_the_filter_holds_for_the_button_too(circle, sign_in):
    many(circle, 2)
    tell(circle, kind=NoticeKind.ASKED, title="Votum gefragt")
    client = sign_in("duelmen")
    page = main(client.get(f"{LIST}?art=asked").content.decode())
    assert "Votum gefragt" in page and "Nummer 1" not in page
    assert "Diese 1 Mitteilung als gelesen markieren" in page
    client.post(reverse("notices_read") + "?art=asked")
    assert set(Notice.objects.filter(read_at=None).values_list("kind", flat=True)) == {"change"}
    page = main(client.get(f"{LIST}?stand=ungelesen").content.decode())
    assert "Nummer 1" in page and "Votum gefragt" not in page


def test_the_filter_offers_only_initiatives_one_was_told_of(circle, sign_in):
    tell(circle)
    other = Initiative.objects.create(
        title="Andere", short_title="Andere Initiative", documented_from=moments.today()
    )
    client = sign_in("duelmen")
    page = client.get(LIST).content.decode()
    assert "Kreis Coesfeld</option>" in page and "Andere Initiative" not in page
    assert "Ampel auf Gelb" in client.get(f"{LIST}?initiative={circle.initiative.pk}").content.decode()
    page = client.get(f"{LIST}?initiative={other.pk}").content.decode()
    assert "Keine Mitteilung passt zu diesem Filter." in page


def test_the_swapped_list_is_that_of_the_page(circle, sign_in):
    many(circle, 2)
    client = sign_in("duelmen")
    whole, swapped = (
        answer.content.decode()
        for answer in (
            client.get(f"{LIST}?stand=ungelesen"),
            part(client, f"{LIST}?stand=ungelesen", "mitteilungen"),
        )
    )
    assert same(*(_without_instant(one) for one in (cut(whole, "mitteilungen"), swapped)))


def _without_instant(html: str) -> str:
    before, _, after = html.partition('name="bis" value="')
    return before + after.partition('"')[2]


def test_the_list_is_paged_and_asks_as_often_for_many_as_for_few(circle, sign_in, django_assert_num_queries):
    many(circle, 2)
    client = sign_in("duelmen")
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)
    many(circle, 70)
    with django_assert_num_queries(8):
        page = client.get(LIST).content.decode()
    assert page.count('class="ikz-unread"') == 30 and 'aria-label="Seite 3"' in page
    assert client.get(f"{LIST}?seite=3").content.decode().count('class="ikz-unread"') == 12


def test_words_of_people_come_out_harmless(circle, sign_in):
    tell(circle, title="<script>alert(1)</script>", body="<img src=x onerror=alert(1)>")
    page = main(sign_in("duelmen").get(LIST).content.decode())
    assert "<script>alert" not in page and "<img" not in page


# How mails come


def channels(**changed):
    return dict.fromkeys(NoticeKind.values, "daily") | changed


@pytest.mark.parametrize("htmx", [False, True])
def test_channels_are_chosen_kind_by_kind(circle, sign_in, htmx):
    client = sign_in("duelmen")
    page = client.get(SETTINGS).content.decode()
    assert page.count('type="radio"') == 36 and page.count(" checked") == 9
    assert "voreingestellt: wöchentlich gesammelt" in page
    data = channels(asked="never")
    answer = part(client, SETTINGS, "einstellungen", data) if htmx else client.post(SETTINGS, data)
    assert answer["HX-Redirect" if htmx else "Location"] == SETTINGS
    chosen = notice_settings.channels(circle.people["duelmen"].user)
    assert chosen["asked"] == "never" and chosen["comment"] == "daily"
    assert "Gespeichert." in client.get(SETTINGS).content.decode()


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("wrong", [{"asked": "sometimes"}, {"asked": ""}])
def test_a_channel_that_is_none_is_refused(circle, sign_in, htmx, wrong):
    client, data = sign_in("duelmen"), channels(**wrong)
    answer = part(client, SETTINGS, "einstellungen", data) if htmx else client.post(SETTINGS, data)
    assert answer.status_code == 422 and 'href="#id_asked_0"' in answer.content.decode()
    assert not NoticeSetting.objects.exists()


def test_members_of_a_body_choose_for_reports(circle, sign_in):
    client = sign_in("kreistag")
    assert client.get(SETTINGS).content.decode().count('type="radio"') == 4
    client.post(SETTINGS, channels())
    assert [row.kind for row in NoticeSetting.objects.all()] == ["report"]


# The link without a sign-in


def link(circle, *kinds):
    return reverse(
        "notices_unsubscribe", args=[notice_settings.token(circle.people["duelmen"].user_id, kinds)]
    )


def ended(circle) -> set[str]:
    found = notice_settings.channels(circle.people["duelmen"].user).items()
    return {kind for kind, channel in found if channel == Channel.NEVER}


def test_the_link_asks_first_and_a_button_ends_the_mails(circle):
    client, url = Client(enforce_csrf_checks=True), link(circle, "change", "comment")
    page = client.get(url).content.decode()
    assert "„Kommentare“ und „Änderungen an Feldern“" in page and 'method="post"' in page
    assert "duelmen" not in page.lower()
    assert ended(circle) == set()
    page = client.post(url, {"umfang": "diese"}).content.decode()
    assert "kommen keine E-Mails mehr" in page and ended(circle) == {"change", "comment"}
    client.post(url, {"umfang": "alle"})
    assert ended(circle) == set(NoticeKind.values)


def test_the_one_click_of_a_mail_program_needs_neither_session_nor_token(circle):
    client = Client(enforce_csrf_checks=True)
    assert client.post(link(circle, "change"), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert ended(circle) == {"change"}


def test_a_link_that_is_damaged_or_old_is_explained(circle, monkeypatch):
    url = link(circle, "change")
    for method in ("get", "post"):
        answer = getattr(Client(), method)(url[:-3] + "/")
        assert answer.status_code == 404 and "nicht vollständig" in answer.content.decode()
    monkeypatch.setattr(notice_settings, "VALID_DAYS", -1)
    answer = Client().post(url)
    assert answer.status_code == 404 and "Tage" in answer.content.decode()
    assert ended(circle) == set()


def test_what_is_internal_is_opened_under_the_mandate_that_reads_it(circle, sign_in):
    user = circle.people["nottuln"].user
    Mandate.objects.filter(pk=circle.people["nottuln"].pk).update(organisation=circle.duelmen)
    of_nottuln = Mandate.objects.create(
        user=user, role=Role.READER, organisation=circle.nottuln, valid_from=moments.today()
    )
    notices.tell(
        kind=NoticeKind.COMMENT,
        to=[user],
        title="Kommentar",
        reason="weil er nur für Gemeinde Nottuln geschrieben ist",
        page=("field", circle.payroll.pk),
        initiative=circle.initiative,
        audience=circle.nottuln,
        by=circle.people["duelmen"],
        at=moments.now(),
    )
    client = sign_in("nottuln")
    client.post("/mandat/", {"mandate": circle.people["nottuln"].pk})
    client.post(f"/mitteilungen/{Notice.objects.get().pk}/")
    assert client.session["mandate"] == of_nottuln.pk

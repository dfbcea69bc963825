"""The activity of an initiative: its filters, what is new, and the POST that marks it as read."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.fields import assessments, fields
from initiatives.domain.kernel import moments
from initiatives.domain.talk import comments
from initiatives.domain.votes import positions
from initiatives.models import Event, Visit
from tests.views.parts import cut, part, same


@pytest.fixture
def url(circle):
    return reverse("activity", args=[circle.initiative.pk])


@pytest.fixture
def happened(circle):
    """A comment of Dülmen on one field, a Votum of Nottuln, an assessment by Rosendahl of another field."""
    at = moments.now()
    comments.write(field=circle.payroll, text="Frist prüfen", by=circle.people["duelmen"], at=at)
    positions.give(ask=circle.ask(circle.nottuln), stance="abstention", by=circle.people["nottuln"], at=at)
    assessments.assess(
        field=circle.hotline,
        light="red",
        cause="Kosten",
        measure="Rechnen",
        by=circle.people["rosendahl"],
        at=at,
    )


def shown(client, address: str) -> set[str]:
    text = cut(client.get(address).content.decode(), "eintraege")
    words = {"Kommentar": "Frist prüfen", "Votum": "Votum der Gemeinde Nottuln", "Ampel": "Ampel</a>"}
    return {name for name, word in words.items() if word in text}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Kommentar", "Votum", "Ampel"}),
        ("art=kommentare", {"Kommentar"}),
        ("art=voten", {"Votum"}),
        ("art=aenderungen", {"Ampel"}),
        ("art=treffen", set()),
        ("von={duelmen}", {"Kommentar"}),
        ("von={nottuln}&art=kommentare", set()),
        ("feld={hotline}", {"Ampel"}),
        ("art=unsinn&von=x&feld=99999", {"Kommentar", "Votum", "Ampel"}),
    ],
)
def test_filters_stand_in_the_address(circle, sign_in, url, happened, query, expected):
    names = {"duelmen": circle.duelmen.pk, "nottuln": circle.nottuln.pk, "hotline": circle.hotline.pk}
    assert shown(sign_in("reader"), f"{url}?{query.format(**names)}") == expected


def test_a_filter_that_finds_nothing_says_what_to_do(sign_in, url):
    page = sign_in("reader").get(f"{url}?art=unterlagen").content.decode()
    assert "Dazu gibt es keinen Eintrag." in page and "Filter zurücksetzen" in page


def test_what_is_new_is_marked_until_it_is_read_by_a_post(circle, sign_in, url, happened):
    client = sign_in("duelmen")
    first = client.get(url).content.decode()
    assert "noch nichts als gelesen markiert" in first and "ikz-tag--new" not in first
    assert not Visit.objects.exists()
    answer = client.post(reverse("activity_read", args=[circle.initiative.pk]))
    assert (answer.status_code, answer["Location"]) == (303, url)
    assert "nichts Neues" in client.get(url).content.decode()
    later = moments.now()
    comments.write(field=circle.payroll, text="Ganz neu", by=circle.people["nottuln"], at=later)
    for address in (url, reverse("start"), reverse("initiative", args=[circle.initiative.pk])):
        page = client.get(address).content.decode()
        told = "1 Änderung seit dem" if address == reverse("start") else "1 neu"
        assert told in page.replace("<b>", "").replace("</b>", "") and "ikz-tag--new" in page, address
    page = client.get(url).content.decode()
    assert page.index("Ganz neu") < page.index("Ab hier schon gelesen") < page.index("Frist prüfen")
    assert (
        shown(client, f"{url}?neu=on") == set() and "Ganz neu" in client.get(f"{url}?neu=on").content.decode()
    )
    assert "ikz-tag--new" not in sign_in("nottuln").get(url).content.decode()


def test_only_what_was_shown_is_marked_as_read(circle, sign_in, url):
    read = reverse("activity_read", args=[circle.initiative.pk])
    client, now = sign_in("duelmen"), moments.now()
    earlier = (now - timedelta(minutes=5)).isoformat()
    answer = client.post(read, {"bis": earlier, "zurueck": "start"})
    assert answer["Location"] == "/#neu"
    assert Visit.objects.get().seen_until.isoformat() == earlier
    for typed in (
        "unsinn",
        "2026-02-31T10:00+00:00",
        "2026-01-01T10:00",
        (now + timedelta(days=9)).isoformat(),
    ):
        client.post(read, {"bis": typed})
        assert now <= Visit.objects.get().seen_until <= moments.now()


def test_what_one_did_within_ten_minutes_is_one_entry_with_the_words_that_differ(circle, sign_in, url):
    by, at = circle.people["duelmen"], moments.now()
    comment = comments.write(field=circle.payroll, text="Bitte bis Mai prüfen", by=by, at=at)
    comments.correct(comment=comment, text="Bitte bis Juni prüfen", by=by, at=at + timedelta(minutes=1))
    comments.correct(comment=comment, text="Bitte bis Juli prüfen", by=by, at=at + timedelta(minutes=2))
    page = cut(sign_in("reader").get(f"{url}?art=kommentare").content.decode(), "eintraege")
    assert page.count("Beauftragte/r der Stadt Dülmen") == 1
    assert page.count("Bitte bis") == 1 and "Bitte bis Juli prüfen" in page
    later = at + timedelta(minutes=13)
    comments.correct(comment=comment, text="Bitte bis August prüfen", by=by, at=later)
    page = cut(sign_in("reader").get(f"{url}?art=kommentare").content.decode(), "eintraege")
    page = page.replace('<span class="kern-sr-only">entfernt: </span>', "").replace(
        '<span class="kern-sr-only">neu: </span>', ""
    )
    assert "Bitte bis <del>Juli</del><ins>August</ins> prüfen" in page
    link = f"{reverse('field', args=[circle.payroll.pk])}?kommentare={comment.pk}#kommentar-{comment.pk}"
    assert f'href="{link}"' in page


def test_each_change_is_one_line_that_says_where_what_and_who_once(circle, sign_in, url):
    by, at = circle.people["duelmen"], moments.now()
    day = moments.today() - timedelta(days=3)
    assessments.assess(field=circle.hotline, light="green", effective_on=day, by=by, at=at)
    comments.write(field=circle.hotline, text="Nur wir", internal=True, by=by, at=at)
    page = cut(sign_in("duelmen").get(url).content.decode(), "eintraege")
    lines = [" ".join(re.sub("<[^>]+>", "", one).split()) for one in re.findall("<p>.*?</p>", page, re.S)]
    first, second = lines[:2]
    title = circle.hotline.title
    assert first.startswith(
        f"{title}: Kommentar: Nur wir · Beauftragte/r der Stadt Dülmen · nur Stadt Dülmen"
    )
    assert second.startswith("Ampel: noch nicht bewertet")
    assert second.endswith(f"Grün · gilt ab {day:%d.%m.%Y}, nachgetragen")
    assert "<h3>" not in page[page.index("Nur wir") : page.index("nachgetragen")]
    assert title not in second and "Beauftragte" not in second


def test_pages_keep_the_filter(circle, sign_in, url):
    for number in range(120):
        Event.objects.create(
            recorded_at=moments.now(),
            effective_on=moments.today(),
            kind="comment",
            initiative_id=circle.initiative.pk,
            actor="Jemand",
            subject=f"Nummer {number}.",
        )
    client = sign_in("reader")
    page = client.get(f"{url}?art=kommentare&seite=2").content.decode()
    assert "art=kommentare&amp;seite=3" in page and "Nummer 69." in page and "Nummer 70." not in page
    swapped = part(client, f"{url}?art=kommentare&seite=2", "aktivitaet").content.decode()
    made = re.compile(r'name="bis" value="[^"]*"')
    assert "<html" not in swapped and same(made.sub("", swapped), made.sub("", cut(page, "aktivitaet")))


def test_a_step_a_votum_and_a_light_lead_to_their_place(circle, sign_in, url, happened):
    page = sign_in("reader").get(url).content.decode()
    assert f'href="{reverse("field", args=[circle.hotline.pk])}#stand"' in page
    assert f'href="{reverse("field", args=[circle.payroll.pk])}#voten"' in page


def test_reading_writes_nothing_and_costs_the_same_for_many(
    circle, sign_in, url, happened, django_assert_max_num_queries
):
    client = sign_in("duelmen")
    client.get(url)
    with django_assert_max_num_queries(54) as few:
        client.get(url)
    for number in range(30):
        comments.write(
            field=circle.hotline, text=f"Wort {number}", by=circle.people["nottuln"], at=moments.now()
        )
    before = Event.objects.count(), Visit.objects.count()
    with django_assert_max_num_queries(54) as many:
        client.get(url)
    assert len(few) == len(many)
    assert (Event.objects.count(), Visit.objects.count()) == before


def test_the_whole_history_tells_each_change_by_itself(circle, sign_in):
    at, by = moments.now(), circle.people["duelmen"]
    for minute, text in enumerate(("Erster Stand", "Zweiter Stand", "Dritter Stand")):
        values, version = {"aim": text}, minute + 1
        when = at + timedelta(minutes=minute)
        fields.edit(field=circle.payroll, values=values, version=version, by=by, at=when)
    page = sign_in("reader").get(reverse("field_history", args=[circle.payroll.pk])).content.decode()
    feed = cut(page, "verlauf")
    assert feed.count("Beauftragte/r der Stadt Dülmen") == 3
    assert feed.count("Zweiter") == 2, "as the old and as the new text"

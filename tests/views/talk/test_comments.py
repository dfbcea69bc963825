"""Writing, answering, correcting and resolving comments, on each page that has them; and what never comes out."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.fields import fields, steps
from initiatives.domain.kernel import moments
from initiatives.domain.reports import reports
from initiatives.domain.talk import comments
from initiatives.enums import Participation
from initiatives.models import Comment, CommentMention, Event, Notice, Organisation
from tests.domain.reports.test_reports import issue, plan
from tests.views.parts import cut, part, same


@pytest.fixture
def url(circle):
    return reverse("comments", args=["feld", circle.payroll.pk])


@pytest.fixture
def comment(circle):
    at = moments.now() - timedelta(minutes=5)
    return comments.write(field=circle.payroll, text="Frist prüfn", by=circle.people["county"], at=at)


def rows():
    return list(Comment.objects.values_list("text", "resolved_at", "corrected_at")), Event.objects.count()


def address(circle, kind: str) -> tuple[str, str]:
    """Of the comments on a thing, and of the page on which they stand."""
    row = {"initiative": circle.initiative, "feld": circle.payroll, "votum": circle.ask(circle.duelmen)}.get(
        kind
    )
    page = {"initiative": "initiative", "feld": "field", "votum": "position", "bericht": "report"}.get(
        kind, "field"
    )
    if kind == "schritt":
        row = steps.add(field=circle.payroll, title="Prüfen", by=circle.people["nottuln"], at=moments.now())
    if kind == "bericht":
        row = plan(circle)
    number = circle.payroll.pk if kind == "schritt" else row.pk
    return reverse("comments", args=[kind, row.pk]), reverse(page, args=[number])


KINDS = ["initiative", "feld", "schritt", "votum", "bericht"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_thing_is_commented_on_and_the_page_shows_it(circle, sign_in, kind):
    client = sign_in("county")
    url, page = address(circle, kind)
    assert url in client.get(page).content.decode()
    answer = client.post(url, {"text": "Das **geht**."})
    comment = Comment.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"{page}?kommentare={comment.pk}#kommentar-{comment.pk}"
    shown = client.get(answer["Location"]).content.decode()
    assert f'id="kommentar-{comment.pk}"' in shown and "Das <strong>geht</strong>." in shown
    assert "Ihr Kommentar ist gespeichert." in shown


@pytest.mark.parametrize("kind", KINDS)
def test_with_htmx_the_part_comes_alone_and_is_what_the_own_page_shows(circle, sign_in, kind):
    client = sign_in("county")
    url, _ = address(circle, kind)
    target = f"kommentare-schritt-{url.split('/')[-2]}" if kind == "schritt" else "kommentare"
    answer = part(client, url, target, {"text": "Gut."})
    html = answer.content.decode()
    assert answer.status_code == 200 and "HX-Request" in answer["Vary"]
    assert "<html" not in html and f'id="{target}"' in html and "Ihr Kommentar ist gespeichert." in html
    whole = client.get(url).content.decode()
    swapped = part(client, url, target).content.decode()
    _, _, own = cut(whole, target).partition("</title>")  # the page around it keeps its title
    assert same(swapped.replace(" open>", ">"), own.replace(" open>", ">"))


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("text", [" ", "x" * 10_001])
def test_what_cannot_be_saved_is_kept_in_the_form(circle, sign_in, url, htmx, text):
    client, before = sign_in("duelmen"), rows()
    number = circle.people["nottuln"].user_id
    data = {"text": text, "audience": "intern", "mentioned": [str(number)]}
    answer = part(client, url, "kommentare", data) if htmx else client.post(url, data)
    html = answer.content.decode()
    assert answer.status_code == 422 and 'role="alert"' in html and rows() == before
    assert f'value="{number}"' in html and html.count(" checked") == 2
    assert text.strip() in html


def test_the_author_corrects_within_a_quarter_of_an_hour(sign_in, url, comment):
    client = sign_in("county")
    assert "Frist prüfn</textarea>" in client.get(f"{url}?berichtigen={comment.pk}").content.decode()
    answer = part(client, f"{url}?berichtigen={comment.pk}", "kommentare", {"text": "Frist prüfen"})
    assert answer.status_code == 200 and "berichtigt am" in answer.content.decode()
    Comment.objects.update(recorded_at=moments.now() - timedelta(minutes=16))
    assert "?berichtigen=" not in client.get(url).content.decode()
    answer = client.post(f"{url}?berichtigen={comment.pk}", {"text": "Noch einmal"})
    assert answer.status_code == 422
    assert "nur 15 Minuten" in answer.content.decode() and "Noch einmal" in answer.content.decode()
    assert Comment.objects.get().text == "Frist prüfen"


def test_a_correction_does_not_change_the_readers(circle, sign_in, url):
    own = comments.write(
        field=circle.payroll, text="Geheim", internal=True, by=circle.people["nottuln"], at=moments.now()
    )
    client = sign_in("nottuln")
    assert 'name="audience"' not in cut(
        client.get(f"{url}?berichtigen={own.pk}").content.decode(), f"kommentar-{own.pk}"
    )
    client.post(f"{url}?berichtigen={own.pk}", {"text": "Geheimer", "audience": "alle"})
    assert Comment.objects.get().internal_to == circle.nottuln


def test_only_who_wrote_corrects_and_others_do_not_resolve(circle, sign_in, url, comment):
    before = rows()
    for persona, does in (("duelmen", "berichtigen"), ("duelmen", "erledigen"), ("nottuln", "berichtigen")):
        client = sign_in(persona)
        assert f"?{does}={comment.pk}" not in client.get(url).content.decode()
        assert client.post(f"{url}?{does}={comment.pk}", {"text": "Anders"}).status_code == 403
    assert rows() == before


@pytest.mark.parametrize("persona", ["county", "nottuln", "duelmen"])
def test_author_convening_municipality_and_lead_resolve_and_reopen(circle, sign_in, url, comment, persona):
    at = moments.now()
    fields.set_participation(
        field=circle.payroll, organisation=circle.duelmen, status=Participation.PARTICIPATING, by=None, at=at
    )
    fields.set_lead(field=circle.payroll, organisation=circle.duelmen, contact="Amt", by=None, at=at)
    client = sign_in(persona)
    assert client.post(f"{url}?erledigen={comment.pk}").status_code == 303
    page = client.get(url).content.decode()
    assert "ikz-resolved" in page and "?antwort=" not in page
    again = part(client, f"{url}?erledigen={comment.pk}", "kommentare", {})
    assert again.status_code == 422 and "schon erledigt" in again.content.decode()
    answer = part(client, f"{url}?oeffnen={comment.pk}", "kommentare", {})
    assert answer.status_code == 200 and "ikz-resolved" not in answer.content.decode()
    assert client.get(f"{url}?erledigen={comment.pk}").status_code == 404


def test_an_answer_stands_below_and_can_be_written_without_javascript(sign_in, url, comment):
    client = sign_in("duelmen")
    assert (
        f'action="{url}?antwort={comment.pk}"' in client.get(f"{url}?antwort={comment.pk}").content.decode()
    )
    answer = client.post(f"{url}?antwort={comment.pk}", {"text": "Ist geprüft."})
    assert answer.status_code == 303
    assert Comment.objects.get(parent=comment).text == "Ist geprüft."
    assert client.post(f"{url}?antwort={comment.pk}", {"text": " "}).status_code == 422


def test_a_comment_is_not_reached_through_another_place(circle, sign_in, url, comment):
    other = reverse("comments", args=["feld", circle.hotline.pk])
    client, before = sign_in("county"), rows()
    for does in ("antwort", "berichtigen", "erledigen", "oeffnen"):
        assert client.post(f"{other}?{does}={comment.pk}", {"text": "Anders"}).status_code == 404
        assert client.post(f"{url}?{does}=x", {"text": "Anders"}).status_code == 404
    assert client.get(url.replace("feld", "unsinn")).status_code == 404
    assert client.get(reverse("comments", args=["feld", 99999])).status_code == 404
    assert rows() == before


def test_readers_read_and_write_nothing(sign_in, url, comment):
    client, before = sign_in("reader"), rows()
    page = client.get(url).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "Frist prüfn" in main and "<form" not in main and "?antwort=" not in main
    assert client.post(url, {"text": "Hallo"}).status_code == 403
    assert client.post(f"{url}?antwort={comment.pk}", {"text": "Hallo"}).status_code == 403
    assert client.get(f"{url}?antwort={comment.pk}").status_code == 403
    assert rows() == before


def test_council_members_read_no_comments_on_the_report_that_they_read(circle, sign_in, issued_report):
    comments.write(report=issued_report, text="Zahl prüfen", by=circle.people["county"], at=moments.now())
    url = reverse("comments", args=["bericht", issued_report.pk])
    page = reverse("report", args=[issued_report.pk])
    member, county = sign_in("kreistag"), sign_in("county")
    assert "Zahl prüfen" in county.get(page).content.decode()
    shown = member.get(page)
    assert shown.status_code == 200 and "ommentar" not in shown.content.decode()
    assert member.get(url).status_code == member.post(url, {"text": "Hallo"}).status_code == 404


@pytest.fixture
def issued_report(circle):
    report, at = plan(circle), moments.now()
    reports.start(report=report, at=at)
    reports.finish(report=report, html="<p>", pdf=b"%PDF", at=at)
    return issue(circle, report, at)


def test_whom_the_form_does_not_offer_is_left_out_without_a_word(circle, sign_in, url):
    client = sign_in("nottuln")
    page = client.get(url).content.decode()
    for name in ("stranger", "kreistag", "rat", "reader", "administrator", "nottuln"):
        assert f'name="mentioned" value="{circle.people[name].user_id}"' not in page, name
    hidden = [str(circle.people[name].user_id) for name in ("stranger", "rat", "administrator")]
    duelmen = str(circle.people["duelmen"].user_id)
    answer = client.post(
        url, {"text": "@Ahaus @Dülmen", "audience": "alle", "mentioned": [*hidden, "abc", duelmen]}
    )
    assert answer.status_code == 303
    mentions = CommentMention.objects.all()
    assert {(m.user_id, m.organisation_id) for m in mentions} == {
        (circle.people["duelmen"].user_id, None),
        (None, circle.duelmen.pk),
    }
    assert [n.user for n in Notice.objects.all()] == [circle.people["duelmen"].user]
    shown = client.get(url).content.decode()
    assert "Erwähnt: Beauftragte/r der Stadt Dülmen, Stadt Dülmen" in shown and "@Ahaus" in shown


HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "![x](https://boese.example/x.png)",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    '<a href="/" onclick="alert(1)">x</a>',
    "<style>body{display:none}</style>",
    "<iframe src=https://boese.example></iframe>",
    "</textarea><script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    '[x](https://boese.example "onmouseover=alert(1)")',
    "```\n</code></pre><script>alert(1)</script>\n```",
    "# <b onclick=alert(1)>x</b>",
    "<https://boese.example/'onclick='alert(1)>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_comes_out_anywhere(circle, sign_in, url, text):
    client = sign_in("duelmen")
    client.post(url, {"text": text, "audience": "alle"})
    number = Comment.objects.get().pk
    activity = reverse("activity", args=[circle.initiative.pk])
    own = reverse("field", args=[circle.payroll.pk])
    start, history = reverse("start"), reverse("field_history", args=[circle.payroll.pk])
    for address in (own, url, f"{url}?berichtigen={number}", activity, start, history):
        page = client.get(address).content.decode()
        main = page[page.index("<main") : page.index("</main>")].lower()
        for element in (
            "<script",
            "<img",
            "<style",
            "<iframe",
            "<svg onload",
            'href="javascript',
            'href="data',
        ):
            assert element not in main, (address, element)
        assert not [tag for tag in main.split("<")[1:] if " on" in tag.split(">")[0].replace("hx-on", "")], (
            address
        )


def test_a_comment_comes_out_as_typed_and_its_links_are_not_vouched_for(sign_in, url):
    client = sign_in("duelmen")
    client.post(url, {"text": "# 3 und 5*3*2\n\nhttps://example.org/.\n- a\n- b", "audience": "alle"})
    page = client.get(url).content.decode()
    assert "<p># 3 und 5*3*2</p>" in page
    assert (
        '<p><a href="https://example.org/" rel="nofollow noopener">https://example.org/</a>.</p><ul><li>a</li>'
        in page
    )


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_comment_of_ten_thousand_characters_is_taken_and_of_one_more_refused_with_all_of_it_kept(
    sign_in, url, ends
):
    """A browser sends each line end as two characters; it counts as one, as in the counter under the input."""
    client, written = sign_in("duelmen"), Comment.objects.count()
    longest = "ä" * 9_998 + ends + "z"
    assert client.post(url, {"text": longest, "audience": "alle"}).status_code == 303
    assert Comment.objects.count() == written + 1
    refused = client.post(url, {"text": f"{longest}!", "audience": "alle"})
    page = refused.content.decode()
    assert refused.status_code == 422 and Comment.objects.count() == written + 1
    assert "Der Text ist zu lang: Er hat 10001 Zeichen, höchstens 10000 sind möglich." in page
    assert f"{'ä' * 9_998}\nz!</textarea>" in page and "maxlength" not in page.split("<main")[1]


@pytest.mark.parametrize(
    "persona", ["duelmen", "rosendahl", "county", "administrator", "county_administrator"]
)
def test_what_is_internal_leaks_through_no_door(circle, sign_in, persona):
    at, by = moments.now(), circle.people["nottuln"]
    step = steps.add(field=circle.payroll, title="Prüfen", by=by, at=at)
    ask = circle.ask(circle.duelmen)
    for target in (
        {"field": circle.payroll},
        {"step": step},
        {"ask": ask},
        {"initiative": circle.initiative},
    ):
        first = comments.write(text="Streng GEHEIM", internal=True, by=by, at=at, **target)
        comments.write(parent=first, text="Auch GEHEIM", by=by, at=at)
        comments.resolve(comment=first, by=by, at=at)
    comments.write(field=circle.payroll, text="Offen gesagt", by=by, at=at)
    doors = [
        reverse("start"),
        reverse("initiative", args=[circle.initiative.pk]),
        reverse("activity", args=[circle.initiative.pk]),
        reverse("activity", args=[circle.initiative.pk]) + "?art=kommentare",
        reverse("field", args=[circle.payroll.pk]),
        reverse("field", args=[circle.payroll.pk]) + f"?kommentare={first.pk}",
        reverse("field_history", args=[circle.payroll.pk]),
        reverse("position", args=[ask.pk]),
        reverse("comments", args=["feld", circle.payroll.pk]),
        reverse("comments", args=["schritt", step.pk]),
        reverse("comments", args=["initiative", circle.initiative.pk]),
    ]
    client, own = sign_in(persona), sign_in("reader")
    for door in doors:
        text = client.get(door).content.decode()
        assert "GEHEIM" not in text and "nur Gemeinde Nottuln" not in text, door
    assert "1 Kommentar anzeigen" in client.get(doors[4]).content.decode()
    assert all("GEHEIM" in own.get(door).content.decode() for door in doors[1:3])
    assert "nur Gemeinde Nottuln" in own.get(doors[4]).content.decode()
    url = reverse("comments", args=["initiative", circle.initiative.pk])
    for does in ("antwort", "berichtigen", "erledigen", "oeffnen"):
        assert client.post(f"{url}?{does}={first.pk}", {"text": "x"}).status_code in (403, 404)
    assert not Notice.objects.filter(user=circle.people[persona].user, body__contains="GEHEIM").exists()


def test_an_internal_comment_is_written_by_the_form(circle, sign_in, url):
    client = sign_in("nottuln")
    assert "nur Gemeinde Nottuln" in client.get(url).content.decode()
    assert "Wer liest ihn?" not in sign_in("county").get(url).content.decode()
    client.post(url, {"text": "Unter uns", "audience": "intern"})
    client.post(url, {"text": "Für alle", "audience": "alle"})
    unsaid = client.post(url, {"text": "Ohne Wahl"})
    assert unsaid.status_code == 422 and "Bitte wählen Sie aus." in unsaid.content.decode()
    found = dict(Comment.objects.values_list("text", "internal_to__name"))
    assert found == {"Unter uns": "Nottuln", "Für alle": None}


def test_an_old_comment_is_shown_where_its_address_asks_for_it(circle, sign_in, url):
    first = None
    for number in range(25):
        made = comments.write(
            field=circle.payroll, text=f"Wort {number}.", by=circle.people["duelmen"], at=moments.now()
        )
        first = first or made
    client, page = sign_in("reader"), reverse("field", args=[circle.payroll.pk])
    text = client.get(page).content.decode()
    assert "Wort 0." not in text and "die 22 älteren Kommentare" in text
    for asked in (f"{page}?kommentare={first.pk}", f"{page}?kommentare=alle", f"{url}?kommentare=alle"):
        assert "Wort 0." in client.get(asked).content.decode(), asked
    assert client.get(f"{page}?kommentare={'9' * 40}").status_code == 200


def test_many_comments_cost_no_more_queries_than_one(circle, sign_in, url, django_assert_max_num_queries):
    client, by = sign_in("nottuln"), circle.people["nottuln"]
    client.get(url)
    with django_assert_max_num_queries(54) as few:
        client.get(url)
    ids = [circle.people[name].user_id for name in ("duelmen", "county")]
    for number in range(15):
        one = comments.write(
            field=circle.payroll, text=f"@Dülmen {number}", by=by, at=moments.now(), mentioned=ids
        )
        comments.write(parent=one, text="Ja", by=circle.people["duelmen"], at=moments.now())
        comments.resolve(comment=one, by=by, at=moments.now())
    before = rows()
    with django_assert_max_num_queries(54) as many:
        assert "Stadt Dülmen" in client.get(url).content.decode()
    assert len(few) == len(many) and rows() == before


def test_a_third_party_comments_on_the_field_that_it_has_joined(circle, sign_in, url):
    association = Organisation.objects.create(kind="dritte", name="Verband", designation="Verband")
    mandate = circle.people["stranger"]
    mandate.organisation = association
    mandate.save()
    client = sign_in("stranger")
    assert client.post(url, {"text": "Hallo"}).status_code == 404
    fields.set_participation(
        field=circle.payroll,
        organisation=association,
        status=Participation.PARTICIPATING,
        by=None,
        at=moments.now(),
    )
    assert client.post(url, {"text": "Hallo", "audience": "alle"}).status_code == 303
    for other in (["initiative", circle.initiative.pk], ["feld", circle.hotline.pk]):
        assert client.post(reverse("comments", args=other), {"text": "Hallo"}).status_code == 403

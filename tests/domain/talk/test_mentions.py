"""Mentions and what people are told of a comment: never more than they may read, each once, with the reason."""

from datetime import timedelta

import pytest

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.reports import reports
from initiatives.domain.talk import comment_places, comments, mentions
from initiatives.enums import Participation, Role
from initiatives.models import Comment, CommentMention, Mandate, Meeting, Notice, Organisation, Report, User
from tests.domain.reports.test_reports import issue, plan, second


@pytest.fixture
def write(circle):
    """`write("nottuln", "Text", …)` on the field of the payroll."""

    def make(persona: str, text: str, **more) -> Comment:
        on = {} if "parent" in more else {"field": circle.payroll}
        return comments.write(text=text, by=circle.people[persona], at=moments.now(), **on, **more)

    return make


def told(circle) -> dict[str, tuple[str, str]]:
    """Who was told: persona -> kind and reason. Fails where somebody is told twice."""
    names = {one.user_id: name for name, one in circle.people.items()}
    found = [(names[n.user_id], (n.kind, n.reason)) for n in Notice.objects.all()]
    assert len(found) == len(dict(found))
    return dict(found)


def join(circle, *places: Organisation) -> None:
    for place in places:
        fields.set_participation(
            field=circle.payroll,
            organisation=place,
            status=Participation.PARTICIPATING,
            by=None,
            at=moments.now(),
        )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Bitte @Nottuln prüfen", {"nottuln"}),
        ("@gemeinde nottuln, @Stadt Dülmen: bitte", {"nottuln", "duelmen"}),
        ("@Kreis Coesfeld.", {"county"}),
        ("post@nottuln.example und x@Nottuln", set()),
        ("@Nottulner und @Nottuln-Nord", set()),
        ("@Ahaus und @Unbekannt", set()),
        ("@@Nottuln", set()),
    ],
)
def test_names_in_the_text(circle, write, text, named):
    comment = write("rosendahl", text)
    found = {m.organisation_id for m in comment.mentions.all()}
    assert found == {getattr(circle, name).pk for name in named}
    assert comment.text == text


def test_a_bare_name_means_the_municipality_and_not_its_county(circle):
    town = Organisation(pk=99, kind="stadt", name="Coesfeld", designation="Stadt Coesfeld", ags="05558012")
    found = [town, circle.county]
    assert mentions.in_text("@Coesfeld", found) == mentions.in_text("@Coesfeld", found[::-1]) == {99}
    assert mentions.in_text("@Kreis Coesfeld", found) == {circle.county.pk}


def test_each_is_told_once_by_the_strongest_reason(circle, write):
    join(circle, circle.nottuln, circle.duelmen, circle.rosendahl)
    county = circle.people["county"].user_id
    write("nottuln", "@Dülmen bitte", mentioned=[county])
    assert told(circle) == {
        "county": ("mention", "weil Sie erwähnt wurden"),
        "duelmen": ("mention", "weil Ihre Kommune erwähnt wurde"),
        "rosendahl": ("comment", "weil Ihre Kommune an dem Feld beteiligt ist"),
    }
    one = Notice.objects.first()
    assert (one.page, one.page_id) == ("field", circle.payroll.pk) and one.anchor.startswith("kommentar-")
    assert "bitte" not in one.title and one.title == "Kommentar zum Feld „Personalabrechnung bündeln“"


def test_an_answer_tells_both_authors(circle, write):
    first = write("duelmen", "Frage")
    answer = write("rosendahl", "Antwort", parent=first)
    Notice.objects.all().delete()
    write("nottuln", "Noch eine", parent=answer)
    reason = ("mention", "weil Sie den Kommentar geschrieben haben")
    assert told(circle) == {"duelmen": reason, "rosendahl": reason}


def test_an_internal_comment_is_told_and_mentions_only_in_the_own_municipality(circle, write):
    join(circle, circle.nottuln, circle.duelmen)
    user = User.objects.create_user("stellvertretung-nottuln@ikz.example", "ein-langes-kennwort")
    deputy = Mandate.objects.create(
        user=user, role=Role.DEPUTY, organisation=circle.nottuln, valid_from=moments.today()
    )
    circle.people["deputy"] = deputy
    ids = [one.user_id for one in circle.people.values()]
    comment = write("nottuln", "@Dülmen soll das nicht lesen", internal=True, mentioned=ids)
    assert {m.user_id for m in comment.mentions.all()} == {deputy.user_id, circle.people["nottuln"].user_id}
    assert set(told(circle)) == {"deputy"}


def test_who_has_no_access_is_neither_offered_nor_stored_nor_told(circle, write):
    offered = mentions.mentionable(
        comment_places.of(circle.payroll), by=circle.people["nottuln"], at=moments.now()
    )
    working = {"nottuln", "duelmen", "rosendahl", "county"}
    assert {m.pk for m in offered} == {circle.people[name].pk for name in working}
    everybody = [one.user_id for one in circle.people.values()] + [999_999]
    write("nottuln", "Alle", mentioned=everybody)
    stored = {m.user_id for m in CommentMention.objects.all()}
    assert stored == {circle.people[name].user_id for name in working}
    assert set(told(circle)) == working - {"nottuln"}


def test_whose_mandate_has_ended_or_whose_account_is_locked_is_not_told(circle, write):
    join(circle, circle.duelmen, circle.rosendahl)
    yesterday = moments.today() - timedelta(days=1)
    Mandate.objects.filter(pk=circle.people["duelmen"].pk).update(valid_until=yesterday)
    User.objects.filter(pk=circle.people["rosendahl"].user_id).update(is_active=False)
    write("nottuln", "@Dülmen @Rosendahl", mentioned=[circle.people["duelmen"].user_id])
    assert told(circle) == {} and not CommentMention.objects.exists()


def test_a_correction_tells_only_who_is_named_anew(circle, write):
    comment = write("nottuln", "@Dülmen bitte")
    Notice.objects.all().delete()
    comments.correct(comment=comment, text="@Rosendahl bitte", by=circle.people["nottuln"], at=moments.now())
    assert set(told(circle)) == {"rosendahl"}
    assert [m.organisation for m in comment.mentions.all()] == [circle.rosendahl]


def test_who_reads_a_place_is_who_may_open_it(circle):
    """`readers` and `visible` are the same question from two sides, for each kind of place and each persona."""
    at = moments.now()
    draft = plan(circle)
    issued = plan(circle)
    reports.start(report=issued, at=at)
    reports.finish(report=issued, html="<p>", pdf=b"%PDF", at=at)
    issue(circle, issued, at)
    circle.people["county_second"] = second(circle)
    told_of = Meeting.objects.get()
    planned = Meeting.objects.create(
        initiative=circle.initiative,
        title="Zweites",
        state="draft",
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        held_on=moments.today(),
        uid="5b0c1e1e-0000-4000-8000-000000000001",
        effective_on=moments.today(),
        recorded_at=at,
    )
    association = Organisation.objects.create(kind="dritte", name="Verband", designation="Verband")
    join(circle, association)
    user = User.objects.create_user("verband@ikz.example", "ein-langes-kennwort")
    circle.people["third"] = Mandate.objects.create(
        user=user, role=Role.DELEGATE, organisation=association, valid_from=moments.today()
    )
    rows = [circle.initiative, circle.payroll, circle.ask(circle.duelmen), told_of, planned]
    for row in (*rows, Report.objects.get(pk=draft.pk), Report.objects.get(pk=issued.pk)):
        place = comment_places.of(row)
        reading = {m.pk for m in comment_places.readers(place, at)}
        opening = {
            one.pk
            for one in circle.people.values()
            if one.writes and comment_places.visible(place.kind, one).filter(pk=row.pk).exists()
        }
        assert reading == opening, place

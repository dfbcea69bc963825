"""Search: what is found, in which order, and what is found by nobody who may not see it."""

from datetime import date, timedelta
from itertools import product

import pytest

from initiatives.domain.circle import initiatives, participants
from initiatives.domain.fields import documents, fields
from initiatives.domain.kernel import moments
from initiatives.domain.meetings import meetings
from initiatives.domain.search import search
from initiatives.domain.search.kinds import KINDS
from initiatives.domain.search.words import words_of
from initiatives.domain.talk import comments
from initiatives.domain.votes import resolutions, rounds
from initiatives.domain.work import tasks
from initiatives.models import (
    Agreement,
    Ask,
    Comment,
    Field,
    Initiative,
    Mandate,
    Meeting,
    MeetingResult,
    Organisation,
    Proposal,
    Resolution,
    SupportRequest,
    Task,
    User,
)
from tests.domain.reports.test_reports import plan
from tests.support.files import upload
from tests.support.personas import AT
from tests.test_access import things_of

DAY = date(2026, 2, 2)


@pytest.fixture
def find(circle):
    """`find("duelmen", "Vergabe")` is what that persona finds: kind -> titles."""

    def run(persona, text, **options):
        mandate = circle.people[persona] if isinstance(persona, str) else persona
        found = search.search(words=words_of(text), mandate=mandate, day=moments.today(), **options)
        return {
            group.kind.key: ["".join(part.text for part in hit.title) for hit in group.hits]
            for group in found.groups
        }

    return run


@pytest.fixture
def everything(circle, settings, tmp_path):
    """One of each kind with the word Zebra in it, and what nobody else may find."""
    settings.MEDIA_ROOT = tmp_path
    by = circle.people["duelmen"]
    recorded = {"recorded_at": AT, "mandate": by}
    at = {"by": by, "at": moments.now()}
    fields.propose(initiative=circle.initiative, title="Feld Zebra", **at)
    Proposal.objects.create(
        initiative=circle.initiative, title="Projekt", purpose="Ein Zebra", effective_on=DAY, **recorded
    )
    meeting = meetings.record(
        initiative=circle.initiative, title="Treffen im Gehege", held_on=DAY, result="Das Zebra bleibt", **at
    )
    MeetingResult.objects.create(
        meeting=meeting, kind="decision", text="Zebra wird gestreift", is_adopted=True, **recorded
    )
    MeetingResult.objects.create(meeting=meeting, kind="information", text="Zebra wiehert", **recorded)
    both = [circle.ask(circle.nottuln), asked_again(circle)]
    resolutions.resolve(
        asks=both,
        body=circle.rat_nottuln,
        result="adopted",
        effective_on=DAY,
        content={"title": "Zebra und Pferd"},
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    Agreement.objects.create(field=circle.payroll, title="Satzung über das Zebra", subject="Streifen")
    tasks.add(initiative=circle.initiative, title="Zebra füttern", owner=circle.duelmen, **at)
    comments.write(field=circle.payroll, text="Zum Zebra", **at)
    documents.add(field=circle.payroll, title="Bild vom Zebra", file=upload(), **at)
    User.objects.filter(pk=by.user_id).update(name="Stelle Zebra")
    Initiative.objects.filter(pk=circle.initiative.pk).update(background="Alles begann mit einem Zebra.")
    return meeting


def asked_again(circle) -> Ask:
    """Nottuln asked about another field, too."""
    asked = rounds.open_round(
        question=rounds.Question("taking_part", "Auch hier?"),
        fields=[circle.hotline],
        organisations=[circle.nottuln, circle.duelmen],
        deadline=moments.today() + timedelta(days=30),
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    return asked.asks.get(organisation=circle.nottuln)


ALL = {
    "felder": ["Feld Zebra"],
    "vorschlaege": ["Projekt"],
    "treffen": ["Treffen im Gehege"],
    "vereinbarungen": ["Satzung über das Zebra"],
    "festlegungen": ["Festlegung vom 02.02.2026"],
    "beschluesse": ["Zebra und Pferd (Beschluss vom 02.02.2026)"],
    "aufgaben": ["Zebra füttern"],
    "kommentare": ["Kommentar zum Feld „Personalabrechnung bündeln“"],
    "unterlagen": ["Bild vom Zebra"],
    "personen": ["Stelle Zebra"],
    "initiativen": ["Zusammenarbeit im Kreis Coesfeld"],
    "ergebnisse": ["Information vom 02.02.2026"],
}


@pytest.mark.parametrize("persona", ["duelmen", "reader", "county", "administrator", "county_administrator"])
def test_every_kind_is_found_by_those_who_see_the_initiative(everything, find, persona):
    assert find(persona, "zebra") == ALL


@pytest.mark.parametrize("persona", ["stranger", "kreistag", "rat"])
def test_nothing_is_found_by_those_who_do_not_see_it(everything, find, persona):
    assert find(persona, "zebra") == {}


def test_who_has_left_finds_nothing_more(circle, everything, find):
    participants.set_participants(
        initiative=circle.initiative,
        organisations=[circle.nottuln, circle.rosendahl],
        by=circle.people["administrator"],
        at=moments.now(),
    )
    assert find("duelmen", "zebra") == {}
    assert "personen" not in find("nottuln", "zebra")  # nor is found in the directory


def test_a_mandate_for_one_initiative_finds_nothing_of_another(circle, everything, find):
    other = initiatives.found(
        title="Zebra anderswo",
        short_title="Anderswo",
        documented_from=DAY,
        participants=[circle.nottuln],
        by=None,
        at=moments.now(),
    )
    nottuln = circle.people["nottuln"]
    assert (
        find("nottuln", "zebra")["initiativen"]
        == ["Zusammenarbeit im Kreis Coesfeld", "Zebra anderswo"][::-1]
    )
    Mandate.objects.filter(pk=nottuln.pk).update(initiative=other)
    assert find(Mandate.objects.get(pk=nottuln.pk), "zebra") == {"initiativen": ["Zebra anderswo"]}


def test_drafts_of_meetings_are_found_by_nobody(circle, everything, find):
    Meeting.objects.filter(pk=everything.pk).update(
        state="draft", starts_at=AT, uid="00000000-0000-0000-0000-000000000001"
    )
    comment = Comment.objects.get()
    Comment.objects.filter(pk=comment.pk).update(field=None, meeting=everything)
    for persona in ("nottuln", "county", "administrator"):
        found = find(persona, "zebra")
        assert not {"treffen", "festlegungen", "kommentare"} & set(found)
        assert find(persona, "Gehege") == {}
    Meeting.objects.filter(pk=everything.pk).update(
        state="cancelled", cancelled_at=AT, cancel_reason="Nie eingeladen"
    )
    assert find("nottuln", "Gehege") == {}


def test_what_comes_of_a_meeting_is_found_once_it_is_closed(circle, everything, find):
    Meeting.objects.filter(pk=everything.pk).update(
        state="running",
        starts_at=AT,
        invited_at=AT,
        started_at=AT,
        uid="00000000-0000-0000-0000-000000000001",
    )
    found = find("duelmen", "zebra")
    assert "treffen" not in found and "festlegungen" not in found
    assert find("duelmen", "Gehege")["treffen"] == ["Treffen im Gehege"]


def test_internal_comments_are_found_by_the_own_organisation_only(circle, find):
    comment = comments.write(
        field=circle.payroll, text="Geheimes Zebra", by=circle.people["nottuln"], at=moments.now()
    )
    Comment.objects.filter(pk=comment.pk).update(internal_to=circle.nottuln)
    assert "kommentare" in find("nottuln", "zebra") and "kommentare" in find("reader", "zebra")
    for persona in ("duelmen", "rosendahl", "county", "administrator", "stranger", "kreistag"):
        assert find(persona, "zebra") == {}
    Comment.objects.filter(pk=comment.pk).update(internal_to=circle.county)
    assert find("county", "zebra") == {}  # who represents the county reads nothing internal


def test_comments_on_each_target_lead_there(circle, find):
    by = circle.people["duelmen"]
    report = plan(circle)
    targets = {
        "initiative": circle.initiative,
        "ask": circle.ask(circle.duelmen),
        "meeting": circle.initiative.meetings.get(),
        "report": report,
    }
    for name, target in targets.items():
        Comment.objects.create(**{name: target}, text="Zebra", mandate=by, recorded_at=AT)

    def pages(persona):
        found = search.search(words=["zebra"], mandate=circle.people[persona], day=moments.today())
        return {(hit.page, hit.page_id) for group in found.groups for hit in group.hits}

    places = {
        ("initiative", circle.initiative.pk),
        ("position", targets["ask"].pk),
        ("meeting", targets["meeting"].pk),
    }
    assert pages("county") == places | {("report", report.pk)}  # which makes it
    assert pages("duelmen") == places  # a draft of others is no page of theirs
    assert pages("administrator") == places


def test_people_are_found_by_name_role_place_and_telephone(circle, find):
    User.objects.filter(pk=circle.people["nottuln"].user_id).update(telephone="02502 942-0")
    assert find("duelmen", "Beauftragte Nottuln")["personen"] == ["beauftragte-nottuln@ikz.example"]
    assert find("duelmen", "942-0")["personen"] == ["beauftragte-nottuln@ikz.example"]
    assert find("duelmen", "stellvertretung")["personen"] == ["beauftragte-rosendahl@ikz.example"]
    assert find("duelmen", "Vertreter Kreises")["personen"] == ["kreis@ikz.example"]
    for word in ("lesende-nottuln", "fachadministration", "ahaus"):  # not in the directory
        assert "personen" not in find("duelmen", word)


def test_a_third_party_finds_what_it_sees_and_is_found(circle, everything, find):
    third = Organisation.objects.create(kind="dritte", name="Löwe", designation="Träger Löwe")
    user = User.objects.create_user("traeger@ikz.example")
    mandate = Mandate.objects.create(user=user, role="delegate", organisation=third, valid_from=DAY)
    assert find(mandate, "zebra") == {} and "personen" not in find("duelmen", "löwe")
    fields.set_participation(
        field=circle.payroll, organisation=third, status="participating", by=None, at=moments.now()
    )
    assert find(mandate, "zebra") == ALL
    assert find("duelmen", "löwe")["personen"] == ["traeger@ikz.example"]


def test_all_words_are_wanted_in_any_text_and_order(circle, find):
    fields.edit(
        field=circle.hotline,
        values={"aim": "Öffentliche Auskunft an Bürgerinnen"},
        version=1,
        by=circle.people["duelmen"],
        at=moments.now(),
    )
    hotline = {"felder": ["Einführung von D 115"]}
    assert find("duelmen", "bürgerinnen einführung") == hotline
    assert find("duelmen", "ÖFFENTLICHE D 115") == hotline
    assert find("duelmen", "die Auskunft") == hotline  # a word without meaning is not asked for
    assert find("duelmen", "Auskunft Abrechnung") == {}
    assert find("duelmen", "100%") == {} and find("duelmen", "_") == {}  # no wildcards


def test_focal_points_are_found_with_their_umlauts(circle, find):
    type(circle.payroll).objects.filter(pk=circle.payroll.pk).update(focal_points=["Löhne", "Bezüge"])
    assert find("duelmen", "löhne")["felder"] == ["Personalabrechnung bündeln"]


def test_titles_stand_before_texts_and_the_new_before_the_old(circle, find):
    by, now = circle.people["nottuln"], moments.now()
    for days, title, text in [(9, "Zebra alt", ""), (1, "Zebra neu", ""), (0, "Anderes", "Zebra")]:
        at = now - timedelta(days=days)
        tasks.add(initiative=circle.initiative, title=title, text=text, owner=circle.nottuln, by=by, at=at)
    assert find("duelmen", "zebra")["aufgaben"] == ["Zebra neu", "Zebra alt", "Anderes"]


def test_of_many_some_are_shown_and_all_are_counted(circle, find, django_assert_max_num_queries):
    by, at = circle.people["nottuln"], moments.now()
    for number in range(search.A_KIND + 3):
        tasks.add(initiative=circle.initiative, title=f"Zebra {number}", owner=circle.nottuln, by=by, at=at)
    with django_assert_max_num_queries(22):
        found = search.search(words=["zebra"], mandate=by, day=moments.today())
    [group] = found.groups
    assert (len(group.hits), group.total, group.rest, found.total) == (5, 8, 3, 8)
    with django_assert_max_num_queries(2):
        assert len(find("nottuln", "zebra", only="aufgaben")["aufgaben"]) == 8
    assert find("nottuln", "zebra", only="felder") == {}


def test_words_are_taken_once_and_those_without_meaning_only_alone():
    assert [word.casefold() for word in words_of("Die „Vergabe“, die vergabe!")] == ["vergabe"]
    assert words_of("die und") == ["die", "und"]
    assert words_of("...") == []


@pytest.mark.parametrize("word", ["Vergaben", "vergabe", "Verträge", "Vertrages", "abgerechnet"])
def test_german_forms_of_a_word_are_found(circle, find, word):
    fields.edit(
        field=circle.hotline,
        values={"aim": "Die Vergabe regelt ein Vertrag.", "description": "Abgerechnete Stunden"},
        version=1,
        by=circle.people["duelmen"],
        at=moments.now(),
    )
    assert find("duelmen", word)["felder"] == ["Einführung von D 115"]
    assert find("stranger", word) == {}


# Where a hit leads: from its page to the initiative.
LEADS_TO = {
    "field": (Field, "initiative_id"),
    "proposal": (Proposal, "initiative_id"),
    "meeting": (Meeting, "initiative_id"),
    "register_decision": (MeetingResult, "meeting__initiative_id"),
    "register_resolution": (Resolution, "answered__ask__field__initiative_id"),
    "agreement": (Agreement, "field__initiative_id"),
    "task": (Task, "initiative_id"),
    "initiative": (Initiative, "pk"),
    "directory": (Initiative, "pk"),
    "position": (Ask, "field__initiative_id"),
    "support": (SupportRequest, "initiative_id"),
    "meetings": (Initiative, "pk"),
}


# What `things_of` holds and words lead to.
THINGS = set(ALL) - {"ergebnisse"} | {"anfragen", "themen", "organisationen", "rahmen"}


def test_of_two_counties_with_the_same_things_each_finds_its_own(country, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for circle in (country.first, country.second):
        things_of(circle)

    def found(mandate: Mandate) -> tuple[set[str], set[int]]:
        """The kinds of what is found by two letters that all texts have one of, and the initiatives to which it leads."""
        kinds, initiatives_ = set(), set()
        for kind, letter in product(KINDS, "ea"):
            searched = search.search(words=[letter], mandate=mandate, day=moments.today(), only=kind.key)
            for hit in (one for group in searched.groups for one in group.hits):
                model, path = LEADS_TO[hit.page]
                initiatives_.add(model.objects.values_list(path, flat=True).get(pk=hit.page_id))
                kinds.add(kind.key)
        return kinds, initiatives_

    for circle in (country.first, country.second):
        for persona in ("nottuln", "duelmen", "rosendahl", "reader", "county", "county_administrator"):
            assert found(circle.people[persona]) == (THINGS, {circle.initiative.pk}), persona
    both = {country.first.initiative.pk, country.second.initiative.pk}
    assert found(country.first.people["administrator"]) == (THINGS, both)
    assert found(country.first.people["stranger"]) == (set(), set())
    for hat, circle in (("first", country.first), ("second", country.second)):
        assert found(country.two_hats[hat]) == (THINGS, {circle.initiative.pk})

"""The page of a field: edited in place with and without htmx, refused, in conflict, at a constant cost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain import assessments, comments, fields, moments, positions, workflow
from initiatives.domain.loading import facts
from initiatives.enums import Participation, Role
from initiatives.models import Comment, Event, Field, FieldParticipation, Mandate, StatusAssessment
from tests.views.parts import cut, part, same

STAND = {"light": "yellow", "cause": "Kosten", "measure": "Nachrechnen", "milestone": "", "milestone_on": ""}
TEXTS = {
    "version": "1",
    "title": "Personalabrechnung bündeln",
    "short_title": "Personalabrechnung",
    "nature": "back_office",
    "aim": "Weniger Kosten",
    "description": "Dülmen rechnet ab.",
}
SECTIONS = {
    "stand": STAND,
    "beschreibung": TEXTS,
    "schwerpunkte": {"version": "1", "focal_points": "Entgelt\r\nBesoldung"},
    "federfuehrung": {"lead": "", "contact": "", "effective_on": "20.11.2026", "expected": ""},
    "beteiligung": {"status": "interested", "effective_on": "05.01.2026", "expected": "open"},
    "kommentar": {"text": "Bitte bis Freitag prüfen."},
}
FORMS = [name for name in SECTIONS if name != "kommentar"]


@pytest.fixture
def url(circle):
    return reverse("field", args=[circle.payroll.pk])


def edit_url(url, section):
    return f"{url}?bearbeiten={section}"


def written(circle):
    """Everything that a page of a field could write."""
    row = Field.objects.get(pk=circle.payroll.pk)
    return (
        row.version,
        Event.objects.count(),
        Comment.objects.count(),
        StatusAssessment.objects.count(),
        list(FieldParticipation.objects.values_list("organisation", "status", "is_responsible")),
    )


def take_part(circle, name, status=Participation.PARTICIPATING, field=None):
    fields.set_participation(
        field=field or circle.payroll,
        organisation=getattr(circle, name),
        status=status,
        by=None,
        at=moments.now(),
    )


def test_the_page_says_where_the_field_stands(circle, sign_in, url):
    assessments.assess(
        field=circle.payroll,
        light="red",
        cause="Zwei Räte vertagen",
        measure="Sondertermin im Januar",
        by=circle.people["duelmen"],
        at=moments.now(),
    )
    take_part(circle, "duelmen")
    page = sign_in("rosendahl").get(url).content.decode()
    for text in (
        "Rot – gefährdet, Entscheidung nötig",
        "Zwei Räte vertagen",
        "Sondertermin im Januar",
        "Betätigungsfeld 1 von 2",
        "3 Rückmeldungen stehen aus",
        "Votum für Rosendahl abgeben",
        "Der Kreis Coesfeld ist nicht beteiligt.",
    ):
        assert text in page


def test_not_asked_and_not_answered_are_told_apart(circle, sign_in, url):
    asked = sign_in("duelmen").get(url).content.decode()
    assert "Rückmeldung ausstehend" in asked and "noch nicht angefragt" not in asked
    unasked = sign_in("duelmen").get(reverse("field", args=[circle.hotline.pk])).content.decode()
    assert "noch niemand gefragt" in unasked and "Rückmeldung ausstehend" not in unasked


def test_a_consent_without_resolution_is_drawn_as_provisional(circle, sign_in, url):
    ask, by, at = circle.ask(circle.nottuln), circle.people["nottuln"], moments.now()
    positions.give(ask=ask, stance="consent", by=by, at=at)
    client = sign_in("duelmen")
    assert "ikz-chip--consent ikz-chip--provisional" in client.get(url).content.decode()
    rat = ask.body
    positions.resolve(ask=ask, body=rat, result="adopted", effective_on=moments.today(), by=by, at=at)
    page = client.get(url).content.decode()
    assert "ikz-chip--consent" in page and "ikz-chip--provisional" not in page
    assert "Rat Nottuln" in page and "ungeändert beschlossen" in page


@pytest.mark.parametrize("section", ["", *FORMS])
def test_a_swap_equals_a_reload(circle, sign_in, url, section):
    client = sign_in("duelmen")
    address = edit_url(url, section) if section else url
    swapped = part(client, address, "feld")
    assert "HX-Target" in swapped["Vary"]
    whole = client.get(address).content.decode()
    assert same(swapped.content.decode(), cut(whole, "feld"))
    assert "<html" in whole and "<html" not in swapped.content.decode()


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_is_saved_without_htmx(circle, sign_in, url, section):
    client, before = sign_in("duelmen"), written(circle)
    answer = client.post(edit_url(url, section), SECTIONS[section])
    anchor = {"federfuehrung": "beteiligte", "beteiligung": "beteiligte", "kommentar": "kommentare"}
    assert (answer.status_code, answer["Location"]) == (303, f"{url}#{anchor.get(section, section)}")
    if section != "federfuehrung":  # nobody leads, and that is what was sent
        assert written(circle) != before
    assert "gespeichert" in client.get(url).content.decode()


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_is_saved_with_htmx(circle, sign_in, url, section):
    client = sign_in("duelmen")
    answer = part(client, edit_url(url, section), "feld", SECTIONS[section])
    assert (answer.status_code, answer["HX-Push-Url"]) == (200, url)
    html = answer.content.decode()
    assert html.lstrip().startswith('<div id="feld">')
    assert 'role="status"' in html and "gespeichert" in html
    assert "?bearbeiten=" in html and 'class="ikz-form"' not in html


def test_what_was_saved_stands_in_the_facts(circle, sign_in, url):
    client = sign_in("duelmen")
    client.post(edit_url(url, "schwerpunkte"), {"version": "1", "focal_points": " B \n\nA\nB\n"})
    client.post(edit_url(url, "stand"), STAND | {"milestone": "Beratung", "milestone_on": "1.12.2026"})
    take_part(circle, "duelmen")
    lead = {"lead": str(circle.duelmen.pk), "contact": "Personalamt", "effective_on": "05.01.2026"}
    client.post(edit_url(url, "federfuehrung"), lead | {"expected": ""})
    field = facts(circle.initiative.pk).field(circle.payroll.pk)
    assert field.focal_points == ("B", "A")
    assert (field.light, field.assessment.milestone_on.day) == ("yellow", 1)
    assert (field.lead.organisation.name, field.lead.contact) == ("Dülmen", "Personalamt")


INVALID = [
    ("stand", STAND | {"cause": ""}, "id_cause", "Nachrechnen"),
    ("stand", STAND | {"milestone": "X", "milestone_on": "31.11.2026"}, "id_milestone_on", "31.11.2026"),
    ("beschreibung", TEXTS | {"title": " "}, "id_title", "Dülmen rechnet ab."),
    ("beschreibung", TEXTS | {"title": "Einführung von D 115"}, "id_title", "Dülmen rechnet ab."),
    ("beschreibung", TEXTS | {"short_title": "x" * 41}, "id_short_title", "Weniger Kosten"),
    ("schwerpunkte", {"version": "1", "focal_points": "x" * 201}, "id_focal_points", "x" * 201),
    ("federfuehrung", {"lead": "", "contact": "Amt", "effective_on": "heute"}, "id_effective_on", "heute"),
    ("federfuehrung", {"lead": "99", "contact": "Amt", "effective_on": "05.01.2026"}, "id_lead", "Amt"),
    ("beteiligung", {"status": "", "effective_on": "05.01.2026", "expected": "open"}, "id_status_0", "05.01"),
    ("kommentar", {"text": " "}, "id_text", "Kommentar"),
]


@pytest.mark.parametrize(("section", "data", "anchor", "kept"), INVALID)
@pytest.mark.parametrize("htmx", [False, True])
def test_invalid_input_is_answered_with_422_and_kept(circle, sign_in, url, section, data, anchor, kept, htmx):
    client, before = sign_in("duelmen"), written(circle)
    address = edit_url(url, section)
    answer = part(client, address, "feld", data) if htmx else client.post(address, data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert ("<html" in html) is not htmx
    assert f'href="#{anchor}"' in html and f'id="{anchor}"' in html
    assert kept in html
    assert written(circle) == before


def test_a_broken_version_is_refused_and_nothing_is_written(circle, sign_in, url):
    before = written(circle)
    answer = sign_in("duelmen").post(edit_url(url, "beschreibung"), TEXTS | {"version": "neu"})
    assert answer.status_code == 422
    assert written(circle) == before


def test_a_resting_field_is_not_assessed(circle, sign_in, url):
    by, at = circle.people["nottuln"], moments.now()
    workflow.set_side_state(
        field=circle.payroll, side_state="on_hold", reason="Wiedervorlage im März", by=by, at=at
    )
    client, before = sign_in("duelmen"), written(circle)
    page = client.get(url).content.decode()
    assert "Wiedervorlage im März" in page and "bearbeiten=stand" not in page
    assert client.post(edit_url(url, "stand"), STAND).status_code == 422
    assert written(circle) == before


@pytest.mark.parametrize("htmx", [False, True])
def test_a_conflict_shows_both_and_loses_nothing(circle, sign_in, url, htmx):
    theirs = TEXTS | {"aim": "Mehr Sicherheit für alle", "title": "Abrechnung"}
    sign_in("rosendahl").post(edit_url(url, "beschreibung"), theirs)
    client, address = sign_in("duelmen"), edit_url(url, "beschreibung")
    mine = TEXTS | {"aim": "Mehr Tempo für alle"}
    answer = part(client, address, "feld", mine) if htmx else client.post(address, mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert circle.people["rosendahl"].title in html
    assert "<mark>Sicherheit</mark>" in html and "<mark>Tempo</mark>" in html
    assert 'name="version" value="2"' in html
    assert 'value="Abrechnung"' in html  # what only they changed stays changed
    assert Field.objects.get(pk=circle.payroll.pk).aim == "Mehr Sicherheit für alle"
    again = client.post(address, mine | {"version": "2", "title": "Abrechnung"})
    assert again.status_code == 303
    row = Field.objects.get(pk=circle.payroll.pk)
    assert (row.title, row.aim) == ("Abrechnung", "Mehr Tempo für alle")


def test_other_values_changed_meanwhile_are_kept_and_told(circle, sign_in, url):
    sign_in("rosendahl").post(edit_url(url, "schwerpunkte"), {"version": "1", "focal_points": "Entgelt"})
    client = sign_in("duelmen")
    client.post(edit_url(url, "beschreibung"), TEXTS)
    assert "Beides ist gespeichert." in client.get(url).content.decode()
    row = Field.objects.get(pk=circle.payroll.pk)
    assert (row.aim, row.focal_points) == ("Weniger Kosten", ["Entgelt"])


def test_conflicts_of_light_lead_and_participation(circle, sign_in, url):
    take_part(circle, "duelmen")
    take_part(circle, "rosendahl")
    client = sign_in("duelmen")
    lead = {"contact": "Amt", "effective_on": "05.01.2026", "expected": ""}
    other = sign_in("rosendahl")
    other.post(edit_url(url, "federfuehrung"), lead | {"lead": str(circle.rosendahl.pk)})
    answer = client.post(edit_url(url, "federfuehrung"), lead | {"lead": str(circle.duelmen.pk)})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert f'name="expected" value="{circle.rosendahl.pk}"' in html
    other.post(edit_url(url, "stand"), STAND)
    nottuln = sign_in("nottuln")
    answer = nottuln.post(edit_url(url, "stand"), STAND | {"light": "green"})
    assert answer.status_code == 409
    assert f'name="after" value="{StatusAssessment.objects.get().pk}"' in answer.content.decode()
    answer = client.post(
        edit_url(url, "beteiligung"), SECTIONS["beteiligung"] | {"status": "later"}
    )  # "open" was seen, "beteiligt" stands
    assert answer.status_code == 409
    assert 'name="expected" value="participating"' in answer.content.decode()


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("reader", 403),
        ("administrator", 403),
        ("county", 403),
        ("kreistag", 404),
        ("rat", 404),
        ("stranger", 404),
    ],
)
def test_who_may_not_edit_writes_nothing(circle, sign_in, url, section, persona, status):
    if (persona, section) == ("county", "kommentar"):
        return  # the county's representative comments
    client, before = sign_in(persona), written(circle)
    for answer in (
        client.get(edit_url(url, section)),
        client.post(edit_url(url, section), SECTIONS[section]),
        part(client, edit_url(url, section), "feld", SECTIONS[section]),
    ):
        assert answer.status_code == status
    assert written(circle) == before


@pytest.mark.parametrize("section", SECTIONS)
def test_who_is_not_signed_in_is_led_to_sign_in(circle, sign_in, url, section):
    client, before = sign_in(None), written(circle)
    answer = client.post(edit_url(url, section), SECTIONS[section])
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))
    answer = part(client, edit_url(url, section), "feld", SECTIONS[section])
    assert answer["HX-Redirect"].startswith(reverse("account_login"))
    assert written(circle) == before


@pytest.mark.parametrize("persona", ["reader", "administrator", "county_administrator"])
def test_readers_and_administrators_read_without_anything_to_edit(sign_in, url, persona):
    page = sign_in(persona).get(url).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "Personalabrechnung bündeln" in main
    assert "bearbeiten=" not in main and "<form" not in main


def test_the_county_comments_but_edits_only_where_it_has_joined(circle, sign_in, url):
    client = sign_in("county")
    page = client.get(url).content.decode()
    assert "Kommentar senden" in page
    assert "bearbeiten=beschreibung" not in page and "bearbeiten=beteiligung" not in page
    assert client.post(edit_url(url, "kommentar"), {"text": "Wir helfen gern."}).status_code == 303
    take_part(circle, "county")
    assert "bearbeiten=beschreibung" in client.get(url).content.decode()
    assert client.post(edit_url(url, "beschreibung"), TEXTS).status_code == 303
    other = reverse("field", args=[circle.hotline.pk])
    assert client.post(edit_url(other, "beschreibung"), TEXTS).status_code == 403


def test_only_the_lead_and_the_convening_municipality_assess(circle, sign_in, url):
    take_part(circle, "duelmen")
    fields.set_lead(field=circle.payroll, organisation=circle.duelmen, contact="", by=None, at=moments.now())
    assert sign_in("rosendahl").post(edit_url(url, "stand"), STAND).status_code == 403
    assert not StatusAssessment.objects.exists()
    assert sign_in("nottuln").post(edit_url(url, "stand"), STAND).status_code == 303


def test_participation_is_set_for_the_own_municipality_only(circle, sign_in, url):
    data = SECTIONS["beteiligung"] | {"organisation": str(circle.nottuln.pk)}
    sign_in("duelmen").post(edit_url(url, "beteiligung"), data)
    assert [p.organisation for p in FieldParticipation.objects.all()] == [circle.duelmen]


def test_unknown_sections_and_methods(sign_in, url):
    client = sign_in("duelmen")
    for section in ("unsinn", "kommentar-99", "kommentar-" + "9" * 30):
        assert client.get(edit_url(url, section)).status_code == 404
        assert client.post(edit_url(url, section), {}).status_code == 404
    assert client.post(url, {}).status_code == 404
    assert client.delete(url).status_code == 405


def test_reading_writes_nothing(circle, sign_in, url):
    before, client = written(circle), sign_in("duelmen")
    for address in (url, reverse("field_history", args=[circle.payroll.pk])):
        assert client.get(address).status_code == client.head(address).status_code == 200
    assert written(circle) == before


def test_markup_in_texts_is_shown_as_text(circle, sign_in, url):
    client = sign_in("duelmen")
    nasty = "<script>alert(1)</script>"
    client.post(edit_url(url, "beschreibung"), TEXTS | {"aim": nasty, "title": f"Feld {nasty}"})
    client.post(edit_url(url, "kommentar"), {"text": nasty})
    page = client.get(url).content.decode()
    assert "alert(1)" in page and nasty not in page


def fill(circle, amount):
    """More of everything: municipalities with mandates and answers, comments, events, fields."""
    at = moments.now()
    by = circle.people["duelmen"]
    for number in range(amount):
        comments.write(field=circle.payroll, text=f"Kommentar {number}", by=by, at=at)
        made = fields.propose(initiative=circle.initiative, title=f"Feld {number}", by=by, at=at)
        take_part(circle, "duelmen", field=made)
        assessments.assess(field=made, light="green", milestone=f"{number}", by=by, at=at)
    for name in ("nottuln", "duelmen", "rosendahl"):
        giver = circle.people[name]
        for stance in ("deliberating", "consent"):
            positions.give(ask=circle.ask(getattr(circle, name)), stance=stance, by=giver, at=at)


def test_the_page_costs_the_same_for_few_and_for_many(circle, sign_in, url, django_assert_max_num_queries):
    client = sign_in("duelmen")
    client.get(url)
    with django_assert_max_num_queries(20) as few:
        client.get(url)
    fill(circle, 30)
    with django_assert_max_num_queries(20) as many:
        page = client.get(url).content.decode()
    assert len(few) == len(many)
    assert "Alle 30 Kommentare" in page
    with django_assert_max_num_queries(20):
        assert client.get(f"{url}?kommentare=alle").content.decode().count("Kommentar 2") > 10
    with django_assert_max_num_queries(20):
        client.get(edit_url(url, "beteiligung"))


def test_the_history_goes_on_page_by_page(circle, sign_in):
    fill(circle, 60)
    address = reverse("field_history", args=[circle.payroll.pk])
    client = sign_in("reader")
    first = client.get(address).content.decode()
    second = part(client, f"{address}?seite=2", "verlauf").content.decode()
    assert "?seite=2" in first and "<html" not in second
    assert "Feld vorgeschlagen" in second and "Feld vorgeschlagen" not in first


def test_a_third_party_works_in_its_field_only(circle, sign_in, url):
    user = circle.people["stranger"].user
    association = circle.county.__class__.objects.create(
        kind="dritte", name="Verband", designation="Zweckverband Rechenzentrum"
    )
    Mandate.objects.filter(user=user).delete()
    Mandate.objects.create(
        user=user, role=Role.DELEGATE, organisation=association, valid_from=moments.today() - timedelta(1)
    )
    fields.set_participation(
        field=circle.payroll,
        organisation=association,
        status=Participation.PARTICIPATING,
        by=None,
        at=moments.now(),
    )
    client = sign_in("stranger")
    assert client.post(edit_url(url, "beschreibung"), TEXTS).status_code == 303
    other = reverse("field", args=[circle.hotline.pk])
    assert client.post(edit_url(other, "beschreibung"), TEXTS).status_code == 403

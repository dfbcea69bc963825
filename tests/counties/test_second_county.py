"""A second county in the same installation: its people and things beside those of the first, asked at every door."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from zipfile import is_zipfile

import pytest
from django.apps import apps
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from zeal import zeal_ignore

from initiatives.domain.kernel import moments
from initiatives.domain.reports import reports
from initiatives.enums import Edition
from initiatives.models import (
    Body,
    QuestionnaireTemplate,
    StaffRate,
    StepTemplate,
    TemplateQuestion,
    User,
)
from tests.domain.reports.test_reports import plan
from tests.reports.test_secrets import SECRET, plant, sheets
from tests.support.country import Country, beside
from tests.support.personas import client_of
from tests.test_access import PERSONAS, TABLE, address, asked, patterns, things_of

FOREIGN = [one for one in PERSONAS if one not in (None, "administrator", "stranger")]
ARGUMENTS = {p.name: set(p.pattern.regex.groupindex) for p in patterns()}
# What is public, and what holds for all counties, is no county's own.
OF_ALL = {"role", "template_id", "rule_id", "slug", "token", "uidb36", "key"}
OWN = [
    route
    for route in TABLE
    if (named := ARGUMENTS[route.partition("?")[0]]) and not named & OF_ALL and not route.startswith("public")
]
PAGES = [route for route in OWN if "?" not in route]


@pytest.fixture
def of_second(country: Country, settings, tmp_path) -> dict[str, object]:
    """One of each thing that a route names, of the second county."""
    settings.MEDIA_ROOT = tmp_path
    return things_of(country.second)


def everything() -> dict[str, list[tuple]]:
    """All rows of all tables."""
    return {model.__name__: list(model._base_manager.order_by("pk").values_list()) for model in tables()}


def tables() -> list[type[Model]]:
    return list(apps.get_app_config("initiatives").get_models())


def paths(routes: Iterable[str], things: dict[str, object]) -> dict[str, str]:
    return {route: address(route, things) for route in routes}


def routes_for(persona: str) -> list[str]:
    """All sections by who may write the most; the administration, whose door asks for the role, by administrators."""
    if persona == "nottuln":
        return OWN
    return [one for one in PAGES if persona == "county_administrator" or not one.startswith("administration")]


# What stands for all counties, and is closed to the administrator of any.
OF_ALL_COUNTIES = (
    "administration_questionnaire",
    "administration_questionnaire_order",
    "administration_staff_rate",
)


def test_nothing_of_the_other_county_is_opened_or_changed(country, sign_in, of_second):
    clients = {persona: sign_in(persona) for persona in FOREIGN}
    before = everything()
    for persona, client in clients.items():
        found = asked(client, paths(routes_for(persona), of_second), undone=False)
        there = {route: cell for route, cell in found.items() if set(cell) - {"n", "-"}}
        by_role = {one for one in there if one == "sitting_report" or one.startswith("administration")}
        assert set(there) == by_role and not set("".join(there.values())) - {"f", "-"}, persona
        if persona == "county_administrator":
            assert set(there) <= {"sitting_report", *OF_ALL_COUNTIES}
    assert everything() == before


# Texts

# No free texts: codes, addresses inside the application, and what was frozen before the words were planted.
CODES = (
    "rule_key",
    "former_deadlines",
    "left_out",
    "consultations",
    "snapshot",
    "told",
    "page",
    "anchor",
    "kind",
    "slug",
    "value",
)
# Whose secrets the convening municipality, the representative and the administrator of the second county read.
SHOWN = {
    "AgendaItem.title",
    "Body.name",
    "Comment.text",
    "Document.title",
    "DocumentVersion.name",
    "Event.after",
    "Event.before",
    "Field.aim",
    "Field.description",
    "Field.title",
    "FrameworkCondition.text",
    "Initiative.background",
    "Initiative.title",
    "Meeting.result",
    "Meeting.title",
    "MeetingResult.text",
    "Notice.title",
    "Organisation.designation",
    "Proposal.purpose",
    "Proposal.title",
    "Report.preface",
    "Report.subject",
    "Resolution.paper_number",
    "RoundCore.reasoning",
    "Round.subject",
    "Sitting.note",
    "SupportRequest.text",
    "Task.title",
    "User.email",
    "User.name",
    "User.telephone",
}


def doors(persona: str, things: dict[str, object]) -> Iterator[str]:
    """What the table opens to a persona, and the search. Who may write the most opens the forms of all sections, too; who
    opens no other page of a thing than others, only the lists.
    """
    column = PERSONAS.index(persona)
    for route, cells in TABLE.items():
        is_list = not ARGUMENTS[route.partition("?")[0]]
        is_page = "?bearbeiten" not in route and persona in ("county", "kreistag", "county_administrator")
        if cells.split()[column][0] == "o" and (is_list or is_page or persona == "nottuln"):
            yield address(route, things)
    yield f"/suche/?q={SECRET}"


def told(client: Client, addresses: Iterable[str]) -> dict[str, set[str]]:
    """The planted words that each door tells, of those that tell any."""
    found = {}
    for one in addresses:
        with zeal_ignore():
            answer = client.get(one)
        text = text_of(answer).replace("\u00ad", "") if answer.status_code == 200 else ""
        if words := set(re.findall(rf"{SECRET}\d{{4}}", text)):
            found[one] = words
    return found


def text_of(answer: HttpResponse) -> str:
    data = b"".join(answer) if answer.streaming else answer.content
    return sheets(data) if is_zipfile(BytesIO(data)) else data.decode(errors="ignore")


def test_no_word_of_the_second_county_leaves_it(circle, settings, tmp_path, sign_in):
    settings.MEDIA_ROOT = tmp_path
    things = things_of(circle)
    stranger = circle.people["stranger"]
    of_second = {stranger, stranger.user, stranger.organisation, stranger.organisation.county}
    spared = [row for model in tables() for row in model._base_manager.all() if row not in of_second]
    country = beside(circle)
    others = things_of(country.second)
    Body.objects.filter(pk=country.second.kreistag.pk).update(shows_public=False)
    spared += [*StepTemplate.objects.all(), *StaffRate.objects.all(), *QuestionnaireTemplate.objects.all()]
    spared += [*TemplateQuestion.objects.all(), country.two_hats["first"], country.two_hats["first"].user]
    got = plant(SECRET, SECRET, but=spared, kept=CODES)
    for persona in FOREIGN:
        assert told(sign_in(persona), doors(persona, things)) == {}, persona
    shown: set[str] = set()
    for persona in ("nottuln", "county", "county_administrator"):
        user = User.objects.get(mandates=country.second.people[persona])
        shown = shown.union(*told(client_of(user), doors(persona, others)).values())
    assert {name for name, words in got.items() if shown & set(words)} >= SHOWN
    for edition in Edition:
        report = plan(circle, edition=edition)
        assert SECRET not in str(reports.start(report=report, at=moments.now()))

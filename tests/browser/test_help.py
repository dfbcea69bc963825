"""The pictures of the help: each scene still has what its picture shows. `make pictures` takes them anew.

The example ends on a fixed day, so that a picture changes with its page alone.
"""

import base64
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Page, expect

from initiatives import health
from initiatives.domain.kernel import moments
from initiatives.domain.log import notices
from initiatives.domain.reports import county_paper, drafts, life, reports
from initiatives.enums import Edition, Role
from initiatives.management.demo import example, source
from initiatives.models import Ask, Field, Mandate, Meeting, Report, User
from tests.support.personas import PASSWORD, client_of

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
SIZE = {"width": 1100, "height": 620}
WHERE = os.environ.get("IKZ_PICTURES", "")


@dataclass(frozen=True)
class Scene:
    """A page as a persona sees it; `shows` is what has to be seen on its picture."""

    name: str
    persona: str
    address: Callable[[source.Case], str]
    shows: str
    from_: str = "#inhalt"  # where the picture begins


def _field(title: str) -> Field:
    return Field.objects.filter(title__startswith=title).order_by("pk")[0]


def _ask(case: source.Case) -> str:
    asks = Ask.objects.filter(field=_field("Personalabrechnung"), organisation__name="Rosendahl")
    return reverse("position", args=[asks.latest("pk").pk])


def _meeting(case: source.Case) -> str:
    return reverse("meeting", args=[Meeting.objects.filter(state="invited").latest("held_on").pk])


SCENES = [
    Scene("start", "beauftragte-rosendahl", lambda case: "/", ".ikz-panel--first .kern-btn--primary"),
    Scene("county", "kreis", lambda case: "/", ".ikz-panel--first .kern-btn--primary"),
    Scene(
        "field",
        "beauftragte-rosendahl",
        lambda case: reverse("field", args=[_field("Personalabrechnung").pk]),
        "h1",
    ),
    Scene("position", "beauftragte-rosendahl", _ask, "h1"),
    Scene(
        "economics",
        "beauftragte-nottuln",
        lambda case: reverse("economics", args=[_field("Personalabrechnung").pk]),
        "table",
    ),
    Scene("meeting", "beauftragte-rosendahl", _meeting, "h1"),
    Scene(
        "matrix",
        "beauftragte-nottuln",
        lambda case: reverse("matrix", args=[case.municipalities.pk]),
        "table",
        "table",
    ),
    Scene("report", "kreis", lambda case: reverse("report_new"), "form .kern-btn--primary"),
    Scene("shelf", "kreistag", lambda case: "/", ".ikz-panel--first"),
    Scene("administration", "fachadministration", lambda case: "/", ".ikz-tasks"),
]


@notices.silence()
def _issue(case: source.Case) -> Report:
    """A report to the Kreistag, checked by a second person; its documents are not shown."""
    county, body = case.people["kreis"], case.people["kreistag"].body
    other = User.objects.create_user("zweite@ikz.example", PASSWORD)
    second = Mandate.objects.create(
        user=other, role=Role.DEPUTY, organisation=county.organisation, valid_from=county.valid_from
    )
    report = drafts.plan(
        body=body,
        initiatives=[case.municipalities],
        as_of=DAY,
        edition=Edition.PUBLIC,
        paper=county_paper.default_paper(body, DAY, DAY),
        by=county,
        at=NOW,
    )
    reports.start(report=report, at=NOW)
    reports.finish(report=report, html="<p>Bericht</p>", pdf=b"%PDF-1.7" + bytes(240_000), xlsx=b"PK", at=NOW)
    life.check(report=report, by=second, at=NOW)
    return life.issue(report=report, by=county, at=NOW)


def test_each_scene_has_what_its_picture_shows(browser, live_server, transactional_db, monkeypatch, settings):
    settings.ZEAL_NPLUSONE_THRESHOLD = 1_000  # the example is written line by line
    monkeypatch.setattr(moments, "today", lambda: DAY)
    monkeypatch.setattr(moments, "now", lambda: NOW)
    case = source.load(PASSWORD)
    with notices.silence():
        example.load(case, DAY)
    _issue(case)
    for one in health.SILENT:
        health.give_sign(one)
    for scene in SCENES:
        context = browser.new_context(
            locale="de-DE", timezone_id="Europe/Berlin", viewport=SIZE, color_scheme="light"
        )
        session = client_of(case.people[scene.persona].user).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        answer = page.goto(live_server.url + scene.address(case))
        assert answer is not None and answer.status == 200, scene.name
        expect(page.locator(f"#inhalt {scene.shows}").first).to_be_visible()
        if WHERE:
            _take(page, scene)
        context.close()


def _take(page: Page, scene: Scene) -> None:
    page.evaluate("document.fonts.ready")
    page.locator(scene.from_).first.evaluate("one => one.scrollIntoView()")
    wanted = {"format": "webp", "quality": 55}
    taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", wanted)
    path = Path(WHERE) / f"{scene.name}.webp"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(base64.b64decode(taken["data"]))

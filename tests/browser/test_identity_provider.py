"""Signing in by an identity provider: a real browser, a real provider."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import Page, expect

from initiatives import mailing
from initiatives.domain.kernel import moments
from initiatives.domain.people import people
from initiatives.enums import MailKind, RecordKind
from initiatives.models import AccountRecord, Mail, User
from tests.browser.conftest import faults, fits
from tests.support import mail_server
from tests.support.identity_provider import BACK, NAME, configure, running
from tests.support.personas import PASSWORD

pytestmark = pytest.mark.needs("node")
BUTTON = f"Anmelden über {NAME}"


@pytest.fixture(scope="module")
def provider(live_server) -> Iterator[str]:
    with running(live_server.url) as address:
        yield address


@pytest.fixture
def site(circle, live_server, provider, settings) -> str:
    """Beside the circle there are people without a mandate and with an address that the provider may not vouch for."""
    configure(settings, provider, live_server.url)
    settings.ZEAL_ALLOWLIST = [
        {"model": "sessions.Session", "field": "get()"}
    ]  # it is stored before others are asked
    cache.clear()
    User.objects.create_user("ohne-mandat@ikz.example", PASSWORD)
    User.objects.create_user("beauftragte@anderswo.example", PASSWORD)
    return live_server.url


def _begin(page: Page, site: str, start: str = "/anmelden/") -> None:
    page.goto(site + start)
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_role("heading", name="Wer sind Sie?")).to_be_visible()


def _sign_in(page: Page, site: str, account: str, start: str = "/anmelden/") -> None:
    _begin(page, site, start)
    page.get_by_role("button", name=account, exact=True).click()


def test_a_person_signs_in_by_the_address_once_and_then_by_the_account(circle, site, page, plain):
    _sign_in(page, site, "mit-mandat", "/anmelden/?next=/hilfe/")
    expect(page).to_have_url(f"{site}/hilfe/")
    row = SocialAccount.objects.get()
    assert (row.user, row.provider, row.uid) == (circle.people["duelmen"].user, "kreis", "mit-mandat")
    assert row.extra_data == {"email": "beauftragte-duelmen@ikz.example"}
    assert not SocialToken.objects.exists()
    connected = AccountRecord.objects.exclude(kind=RecordKind.SIGNED_IN)
    assert connected.get().subject == f"Mit dem Konto bei „{NAME}“ verbunden"
    assert Mail.objects.filter(user=row.user, kind=MailKind.ACCOUNT).count() == 1
    User.objects.filter(pk=row.user_id).update(email="beauftragte-neu@ikz.example")
    _sign_in(plain, site, "mit-mandat")  # without JavaScript
    expect(plain).to_have_url(f"{site}/")
    assert (SocialAccount.objects.count(), connected.count()) == (1, 1)


@pytest.mark.parametrize(
    ("account", "told"),
    [
        ("ohne-mandat", "Ihr Konto hat heute kein gültiges Mandat."),
        ("ohne-konto", "Zu niemand@ikz.example gibt es hier kein Konto."),
        ("unbestaetigt", "keine bestätigte E-Mail-Adresse"),
        ("fremde-domain", "Für Adressen wie beauftragte@anderswo.example bürgt"),
        ("abbrechen", "Die Anmeldung wurde abgebrochen"),
    ],
)
def test_who_is_not_let_in_reads_why_and_nothing_but_that_is_written(site, page, account, told):
    before = User.objects.count()
    with page.expect_response(re.compile(BACK)) as answer:
        _sign_in(page, site, account)
    assert answer.value.status == 403
    expect(page.get_by_role("main")).to_contain_text(told)
    assert not any(model.objects.exists() for model in (SocialAccount, SocialToken, Mail))
    refused = AccountRecord.objects.values_list("kind", "user")
    assert list(refused) == ([] if account == "abbrechen" else [(RecordKind.FAILED, None)])
    assert User.objects.count() == before and faults(page) == []
    page.get_by_role("link", name="Zur Anmeldung").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")


def test_another_account_with_the_same_address_is_another_person(circle, site, page, browser):
    _sign_in(page, site, "mit-mandat")
    expect(page).to_have_url(f"{site}/")
    other = browser.new_page()
    _sign_in(other, site, "selbe-adresse")
    expect(other.get_by_role("main")).to_contain_text("schon ein anderes Konto")
    assert SocialAccount.objects.get().uid == "mit-mandat"
    other.close()


def test_a_locked_person_stays_out(circle, site, page):
    _sign_in(page, site, "mit-mandat")
    expect(page).to_have_url(f"{site}/")
    page.context.clear_cookies()
    User.objects.filter(email="beauftragte-duelmen@ikz.example").update(is_active=False)
    _sign_in(page, site, "mit-mandat")
    expect(page.get_by_role("main")).to_contain_text("Ihr Konto ist gesperrt.")
    page.goto(f"{site}/")
    expect(page).to_have_url(re.compile("/anmelden/"))


def test_an_answer_counts_once_and_only_where_the_question_began(site, page, browser):
    _begin(page, site)
    asked = page.request.post(page.url, form={"account": "mit-mandat"}, max_redirects=0)
    answer = page.request.get(urljoin(page.url, asked.headers["location"]), max_redirects=0).headers[
        "location"
    ]
    other = browser.new_page()
    assert other.goto(answer).status == 403
    expect(other.get_by_role("heading", level=1)).to_have_text("Diese Anmeldung gilt nicht mehr")
    other.close()
    page.goto(answer)
    expect(page).to_have_url(f"{site}/")
    assert page.goto(answer).status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("Diese Anmeldung gilt nicht mehr")


def test_an_account_is_connected_and_disconnected_by_who_is_signed_in(
    enter, circle, site, page, browser, settings
):
    settings.SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = False  # `enter` proves nothing
    enter(page, "nottuln")
    page.goto(f"{site}/konto/verbunden/")
    page.get_by_role("button", name="Verbinden").click()
    page.get_by_role("button", name="unbestaetigt", exact=True).click()
    expect(page.get_by_text(f"Ihr Konto bei „{NAME}“ ist jetzt verbunden.")).to_be_visible()
    assert faults(page) == [] and fits(page)
    other = browser.new_page()
    _sign_in(other, site, "unbestaetigt")
    expect(other).to_have_url(f"{site}/")
    page.get_by_role("button", name="Trennen").click()
    expect(page.get_by_text(f"Ihr Konto bei „{NAME}“ ist nicht mehr verbunden.")).to_be_visible()
    assert not SocialAccount.objects.exists()
    told = list(AccountRecord.objects.filter(kind=RecordKind.PERSON).values_list("subject", "user", "by"))
    own = circle.people["nottuln"].user_id
    assert told == [
        (f"Verbindung mit dem Konto bei „{NAME}“ getrennt", own, own),
        (f"Mit dem Konto bei „{NAME}“ verbunden", own, own),
    ]
    other.context.clear_cookies()
    _sign_in(other, site, "unbestaetigt")
    expect(other.get_by_role("main")).to_contain_text("keine bestätigte E-Mail-Adresse")
    other.close()


def test_anothers_account_is_not_connected(enter, circle, site, page, settings):
    settings.SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = False
    enter(page, "nottuln")
    page.goto(f"{site}/konto/verbunden/")
    page.get_by_role("button", name="Verbinden").click()
    page.get_by_role("button", name="mit-mandat", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("gehört hier zu einer anderen Person")
    assert not SocialAccount.objects.exists()
    page.get_by_role("link", name="Zu den verbundenen Konten").click()
    expect(page.get_by_text("Nicht verbunden.")).to_be_visible()


def test_a_change_of_the_address_ends_what_it_has_connected(circle, site, page):
    _sign_in(page, site, "mit-mandat")
    expect(page).to_have_url(f"{site}/")
    page.context.clear_cookies()
    people.edit(
        user=circle.people["duelmen"].user,
        values={"email": "die-richtige@ikz.example"},
        by=circle.people["administrator"],
        at=moments.now(),
    )
    _sign_in(page, site, "mit-mandat")
    expect(page.get_by_role("main")).to_contain_text("gibt es hier kein Konto")


def test_no_session_keeps_a_token_of_the_provider(site, page):
    _sign_in(page, site, "mit-mandat")
    expect(page).to_have_url(f"{site}/")
    kept = str([one.get_decoded() for one in Session.objects.all()])
    assert "id_token" not in kept and "access_token" not in kept and "'token'" not in kept


def test_a_wrong_secret_is_told_as_the_providers_fault(site, page, settings, provider, live_server):
    configure(settings, provider, live_server.url, secret="another")
    with page.expect_response(re.compile(BACK)) as answer:
        _sign_in(page, site, "mit-mandat")
    assert answer.value.status == 503
    expect(page.get_by_role("heading", level=1)).to_have_text("Der Anbieter antwortet nicht")


def test_the_sign_in_page_is_usable_on_a_phone(site, phone, settings):
    settings.ACCOUNT_LOGIN_BY_CODE_ENABLED = True
    phone.goto(f"{site}/anmelden/")
    expect(phone.get_by_role("button", name=BUTTON)).to_be_visible()
    expect(phone.get_by_role("link", name="Code per E-Mail anfordern")).to_be_visible()
    assert faults(phone) == [] and fits(phone)


def test_a_code_by_mail_signs_in_over_a_real_mail_server(circle, live_server, settings, plain):
    settings.ACCOUNT_LOGIN_BY_CODE_ENABLED = True
    cache.clear()
    plain.goto(f"{live_server.url}/anmelden/?next=/hilfe/")
    plain.get_by_role("link", name="Code per E-Mail anfordern").click()
    plain.get_by_label("E-Mail-Adresse").fill("beauftragte-duelmen@ikz.example")
    plain.get_by_role("button", name="Code anfordern").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Code eingeben")
    with mail_server.running() as server:
        mail_server.hand_over_to(settings, server.port)
        mailing.send_due()
    [letter] = server.to("beauftragte-duelmen@ikz.example")
    code = re.search(r"\b[B-Z]{4}-[B-Z]{4}\b", letter.get_content())[0]
    plain.get_by_label("Code").fill(code.lower())
    plain.get_by_role("button", name="Anmelden").click()
    expect(plain).to_have_url(f"{live_server.url}/hilfe/")

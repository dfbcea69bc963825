"""What a virus scanner says of a file, and how long one that says nothing is waited for."""

import time

import pytest

from initiatives.domain.kernel import virus_scanner
from initiatives.domain.kernel.errors import Refused
from tests.support.clamd import EICAR, clamd
from tests.support.files import PDF, upload


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    monkeypatch.setattr(virus_scanner, "SECONDS", 0.6)


@pytest.mark.parametrize("local", [False, True])
def test_a_sound_file_passes_and_can_still_be_read(settings, tmp_path, local):
    with clamd(path=str(tmp_path / "clamd") if local else "") as settings.CLAMD:
        file = upload(content=PDF * 10_000)
        virus_scanner.check(file)
    assert file.read() == PDF * 10_000


def test_what_was_found_is_named(settings):
    with clamd() as settings.CLAMD, pytest.raises(Refused) as refusal:
        virus_scanner.check(upload(content=PDF * 10_000 + EICAR))
    assert "Schadsoftware gefunden (Eicar-Test-Signature)" in refusal.value.message
    assert refusal.value.field == "file"


@pytest.mark.parametrize("how", ["hangs up", "mute", "slow", "too much"])
def test_without_a_verdict_no_file_is_taken(settings, caplog, how):
    started = time.monotonic()
    with clamd(how) as settings.CLAMD, pytest.raises(Refused, match="lassen sich gerade nicht prüfen"):
        virus_scanner.check(upload(content=PDF * 300_000))  # more than a socket holds unread
    assert time.monotonic() - started < 1.5
    assert "IKZ_CLAMD" in caplog.text


@pytest.mark.parametrize("where", ["/nowhere/clamd.ctl", ("127.0.0.1", 1), ("nowhere.invalid", 3310)])
def test_a_scanner_that_is_not_there_lets_nothing_pass(settings, where):
    settings.CLAMD = where
    with pytest.raises(Refused, match="lassen sich gerade nicht prüfen"):
        virus_scanner.check(upload())


def test_without_a_scanner_nothing_is_asked(settings):
    settings.CLAMD = None
    virus_scanner.check(upload(content=EICAR))

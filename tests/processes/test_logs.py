"""What is logged and mailed of a request and of a fault: no token, no query, no value; and nobody waits for a mail server."""

import logging
import re
import socket
import sys
import time

import pytest
from django.core import mail
from django.test import RequestFactory
from django.urls import Resolver404, get_resolver, resolve

from ikz.logs import OPEN, Hidden, OperatorMail, fault_of, shown
from tests.support.mail_server import running as mail_server

VALUE = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>")


def request_for(address: str):
    request = RequestFactory().get(address)
    try:
        request.resolver_match = resolve(request.path)
    except Resolver404:
        request.resolver_match = None
    return request


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/impressum/?suche=Muster", "/impressum/"),
        ("/mitteilungen/17/", "/mitteilungen/17/"),
        ("/mitteilungen/abbestellen/abc:def/", "/mitteilungen/abbestellen/…/"),
        ("/passwort/neu/1x-d2-9f8e7d/", "/passwort/neu/…-…/"),
        ("/passwort/neu/1x-d2-9f8e7d", "/passwort/…"),
        ("/wp-login.php", "/wp-login.php"),
        ("/", "/"),
    ],
)
def test_a_path_is_kept_without_query_and_tokens(address, words):
    assert shown(request_for(address)) == words


def test_only_numbers_and_names_of_places_are_kept_of_any_route():
    kept = set()
    for pattern in get_resolver().url_patterns + get_resolver().url_patterns[-1].url_patterns:
        for kind, name, named in VALUE.findall(str(pattern.pattern)):
            if kind != "int" and (name or named) in OPEN:
                kept.add(name or named)
                assert kind in ("slug", "") and "token" not in name, pattern
    assert kept == set(OPEN)


def test_a_fault_of_a_page_is_logged_without_its_token():
    request = request_for("/passwort/neu/1x-d2-9f8e7d/")
    told = ("%s: %s", ("Internal Server Error", request.path), None)
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, *told)
    record.request = request
    assert Hidden().filter(record)
    assert record.getMessage() == "Internal Server Error: /passwort/neu/…-…/"


def faulty(value: str) -> logging.LogRecord:
    try:
        raise ValueError(value)
    except ValueError:
        return logging.LogRecord("ikz", logging.ERROR, "", 0, "%s kaputt", (value,), sys.exc_info())


def wait_for(holds) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_fault_is_mailed_once_by_its_place_and_kind_alone():
    handler = OperatorMail("it@ikz.example")
    for name in ("Muster", "Beispiel"):
        handler.handle(faulty(name))
    handler.close()
    (message,) = mail.outbox
    assert message.to == ["it@ikz.example"]
    assert "ValueError" in message.body and f"{__file__}:" in message.body
    assert "Muster" not in message.body and "Muster" not in fault_of(faulty("Muster"))


def test_a_flood_of_faults_is_no_flood_of_mails():
    handler = OperatorMail("it@ikz.example")
    for number in range(50):
        handler.handle(logging.LogRecord("ikz", logging.ERROR, "", 0, f"Fehler {number}", (), None))
    handler.close()
    assert len(mail.outbox) == OperatorMail.MOST


def test_nobody_waits_for_a_mail_server_that_does_not_answer(settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 0.5
    handler = OperatorMail("it@ikz.example")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.EMAIL_PORT = silent.getsockname()[1]
        begun = time.monotonic()
        handler.handle(faulty("Muster"))
        assert time.monotonic() - begun < 0.3
        wait_for(lambda: "IKZ_ADMIN_MAIL nicht gesendet: " in caplog.text)
    with mail_server() as server:
        settings.EMAIL_PORT = server.port
        handler.handle(logging.LogRecord("ikz", logging.ERROR, "", 0, "noch einer", (), None))
        wait_for(lambda: server.received)
    handler.close()

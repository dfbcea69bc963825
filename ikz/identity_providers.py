"""The identity providers (OpenID Connect) by which people may sign in: all of what one needs, or the start stops."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

TEXTS = ("name", "server", "client_id", "client_secret")
KEYS = {*TEXTS, "domains"}
LOCAL = ("localhost", "127.0.0.1", "::1")


def read(path: str) -> list[dict[str, Any]]:
    """The providers of a JSON file as django-allauth takes them. Raises ImproperlyConfigured for whatever is wrong with it."""
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ImproperlyConfigured(f"IKZ_OIDC: {path} lässt sich nicht lesen ({error.strerror}).") from error
    except ValueError as error:
        raise ImproperlyConfigured(f"IKZ_OIDC: {path} ist kein JSON ({error}).") from error
    if not isinstance(found, dict) or not found:
        raise ImproperlyConfigured(f"IKZ_OIDC: {path} muss ein Objekt sein: Kürzel des Anbieters → Angaben.")
    return [_app(key, values) for key, values in found.items()]


def _app(key: str, values: Any) -> dict[str, Any]:
    for fault in _faults(key, values):
        raise ImproperlyConfigured(f"IKZ_OIDC, Anbieter „{key}“: {fault}")
    return {
        "provider_id": key,
        "name": values["name"],
        "client_id": values["client_id"],
        "secret": values["client_secret"],
        "settings": {
            "server_url": values["server"].rstrip("/"),
            "domains": [one.lower() for one in values["domains"]],
            "scope": ["openid", "email"],
            "oauth_pkce_enabled": True,
        },
    }


def _faults(key: str, values: Any):
    """What is wrong, the first of which is told."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", key):
        yield "Das Kürzel darf nur aus Kleinbuchstaben, Ziffern und Bindestrichen bestehen."
    if not isinstance(values, dict):
        yield "Die Angaben müssen ein Objekt sein."
        return
    if missing := sorted(name for name in KEYS if not values.get(name)):
        yield f"Es fehlt {', '.join(missing)}."
    if unknown := sorted(set(values) - KEYS):
        yield f"Unbekannt ist {', '.join(unknown)}."
    if not all(isinstance(values.get(name), str) for name in TEXTS):
        yield f"{', '.join(TEXTS)} müssen Texte sein."
        return
    server = urlsplit(values["server"])
    if not server.hostname or server.query or server.fragment or "/.well-known/" in server.path:
        yield "server muss die Adresse des Ausstellers (issuer) sein, ohne /.well-known/…"
    if server.scheme != "https" and not (server.scheme == "http" and server.hostname in LOCAL):
        yield "server muss mit https:// beginnen."
    domains = values["domains"]
    if not isinstance(domains, list) or not all(
        isinstance(one, str) and re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", one) for one in domains
    ):
        yield "domains muss eine Liste von Domains sein, für deren E-Mail-Adressen der Anbieter bürgt."

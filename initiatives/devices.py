"""Where a request comes from: the address of the network, and the browser in short words."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from initiatives.domain.log.account_records import Origin

# By what a browser says of itself, the more special before the more general, whose words it says, too.
BROWSERS = (
    *(("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"), ("OPR/", "Opera"), ("Vivaldi/", "Vivaldi")),
    *(("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox")),
    *(("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")),
)
SYSTEMS = (
    *(("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android")),
    *(("CrOS", "ChromeOS"), ("Mac OS X", "macOS"), ("Linux", "Linux")),
)


def device(user_agent: str) -> str:
    """ "Firefox auf Windows"; "" for what names neither."""
    browser, system = (
        next((name for mark, name in known if mark in user_agent), "") for known in (BROWSERS, SYSTEMS)
    )
    return " auf ".join(filter(None, [browser, system]))


def origin(request: HttpRequest) -> Origin:
    """Of a request; "" for an address that the proxies in front do not tell."""
    try:
        address = get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        address = ""
    return Origin(address, device(request.META.get("HTTP_USER_AGENT", "")))

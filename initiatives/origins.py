"""Where a request comes from: the address of the network, and the device in words."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from initiatives.domain.log.account_records import Origin
from initiatives.domain.people import devices


def origin(request: HttpRequest) -> Origin:
    """Of a request; "" for an address that the proxies in front do not tell."""
    try:
        address = get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        address = ""
    return Origin(address, devices.name_of(request.headers.get("User-Agent", "")))

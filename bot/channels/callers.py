"""Where a request comes from."""

from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import HTTPConnection

_HOME = 64
"""Bits of an IPv6 address that name a household; behind them one machine has as many as it likes."""


def address_of(request: HTTPConnection) -> str:
    """Return the client's address, an IPv6 one without its lower half; empty when unknown.

    A proxy on this machine names the client in `X-Forwarded-For`, which uvicorn has put in place.
    """
    host = request.client.host if request.client is not None else ""
    try:
        address = ip_address(host)
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address) or address.is_loopback:
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), _HOME), strict=False).network_address)


def is_here(request: HTTPConnection) -> bool:
    """Tell whether a request was made on this machine."""
    address = address_of(request)
    return address != "" and ip_address(address).is_loopback

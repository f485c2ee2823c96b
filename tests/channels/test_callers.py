import pytest
from starlette.requests import HTTPConnection

from bot.channels.callers import address_of, is_here


@pytest.mark.parametrize(
    ("host", "address", "here"),
    [
        ("203.0.113.9", "203.0.113.9", False),
        ("127.0.0.1", "127.0.0.1", True),
        ("::1", "::1", True),
        ("::ffff:203.0.113.9", "203.0.113.9", False),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::", False),
        ("testclient", "", False),
        (None, "", False),
    ],
)
def test_caller_is_known_by_its_address(host, address, here):
    client = None if host is None else (host, 40_000)
    caller = HTTPConnection({"type": "http", "client": client})
    assert (address_of(caller), is_here(caller)) == (address, here)

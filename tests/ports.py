"""Free ports for programs that are started a moment later."""

import random
import socket

_PORTS = range(10_000, 30_000)
"""Below those the system gives to connections: else one of them may take the port meanwhile."""


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    while True:
        port = random.choice(_PORTS)  # noqa: S311 — no secret
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port

"""The fake's two clocks."""

from __future__ import annotations

import time


def monotonic_ms() -> float:
    """Milliseconds on this machine's monotonic clock: the same in every process."""
    return time.monotonic_ns() / 1e6


def unix_seconds() -> int:
    """The date of a message."""
    return int(time.time())

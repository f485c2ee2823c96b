"""What all tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings

from bot.desk import staff
from tests.databases import backend, database_url, empty_url, postgres_url, store
from tests.fakes.botapi.fixtures import botapi

settings.register_profile(
    "gate", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", settings.get_profile("gate"), derandomize=False)
settings.load_profile("gate")
"""The same examples each time, however slow; `--hypothesis-profile=search` looks for new ones."""

_HERE = Path(__file__).parent
_STARVED = frozenset({"browser", "e2e", "fakes", "public", "staff", "work"})
"""Folders of such tests."""

__all__ = ["backend", "botapi", "database_url", "empty_url", "postgres_url", "store"]


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hash the passwords of the tests' many colleagues at the least cost; at the full one each takes 0.2 s."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(staff, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give what drives a browser, starts processes or talks over sockets a second try.

    Threads, loops and processes wait for each other there, and a loaded machine starves one of them
    for longer than any patience foresees. A test that fails for a reason fails twice; the summary
    counts the second tries.
    """
    for item in items:
        parts = item.path.relative_to(_HERE).parts
        if item.get_closest_marker("slow") or not _STARVED.isdisjoint(parts):
            item.add_marker(pytest.mark.flaky(reruns=1))

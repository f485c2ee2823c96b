"""What all tests share."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from bot.desk import staff
from tests.databases import backend, database_url, empty_url, postgres_url, store
from tests.fakes.botapi.fixtures import botapi

__all__ = ["backend", "botapi", "database_url", "empty_url", "postgres_url", "store"]


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hash the passwords of the tests' many colleagues at the least cost; at the full one each takes 0.2 s."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(staff, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give what drives a browser or kills processes a second try: a loaded machine starves them."""
    for item in items:
        if item.get_closest_marker("browser") or "e2e" in item.path.parts:
            item.add_marker(pytest.mark.flaky(reruns=1))

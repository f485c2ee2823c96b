"""What all tests share."""

import pytest

from tests.databases import backend, database_url, empty_url, postgres_url, store
from tests.fakes.botapi.fixtures import botapi

__all__ = ["backend", "botapi", "database_url", "empty_url", "postgres_url", "store"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give what drives a browser or kills processes a second try: a loaded machine starves them."""
    for item in items:
        if item.get_closest_marker("browser") or "e2e" in item.path.parts:
            item.add_marker(pytest.mark.flaky(reruns=1))

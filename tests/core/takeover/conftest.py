import pytest

from tests.core.engine.conversation import shipped_book


@pytest.fixture(scope="session")
def book():
    return shipped_book()

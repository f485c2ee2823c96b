import pytest

from tests.core.engine.conversation import shipped_book
from tests.desk.counter import Counter


@pytest.fixture(scope="session")
def book():
    return shipped_book()


@pytest.fixture
def counter(store, book):
    return Counter(store, book)

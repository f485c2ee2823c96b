from datetime import date

import pytest

from tests.core.engine.conversation import shipped_book
from tests.core.returns.dealer import Dealing


@pytest.fixture(scope="session")
def book():
    return shipped_book()


@pytest.fixture(scope="session")
def words(book):
    return book.pack("ebike").returns


@pytest.fixture(scope="session")
def carriers(book):
    return book.pack("ebike").carriers


@pytest.fixture
def today():
    return date(2026, 11, 23)


@pytest.fixture
def talk(book):
    return Dealing(book)

import pytest

from tests.core.engine.conversation import Conversation, shipped_book


@pytest.fixture(scope="session")
def book():
    return shipped_book()


@pytest.fixture
def talk(book):
    return Conversation(book)

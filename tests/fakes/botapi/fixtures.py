"""The fake as a pytest fixture; import `botapi` in a conftest to have it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from .api import FakeBotApi


@pytest_asyncio.fixture
async def botapi() -> AsyncIterator[FakeBotApi]:
    """A running fake, new for each test."""
    async with FakeBotApi() as api:
        yield api

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import telegram
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram.request import HTTPXRequest

from tests.fakes.botapi import FakeBotApi
from tests.fakes.botapi.fixtures import botapi
from tests.patience import PATIENCE

__all__ = ["botapi"]


@pytest.fixture(autouse=True)
def _ptb_seconds_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    # PTB 22 warns about every RetryAfter unless its coming type is chosen.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


class PlainSession(AiohttpSession):
    """A session without TLS needs none of aiogram's 250 ms pause when it closes."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


@pytest_asyncio.fixture
async def bot(botapi: FakeBotApi) -> AsyncIterator[Bot]:
    session = PlainSession(api=TelegramAPIServer.from_base(botapi.base_url))
    async with Bot(botapi.token, session=session) as aiogram_bot:
        yield aiogram_bot


@pytest_asyncio.fixture
async def ptb(botapi: FakeBotApi) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(
        botapi.token,
        base_url=botapi.ptb_base_url,
        base_file_url=botapi.ptb_base_file_url,
        request=HTTPXRequest(read_timeout=PATIENCE, connect_timeout=PATIENCE),
    ) as ptb_bot:
        yield ptb_bot

"""A fake Telegram Bot API server, for aiogram and python-telegram-bot alike."""

from .actor import SAMPLE_PNG, TelegramUser
from .api import DEFAULT_TOKEN, FakeBotApi
from .faults import Fault, Faults, UpdateFault
from .group import TelegramGroup
from .ledger import Record
from .load import Load
from .rates import Rates
from .world import BotAccount, CallbackQuery, Message

__all__ = [
    "DEFAULT_TOKEN",
    "SAMPLE_PNG",
    "BotAccount",
    "CallbackQuery",
    "FakeBotApi",
    "Fault",
    "Faults",
    "Load",
    "Message",
    "Rates",
    "Record",
    "TelegramGroup",
    "TelegramUser",
    "UpdateFault",
]

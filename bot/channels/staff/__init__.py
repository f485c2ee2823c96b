"""The staff bot, on python-telegram-bot: a group with a topic per conversation, and private talks."""

import os

# Else the library warns at every pause Telegram asks for.
os.environ.setdefault("PTB_TIMEDELTA", "1")

from bot.channels.staff.bot import StaffBot

__all__ = ["StaffBot"]

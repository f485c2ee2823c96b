"""The Telegram bot for customers and dealers, on aiogram: private chats only."""

from bot.channels.public.bot import PublicBot

__all__ = ["PublicBot"]

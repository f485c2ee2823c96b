"""The command menu, in each language of the book."""

from aiogram import Bot
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats

from bot.channels.commands import COMMANDS
from bot.channels.public.notices import words
from bot.core.book import Book


async def set_menu(bot: Bot, book: Book, *, pack: str) -> None:
    """Show the commands in private chats; the brand's first language is everybody else's too."""
    first, *others = book.pack(pack).brand.languages
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands(_commands(book, pack, first), scope=scope)
    for lang in others:
        await bot.set_my_commands(
            _commands(book, pack, lang), scope=scope, language_code=lang.partition("-")[0]
        )


def _commands(book: Book, pack: str, lang: str) -> list[BotCommand]:
    return [
        BotCommand(
            command=name, description=words(book, f"telegram.menu_{name}", pack=pack, lang=lang)[0]
        )
        for name in COMMANDS
    ]

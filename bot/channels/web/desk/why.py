"""Why the bot said one line."""

from bot.channels.web.explanation import reason_of
from bot.channels.web.templates import render
from bot.channels.web.words import Words
from bot.core.book import Pack
from bot.desk.views import MessageView


def why_html(line: MessageView, *, pack: Pack, words: Words) -> str:
    """Return the reasons of a line; empty when nobody noted any."""
    if line.why is None:
        return ""
    return render("desk/why.html", words=words, it=reason_of(line, line.why, pack, words.lang))

"""The pages of those who take over: `/desk` and `/cases`."""

from bot.channels.web.desk.mount import desk_pages

__all__ = ["desk_pages"]

"""The dialogue engine: an event and a state in, a turn out."""

from bot.core.engine.step import step

__all__ = ["step"]

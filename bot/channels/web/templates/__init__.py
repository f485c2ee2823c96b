"""The pieces of HTML the pages are made of; every value is escaped."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.channels.web.assets import asset

_ENVIRONMENT = Environment(
    loader=PackageLoader(__name__, "."),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_ENVIRONMENT.globals["asset"] = asset


def render(name: str, **values: Any) -> str:
    """Return a filled template."""
    return _ENVIRONMENT.get_template(name).render(values)

"""What is sent to an open page: only what differs from what it shows."""

from collections.abc import Mapping
from typing import Any

Op = Mapping[str, Any]
"""One instruction to `desk.js`."""


class Rows:
    """A list on the page whose members have keys."""

    def __init__(self, selector: str) -> None:
        """Take the list's selector; it is empty so far."""
        self._selector = selector
        self._shown: dict[str, str] = {}

    def show(self, html: Mapping[str, str], *, fresh: bool = False) -> list[Op]:
        """Return what brings the list to `html`, in its order; `fresh`: it is another list now."""
        shown = {} if fresh else self._shown
        changed = {key: markup for key, markup in html.items() if shown.get(key) != markup}
        moved = list(shown) != list(html)
        self._shown = dict(html)
        if not changed and not moved and not fresh:
            return []
        return [{"rows": self._selector, "order": list(html), "html": changed, "fresh": fresh}]


class Fills:
    """Parts of the page that are replaced as a whole, keeping what is typed in them."""

    def __init__(self) -> None:
        """Start with nothing shown."""
        self._shown: dict[str, str] = {}

    def show(self, selector: str, html: str) -> list[Op]:
        """Return what brings a part to `html`."""
        if self._shown.get(selector) == html:
            return []
        self._shown[selector] = html
        return [{"fill": selector, "html": html}]

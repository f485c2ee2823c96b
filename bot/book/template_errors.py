"""Tells in plain words why a text or a guard is no Jinja2: its parser speaks to programmers."""

import re
from collections.abc import Callable

from bot.book.issue import nearest

_STATEMENTS = ("if", "elif", "else", "endif", "for", "endfor", "set")
_Match = re.Match[str]


def explain(message: str) -> str:
    """Return what Jinja2 says of a text, so that its writer understands it; its own words when new to us."""
    for pattern, say in _KNOWN:
        found = re.search(pattern, message)
        if found:
            return say(found)
    return message.rstrip(".") or "it breaks off"


def _unknown(found: _Match) -> str:
    tag, open_one = found[1], found[2]
    meant = nearest(tag, _STATEMENTS, otherwise="").removeprefix("Did you mean ").rstrip("?")
    if tag in _STATEMENTS and open_one:
        return f"`{{% {tag} %}}` stands where `{{% end{open_one} %}}` should"
    if tag in _STATEMENTS:
        return f"`{{% {tag} %}}` stands where nothing is open for it"
    return f"there is no `{{% {tag} %}}`" + (f"; {meant} is meant, perhaps" if meant else "")


def _open(found: _Match) -> str:
    return f"`{{% {found[1]} %}}` is not closed by `{{% end{found[1]} %}}`"


def _instead(found: _Match) -> str:
    wanted, got = _signs(found[1]), _signs(found[2])
    if got == "=":
        return "`=` stands where `==` is meant"
    if wanted == "end of template":
        return f"`{got}` stands where nothing more should, or something is missing before it"
    if wanted in _SIGNS.values():
        return f"`{wanted}` is missing before `{got}`, or something between two names"
    return f"`{got}` stands where {wanted if ' ' in wanted else f'`{wanted}`'} should"


def _broken_off(found: _Match) -> str:
    return f"it breaks off; `{_signs(found[1])}` is missing"


def _signs(name: str) -> str:
    """Return what is typed for what Jinja2 names."""
    return _SIGNS.get(name, "a name" if name == "name" else name)


_SIGNS = {"end of print statement": "}}", "end of statement block": "%}"}
_KNOWN: tuple[tuple[str, Callable[[_Match], str]], ...] = (
    (r"unknown tag '(\w+)'(?:.*needs to be closed is '(\w+)')?", _unknown),
    (r"innermost block that needs to be closed is '(\w+)'", _open),
    (r"expected token '(.+?)', got '(.+?)'", _instead),
    (r"unexpected end of template, expected '(.+?)'", _broken_off),
    (r"unexpected 'end of", lambda _: "it breaks off"),
    (r"Expected an expression", lambda _: "nothing stands inside the braces"),
    (r"expected name or number", lambda _: "a name is missing behind a dot"),
    (r"Missing end of comment", lambda _: "`{#` is not closed by `#}`"),
    (r"unexpected char (?:\"'\"|'\"')", lambda _: "a quote is not closed"),
    (r"unexpected char '(.)'", lambda found: f"the sign `{found[1]}` cannot stand in it"),
    (r"unexpected '\}'", lambda _: "`}` stands where `}}` or `%}` should"),
    (r"unexpected '(.+?)'", lambda found: f"`{found[1]}` is too much in it"),
)
"""Jinja2's messages, the first that fits, and ours."""

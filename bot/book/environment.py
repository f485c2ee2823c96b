"""The one Jinja2 environment all texts and guards of the book are compiled in."""

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, Undefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.core.script import Guard


class Missing(Undefined):
    """A variable that is not there: a test finds it false, saying it is an error."""

    __slots__ = ()
    __str__ = __iter__ = __len__ = Undefined._fail_with_undefined_error  # noqa: SLF001 - as StrictUndefined does


def environment(filters: Mapping[str, Callable[..., Any]]) -> Environment:
    """Return the sandbox: values are escaped, nothing can be changed, missing values cannot be said."""
    made = ImmutableSandboxedEnvironment(undefined=Missing, autoescape=True)
    made.filters.update(filters)
    return made


class Expression:
    """A guard's test, compiled when it is first used; safe to share between threads."""

    __slots__ = ("_compiled", "_environment", "_text")

    def __init__(self, text: str, environment: Environment) -> None:
        """Keep the text; a fault in its syntax shows at the first call."""
        self._text = text
        self._environment = environment
        self._compiled: Callable[..., object] | None = None

    def __call__(self, **variables: object) -> object:
        """Return what the expression gives; raises `jinja2.TemplateError` when it cannot be read."""
        if self._compiled is None:
            self._compiled = self._environment.compile_expression(self._text)
        return self._compiled(**variables)


def guard(text: str, environment: Environment) -> Guard:
    """Return the guard of a step."""
    return Guard(text, Expression(text, environment), _line_reads(text, environment))


def _line_reads(text: str, environment: Environment) -> tuple[str, ...] | None:
    """Return which attributes of `line` an expression reads; None when it may read all of it."""
    try:
        tree = environment.parse(f"{{{{ {text} }}}}")
    except TemplateSyntaxError:  # said when the guard is checked
        return None
    named = sum(1 for one in tree.find_all(nodes.Name) if one.name == "line")
    reads = [
        one.attr
        for one in tree.find_all(nodes.Getattr)
        if isinstance(one.node, nodes.Name) and one.node.name == "line"
    ]
    return tuple(dict.fromkeys(reads)) if len(reads) == named else None

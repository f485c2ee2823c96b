"""One variant of a phrase: template text that is compiled when it is first said."""

from jinja2 import Environment, Template

from bot.core.script import Source

_MARKS = ("{{", "{%", "{#")


def is_plain(text: str) -> bool:
    """Return whether nothing in a text is Jinja2."""
    return not any(mark in text for mark in _MARKS)


class Wording:
    """A sentence as the manager wrote it; safe to share between threads."""

    __slots__ = ("_environment", "_template", "source", "text")

    def __init__(self, text: str, *, source: Source, environment: Environment) -> None:
        """Keep the text; a fault in its Jinja2 syntax shows at the first `render`."""
        self.text = text
        self.source = source
        self._environment = environment
        self._template: Template | None = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing in it is Jinja2."""
        return is_plain(self.text)

    def prepare(self) -> None:
        """Compile now what `render` would compile when it is first said."""
        if not self.is_plain and self._template is None:
            self._template = self._environment.from_string(self.text)

    def render(self, *scopes: object, **variables: object) -> str:
        """Return the sentence with the variables filled in, like `jinja2.Template.render`.

        Raises `jinja2.TemplateError` when the text is wrong or needs a variable that is not there.
        """
        if self.is_plain:
            return self.text
        if self._template is None:
            self._template = self._environment.from_string(self.text)
        return self._template.render(*scopes, **variables)

    def __repr__(self) -> str:
        return f"Wording({self.text!r})"

"""Lines of the transcript as staff read them."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.channels.staff_talk.words import StaffWords
from bot.core.markup import plain
from bot.core.privacy import mask, mask_phones
from bot.core.state import STAFF
from bot.desk.views import MessageView, label_pressed

LONGEST = 3500
"""Characters of one message: several lines are written together up to here."""

LONGEST_CAPTION = 900
_CHANGES = ("edit", "delete")
_PRIVATE = frozenset({"contact"})
_REASONS: Mapping[str, str] = {
    "blocked": "blocked",
    "undeliverable": "blocked",
    "deactivated": "gone",
    "chat not found": "gone",
    "fenced": "fenced",
    "timeout": "timeout",
    "timed out": "timeout",
}
"""What an outbox row's reason holds, and the word of ours for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Tells the lines of one conversation."""

    words: StaffWords
    customer: str
    """The customer's name; empty when unknown."""
    people: Mapping[str, str]
    """Names by staff id."""
    phones: tuple[str, ...] = ()
    """Numbers of this customer."""
    masks: bool = True
    """Hide phone numbers, because many people read it."""
    marks: bool = True
    """Say what became of each message to the customer."""

    def tell(self, line: MessageView, *, before: Sequence[MessageView] = ()) -> str:
        """Return a line as an escaped HTML fragment; `before` holds the buttons it may be about."""
        phrase = f"staff.line_{line.kind}"
        return self.words(
            phrase if phrase in self.words.pack.phrases else "staff.line_said",
            who=self._who(line),
            by=self._by(line),
            text=self._text(line, before),
            what=self.what(line),
            mark=self._mark(line),
        )

    def what(self, line: MessageView) -> Markup | str:
        """Return what kind of file a line carries; empty when none."""
        if not line.files:
            return ""
        return self.words.markup(f"staff.file_{line.files[0].kind}")

    def _who(self, line: MessageView) -> str:
        if line.author.startswith(STAFF):
            return self.people.get(line.author.removeprefix(STAFF), "")
        return self.masked(self.customer) if line.incoming else ""

    def _by(self, line: MessageView) -> str:
        if line.incoming:
            return "customer"
        return "staff" if line.author.startswith(STAFF) else "bot"

    def _text(self, line: MessageView, before: Sequence[MessageView]) -> Markup:
        if line.kind == "pressed":
            return Markup(html.escape(label_pressed(before, line.text), quote=False))  # noqa: S704
        if line.kind in _PRIVATE:
            number, _, name = line.text.partition(" ")
            number = mask(number) if self.masks else number
            return Markup(html.escape(f"{number} {name}".strip(), quote=False))  # noqa: S704
        said = line.text if line.incoming or line.internal else plain(line.text)
        return Markup(html.escape(_cut(self.masked(said)), quote=False))  # noqa: S704

    def masked(self, text: str) -> str:
        """Return a text with its phone numbers hidden where they have to be."""
        return mask_phones(text, known=self.phones) if self.masks else text

    def trouble(self, state: str, reason: str) -> str:
        """Return why a reply did not reach the customer, or may not have."""
        return self.words(f"staff.trouble_{state}", reason=self._reason(reason))

    def _reason(self, reason: str) -> str:
        key = next((name for part, name in _REASONS.items() if part in reason.lower()), "")
        return self.words.label(f"staff.reason_{key}") if key else reason

    def _mark(self, line: MessageView) -> Markup | str:
        if not self.marks or not has_mark(line):
            return ""
        return self.words.markup(f"staff.mark_{line.delivery}", reason=self._reason(line.reason))


def has_mark(line: MessageView) -> bool:
    """Tell whether a line goes to the customer, or changes one that did."""
    return not line.incoming and (not line.internal or line.kind in _CHANGES)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"

"""What is wrong in the book, where, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from bot.core.script import Source

Severity = Literal["error", "warning"]
_RESEMBLES = 60.0

ERRORS = frozenset(
    {
        "answer_overlap",
        "bank_label",
        "bank_line",
        "button_count",
        "button_data",
        "button_label",
        "call_cycle",
        "caption_length",
        "deadline",
        "duplicate_id",
        "duplicate_key",
        "empathy",
        "empty",
        "form_data",
        "language",
        "language_variables",
        "layout",
        "markup",
        "message_length",
        "miss_path",
        "missing_file",
        "missing_key",
        "name",
        "no_exit",
        "own_approval",
        "pattern",
        "phase_order",
        "phrase_file",
        "promise",
        "render",
        "rename",
        "safety",
        "stray_file",
        "tab",
        "template",
        "unknown_document",
        "unknown_chain",
        "unknown_field",
        "unknown_group",
        "unknown_key",
        "unknown_node",
        "unknown_part",
        "unknown_procedure",
        "unknown_phrase",
        "unknown_script",
        "unknown_slot",
        "unknown_stage",
        "unknown_step",
        "unknown_variable",
        "unreachable",
        "unset_variable",
        "value",
        "wrong_type",
        "yaml",
    }
)
WARNINGS = frozenset({"emoji", "tone", "traditional", "unused_field", "unused_phrase"})


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing a manager has to mend; printed as `file:line:column problem. fix`."""

    source: Source
    kind: str
    """One of `ERRORS` or `WARNINGS`; each is explained in docs/checker.md."""
    problem: str
    fix: str

    @property
    def severity(self) -> Severity:
        """A book with errors is refused; warnings are only shown."""
        return "warning" if self.kind in WARNINGS else "error"

    def __str__(self) -> str:
        mark = "warning: " if self.severity == "warning" else ""
        return f"{self.source} {mark}{self.problem}. {self.fix}"


class Issues:
    """Collects issues while reading and checking; the same issue counts once."""

    def __init__(self) -> None:
        """Start without issues."""
        self._found: dict[Issue, None] = {}
        self._places: set[tuple[Source, str]] = set()

    def add(self, source: Source, kind: str, problem: str, *, fix: str) -> None:
        """Keep one issue."""
        self._found[Issue(source, kind, problem, fix)] = None
        self._places.add((source, kind))

    def sorted(self) -> tuple[Issue, ...]:
        """Return all issues in the order of the files."""
        return tuple(
            sorted(
                self._found,
                key=lambda issue: (
                    issue.source.file,
                    issue.source.line,
                    issue.source.column,
                    issue.kind,
                    issue.problem,
                ),
            )
        )

    @property
    def has_errors(self) -> bool:
        """Whether anything found so far keeps the book from being used."""
        return any(issue.severity == "error" for issue in self._found)

    def touch(self, source: Source, *kinds: str) -> bool:
        """Whether one of these kinds was found at this place, so that what follows from it need not be told."""
        return any((source, kind) in self._places for kind in kinds)


def nearest(name: str, known: Iterable[str], *, otherwise: str) -> str:
    """Return "Did you mean x?" when a known name resembles `name`, else `otherwise`."""
    found = process.extractOne(name, sorted(known), scorer=fuzz.ratio, score_cutoff=_RESEMBLES)
    return f"Did you mean `{found[0]}`?" if found else otherwise

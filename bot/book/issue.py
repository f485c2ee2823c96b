"""What is wrong in the book, where, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from bot.core.script import Source

Severity = Literal["error", "warning"]
_RESEMBLES = 60.0
_MEANT = "Did you mean"
_MANY = 3
"""A missing thing named in more places than this is told once."""

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
        "duplicate_word",
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
        "unknown_concept",
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


@dataclass(frozen=True, slots=True, order=True)
class _Naming:
    """One place that names what is not there."""

    source: Source
    kind: str
    pack: str
    fix: str


class Issues:
    """Collects issues while reading and checking; the same issue counts once."""

    def __init__(self) -> None:
        """Start without issues."""
        self._found: dict[Issue, None] = {}
        self._absent: dict[str, dict[_Naming, None]] = {}
        """What is not there, with the places that name it."""
        self._places: set[tuple[Source, str]] = set()

    def add(self, source: Source, kind: str, problem: str, *, fix: str) -> None:
        """Keep one issue."""
        self._found[Issue(source, kind, problem, fix)] = None
        self._places.add((source, kind))

    def add_absent(
        self, source: Source, kind: str, problem: str, *, fix: str, pack: str = ""
    ) -> None:
        """Keep that something named at a place is not there: told once, however many packs and lines lack it."""
        self._absent.setdefault(problem, {})[_Naming(source, kind, pack, fix)] = None
        self._places.add((source, kind))

    def sorted(self) -> tuple[Issue, ...]:
        """Return all issues in the order of the files."""
        told = [
            issue
            for problem, namings in self._absent.items()
            for issue in _tell_absent(problem, sorted(namings))
        ]
        return tuple(
            sorted(
                {*self._found, *told}, key=lambda issue: (issue.source, issue.kind, issue.problem)
            )
        )

    @property
    def has_errors(self) -> bool:
        """Whether anything found so far keeps the book from being used."""
        return any(issue.severity == "error" for issue in self.sorted())

    def touch(self, source: Source, *kinds: str) -> bool:
        """Whether one of these kinds was found at this place, so that what follows from it need not be told."""
        return any((source, kind) in self._places for kind in kinds)


def _tell_absent(problem: str, namings: list[_Naming]) -> list[Issue]:
    """Return an issue for each place that names a missing thing, or one for all of them when they are many."""
    places = list(dict.fromkeys(one.source for one in namings))
    if len(places) > _MANY:
        others = ", ".join(f"{one.file}:{one.line}" for one in places[1:_MANY])
        first = namings[0]
        packs = [one.pack for one in namings]
        perhaps = f" {first.fix}" if first.fix.startswith(_MEANT) else ""
        return [
            Issue(
                first.source,
                first.kind,
                f"{problem}{_in_packs(packs)}, and {len(places)} lines name it (also {others}, …)",
                f"Write it, or change those lines.{perhaps}",
            )
        ]
    told = []
    for place in places:
        here = [one for one in namings if one.source == place]
        where = _in_packs([one.pack for one in here])
        told.append(Issue(place, here[0].kind, f"{problem}{where}", here[0].fix))
    return told


def _in_packs(packs: Iterable[str]) -> str:
    names = [f"`{name}`" for name in dict.fromkeys(packs) if name]
    if not names:
        return ""
    return f" in pack{'s' if len(names) > 1 else ''} {' and '.join(names)}"


def nearest(name: str, known: Iterable[str], *, otherwise: str) -> str:
    """Return "Did you mean x?" when a known name resembles `name`, else `otherwise`."""
    found = resembling(name, known)
    return f"{_MEANT} `{found}`?" if found else otherwise


def resembling(name: str, known: Iterable[str]) -> str:
    """Return the known name most like `name`; empty when none is like it."""
    found = process.extractOne(name, sorted(known), scorer=fuzz.ratio, score_cutoff=_RESEMBLES)
    return found[0] if found else ""

"""Scripts: the steps a conversation can walk, as the loaded book holds them.

A manager writes scripts and fault nodes in YAML; the loader checks them and compiles both into the
one form here, so that the engine knows nothing but scripts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.core.state import Phase

AskKind = Literal[
    "choice", "text", "phone", "date", "frame_no", "order_no", "case_no", "number", "photo"
]
SOLVED = "solved"
"""The choice under a step to try that ends the matter."""
END = "end"
PERSON = "person"
"""Where every bounded miss path ends: the conversation is queued for a person."""


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where in the book something stands: 1-based, `file` relative to the book's root."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Guard:
    """A sandboxed Jinja2 expression over the conversation's variables."""

    text: str
    test: Callable[..., object] = field(compare=False)
    """Called with the variables as keyword arguments; truthy lets the step run."""
    line_reads: tuple[str, ...] | None = field(default=None, compare=False)
    """What it reads of `line`, so that lines alike in it need one test; None: perhaps all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer a customer can give to a question."""

    id: str
    label: Mapping[str, str]
    """Button label by language."""
    words: tuple[str, ...] = ()
    """Other ways of saying it, all languages together; labels are included."""
    to: str = ""
    """Step to go on with; empty: the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Say a phrase and go on."""

    phrase: str
    alone: bool = False
    """Sent as a message of its own instead of together with what follows."""
    file: str = ""
    """Picture to send with it, as its caption and alone; relative to the book's root."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Say a phrase and wait for an answer into `slot`."""

    phrase: str
    slot: str
    kind: AskKind = "choice"
    choices: tuple[Choice, ...] = ()
    unsure: str = ""
    """Step for "不知道"; empty: the next one, with the value `unsure`."""
    skippable: bool = False
    """Whether the customer may leave it out (value `skipped`)."""
    misses: int = 2
    """Bad inputs in a row before `on_miss`."""
    on_miss: str = PERSON
    depends: tuple[str, ...] = ()
    """Slots whose correction makes this answer worth asking again."""
    missing: str = ""
    unrecognised: str = ""
    invalid: str = ""
    """Phrases for the three bad input states; empty: the kind's own from `common/`."""


@dataclass(frozen=True, slots=True)
class Go:
    """Go on at another step of the same script, or `end`."""

    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Run another script, then go on here. `{node}` and `{remedy}` in the name take the frame's values."""

    script: str
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Do:
    """Ask the engine for one of its verbs: `open_case`, `hand_off`, `switch_node`, `set`, `next_symptom`, …"""

    verb: str
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class End:
    """Finish the script with an outcome (`solved`, `registered`, `handed_off`, `cancelled`, `told`)."""

    outcome: str


Action = Tell | Ask | Go | Call | Do | End


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a script."""

    id: str
    action: Action
    source: Source
    phase: Phase | None = None
    """None: the phase goes on unchanged."""
    when: Guard | None = None
    """False: the step is passed over."""
    renamed_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A named run of steps; `digest` changes when anything in it changes."""

    id: str
    steps: tuple[Step, ...]
    source: Source
    digest: str
    purpose: str = ""
    node: str | None = None
    """The taxonomy node a fault script works on."""
    renamed_from: tuple[str, ...] = ()
    index: Mapping[str, int] = field(default_factory=dict, compare=False)
    """Step id → position, filled by the loader."""

    def step(self, step_id: str) -> Step | None:
        """Return the step of that id, or None when the script has none."""
        position = self.index.get(step_id)
        return None if position is None else self.steps[position]

    def after(self, step_id: str) -> str:
        """Return the id of the step behind `step_id`, or `end`."""
        position = self.index[step_id] + 1
        return self.steps[position].id if position < len(self.steps) else END

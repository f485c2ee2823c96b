"""The fault tree as the manager wrote it: for drawing, for staff, and as the source of fault scripts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.core.cases import Remedy
from bot.core.script import Source

Severity = Literal["safety", "urgent", "normal", "minor"]
Texts = Mapping[str, tuple[str, ...]]
"""Variants by language, as template text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeChoice:
    """One answer to a diagnosing question and where it leads (`question`, `cause` or `node:<id>`)."""

    id: str
    label: Mapping[str, str]
    words: tuple[str, ...]
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A diagnosing question an experienced technician asks on the phone."""

    id: str
    ask: Texts
    choices: tuple[NodeChoice, ...]
    unsure: str
    """Where "不知道" leads."""
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfHelp:
    """One safe thing a lay person can try, told in one message and followed by "解决了吗?"."""

    id: str
    say: Texts
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What it turned out to be, what to try, and what we do about it."""

    id: str
    name: Mapping[str, str]
    explain: Texts
    steps: tuple[SelfHelp, ...]
    remedy: Remedy
    likelihood: float
    person: str = ""
    """`danger` or `urgent` when a person is called as soon as this cause is known."""
    part: str = ""
    """Key of the warranty table; empty when no part is involved."""
    evidence: Texts | None = None
    """What to photograph."""
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class DangerAdvice:
    """What to do now, before any question; then one question whether people are safe."""

    act: Texts
    source: Source
    after: str = ""
    """Script of the questions about people's safety; empty: the common one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node of the taxonomy; without questions and causes it is soothed, registered and given to a person."""

    id: str
    name: Mapping[str, str]
    meaning: str
    group: str
    severity: Severity
    symptoms: tuple[str, ...]
    soothe: Texts | None
    questions: tuple[Question, ...]
    causes: tuple[Cause, ...]
    danger: DangerAdvice | None
    source: Source
    renamed_from: tuple[str, ...] = ()
    remedies: str = "remedy"
    """Family of the scripts its causes end in: with `order`, a refund ends in `order.refund`."""

    @property
    def in_depth(self) -> bool:
        """Whether the bot can diagnose this fault itself."""
        return bool(self.causes)

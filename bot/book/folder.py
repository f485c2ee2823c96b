"""What one folder of the book holds before packs are put together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.book.hours import CompanyDays
from bot.core.book import Brand, Canned
from bot.core.document import Form
from bot.core.fault import Node
from bot.core.intents import Intent
from bot.core.procedures.procedure import Chain, Procedure
from bot.core.script import Choice, Script, Source
from bot.core.wording import Wording


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that must exist somewhere in the pack, and where it is written."""

    kind: str
    """`phrase`, `script`, `node`, `part`, `slot`, `group`, `document`, or `file` (relative to the book's root)."""
    name: str
    source: Source


@dataclass(frozen=True, slots=True)
class AreaText:
    """An area as written, its groups not yet looked up."""

    id: str
    label: Mapping[str, str]
    words: tuple[str, ...]
    groups: tuple[str, ...]
    nodes: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Folder:
    """`common/` or a pack's own folder, as read; entries by id."""

    name: str
    brand: Brand | None = None
    days: CompanyDays = field(default_factory=CompanyDays)
    """The company's own days, from `calendar.yaml`."""
    nodes: dict[str, Node] = field(default_factory=dict)
    scripts: dict[str, Script] = field(default_factory=dict)
    phrases: dict[str, dict[str, tuple[Wording, ...]]] = field(default_factory=dict)
    intents: dict[str, Intent] = field(default_factory=dict)
    areas: dict[str, AreaText] = field(default_factory=dict)
    moods: dict[str, tuple[str, ...]] = field(default_factory=dict)
    policies: dict[str, dict[str, Any]] = field(default_factory=dict)
    silence: tuple[timedelta, timedelta] | None = None
    tried: tuple[Choice, ...] = ()
    """Answers to "did it help?" (`scripts/choices.yaml`)."""
    documents: dict[str, Form] = field(default_factory=dict)
    layouts: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """Typst files of `documents/` by name: path in the book and content."""
    procedures: dict[str, Procedure] = field(default_factory=dict)
    chains: dict[str, Chain] = field(default_factory=dict)
    canned: dict[str, Canned] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    slots: dict[str, Source] = field(default_factory=dict)
    """Every slot a question fills."""
    unread: bool = False
    """Some file could not be read, so names may seem missing that are not."""

"""The book: everything a manager wrote, loaded, checked and frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Protocol

from bot.core.calendar import Calendar
from bot.core.clocks.promise_words import PromiseWords, promise_words
from bot.core.clocks.sheet import Sheet, sheets_of
from bot.core.document import Form
from bot.core.fault import Node
from bot.core.intents import Intent, IntentIndex
from bot.core.matching import AnswerWords, Match
from bot.core.procedures.procedure import Chain, Procedure
from bot.core.returns.waybill import WaybillWords, read_carriers
from bot.core.returns.words import ReturnWords, read_words
from bot.core.script import Script, Source
from bot.core.warranty.terms import Terms, maker_of, terms_on_card
from bot.core.wording import Wording

CANNED = "canned."
"""Area of the phrases that are ready replies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One thing to say, in several variants a language; variants differ in wording, never in content."""

    id: str
    variants: Mapping[str, tuple[Wording, ...]] = field(compare=False)
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Canned:
    """A ready reply of colleagues; its words are the phrase `canned.<id>`."""

    id: str
    title: Mapping[str, str]
    source: Source

    @property
    def phrase(self) -> str:
        """Id of the phrase that holds its words."""
        return f"{CANNED}{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A part of the product a lost customer can point at ("刹车", "充电"…)."""

    id: str
    label: Mapping[str, str]
    words: tuple[str, ...]
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When people answer, and how soon."""

    calendar: Calendar
    reply_within: timedelta = timedelta(minutes=30)
    """How soon within opening hours a person answers."""

    @property
    def timezone(self) -> str:
        """Name of the time zone of everything local."""
        return self.calendar.timezone


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """Who is speaking: names, languages, hours, and the company's own facts as plain data."""

    name: Mapping[str, str]
    languages: tuple[str, ...]
    hotline: str
    hours: Hours
    facts: Mapping[str, object] = field(default_factory=dict)
    """Everything else of `brand.yaml`: addresses by plant, models, price list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """How long to wait for a silent customer before nudging, and before closing gently."""

    nudge: timedelta
    close: timedelta


class Understanding(Protocol):
    """Whatever tells which faults a message may be about: a `Matcher`, or one that is built when first needed."""

    def match(self, text: str) -> Match:
        """Return the faults the text may be about."""
        ...


@dataclass(frozen=True, kw_only=True)
class Pack:
    """One trade's book with `common/` already merged in."""

    name: str
    brand: Brand
    nodes: Mapping[str, Node]
    scripts: Mapping[str, Script]
    phrases: Mapping[str, Phrase]
    intents: tuple[Intent, ...]
    areas: tuple[Area, ...]
    moods: Mapping[str, tuple[str, ...]]
    """Mood (`upset`, `furious`, `threat`) → words that show it."""
    answers: AnswerWords
    policies: Mapping[str, Mapping[str, object]]
    """File stem → its data: `warranty`, `offers`, …; templates read them as `policy.<stem>`."""
    silence: Silence
    matcher: Understanding
    documents: Mapping[str, Form] = field(default_factory=dict)
    """Printed forms and spreadsheets by id."""
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    """Lives of cases by id."""
    chains: Mapping[str, Chain] = field(default_factory=dict)
    """Whose signatures an action may need, by id."""

    @cached_property
    def promise_words(self) -> PromiseWords | None:
        """The words of promises, ready for looking; None when the book has none."""
        policy = self.policies.get("promised")
        return promise_words(policy) if policy else None

    canned: Mapping[str, Canned] = field(default_factory=dict)
    """Ready replies by id."""

    def warranty_terms(self, model: str) -> Terms:
        """The terms of `policies/warranty.yaml` for a model, by its maker's card."""
        policy = self.policies.get("warranty", {})
        maker = maker_of(policy, model)
        if maker not in self._terms:
            self._terms[maker] = terms_on_card(policy, maker)
        return self._terms[maker]

    @cached_property
    def _terms(self) -> dict[str, Terms]:
        return {}

    @cached_property
    def sla_sheets(self) -> tuple[Sheet, ...]:
        """The service agreements of `policies/sla.yaml`."""
        return sheets_of(self.policies.get("sla", {}))

    @cached_property
    def intent_index(self) -> IntentIndex:
        """The intents, ready for matching."""
        return IntentIndex(self.intents)

    @cached_property
    def returns(self) -> ReturnWords | None:
        """The words of dealers who send parts back; None for a trade where nobody does."""
        return read_words(self.policies, self.brand.facts)

    @cached_property
    def carriers(self) -> WaybillWords:
        """The carriers parcels go with, and what their numbers look like."""
        return read_carriers(self.policies)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All packs of one state of `dialogues/`; `digest` names that state."""

    digest: str
    packs: Mapping[str, Pack]
    default: str

    def pack(self, name: str) -> Pack:
        """Return the pack of that name, or the default one when it is gone."""
        return self.packs.get(name) or self.packs[self.default]

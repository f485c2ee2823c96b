"""Puts a pack together: its own folder laid over `common/`, fault nodes compiled to scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar

from bot.book.compile import compile_node
from bot.book.documents import with_layouts
from bot.book.folder import AreaText, Folder, Reference
from bot.book.hearing import Hearing
from bot.book.hours import with_days
from bot.book.learned import Learned
from bot.book.wordings import LANGUAGES
from bot.core.book import Area, Brand, Canned, Pack, Phrase, Silence
from bot.core.document import Form
from bot.core.fault import Node
from bot.core.intents import Intent
from bot.core.matching import AnswerWords, Label
from bot.core.procedures.procedure import Chain, Procedure
from bot.core.script import Script, Source
from bot.core.wording import Wording

T = TypeVar("T")
_SILENCE = (timedelta(minutes=10), timedelta(hours=24))


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A pack with `common/` merged in, before its matcher is built; what the checks look at."""

    name: str
    brand: Brand | None
    nodes: Mapping[str, Node]
    scripts: Mapping[str, Script]
    phrases: Mapping[str, Mapping[str, tuple[Wording, ...]]]
    intents: Mapping[str, Intent]
    areas: Mapping[str, AreaText]
    moods: Mapping[str, tuple[str, ...]]
    policies: Mapping[str, Mapping[str, Any]]
    procedures: Mapping[str, Procedure]
    chains: Mapping[str, Chain]
    silence: tuple[timedelta, timedelta]
    documents: Mapping[str, Form]
    canned: Mapping[str, Canned]
    references: Sequence[Reference]
    slots: Mapping[str, Source]
    unread: bool


def merge(common: Folder, own: Folder) -> Merged:
    """Lay a pack's folder over the common one: an entry with the same id replaces it."""
    nodes = common.nodes | own.nodes
    tried = own.tried or common.tried
    compiled = {
        script.id: script for node in nodes.values() for script in [compile_node(node, tried=tried)]
    }
    phrases = {
        name: {**common.phrases.get(name, {}), **own.phrases.get(name, {})}
        for name in {**common.phrases, **own.phrases}
    }
    return Merged(
        name=own.name,
        brand=_brand(common, own),
        nodes=nodes,
        scripts=compiled | common.scripts | own.scripts,
        phrases=phrases,
        intents=common.intents | own.intents,
        areas=common.areas | own.areas,
        moods={mood: _joined(common.moods, own.moods, mood) for mood in common.moods | own.moods},
        policies=_laid_over(common.policies, own.policies),
        procedures=common.procedures | own.procedures,
        chains=common.chains | own.chains,
        silence=own.silence or common.silence or _SILENCE,
        documents=with_layouts(common.documents | own.documents, common.layouts | own.layouts),
        canned=common.canned | own.canned,
        references=(*common.references, *own.references),
        slots=common.slots | own.slots,
        unread=common.unread or own.unread or not (own.brand or common.brand),
    )


def _brand(common: Folder, own: Folder) -> Brand | None:
    brand = own.brand or common.brand
    if brand is None:
        return None
    return replace(brand, hours=with_days(with_days(brand.hours, common.days), own.days))


def make_pack(
    merged: Merged,
    *,
    brand: Brand,
    answers: AnswerWords,
    learned: Learned,
    common: str,
) -> Pack:
    """Return the pack the engine runs on."""
    nudge, close = merged.silence
    return Pack(
        name=merged.name,
        brand=brand,
        nodes=merged.nodes,
        scripts=merged.scripts,
        phrases={
            name: Phrase(id=name, variants=variants, source=_source(variants))
            for name, variants in merged.phrases.items()
        },
        intents=tuple(merged.intents.values()),
        areas=tuple(_area(area, merged.nodes) for area in merged.areas.values()),
        moods=merged.moods,
        answers=answers,
        policies=merged.policies,
        procedures=merged.procedures,
        chains=merged.chains,
        silence=Silence(nudge=nudge, close=close),
        matcher=Hearing(learned, packs=(merged.name, common)),
        documents=merged.documents,
        canned=merged.canned,
    )


def label_of(node: Node, *, pack: str) -> Label:
    """Return a node as the matcher sees it."""
    names = (node.name[language] for language in LANGUAGES if language in node.name)
    return Label(
        id=node.id,
        group=node.group,
        pack=pack,
        severity=node.severity,
        phrases=(*names, node.meaning, *node.symptoms),
    )


def _area(area: AreaText, nodes: Mapping[str, Node]) -> Area:
    in_groups = [node.id for node in nodes.values() if node.group in area.groups]
    return Area(
        id=area.id,
        label=area.label,
        words=area.words,
        nodes=tuple(dict.fromkeys((*area.nodes, *in_groups))),
    )


def _source(variants: Mapping[str, tuple[Wording, ...]]) -> Source:
    return next(one.source for each in variants.values() for one in each)


def _joined(
    common: Mapping[str, tuple[str, ...]], own: Mapping[str, tuple[str, ...]], key: str
) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*common.get(key, ()), *own.get(key, ()))))


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return two trees of data as one; where both have a value, the upper one counts."""
    both = {**below, **above}
    for key in below.keys() & above.keys():
        if isinstance(below[key], dict) and isinstance(above[key], dict):
            both[key] = _laid_over(below[key], above[key])
    return both

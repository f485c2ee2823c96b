"""Is every step, script, fault and phrase reachable?"""

from collections.abc import Mapping, Sequence

from bot.book.checks.engine import FIXED_WORDS, OFFERED, OPTIONAL, SCRIPTS
from bot.book.checks.graph import calls, ends, following
from bot.book.checks.spoken import phrases_of, spoken_by_engine
from bot.book.checks.staff_words import STAFF
from bot.book.compile import COMMON_SOOTHE
from bot.book.issue import Issues
from bot.book.packing import Merged
from bot.book.scripts import FAULT_PREFIX
from bot.core.script import Script
from bot.core.wording import Wording


def check_steps(pack: Merged, issues: Issues) -> None:
    """Report steps no path leads to; not those behind them."""
    for script in pack.scripts.values():
        reached = _steps(script, start=script.steps[0].id)
        for step in script.steps:
            if step.id not in reached:
                reached |= _steps(script, start=step.id)
                issues.add(
                    step.source,
                    "unreachable",
                    f"nothing leads to step `{step.id}` of `{script.id}`",
                    fix="Lead an answer or a `go` to it, or take it out.",
                )


def check_scripts(packs: Sequence[Merged], issues: Issues) -> None:
    """Report scripts that no pack runs."""
    run = {pack.scripts[name].source for pack in packs for name in _run(pack.scripts)}
    for script in (script for pack in packs for script in pack.scripts.values()):
        if script.source not in run:
            issues.add(
                script.source,
                "unreachable",
                f"nothing runs script `{script.id}`",
                fix="Call it from another script, or take it out.",
            )


def check_phrases(packs: Sequence[Merged], issues: Issues) -> None:
    """Report phrases that no pack says."""
    said = {
        wording.source
        for pack in packs
        for name in _said(pack)
        for wording in _wordings(pack, name)
    }
    for pack in packs:
        for name in pack.phrases:
            sources = [wording.source for wording in _wordings(pack, name)]
            if sources and sources[0] not in said:
                issues.add(
                    sources[0],
                    "unused_phrase",
                    f"nothing says the phrase `{name}`",
                    fix="Say it in a script, or take it out.",
                )


def check_nodes(pack: Merged, issues: Issues, *, heard: frozenset[str]) -> None:
    """Report faults no message can lead to; `heard` are those with lines in the utterance bank."""
    named = {reference.name for reference in pack.references if reference.kind == "node"}
    for node in pack.nodes.values():
        if not node.symptoms and node.id not in heard | named:
            issues.add(
                node.source,
                "unreachable",
                f"no message leads to fault `{node.id}`",
                fix="Write its symptoms as customers say them.",
            )


def _steps(script: Script, *, start: str) -> set[str]:
    reached: set[str] = set()
    open_ends = [start]
    while open_ends:
        here = open_ends.pop()
        step = script.step(here)
        if here in reached or step is None:
            continue
        reached.add(here)
        open_ends += [one for one in following(script, step) if not ends(one)]
    return reached


def _run(scripts: Mapping[str, Script]) -> set[str]:
    faults = {name for name in scripts if name.startswith(FAULT_PREFIX)}
    waiting = [name for name in {*faults, *SCRIPTS, *OPTIONAL, *OFFERED} if name in scripts]
    run: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in run:
            run.add(name)
            waiting += [other for _, other in calls(scripts[name], scripts)]
    return run


def _said(pack: Merged) -> set[str]:
    said = {COMMON_SOOTHE, *(phrase for phrase, _ in spoken_by_engine(pack))}
    said |= {name for name in pack.phrases if name.startswith((*FIXED_WORDS, STAFF))}
    said |= {intent.reply for intent in pack.intents.values()}
    for script in pack.scripts.values():
        for step in script.steps:
            said |= set(phrases_of(step))
    for node in pack.nodes.values():
        said |= {f"{node.id}.{cause.id}.evidence" for cause in node.causes}
    return said


def _wordings(pack: Merged, phrase: str) -> list[Wording]:
    return [one for variants in pack.phrases.get(phrase, {}).values() for one in variants]

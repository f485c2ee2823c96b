"""Does everything exist that something else names?"""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from bot.book.checks.engine import OFFERED, SCRIPTS
from bot.book.checks.graph import fitting
from bot.book.checks.spoken import spoken_by_engine
from bot.book.compile import COMMON_SOOTHE
from bot.book.folder import Reference
from bot.book.issue import Issues, nearest
from bot.book.packing import Merged
from bot.book.scripts import fields_of
from bot.core.script import Source

_HERE = "common"
_CALLED = {"node": "fault"}
"""Kinds of references whose name in messages is another."""


def check_names(pack: Merged, issues: Issues) -> None:
    """Report phrases, scripts, faults, parts, groups, slots and documents that are named but not there."""
    parts = pack.policies.get("warranty", {}).get("parts")
    known: dict[str, Collection[str]] = {
        "phrase": pack.phrases,
        "script": pack.scripts,
        "node": pack.nodes,
        "part": parts if isinstance(parts, Mapping) else (),
        "group": {node.group for node in pack.nodes.values()},
        "slot": pack.slots,
        "document": pack.documents,
        "procedure": pack.procedures,
        "chain": pack.chains,
    }
    for reference in (one for one in pack.references if one.name):
        if reference.kind == "script" and fields_of(reference.name):
            _check_pattern(pack, reference, issues)
        elif reference.kind in known and reference.name not in known[reference.kind]:
            issues.add_absent(
                reference.source,
                f"unknown_{reference.kind}",
                f"there is no {_CALLED.get(reference.kind, reference.kind)} `{reference.name}`",
                pack=pack.name,
                fix=nearest(
                    reference.name, known[reference.kind], otherwise="Write it, or name another."
                ),
            )
    _check_engine(pack, issues)


def _check_pattern(pack: Merged, reference: Reference, issues: Issues) -> None:
    if not fitting(reference.name, pack.scripts):
        issues.add_absent(
            reference.source,
            "unknown_script",
            f"no script fits `{reference.name}`",
            pack=pack.name,
            fix="Write one, or name another.",
        )


def _check_engine(pack: Merged, issues: Issues) -> None:
    """Report what the engine and the compiled faults need and the book does not have."""
    here = Source(_HERE, 1, 1)
    scripts = {*SCRIPTS, *OFFERED}
    replies = {phrase for phrase, _ in spoken_by_engine(pack)}
    for kind, needed, there in (
        ("script", scripts, pack.scripts),
        ("phrase", replies | {COMMON_SOOTHE}, pack.phrases),
    ):
        for name in sorted(needed - set(there)):
            issues.add_absent(
                here,
                f"unknown_{kind}",
                f"the bot needs the {kind} `{name}`, which is missing",
                pack=pack.name,
                fix=f"Write it under {_HERE}/.",
            )


def check_renames(pack: Merged, issues: Issues) -> None:
    """Report earlier names that are in use again or claimed twice."""
    nodes = [(node.id, node.renamed_from, node.source) for node in pack.nodes.values()]
    written = [script for script in pack.scripts.values() if script.node is None]
    scripts = [(script.id, script.renamed_from, script.source) for script in written]
    groups = [("fault", nodes), ("script", scripts)]
    for script in pack.scripts.values():
        steps = [(step.id, step.renamed_from, step.source) for step in script.steps]
        groups.append((f"step of `{script.id}`", steps))
    for what, entries in groups:
        taken = {name: name for name, _, _ in entries}
        for name, earlier, source in entries:
            for old in earlier:
                owner = taken.setdefault(old, name)
                if owner != name or old == name:
                    issues.add(
                        source,
                        "rename",
                        f"{what} `{name}` says it was `{old}`, which is `{owner}`'s name",
                        fix="Take `renamed_from` out of one of them.",
                    )


def check_files(root: Path, references: Iterable[Reference], issues: Issues) -> None:
    """Report pictures that are not there."""
    for reference in references:
        if reference.kind == "file" and not (root / reference.name).is_file():
            issues.add(
                reference.source,
                "missing_file",
                f"there is no file `{reference.name}`",
                fix="Put it there, or take `file` out.",
            )

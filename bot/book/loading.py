"""Loads the whole of `dialogues/`: every pack with `common/` merged in, or all issues at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.book.bank import read_answer_words
from bot.book.checks.bank import check_bank
from bot.book.checks.documents import Fill, check_layouts
from bot.book.checks.names import check_files
from bot.book.checks.proofs import prove
from bot.book.digest import digest, program_digest
from bot.book.encoder import Embed
from bot.book.environment import environment
from bot.book.folder import Folder
from bot.book.issue import Issue, Issues
from bot.book.learned import Learned
from bot.book.packing import Merged, label_of, make_pack, merge
from bot.book.reading import COMMON, read_folder
from bot.core.book import Book
from bot.core.matching import BankLine
from bot.core.say import FILTERS
from bot.core.script import Source


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading gave: a book when nothing is wrong, and every issue found."""

    book: Book | None
    issues: tuple[Issue, ...]

    @property
    def errors(self) -> tuple[Issue, ...]:
        """The issues that keep a book from being used."""
        return tuple(issue for issue in self.issues if issue.severity == "error")


def load(
    root: Path,
    *,
    default: str,
    proved: Path | None = None,
    embed: Embed | None = None,
    fill: Fill | None = None,
) -> Loaded:
    """Read and check everything below `root`; `default` names the pack of new conversations.

    `proved`: a file that remembers the last state found without issues, so that the same state starts
    without repeating its proofs. What one file alone shows is checked every time. `embed`: the sentence
    encoder, when faults are to be ordered by meaning too. `fill`: prints a form, so that the layouts
    of all forms are tried.
    """
    state = digest(root)
    mark = f"{state} {program_digest()}"
    held = proved is not None and proved.is_file() and proved.read_text("utf-8") == mark
    with _without_collector():
        loaded = _load(root, default=default, state=state, proving=not held, embed=embed, fill=fill)
    if proved is not None and not held and not loaded.issues:
        with suppress(OSError):  # the next start only takes longer
            proved.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            proved.write_text(mark, "utf-8")
    return loaded


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep Python from looking for garbage among a million new objects that all stay: a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _load(
    root: Path,
    *,
    default: str,
    state: str,
    proving: bool,
    embed: Embed | None,
    fill: Fill | None,
) -> Loaded:
    issues = Issues()
    made = environment(FILTERS)
    names = pack_names(root)
    if default not in names:
        issues.add(
            Source(default, 1, 1),
            "missing_file",
            f"there is no pack `{default}`",
            fix=f"Choose one of {', '.join(names) or 'none'}, or write {default}/brand.yaml.",
        )
    folders = {
        name: read_folder(root / name, root=root, environment=made, issues=issues)
        for name in (COMMON, *names)
    }
    _check_needed(root, names, issues)
    for folder in folders.values():
        check_files(root, folder.references, issues)
        check_layouts(
            folder.layouts, {id_ for one in folders.values() for id_ in one.documents}, issues
        )
    merged = [merge(folders[COMMON], folders[name]) for name in names]
    whole = not any(folder.unread for folder in folders.values())
    nodes = frozenset(node for folder in folders.values() for node in folder.nodes)
    bank = check_bank(root, issues, nodes=nodes if whole else None)
    heard = frozenset(label for line in bank for label in line.labels)
    if proving:
        prove(merged, issues, environment=made, heard=heard, fill=fill)
    found = issues.sorted()
    if any(issue.severity == "error" for issue in found):
        return Loaded(None, found)
    book = _book(root, folders, merged, bank, default=default, state=state, embed=embed)
    return Loaded(book, found)


def _check_needed(root: Path, names: tuple[str, ...], issues: Issues) -> None:
    for file in ("common/answers.yaml", *(f"{name}/brand.yaml" for name in names)):
        if not (root / file).is_file():
            issues.add(
                Source(file, 1, 1),
                "missing_file",
                "this file is missing",
                fix="Write it; docs/book-format.md shows its form.",
            )


def pack_names(root: Path) -> tuple[str, ...]:
    """Return the folders that are packs: those with a `brand.yaml`, faults or scripts."""
    return tuple(
        sorted(
            folder.name
            for folder in root.iterdir()
            if folder.is_dir()
            and folder.name != COMMON
            and any((folder / part).exists() for part in ("brand.yaml", "faults", "scripts"))
        )
    )


def _book(
    root: Path,
    folders: dict[str, Folder],
    packs: list[Merged],
    bank: tuple[BankLine, ...],
    *,
    default: str,
    state: str,
    embed: Embed | None,
) -> Book:
    answers = read_answer_words(root)
    labels = [
        label_of(node, pack=name)
        for name, folder in folders.items()
        for node in folder.nodes.values()
    ]
    learned = Learned(root, labels, bank, embed=embed)
    return Book(
        digest=state,
        packs={
            pack.name: make_pack(
                pack, brand=pack.brand, answers=answers, learned=learned, common=COMMON
            )
            for pack in packs
            if pack.brand
        },
        default=default,
    )

"""Reads one folder of the book, file by file."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from jinja2 import Environment

from bot.book.approvals import read_approvals
from bot.book.brand import read_brand
from bot.book.canned import read_canned
from bot.book.checks.lexicon import check_lexicon
from bot.book.digest import files_of
from bot.book.documents import read_document, read_layouts
from bot.book.faults import read_faults
from bot.book.folder import Folder
from bot.book.hours import read_company_days
from bot.book.intents import read_areas, read_intents, read_moods
from bot.book.issue import Issues, nearest
from bot.book.policies import read_policy
from bot.book.procedures import read_procedures
from bot.book.reader import Item, read_yaml
from bot.book.scripts import read_scripts
from bot.book.wordings import read_phrases
from bot.core.matching import AmountWords, AnswerWords, Thresholds
from bot.core.script import Source

COMMON = "common"
_FILES = (
    "brand",
    "calendar",
    "areas",
    "intents",
    "moods",
    "answers",
    "matching",
    "lexicon",
    "danger",
    "canned",
)
_FOLDERS = ("faults", "scripts", "policies", "phrases", "procedures", "bank", "files", "documents")
_LAYOUT = frozenset((*(f"{name}.yaml" for name in _FILES), *_FOLDERS))
"""What may stand in a pack's folder."""


_ENDINGS = {
    "faults": ".yaml",
    "scripts": ".yaml",
    "policies": ".yaml",
    "procedures": ".yaml",
    "phrases/*": ".j2",
    "bank": ".jsonl",
}
"""The only files read below these folders."""
_MISTAKABLE = (".yaml", ".yml", ".json", ".jsonl", ".j2", ".jinja", ".jinja2", ".txt")
"""Endings somebody may have meant to be read; others are an editor's copies."""


def read_folder(path: Path, *, root: Path, environment: Environment, issues: Issues) -> Folder:
    """Read `common/` or a pack's folder; a broken file leaves its part out and is an issue."""
    folder = Folder(name=path.name)

    def each(pattern: str, read: Callable[[Path, Item], None]) -> None:
        for file in files_of(path, pattern):
            item = read_yaml(file, root=root, issues=issues)
            if item:
                read(file, item)
            else:
                folder.unread = True

    def brand(_: Path, item: Item) -> None:
        folder.brand = read_brand(item)

    def company_days(_: Path, item: Item) -> None:
        folder.days = read_company_days(item)

    _check_layout(path, root=root, issues=issues)
    each("answers.yaml", lambda _, item: _check_answers(item))
    each("lexicon.yaml", lambda _, item: check_lexicon(item))
    each("matching.yaml", lambda _, item: _check_thresholds(item))
    each("brand.yaml", brand)
    each("calendar.yaml", company_days)
    each("policies/*.yaml", lambda file, item: read_policy(item, file.stem, folder))
    each(
        "policies/approvals.yaml",
        lambda _, item: read_approvals(item, folder, environment=environment),
    )
    each(
        "procedures/*.yaml",
        lambda _, item: read_procedures(item, folder, environment=environment),
    )
    each("faults/*.yaml", lambda _, item: read_faults(item, folder, environment=environment))
    each("scripts/*.yaml", lambda _, item: read_scripts(item, folder, environment=environment))
    each("documents/*.yaml", lambda file, item: read_document(item, file.stem, folder))
    folder.layouts = read_layouts(path, root=root, issues=issues)
    each("intents.yaml", lambda _, item: read_intents(item, folder))
    each("moods.yaml", lambda _, item: read_moods(item, folder))
    each("areas.yaml", lambda _, item: read_areas(item, folder))
    phrases = read_phrases(path, root=root, environment=environment, issues=issues)
    folder.unread |= any(
        issues.touch(Source(file.relative_to(root).as_posix(), 1, 1), "empty", "yaml")
        for file in files_of(path, "phrases/*/*.j2")
    )
    each("canned.yaml", lambda _, item: read_canned(item, folder, environment=environment))
    for name, wordings in phrases.items():
        folder.phrases.setdefault(name, {}).update(wordings)
    return folder


def _check_layout(path: Path, *, root: Path, issues: Issues) -> None:
    """Report files and folders nobody reads."""
    for entry in sorted(path.iterdir()) if path.is_dir() else ():
        if entry.name not in _LAYOUT and not entry.name.startswith("."):
            issues.add(
                Source(entry.relative_to(root).as_posix(), 1, 1),
                "stray_file",
                f"nothing reads `{entry.name}` here",
                fix=nearest(entry.name, _LAYOUT, otherwise=f"Known: {', '.join(sorted(_LAYOUT))}."),
            )
    for part, ending in _ENDINGS.items():
        for entry in files_of(path, f"{part}/*"):
            if entry.suffix != ending and entry.suffix.lower() in _MISTAKABLE:
                issues.add(
                    Source(entry.relative_to(root).as_posix(), 1, 1),
                    "stray_file",
                    f"nothing reads `{entry.name}` here",
                    fix=f"End its name in `{ending}`.",
                )


_LARGEST_UNIT = 100_000  # a year has 8760 hours


def _check_answers(item: Item) -> None:
    names = tuple(field.name for field in fields(AnswerWords))
    table = item.table("answers.yaml", required=names)
    for name in table:
        if name not in ("ordinals", "amounts"):
            table[name].words(name)
    _check_rows(table["ordinals"], "ordinals")
    if "amounts" in table:
        _check_amounts(table["amounts"])


def _check_amounts(item: Item) -> None:
    table = item.table("amounts", required=tuple(field.name for field in fields(AmountWords)))
    for name in table:
        if name == "numerals":
            _check_sizes(table[name], name)
        elif name in ("units", "fixed"):
            for kind, (_, sizes) in table[name].entries(name).items():
                _check_sizes(sizes, kind)
        else:
            table[name].words(name)


def _check_sizes(item: Item, what: str) -> None:
    for word, (_, size) in item.entries(what).items():
        size.number(f"`{word}`", low=0, high=_LARGEST_UNIT)


def _check_rows(item: Item, what: str) -> None:
    for row in item.items(what) if item else ():
        row.words(what)


def _check_thresholds(item: Item) -> None:
    table = item.table("matching.yaml", optional=("thresholds", "fitted"))
    if "thresholds" in table:
        names = tuple(field.name for field in fields(Thresholds))
        numbers = table["thresholds"].table("thresholds", optional=names)
        for name in numbers:
            numbers[name].number(name, low=-100, high=100)

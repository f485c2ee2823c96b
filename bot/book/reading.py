"""Reads one folder of the book, file by file."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from jinja2 import Environment

from bot.book.brand import read_brand
from bot.book.faults import read_faults
from bot.book.folder import Folder
from bot.book.intents import read_areas, read_intents, read_moods
from bot.book.issue import Issues, nearest
from bot.book.policies import read_policy
from bot.book.reader import Item, read_yaml
from bot.book.scripts import read_scripts
from bot.book.wordings import read_phrases
from bot.core.matching import AnswerWords
from bot.core.script import Source

COMMON = "common"
_FILES = ("brand", "areas", "intents", "moods", "answers", "matching", "lexicon", "danger")
_FOLDERS = ("faults", "scripts", "policies", "phrases", "procedures", "bank", "files")
_LAYOUT = frozenset((*(f"{name}.yaml" for name in _FILES), *_FOLDERS))
"""What may stand in a pack's folder."""


def read_folder(path: Path, *, root: Path, environment: Environment, issues: Issues) -> Folder:
    """Read `common/` or a pack's folder; a broken file leaves its part out and is an issue."""
    folder = Folder(name=path.name)

    def each(pattern: str, read: Callable[[Path, Item], None]) -> None:
        for file in sorted(path.glob(pattern)):
            item = read_yaml(file, root=root, issues=issues)
            if item:
                read(file, item)
            else:
                folder.unread = True

    def brand(_: Path, item: Item) -> None:
        folder.brand = read_brand(item)

    _check_layout(path, root=root, issues=issues)
    each("answers.yaml", lambda _, item: _check_answers(item))
    each("brand.yaml", brand)
    each("policies/*.yaml", lambda file, item: read_policy(item, file.stem, folder))
    each("faults/*.yaml", lambda _, item: read_faults(item, folder, environment=environment))
    each("scripts/*.yaml", lambda _, item: read_scripts(item, folder, environment=environment))
    each("intents.yaml", lambda _, item: read_intents(item, folder))
    each("moods.yaml", lambda _, item: read_moods(item, folder))
    each("areas.yaml", lambda _, item: read_areas(item, folder))
    phrases = read_phrases(path, root=root, environment=environment, issues=issues)
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


def _check_answers(item: Item) -> None:
    names = tuple(field.name for field in fields(AnswerWords))
    table = item.table("answers.yaml", required=names)
    for name in table:
        if name != "ordinals":
            table[name].texts(name)
    for row in table["ordinals"].items("ordinals") if "ordinals" in table else ():
        row.texts("an ordinal")

"""Reads one folder of the book, file by file."""

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment

from bot.book.brand import read_brand
from bot.book.faults import read_faults
from bot.book.folder import Folder
from bot.book.intents import read_areas, read_intents, read_moods
from bot.book.issue import Issues
from bot.book.policies import read_policy
from bot.book.reader import Item, read_yaml
from bot.book.scripts import read_scripts
from bot.book.wordings import read_phrases

COMMON = "common"


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

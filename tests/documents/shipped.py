"""The shipped forms alone: reading the whole book takes seconds."""

from functools import cache
from pathlib import Path

from bot.book.brand import read_brand
from bot.book.documents import read_document, read_layouts, with_layouts
from bot.book.folder import Folder
from bot.book.issue import Issues
from bot.book.reader import read_yaml
from bot.core.book import Brand
from bot.core.document import Form

ROOT = Path(__file__).parents[2] / "dialogues"


@cache
def shipped_forms() -> dict[str, Form]:
    issues, folder = Issues(), Folder(name="common")
    for path in sorted(ROOT.glob("common/documents/*.yaml")):
        read_document(read_yaml(path, root=ROOT, issues=issues), path.stem, folder)
    layouts = read_layouts(ROOT / "common", root=ROOT, issues=issues)
    assert issues.sorted() == ()
    return with_layouts(folder.documents, layouts)


@cache
def shipped_brand() -> Brand:
    return read_brand(read_yaml(ROOT / "ebike/brand.yaml", root=ROOT, issues=Issues()))


PRINTED = sorted(path.stem for path in ROOT.glob("common/documents/*.typ") if path.stem != "layout")
SPREADSHEETS = ("monthly_returns", "reships", "return_lines", "settlement")

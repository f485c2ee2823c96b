import asyncio
from datetime import UTC, datetime
from itertools import chain, repeat
from pathlib import Path

import pytest

from bot.book import Loaded, load
from bot.book.shelf import Shelf

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
BRAND = Path("bike") / "brand.yaml"


@pytest.fixture
def shelf(root: Path) -> Shelf:
    times = chain((MONDAY,), repeat(TUESDAY))
    book = load(root, default="bike").book
    assert book is not None
    return Shelf(root, book, clock=lambda: next(times))


def edit(root: Path, old: str, new: str) -> None:
    text = (root / BRAND).read_text("utf-8")
    (root / BRAND).write_text(text.replace(old, new), "utf-8")


def test_shelf_without_a_change_reads_nothing(shelf: Shelf):
    book = shelf.current()
    assert shelf.refresh() is None
    assert shelf.current() is book
    assert shelf.loaded_at == MONDAY


def test_shelf_after_a_good_edit_has_the_new_book(shelf: Shelf, root: Path):
    before = shelf.book
    edit(root, "400-000-0000", "400-111-1111")
    shelf.refresh()
    assert shelf.book.packs["bike"].brand.hotline == "400-111-1111"
    assert shelf.book.digest != before.digest
    assert before.packs["bike"].brand.hotline == "400-000-0000"
    assert shelf.loaded_at == TUESDAY


def test_shelf_after_a_broken_edit_keeps_the_last_good_book_and_says_so(shelf: Shelf, root: Path):
    before = shelf.book
    edit(root, "hotline", "hotlin")
    shelf.refresh()
    assert shelf.book is before
    assert [str(issue) for issue in shelf.issues] == [
        "bike/brand.yaml:3:1 brand.yaml has no key `hotlin`. Did you mean `hotline`?",
    ]
    assert shelf.refresh() is None
    edit(root, "hotlin:", "hotline:")
    shelf.refresh()
    assert shelf.issues == ()
    assert shelf.book.digest == before.digest


class Stumbling(Shelf):
    """A shelf whose first reading meets a file that has just vanished."""

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.stumbled = False

    def refresh(self) -> Loaded | None:
        if not self.stumbled:
            self.stumbled = True
            raise FileNotFoundError("tree.yaml")
        return super().refresh()


async def test_shelf_that_watches_survives_a_file_that_vanishes(root: Path):
    book = load(root, default="bike").book
    assert book is not None
    shelf = Stumbling(root, book)
    await take_up(shelf, root)
    assert shelf.stumbled


async def test_shelf_that_watches_takes_an_edit_up(shelf: Shelf, root: Path):
    await take_up(shelf, root)


async def take_up(shelf: Shelf, root: Path) -> None:
    """Edit, again and again, until the watching shelf has a new book."""
    before = shelf.book
    stop = asyncio.Event()
    watching = asyncio.create_task(shelf.watch(stop))
    async with asyncio.timeout(60):
        while shelf.book is before:
            edit(root, "hotline: 4", "hotline: 44")
            await asyncio.sleep(0.2)
    stop.set()
    await watching
    assert shelf.book.packs["bike"].brand.hotline.startswith("44")

"""Serves the pages for a browser test: `python tests/browser/serve.py FOLDER PORT`."""

import asyncio
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.book.issue import Issue
from bot.book.loading import load
from bot.channels.web import mount
from bot.core.book import Book
from bot.core.engine import step
from bot.desk import Desk
from bot.desk.staff import add_staff
from bot.server import make_site, open_port, serve
from bot.store.engines import Store
from bot.store.schema import create_fresh

ROOT = Path(__file__).parents[2]
PASSWORD = "a long test password"


@dataclass(frozen=True)
class FixedShelf:
    book: Book
    issues: tuple[Issue, ...]
    loaded_at: datetime


async def main(folder: Path, port: int) -> None:
    store = Store(f"sqlite:///{folder}/test.db", synchronous="NORMAL")
    create_fresh(store)
    add_staff(
        store,
        login="admin",
        name="admin",
        roles=("admin",),
        password=PASSWORD,
        now=datetime.now(UTC),
    )
    loaded = load(ROOT / "dialogues", default="ebike")
    if loaded.book is None:
        raise SystemExit("\n".join(map(str, loaded.issues)))
    shelf = FixedShelf(loaded.book, loaded.issues, datetime.now(UTC))
    site = make_site(store)
    mount(
        site,
        desk=Desk(store, lambda: shelf.book, step=step),
        shelf=shelf,
        files=folder / "files",
        secret="s" * 32,
        secure=False,
    )
    with open_port("127.0.0.1", port) as opened:
        ready = lambda: print("ready", opened.getsockname()[1], flush=True)  # noqa: E731, T201
        await serve(site, opened, stop=asyncio.Event(), ready=ready)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))

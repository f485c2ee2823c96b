"""Reads `canned.yaml`: the ready replies of colleagues, Jinja2 texts like every phrase."""

import re

from jinja2 import Environment

from bot.book.folder import Folder
from bot.book.reader import Item
from bot.book.wordings import read_label, read_wordings
from bot.core.book import Canned

_ID = re.compile(r"[a-z][a-z0-9_]*")


def read_canned(item: Item, folder: Folder, *, environment: Environment) -> None:
    """Put the ready replies of one file into the folder, their words among the phrases."""
    table = item.table("canned.yaml", required=("replies",))
    for entry in table["replies"].items("replies") if "replies" in table else ():
        reply = entry.table("a reply", required=("id", "title", "text"))
        if not {"id", "title", "text"} <= set(reply):
            continue
        id_ = reply["id"].text("id")
        if not _ID.fullmatch(id_):
            reply["id"].issue(
                "name",
                f"`{id_}` is not an id",
                fix="Use small letters a-z, digits and _, beginning with a letter.",
            )
            continue
        if id_ in folder.canned:
            reply["id"].issue("duplicate_id", f"reply `{id_}` stands twice", fix="Keep one.")
            continue
        canned = Canned(id=id_, title=read_label(reply["title"], "title"), source=entry.source)
        folder.canned[id_] = canned
        folder.phrases[canned.phrase] = dict(
            read_wordings(reply["text"], "text", environment=environment)
        )

"""A list in a file that is no spreadsheet: what can be done about it is said, by the kind of file."""

from pathlib import PurePath

from bot.core.engine.talk import Talk
from bot.core.events import CustomerSentMedia

_KINDS = {
    "word": (".doc", ".docx", ".wps", ".rtf", ".pages", ".odt"),
    "archive": (".zip", ".rar", ".7z", ".gz", ".tar"),
    "pdf": (".pdf", ".ofd"),
    "numbers": (".numbers",),
}


def file_came(talk: Talk, media: CustomerSentMedia) -> bool:
    """Answer a document of a dealer; False when it has words of its own, or something else is talked about."""
    elsewhere = talk.pending is not None or talk.state.offer is not None
    if media.file.kind != "document" or media.caption or elsewhere:
        return False
    ending = PurePath(media.file.name).suffix.lower()
    kind = next((kind for kind, endings in _KINDS.items() if ending in endings), "not_a_table")
    talk.tell("dealer.table_unreadable", rule="return_table", unreadable=kind, file=media.file.name)
    return True

"""A list in a file: a spreadsheet is taken in, of any other file it is said what can be done about it."""

from datetime import timedelta

from bot.core.effects import ClearTimer, SetTimer
from bot.core.engine.talk import Talk
from bot.core.events import CustomerSentMedia, DealerSentTable
from bot.core.returns.drafting import take_in
from bot.core.returns.rights import only_looks
from bot.core.returns.table import read_rows

LATE = "late"
"""Why a spreadsheet is not read yet: its bytes are on their way."""
LATE_TIMER = "return_table:"
"""Names of timers that wait for such a spreadsheet begin so; the update that told of it follows."""
_LATEST = timedelta(minutes=5)
_AGAIN = ":file"
"""What the update of a spreadsheet ends with that comes after it was told of."""
_REMARKS = ("not_calculated", "long_number", "cut", "other_sheet")

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
    ending = media.file.ending
    kind = next((kind for kind, endings in _KINDS.items() if ending in endings), "not_a_table")
    talk.tell("dealer.table_unreadable", rule="return_table", unreadable=kind, file=media.file.name)
    return True


def table_came(talk: Talk, sent: DealerSentTable) -> bool:
    """Take a spreadsheet in, or say what can be done about one that cannot be read; False for a customer's."""
    words, dealer = talk.pack.returns, talk.dealer
    if words is None or dealer is None:
        return sent.again  # kept as a file when it was first told of
    if only_looks(talk):
        return True
    waits = f"{LATE_TIMER}{talk.event.update_id.removesuffix(_AGAIN)}"
    if sent.again:
        talk.effects.append(ClearTimer(waits))
    if sent.unreadable == LATE:
        talk.effects.append(SetTimer(waits, talk.now + _LATEST))
        talk.tell("dealer.table_late", rule="return_table", file=sent.name)
        return True
    if sent.unreadable:
        talk.tell(
            "dealer.table_unreadable",
            rule="return_table",
            unreadable=sent.unreadable,
            file=sent.name,
        )
        return True
    listed = read_rows(sent.rows, words, today=talk.today)
    if not listed.lines:
        talk.tell("dealer.table_empty", rule="return_table", file=sent.name)
        _tell_remarks(talk, sent)
        return True
    talk.tell("dealer.table_read", rule="return_table", file=sent.name, count=len(listed.lines))
    _tell_remarks(talk, sent)
    take_in(talk, listed)
    return True


def never_came(talk: Talk, name: str) -> bool:
    """Ask for a spreadsheet again that was told of and never came, whatever stopped it; False for another timer."""
    if not name.startswith(LATE_TIMER):
        return False
    if talk.dealer is not None:
        talk.tell("dealer.table_lost", rule="return_table")
    return True


def _tell_remarks(talk: Talk, sent: DealerSentTable) -> None:
    """Say what of a spreadsheet was not read as its sender may think."""
    if not sent.remarks:
        return
    places = {
        kind: tuple(dict.fromkeys(where for one, where in sent.remarks if one == kind))
        for kind in _REMARKS
    }
    talk.tell("dealer.table_remarks", rule="return_table", **places)

"""A spreadsheet somebody sends, read before the core sees it; every channel turns a document into the same event."""

from pathlib import PurePath

from bot.channels.cleaning import clean
from bot.core.events import CustomerSentMedia, DealerSentTable, MediaFile
from bot.documents.sheets import Unreadable, read_table
from bot.documents.tables import MAX_BYTES

NOT_FETCHED = "not_fetched"
"""Why a table is not read: the channel did not hand over its bytes."""

LATE = "late"
"""Why a table is not read yet: its bytes are on their way."""

_ENDINGS = (".xlsx", ".xlsm", ".xls", ".csv", ".tsv", ".txt", ".et", ".ods")


def is_table(file: MediaFile) -> bool:
    """Tell by its name whether a document may be a spreadsheet."""
    return file.kind == "document" and PurePath(file.name).suffix.lower() in _ENDINGS


def too_large(file: MediaFile) -> bool:
    """Tell whether a spreadsheet need not be fetched, because it would not be read."""
    return (file.size or 0) > MAX_BYTES


def table_event(file: MediaFile, data: bytes | None) -> DealerSentTable:
    """Return what a spreadsheet says, or why it cannot be read; takes a second at most, so call it in a thread."""
    if too_large(file):
        return DealerSentTable(name=file.name, rows=(), unreadable="too_large", file=file)
    if data is None:
        return DealerSentTable(name=file.name, rows=(), unreadable=NOT_FETCHED, file=file)
    table = read_table(data, file.name)
    if isinstance(table, Unreadable):
        return DealerSentTable(name=file.name, rows=(), unreadable=table.reason, file=file)
    rows = tuple(tuple(clean(cell) for cell in row) for row in table.rows)
    remarks = tuple((one.kind, clean(one.where)) for one in table.remarks)
    return DealerSentTable(name=clean(file.name), rows=rows, file=file, remarks=remarks)


def table_late(file: MediaFile) -> DealerSentTable:
    """Return the event of a spreadsheet whose bytes are still on their way."""
    return DealerSentTable(name=clean(file.name), rows=(), unreadable=LATE, file=file)


def sent_file(file: MediaFile, data: bytes) -> CustomerSentMedia | DealerSentTable:
    """Return the event of a file whose bytes are at hand."""
    return table_event(file, data) if is_table(file) else CustomerSentMedia(file=file)

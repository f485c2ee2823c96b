"""Tables people send: CSV and XLSX, read without trusting them."""

from bot.documents.excel import read_excel
from bot.documents.plain import read_plain
from bot.documents.tables import MAX_BYTES, Reason, Remark, Table, Unreadable

__all__ = ["Reason", "Remark", "Table", "Unreadable", "read_table"]

_ZIP = b"PK\x03\x04"
_ZIP_EMPTY = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
)


def read_table(data: bytes, name: str) -> Table | Unreadable:
    """Return the table in a file, whatever its name says it is.

    Takes XLSX (its first sheet with content) and CSV or other separated text in UTF-8, UTF-16 or GB18030.
    Never raises; takes a second at most, so call it in a thread.
    """
    if len(data) > MAX_BYTES:
        return Unreadable("too_large", f"{len(data)} bytes")
    if data.startswith(_OLE):
        return Unreadable("password" if _ENCRYPTED in data else "old_excel")
    if data.startswith((_ZIP, _ZIP_EMPTY)):
        return read_excel(data, name)
    if data.startswith(_OTHER):
        return Unreadable("not_a_table", "another kind of file")
    if name.lower().endswith((".xlsx", ".xlsm")) and data.strip():
        return Unreadable("corrupt", "no zip archive")
    return read_plain(data, name)

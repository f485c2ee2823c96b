"""A form of the book filled in, whatever kind of file it is."""

from bot.core.book import Brand
from bot.core.document import Data, Form


def filled(form: Form, data: Data, *, brand: Brand) -> bytes:
    """Return a filled form as the file its format names.

    Raises MissingFieldsError and LayoutError, as `printable.printable` says.
    """
    # Neither Typst nor openpyxl is loaded before somebody needs it.
    if form.format == "xlsx":
        from bot.documents.workbook import workbook  # noqa: PLC0415

        return workbook(form, data, brand=brand)
    from bot.documents.printable import printable  # noqa: PLC0415

    return printable(form, data, brand=brand)


def pictured(form: Form, data: Data, *, brand: Brand) -> tuple[bytes, ...]:
    """Return the pages of a filled printed form as PNG; raises as `filled` does."""
    from bot.documents.printable import pictures  # noqa: PLC0415

    return pictures(form, data, brand=brand)

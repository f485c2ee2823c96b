"""A printed form as a person, a program and a scanner see it."""

from dataclasses import dataclass

import pypdfium2
import zxingcpp
from PIL import Image

from bot.core.document import Data
from bot.documents.printable import printable
from tests.documents.shipped import shipped_brand, shipped_forms

INCH = 72
_READ_AT = 200
"""Dots per inch: what a cheap scanner sees."""


@dataclass(frozen=True)
class Page:
    text: str
    size: tuple[int, int]
    right: float
    """How far to the right any letter stands, in points."""
    picture: Image.Image

    @property
    def codes(self) -> set[tuple[str, str]]:
        return {(str(code.format), code.text) for code in zxingcpp.read_barcodes(self.picture)}


def pages_of(pdf: bytes) -> list[Page]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_page(page) for page in document]
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage) -> Page:
    words = page.get_textpage()
    rights = [words.get_rect(place)[2] for place in range(words.count_rects())]
    width, height = page.get_size()
    made = Page(
        text=words.get_text_range().replace("\r\n", "\n"),
        size=(round(width), round(height)),
        right=max(rights, default=0.0),
        picture=page.render(scale=_READ_AT / INCH).to_pil().convert("L"),
    )
    words.close()
    page.close()
    return made


def printed(form: str, data: Data | None = None) -> list[Page]:
    """The pages of a shipped form, of its example when no data are given."""
    described = shipped_forms()[form]
    given = described.example if data is None else data
    return pages_of(printable(described, given, brand=shipped_brand()))

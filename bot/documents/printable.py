"""A form of the book filled in: PDF by Typst, the data passed as JSON so that no value is ever markup."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

import pylopdf_fonts_zh_cn
import typst

from bot.core.book import Brand
from bot.core.document import (
    MAIN,
    Data,
    Form,
    LayoutError,
    MissingFieldsError,
    codes_in,
    missing,
)
from bot.core.say import FALLBACK_LANGUAGE, in_language
from bot.documents.codes import bars_svg, qr_svg
from bot.documents.values import laid_out

_PLACE = re.compile(r"┌─ (?:.*[\\/])?([\w.-]+):(\d+):(\d+)")


def printable(form: Form, data: Data, *, brand: Brand) -> bytes:
    """Return a filled form as PDF; the same data give the same bytes.

    Raises MissingFieldsError, and LayoutError when the form's Typst is wrong. Takes some hundredths of a
    second: never call it on the event loop or inside a transaction.
    """
    lacking = missing(form, data)
    if lacking:
        raise MissingFieldsError(form, lacking)
    return cast("bytes", _compile(form, _inputs(form, data, brand), kind="pdf"))


def pictures(form: Form, data: Data, *, brand: Brand, ppi: float = 110) -> tuple[bytes, ...]:
    """Return a filled form's pages as PNG, for a preview; raises as `printable` does."""
    lacking = missing(form, data)
    if lacking:
        raise MissingFieldsError(form, lacking)
    pages = _compile(form, _inputs(form, data, brand), kind="png", ppi=ppi)
    return tuple(pages) if isinstance(pages, list) else (cast("bytes", pages),)


def _inputs(form: Form, data: Data, brand: Brand) -> str:
    zone = ZoneInfo(brand.hours.timezone)
    given: Mapping[str, Any] = {
        "data": laid_out(form.fields, data, zone=zone),
        "form": {
            "name": in_language(form.name, FALLBACK_LANGUAGE),
            "number": form.number,
            "version": form.version,
            "signed_off": form.signed_off,
        },
        "company": {
            "name": in_language(brand.name, FALLBACK_LANGUAGE),
            "hotline": brand.hotline,
        },
        "codes": {text: _pictured(text) for text in sorted(codes_in(form, data))},
    }
    return json.dumps(given, ensure_ascii=False)


def _pictured(text: str) -> Mapping[str, str | None]:
    return {"qr": qr_svg(text), "bars": bars_svg(text)}


@cache
def _fonts() -> typst.Fonts:
    """Only what comes with the product, so that a form looks the same on every machine."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[pylopdf_fonts_zh_cn.sans_path().parent],
    )


def _compile(
    form: Form, given: str, *, kind: Literal["pdf", "png"], ppi: float | None = None
) -> bytes | list[bytes] | None:
    compiler = typst.Compiler(font_paths=_fonts())
    try:
        return compiler.compile(
            cast("Any", dict(form.sources)),  # its types do not know files in memory yet
            format=kind,
            ppi=ppi,
            sys_inputs={"given": given},
        )
    except typst.TypstError as error:
        raise _layout_error(form, error) from error


def _layout_error(form: Form, error: typst.TypstError) -> LayoutError:
    """Return Typst's complaint with its place; Typst counts columns from 0."""
    found = _PLACE.search(error.diagnostic)
    file, line, column = (found[1], int(found[2]), int(found[3]) + 1) if found else (MAIN, 1, 1)
    problem = "; ".join((error.message, *error.hints))
    own = f"{form.id}.typ" if file == MAIN else file
    return LayoutError(problem, file=own, line=line, column=column)

"""Texts as pictures that scanners read: QR, and Code 128 for the older kind of scanner."""

import io
from itertools import groupby

import segno
from barcode import Code128
from barcode.errors import BarcodeError

_QUIET = 10
"""Modules left white on both sides of a bar code."""
_HEIGHT = 40


def qr_svg(text: str) -> str | None:
    """Return a QR code as SVG, without its white border; None for a text no QR code holds."""
    out = io.BytesIO()
    try:
        code = segno.make_qr(text, error="m", boost_error=False)
    except segno.DataOverflowError:
        return None
    code.save(out, kind="svg", border=0, xmldecl=False, nl=False, omitsize=True)
    return out.getvalue().decode()


def bars_svg(text: str) -> str | None:
    """Return a Code 128 bar code as SVG, to be stretched to its place; None for letters it does not have."""
    try:
        modules = Code128(text).build()[0]
    except BarcodeError:
        return None
    at, path = _QUIET, ""
    for module, run in groupby(modules):
        width = len(list(run))
        if module == "1":
            path += f"M{at} 0h{width}v{_HEIGHT}h-{width}z"
        at += width
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {at + _QUIET} {_HEIGHT}"'
        f' preserveAspectRatio="none"><path d="{path}"/></svg>'
    )

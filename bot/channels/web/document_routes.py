"""Documents and previews of forms, for whoever may see them."""

from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response, status
from fastapi.responses import FileResponse

from bot.channels.web.office import Office
from bot.channels.web.staff_door import staff_member
from bot.core.book import Brand
from bot.core.document import Data, Form, LayoutError, file_name
from bot.desk import exports
from bot.documents.cabinet import NoDocumentError
from bot.documents.filling import filled, pictured
from bot.store.documents import PREFIX

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_Month = Annotated[str, Query(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
_Name = Annotated[str, Query(max_length=200)]
_PRIVATE = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, max-age=31536000, immutable",
}
_FRESH = {**_PRIVATE, "Cache-Control": "private, no-cache"}


def give_document(office: Office, ref: str) -> Response:
    """Return a document as a download; who may have it is the caller's affair. Blocks while it is made."""
    try:
        document, path = office.cabinet.fetch(ref)
    except NoDocumentError as error:
        raise HTTPException(status.HTTP_404_NOT_FOUND) from error
    media_type = MEDIA_TYPES.get(path.suffix[1:])
    return FileResponse(path, media_type=media_type, filename=document.name, headers=_PRIVATE)


def document_routes(office: Office) -> APIRouter:
    """Return documents, exports, and the previews below `/book/documents`, all for signed-in staff."""

    def signed_in(request: Request) -> None:
        if staff_member(office, request) is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND)

    routes = APIRouter(dependencies=[Depends(signed_in)])

    @routes.get("/documents/{id_}")
    def document(id_: str) -> Response:
        """Return a document of any case."""
        return give_document(office, PREFIX + id_)

    @routes.get("/exports/reships")
    def reships(month: _Month, pack: _Name = "") -> Response:
        """Return the month's reships as a spreadsheet (R11)."""
        shown = office.shelf.book.pack(pack)
        form = _form(office, shown.name, "reships")
        day = date.fromisoformat(f"{month}-01")
        data = exports.reships(office.desk.store, shown, month=day)
        return _download(form, data, brand=shown.brand)

    @routes.get("/book/documents/{pack}/{form}")
    def example(pack: str, form: str) -> Response:
        """Return a form filled with its invented data."""
        found = _form(office, pack, form)
        return _download(found, found.example, brand=office.shelf.book.pack(pack).brand)

    @routes.get("/book/documents/{pack}/{form}/{page}.png")
    def picture(pack: str, form: str, page: int) -> Response:
        """Return a page of a printed form with its invented data."""
        found = _form(office, pack, form)
        if found.format != "pdf":
            raise HTTPException(status.HTTP_404_NOT_FOUND)
        try:
            pages = pictured(found, found.example, brand=office.shelf.book.pack(pack).brand)
        except LayoutError as error:
            raise HTTPException(status.HTTP_409_CONFLICT, str(error)) from error
        if not 0 < page <= len(pages):
            raise HTTPException(status.HTTP_404_NOT_FOUND)
        return Response(pages[page - 1], media_type="image/png", headers=_FRESH)

    return routes


def _form(office: Office, pack: str, form: str) -> Form:
    packs = office.shelf.book.packs
    found = packs[pack].documents.get(form) if pack in packs else None
    if found is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    return found


def _download(form: Form, data: Data, *, brand: Brand) -> Response:
    try:
        content = filled(form, data, brand=brand)
    except LayoutError as error:
        raise HTTPException(status.HTTP_409_CONFLICT, str(error)) from error
    name = quote(file_name(form, data))
    return Response(
        content,
        media_type=MEDIA_TYPES[form.format],
        headers={**_FRESH, "Content-Disposition": f"attachment; filename*=utf-8''{name}"},
    )

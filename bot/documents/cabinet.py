"""Stored documents as finished files: made when first needed, then always the same bytes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import BoundedSemaphore

from bot.core.book import Book
from bot.core.document import LayoutError, MissingFieldsError
from bot.core.events import MediaFile
from bot.documents.filling import filled
from bot.store.documents import PREFIX, StoredDocument, find_document, finish_document
from bot.store.engines import Store
from bot.store.files import keep_file, kept_path

_AT_ONCE = BoundedSemaphore(2)
"""Forms being laid out in this process; each takes a core, and customers wait for the others."""


class NoDocumentError(LookupError):
    """A document cannot be made: it is not there, its form is gone, or it lacks what the form needs."""


class Cabinet:
    """Finds and makes the files of documents; every method blocks, so call it in a thread."""

    def __init__(self, store: Store, books: Callable[[], Book], *, files: Path) -> None:
        """Take the forms from the book of the moment and keep what is made in `files`."""
        self._store = store
        self._books = books
        self._files = files

    def file_of(self, media: MediaFile) -> MediaFile:
        """Return a message's file as one that is kept; a document is made if need be.

        Raises NoDocumentError.
        """
        if not media.ref.startswith(PREFIX):
            return media
        document, path = self.fetch(media.ref)
        return replace(media, ref=f"file:{path.name}", name=document.name)

    def fetch(self, ref: str) -> tuple[StoredDocument, Path]:
        """Return a document and where its file lies; raises NoDocumentError."""
        document = self._find(ref)
        path = kept_path(self._files, document.file) if document.file else None
        if path is not None:
            return document, path
        with _AT_ONCE:
            content = self._fill(document)
        return document, self._keep(document, content)

    def _find(self, ref: str) -> StoredDocument:
        with self._store.read() as tx:
            found = find_document(tx, tenant=self._store.tenant, ref=ref)
        if found is None:
            raise NoDocumentError(f"there is no {ref}")
        return found

    def _fill(self, document: StoredDocument) -> bytes:
        pack = self._books().pack(document.pack)
        form = pack.documents.get(document.form)
        if form is None:
            raise NoDocumentError(f"the book has no form {document.form}")
        try:
            return filled(form, document.data, brand=pack.brand)
        except (MissingFieldsError, LayoutError) as error:
            raise NoDocumentError(str(error)) from error

    def _keep(self, document: StoredDocument, content: bytes) -> Path:
        """Keep a finished file, unless another process was faster: then its file is the document's."""
        kept = keep_file(self._files, content, name=document.name)
        with self._store.write() as tx:
            finish_document(
                tx,
                tenant=self._store.tenant,
                id_=document.id,
                before=document.file,
                file=kept.ref,
            )
            now = find_document(tx, tenant=self._store.tenant, ref=document.ref)
        path = kept_path(self._files, now.file) if now is not None else None
        if path is None:
            raise NoDocumentError(f"the file of {document.ref} is not in the folder of files")
        return path

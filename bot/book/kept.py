"""Arrays kept in the user's cache folder, so that what took long is made once."""

import os
import zipfile
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np

from bot.core.matching.matcher import Arrays


def cache_folder() -> Path:
    """Return where this user's programs keep what they can make again."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "shouhou"


def read_kept(file: Path) -> Arrays | None:
    """Return what `keep` wrote; None when there is no such file or it is broken."""
    try:
        with np.load(file, allow_pickle=False) as kept:
            return dict(kept)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        return None


def keep(file: Path, arrays: Arrays, *, most: int) -> None:
    """Write `<kind>-<digest>.npz` whole or not at all, and leave the `most` newest of its kind.

    Raises OSError when the folder cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
        np.savez(part, allow_pickle=False, **arrays)
    Path(part.name).replace(file)
    kind = file.name.partition("-")[0]
    kept = sorted(file.parent.glob(f"{kind}-*.npz"), key=lambda path: -path.stat().st_mtime)
    for old in kept[most:]:
        old.unlink(missing_ok=True)

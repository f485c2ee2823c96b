"""Style sheets and scripts of the pages, under addresses that change with their content."""

import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
PREFIX = "/web"


@cache
def asset(name: str) -> str:
    """Return the address of a file in `static/`."""
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
    return f"{PREFIX}/{name}?v={digest[:12]}"

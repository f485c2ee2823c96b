"""Style sheets and scripts of the pages, under addresses that change with their content."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Response
from fastapi.staticfiles import StaticFiles

FOLDER = Path(__file__).parent / "static"
PREFIX = "/web"


@cache
def asset(name: str) -> str:
    """Return the address of a file in `static/`."""
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
    return f"{PREFIX}/{name}?v={digest[:12]}"


class Assets(StaticFiles):
    """The files in `static/`; what is asked for by its content's address is never asked for again."""

    async def get_response(self, path: str, scope: Any) -> Response:
        """Return a file, to be kept by the browser when its address names its content."""
        answer = await super().get_response(path, scope)
        if scope["query_string"].startswith(b"v="):
            answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer

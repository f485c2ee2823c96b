"""Keeps other sites from acting through a visitor's browser."""

from urllib.parse import urlsplit

from fastapi import HTTPException, Request, status


def same_origin(request: Request) -> None:
    """Refuse a request that a page of another site made (403)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        foreign = site not in ("same-origin", "none")
    else:
        origin = request.headers.get("origin")
        foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if foreign:
        raise HTTPException(status.HTTP_403_FORBIDDEN)

"""Lets passwords be checked one at a time, beside the threads that answer customers."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from fastapi import HTTPException, status

MOST = 8
"""Checks under way or waiting; argon2 makes each cost 64 MB and a tenth of a second on purpose."""

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class Turnstile:
    """A thread of its own for checking passwords, and a short line before it."""

    def __init__(self) -> None:
        """Start with nobody in the line."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="passwords")
        self._inside = 0

    async def check(
        self,
        check: Callable[_Given, _Result],
        /,
        *args: _Given.args,
        **kwargs: _Given.kwargs,
    ) -> _Result:
        """Run a check when its turn comes; raises HTTPException (429) when the line is full."""
        if self._inside >= MOST:
            raise HTTPException(status.HTTP_429_TOO_MANY_REQUESTS, headers={"Retry-After": "2"})
        self._inside += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._thread, partial(check, *args, **kwargs))
        finally:
            self._inside -= 1

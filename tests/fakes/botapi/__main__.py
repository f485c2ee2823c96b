"""The fake as its own process: python -m tests.fakes.botapi --port 8081 --log calls.jsonl"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from .api import DEFAULT_TOKEN, FakeBotApi
from .rates import Rates


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fakes.botapi",
        description="A fake Telegram Bot API server on 127.0.0.1. Prints its address when ready.",
        epilog="example: python -m tests.fakes.botapi --port 8081 --log calls.jsonl",
    )
    parser.add_argument("--port", type=int, default=0, help="0 chooses a free one")
    parser.add_argument("--log", type=Path, help="append every call to this file, a JSON line each")
    parser.add_argument(
        "--token",
        action="append",
        help=f"a bot; may be given several times (default {DEFAULT_TOKEN})",
    )
    parser.add_argument("--rates", action="store_true", help="enforce Telegram's speed limits")
    return parser.parse_args()


async def _serve(arguments: argparse.Namespace) -> None:
    first, *others = arguments.token or [DEFAULT_TOKEN]
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with FakeBotApi(
        port=arguments.port,
        token=first,
        log=arguments.log,
        rates=Rates() if arguments.rates else None,
    ) as api:
        for token in others:
            api.add_bot(token=token, username=f"fake_{token.partition(':')[0]}_bot")
        sys.stdout.write(f"{api.base_url}\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(_serve(_arguments()))

"""What a dealer waits for: a pasted list, a large spreadsheet, a return submitted."""

import io
import statistics
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from openpyxl import Workbook

from bot.channels.terminal.session import Session, Speaker
from bot.core.book import Book
from bot.core.dispatch import dispatch
from bot.desk import Desk
from bot.store.engines import Store
from bot.store.migrate import migrate
from tests.bench.figure import Figure

_PARTS = ("控制器", "充电器", "转把", "仪表", "电机", "刹把", "转换器", "大灯")
_MODELS = ("TDR-12", "TDR-20", "YT-60", "YT-72")
_FAULTS = ("进水", "不通电", "失灵", "黑屏", "异响", "不充电")
_PASTED, _ROWS = 40, 1000
_PASTE_GOAL, _TABLE_GOAL = 300, 3000  # milliseconds
_START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def measure_returns(book: Book, *, rounds: int) -> Iterator[Figure]:
    """Yield how long the bot takes from a message to its committed answer, with the whole desk between."""
    pasted, read, submitted = [], [], []
    for number in range(rounds):
        with TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/returns.db"
            migrate(url)
            store = Store(url)
            desk = Desk(store, lambda: book, step=dispatch)
            session = Session(desk, files=Path(folder), start=_START, make_up=True)
            dealer = Speaker("dealer", str(number))
            session.say(dealer, "/start")
            pasted.append(_time(partial(session.say, dealer, paste())))
            session.say(dealer, "清空")
            session.press(dealer, "不退了")
            table = Path(folder) / "returns.xlsx"
            table.write_bytes(spreadsheet())
            read.append(_time(partial(session.photo, dealer, table)))
            submitted.append(_time(partial(session.say, dealer, "提交")))
            store.close()
    yield _figure(f"a paste of {_PASTED} lines answered", pasted, _PASTE_GOAL)
    yield _figure(f"an XLSX of {_ROWS} lines read, checked, answered", read, _TABLE_GOAL)
    yield _figure(f"a return of {_ROWS} lines opened", submitted, _TABLE_GOAL)


def paste() -> str:
    """Return a list as a dealer pastes it."""
    return "\n".join(
        f"{n + 1}. {_PARTS[n % 8]} {n % 4 + 1}个 {_MODELS[n % 4]} 2026年{n % 9 + 1}月 {_FAULTS[n % 6]}"
        for n in range(_PASTED)
    )


def spreadsheet() -> bytes:
    """Return a filled-in spreadsheet, each line with a serial number."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["配件", "数量", "车型", "发票日期", "故障", "编号"])
    for n in range(_ROWS):
        sheet.append(
            [
                _PARTS[n % 8],
                1,
                _MODELS[n % 4],
                f"2026-{n % 9 + 1:02}-08",
                _FAULTS[n % 6],
                f"LX{2_500_000 + n}",
            ]
        )
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _time(act: Callable[[], None]) -> float:
    started = perf_counter()
    act()
    return (perf_counter() - started) * 1000


def _figure(name: str, times: list[float], goal: int) -> Figure:
    worst = max(times)
    measured = f"{statistics.median(times):.0f} ms, worst {worst:.0f} ms"
    return Figure(name=name, goal=f"≤ {goal} ms", measured=measured, is_met=worst <= goal)

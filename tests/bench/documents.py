"""What reading a table and printing a form cost."""

import io
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

from openpyxl import Workbook

from bot.desk.views import transcript
from bot.documents.cabinet import Cabinet
from bot.documents.filling import filled
from bot.documents.sheets import read_table
from bot.store.engines import Store
from bot.store.schema import create_fresh
from tests.bench.figure import Figure, at_most
from tests.documents.drawer import book_of_forms, drawer, hello
from tests.documents.shipped import shipped_brand, shipped_forms

ROOT = Path(__file__).parents[2]
_HEADING = ("配件", "数量", "型号", "发票日期", "故障", "编号")
_FRESH = """
from time import perf_counter
from bot.documents.filling import filled
from tests.documents.shipped import shipped_brand, shipped_forms
form = shipped_forms()["return_list"]
began = perf_counter()
filled(form, form.example, brand=shipped_brand())
print(perf_counter() - began)
"""


def measure_documents(*, rounds: int) -> Iterator[Figure]:
    """Yield the figures, medians of so many rounds unless said otherwise."""
    big, blank = _excel(1000), _excel(20, blank=100_000)
    text = "\n".join(",".join(map(str, row)) for row in _rows(1000)).encode("gb18030")
    yield _timed("XLSX of 1,000 lines read", lambda _: read_table(big, "a.xlsx"), rounds, 500)
    yield _timed("CSV of 1,000 lines in GBK read", lambda _: read_table(text, "a.csv"), rounds, 100)
    yield _timed(
        "XLSX with 100,000 blank rows read", lambda _: read_table(blank, "a"), rounds, 1000
    )
    for count, limit in ((1, 100), (40, 200), (200, 1000)):
        name = f"退货清单 of {count} lines as PDF"
        yield _timed(
            name,
            lambda turn, count=count: _fill("return_list", _returned(count, turn)),
            rounds,
            limit,
        )
    yield _timed(
        "本月退货 of 1,000 lines as XLSX", lambda _: _fill("monthly_returns", _month()), 3, 2000
    )
    yield at_most("first form of a process", _first() * 1000, 1000, unit="ms", digits=0)
    yield _fetched_again(rounds)


def _timed(name: str, work: Callable[[int], object], rounds: int, limit: float) -> Figure:
    work(rounds)  # loads what is loaded once
    took = []
    for turn in range(rounds):
        began = perf_counter()
        work(turn)
        took.append(perf_counter() - began)
    return at_most(name, median(took) * 1000, limit, unit="ms", digits=1)


def _rows(count: int) -> list[tuple[object, ...]]:
    line = ("控制器", 3, "TDR-12", date(2025, 3, 1), "进水后不通电")
    return [_HEADING, *((*line, f"LX{number:08d}") for number in range(count))]


def _excel(count: int, *, blank: int = 0) -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in _rows(count):
        sheet.append(row)
    for number in range(count + 2, count + 2 + blank):
        sheet.cell(number, 1).number_format = "0.00"
    book.save(out)
    return out.getvalue()


def _fill(form: str, data: dict[str, object]) -> bytes:
    return filled(shipped_forms()[form], data, brand=shipped_brand())


def _returned(count: int, turn: int) -> dict[str, object]:
    """Return data nobody printed before: Typst remembers what it has laid out."""
    line = {"part": "控制器", "model": "TDR-12", "quantity": 1, "fault": "进水", "warranty": "保内"}
    lines = [{**line, "serials": [f"LX{turn:04d}{number:04d}"]} for number in range(count)]
    return {
        **shipped_forms()["return_list"].example,
        "number": f"RT-20261123-{turn:04d}",
        "total": count,
        "lines": lines,
    }


def _month() -> dict[str, object]:
    example = shipped_forms()["monthly_returns"].example
    return {**example, "lines": [example["lines"][0]] * 1000}


def _first() -> float:
    done = subprocess.run(
        [sys.executable, "-c", _FRESH], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def _fetched_again(rounds: int) -> Figure:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/bench.db")
        create_fresh(store)
        handled = drawer(store).handle(hello())
        cabinet = Cabinet(store, book_of_forms, files=Path(folder))
        ref = _ref(store, handled.replies)
        figure = _timed("stored document fetched again", lambda _: cabinet.fetch(ref), rounds, 10)
        store.close()
    return figure


def _ref(store: Store, replies: tuple[int, ...]) -> str:
    lines = transcript(store, "telegram:1", after=replies[0] - 1)
    return next(line.files[0].ref for line in lines if line.files)

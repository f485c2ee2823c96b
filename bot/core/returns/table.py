"""A spreadsheet's rows as lines: columns known by their headings, in any order."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.core.returns.days import read_cell
from bot.core.returns.line import Fault, ReturnLine
from bot.core.returns.listing import Heard
from bot.core.returns.numbers import find_counts, numeral
from bot.core.returns.serials import find_serials
from bot.core.returns.told import find_part, known_model, take_apart
from bot.core.returns.words import ReturnWords
from bot.core.text import normalise

_HEADING_ROWS = 15  # a title, an address and an empty row may stand above the headings
_LEAST_HEADINGS = 2
_LONGEST_FAULT = 80
_LONGEST_SAID = 200
_LONGEST_NAME = 20


def read_rows(rows: Sequence[Sequence[str]], words: ReturnWords, *, today: date) -> Heard:
    """Return the lines of a spreadsheet; without known headings each row is read like a typed line."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    head = _heading(filled, words)
    below = filled if head is None else filled[head + 1 :]
    columns = None if head is None else _columns(filled[head], words)
    lines: list[ReturnLine] = []
    stated: int | None = None
    for row in below:
        if normalise(next(cell for cell in row if cell.strip())) in words.totals:
            counts = [one.value for one in find_counts(normalise(" ".join(row)), words)]
            stated = next((count for count in counts if count), stated)
            continue
        line = _free(row, words, today) if columns is None else _line(row, columns, words, today)
        if line is not None:
            lines.append(line)
    kept = lines[: words.limits.lines]
    return Heard(
        lines=tuple(kept), stated=stated, is_list=bool(lines), left_out=len(lines) - len(kept)
    )


def _heading(rows: Sequence[Sequence[str]], words: ReturnWords) -> int | None:
    """Return the row that names most columns, when it names enough of them."""
    scores = [len(set(_columns(row, words).values())) for row in rows[:_HEADING_ROWS]]
    best = max(scores, default=0)
    return scores.index(best) if best >= _LEAST_HEADINGS else None


def _columns(row: Sequence[str], words: ReturnWords) -> dict[int, str]:
    """Return position → field of the headings known; the first column of a field counts."""
    found: dict[int, str] = {}
    for place, cell in enumerate(row):
        heading = normalise(cell).strip(" *:()[]")
        field = words.columns.get(heading) or words.columns.get(heading.partition("(")[0].strip())
        if field is not None and field not in found.values():
            found[place] = field
    return found


def _free(row: Sequence[str], words: ReturnWords, today: date) -> ReturnLine | None:
    told = take_apart(" ".join(cell for cell in row if cell.strip()), words, today=today)
    return told.line if told.line.part or told.facts > 1 else None


def _line(
    row: Sequence[str], columns: Mapping[int, str], words: ReturnWords, today: date
) -> ReturnLine | None:
    cells = {field: row[place].strip() for place, field in columns.items() if place < len(row)}
    if not any(cells.get(field) for field in ("part", "quantity", "model", "serials", "fault")):
        return None
    line = ReturnLine(said=" · ".join(cell for cell in row if cell.strip())[:_LONGEST_SAID])
    for read in (_part, _quantity, _model, _bought, _serials, _fault):
        line = read(line, cells, words, today)
    return line


def _part(
    line: ReturnLine, cells: Mapping[str, str], words: ReturnWords, _today: date
) -> ReturnLine:
    cell = cells.get("part", "")
    return replace(line, part=find_part(normalise(cell), words), called=cell[:_LONGEST_NAME])


def _quantity(
    line: ReturnLine, cells: Mapping[str, str], words: ReturnWords, _today: date
) -> ReturnLine:
    cell = normalise(cells.get("quantity", ""))
    if not cell:
        return line
    whole = cell.removesuffix(".0")
    spoken = numeral(whole, words)
    if spoken:
        whole = str(spoken)
    counts = find_counts(whole, words)
    if not counts:
        return _wrong(line, Fault("quantity_broken", cell[:20]))
    count = counts[0]
    return replace(line, quantity=count.value) if count.wrong is None else _wrong(line, count.wrong)


def _model(
    line: ReturnLine, cells: Mapping[str, str], words: ReturnWords, today: date
) -> ReturnLine:
    cell = cells.get("model", "")
    if not cell:  # some write the model beside the part's name
        return replace(line, model=take_apart(cells.get("part", ""), words, today=today).line.model)
    model = known_model(cell, words)
    return replace(line, model=model) if model else _wrong(line, Fault("model_unknown", cell[:40]))


def _bought(
    line: ReturnLine, cells: Mapping[str, str], words: ReturnWords, today: date
) -> ReturnLine:
    cell = normalise(cells.get("bought", ""))
    if not cell:
        return line
    day = read_cell(cell, words, today=today)
    if day is None:
        return _wrong(line, Fault("bought_wrong", cell[:20]))
    if day.wrong is not None:
        return _wrong(line, day.wrong)
    return replace(line, bought=day.day, bought_day=day.exact)


def _serials(
    line: ReturnLine, cells: Mapping[str, str], words: ReturnWords, today: date
) -> ReturnLine:
    cell = cells.get("serials", "")
    if not cell:
        return line
    told = take_apart(cell, words, today=today).line
    wrong = [fault for fault in told.wrong if fault.field == "serials"]
    found = told.serials or find_serials("sn " + normalise(cell), words).numbers
    if not found and not wrong:
        wrong = [Fault("serials_wrong", cell[:40])]
    return _wrong(replace(line, serials=found), *wrong)


def _fault(
    line: ReturnLine, cells: Mapping[str, str], words: ReturnWords, _today: date
) -> ReturnLine:
    told = [" ".join(cells.get(field, "").split()) for field in ("fault", "damage", "note")]
    if words.damage(told[1]) is None:
        told[1] = ""  # sound, or not said
    return replace(line, fault="，".join(one for one in told if one)[:_LONGEST_FAULT])


def _wrong(line: ReturnLine, *faults: Fault) -> ReturnLine:
    return replace(line, wrong=(*line.wrong, *faults))

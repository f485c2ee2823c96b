"""Questions about one field of a line, or of several lines that lack the same."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.effects import Button
from bot.core.engine.buttons import payload, person_button, rows, small
from bot.core.engine.talk import Talk
from bot.core.returns.check import CheckedLine
from bot.core.returns.draft import AskedField, ReturnDraft
from bot.core.returns.edits import merge
from bot.core.returns.line import Fault, ReturnLine
from bot.core.returns.numbers import find_counts
from bot.core.returns.showing import rows_of
from bot.core.returns.told import Told, take_apart
from bot.core.returns.words import ReturnWords
from bot.core.text import bare, normalise

SCRIPT = "returns"
"""Name under which questions of a return are numbered."""
DROP, UNKNOWN = "drop", "unknown"
_TOGETHER = ("model_missing", "bought_missing")
"""What may be missing in many lines and is then asked for once."""
_MODEL = "m:"
_MOST_MODELS = 8
_LONGEST_FAULT = 80
_MOST_MISSES = 3


def next_question(checked: Sequence[CheckedLine]) -> tuple[AskedField, Fault] | None:
    """Return what to ask for next; None when every line may go."""
    place = next((n for n, one in enumerate(checked) if one.problems), None)
    if place is None:
        return None
    first = checked[place].problems[0]
    alike: tuple[int, ...] = (place,)
    if first.problem in _TOGETHER:
        alike = tuple(
            n
            for n, one in enumerate(checked)
            if any(fault.problem == first.problem for fault in one.problems)
        )
    return AskedField(alike, first.field), first


def put(talk: Talk, draft: ReturnDraft, asked: AskedField, checked: Sequence[CheckedLine]) -> None:
    """Say a question with its buttons, and remember that it was put."""
    words = talk.pack.returns
    if words is None:
        return
    view = rows_of(checked, words, lang=talk.state.lang)
    first = view[asked.rows[0]]
    fault = next((one for one in checked[asked.rows[0]].problems if one.field == asked.field), None)
    if fault is None:
        return
    number = talk.next_ask(SCRIPT, asked.field)
    talk.change(returning=replace(draft, asked=asked, number=number))
    talk.tell(
        f"dealer.ask_{fault.problem}",
        rule="return_field",
        row=first,
        count=len(asked.rows),
        value=fault.value,
        models=tuple(words.models),
        misses=asked.misses,
    )
    talk.flush(_buttons(talk, asked, number, words))


def _buttons(
    talk: Talk, asked: AskedField, number: int, words: ReturnWords
) -> tuple[tuple[Button, ...], ...]:
    choices: list[Button] = []
    if asked.field == "model" and len(words.models) <= _MOST_MODELS:
        choices = [Button(model, payload(number, f"{_MODEL}{model}")) for model in words.models]
    if asked.field == "bought":
        choices = [Button(small(talk, "button.bought_unknown"), payload(number, UNKNOWN))]
    drop = "button.drop_row" if len(asked.rows) == 1 else "button.drop_rows"
    out = (Button(small(talk, drop), payload(number, DROP)), person_button(talk, number))
    return (*rows(choices), out)


def answered(
    talk: Talk, draft: ReturnDraft, asked: AskedField, text: str
) -> tuple[ReturnLine, ...] | None:
    """Return the lines with a typed answer in place; None when it is no answer to the question."""
    words = talk.pack.returns
    if words is None:
        return None
    told = take_apart(text, words, today=talk.today)
    line = told.line
    plain = bare(normalise(text))
    match asked.field:
        case "model" if line.model or any(one.field == "model" for one in line.wrong):
            new = told
        case "bought" if line.bought is not None or any(x.field == "bought" for x in line.wrong):
            new = told
        case "bought" if any(word in plain for word in talk.pack.answers.unsure):
            return set_unknown(draft, asked)
        case "quantity":
            count = next(iter(find_counts(normalise(text), words)), None)
            dated = line.bought is not None or any(one.field == "bought" for one in line.wrong)
            if count is None or (dated and line.quantity is None):
                return _laid_over(draft, asked, told, vague=words.vague) if told.facts else None
            wrong = (count.wrong,) if count.wrong is not None else ()
            if told.facts > 1:
                return _laid_over(draft, asked, told, vague=words.vague)
            return _put_in(draft, asked, quantity=count.value, wrong=wrong)
        case "part" if line.part:
            new = told
        case "serials" if line.serials or any(x.field == "serials" for x in line.wrong):
            new = _with_first(draft, asked, told)
        case "fault" if plain:
            return _put_in(draft, asked, fault=" ".join(text.split())[:_LONGEST_FAULT], wrong=())
        case _ if told.facts and not line.part:
            new = told  # another field's answer came first
        case _:
            return None
    return _laid_over(draft, asked, new, vague=words.vague)


def _with_first(draft: ReturnDraft, asked: AskedField, told: Told) -> Told:
    """Return an answer with the number that stood there twice before it: only the other one was asked for."""
    line = draft.lines[asked.rows[0]]
    if not any(one.problem == "serials_twice" for one in line.wrong):
        return told
    serials = tuple(dict.fromkeys((*line.serials, *told.line.serials)))
    return replace(told, line=replace(told.line, serials=serials))


def _laid_over(
    draft: ReturnDraft, asked: AskedField, told: Told, *, vague: frozenset[str]
) -> tuple[ReturnLine, ...]:
    """Return the lines with an answer laid over them; what it tells beside facts is a fault not told yet."""
    only_facts = replace(told, rest="")
    whole = told if told.facts > 1 else only_facts
    return tuple(
        merge(one, whole if not one.fault or bare(normalise(one.fault)) in vague else only_facts)
        if place in asked.rows
        else one
        for place, one in enumerate(draft.lines)
    )


def pressed_choice(
    draft: ReturnDraft, asked: AskedField, choice: str
) -> tuple[ReturnLine, ...] | None:
    """Return the lines after a button of the question; None for a button that was not there."""
    if choice == DROP:
        return tuple(one for place, one in enumerate(draft.lines) if place not in asked.rows)
    if choice == UNKNOWN and asked.field == "bought":
        return set_unknown(draft, asked)
    if choice.startswith(_MODEL) and asked.field == "model":
        return _put_in(draft, asked, model=choice.removeprefix(_MODEL), wrong=())
    return None


def set_unknown(draft: ReturnDraft, asked: AskedField) -> tuple[ReturnLine, ...]:
    """Return the lines with a day of purchase nobody knows: the factory looks at the papers."""
    return _put_in(draft, asked, bought=None, bought_unknown=True, wrong=())


def missed(talk: Talk, draft: ReturnDraft, checked: Sequence[CheckedLine]) -> bool:
    """Ask again in other words; False when it was asked often enough and a person should help."""
    asked = draft.asked
    if asked is None or asked.misses + 1 >= _MOST_MISSES:
        return False
    put(talk, draft, replace(asked, misses=asked.misses + 1), checked)
    return True


def _put_in(
    draft: ReturnDraft, asked: AskedField, *, wrong: tuple[Fault, ...], **values: object
) -> tuple[ReturnLine, ...]:
    """Return the lines with values in the rows asked about, and what was wrong with that field healed."""
    return tuple(
        _changed(one, asked.field, wrong, values) if place in asked.rows else one
        for place, one in enumerate(draft.lines)
    )


def _changed(
    line: ReturnLine, field: str, wrong: tuple[Fault, ...], values: dict[str, object]
) -> ReturnLine:
    left = tuple(one for one in line.wrong if one.field != field)
    return replace(line, wrong=(*left, *wrong), **values)  # type: ignore[arg-type]

"""Procedures as Mermaid flow charts: stages with owner and deadline, actions as arrows, signatures on them."""

from bot.channels.web.drawing import Chart, in_words, quoted
from bot.channels.web.words import Words
from bot.core.book import Pack
from bot.core.markup import plain
from bot.core.procedures.procedure import Action, Procedure, Stage
from bot.core.say import render
from bot.core.spans import Span

_ENDS = {"done": "■", "cancelled": "✗"}


def draw_procedure(procedure: Procedure, pack: Pack, words: Words) -> str:
    """Return the life of a case: what is offered in every stage is drawn once, at the top."""
    chart = Chart()
    names = words.area("case")
    begin = chart.box("start", f"([{quoted(in_words(procedure.name, words.lang))}])", "start")
    for stage in procedure.stages:
        chart.box(f"s/{stage.id}", f"[{_stage(stage, pack, names, words.lang)}]", "ask")
    chart.arrow(begin, chart.ids[f"s/{procedure.stages[0].id}"])
    for action in procedure.actions:
        _draw(chart, begin, action, pack, names)
    for stage in procedure.stages:
        here = chart.ids[f"s/{stage.id}"]
        for duty in stage.duties:
            label = quoted(in_words(duty.label, words.lang), names[f"role_{duty.role}"])
            chart.arrow(
                here, chart.box(f"d/{stage.id}/{duty.id}", f"([{label}])", "cause"), dotted=True
            )
        for action in stage.actions:
            _draw(chart, here, action, pack, names)
        staying = [one for one in stage.actions if not one.to and not one.ends]
        if staying:
            lines = quoted(*(_text(one, pack, names) for one in staying))
            chart.arrow(here, chart.box(f"a/{stage.id}", f"({lines})", "other"), dotted=True)
    return chart.text()


def _stage(stage: Stage, pack: Pack, names: Words, lang: str) -> str:
    deadline = stage.deadline
    about = f"{names[f'role_{stage.owner}']} · {_span(deadline.within, pack, lang)}"
    climbs = f"↑ {names[f'role_{deadline.escalate_to}']}" if deadline.escalate_to else ""
    return quoted(in_words(stage.name, lang), *(one for one in (about, climbs) if one))


def _span(span: Span, pack: Pack, lang: str) -> str:
    """Return a length of time in words."""
    value = {"move": {"value": span.amount}}
    return plain(render(pack, f"case.span_{span.unit}", lambda: value, lang=lang, seed="")[0])


def _draw(chart: Chart, here: str, action: Action, pack: Pack, names: Words) -> None:
    text = _text(action, pack, names)
    if action.ends:
        end = chart.box(f"e/{action.ends}", f'(["{_ENDS[action.ends]}"])', "tell")
        chart.arrow(here, end, text)
    for branch in action.to:
        there = chart.ids[f"s/{branch.stage}"]
        chart.arrow(here, there, f"{text} · {branch.when.text}" if branch.when else text)


def _text(action: Action, pack: Pack, names: Words) -> str:
    label = in_words(action.label, names.lang)
    signed = _signed(action, pack, names)
    return f"{label} ✍ {signed}" if signed else label


def _signed(action: Action, pack: Pack, names: Words) -> str:
    chain = pack.chains.get(action.approval)
    if chain is None:
        return ""
    join = " → " if chain.in_order else " + "
    return join.join(names[f"role_{one.role}"] if one.role else one.person for one in chain.steps)

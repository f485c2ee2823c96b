"""Fault nodes and scripts as Mermaid flow charts, one chart each."""

import re
from collections.abc import Iterable, Mapping

from bot.channels.web.words import Words
from bot.core.book import Pack
from bot.core.fault import Cause, Node, Question, Texts
from bot.core.say import FALLBACK_LANGUAGE
from bot.core.script import END, Ask, Call, Do, End, Go, Script, Step, Tell

_LONGEST = 46
"""Letters in a box; the full text stands below the chart."""
_ESCAPES = {
    "#": "#35;",
    "&": "#amp;",
    "<": "#lt;",
    ">": "#gt;",
    '"': "#quot;",
    "`": "#96;",
    "\\": "#92;",
}
_LOGIC = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_VALUE = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_OTHER_NODE = "node:"
_STYLES = """
classDef start fill:#1b7458,stroke:#1b7458,color:#ffffff
classDef danger fill:#b3401f,stroke:#b3401f,color:#ffffff
classDef ask fill:#ffffff,stroke:#1b7458,color:#1d2421
classDef tell fill:#f3f4f0,stroke:#c5ccc4,color:#1d2421
classDef cause fill:#e3f1e9,stroke:#1b7458,color:#10291f
classDef other fill:#fdf3dc,stroke:#c89a3a,color:#4b3a10
classDef guard fill:#ffffff,stroke:#9aa39c,color:#5a645e
""".strip().splitlines()

Texted = Mapping[str, str]


def draw_fault(node: Node, pack: Pack, words: Words) -> str:
    """Return the tree of a fault: questions, answers, causes with likelihood and remedy."""
    chart = Chart()
    lang = words.lang
    style = "danger" if node.severity == "safety" else "start"
    begin = chart.box("start", f"([{quoted(in_words(node.name, lang))}])", style)
    if node.danger is not None:
        act = chart.box("act", f"[{quoted(_first(node.danger.act, lang))}]", "danger")
        chart.arrow(begin, act)
        begin = act
    for question in node.questions:
        chart.box(f"q/{question.id}", f"[{quoted(_first(question.ask, lang))}]", "ask")
    for cause in node.causes:
        _draw_cause(chart, cause, words)
    if node.questions:
        chart.arrow(begin, chart.ids[f"q/{node.questions[0].id}"])
    elif node.causes:
        chart.arrow(begin, chart.ids[f"c/{node.causes[0].id}"])
    for question in node.questions:
        _draw_answers(chart, question, pack, words)
    return chart.text()


def _draw_cause(chart: "Chart", cause: Cause, words: Words) -> None:
    remedy = words[f"remedy_{cause.remedy}"]
    about = f"{cause.likelihood:.0%} · {remedy}"
    label = quoted(in_words(cause.name, words.lang), about)
    chart.box(f"c/{cause.id}", f"({label})", "cause")


def _draw_answers(chart: "Chart", question: Question, pack: Pack, words: Words) -> None:
    ways: dict[str, list[str]] = {}
    for choice in question.choices:
        ways.setdefault(choice.to, []).append(in_words(choice.label, words.lang))
    ways.setdefault(question.unsure, []).append(words["unsure"])
    for to, labels in ways.items():
        target = chart.ids.get(f"q/{to}") or chart.ids.get(f"c/{to}")
        if target is None:
            other = pack.nodes.get(to.removeprefix(_OTHER_NODE))
            name = in_words(other.name, words.lang) if other else to
            target = chart.box(f"n/{to}", f"[[{quoted(name)}]]", "other")
        chart.arrow(chart.ids[f"q/{question.id}"], target, " / ".join(labels))


def draw_script(script: Script, pack: Pack, words: Words) -> str:
    """Return a script as a flow chart; a guarded step is passed over when its condition fails."""
    chart = Chart()
    begin = chart.box("start", f"([{quoted(script.id)}])", "start")
    for step in script.steps:
        if step.when is not None:
            chart.box(f"g/{step.id}", f"{{{{{quoted(step.when.text)}}}}}", "guard")
        chart.box(f"s/{step.id}", *_shape(step, pack, words))
    chart.arrow(begin, _way_in(chart, script.steps[0].id))
    for step in script.steps:
        here, after = chart.ids[f"s/{step.id}"], script.after(step.id)
        if step.when is not None:
            guard = chart.ids[f"g/{step.id}"]
            chart.arrow(guard, here, "✓")
            chart.arrow(guard, _way_in(chart, after), "✗", dotted=True)
        for to, labels in _ways(step, after, words).items():
            chart.arrow(here, _way_in(chart, to), " / ".join(labels))
    return chart.text()


def _way_in(chart: "Chart", step_id: str) -> str:
    known = chart.ids.get(f"g/{step_id}") or chart.ids.get(f"s/{step_id}")
    if known is not None:
        return known
    if step_id == END:
        return chart.box(f"s/{END}", '(["■"])', "tell")
    return chart.box(f"s/{step_id}", f"[[{quoted(step_id)}]]", "other")


def _shape(step: Step, pack: Pack, words: Words) -> tuple[str, str]:
    match step.action:
        case Tell(phrase=phrase):
            return f"[{quoted(_said(phrase, pack, words.lang))}]", "tell"
        case Ask(phrase=phrase):
            return f"[{quoted(_said(phrase, pack, words.lang))}]", "ask"
        case Call(script=called):
            return f"[[{quoted(called)}]]", "other"
        case Do(verb=verb, args=args):
            values = ", ".join(f"{name}={value}" for name, value in args.items())
            return f"[/{quoted(f'{verb} {values}'.strip())}/]", "cause"
        case End(outcome=outcome):
            return f"([{quoted(outcome)}])", "start"
        case Go():
            return "((↷))", "guard"


def _ways(step: Step, after: str, words: Words) -> dict[str, list[str]]:
    match step.action:
        case Ask() as ask:
            ways: dict[str, list[str]] = {}
            for choice in ask.choices:
                ways.setdefault(choice.to or after, []).append(in_words(choice.label, words.lang))
            if ask.unsure:
                ways.setdefault(ask.unsure, []).append(words["unsure"])
            if ask.skippable or not ask.choices:
                label = words["skip"] if ask.skippable and ask.choices else ""
                ways.setdefault(after, []).extend([label] if label else [])
            return ways
        case Go(to=to):
            return {to: []}
        case End():
            return {}
        case _:
            return {after: []}


def in_words(texts: Texted, lang: str) -> str:
    """Return a label in a language, or in the one every label has."""
    return texts.get(lang) or texts[FALLBACK_LANGUAGE]


def readable(template: str) -> str:
    """Return template text as a manager reads it: conditions left out, values in braces."""
    return _VALUE.sub(r"{\1}", _LOGIC.sub("", template)).strip()


def _first(texts: Texts, lang: str) -> str:
    return readable((texts.get(lang) or texts[FALLBACK_LANGUAGE])[0])


def _said(phrase_id: str, pack: Pack, lang: str) -> str:
    phrase = pack.phrases.get(phrase_id)
    if phrase is None:
        return phrase_id
    variants = phrase.variants.get(lang) or phrase.variants.get(FALLBACK_LANGUAGE, ())
    return readable(variants[0].text) if variants else phrase_id


def quoted(*lines: str) -> str:
    """Return the words of a box, line by line, none of them Mermaid's grammar."""
    return '"' + "<br/>".join(_escaped(line) for line in lines) + '"'


def _escaped(text: str) -> str:
    flat = " ".join(text.split())
    short = flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}…"
    return "".join(_ESCAPES.get(letter, letter) for letter in short)


class Chart:
    """Collects boxes and arrows; its own ids keep words such as `end` out of Mermaid's grammar."""

    def __init__(self) -> None:
        """Begin an empty chart."""
        self.ids: dict[str, str] = {}
        self._lines: list[str] = []

    def box(self, name: str, shape: str, style: str) -> str:
        """Draw a box; returns its id."""
        id_ = self.ids.setdefault(name, f"b{len(self.ids)}")
        self._lines.append(f"{id_}{shape}:::{style}")
        return id_

    def arrow(self, here: str, there: str, label: str = "", *, dotted: bool = False) -> None:
        """Draw an arrow."""
        line = "-.->" if dotted else "-->"
        self._lines.append(f"{here} {line}{f'|{quoted(label)}|' if label else ''} {there}")

    def text(self) -> str:
        """Return the chart."""
        return "\n".join(_indented(("flowchart TD", *self._lines, *_STYLES)))


def _indented(lines: Iterable[str]) -> Iterable[str]:
    first, *rest = lines
    return (first, *(f"  {line}" for line in rest))

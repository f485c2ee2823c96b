import re

import pytest

from bot.channels.web.catalogue import documents, faults, procedures, scripts, stage_rows, step_rows
from bot.channels.web.drawing import draw_fault, draw_script, readable
from bot.channels.web.drawing_procedures import draw_procedure
from bot.channels.web.templates import render
from bot.channels.web.words import Words
from bot.core.cases import Remedy
from bot.core.fault import Cause, Node, NodeChoice, Question
from bot.core.script import Ask, Choice, End, Guard, Script, Source, Step, Tell

HERE = Source("x.yaml", 1, 1)
REMEDY: Remedy = "on_site"


@pytest.fixture
def pack(book):
    return book.pack("ebike")


@pytest.fixture
def words(pack):
    return Words(pack, "en")


def name(text):
    return {"zh-CN": text, "en": text}


def texts(text):
    return {"zh-CN": (text,), "en": (text,)}


def lines(chart):
    body = chart.split("\n  classDef")[0]
    return [line.strip() for line in body.split("\n")]


def test_fault_is_drawn_with_answers_causes_and_neighbours(pack, words):
    ways = (("red", "Red", "worn"), ("none", "None", "node:ev_no_charge"), ("dim", "Dim", "worn"))
    node = Node(
        id="n",
        name=name("No light"),
        meaning="",
        group="g",
        severity="safety",
        symptoms=(),
        soothe=None,
        questions=(
            Question(
                id="end",
                ask=texts('Which "light"?'),
                choices=tuple(
                    NodeChoice(id=id_, label=name(label), words=(), to=to)
                    for id_, label, to in ways
                ),
                unsure="worn",
                source=HERE,
            ),
        ),
        causes=(
            Cause(
                id="worn",
                name=name("Worn <out>"),
                explain=texts(""),
                steps=(),
                remedy=REMEDY,
                likelihood=0.3,
                source=HERE,
            ),
        ),
        danger=None,
        source=HERE,
    )
    assert lines(draw_fault(node, pack, words)) == [
        "flowchart TD",
        'b0(["No light"]):::danger',
        'b1["Which #quot;light#quot;?"]:::ask',
        'b2("Worn #lt;out#gt;<br/>30% · on-site visit"):::cause',
        "b0 --> b1",
        'b1 -->|"Red / Dim / Not sure"| b2',
        'b3[["Battery does not charge"]]:::other',
        'b1 -->|"None"| b3',
    ]


def test_script_is_drawn_with_guards_that_pass_over(pack, words):
    steps = (
        Step(
            id="ask",
            action=Ask(
                phrase="web.send",
                slot="s",
                choices=(Choice(id="yes", label=name("Yes"), to="done"),),
                skippable=True,
            ),
            source=HERE,
        ),
        Step(
            id="tell",
            action=Tell(phrase="web.help"),
            source=HERE,
            when=Guard("a < b", bool),
        ),
        Step(id="done", action=End("solved"), source=HERE),
    )
    index = {step.id: place for place, step in enumerate(steps)}
    script = Script(id="s", steps=steps, source=HERE, digest="d", index=index)
    assert lines(draw_script(script, pack, words)) == [
        "flowchart TD",
        'b0(["s"]):::start',
        'b1["Send"]:::ask',
        'b2{{"a #lt; b"}}:::guard',
        'b3["How it works"]:::tell',
        'b4(["solved"]):::start',
        "b0 --> b1",
        'b1 -->|"Yes"| b4',
        'b1 -->|"skip"| b2',
        'b2 -->|"✓"| b3',
        'b2 -.->|"✗"| b4',
        "b3 --> b4",
    ]


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_everything_in_the_shipped_book_can_be_drawn(book, lang):
    known = re.compile(
        r"flowchart TD|classDef .*"
        r'|b\d+[\[({/]+"[^"\n]*"[\])}/]+:::\w+|b\d+\(\(↷\)\):::\w+'
        r'|b\d+ -\.?->?-?>?(\|"[^"\n]*"\|)? b\d+'
    )
    for pack in book.packs.values():
        words = Words(pack, lang)
        charts = [draw_fault(node, pack, words) for node in pack.nodes.values() if node.in_depth]
        charts += [draw_script(script, pack, words) for script in pack.scripts.values()]
        odd = [
            line
            for chart in charts
            for line in map(str.strip, chart.split("\n"))
            if not known.fullmatch(line)
        ]
        assert odd == []


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_everything_in_the_shipped_book_can_be_listed(book, lang):
    for pack in book.packs.values():
        words = Words(pack, lang)
        listed = faults(pack, words)
        assert sorted(e.id for entries in listed.values() for e in entries) == sorted(pack.nodes)
        html = render(
            "book_list.html",
            words=words,
            pack=pack.name,
            faults=listed,
            scripts=scripts(pack),
            procedures=procedures(pack, words),
            documents=documents(pack, words),
            chosen="",
        )
        listed_too = len(scripts(pack)) + len(pack.procedures) + len(pack.documents)
        assert html.count("data-find") == len(pack.nodes) + listed_too
        for script in pack.scripts.values():
            assert len(step_rows(script.steps)) == len(script.steps)
        for procedure in pack.procedures.values():
            assert "flowchart TD" in draw_procedure(procedure, pack, words)
            assert stage_rows(procedure, pack, words)


def test_procedure_is_drawn_with_owners_deadlines_and_signatures(pack, words):
    chart = draw_procedure(pack.procedures["return"], pack, words)
    assert lines(chart)[:3] == [
        "flowchart TD",
        'b0(["Return"]):::start',
        'b1["To be checked<br/>customer service · 2 working hours<br/>↑ a manager"]:::ask',
    ]
    assert any("Refund ✍ a manager → finance" in line for line in lines(chart))
    slip = draw_procedure(pack.procedures["after_sales_slip"], pack, words)
    assert any("✍ sales + a manager" in line for line in lines(slip))


def test_template_reads_without_its_logic():
    text = "{% if late %}对不起。{% endif %}{{ case.number }} 号{# note #}"
    assert readable(text) == "对不起。{case.number} 号"

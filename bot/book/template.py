"""What a text or guard reads: its literal words, its variables, and which of them it needs to be known.

A variable inside a test (`if`, `is defined`, `==`) may be missing; one that is said may not, unless
a test around it made sure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.parser import Parser

from bot.book.template_errors import explain
from bot.core.wording import is_plain

Path = tuple[str, ...]
"""A variable and its parts, such as `("values", "bought_on")`."""

VALUE = "\ufffc"
"""Stands in the literal words where a value is filled in."""

_TOLERANT_FILTERS = ("default", "d")
_TOLERANT_TESTS = ("defined", "undefined")
_COVERED = ("until", "bought", "start")
_NOTHING: frozenset[str] = frozenset()


@dataclass(slots=True)
class Reading:
    """What was found in one text."""

    literal: str = ""
    paths: dict[Path, None] = field(default_factory=dict)
    """Every variable it names."""
    needs: dict[str, Path] = field(default_factory=dict)
    """Facts that must hold for it to be said, with the variable that needs them."""
    filters: set[str] = field(default_factory=set)
    strange: str = ""
    """A Jinja2 statement that texts may not hold."""
    error: str = ""
    """Why it is no Jinja2."""


def fact_of(path: Path) -> str:
    """Return what must hold for a variable to be there; empty when it always is."""
    match path:
        case ("values" | "answers", slot, *_):
            return f"slot:{slot}"
        case ("case" | "node", _, *_):
            return path[0]
        case ("cause" | "part", _, *_):
            return f"arg:{path[0]}"
        case ("warranty", name, *_) if name in _COVERED:
            return "covered"
    return ""


def written(path: Path) -> str:
    """Return a variable as it is written in a text."""
    first, *rest = path
    return first + "".join(f".{one}" if one.isidentifier() else f'["{one}"]' for one in rest)


@cache
def read_text(text: str, environment: Environment) -> Reading:
    """Read a text of the book."""
    if is_plain(text):
        return Reading(literal=text)
    reading = Reading()
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError as error:
        reading.error = explain(error.message or "")
        return reading
    literal: list[str] = []
    _Visitor(reading, literal).block(tree.body, known=frozenset(), local=frozenset())
    reading.literal = "".join(literal)
    return reading


@cache
def read_guard(
    text: str, environment: Environment
) -> tuple[Reading, frozenset[str], frozenset[str]]:
    """Read a guard; also returns the facts that hold when it is true, and when it is false."""
    reading = Reading()
    try:
        parser = Parser(environment, text, state="variable")
        tree = parser.parse_expression()
        parser.stream.expect("eof")
    except TemplateSyntaxError as error:
        reading.error = explain(error.message or "")
        return reading, frozenset(), frozenset()
    _Visitor(reading, []).expression(tree, known=frozenset(), local=frozenset(), tested=True)
    return reading, *implied(tree)


def forget_readings() -> None:
    """Let go of what was read: proofs are over, and the next reading has an environment of its own."""
    read_text.cache_clear()
    read_guard.cache_clear()


def implied(test: nodes.Node) -> tuple[frozenset[str], frozenset[str]]:
    """Return the facts that hold when a test is true, and when it is false."""
    true = false = _NOTHING
    match test:
        case nodes.Not():
            false, true = implied(test.node)
        case nodes.And() | nodes.Or():
            (a_true, a_false), (b_true, b_false) = implied(test.left), implied(test.right)
            both = isinstance(test, nodes.And)
            true = a_true | b_true if both else a_true & b_true
            false = a_false & b_false if both else a_false | b_false
        case nodes.Test(name="defined"):
            true = _fact(test.node)
        case nodes.Test(name="undefined"):
            false = _fact(test.node)
        case nodes.Compare(ops=[nodes.Operand(op="eq" | "in")]):
            true = _fact(test.expr)
        case nodes.Compare(ops=[nodes.Operand(op="ne" | "notin")]):
            false = _fact(test.expr)
        case _ if _path(test) == ("warranty", "in_force"):
            true = frozenset({"covered"})
        case _:
            true = _fact(test)
    return true, false


def _fact(expression: nodes.Node) -> frozenset[str]:
    path = _path(expression)
    fact = fact_of(path if len(path) != 1 else (*path, ""))
    return frozenset({fact} - {""})


def _path(expression: nodes.Node) -> Path:
    match expression:
        case nodes.Name():
            return (expression.name,)
        case nodes.Getattr():
            below = _path(expression.node)
            return (*below, expression.attr) if below else ()
        case nodes.Getitem(arg=nodes.Const(value=str(key))):
            below = _path(expression.node)
            return (*below, key) if below else ()
    return ()


def _targets(node: nodes.Node) -> frozenset[str]:
    """Return the names a loop gives values to."""
    if isinstance(node, nodes.Name):
        return frozenset({node.name})
    return frozenset(name.name for name in node.find_all(nodes.Name))


class _Visitor:
    def __init__(self, reading: Reading, literal: list[str]) -> None:
        self._reading = reading
        self._literal = literal

    def block(
        self, body: Iterable[nodes.Node], *, known: frozenset[str], local: frozenset[str]
    ) -> None:
        """Visit statements; names set on the way are local to the rest."""
        for node in body:
            match node:
                case nodes.Output():
                    self._output(node, known=known, local=local)
                case nodes.If():
                    self._if(node, known=known, local=local)
                case nodes.For():
                    self.expression(node.iter, known=known, local=local)
                    inner = local | {"loop"} | _targets(node.target)
                    self.block(node.body, known=known, local=inner)
                    self.block(node.else_, known=known, local=local)
                case nodes.Assign(target=nodes.Name()):
                    self.expression(node.node, known=known, local=local)
                    local |= _targets(node.target)
                case _:
                    self._reading.strange = type(node).__name__.lower()

    def _output(self, node: nodes.Output, *, known: frozenset[str], local: frozenset[str]) -> None:
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                self._literal.append(part.data)
            else:
                self._literal.append(VALUE)
                self.expression(part, known=known, local=local)

    def _if(self, node: nodes.If, *, known: frozenset[str], local: frozenset[str]) -> None:
        otherwise = known
        for branch in (node, *node.elif_):
            self.expression(branch.test, known=otherwise, local=local, tested=True)
            true, false = implied(branch.test)
            self.block(branch.body, known=otherwise | true, local=local)
            otherwise |= false
        self.block(node.else_, known=otherwise, local=local)

    def expression(
        self,
        node: nodes.Node,
        *,
        known: frozenset[str],
        local: frozenset[str],
        tested: bool = False,
    ) -> None:
        """Visit an expression; `tested`: it may be missing without harm."""
        path = _path(node)
        if path:
            self._variable(path, known=known, local=local, tested=tested)
            return
        match node:
            case nodes.And() | nodes.Or():
                true, false = implied(node.left)
                self.expression(node.left, known=known, local=local, tested=True)
                right = known | (true if isinstance(node, nodes.And) else false)
                self.expression(node.right, known=right, local=local, tested=tested)
            case nodes.Not():
                self.expression(node.node, known=known, local=local, tested=True)
            case nodes.CondExpr():
                true, false = implied(node.test)
                self.expression(node.test, known=known, local=local, tested=True)
                self.expression(node.expr1, known=known | true, local=local, tested=tested)
                if node.expr2 is not None:
                    self.expression(node.expr2, known=known | false, local=local, tested=tested)
            case nodes.Compare():
                equal = all(one.op in {"eq", "ne", "in", "notin"} for one in node.ops)
                self.expression(node.expr, known=known, local=local, tested=equal)
                for one in node.ops:
                    easy = one.op in {"eq", "ne"}
                    self.expression(one.expr, known=known, local=local, tested=easy)
            case nodes.Filter() | nodes.Test():
                self._filtered(node, known=known, local=local)
            case _:
                for child in node.iter_child_nodes():
                    self.expression(child, known=known, local=local)

    def _filtered(
        self, node: nodes.Filter | nodes.Test, *, known: frozenset[str], local: frozenset[str]
    ) -> None:
        if isinstance(node, nodes.Filter):
            self._reading.filters.add(node.name)
        easy = node.name in (
            _TOLERANT_FILTERS if isinstance(node, nodes.Filter) else _TOLERANT_TESTS
        )
        if node.node is not None:
            self.expression(node.node, known=known, local=local, tested=easy)
        for argument in (*node.args, *node.kwargs):
            self.expression(argument, known=known, local=local)

    def _variable(
        self, path: Path, *, known: frozenset[str], local: frozenset[str], tested: bool
    ) -> None:
        if path[0] in local:
            return
        self._reading.paths[path] = None
        fact = fact_of(path)
        if fact and not tested and fact not in known:
            self._reading.needs.setdefault(fact, path)

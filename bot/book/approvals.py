"""Reads `policies/approvals.yaml`: whose signatures an action needs, and from which threshold on."""

from collections.abc import Mapping

from jinja2 import Environment

from bot.book.environment import guard
from bot.book.folder import Folder
from bot.book.procedures import read_span
from bot.book.reader import Item
from bot.book.wordings import read_label
from bot.core.procedures.procedure import Chain, Labels, Signature
from bot.core.staff import STAFF_ROLES


def read_approvals(item: Item, folder: Folder, *, environment: Environment) -> None:
    """Put the chains of one file into the folder."""
    table = item.table("approvals.yaml", required=("chains",), optional=("thresholds",))
    named = table["thresholds"].entries("thresholds") if "thresholds" in table else {}
    thresholds = {one: value.text(one) for one, (_, value) in named.items()}
    for name, (_, entry) in table["chains"].entries("chains").items():
        folder.chains[name] = _chain(name, entry, environment, thresholds)


def _rule(item: Item, thresholds: Mapping[str, str]) -> Labels:
    """Read why a chain is wanted; `{threshold}` stands for a threshold of the same file."""
    label = read_label(item, "rule")
    try:
        return {lang: text.format_map(thresholds) for lang, text in label.items()}
    except (KeyError, ValueError, IndexError) as wrong:
        item.issue(
            "unknown_variable",
            f"`rule` names a threshold that is not there: {wrong}",
            fix=f"Use one of {', '.join(f'{{{one}}}' for one in thresholds) or 'none'}.",
        )
        return label


def _chain(name: str, item: Item, environment: Environment, thresholds: Mapping[str, str]) -> Chain:
    table = item.table(
        f"chain `{name}`",
        required=("name", "within", "escalate_to", "steps"),
        optional=("in_order", "remind", "rule"),
    )
    steps = table["steps"].items("steps") if "steps" in table else []
    if "steps" in table and not steps:
        table["steps"].issue("empty", f"chain `{name}` has no steps", fix="Add some.")
    return Chain(
        id=name,
        name=read_label(table["name"], "name"),
        steps=tuple(_signature(one, environment) for one in steps),
        in_order=table["in_order"].flag("in_order") if "in_order" in table else True,
        within=read_span(table["within"], "within"),
        remind=read_span(table["remind"], "remind") if "remind" in table else None,
        escalate_to=table["escalate_to"].one_of(STAFF_ROLES, "escalate_to")
        if "escalate_to" in table
        else "",
        rule=_rule(table["rule"], thresholds) if "rule" in table else {},
        source=item.source,
    )


def _signature(item: Item, environment: Environment) -> Signature:
    table = item.table("a signature", optional=("role", "person", "when"))
    if ("role" in table) == ("person" in table):
        item.issue("wrong_type", "a signature is one role's or one person's", fix="Use either.")
    return Signature(
        role=table["role"].one_of(STAFF_ROLES, "role") if "role" in table else "",
        person=table["person"].text("person") if "person" in table else "",
        when=guard(table["when"].text("when"), environment) if "when" in table else None,
    )

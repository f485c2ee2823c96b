"""All proofs about the packs, in the order in which they lean on each other."""

from collections.abc import Sequence

from jinja2 import Environment

from bot.book.checks.documents import Fill, check_documents
from bot.book.checks.facts import step_facts
from bot.book.checks.misses import check_misses
from bot.book.checks.names import check_names, check_renames
from bot.book.checks.phases import check_phases
from bot.book.checks.procedures import check_procedures
from bot.book.checks.reach import check_nodes, check_phrases, check_scripts, check_steps
from bot.book.checks.recursion import call_order
from bot.book.checks.rendering import check_lengths, check_rendering
from bot.book.checks.safety import check_safety
from bot.book.checks.variables import check_variables
from bot.book.checks.words import check_words
from bot.book.issue import Issues
from bot.book.packing import Merged
from bot.book.template import forget_readings


def prove(
    packs: Sequence[Merged],
    issues: Issues,
    *,
    environment: Environment,
    heard: frozenset[str],
    fill: Fill | None = None,
) -> None:
    """Check packs from end to end; `heard` are the faults with lines in the utterance bank.

    `fill` prints forms; without it their layouts are only looked for.

    A pack with a file that cannot be read is not looked at: what it lacks would seem to be missing everywhere.
    """
    whole = [pack for pack in packs if not pack.unread]
    for pack in whole:
        _prove(pack, issues, environment=environment, heard=heard)
    check_documents(whole, issues, fill=fill)
    if not issues.has_errors:  # what is broken elsewhere makes things look unused
        check_scripts(packs, issues)
        check_phrases(packs, issues)
    forget_readings()


def _prove(
    pack: Merged, issues: Issues, *, environment: Environment, heard: frozenset[str]
) -> None:
    check_names(pack, issues)
    check_renames(pack, issues)
    check_steps(pack, issues)
    check_nodes(pack, issues, heard=heard)
    check_misses(pack, issues)
    order = call_order(pack, issues)
    check_phases(pack, issues, order=order)
    facts = step_facts(pack, order=order, environment=environment)
    check_safety(pack, issues, facts=facts)
    check_procedures(pack, issues, environment=environment)
    check_variables(pack, issues, facts=facts, environment=environment)
    check_words(pack, issues, environment=environment)
    lengths = check_rendering(pack, issues, facts=facts, environment=environment)
    check_lengths(pack, issues, lengths=lengths)

"""Which phrases are said by a step, and which by the engine itself."""

from collections.abc import Iterator

from bot.book.checks.engine import BUTTONS, CERTAIN, PHRASES, REPLYING_ACTS, WAITING_ACTS
from bot.book.checks.notices import spoken_by
from bot.book.packing import Merged
from bot.core.script import Ask, Step, Tell


def phrases_of(step: Step) -> tuple[str, ...]:
    """Return the phrases a step says."""
    match step.action:
        case Tell(phrase=phrase):
            return (phrase,)
        case Ask() as ask:
            every = (ask.phrase, ask.missing, ask.unrecognised, ask.invalid)
            return tuple(phrase for phrase in every if phrase)
    return ()


def spoken_by_engine(pack: Merged) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the phrases said outside of any script, with what is certain then."""
    for phrase in (*PHRASES, *BUTTONS):
        yield phrase, CERTAIN.get(phrase, frozenset())
    for reply in pack.canned.values():
        yield reply.phrase, frozenset()
    for procedure in pack.procedures.values():
        for phrase, _ in spoken_by(procedure):
            if phrase in pack.phrases:  # its absence is told where it is named
                yield phrase, frozenset({"case"})
    for intent in pack.intents.values():
        if intent.act in REPLYING_ACTS and intent.reply:
            yield intent.reply, frozenset()
        if intent.act in WAITING_ACTS and intent.reply:
            yield f"{intent.reply}_waiting", frozenset()

"""What a move in a case costs, without I/O: parsing the form, guards, the move, its messages and tasks."""

from collections.abc import Callable, Iterator
from statistics import median
from time import thread_time

from bot.core.book import Book
from bot.core.cases import CaseLine
from bot.core.procedures.acting import act
from bot.core.procedures.offering import offered
from tests.bench.figure import Figure, at_most
from tests.core.procedures.play import Play

SIZES = (40, 1000)
GOAL_MS = 5.0


def measure_cases(book: Book, *, rounds: int, lines: int) -> Iterator[Figure]:
    """Yield what opening a form, counting, appraising, quoting and shipping a return of so many lines cost."""
    play = _arrived(book, lines)
    yield _figure("a move: count what came", _move(play, "warehouse", "receive_more", {}), rounds)
    appraise = {"verdict": "own_fault"}
    yield _figure("a move: appraise every line", _move(play, "qc", "appraise", appraise), rounds)
    play.do("qc", "appraise", **appraise)
    call = {"spoke_with": "林小满", "call_note": "对过"}
    yield _figure("a move: call the dealer", _move(play, "agent", "task:phone_call", call), rounds)
    play.do("agent", "task:phone_call", **call)
    yield _figure(
        "a move on to the next stage, with a form", _move(play, "qc", "finish", {}), rounds
    )
    play.do("qc", "finish")
    refusal = _move(play, "tech", "start", {"plan": "换"})
    yield _figure("a move refused, with all that is missing", refusal, rounds)
    offers = _timed(lambda: offered(lambda: play.making("agent")), rounds)
    yield Figure(name="everything that can be done now, for a page", measured=f"{offers:.2f} ms")


def _arrived(book: Book, count: int) -> Play:
    lines = tuple(
        CaseLine(part="controller", model="TDR-12", quantity=3, said="进水", serials=(f"LX{n}",))
        for n in range(count)
    )
    play = Play(book, "dealer_return", lines, dealer="d1")
    play.do("dealer", "ship", carrier="示范物流", waybill="SF5550001122")
    return play.do("warehouse", "receive")


def _move(play: Play, who: str, action: str, values: dict[str, str]) -> Callable[[], object]:
    def once() -> None:
        act(play.making(who), action, values)

    return once


def _figure(name: str, once: Callable[[], object], rounds: int) -> Figure:
    return at_most(name, _timed(once, rounds), GOAL_MS, unit="ms")


def _timed(once: Callable[[], object], rounds: int) -> float:
    """Return the median in milliseconds of the processor: there is no I/O, and others may use the machine."""
    once()  # templates are compiled when they are first used
    took = []
    for _ in range(rounds):
        began = thread_time()
        once()
        took.append((thread_time() - began) * 1000)
    return median(took)

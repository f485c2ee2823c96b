"""Parts of a message that follow each other without a stop, found by what each of them tells.

People type "喇叭不响了刹车也不灵": where one fault ends and the next begins only sense tells. A cut is
made where the name of a thing or a word such as 还 stands, and both sides tell of a fault.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.floating]
_CLEAR = 1.5  # how far a fault must be above all others to be told in a part
_MOST = 6  # seams tried; each costs one scoring


def told_apart(
    part: str,
    seams: Sequence[int],
    *,
    score: Callable[[str], Scores],
    says_something: Callable[[str], bool],
) -> list[str]:
    """Return the parts of a clause that tell of faults, or all of it where it is one.

    A part is one only where it `says_something` beside naming things.
    """
    found: list[str] = []
    start = 0
    for seam in seams[:_MOST]:
        left = part[start:seam]
        if says_something(left) and says_something(part[seam:]) and _tells(score(left)):
            found.append(left)
            start = seam
    rest = part[start:]
    if found and not _tells(score(rest)):
        rest = found.pop() + rest
    return [*found, rest]


def _tells(scores: Scores) -> bool:
    second, first = np.partition(scores, -2)[-2:]
    return int(scores.argmax()) < len(scores) - 1 and float(first - second) >= _CLEAR

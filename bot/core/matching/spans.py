"""Spans of neighbouring numbers, laid one behind another without a loop."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def laid_out(starts: Ints, sizes: Ints) -> Ints:
    """Return the numbers of all spans in one array: starts 3 and 8, sizes 2 and 1 give 3, 4, 8."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts - ends + sizes, sizes)

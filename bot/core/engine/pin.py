"""Pinning: a conversation goes on when the book under it was edited.

Each frame is pinned to the digest of its script. After an edit it follows declared renames, else it
goes on from the nearest surviving step it had passed, else it is brought to a person.
"""

from dataclasses import replace

from bot.core.book import Pack
from bot.core.script import END, Script
from bot.core.state import Frame


def mend(pack: Pack, frame: Frame) -> Frame | None:
    """Return the frame as it goes on under the pack's present scripts, None when its script is gone."""
    script = _script(pack, frame.script)
    if script is None:
        return None
    if script.id == frame.script and script.digest == frame.digest:
        return frame
    renamed = {old: step.id for step in script.steps for old in step.renamed_from}
    trail = tuple(renamed.get(step, step) for step in frame.trail)
    step = renamed.get(frame.step, frame.step)
    waiting = frame.waiting
    if step != END and script.step(step) is None:
        step = next(
            (passed for passed in reversed(trail) if script.step(passed) is not None),
            script.steps[0].id,
        )
        waiting = False
    survived = tuple(passed for passed in trail if script.step(passed) is not None)
    return replace(
        frame,
        script=script.id,
        digest=script.digest,
        step=step,
        trail=survived,
        quiet=survived,
        waiting=waiting,
    )


def fate(pack: Pack, frames: tuple[Frame, ...]) -> str:
    """Say what the present book means for a conversation: the worst that happens to its frames."""
    worst = "unchanged"
    for frame in frames:
        mended = mend(pack, frame)
        if mended is None:
            return "person"
        if frame.waiting and not mended.waiting:
            worst = "nearest step"
        elif mended.digest != frame.digest and worst == "unchanged":
            worst = "same step"
    return worst


def _script(pack: Pack, script_id: str) -> Script | None:
    found = pack.scripts.get(script_id)
    if found is not None:
        return found
    return next(
        (script for script in pack.scripts.values() if script_id in script.renamed_from), None
    )

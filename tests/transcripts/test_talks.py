"""Every conversation under talks/ still goes as it is written there."""

from pathlib import Path

import pytest

from bot.book import load
from bot.book.checks.engine import SCRIPTS
from bot.book.checks.graph import calls
from bot.book.scripts import FAULT_PREFIX
from bot.channels.terminal.transcripts import play, read, uncovered

TALKS = Path(__file__).parent / "talks"
DIALOGUES = Path(__file__).parents[2] / "dialogues"
REQUIRED = 40


@pytest.fixture(scope="module")
def book():
    loaded = load(DIALOGUES, default="ebike")
    assert loaded.book is not None, "\n".join(map(str, loaded.issues))
    return loaded.book


@pytest.mark.parametrize("path", sorted(TALKS.glob("*.yaml")), ids=lambda path: path.stem)
def test_talk_goes_as_written(path, book):
    transcript = read(path)

    talk, _ = play(transcript, book)

    assert list(talk) == list(transcript.talk), "run scripts/transcripts.py --update to rewrite it"


def test_talks_are_many_enough():
    assert len(list(TALKS.glob("*.yaml"))) >= REQUIRED


def test_play_twice_gives_the_same_talk(book):
    transcript = read(min(TALKS.glob("*.yaml")))

    assert play(transcript, book) == play(transcript, book)


def reachable(scripts):
    """Scripts that the engine or some fault runs, or that are called from those."""
    waiting = [name for name in scripts if name in SCRIPTS or name.startswith(FAULT_PREFIX)]
    reached = set()
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [other for _, other in calls(scripts[name], scripts)]
    return reached


@pytest.fixture(scope="module")
def walked(book):
    return frozenset[str]().union(*(play(read(path), book)[1] for path in TALKS.glob("*.yaml")))


@pytest.mark.parametrize("pack", ["ebike", "shop"])
def test_every_step_in_use_outside_the_faults_is_walked_by_some_talk(book, walked, pack):
    reached = reachable(book.packs[pack].scripts)

    missed = [
        place
        for place in uncovered(book, walked, pack=pack)
        if "/scripts/" in place and place.split()[1].split("/")[0] in reached
    ]

    assert missed == []

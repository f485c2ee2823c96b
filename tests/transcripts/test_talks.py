"""Every conversation under talks/ still goes as it is written there."""

from pathlib import Path

import pytest

from bot.book.checks.engine import SCRIPTS
from bot.book.checks.graph import calls
from bot.book.scripts import FAULT_PREFIX
from bot.channels.terminal.transcripts import play, read, uncovered
from tests.core.engine.conversation import shipped_book

TALKS = Path(__file__).parent / "talks"
REQUIRED = 40


TALK_FILES = sorted(TALKS.glob("*.yaml"))


@pytest.fixture(scope="module")
def book():
    return shipped_book()


@pytest.fixture(scope="module")
def notes(tmp_path_factory, worker_id):
    """Where every worker notes the steps a talk walked, so that no talk is played twice."""
    run = tmp_path_factory.getbasetemp()
    folder = (run if worker_id == "master" else run.parent) / "walked"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def walk(book, notes, worker_id):
    """Plays a talk and notes the steps it walked."""

    def walk(path):
        talk, steps = play(read(path), book)
        note = notes / f"{path.stem}.{worker_id}"
        note.write_text("\n".join(steps), "utf-8")
        note.replace(notes / path.stem)
        return talk

    return walk


@pytest.mark.parametrize("path", TALK_FILES, ids=lambda path: path.stem)
def test_talk_goes_as_written(path, walk):
    assert list(walk(path)) == list(read(path).talk), (
        "run scripts/transcripts.py --update to rewrite it"
    )


def test_talks_are_many_enough():
    assert len(TALK_FILES) >= REQUIRED


def test_play_twice_gives_the_same_talk(book):
    transcript = read(TALK_FILES[0])

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
def walked(notes, walk):
    steps = set()
    for path in TALK_FILES:
        if not (notes / path.stem).exists():
            walk(path)
        steps |= set((notes / path.stem).read_text("utf-8").splitlines())
    return frozenset(steps)


@pytest.mark.parametrize("pack", ["ebike", "shop"])
def test_every_step_in_use_outside_the_faults_is_walked_by_some_talk(book, walked, pack):
    reached = reachable(book.packs[pack].scripts)

    missed = [
        place
        for place in uncovered(book, walked, pack=pack)
        if "/scripts/" in place and place.split()[1].split("/")[0] in reached
    ]

    assert missed == []

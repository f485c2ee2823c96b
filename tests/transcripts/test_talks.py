"""Every conversation under talks/ still goes as it is written there."""

from pathlib import Path

import pytest

from bot.book import load
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


def test_common_scripts_are_walked_by_some_talk(book):
    walked = frozenset[str]().union(*(play(read(path), book)[1] for path in TALKS.glob("*.yaml")))

    missed = [
        place
        for place in uncovered(book, walked, pack="ebike")
        if place.startswith("common/scripts/")
    ]

    assert missed == []

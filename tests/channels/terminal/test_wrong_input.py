import json
from pathlib import Path

import pytest

from bot.channels.terminal.jsonl import serve
from bot.chat import open_chat
from bot.settings import Settings

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    settings = Settings(dialogues_dir=ROOT / "dialogues", data_dir=folder)
    with open_chat(settings, for_programs=True) as session:
        yield session


@pytest.mark.parametrize(
    "line",
    [
        r'{"text": "\ud83d"}',
        r'{"as": "customer:\ud83d", "text": "hello"}',
        r'{"photo": "/tmp/\u0000.jpg"}',
        '{"wait": "99999999999999d"}',
        f'{{"wait": "{"9" * 400}d"}}',
        f'{{"wait": {"1" * 5000}}}',
        "[" * 200_000,
    ],
    ids=["surrogate", "name", "path", "forever", "number", "digits", "nesting"],
)
def test_what_cannot_be_read_is_an_error_and_the_next_line_is_answered(session, line):
    wrong, right = [json.loads(answer) for answer in serve(session, [line, '{"text": "hello"}'])]
    assert list(wrong) == ["error"]
    assert right["messages"]

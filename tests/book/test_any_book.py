"""Whatever a manager does to a file, the checker answers with issues and never breaks."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.book import load

GOOD = Path(__file__).parent / "good"
FILES = sorted(path.relative_to(GOOD).as_posix() for path in GOOD.rglob("*") if path.is_file())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_change_of_a_line_gives_issues_with_places(data: st.DataObject):
    name = data.draw(st.sampled_from(FILES))
    lines = (GOOD / name).read_text("utf-8").splitlines()
    place = data.draw(st.integers(0, len(lines) - 1))
    line = lines[place]
    cut = data.draw(st.integers(0, len(line)))
    lines[place : place + 1] = data.draw(
        st.sampled_from(
            [
                [],
                [line, line],
                [line[:cut]],
                [line[cut:]],
                [line[:cut] + "\t" + line[cut:]],
                [line[:cut] + "{{" + line[cut:]],
                [line[:cut] + ": " + line[cut:]],
                [line[:cut] + "[]" + line[cut:]],
                [" " * cut + line],
                [line.partition(":")[0] + ": {a: [1]}"],
                [line.partition(":")[0] + ":"],
            ]
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "dialogues"
        shutil.copytree(GOOD, root)
        (root / name).write_text("\n".join(lines) + "\n", "utf-8")
        loaded = load(root, default="bike")
    assert all(issue.source.line >= 1 and issue.source.column >= 1 for issue in loaded.issues)
    assert loaded.book is None

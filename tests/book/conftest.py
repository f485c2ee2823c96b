import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from bot.book.checks.engine import BUTTONS, PHRASES

GOOD = Path(__file__).parent / "good"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small good book: `good/` and every phrase the engine says by itself."""
    made = tmp_path / "dialogues"
    shutil.copytree(GOOD, made)
    areas = defaultdict(list)
    for phrase in (*PHRASES, *BUTTONS, "fault.soothe"):
        area, _, name = phrase.partition(".")
        areas[area].append(name)
    for language in ("zh-CN", "en"):
        for area, names in areas.items():
            text = "".join(f"# {name}\n{name}\n" for name in names)
            file = made / "common" / "phrases" / language / f"{area}.j2"
            own = file.read_text("utf-8") if file.exists() else ""
            file.write_text(own + text, "utf-8")
    return made

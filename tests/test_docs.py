import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
PROGRAMS = sorted(path for path in (ROOT / "scripts").iterdir() if path.is_file())


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(page: Path) -> list[str]:
    text = re.sub(r"```.*?```|`[^`\n]+`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path) if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            dead.append(target)
    return dead


def code_blocks(page: Path) -> list[str]:
    return re.findall(
        r"^```\w*\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def nav_files(entry: object) -> list[str]:
    match entry:
        case str():
            return [entry]
        case list() | dict():
            inner = entry.values() if isinstance(entry, dict) else entry
            return [file for part in inner for file in nav_files(part)]
    raise AssertionError(entry)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_of_a_page_lead_somewhere(page):
    assert dead_links(page) == []


def test_every_page_is_in_the_navigation_once():
    nav = nav_files(yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"])
    assert sorted(nav) == sorted(str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_scripts_a_page_names_exist(page):
    text = page.read_text(encoding="utf-8")
    names = set(re.findall(r"(?:\./|python )(scripts/\w+(?:\.py)?)", text))
    assert {name for name in names if not (ROOT / name).is_file()} == set()


def test_both_readmes_show_the_same_commands_and_folders():
    english, chinese = (code_blocks(ROOT / name) for name in ("README.md", "README.zh-CN.md"))
    commands = [
        re.findall(r"^\S*(?:scripts|bot)/?\S*", "\n".join(b), re.MULTILINE)
        for b in (english, chinese)
    ]
    assert commands[0] == commands[1]
    assert "./scripts/run" in commands[0]


def test_folders_the_readme_lists_exist():
    listed = re.findall(
        r"^([\w.]+/\S*) {2,}", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert listed
    assert [folder for folder in listed if not (ROOT / folder).exists()] == []


@pytest.mark.parametrize("program", PROGRAMS, ids=named)
def test_a_program_is_executable_or_python_and_tells_what_it_does(program):
    if program.suffix == ".py":
        assert re.match(r'(#!.*\n)?"""', program.read_text(encoding="utf-8"))
        return
    assert os.access(program, os.X_OK)
    told = subprocess.run([program, "--help"], capture_output=True, text=True, check=True)
    assert f"./{named(program)}" in told.stdout

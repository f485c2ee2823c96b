from pathlib import Path

from bot.book import load
from bot.book.digest import digest, program_digest
from bot.core.script import Call


def test_good_book_has_no_issues(root: Path):
    loaded = load(root, default="bike")
    assert [str(issue) for issue in loaded.issues] == []
    assert loaded.book is not None
    assert list(loaded.book.packs) == ["bike"]


def test_proofs_that_held_are_not_repeated_for_the_same_state(root: Path, tmp_path: Path):
    proved = tmp_path / "data" / "book-proved"
    assert load(root, default="bike", proved=proved).issues == ()
    assert proved.read_text() == f"{digest(root)} {program_digest()}"
    people = root / "common" / "scripts" / "people.yaml"
    people.write_text(people.read_text("utf-8").replace("people.queued", "people.queue"), "utf-8")
    assert load(root, default="bike", proved=proved).issues != ()
    assert proved.read_text() != f"{digest(root)} {program_digest()}"
    proved.write_text(f"{digest(root)} {program_digest()}")
    assert load(root, default="bike", proved=proved).issues == ()


def test_book_is_loaded_where_its_proofs_cannot_be_noted(root: Path, tmp_path: Path):
    (tmp_path / "file").touch()
    assert load(root, default="bike", proved=tmp_path / "file" / "book-proved").issues == ()


def test_an_editors_locks_and_copies_are_not_part_of_the_book(root: Path):
    faults = root / "bike" / "faults"
    before = digest(root)
    (faults / ".#tree.yaml").symlink_to("nobody@nowhere:1")
    (faults / ".tree.yaml.swp").write_bytes(b"\xff")
    (faults / "notes.yaml").mkdir()
    assert digest(root) == before
    assert load(root, default="bike").issues == ()


def test_fault_with_remedies_of_its_own_ends_in_them(root: Path):
    faults = root / "bike" / "faults" / "tree.yaml"
    text = faults.read_text("utf-8").replace(
        "    group: light\n", "    group: light\n    remedies: order\n"
    )
    faults.write_text(text, "utf-8")
    scripts = ("part", "self_help")
    (root / "bike" / "scripts").mkdir(exist_ok=True)
    (root / "bike" / "scripts" / "orders.yaml").write_text(
        "scripts:\n"
        + "".join(
            f"  - {{id: order.{one}, purpose: p, steps: [{{id: call, call: remedy.{one}}}]}}\n"
            for one in scripts
        ),
        "utf-8",
    )
    loaded = load(root, default="bike")
    assert [str(issue) for issue in loaded.issues] == []
    assert loaded.book is not None
    steps = loaded.book.packs["bike"].scripts["fault.ev_dark"].steps
    called = [step.action.script for step in steps if isinstance(step.action, Call)]
    assert called == ["order.part", "order.self_help", "remedy.solved"]


def test_danger_with_a_script_of_its_own_asks_by_it(root: Path):
    faults = root / "bike" / "faults" / "tree.yaml"
    text = faults.read_text("utf-8").replace(
        "    danger:\n", "    danger:\n      after: danger.general\n"
    )
    faults.write_text(text, "utf-8")
    loaded = load(root, default="bike")
    assert [str(issue) for issue in loaded.issues] == []
    assert loaded.book is not None
    step = loaded.book.packs["bike"].scripts["fault.ev_hot"].step("danger_after")
    assert step is not None
    assert step.action == Call(script="danger.general")

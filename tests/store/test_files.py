import pytest

from bot.store.files import keep_file, kept_path


def test_file_is_kept_under_its_digest_and_found_by_its_reference(tmp_path):
    kept = keep_file(tmp_path, b"picture", name="车.JPG")
    again = keep_file(tmp_path, b"picture", name="other.jpg")
    path = kept_path(tmp_path, kept.ref)
    assert kept.ref == again.ref
    assert path is not None
    assert path.read_bytes() == b"picture"
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_file_the_disk_has_no_room_for_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(path, _):
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        keep_file(tmp_path, b"picture", name="a.jpg")
    assert list(tmp_path.iterdir()) == []

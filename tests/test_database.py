import pytest

from bot.database import open_store
from bot.settings import Settings, SettingsError


@pytest.mark.parametrize(
    "url",
    ["sqlite:///:memory:", "postgresql://u:p@127.0.0.1:notaport/x", "sqlite:///{tmp}/no.db"],
)
def test_database_that_cannot_be_used_is_a_wrong_setting(tmp_path, url):
    (tmp_path / "no.db").write_text("no database at all, but long enough to be looked at" * 20)
    settings = Settings(data_dir=tmp_path, database_url=url.format(tmp=tmp_path))
    with pytest.raises(SettingsError, match=r"^DATABASE_URL: "):
        open_store(settings)


def test_data_folder_that_cannot_be_made_is_a_wrong_setting(tmp_path):
    (tmp_path / "file").touch()
    settings = Settings(data_dir=tmp_path / "file")
    with pytest.raises(SettingsError, match=r"^DATA_DIR: "):
        open_store(settings)
    with pytest.raises(SettingsError, match=r"^DATA_DIR: "):
        settings.session_secret()


def test_session_secret_is_made_once_and_again_when_its_file_is_empty(tmp_path):
    settings = Settings(data_dir=tmp_path)
    first = settings.session_secret()
    assert settings.session_secret() == first
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "secret.key").write_text("")
    assert len(settings.session_secret()) == len(first)

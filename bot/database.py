"""The database as the settings name it, brought up to date before anything else starts."""

from sqlalchemy.exc import DatabaseError

from bot.settings import PRIVATE, Settings, SettingsError
from bot.store.engines import Store
from bot.store.schema import is_current


def open_store(settings: Settings) -> Store:
    """Return the store on a database at the newest revision, which is made when there is none.

    Raises SettingsError when there is no way to the database.
    """
    try:
        store = Store(settings.database, synchronous=settings.sqlite_synchronous)
        settings.data_dir.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        current = is_current(store)
    except OSError as error:
        raise SettingsError(f"DATA_DIR: {settings.data_dir}: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"DATABASE_URL: {error}") from error
    except DatabaseError as error:
        raise SettingsError(f"DATABASE_URL: {str(error.orig).splitlines()[0]}") from error
    if not current:
        from bot.store.migrate import migrate  # noqa: PLC0415 — Alembic takes a third of a second

        migrate(settings.database)
    return store

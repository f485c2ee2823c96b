from tests.databases import backend, database_url, empty_url, postgres_url, store
from tests.fakes.botapi.fixtures import botapi

__all__ = ["backend", "botapi", "database_url", "empty_url", "postgres_url", "store"]

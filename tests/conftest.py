from tests.databases import backend, database_url, empty_url, postgres_url, store

__all__ = ["backend", "database_url", "empty_url", "postgres_url", "store"]

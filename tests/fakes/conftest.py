from tests.fakes.botapi.fixtures import botapi

__all__ = ["botapi"]

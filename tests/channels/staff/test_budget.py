import pytest

from bot.channels.staff.budget import Budget, Need


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def budget(clock):
    return Budget(clock)


def written(budget, need):
    count = 0
    while budget.spend(need):
        count += 1
    return count


def test_less_urgent_things_leave_room_for_urgent_ones(budget):
    counts = [written(budget, need) for need in (Need.NOTICE, Need.TALK, Need.CUSTOMER, Need.CARD)]

    assert counts == [12, 4, 3, 1]


def test_room_comes_back_after_a_minute(budget, clock):
    assert written(budget, Need.CARD) == 20
    assert budget.wait(Need.CARD) == 60
    clock.now += 60

    assert budget.wait(Need.CARD) == 0
    assert written(budget, Need.CARD) == 20


def test_pause_asked_for_by_telegram_is_kept(budget, clock):
    budget.pause(5)

    assert not budget.spend(Need.CARD)
    assert budget.wait(Need.CARD) == 5
    clock.now += 5
    assert budget.spend(Need.CARD)


def test_album_that_does_not_fit_waits_whole(budget):
    assert budget.spend(Need.CARD, messages=15)

    assert not budget.spend(Need.CUSTOMER, messages=5)
    assert budget.spend(Need.CUSTOMER, messages=4)

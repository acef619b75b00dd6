"""Questions of several people wait in turn, within bounds, and a cancelled one makes room."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from assistant.service.turns import Busy, Turns

Work = Callable[[threading.Event], str]


def held(go: threading.Event, under_way: list[str], name: str) -> Work:
    """Work that waits for `go`, or for its own end."""

    def work(stop: threading.Event) -> str:
        under_way.append(name)
        while not go.wait(0.005) and not stop.is_set():
            pass
        under_way.append(f"{name} {'stopped' if stop.is_set() else 'done'}")
        return name

    return work


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(240):
        while not true():
            await asyncio.sleep(0.005)


def test_they_are_worked_on_in_the_order_in_which_they_came_and_so_many_at_once():
    most, now = 0, 0

    def work(stop: threading.Event) -> None:
        nonlocal most, now
        now += 1
        most = max(most, now)
        stop.wait(0.01)
        now -= 1

    async def asked() -> list[str]:
        turns, order = Turns(at_once=2, waiting=20, each=20), []

        async def one(name: str) -> None:
            await turns.take(name, lambda stop: (order.append(name), work(stop)))

        await asyncio.gather(*(one(f"{n}") for n in range(12)))
        turns.close()
        return order

    assert asyncio.run(asked()) == [f"{n}" for n in range(12)]
    assert most == 2


def test_more_than_may_wait_are_told_when_to_come_again():
    async def asked() -> None:
        go, seen = threading.Event(), list[str]()
        turns = Turns(at_once=1, waiting=2, each=2)
        inside = [asyncio.create_task(turns.take(name, held(go, seen, name))) for name in ("ann", "ann", "ben")]
        await until(lambda: seen)

        with pytest.raises(Busy, match="too many questions") as busy:
            await turns.take("cleo", held(go, seen, "cleo"))
        assert busy.value.seconds >= 1
        assert busy.value.cure == f"ask again in {busy.value.seconds} s"
        with pytest.raises(Busy, match="2 of your questions"):
            await turns.take("ann", held(go, seen, "ann"))

        go.set()
        assert await asyncio.gather(*inside) == ["ann", "ann", "ben"]
        assert await turns.take("cleo", held(go, seen, "cleo")) == "cleo"
        turns.close()

    asyncio.run(asked())


def test_a_cancelled_one_that_waits_gives_up_its_place_and_is_never_begun():
    async def asked() -> list[str]:
        go, seen = threading.Event(), list[str]()
        turns = Turns(at_once=1, waiting=1)
        first = asyncio.create_task(turns.take("ann", held(go, seen, "ann")))
        await until(lambda: seen)
        second = asyncio.create_task(turns.take("ben", held(go, seen, "ben")))
        await asyncio.sleep(0.01)
        second.cancel()
        await asyncio.wait([second])
        third = asyncio.create_task(turns.take("cleo", held(go, seen, "cleo")))
        await asyncio.sleep(0.01)
        go.set()
        await asyncio.gather(first, third)
        turns.close()
        return seen

    assert asyncio.run(asked()) == ["ann", "ann done", "cleo", "cleo done"]


def test_a_cancelled_one_that_is_worked_on_is_told_and_the_next_begins_only_when_it_has_ended():
    async def asked() -> list[str]:
        never, go, seen = threading.Event(), threading.Event(), list[str]()
        turns = Turns(at_once=1, waiting=5)
        first = asyncio.create_task(turns.take("ann", held(never, seen, "ann")))
        await until(lambda: seen)
        second = asyncio.create_task(turns.take("ben", held(go, seen, "ben")))
        first.cancel()
        go.set()
        assert await second == "ben"
        turns.close()
        return seen

    assert asyncio.run(asked()) == ["ann", "ann stopped", "ben", "ben done"]


def test_an_error_in_one_is_its_own_and_frees_the_place():
    def fails(stop: threading.Event) -> None:
        raise ValueError("no")

    async def asked() -> str:
        turns = Turns(at_once=1, waiting=0, each=1)
        for _ in range(3):
            with pytest.raises(ValueError, match="no"):
                await turns.take("ann", fails)
        said = await turns.take("ann", lambda stop: "still here")
        turns.close()
        return said

    assert asyncio.run(asked()) == "still here"

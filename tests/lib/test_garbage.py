import gc
from threading import Event, Thread

import pytest

from lib.garbage import rarely_collected


@pytest.fixture(autouse=True)
def usual():
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield (700, 10, 10)
    gc.set_threshold(*before)


def test_searches_are_rare_inside_and_usual_after(usual):
    with rarely_collected():
        assert gc.get_threshold()[0] > 10_000
        assert gc.isenabled()
    assert gc.get_threshold() == usual


def test_searches_are_usual_after_an_error(usual):
    with pytest.raises(ValueError, match="x"), rarely_collected():
        raise ValueError("x")
    assert gc.get_threshold() == usual


def test_work_within_such_work_ends_nothing(usual):
    with rarely_collected():
        with rarely_collected():
            pass
        assert gc.get_threshold()[0] > 10_000
    assert gc.get_threshold() == usual


def test_last_thread_out_sets_the_numbers_back(usual):
    inside, leave = Event(), Event()

    @rarely_collected()
    def work():
        inside.set()
        leave.wait(10)

    thread = Thread(target=work)
    with rarely_collected():
        thread.start()
        assert inside.wait(10)
    assert gc.get_threshold()[0] > 10_000

    leave.set()
    thread.join(10)
    assert gc.get_threshold() == usual

"""Clocks with a stop button, and jobs beside each other."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, current_thread

import numpy as np

from routing.watch import Watch, finish, side_by_side


def test_jobs_side_by_side_run_at_once_and_are_returned_in_their_order():
    meet = Barrier(2, timeout=60)
    with ThreadPoolExecutor(2) as pool:
        jobs = [lambda _: (meet.wait() >= 0, 1), lambda _: (meet.wait() >= 0, 2)]
        found = side_by_side(pool, jobs, Watch(60.0), 1.0)
    assert found == [(True, 1), (True, 2)]


def test_the_watch_of_a_job_ends_with_its_share():
    with ThreadPoolExecutor(1) as pool:
        (left_s,) = side_by_side(pool, [lambda own: own.left_s()], Watch(1000.0), 0.25)
    assert 0 < left_s <= 250


def test_who_presses_stop_stops_all_jobs_and_is_asked_by_one_thread_only():
    asked_by = set()

    def should_stop():
        asked_by.add(current_thread())
        return True

    def job(own):
        while not own.stopped:
            time.sleep(0.01)
        return own.left_s()

    with ThreadPoolExecutor(2) as pool:
        watch = Watch(1e6, should_stop=should_stop)
        found = side_by_side(pool, [job, job], watch, 1.0)
    assert found == [0.0, 0.0]
    assert len(asked_by) == 1


def test_loops_are_halted_once_time_is_up():
    halt = np.zeros(1, np.int64)

    def loop():
        while not halt[0]:
            time.sleep(0.01)
        return int(halt[0])

    with ThreadPoolExecutor(1) as pool:
        assert finish([pool.submit(loop)], Watch(0.0), 1.0, [halt]) == [1]


def test_who_presses_stop_halts_loops():
    halt, asked = np.zeros(1, np.int64), []

    def loop():
        while not halt[0]:
            time.sleep(0.01)

    watch = Watch(1e6, should_stop=lambda: bool(asked.append(1)) or len(asked) > 2)
    with ThreadPoolExecutor(1) as pool:
        finish([pool.submit(loop)], watch, 1.0, [halt])
    assert len(asked) == 3


def test_loops_that_end_in_time_are_not_halted():
    halt = np.zeros(1, np.int64)
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(pow, 2, k) for k in (3, 4)]
        assert finish(runs, Watch(1e6), 1.0, [halt]) == [8, 16]
    assert not halt[0]

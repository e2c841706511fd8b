from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from webapp.workflows.giving_way import NICENESS

# Threads that were there before, one that comes after, and the session as a whole.
PROGRAM = """
import os, pathlib, threading
from webapp.workflows.giving_way import give_way
go_on = threading.Event()
threading.Thread(target=go_on.wait).start()
give_way()
threading.Thread(target=go_on.wait).start()
tasks = [int(task.name) for task in pathlib.Path("/proc/self/task").iterdir()]
print(len(tasks), *{os.getpriority(os.PRIO_PROCESS, task) for task in tasks})
group = pathlib.Path("/proc/self/autogroup")
print(group.read_text().split()[-1] if group.exists() else "none")
go_on.set()
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="Linux tells threads")
def test_all_threads_of_a_worker_and_its_session_come_after_pages() -> None:
    said = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        start_new_session=True,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    assert said[0] == f"3 {NICENESS}"
    assert said[1] in (str(NICENESS), "none")

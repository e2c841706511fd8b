"""Pages come before plans where both share a processor."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import Final

# Beside pages that take a whole processor, a tenth of it is left to the plan; where
# nobody asks for pages it has all.
NICENESS: Final = 10
_TASKS: Final = Path("/proc/self/task")
_GROUP: Final = Path("/proc/self/autogroup")


def give_way() -> None:
    """
    Let this process, with the threads it has and will have, come after others.

    Linux weighs the processes of a session against each other and each session as a
    whole against the others (``sched_autogroup_enabled``, sched(7)). A worker that
    ``zhida serve`` starts has a session of its own, in which being nice alone yields to
    nobody: the session is made nice as well, by the process that leads it.
    """
    # Libraries have started threads when they were loaded, each with its own priority.
    tasks = [int(task.name) for task in _TASKS.iterdir()] if _TASKS.exists() else []
    for task in tasks or [threading.get_native_id()]:
        with contextlib.suppress(ProcessLookupError):
            current = os.getpriority(os.PRIO_PROCESS, task)
            os.setpriority(os.PRIO_PROCESS, task, max(current, NICENESS))
    if _GROUP.exists() and os.getsid(0) == os.getpid():
        # Not writable in some containers, where the host shares the processors out.
        with contextlib.suppress(OSError):
            _GROUP.write_text(str(NICENESS))

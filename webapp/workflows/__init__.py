"""
Work that outlives a process, run by ``zhida worker`` on a durable queue.

The web asks (`PlanningDesk`), the worker does (`webapp.workflows.worker`). What a
worker had begun when it was killed goes on when one of the same name starts again, at
the step it was in; each step may be done twice without harm.
"""

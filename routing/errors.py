"""
What can go wrong in the planner.

::

    RoutingError
    ├── EditError               a change by hand makes no sense, or meets a lock
    ├── InvalidProblemError     a problem contradicts itself
    ├── InvalidScenarioError    a scenario or plan file cannot be read
    ├── RefusedPlanError        a solver's own plan breaks a rule (our fault, not yours)
    └── TravelTimesError        an engine of travel times cannot answer

A plan that breaks a rule is no exception but a list of ``Violation``; see ``check``.
"""

from __future__ import annotations


class RoutingError(Exception):
    """The base of all errors of this package."""


class EditError(RoutingError):
    """
    A change by hand cannot be made; nothing was changed.

    Parameters
    ----------
    refused
        Why: a value of ``routing.editing.Refused``.
    subject
        What it concerns: a trip's number, a party's or a place's id.
    """

    def __init__(self, refused: str, subject: str) -> None:
        super().__init__(f"{refused}: {subject}")
        self.refused = refused
        self.subject = subject


class InvalidProblemError(RoutingError, ValueError):
    """A problem contradicts itself; the message names the part."""


class InvalidScenarioError(RoutingError, ValueError):
    """A file cannot be read; one sentence that names the place in it."""


class RefusedPlanError(RoutingError):
    """A solver built a plan that breaks a rule; nothing was returned."""


class TravelTimesError(RoutingError):
    """An engine cannot say how far it is (a server is down); the message says why."""

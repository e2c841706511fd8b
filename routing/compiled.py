"""How the planner's inner loops are compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from numba import njit, types

if TYPE_CHECKING:
    from collections.abc import Callable

    Loop = TypeVar("Loop", bound=Callable[..., Any])


def lean(loop: Loop) -> Loop:
    """
    Compile a loop that makes no arrays, not even for a moment: nothing is counted.

    Numba counts who holds each array, atomically, at every call. A net of places is two
    dozen arrays, and two threads that hand it from loop to loop spent more than half of
    their time on counting. What is handed to such a loop is held by its caller.
    """
    return _compile(loop, _nrt=False)


def compiled(loop: Loop) -> Loop:
    """
    Compile a loop when it is first called, and keep it on the disk.

    It is compiled for the types of its arguments. Numba alone would compile a loop that
    another one calls with a constant once for each constant: with four numbers of stops
    and a flag the planner's loops were compiled some ten times each, for six minutes.
    """
    return _compile(loop, _nrt=True)


def _compile(loop: Loop, **options: Any) -> Loop:
    """
    Compile a loop, and no way into it from Python where its name begins with _.

    Unpacking two dozen arrays at each way in took a third of LLVM's time.
    """
    inner = loop.__name__.startswith("_")
    options |= {"no_cpython_wrapper": inner, "no_cfunc_wrapper": True}
    dispatcher: Any = njit(cache=True, nogil=True, **options)(loop)
    call_template = dispatcher.get_call_template

    def of_types(args: tuple[Any, ...], kws: dict[str, Any]) -> Any:
        kinds: Any = types.unliteral
        return call_template(
            tuple(map(kinds, args)), {name: kinds(each) for name, each in kws.items()}
        )

    def refuse(*_: Any) -> None:
        msg = (
            f"Only compiled loops can call {loop.__qualname__}: its name begins with _."
        )
        raise TypeError(msg)

    dispatcher.get_call_template = of_types
    if inner:
        # What Numba calls when Python calls; it would jump to where nothing is.
        dispatcher._insert = lambda *_: None  # noqa: SLF001
        dispatcher._compile_for_args = refuse  # noqa: SLF001
    made: Loop = dispatcher
    return made

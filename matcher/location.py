"""Codes of places that contain each other, and distances on the globe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.types import Location

EARTH_RADIUS_M = 6_371_008.8
CODE_DIGITS = 9
PROVINCE, PREFECTURE, COUNTY = 2, 4, 6


def code_range(code: str) -> tuple[int, int]:
    """
    Return the numbers, first and past the last, of all places inside a place.

    A province's code ends in 0000 and a prefecture's in 00; a township has nine digits.
    Counties and townships are compared as nine digits, so ``321000000 <= n`` and so on.

    Raises
    ------
    ValueError
        When the code is not two to nine digits.
    """
    if not code.isdecimal() or not PROVINCE <= len(code) <= CODE_DIGITS:
        msg = f"Expected a code of {PROVINCE} to {CODE_DIGITS} digits, got {code!r}."
        raise ValueError(msg)
    digits = code
    if len(code) == COUNTY:
        for length in (PROVINCE, PREFECTURE):
            if set(code[length:]) == {"0"}:
                digits = code[:length]
                break
    first = code_number(digits)
    return first, first + 10 ** (CODE_DIGITS - len(digits))


def code_number(code: str) -> int:
    """Return a code as a number of nine digits; -1 when it is empty."""
    return int(code.ljust(CODE_DIGITS, "0")) if code else -1


def distance_m(
    lat: NDArray[np.float64] | float,
    lon: NDArray[np.float64] | float,
    other_lat: NDArray[np.float64] | float,
    other_lon: NDArray[np.float64] | float,
) -> NDArray[np.float64]:
    """Return great-circle distances, broadcast; NaN where a degree is NaN."""
    phi, other_phi = np.radians(lat), np.radians(other_lat)
    half_lat = (other_phi - phi) / 2
    half_lon = np.radians(np.subtract(other_lon, lon)) / 2
    chord = np.sin(half_lat) ** 2 + (
        np.cos(phi) * np.cos(other_phi) * np.sin(half_lon) ** 2
    )
    metres: NDArray[np.float64] = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(chord))
    return metres


def distance_between_m(one: Location, other: Location) -> float | None:
    """Return the great-circle distance, None when a place has no coordinates."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return float(distance_m(one.lat, one.lon, other.lat, other.lon))

"""From GCJ-02, the shifted coordinates of Chinese map services, to WGS-84."""

from __future__ import annotations

import math

# The Krasovsky ellipsoid, on which GCJ-02 computes its shift.
_SEMI_MAJOR_M = 6_378_245.0
_ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943


def gcj02_to_wgs84(lat: float, lon: float) -> tuple[float, float]:
    """
    Return the WGS-84 latitude and longitude of a GCJ-02 point in mainland China.

    The shift is some 500 m. It is only known from WGS-84 to GCJ-02, so the way back
    guesses and corrects the guess; three rounds end below a millimetre.
    """
    guess_lat, guess_lon = lat, lon
    for _ in range(3):
        shift_lat, shift_lon = _shift(guess_lat, guess_lon)
        guess_lat, guess_lon = lat - shift_lat, lon - shift_lon
    return guess_lat, guess_lon


def _shift(lat: float, lon: float) -> tuple[float, float]:
    """Return the degrees that GCJ-02 adds to a WGS-84 point."""
    x, y = lon - 105.0, lat - 35.0
    pi, root_x = math.pi, math.sqrt(abs(x))
    shared = 20 * math.sin(6 * pi * x) + 20 * math.sin(2 * pi * x)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root_x
    north += (shared + 20 * math.sin(pi * y) + 40 * math.sin(pi / 3 * y)) * 2 / 3
    north += (160 * math.sin(pi / 12 * y) + 320 * math.sin(pi / 30 * y)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root_x
    east += (shared + 20 * math.sin(pi * x) + 40 * math.sin(pi / 3 * x)) * 2 / 3
    east += (150 * math.sin(pi / 12 * x) + 300 * math.sin(pi / 30 * x)) * 2 / 3
    phi = math.radians(lat)
    flat = 1 - _ECCENTRICITY_SQUARED * math.sin(phi) ** 2
    metres_north = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_SQUARED) / flat**1.5
    metres_east = _SEMI_MAJOR_M / math.sqrt(flat) * math.cos(phi)
    return math.degrees(north / metres_north), math.degrees(east / metres_east)

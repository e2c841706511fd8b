"""The OSRM engine against a small server that speaks OSRM's table service."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from routing.errors import TravelTimesError
from routing.travel_times.great_circle import GreatCircle
from routing.travel_times.osrm import TABLE_SIZE, Osrm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Serve = Callable[[type[BaseHTTPRequestHandler]], str]


class TableServer(BaseHTTPRequestHandler):
    """Answers tables by great circle, refuses large ones, knows no way to islands."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        prefix = "/table/v1/driving/"
        if not parts.path.startswith(prefix):
            self._answer(400, {"code": "InvalidUrl", "message": "URL string malformed"})
            return
        points = [pair.split(",") for pair in parts.path[len(prefix) :].split(";")]
        if len(points) > TABLE_SIZE:
            self._answer(400, {"code": "TooBig", "message": "Too many coordinates"})
            return
        lon = np.array([float(lon) for lon, _ in points])
        lat = np.array([float(lat) for _, lat in points])
        query = parse_qs(parts.query)
        assert query["annotations"] == ["distance,duration"]
        rows = [int(i) for i in query["sources"][0].split(";")]
        columns = [int(i) for i in query["destinations"][0].split(";")]
        matrix = GreatCircle().matrix(lat, lon)
        island = lat < 17

        def table(values: np.ndarray) -> list[list[float | None]]:
            return [
                [
                    None if i != j and (island[i] or island[j]) else float(values[i, j])
                    for j in columns
                ]
                for i in rows
            ]

        self._answer(
            200,
            {
                "code": "Ok",
                "distances": table(matrix.distance_m),
                "durations": table(matrix.duration_s),
            },
        )

    def _answer(self, status: int, content: dict[str, object]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Nonsense(TableServer):
    """Answers something that is no table."""

    def do_GET(self) -> None:
        self._answer(200, {"code": "Ok", "distances": [[1, 2, 3]], "durations": "soon"})


class Silence(TableServer):
    """Hangs up."""

    def do_GET(self) -> None:
        self.close_connection = True


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server with a handler; the address comes back."""
    servers: list[ThreadingHTTPServer] = []

    def start(handler: type[BaseHTTPRequestHandler]) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def _points(n: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(7)
    return random.uniform(24, 40, n).round(6), random.uniform(104, 120, n).round(6)


@pytest.mark.parametrize("n", [0, 1, 7, TABLE_SIZE, TABLE_SIZE + 33])
def test_the_servers_table_comes_back_whole(serve: Serve, n: int) -> None:
    lat, lon = _points(n)
    matrix = Osrm(serve(TableServer), slower=1.0).matrix(lat, lon)
    expected = GreatCircle().matrix(lat, lon)
    assert (matrix.distance_m == expected.distance_m).all()
    assert (matrix.duration_s == expected.duration_s).all()
    assert matrix.engine == "osrm"
    assert not matrix.fallback.any()


def test_a_coach_is_slower_than_the_servers_car(serve: Serve) -> None:
    lat, lon = _points(2)
    matrix = Osrm(serve(TableServer), slower=1.5).matrix(lat, lon)
    expected = GreatCircle().matrix(lat, lon)
    assert matrix.duration_s[0, 1] == round(expected.duration_s[0, 1] * 1.5)


def test_where_the_server_knows_no_way_the_great_circle_answers(serve: Serve) -> None:
    lat, lon = np.array([16.8, 30.0, 31.0]), np.array([112.3, 110.0, 111.0])
    matrix = Osrm(serve(TableServer)).matrix(lat, lon)
    assert matrix.fallback[0].tolist() == [False, True, True]
    assert not matrix.fallback[1:, 1:].any()
    assert matrix.distance_m[0, 1] == GreatCircle().matrix(lat, lon).distance_m[0, 1]


def test_a_refusal_is_quoted(serve: Serve) -> None:
    with pytest.raises(TravelTimesError, match="refused: InvalidUrl"):
        Osrm(serve(TableServer) + "/elsewhere").matrix(*_points(2))


@pytest.mark.parametrize("handler", [Nonsense, Silence])
def test_an_answer_that_is_no_table_is_refused(
    serve: Serve, handler: type[BaseHTTPRequestHandler]
) -> None:
    with pytest.raises(TravelTimesError, match="OSRM server at http://127"):
        Osrm(serve(handler)).matrix(*_points(2))


def test_a_server_that_is_down_is_one_sentence(serve: Serve) -> None:
    address = serve(TableServer).rsplit(":", 1)[0]
    with pytest.raises(TravelTimesError, match="cannot be asked"):
        Osrm(f"{address}:9", timeout_s=2).matrix(*_points(2))


@pytest.mark.parametrize("url", ["", "localhost:5000", "ftp://a", "http://"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="Expected the address"):
        Osrm(url)

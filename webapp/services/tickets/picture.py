"""
A ticket as a picture: to keep in a telephone, where it is shown without signal.

As wide as a telephone's screen at three dots a pixel, in the same fonts as the papers.
"""

from __future__ import annotations

import io
import subprocess
from functools import cache
from typing import TYPE_CHECKING

import segno
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from webapp.services.tickets.content import Ticket

WIDTH, HEIGHT = 1080, 1740
MARGIN = 72
INK, SOFT, GREEN, AMBER, PAPER = "#1c2b2a", "#4a5b5a", "#0b5d57", "#f2a33a", "#ffffff"
FAMILY = "Noto Sans CJK SC"
SMALLEST = 28


def write_png(ticket: Ticket) -> bytes:
    """Return the ticket as a PNG file of black and few colours."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, 168), fill=GREEN)
    draw.text((MARGIN, 84), "返岗车票", PAPER, _font(72, bold=True), anchor="lm")
    draw.text((WIDTH - MARGIN, 84), ticket.coach, PAPER, _font(60), anchor="rm")
    top = 210
    _line(draw, top, f"{ticket.day}  {ticket.leaves:%H:%M} 发车", 68, INK, bold=True)
    _line(draw, top + 100, f"{ticket.be_there:%H:%M} 前到上车点，过时不候", 44, SOFT)
    top = 396
    for label, text, more in (
        ("上车", ticket.boards_at, ""),
        ("下车", ticket.gets_off_at, _arrival(ticket)),
    ):
        draw.text((MARGIN, top + 8), label, SOFT, _font(40))
        _line(draw, top, text, 52, INK, bold=True, left=MARGIN + 120)
        if more:
            _line(draw, top + 72, more, 40, SOFT, left=MARGIN + 120)
        top += 96
    top += 80
    draw.line((MARGIN, top, WIDTH - MARGIN, top), fill="#c3cfcd", width=4)
    for left, label, value in (
        (MARGIN, "座位", ticket.seat_list),
        (WIDTH // 2, "上车码", ticket.spoken_code),
    ):
        draw.text((left, top + 32), label, SOFT, _font(40))
        size = _fitting(draw, value, 96, WIDTH // 2 - MARGIN - 24)
        draw.text((left, top + 186), value, INK, _font(size, bold=True), anchor="ls")
    side = 620
    code = _qr(ticket.payload, side)
    image.paste(code, ((WIDTH - code.width) // 2, top + 246))
    bottom = HEIGHT - 168
    draw.rectangle((0, bottom - 24, WIDTH, bottom - 16), fill=AMBER)
    passenger = f"{ticket.passenger}  共 {ticket.people} 人"
    _line(draw, bottom + 8, passenger, 44, INK)
    _line(draw, bottom + 76, f"编号 {ticket.reference}   电话 {ticket.phone}", 40, SOFT)
    buffer = io.BytesIO()
    image.quantize(32).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _arrival(ticket: Ticket) -> str:
    there = f"约 {ticket.arrives:%m-%d %H:%M} 到"
    return f"{there}；{ticket.train}" if ticket.train else there


def _line(
    draw: ImageDraw.ImageDraw,
    top: int,
    text: str,
    size: int,
    colour: str,
    *,
    bold: bool = False,
    left: int = MARGIN,
) -> None:
    size = _fitting(draw, text, size, WIDTH - MARGIN - left, bold=bold)
    draw.text((left, top), text, colour, _font(size, bold=bold))


def _fitting(
    draw: ImageDraw.ImageDraw, text: str, size: int, width: int, *, bold: bool = True
) -> int:
    """Return the largest size up to this one at which the text is not too wide."""
    while size > SMALLEST and draw.textlength(text, _font(size, bold=bold)) > width:
        size -= 2
    return size


def _qr(payload: str, side: int) -> Image.Image:
    """Return the code with its quiet zone, scaled by whole dots so that it is sharp."""
    matrix = segno.make(payload, error="m", micro=False)
    scale = side // matrix.symbol_size(border=4)[0]
    buffer = io.BytesIO()
    matrix.save(buffer, kind="png", scale=scale, border=4)
    return Image.open(buffer).convert("RGB")


@cache
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    path, index = _font_file(bold=bold)
    return ImageFont.truetype(path, size, index=index)


@cache
def _font_file(*, bold: bool) -> tuple[str, int]:
    """Return the file of the fonts' family that fontconfig, as for PDFs, chooses."""
    wanted = f"{FAMILY}:style={'Bold' if bold else 'Regular'}"
    found = subprocess.run(
        ["fc-match", "-f", "%{file}\n%{index}", wanted],
        check=True,
        capture_output=True,
        text=True,
    )
    path, index = found.stdout.split("\n")
    return path, int(index)

"""Small CVs, whole and spoilt."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from pypdf import PdfWriter

CHINESE = (
    "个人简历",
    "姓名：欧阳示例    电话：138-0000-7788",
    "籍贯：河南固始",
    "求职意向：缝纫工",
    "期望薪资：7000-9000元/月",
    "期望地点：盛泽",
    "学历：初中",
    "工作经验：5年",
    "持有叉车证、C1驾照",
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(lines: tuple[str, ...] = CHINESE, before: str = "") -> bytes:
    """Return a Word file with these paragraphs."""
    text = "".join(f"<w:p><w:r><w:t>{escape(li)}</w:t></w:r></w:p>" for li in lines)
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        f'<w:document xmlns:w="{_WORD}"><w:body>{text}</w:body></w:document>'
    )
    return packed({"word/document.xml": document.encode()})


def packed(files: dict[str, bytes]) -> bytes:
    """Return a zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def pdf(lines: tuple[str, ...]) -> bytes:
    """Return a PDF with these lines of ASCII, written by hand."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 40 700 Td {shown} ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return out + b"startxref\n%d\n%%%%EOF" % at


def blank_pdf(password: str = "") -> bytes:
    """Return a PDF without text, as a scanner makes it; locked with a password."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()

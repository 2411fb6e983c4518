"""The words on each page of a PDF as a reader would copy them, from its content streams and nothing else.

Reads what the typesetter of the briefs writes: plain objects, two-byte codes, a table of letters for every font.
"""

from __future__ import annotations

import re
import zlib

ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
TOKEN = re.compile(
    rb"\((?P<literal>(?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)|<(?P<digits>[0-9A-Fa-f\s]*)>(?!>)|/(?P<name>[^\s/<>\[\]()]+)"
    rb"|(?P<word>[A-Za-z*'\"]+)|[-+.\d]+|<<|>>|\[|\]|\s+",
    re.DOTALL,
)


def page_texts(content: bytes) -> list[str]:
    """Text of every page; a blank after each line. Words of figures, set letter by letter, run on."""
    objects = {int(n): body for n, body in re.findall(rb"(\d+) 0 obj\s*(.*?)endobj", content, re.DOTALL)}
    pages = [body for body in objects.values() if re.search(rb"/Type\s*/Page\b", body)]
    return [_text(page, objects) for page in pages]


def images(content: bytes) -> int:
    """Number of pictures made of dots."""
    return len(re.findall(rb"/Subtype\s*/Image", content))


def _text(page: bytes, objects: dict[int, bytes]) -> str:
    fonts = _fonts(page, objects)
    stream = _stream(objects[_number(rb"/Contents", page)])
    letters: dict[int, str] = {}
    out: list[str] = []
    name, begins = "", 0
    for token in TOKEN.finditer(stream):
        if token["name"] is not None:
            name = token["name"].decode()
        elif token["word"] == b"Tf":
            letters = fonts.get(name, {})
        elif token["word"] == b"BT":
            begins = len(out)
        elif token["word"] == b"ET" and len(out) > begins + 1:  # words of a figure come letter by letter
            out.append(" ")
        elif token["literal"] is not None or token["digits"] is not None:
            codes = (
                bytes.fromhex(token["digits"].decode())
                if token["digits"]
                else _unescaped(token["literal"] or b"")
            )
            out += [letters.get(codes[i] * 256 + codes[i + 1], "") for i in range(0, len(codes) - 1, 2)]
    return " ".join("".join(out).replace("\u200b", "").replace("\u2060", "").split())


def _number(key: bytes, body: bytes) -> int:
    found = re.search(key + rb"\s+(\d+) 0 R", body)
    assert found, key
    return int(found[1])


def _stream(body: bytes) -> bytes:
    found = re.search(rb"stream\r?\n(.*)endstream", body, re.DOTALL)
    assert found
    return zlib.decompressobj().decompress(found[1])


def _fonts(page: bytes, objects: dict[int, bytes]) -> dict[str, dict[int, str]]:
    resources = objects[_number(rb"/Resources", page)]
    named = re.search(rb"/Font\s*<<(.*?)>>", resources, re.DOTALL)
    found = {}
    for name, number in re.findall(rb"/(\w+) (\d+) 0 R", named[1] if named else b""):
        table = _stream(objects[_number(rb"/ToUnicode", objects[int(number)])])
        found[name.decode()] = _letters(table)
    return found


def _letters(table: bytes) -> dict[int, str]:
    letters = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            letters[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return letters


def _unescaped(literal: bytes) -> bytes:
    def one(match: re.Match[bytes]) -> bytes:
        sign = match[1]
        return bytes([int(sign, 8)]) if sign[:1].isdigit() else ESCAPES.get(sign, sign)

    return re.sub(rb"\\([0-7]{1,3}|.)", one, literal, flags=re.DOTALL)

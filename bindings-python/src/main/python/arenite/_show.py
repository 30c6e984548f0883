"""Frames as text and HTML: the first and last rows."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from arenite._frame import Frame
    from arenite._frame_column import FrameColumn

_ROWS = 10
_CELL = 40
_WIDTH = 120
_ELLIPSIS = "…"


def frame_text(frame: Frame) -> str:
    """A table of at most ten rows and as many columns as fit."""
    heads = [(column.name, str(column.type)) for column in frame]
    cells = _cells(frame)
    columns: list[list[str]] = []
    room = _WIDTH
    for (name, kind), column, shown in zip(heads, frame, cells):
        texts = [_short(name), kind, *map(_short, shown)]
        width = max(map(len, texts))
        room -= width + 2
        if room < 0 and columns:
            columns.append([_ELLIPSIS] * len(texts))
            break
        right = _is_right(column)
        columns.append([text.rjust(width) if right else text.ljust(width) for text in texts])
    lines = ["  ".join(row).rstrip() for row in zip(*columns)]
    return "\n".join([*lines, _shape(frame)])


def frame_html(frame: Frame) -> str:
    """A table for notebooks."""
    escape = html.escape
    heads = "".join(f"<th>{escape(column.name)}<br><small>{escape(str(column.type))}</small></th>" for column in frame)
    sides = ["right" if _is_right(column) else "left" for column in frame]
    lines = []
    for row in zip(*_cells(frame)):
        cells = "".join(f'<td style="text-align:{side}">{escape(_short(text))}</td>' for side, text in zip(sides, row))
        lines.append(f"<tr>{cells}</tr>")
    return (
        f'<table class="arenite"><thead><tr>{heads}</tr></thead><tbody>{"".join(lines)}</tbody></table>'
        f"<small>{_shape(frame)}</small>"
    )


def column_text(column: FrameColumn) -> str:
    """A column's values, the first and last ones."""
    shown = ", ".join(map(_short, _column_cells(column)))
    return f"{column.name}: {column.type} x {len(column)} [{shown}]"


def _cells(frame: Frame) -> list[list[str]]:
    return [_column_cells(column) for column in frame]


def _column_cells(column: FrameColumn) -> list[str]:
    rows = len(column)
    if rows <= _ROWS:
        return [_cell(value) for value in column.to_list()]
    half = _ROWS // 2
    head = [_cell(value) for value in column._slice(0, half).to_list()]
    tail = [_cell(value) for value in column._slice(rows - half, rows).to_list()]
    return [*head, _ELLIPSIS, *tail]


def _cell(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, np.timedelta64):
        return str(value)
    return repr(value) if isinstance(value, (float, bytes)) else str(value)


def _short(text: str) -> str:
    line = text.replace("\n", "\\n")
    return line if len(line) <= _CELL else line[: _CELL - 1] + _ELLIPSIS


def _is_right(column: FrameColumn) -> bool:
    return column.type.kind not in ("symbol", "utf8", "binary", "bool")


def _shape(frame: Frame) -> str:
    rows, columns = frame.shape
    return f"{rows} row{'' if rows == 1 else 's'} x {columns} column{'' if columns == 1 else 's'}"

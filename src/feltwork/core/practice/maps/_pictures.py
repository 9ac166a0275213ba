"""From points to pictures. Truth is the strokes; a picture is reckoned from them and can be reckoned again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Floats = NDArray[np.float64]
BRUSH_PIXELS, BRUSH_SD = 15, 5.0  # emBODY (PNAS 2014): a Gaussian of 15 by 15 pixels


def brush(pixels: int = BRUSH_PIXELS, sd: float = BRUSH_SD) -> Floats:
    """A square Gaussian of *pixels* (odd) by *pixels* that sums to one; *sd* in pixels."""
    if pixels < 1 or pixels % 2 == 0 or sd <= 0:
        raise ValueError("a brush has an odd number of pixels and a positive spread")
    away = np.arange(pixels) - pixels // 2
    line = np.exp(-(away**2) / (2 * sd**2))
    square = np.outer(line, line)
    return np.asarray(square / square.sum(), dtype=np.float64)


def count(points: Floats, canvas: tuple[int, int]) -> Floats:
    """How often each pixel was touched. *points*: (n, 2), x and y in pixels from the upper left; *canvas*: (rows,
    columns). A point beside the canvas counts at its edge, as in the published code; nothing is lost in between."""
    rows, columns = canvas
    touched = np.zeros(canvas)
    if len(points):
        x = np.clip(np.ceil(points[:, 0] + 1), 1, columns).astype(int) - 1
        y = np.clip(np.ceil(points[:, 1] + 1), 1, rows).astype(int) - 1
        np.add.at(touched, (y, x), 1)
    return touched


def picture(points: Floats, canvas: tuple[int, int], with_brush: Floats | None = None) -> Floats:
    """The points as seen after painting with a soft brush: (rows, columns), nothing beyond the edge."""
    stamp = brush() if with_brush is None else with_brush
    return np.asarray(ndimage.correlate(count(points, canvas), stamp, mode="constant", cval=0.0), dtype=np.float64)


def signed(points: Floats, canvas: tuple[int, int], *, up: tuple[slice, slice], down: tuple[slice, slice]) -> Floats:
    """One picture of two figures side by side on one canvas: more activity where positive, less where negative.

    *up*, *down*: the rows and columns of each figure, of equal shape.
    """
    whole = picture(points, canvas)
    if whole[up].shape != whole[down].shape:
        raise ValueError("both figures must have the same shape")
    return whole[up] - whole[down]

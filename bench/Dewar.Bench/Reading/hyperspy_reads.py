"""Reads each file with HyperSpy and makes a thumbnail of it, warm; says as JSON the processor time of each round in seconds, or why it can't."""
import io
import json
import logging
import sys
import time
import warnings

warnings.simplefilter("ignore")
import hyperspy.api as hs  # noqa: E402
import numpy  # noqa: E402
from PIL import Image, ImageDraw  # noqa: E402

logging.disable(logging.CRITICAL)
SIZE = 256


def levels(values):
    values = values.astype(numpy.float32)
    low, high = numpy.percentile(values, (0.3, 99.7))
    return (numpy.clip((values - low) / ((high - low) or 1), 0, 1) * 255).astype(numpy.uint8)


def picture(signal):
    """The first image, or the first spectrum as a line, in the cheapest way that gives something to look at."""
    values = signal.data
    if values.dtype.names:
        values = values.view(numpy.uint8 if values.dtype[0] == numpy.uint8 else numpy.uint16).reshape(values.shape + (-1,))
        return Image.fromarray((values[(0,) * (values.ndim - 3)][..., :3] >> (0 if values.dtype == numpy.uint8 else 8)).astype(numpy.uint8))
    values = numpy.abs(values) if numpy.iscomplexobj(values) else values
    if signal.axes_manager.signal_dimension == 1 or values.ndim == 1:
        line = values.reshape(-1, values.shape[-1])[0]
        across = numpy.linspace(0, SIZE - 1, line.size)
        drawing = Image.new("L", (SIZE, SIZE * 3 // 4), 255)
        down = (1 - levels(line) / 255.0) * (drawing.height - 1)
        ImageDraw.Draw(drawing).line(list(zip(across.tolist(), down.tolist())), fill=0)
        return drawing
    return Image.fromarray(levels(values[(0,) * (values.ndim - 2)]))


def once(path):
    begun = time.process_time()
    found = hs.load(path, lazy=False)
    first = found[0] if isinstance(found, list) else found
    first.metadata.as_dictionary(), first.original_metadata.as_dictionary()
    image = picture(first)
    factor = SIZE / max(image.size)
    size = [max(1, round(length * factor)) for length in image.size]
    image.resize(size, Image.BOX if factor < 1 else Image.NEAREST).save(io.BytesIO(), "PNG")
    return time.process_time() - begun


def measure(path, rounds):
    try:
        once(path)
        return [once(path) for _ in range(rounds)]
    except Exception as failure:
        return f"{type(failure).__name__}: {failure}"


print(json.dumps({path: measure(path, int(sys.argv[1])) for path in sys.argv[2:]}))

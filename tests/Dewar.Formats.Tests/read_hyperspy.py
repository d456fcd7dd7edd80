"""Says as JSON what HyperSpy reads in files: for each the signals with shape, axes, metadata and values."""
import json
import logging
import sys
import warnings

warnings.simplefilter("ignore")
import hyperspy.api as hs  # noqa: E402
import numpy  # noqa: E402

logging.disable(logging.CRITICAL)


def plain(values):
    if values.dtype.names:
        values = numpy.stack([values[name] for name in values.dtype.names if name != "A"], axis=-1)
    if numpy.iscomplexobj(values):
        values = numpy.abs(values)
    return [float(value) for value in numpy.asarray(values, dtype=float).ravel()[:5000]]


def axis(one):
    text = lambda value: value if isinstance(value, str) else ""
    return {"name": text(one.name), "size": int(one.size), "scale": float(one.scale), "offset": float(one.offset),
            "units": text(one.units), "scan": bool(one.navigate)}


def signal(one):
    general = one.metadata.General.as_dictionary()
    return {"title": general.get("title", ""), "date": general.get("date", ""), "time": general.get("time", ""), "dtype": str(one.data.dtype),
            "shape": [int(length) for length in one.data.shape], "axes": [axis(each) for each in one.axes_manager._axes], "values": plain(one.data)}


def read(path):
    try:
        found = hs.load(path)
        return [signal(one) for one in (found if isinstance(found, list) else [found])]
    except Exception as failure:
        return repr(failure)


print(json.dumps({path: read(path) for path in sys.argv[1:]}))

"""Writes frames of Bruker with fabio into a folder, and prints what is in them."""
import contextlib
import io
import json
import os
import sys

import numpy
from fabio.bruker100image import Bruker100Image
from fabio.brukerimage import BrukerImage

folder = sys.argv[1]
rows = []
y, x = numpy.mgrid[:512, :512]
frames = {"low": (x + y) % 200, "high": (x * 3 + y) % 700, "highest": numpy.where((x + y) % 97 == 0, 100000 + x, x % 260)}
with contextlib.redirect_stdout(io.StringIO()):
    for name, data in frames.items():
        for kind, writer in (("100", Bruker100Image), ("86", BrukerImage)):
            file = f"{name}_{kind}.sfrm"
            path = os.path.join(folder, file)
            writer(data=data.astype("i4"), header={"WAVELEN": "0.71073 0.7 0.71", "DISTANC": "5.0"}).write(path)
            rows.append({"file": file, "signal": 0, "shape": [512, 512], "dtype": "int32",
                         "values": [float(v) for v in writer().read(path).data.reshape(-1)]})
print(json.dumps(rows))

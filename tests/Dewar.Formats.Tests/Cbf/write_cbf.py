"""Writes CBF files with fabio, and says what is in them."""
import json
import os
import sys

import fabio.cbfimage
import numpy as np

folder = sys.argv[1]
random = np.random.default_rng(2)
expected = []
for number, (dtype, spread) in enumerate([("int32", 50), ("int32", 30000), ("int32", 2 ** 30), ("uint32", 2 ** 30), ("int16", 30000), ("uint16", 60000)]):
    image = (random.random((23, 31)) * spread).astype(dtype)
    if dtype == "int32":
        image[2:4] = -1
    name = "%d.cbf" % number
    fabio.cbfimage.CbfImage(data=image, header={}).write(os.path.join(folder, name))
    read = fabio.open(os.path.join(folder, name)).data
    expected.append({"file": name, "signal": 0, "shape": list(read.shape), "values": read.astype(float).ravel().tolist()})
print(json.dumps(expected))

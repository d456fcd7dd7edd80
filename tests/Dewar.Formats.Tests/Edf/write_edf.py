"""Writes EDF and SMV files with fabio, and some that fabio only reads, and says what fabio reads in them."""
import gzip
import json
import os
import sys

import fabio
import fabio.adscimage
import fabio.edfimage
import numpy as np

folder = sys.argv[1]
random = np.random.default_rng(3)
expected = []


def say(name, arrays):
    arrays = np.asarray(arrays)
    expected.append({"file": name, "signal": 0, "shape": list(arrays.shape), "dtype": arrays.dtype.newbyteorder("=").name, "values": arrays.astype(float).ravel().tolist()})


def read(name):
    with fabio.open(os.path.join(folder, name)) as image:
        frames = [image.get_frame(i).data if image.nframes > 1 else image.data for i in range(image.nframes)]
    return frames[0] if len(frames) == 1 else np.stack(frames)


for dtype in ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"]:
    array = (random.random((13, 17)) * 120).astype(dtype)
    name = dtype + ".edf"
    fabio.edfimage.EdfImage(data=array, header={"title": "a {brace} b", "motor_mne": "a b", "motor_pos": "1 2"}).write(os.path.join(folder, name))
    say(name, read(name))

several = fabio.edfimage.EdfImage(data=np.arange(35, dtype="uint16").reshape(5, 7))
for i in range(3):
    several.append_frame(data=np.arange(35, dtype="uint16").reshape(5, 7) + 100 * i)
several.write(os.path.join(folder, "several.edf"))
say("several.edf", read("several.edf"))

# Big-endian, and compressed, by hand.
array = np.arange(35, dtype=">i4").reshape(5, 7)
packed = gzip.compress(array.tobytes())
for name, order, data, more in [("big.edf", "HighByteFirst", array.tobytes(), ""), ("packed.edf", "HighByteFirst", packed, "COMPRESSION = GzipCompression ;\n")]:
    header = "{\nHeaderID = EH:000001:000000:000000 ;\nByteOrder = %s ;\nDataType = SignedInteger ;\nDim_1 = 7 ;\nDim_2 = 5 ;\nSize = %d ;\n%s" % (order, len(data), more)
    with open(os.path.join(folder, name), "wb") as file:
        file.write(header.encode().ljust(1022) + b"}\n" + data)
    say(name, read(name))

for order in ["little_endian", "big_endian"]:
    image = np.arange(600, dtype="uint16").reshape(20, 30) * 7
    header = "{\nHEADER_BYTES=  512;\nDIM=2;\nBYTE_ORDER=%s;\nTYPE=unsigned_short;\nSIZE1=30;\nSIZE2=20;\nPIXEL_SIZE=0.1024;\n}\n" % order
    name = order + ".img"
    with open(os.path.join(folder, name), "wb") as file:
        file.write(header.encode().ljust(512) + image.astype("<u2" if order[0] == "l" else ">u2").tobytes())
    say(name, image)

print(json.dumps(expected))

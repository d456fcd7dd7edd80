"""Writes arrays with numpy in all its types, and says what is in them."""
import json
import os
import sys

import numpy as np

folder = sys.argv[1]
random = np.random.default_rng(4)
expected = []


def say(name, signal, array, dtype=None):
    array = np.asarray(array)
    numbers = np.abs(array) if array.dtype.kind == "c" else array
    row = {"file": name, "signal": signal, "shape": list(array.shape), "values": [None if v != v else v for v in numbers.astype(float).ravel().tolist()]}
    if dtype:
        row["dtype"] = dtype
    expected.append(row)


def write(name, array, version=None):
    with open(os.path.join(folder, name), "wb") as file:
        np.lib.format.write_array(file, array, version=version)


for kind in ["?", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "c8", "c16"]:
    for order in "<>":
        for layout in "CF":
            for shape in [(), (5,), (7, 9), (3, 4, 5), (2, 3, 2, 3)]:
                array = np.asarray(random.random(shape) * 100, dtype=np.dtype(kind).newbyteorder(order), order=layout)
                if kind[0] == "c":
                    array = array * (1 + 2j)
                    array = np.asarray(array, dtype=np.dtype(kind).newbyteorder(order), order=layout)
                name = "%s%s%s%d.npy" % (kind.replace("?", "bool"), "le" if order == "<" else "be", layout, len(shape))
                write(name, array)
                say(name, 0, array, {"?": "uint8", "c8": "complex64", "c16": "complex128"}.get(kind, np.dtype(kind).name))

for version in [(1, 0), (2, 0), (3, 0)]:
    name = "version%d.npy" % version[0]
    write(name, np.arange(6.0), version)
    say(name, 0, np.arange(6.0))

structure = np.zeros(5, dtype=[("x", "<f4"), ("word", "S6"), ("pair", ">i2", (2,)), ("inner", [("a", "u1"), ("b", "<f8")]), ("tekst", "U3")])
structure["x"] = np.arange(5) / 4
structure["pair"] = np.arange(10).reshape(5, 2)
structure["inner"]["a"] = 7
structure["inner"]["b"] = np.arange(5) * 1e10
write("structure.npy", structure)
table = np.full((5, 7), np.nan)
table[:, 0], table[:, 2:4], table[:, 4], table[:, 5] = structure["x"], structure["pair"], 7, structure["inner"]["b"]
say("structure.npy", 0, table)
write("aligned.npy", np.array([(1, 2.5), (3, 4.5)], dtype=np.dtype([("a", "i1"), ("b", "f8")], align=True)))
say("aligned.npy", 0, [[1, 2.5], [3, 4.5]] if False else np.array([[1, np.nan, 2.5], [3, np.nan, 4.5]]))

first, second = np.arange(12).reshape(3, 4), random.random((200, 300))
np.savez(os.path.join(folder, "plain.npz"), first=first, second=second)
np.savez_compressed(os.path.join(folder, "packed.npz"), first=first, second=second)
for name in ["plain.npz", "packed.npz"]:
    say(name, 0, first)
    say(name, 1, second)
print(json.dumps(expected))

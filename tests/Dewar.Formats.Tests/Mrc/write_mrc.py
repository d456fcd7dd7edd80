"""Writes MRC files with mrcfile into a folder, and says as JSON what is in them."""
import json
import os
import sys
import warnings

warnings.simplefilter("ignore")
import mrcfile  # noqa: E402
import numpy  # noqa: E402

folder = sys.argv[1]
told = []
random = numpy.random.default_rng(1)
types = ["int8", "int16", "uint16", "float32", "complex64", "float16"]
shapes = [("image", (5, 7)), ("stack", (3, 5, 7)), ("volume", (3, 5, 7)), ("volumes", (2, 3, 5, 7))]
for kind, shape in shapes:
    for name in types:
        for order in "<>":
            data = (random.random(shape) * 100 - 20).astype(name)
            if name == "uint16":
                data = (random.random(shape) * 60000).astype(name)
            path = os.path.join(folder, f"{kind}-{name}-{'little' if order == '<' else 'big'}.mrc")
            with mrcfile.new(path, overwrite=True) as file:
                file.set_data(data)
                if kind == "stack":
                    file.set_image_stack()
                file.voxel_size = 2.5
                file.add_label("made by a test")
            if order == ">":
                # mrcfile writes the machine's order only: turn the file round, numbers by numbers.
                raw = bytearray(open(path, "rb").read())
                words = numpy.frombuffer(bytes(raw[:224]), dtype="<u4").byteswap().tobytes()
                keep = {at: raw[at:at + 4] for at in (104, 208)}
                raw[:224] = words
                for at, four in keep.items():
                    raw[at:at + 4] = four
                raw[212:216] = b"\x11\x11\0\0"
                raw[1024:] = data.byteswap().tobytes()
                open(path, "wb").write(raw)
                assert (mrcfile.read(path).astype(name) == data).all()
            told.append({"path": path, "shape": list(shape), "dtype": str(data.dtype), "kind": kind,
                         "values": [float(abs(value)) if name == "complex64" else float(value) for value in data.ravel()]})
print(json.dumps(told))

"""Writes strips of TIFF files with libtiff: NAME.in as packed, NAME.out as they were; prints what they are.

write_strips.py FOLDER
"""
import io, json, os, sys
import numpy as np
import tifffile
from PIL import Image, TiffImagePlugin

folder = sys.argv[1]
rows = []
TiffImagePlugin.STRIP_SIZE = 1 << 30
r = np.random.default_rng(5)


def put(codec, packed, plain, **more):
    name = "%04d" % len(rows)
    open(os.path.join(folder, name + ".in"), "wb").write(packed)
    open(os.path.join(folder, name + ".out"), "wb").write(plain)
    rows.append({"name": name, "codec": codec, **more})


def strips(image, compression, codec, options=None):
    f = io.BytesIO()
    image.save(f, "TIFF", compression=compression, tiffinfo={278: image.height, **(options or {})})
    raw = io.BytesIO()
    image.save(raw, "TIFF", tiffinfo={278: image.height})
    f.seek(0)
    raw.seek(0)
    with tifffile.TiffFile(f) as t, tifffile.TiffFile(raw) as u:
        packed = b"".join(f.getvalue()[o : o + n] for o, n in zip(t.pages[0].dataoffsets, t.pages[0].databytecounts))
        plain = b"".join(raw.getvalue()[o : o + n] for o, n in zip(u.pages[0].dataoffsets, u.pages[0].databytecounts))
        assert len(t.pages[0].dataoffsets) == 1, compression
        tags = t.pages[0].tags
        put(codec, packed, plain, width=image.width, options=int(tags[292].value) if 292 in tags else 0)


for width, height in ((1, 1), (3, 2), (64, 64), (301, 77), (700, 500)):
    y, x = np.mgrid[:height, :width]
    noise, steps = r.integers(0, 256, (height, width)), r.integers(0, 3, (height, width))
    for picture in (x * 0, x + y, 120 + 100 * np.sin(x / 9.0) * np.cos(y / 7.0), noise, steps):
        image = Image.fromarray(picture.astype("u1"))
        strips(image, "tiff_lzw", "lzw")
        strips(image, "packbits", "packbits")
    for picture in (
        x * 0, x * 0 + 1, (x // 5 + y // 9) % 2, np.sin(x / 9.0) * np.cos(y / 7.0) > 0, r.integers(0, 2, (height, width)),
        r.random((height, width)) > 0.95,
        (x - width / 2) ** 2 + (y - height / 2) ** 2 < height * 9, x > 2600 - y,
    ):
        image = Image.fromarray(picture.astype(bool))
        strips(image, "group3", "group3")
        strips(image, "group3", "group3", {292: 1})
        strips(image, "group3", "group3", {292: 5})
        strips(image, "group4", "group4")
        strips(image, "tiff_ccitt", "rle")
wide = Image.fromarray(r.random((40, 6000)) > 0.9995)
for compression, codec in (("group3", "group3"), ("group4", "group4"), ("tiff_ccitt", "rle")):
    strips(wide, compression, codec)
print(json.dumps(rows))

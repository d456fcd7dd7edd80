"""Writes pictures in formats that are only described; prints name, width and height of each.

write_others.py FOLDER
"""
import json, os, sys
import numpy as np
from PIL import Image

folder = sys.argv[1]
rows = []
y, x = np.mgrid[:50, :70]
image = Image.fromarray(np.stack([x, y * 2, x + y], -1).astype("u1"))
exif = Image.Exif()
exif[0x110] = "Cam"
for name, options in (
    ("lossy.webp", {"exif": exif}), ("lossless.webp", {"lossless": True}), ("plain.webp", {}), ("a.jp2", {}), ("a.j2k", {}), ("a.tga", {}),
    ("rle.tga", {"compression": "tga_rle"}), ("a.ico", {"sizes": [(48, 48), (16, 16)]}),
):
    try:
        image.save(os.path.join(folder, name), **options)
    except (KeyError, OSError, ValueError):
        continue
    again = Image.open(os.path.join(folder, name))
    rows.append({"name": name, "width": again.width, "height": again.height})
print(json.dumps(rows))

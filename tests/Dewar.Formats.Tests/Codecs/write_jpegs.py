"""Writes JPEGs in many variants, NAME.jpg, and what libjpeg makes of them, NAME.out; prints what they are.

write_jpegs.py FOLDER
"""
import io, json, os, subprocess, sys
import numpy as np
from PIL import Image

folder = sys.argv[1]
rows = []


def scene(width, height, channels):
    y, x = np.mgrid[:height, :width]
    noise = np.random.default_rng(width * height).normal(0, 12, (height, width, channels))
    waves = [120 + 100 * np.sin(x / (7.0 + 3 * c)) * np.cos(y / (5.0 + 2 * c)) + 20 * (c - 1) for c in range(channels)]
    return np.clip(np.stack(waves, -1) + noise, 0, 255).astype("u1")


def put(data, what, stored=False):
    name = "%03d" % len(rows)
    image = Image.open(io.BytesIO(data))
    image.load()
    if stored and image.mode == "CMYK":
        image = image.convert("RGB")
    pixels = np.asarray(image)
    open(os.path.join(folder, name + ".jpg"), "wb").write(data)
    open(os.path.join(folder, name + ".out"), "wb").write(pixels.tobytes())
    channels = pixels.size // (image.width * image.height)
    rows.append({"name": name, "what": what, "width": image.width, "height": image.height, "channels": channels})


for width, height in ((1, 1), (8, 8), (17, 9), (3, 40), (64, 48), (131, 97), (16, 5), (2, 2), (5, 3)):
    for mode, channels in (("L", 1), ("RGB", 3), ("CMYK", 4)):
        image = Image.fromarray(scene(width, height, channels)[..., 0] if channels == 1 else scene(width, height, channels), mode)
        for quality in (5, 75, 100):
            for subsampling in (0, 1, 2) if channels == 3 else (0,):
                for progressive in (False, True):
                    f = io.BytesIO()
                    image.save(f, "JPEG", quality=quality, subsampling=subsampling, progressive=progressive)
                    put(f.getvalue(), "PIL %s %dx%d q%d s%d p%d" % (mode, width, height, quality, subsampling, progressive), True)

for width, height in ((37, 29), (100, 75)):
    ppm = b"P6\n%d %d\n255\n" % (width, height) + scene(width, height, 3).tobytes()
    pgm = b"P5\n%d %d\n255\n" % (width, height) + scene(width, height, 1).tobytes()
    for options in (
        ["-restart", "1"], ["-restart", "3B"], ["-sample", "1x2"], ["-sample", "4x1"], ["-sample", "2x1"], ["-sample", "1x1"],
        ["-sample", "4x2"], ["-sample", "2x2,1x2,2x1"], ["-sample", "2x1,1x1,2x1"], ["-sample", "3x1"], ["-optimize"],
        ["-progressive", "-restart", "1"], ["-rgb"], ["-progressive", "-sample", "1x2"], ["-dct", "int", "-quality", "30"],
        ["-grayscale"], ["-quality", "1"], ["-quality", "1", "-baseline"],
    ):
        for picture in (ppm, pgm):
            done = subprocess.run(["cjpeg", *options], input=picture, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            if done.returncode == 0 and done.stdout:
                put(done.stdout, "cjpeg " + " ".join(options))
    # One scan for each component.
    scans = os.path.join(folder, "scans")
    open(scans, "w").write("0;\n1;\n2;\n")
    put(subprocess.run(["cjpeg", "-scans", scans], input=ppm, stdout=subprocess.PIPE, check=True).stdout, "cjpeg -scans")
print(json.dumps(rows))

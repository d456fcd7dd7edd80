"""Writes FITS files in many variants with astropy, and says what astropy reads in them."""
import json
import os
import sys

import numpy as np
from astropy.io import fits

folder = sys.argv[1]
random = np.random.default_rng(1)
expected = []


def say(name, signal, array, dtype=None, values=True):
    array = np.asarray(array)
    row = {"file": name, "signal": signal, "shape": list(array.shape), "dtype": dtype or array.dtype.newbyteorder("=").name}
    if values:
        numbers = np.abs(array) if array.dtype.kind == "c" else array
        row["values"] = [None if value != value else value for value in numbers.astype(float).ravel().tolist()]
    expected.append(row)


def path(name):
    return os.path.join(folder, name)


for dtype in ["uint8", "int8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"]:
    array = (random.random((3, 7, 11)) * 200 - (0 if dtype[0] == "u" else 100)).astype(dtype)
    fits.HDUList([fits.PrimaryHDU(array), fits.ImageHDU(array[0]), fits.ImageHDU(array[0, 0])]).writeto(path(dtype + ".fits"))
    with fits.open(path(dtype + ".fits"), uint=True) as file:
        for index in range(3):
            say(dtype + ".fits", index, file[index].data)

# Scaled, and with a number that means nothing.
scaled = fits.PrimaryHDU(np.arange(77, dtype="int16").reshape(7, 11))
scaled.header["BSCALE"], scaled.header["BZERO"], scaled.header["BLANK"] = 0.25, 3, 5
scaled.writeto(path("scaled.fits"), output_verify="ignore")
with fits.open(path("scaled.fits")) as file:
    say("scaled.fits", 0, file[0].data)
blank = fits.PrimaryHDU(np.arange(77, dtype="int32").reshape(7, 11))
blank.header["BLANK"] = 9
blank.writeto(path("blank.fits"))
with fits.open(path("blank.fits")) as file:
    say("blank.fits", 0, file[0].data)

# Tables.
rows = 9
columns = [
    fits.Column("flag", "L", array=np.arange(rows) % 2 == 0),
    fits.Column("byte", "B", array=np.arange(rows, dtype="uint8")),
    fits.Column("short", "I", array=np.arange(rows) - 4),
    fits.Column("word", "10A", array=["word %d" % i for i in range(rows)]),
    fits.Column("unsigned", "J", bzero=2 ** 31, array=np.arange(rows, dtype="uint32") + 3000000000),
    fits.Column("long", "K", array=np.arange(rows) * 10 ** 10),
    fits.Column("single", "E", unit="mm", array=np.arange(rows) / 7),
    fits.Column("double", "D", array=np.arange(rows) / 3),
    fits.Column("vector", "5E", array=random.random((rows, 5))),
    fits.Column("matrix", "6J", dim="(3,2)", array=np.arange(rows * 6).reshape(rows, 2, 3)),
    fits.Column("ragged", "PD()", array=np.array([np.arange(i, dtype=float) for i in range(rows)], dtype=object)),
]
fits.BinTableHDU.from_columns(columns, name="EVENTS").writeto(path("table.fits"))
table = np.full((rows, 8), np.nan)
for index, name in enumerate(["flag", "byte", "short", None, "unsigned", "long", "single", "double"]):
    if name:
        table[:, index] = fits.getdata(path("table.fits"), 1)[name].astype(float)
say("table.fits", 0, table)
say("table.fits", 1, fits.getdata(path("table.fits"), 1)["vector"])
say("table.fits", 2, fits.getdata(path("table.fits"), 1)["matrix"])
ragged = np.full((rows, rows - 1), np.nan)
for index in range(rows):
    ragged[index, :index] = np.arange(index)
say("table.fits", 3, ragged)

# One row of arrays, as spectra are kept.
fits.BinTableHDU.from_columns([fits.Column("wave", "20D", array=[np.arange(20) * 0.1]), fits.Column("flux", "20E", array=[random.random(20)])]).writeto(path("spectrum.fits"))
spectrum = fits.getdata(path("spectrum.fits"), 1)
say("spectrum.fits", 0, np.stack([spectrum["wave"][0], spectrum["flux"][0].astype(float)], axis=1))

# A table in text.
text = [fits.Column("n", "I6", array=np.arange(5)), fits.Column("name", "A8", array=list("abcde")), fits.Column("x", "E15.7", array=np.arange(5) * 1.5e10)]
fits.TableHDU.from_columns(text).writeto(path("text.fits"))
say("text.fits", 0, np.stack([np.arange(5.0), np.full(5, np.nan), np.arange(5) * 1.5e10], axis=1))

# Compressed in tiles.
smooth = (np.add.outer(np.arange(45) ** 1.5, np.arange(61) ** 1.3) + random.random((45, 61)) * 20).astype("int32")
for method in ["RICE_1", "GZIP_1", "GZIP_2", "PLIO_1", "HCOMPRESS_1"]:
    for dtype in ["uint8", "int16", "uint16", "int32"]:
        if method == "PLIO_1" and dtype in ("uint16",):
            continue
        array = smooth.astype(dtype) if dtype != "uint8" else (smooth % 251).astype(dtype)
        for number, tile in enumerate([None, (13, 9), (61, 45)]):
            if method == "HCOMPRESS_1" and tile is not None and min(tile) < 4:
                continue
            name = "%s-%s-%d.fits" % (method, dtype, number)
            options = {"tile_size": tile} if tile else {}
            try:
                fits.HDUList([fits.PrimaryHDU(), fits.CompImageHDU(array, compression_type=method, **options)]).writeto(path(name))
                with fits.open(path(name)) as file:
                    say(name, 0, file[1].data)
            except Exception:
                if os.path.exists(path(name)):
                    os.remove(path(name))
                expected[:] = [row for row in expected if row["file"] != name]

# Floating point: rounded, with and without a random shift, and untouched.
noise = random.normal(100, 5, (33, 41)).astype("float32")
noise[3, 4] = np.nan
noise[5:7] = 0
for method in ["RICE_1", "GZIP_1", "GZIP_2", "HCOMPRESS_1"]:
    for dither, number in [(-1, 0), (1, 1), (2, 2)]:
        for dtype in ["float32", "float64"]:
            name = "%s-%s-d%d.fits" % (method, dtype, number)
            array = noise.astype(dtype)
            if method == "HCOMPRESS_1":
                array = np.nan_to_num(array)
            fits.HDUList([fits.PrimaryHDU(), fits.CompImageHDU(array, compression_type=method, quantize_method=dither, dither_seed=77, quantize_level=8)]).writeto(path(name))
            with fits.open(path(name)) as file:
                say(name, 0, file[1].data)
fits.HDUList([fits.PrimaryHDU(), fits.CompImageHDU(noise, compression_type="GZIP_2", quantize_level=0)]).writeto(path("lossless.fits"))
with fits.open(path("lossless.fits")) as file:
    say("lossless.fits", 0, file[1].data)

print(json.dumps(expected))

"""Files for the viewers: make_views.py FOLDER"""
import sys
import h5py
import numpy as np
import tifffile
from PIL import Image

folder = sys.argv[1]
y, x = np.mgrid[0:600, 0:800]
image = (30000 + 20000 * np.sin(x / 25.0) * np.cos(y / 40.0) + (x + y) % 97).astype("u2")
tifffile.imwrite(f"{folder}/stack.tif", np.stack([image, image[::-1], image // 2]), imagej=True, resolution=(1 / 0.05, 1 / 0.05), metadata={"unit": "um", "axes": "ZYX"})
tifffile.imwrite(f"{folder}/deep.tif", (image.astype("u4") * 70000).astype("u4"))
tifffile.imwrite(f"{folder}/colour.tif", np.dstack([x % 256, y % 256, (x + y) % 256]).astype("u1"), photometric="rgb")
# A bright corner, first row and first column, that orientation 6 shows at the top on the right.
turned = np.zeros((60, 100), "u1")
turned[:20, :20] = 255
Image.fromarray(turned).save(f"{folder}/turned.tif", tiffinfo={274: 6})
with h5py.File(f"{folder}/scan.h5", "w") as f:
    f.attrs["NX_class"], f.attrs["default"] = "NXroot", "entry"
    entry = f.create_group("entry")
    entry.attrs["NX_class"], entry.attrs["default"] = "NXentry", "data"
    data = entry.create_group("data")
    data.attrs["NX_class"], data.attrs["signal"] = "NXdata", "counts"
    data.create_dataset("counts", data=np.stack([image // (n + 1) for n in range(6)]), chunks=(1, 300, 400), compression="gzip")
    entry["curve"] = np.sin(np.arange(2000) / 50.0)
    entry["title"] = "A scan größer"
    entry["flags"] = np.array([True, False, True])
    entry["dogs"] = np.array([(b"Rex", 9, 81.5), (b"Fido", 3, 27.25)], dtype=[("name", "S10"), ("age", "i4"), ("weight", "f4")])
t = np.linspace(0, 40, 3000)
with open(f"{folder}/points.ply", "w") as f:
    f.write(f"ply\nformat ascii 1.0\nelement vertex {len(t)}\nproperty float x\nproperty float y\nproperty float z\nproperty uchar red\nproperty uchar green\nproperty uchar blue\nend_header\n")
    for i, a in enumerate(t):
        f.write(f"{a * np.cos(a):.4f} {a * np.sin(a):.4f} {a:.4f} {i % 256} {255 - i % 256} 128\n")
with open(f"{folder}/table.csv", "w") as f:
    f.write("time,voltage,current\n")
    for i in range(500):
        f.write(f"{i * 0.1:.1f},{np.sin(i / 20):.5f},{i * i}\n")
with open(f"{folder}/edx.msa", "w") as f:
    f.write("#FORMAT      : EMSA/MAS Spectral Data File\n#VERSION     : 1.0\n#TITLE       : Steel\n#NPOINTS     : 1024\n#NCOLUMNS    : 1\n#XUNITS      : keV\n#YUNITS      : counts\n#DATATYPE    : Y\n#XPERCHAN    : 0.01\n#OFFSET      : 0\n#SPECTRUM    : Spectrum\n")
    for i in range(1024):
        f.write(f"{1000 * np.exp(-((i - 640) / 8.0) ** 2) + 400 * np.exp(-((i - 705) / 8.0) ** 2) + 20:.2f},\n")
    f.write("#ENDOFDATA   :\n")
with open(f"{folder}/notes.txt", "w") as f:
    f.write("Notes\n<b>no markup</b> größer \u202egpj.exe\n" + "a line of notes\n" * 20000)
with open(f"{folder}/nothing.bin", "wb") as f:
    f.write(bytes(range(256)) * 4)
with open(f"{folder}/broken.h5", "wb") as f:
    f.write(open(f"{folder}/scan.h5", "rb").read()[:3000])

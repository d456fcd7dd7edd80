"""Slices of a large HDF5 file.

    views.py make PATH              a file of 20 GB with a stack that takes no room on the disk, and one packed with gzip
    views.py local PATH             seconds of a process that opens it with h5py and reads slices, as JSON
    views.py site ADDRESS TOKEN     the same slices from a site
"""
import json, sys, time, urllib.request
import h5py
import numpy as np

SHAPE = (10000, 1024, 1024)
FRAMES = [int(i * 7919 % SHAPE[0]) for i in range(1, 31)]
PACKED = [i % 64 for i in range(0, 300, 7)][:30]


def make(path):
    rng = np.random.default_rng(1)
    with h5py.File(path, "w") as f:
        stack = f.create_dataset("entry/stack", SHAPE, "u2")
        for i in FRAMES:
            stack[i] = rng.integers(0, 60000, SHAPE[1:], dtype="u2")
        stack[-1] = 1
        packed = f.create_dataset("entry/packed", (64, 1024, 1024), "u2", chunks=(1, 256, 1024), compression="gzip", compression_opts=1)
        for i in range(64):
            packed[i] = rng.poisson(20, (1024, 1024))
        for i in range(500):
            f[f"entry/scan_{i:03}"] = np.arange(100.0) + i


def timed(work, *arguments):
    begun = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - begun


def local(path):
    def tree():
        with h5py.File(path) as f:
            return json.dumps([[n, list(o.shape) if isinstance(o, h5py.Dataset) else [], dict(o.attrs)] for n, o in f["entry"].items()])

    def frame(name, i):
        with h5py.File(path) as f:
            return f[f"entry/{name}"][i].tobytes()

    show(tree, frame)


def site(address, token):
    def get(query):
        request = urllib.request.Request(f"{address}/{query}", headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request) as answer:
            return answer.read()

    show(lambda: get("meta?file=large.h5&path=/entry"), lambda name, i: get(f"data?file=large.h5&path=/entry/{name}&selection={i}&format=bin&dtype=safe"))


def show(tree, frame):
    first = timed(tree)
    print(json.dumps({"first": first, "tree": [timed(tree) for _ in range(10)], "plain": [timed(frame, "stack", i) for i in FRAMES],
                      "packed": [timed(frame, "packed", i) for i in PACKED]}))


{"make": make, "local": local, "site": site}[sys.argv[1]](*sys.argv[2:])

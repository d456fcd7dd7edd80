"""What h5py takes. Writes the files first: h5py_reads.py make-tree|tree|make-values|values|make-large|make-large-chunked FILE [BYTES or FRAMES] [ROUNDS]."""
import json
import sys
import time

import h5py
import numpy

what, path = sys.argv[1:3]


def make_tree():
    """100 groups of 99 small datasets with three attributes each."""
    with h5py.File(path, "w") as file:
        for i in range(100):
            group = file.create_group(f"group {i}")
            group.attrs["kind"], group.attrs["number"] = "sample", i
            for j in range(99):
                dataset = group.create_dataset(f"d{j}", data=numpy.arange(5))
                dataset.attrs["units"], dataset.attrs["x"], dataset.attrs["name"] = "nm", 1.5, numpy.bytes_("abc")


def tree():
    begun = time.perf_counter()
    with h5py.File(path, "r") as file:
        def visit(_, item):
            for name in item.attrs:
                item.attrs[name]
            if isinstance(item, h5py.Dataset):
                item.shape, item.dtype
        file.visititems(visit)
    return time.perf_counter() - begun


def make_values(size):
    """Frames of 1024 x 1024 counts, each a chunk."""
    frames, random = max(8, size >> 21), numpy.random.default_rng(1)
    block = random.poisson(20, (8, 1024, 1024)).astype("u2")
    with h5py.File(path, "w") as file:
        dataset = file.create_dataset("data", (frames, 1024, 1024), "u2", chunks=(1, 1024, 1024), compression="gzip", compression_opts=4)
        for i in range(frames):
            dataset[i] = block[i % len(block)]


def make_large(frames, **how):
    """Nothing but the declaration of 32 MB frames, and of the chunked ones a few that are there."""
    with h5py.File(path, "w", libver="latest") as file:
        dataset = file.create_dataset("data", (frames, 4096, 4096), "u2", **how)
        if how:
            for i in range(0, frames, max(1, frames // 20)):
                dataset[i, :1024, :1024] = numpy.random.default_rng(i).poisson(20, (1024, 1024))
        else:
            dataset[frames - 1, 4095, 4095] = 1


def values():
    begun = time.process_time()
    with h5py.File(path, "r") as file:
        dataset = file["data"]
        for i in range(dataset.shape[0]):
            dataset[i]
    return time.process_time() - begun


if what == "make-tree":
    make_tree()
elif what == "make-large":
    make_large(int(sys.argv[3]))
elif what == "make-large-chunked":
    make_large(int(sys.argv[3]), chunks=(1, 1024, 1024), compression="gzip")
elif what == "make-values":
    make_values(int(sys.argv[3]))
else:
    once = {"tree": tree, "values": values}[what]
    once()
    print(json.dumps([once() for _ in range(int(sys.argv[3]))]))

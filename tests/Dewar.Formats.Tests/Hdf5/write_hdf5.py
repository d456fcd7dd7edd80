"""Writes HDF5 files in many variants into a folder and prints their names: versions, layouts, indexes of chunks, filters, types, links."""
import ctypes
import json
import os
import sys

import h5py
import numpy

FOLDER = sys.argv[1]
WANTED = sys.argv[2:]
VERSIONS = {"early": ("earliest", "v108"), "v108": ("v108", "v108"), "v110": "latest", "mixed": ("v108", "v110"), "plain": None}
LIBRARY = ctypes.CDLL(next(line.split()[-1] for line in open("/proc/self/maps") if "libhdf5_serial.so" in line or "libhdf5.so" in line))
NAMES = []


def create(name, version, **options):
    NAMES.append(name)
    return h5py.File(os.path.join(FOLDER, name), "w", libver=VERSIONS[version], **options)


def wave(*shape, kind="f8"):
    return (numpy.arange(numpy.prod(shape, dtype=int)).reshape(shape) * 37 % 1009).astype(kind)


def types(version):
    with create(f"types_{version}.h5", version) as file:
        for order in "<>":
            for kind in "i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16".split():
                file[f"{kind}{'be' if order == '>' else ''}"] = (wave(7, 3) - 500).astype(order + kind)
        file["longdouble"] = wave(9).astype(numpy.longdouble) / 7
        file["bool"] = numpy.array([True, False, True])
        file["fixed"] = numpy.array([b"ab", b"", b"abcdefg"], "S7")
        file["utf8"] = numpy.array(["ä€", "", "text"], dtype=h5py.string_dtype())
        file["scalar text"] = "µm"
        file["scalar"] = 42.5
        file["empty"] = h5py.Empty("f4")
        file["none"] = numpy.zeros((0, 4), "i2")
        file["opaque"] = numpy.void(b"\x00\x01\xfe\xff")
        colours = h5py.enum_dtype({"RED": 0, "GREEN": 1, "BLUE": 42}, basetype="i2")
        file.create_dataset("enum", data=numpy.array([0, 1, 42, 7], "i2"), dtype=colours)
        nested = numpy.dtype([("n", "i4"), ("p", [("x", "f4"), ("y", ">f8"), ("s", "S5")]), ("v", "u2", (2, 2)), ("c", "c8"), ("b", "?")])
        rows = numpy.zeros(6, nested)
        rows["n"] = range(6)
        rows["p"]["x"], rows["p"]["y"], rows["p"]["s"] = wave(6), wave(6) / 3, b"yes"
        rows["v"], rows["c"], rows["b"] = wave(6, 2, 2), wave(6) * 1j, [True, False] * 3
        file["nested"] = rows
        aligned = numpy.dtype([("a", "i1"), ("b", "f8"), ("t", h5py.string_dtype())], align=True)
        file["aligned"] = numpy.array([(1, 2.5, "one"), (2, -1, "zwei")], aligned)
        ragged = file.create_dataset("vlen", (4,), dtype=h5py.vlen_dtype("i4"))
        ragged[0], ragged[1], ragged[3] = [1, 2, 3], [], numpy.arange(500)
        packed = file.create_dataset("vlen chunked", (9,), dtype=h5py.vlen_dtype("f8"), chunks=(2,), compression="gzip", maxshape=(None,))
        for i in range(8):
            packed[i] = numpy.arange(i) / 2
        file["type"] = nested
        file.create_dataset("of type", (2,), dtype=file["type"])
        file["of type"].attrs.create("typed", rows[:2], dtype=file["type"])


def odd_types(version):
    with create(f"odd_types_{version}.h5", version) as file:
        def write(name, kind, values, memory=None):
            space = h5py.h5s.create_simple(values.shape)
            written = h5py.h5d.create(file.id, name.encode(), kind, space)
            written.write(h5py.h5s.ALL, h5py.h5s.ALL, values, mtype=memory)

        bfloat = h5py.h5t.IEEE_F32LE.copy()
        bfloat.set_fields(15, 7, 8, 0, 7)
        bfloat.set_size(2)
        bfloat.set_ebias(127)
        write("bfloat16", bfloat, numpy.array([1, -2.5, 1e30, 1e-38, 1e-40, numpy.inf, numpy.nan, 0], "f8"))
        small = h5py.h5t.IEEE_F32BE.copy()
        small.set_fields(23, 18, 5, 3, 15)
        small.set_precision(24)
        small.set_size(3)
        small.set_ebias(15)
        write("float24 big-endian", small, numpy.array([1, -2.5, 1000.25, 1e-5, 3e-7, -0.0], "f8"))
        for order in (h5py.h5t.STD_I32LE, h5py.h5t.STD_I32BE, h5py.h5t.STD_U32LE):
            narrow = order.copy()
            narrow.set_precision(11)
            narrow.set_offset(5)
            write(f"11 bits {order.get_order()} {order.get_sign()}", narrow, numpy.array([0, 1, 511, 1000 if order.get_sign() == 0 else -512], "i8"))
        three = h5py.h5t.STD_I32LE.copy()
        three.set_precision(24)
        three.set_size(3)
        write("int24", three, numpy.array([0, -1, 8388607, -8388608], "i8"))
        write("bits", h5py.h5t.STD_B16BE, numpy.array([0, 1, 0xabcd], "u2"), h5py.h5t.STD_B16LE)
        for name, padding in (("terminated", h5py.h5t.STR_NULLTERM), ("zeros", h5py.h5t.STR_NULLPAD), ("blanks", h5py.h5t.STR_SPACEPAD)):
            kind = h5py.h5t.C_S1.copy()
            kind.set_size(8)
            kind.set_strpad(padding)
            write(name, kind, numpy.array([b"abc", b"", b"sevenchr"], "S8"))
        array = h5py.h5t.array_create(h5py.h5t.STD_U16BE, (2, 3))
        made = h5py.h5d.create(file.id, b"array of big-endian", array, h5py.h5s.create_simple((4,)))
        made.write(h5py.h5s.ALL, h5py.h5s.ALL, wave(4, 2, 3, kind="u2"), mtype=h5py.h5t.array_create(h5py.h5t.NATIVE_UINT16, (2, 3)))
        deep = h5py.h5t.vlen_create(h5py.h5t.vlen_create(h5py.h5t.STD_I16LE))
        h5py.h5d.create(file.id, b"vlen of vlen, empty", deep, h5py.h5s.create_simple((3,)))


def attributes(version):
    with create(f"attributes_{version}.h5", version, track_order=version == "v110") as file:
        many = file.create_group("many")
        for i in range(60):
            many.attrs[f"a{59 - i}"] = i
        long = file.create_dataset("long", data=[1])
        for i in range(30):
            long.attrs[f"text {i}"] = "x" * (i * 200)
        if version in ("v110", "mixed"):
            long.attrs["huge"] = numpy.arange(20000)
            file.attrs["huge too"] = numpy.arange(70000, dtype="i4")
        few = file.create_dataset("few", data=[[1.5]])
        few.attrs["empty"] = h5py.Empty("i4")
        few.attrs["texts"] = ["one", "zwei", "τρία"]
        few.attrs["bytes"] = numpy.bytes_("fixed")
        few.attrs["matrix"] = wave(3, 4, kind=">f4")
        few.attrs["flag"] = True
        few.attrs["complex"] = 1 - 2j
        few.attrs["object"] = many.ref
        few.attrs["region"] = few.regionref[0:1, 0:1]
        few.attrs.create("array", wave(2, 3, kind="i4"), dtype=numpy.dtype(("i4", (2, 3))))
        few.attrs["compound"] = numpy.array([(1, b"a"), (2, b"b")], [("n", "i8"), ("s", "S3")])
        few.attrs.create("lists", numpy.array([numpy.arange(3), numpy.arange(5)], dtype=object), dtype=h5py.vlen_dtype("i8"))


def groups(version):
    with create(f"groups_{version}.h5", version, track_order=version == "mixed") as file:
        for count in (0, 1, 7, 8, 9, 120, 3000):
            group = file.create_group(f"of {count}")
            for i in range(count):
                if i % 10 == 9:
                    group[f"soft {i}"] = h5py.SoftLink(f"/of {count}/link number {i - 1}")
                elif i % 50 == 17:
                    group[f"external {i}"] = h5py.ExternalLink(f"types_{version}.h5", "i4be")
                else:
                    group.create_group(f"link number {i}")
        deep = file
        for i in range(40):
            deep = deep.create_group("deeper")
        deep["round"] = file["/"]
        file["again"] = file["of 120"]
        file["long" * 60] = 1
        file["nowhere"] = h5py.SoftLink("/not/there")
        file["missing"] = h5py.ExternalLink("missing.h5", "/x")


def references(version):
    with create(f"references_{version}.h5", version) as file:
        data = file.create_dataset("data", data=wave(20, 30, kind="i2"))
        group = file.create_group("group")
        objects = file.create_dataset("objects", (3,), dtype=h5py.ref_dtype)
        objects[0], objects[1] = data.ref, group.ref
        regions = file.create_dataset("regions", (4,), dtype=h5py.regionref_dtype)
        regions[0] = data.regionref[2:7, 3:9]
        regions[1] = data.regionref[::4, ::5]
        regions[2] = data.regionref[:, :]
        mask = numpy.zeros((20, 30), bool)
        mask[1, 2] = mask[5, 20] = mask[19, 29] = True
        regions[3] = data.regionref[mask]


def layouts(version):
    with create(f"layouts_{version}.h5", version) as file:
        file.create_dataset("contiguous", data=wave(50, 41))
        compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        compact.set_layout(h5py.h5d.COMPACT)
        made = h5py.h5d.create(file.id, b"compact", h5py.h5t.IEEE_F32BE, h5py.h5s.create_simple((6, 7)), compact)
        made.write(h5py.h5s.ALL, h5py.h5s.ALL, wave(6, 7, kind="f4"))
        file.create_dataset("unwritten", (10, 10), "i4", fillvalue=-3)
        file.create_dataset("unwritten chunks", (10, 10), "f8", chunks=(4, 4), fillvalue=2.5)
        file.create_dataset("single", data=wave(30, 20), chunks=(30, 20))
        file.create_dataset("single packed", data=wave(30, 20), chunks=(30, 20), compression="gzip")
        file.create_dataset("larger than data", data=wave(30, 20), chunks=(32, 64), maxshape=(64, 64), compression="gzip")
        early = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        early.set_chunk((4, 5))
        early.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
        made = h5py.h5d.create(file.id, b"implicit", h5py.h5t.STD_I32LE, h5py.h5s.create_simple((17, 23)), early)
        made.write(h5py.h5s.ALL, h5py.h5s.ALL, wave(17, 23, kind="i4"))
        file.create_dataset("fixed array", data=wave(40, 30, 5), chunks=(7, 8, 2))
        file.create_dataset("fixed array, paged", data=wave(6000), chunks=(2,), maxshape=(9001,))
        file.create_dataset("fixed array, packed", data=wave(120, 90), chunks=(3, 2), compression="gzip", shuffle=True)
        file.create_dataset("extensible", data=wave(30, 10), chunks=(4, 3), maxshape=(None, 10))
        file.create_dataset("extensible, paged", data=wave(20000, kind="i2"), chunks=(1,), maxshape=(None,))
        file.create_dataset("extensible, second axis", data=wave(7, 900), chunks=(2, 2), maxshape=(11, None), compression="gzip", fletcher32=True)
        file.create_dataset("extensible, last of three", data=wave(3, 4, 300), chunks=(2, 3, 5), maxshape=(9, 8, None))
        file.create_dataset("tree", data=wave(31, 33), chunks=(3, 4), maxshape=(None, None))
        file.create_dataset("deep tree", data=wave(150, 140, kind="i2"), chunks=(1, 2), maxshape=(None, None))
        file.create_dataset("packed tree", data=wave(60, 50, 7), chunks=(7, 8, 3), maxshape=(None, None, 9), compression="gzip")
        for name, shape, chunks, most in (
            ("holes", (300, 40), (10, 10), None), ("holes, growing", (5000,), (3,), (None,)), ("holes in a tree", (300, 40), (7, 9), (None, None)),
            ("holes, paged", (30000,), (2,), None)):
            made = file.create_dataset(name, shape, "u2", chunks=chunks, maxshape=most, fillvalue=9, compression="gzip" if "paged" not in name else None)
            made[shape[0] // 3:shape[0] // 3 + 25] = 5
            made[shape[0] - 3:] = 6
        edge = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        edge.set_chunk((8, 8))
        edge.set_deflate(4)
        LIBRARY.H5Pset_chunk_opts(ctypes.c_int64(edge.id), ctypes.c_uint(2))
        if version in ("v110", "mixed"):
            made = h5py.h5d.create(file.id, b"edges not packed", h5py.h5t.STD_I32LE, h5py.h5s.create_simple((20, 27)), edge)
            made.write(h5py.h5s.ALL, h5py.h5s.ALL, wave(20, 27, kind="i4"))
        shrunk = file.create_dataset("shrunk", data=wave(50, 50), chunks=(8, 8), maxshape=(100, 100))
        shrunk.resize((33, 21))
        masked = file.create_dataset("filter mask", (4, 6), "i4", chunks=(2, 6), compression="gzip", shuffle=True)
        masked.id.write_direct_chunk((0, 0), wave(2, 6, kind="i4").tobytes(), filter_mask=3)
        masked[2:4] = wave(2, 6)


def filters(version):
    with create(f"filters_{version}.h5", version) as file:
        for kind in "i1 u2 >i4 u8 f2 f4 f8".split():
            for shape, chunks in (((1000,), (100,)), ((33, 47), (10, 12))):
                data = wave(*shape, kind=kind)
                options = {"gzip": {"compression": "gzip"}, "lzf": {"compression": "lzf"}, "shuffle": {"shuffle": True},
                           "fletcher": {"fletcher32": True}, "all": {"compression": "gzip", "shuffle": True, "fletcher32": True},
                           "shuffled lzf": {"compression": "lzf", "shuffle": True, "fletcher32": True}}
                if kind not in ("f2",):
                    options["szip"] = {"compression": "szip", "compression_opts": ("nn", 8)}
                if kind[-2] != "f":
                    options["scaleoffset"] = {"scaleoffset": 0}
                elif kind != "f2":
                    options["scaleoffset"] = {"scaleoffset": 3}
                for name, option in options.items():
                    file.create_dataset(f"{kind.replace('>', 'big ')} {len(shape)}d {name}", data=data, chunks=chunks, **option)
        narrow = h5py.h5t.STD_I32LE.copy()
        narrow.set_precision(12)
        packed = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        packed.set_chunk((50,))
        packed.set_filter(h5py.h5z.FILTER_NBIT)
        made = h5py.h5d.create(file.id, b"nbit", narrow, h5py.h5s.create_simple((200,)), packed)
        made.write(h5py.h5s.ALL, h5py.h5s.ALL, wave(200, kind="i4"))
        file.create_dataset("text", data=numpy.array([b"abc", b"defgh"] * 50), chunks=(7,), compression="gzip")
        rows = numpy.zeros(300, [("a", "i2"), ("b", "f8"), ("s", "S3")])
        rows["a"] = range(300)
        file.create_dataset("compound", data=rows, chunks=(64,), compression="gzip", shuffle=True)


def user_block(version):
    for size in (512, 4096):
        name = f"user_block_{size}_{version}.h5"
        with create(name, version, userblock_size=size) as file:
            file["data"] = wave(10, 10)
            file.attrs["note"] = "behind"
        with open(os.path.join(FOLDER, name), "r+b") as file:
            file.write(b"#!/bin/sh\n")


def shared(version):
    properties = h5py.h5p.create(h5py.h5p.FILE_CREATE)
    LIBRARY.H5Pset_shared_mesg_nindexes(ctypes.c_int64(properties.id), ctypes.c_uint(2))
    LIBRARY.H5Pset_shared_mesg_index(ctypes.c_int64(properties.id), ctypes.c_uint(0), ctypes.c_uint(1 << 3 | 1 << 5 | 1 << 11), ctypes.c_uint(20))
    LIBRARY.H5Pset_shared_mesg_index(ctypes.c_int64(properties.id), ctypes.c_uint(1), ctypes.c_uint(1 << 12 | 1 << 1), ctypes.c_uint(20))
    access = h5py.h5p.create(h5py.h5p.FILE_ACCESS)
    access.set_libver_bounds(h5py.h5f.LIBVER_LATEST, h5py.h5f.LIBVER_LATEST)
    NAMES.append(f"shared_{version}.h5")
    made = h5py.h5f.create(os.path.join(FOLDER, NAMES[-1]).encode(), h5py.h5f.ACC_TRUNC, fcpl=properties, fapl=access)
    with h5py.File(made) as file:
        for i in range(70):
            data = file.create_dataset(f"d{i}", data=wave(4, 5), chunks=(2, 5), fillvalue=77.0, compression="gzip")
            for j in range(12):
                data.attrs[f"same {j}"] = "a text that is the same everywhere " + "x" * 40
                data.attrs[f"rows {j}"] = numpy.array([(1, b"a")], [("number", "i8"), ("text", "S3")])


def packed_heap(version):
    with create(f"packed_heap_{version}.h5", "v110") as file:
        properties = h5py.h5p.create(h5py.h5p.GROUP_CREATE)
        LIBRARY.H5Pset_deflate(ctypes.c_int64(properties.id), ctypes.c_uint(6))
        group = h5py.Group(h5py.h5g.create(file.id, b"packed", gcpl=properties))
        for i in range(500):
            group[f"a link with a rather long name {i}"] = h5py.SoftLink("/somewhere/else")
        group["x" * 5000] = h5py.SoftLink("/long")


def virtual(version):
    for i in range(6):
        with create(f"virtual_source_{i}.h5", version) as file:
            file.create_dataset("data", data=wave(10, 12) + i, chunks=(3, 4), maxshape=(None, 12), compression="gzip")
            file.create_dataset("line", data=wave(12) + 100 * i)
    with create(f"virtual_{version}.h5", "v110") as file:
        file["inside"] = wave(6, 8)
        stack = h5py.VirtualLayout((7, 10, 12), "f8", maxshape=(None, 10, 12))
        lines = h5py.VirtualLayout((6, 12), "f8")
        woven = h5py.VirtualLayout((12, 12), "f8")
        mosaic = h5py.VirtualLayout((20, 24), "f8")
        for i in range(7):
            name = f"virtual_source_{i}.h5"
            stack[i] = h5py.VirtualSource(name, "data", (10, 12))
            if i < 6:
                lines[i] = h5py.VirtualSource(name, "line", (12,))
                woven[i::6, :] = h5py.VirtualSource(name, "data", (10, 12))[2:6:2, :]
            if i < 4:
                mosaic[i // 2 * 10:i // 2 * 10 + 10, i % 2 * 12:i % 2 * 12 + 12] = h5py.VirtualSource(name, "data", (10, 12))
        file.create_virtual_dataset("stack", stack, fillvalue=-1)
        file.create_virtual_dataset("lines", lines)
        file.create_virtual_dataset("woven", woven)
        file.create_virtual_dataset("mosaic", mosaic)
        same = h5py.VirtualLayout((4, 8), "f8")
        same[:, :4] = h5py.VirtualSource(".", "inside", (6, 8))[1:5, 0:8:2]
        file.create_virtual_dataset("same file", same, fillvalue=5)

        def write(name, space, mappings, kind=h5py.h5t.IEEE_F64LE):
            properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
            properties.set_fill_value(numpy.array(-7.0))
            for into, source, dataset, part in mappings:
                properties.set_virtual(into, source, dataset, part)
            h5py.h5d.create(file.id, name, kind, space, properties)

        def slab(shape, most, start, count, stride, block):
            space = h5py.h5s.create_simple(shape, most)
            space.select_hyperslab(start, count, stride, block)
            return space

        endless, source = h5py.h5s.UNLIMITED, h5py.h5s.create_simple((10, 12), (10, 12))
        write(b"series", h5py.h5s.create_simple((10, 12), (endless, 12)), [(
            slab((10, 12), (endless, 12), (0, 0), (endless, 1), (10, 12), (10, 12)), b"virtual_source_%b.h5", b"data", source)])
        grows = slab((10, 12), (endless, 12), (0, 0), (1, 1), (1, 1), (endless, 12))
        write(b"grows", h5py.h5s.create_simple((4, 12), (endless, 12)), [(
            slab((4, 12), (endless, 12), (0, 0), (1, 1), (1, 1), (endless, 12)), b"virtual_source_2.h5", b"data", grows)])
        write(b"woven and growing", h5py.h5s.create_simple((4, 12), (endless, 12)), [(
            slab((4, 12), (endless, 12), (i, 0), (endless, 1), (2, 12), (1, 12)), b"virtual_source_%d.h5" % i, b"data",
            slab((10, 12), (endless, 12), (0, 0), (endless, 1), (1, 12), (1, 12))) for i in range(2)])
    with create(f"virtual_of_virtual_{version}.h5", "v110") as file:
        again = h5py.VirtualLayout((3, 5), "f8")
        again[...] = h5py.VirtualSource(f"virtual_{version}.h5", "woven", (12, 12))[0:12:4, 2:12:2]
        file.create_virtual_dataset("again", again)


def external(version):
    for i in range(2):
        wave(100, kind="i4").tofile(os.path.join(FOLDER, f"external_{i}.raw"))
    os.chdir(FOLDER)
    with create(f"external_{version}.h5", version) as file:
        file.create_dataset("data", (11, 12), "i4", external=[("external_0.raw", 40, 200), ("external_1.raw", 8, 328)])
        file.create_dataset("short", (300,), "i4", external=[("external_1.raw", 0, h5py.h5f.UNLIMITED)])


PARTS = (types, odd_types, attributes, groups, references, layouts, filters, user_block)
for part in PARTS:
    for key in VERSIONS:
        if not WANTED or part.__name__ in WANTED:
            part(key)
for part in (shared, packed_heap, virtual, external):
    if not WANTED or part.__name__ in WANTED:
        part("plain")
print(json.dumps(NAMES))

"""Writes HDF5 files with what is rarely met into a folder and prints their names: widths, strategies, dense storage, odd types, mappings with gaps."""
import ctypes
import json
import os
import sys

os.environ.setdefault("HDF5_PLUGIN_PATH", "/usr/lib/x86_64-linux-gnu/hdf5/serial/plugins")
import h5py
import numpy

FOLDER = sys.argv[1]
LIBRARY = ctypes.CDLL(next(line.split()[-1] for line in open("/proc/self/maps") if "libhdf5_serial.so" in line or "libhdf5.so" in line))
NAMES = []
ALL = h5py.h5s.ALL
BOUNDS = {"early": (h5py.h5f.LIBVER_EARLIEST, h5py.h5f.LIBVER_V18), "late": (h5py.h5f.LIBVER_LATEST, h5py.h5f.LIBVER_LATEST)}
BOUNDS_OF_SPACE = {"any": (h5py.h5f.LIBVER_EARLIEST, h5py.h5f.LIBVER_LATEST), "late": BOUNDS["late"]}


def wave(*shape, kind="f8"):
    return (numpy.arange(numpy.prod(shape, dtype=int)).reshape(shape) * 37 % 1009).astype(kind)


def create(name, bounds, *calls, **methods):
    """A file with properties: calls of the library by name and arguments, or methods of the property list."""
    properties = h5py.h5p.create(h5py.h5p.FILE_CREATE)
    for name_of, *arguments in calls:
        failed = getattr(LIBRARY, name_of)(ctypes.c_int64(properties.id), *arguments)
        assert failed >= 0, name_of
    access = h5py.h5p.create(h5py.h5p.FILE_ACCESS)
    access.set_libver_bounds(*(BOUNDS | BOUNDS_OF_SPACE)[bounds])
    NAMES.append(name)
    return h5py.File(h5py.h5f.create(os.path.join(FOLDER, name).encode(), h5py.h5f.ACC_TRUNC, fcpl=properties, fapl=access))


def fill(file, grows=True):
    """A little of everything that has addresses and lengths in it. The library itself reads no endless axis whose length has less than eight bytes."""
    for count in (3, 40, 150):
        group = file.create_group(f"group of {count}")
        for i in range(count):
            group.create_group(f"one {i}")
        group["soft"] = h5py.SoftLink("/plain")
    file["plain"] = wave(20, 30)
    file.create_dataset("packed", data=wave(70, 60, kind="i4"), chunks=(7, 11), compression="gzip", shuffle=True)
    file.create_dataset("growing", data=wave(900), chunks=(4,), maxshape=(None,) if grows else (2000,), fletcher32=True)
    file.create_dataset("growing twice", data=wave(40, 41), chunks=(3, 4), maxshape=(None, None) if grows else None)
    file["texts"] = numpy.array(["one", "zwei", "τρία"], dtype=h5py.string_dtype())
    for i in range(30):
        file["plain"].attrs[f"attribute {i}"] = wave(i + 1)
    file.attrs["reference"] = file["plain"].ref
    file.attrs["region"] = file["plain"].regionref[2:4, 5:9]


def widths():
    size = ctypes.c_size_t
    for addresses, lengths in ((2, 2), (4, 4), (8, 4), (4, 8), (8, 2)):
        for bounds in ("early", "late"):
            with create(f"widths_{addresses}_{lengths}_{bounds}.h5", bounds, ("H5Pset_sizes", size(addresses), size(lengths))) as file:
                if addresses > 2 and lengths > 2:
                    fill(file, lengths == 8)
                else:
                    file["plain"] = wave(20, 30)
                    file.create_dataset("packed", data=wave(30, 20, kind="i4"), chunks=(7, 11), compression="gzip")
                    file.attrs["text"] = "a text"


def tree_ranks():
    u = ctypes.c_uint
    for bounds in ("early", "late"):
        with create(f"ranks_{bounds}.h5", bounds, ("H5Pset_sym_k", u(2), u(3)), ("H5Pset_istore_k", u(3))) as file:
            fill(file)
        with create(f"large_ranks_{bounds}.h5", bounds, ("H5Pset_sym_k", u(100), u(60)), ("H5Pset_istore_k", u(200))) as file:
            fill(file)


def strategies():
    for strategy in range(4):
        for persist in (0, 1):
            for bounds in BOUNDS_OF_SPACE:
                name = f"strategy_{strategy}_{persist}_{bounds}.h5"
                calls = [("H5Pset_file_space_strategy", ctypes.c_int(strategy), ctypes.c_bool(persist), ctypes.c_uint64(1))]
                calls += [("H5Pset_file_space_page_size", ctypes.c_uint64(1024))] if strategy == 1 else []
                with create(name, bounds, *calls) as file:
                    fill(file)
                    del file["group of 40"]
                    file["after"] = wave(12)


def shared_messages():
    u = ctypes.c_uint
    for name, indexes, list_most, tree_least, bounds in (("list", 1, 50, 40, "late"), ("tree", 1, 4, 3, "late"), ("three", 3, 20, 10, "late"), ("early", 1, 8, 8, "early")):
        calls = [("H5Pset_shared_mesg_nindexes", u(indexes))]
        kinds = [1 << 1 | 1 << 3 | 1 << 5 | 1 << 11 | 1 << 12] if indexes == 1 else [1 << 12, 1 << 3 | 1 << 1, 1 << 11 | 1 << 5]
        calls += [("H5Pset_shared_mesg_index", u(i), u(kind), u(8)) for i, kind in enumerate(kinds)]
        calls += [("H5Pset_shared_mesg_phase_change", u(list_most), u(tree_least))]
        with create(f"shared_{name}.h5", bounds, *calls) as file:
            for i in range(40):
                data = file.create_dataset(f"d{i}", data=wave(4, 5), chunks=(2, 5), fillvalue=float(i % 7), compression="gzip")
                for j in range(14):
                    data.attrs[f"same {j}"] = "a text that is the same everywhere " + "x" * (i % 5)
                    data.attrs[f"other {j}"] = i * j
                data.attrs["rows"] = numpy.array([(1, b"a")], [("number", "i8"), ("text", "S3")])


def dense(bounds="late"):
    for bounds in BOUNDS:
        with create(f"dense_{bounds}.h5", bounds) as file:
            if bounds == "late":
                for i, size in enumerate((1, 100, 4000, 4090, 5000, 60000, 200000, 1000000)):
                    file.attrs[f"of {size}"] = wave(size, kind="u1")
                for i in range(900):
                    file.attrs[f"number {i}"] = i
                texts = file.create_group("texts")
                for i in range(50):
                    texts.attrs[f"t{i}"] = "y" * (i * i * 10)
                none = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
                none.set_attr_phase_change(0, 0)
                made = h5py.Dataset(h5py.h5d.create(file.id, b"always dense", h5py.h5t.STD_I8LE, h5py.h5s.create_simple((2,)), none))
                made.attrs["one"] = 1
                made.attrs["same"] = h5py.Empty("f8")
            for i in range(8):
                file.attrs[f"few {i}"] = ["a", "bb"]
            for i in range(0, 8, 2):
                del file.attrs[f"few {i}"]
            group = file.create_group("long names")
            for i in range(100):
                group["n" * (i * 7 + 1)] = i
            gone = file.create_group("mostly gone")
            for i in range(500):
                gone[f"{i}"] = h5py.SoftLink("/x")
            for i in range(495):
                del gone[f"{i}"]
            ordered = h5py.h5p.create(h5py.h5p.GROUP_CREATE)
            ordered.set_link_creation_order(h5py.h5p.CRT_ORDER_TRACKED | h5py.h5p.CRT_ORDER_INDEXED)
            ordered = h5py.Group(h5py.h5g.create(file.id, b"ordered", gcpl=ordered))
            for i in range(30):
                ordered[f"{(i * 7) % 30}"] = i


def rare_types():
    for bounds in BOUNDS:
        with create(f"rare_types_{bounds}.h5", bounds) as file:
            def put(name, kind, values, memory=None):
                values = numpy.asarray(values)
                made = h5py.h5d.create(file.id, name.encode(), kind, h5py.h5s.create_simple(values.shape))
                made.write(ALL, ALL, values, mtype=memory)

            half = numpy.dtype([("r", "f2"), ("i", "f2")])
            put("complex of halves", h5py.h5t.py_create(half), numpy.array([(1.5, -2), (0.25, 65504)], half))
            rows = numpy.zeros(3, [("r", "<f4"), ("i", "<f8")])
            rows["r"], rows["i"] = [1, 2, 3], [4, 5, 6]
            file["not complex"] = rows
            file["long complex"] = (wave(5) + 1j * wave(5) / 3).astype("c16")
            file["pairs"] = numpy.array([(1, 2)], [("i", "f4"), ("r", "f4")])
            for width in (1, 3, 5, 6, 7, 8):
                for kind in (h5py.h5t.STD_I64LE, h5py.h5t.STD_I64BE, h5py.h5t.STD_U64LE):
                    narrow = kind.copy()
                    narrow.set_precision(width * 8 - 3)
                    narrow.set_size(width)
                    narrow.set_offset(2 if kind.get_order() else 1)
                    limit = 2 ** (width * 8 - 5)
                    values = numpy.array([0, 1, limit, limit - 1] + ([-1, -limit] if kind.get_sign() else []), "i8")
                    put(f"{width} bytes {kind.get_order()} {kind.get_sign()}", narrow, values)
            wide = h5py.h5t.STD_I64LE.copy()
            wide.set_size(16)
            for size in (1, 2, 4, 8):
                for order in ("LE", "BE"):
                    kind = getattr(h5py.h5t, f"STD_B{size * 8}{order}")
                    put(f"bits {size} {order}", kind, wave(40, kind=f"u{size}"), getattr(h5py.h5t, f"STD_B{size * 8}LE"))
            empty = h5py.h5t.enum_create(h5py.h5t.STD_U8LE)
            empty.enum_insert(b"only", 3)
            h5py.h5d.create(file.id, b"unnamed enum", empty, h5py.h5s.create_simple((3,)))
            file.create_dataset("big enum", data=numpy.array([1, 300], ">i2"), dtype=h5py.enum_dtype({"a": 1, "b": 300}, basetype=">i2"))
            file.create_dataset("signed truth", data=numpy.array([0, 1, 1], "i1"), dtype=h5py.enum_dtype({"FALSE": 0, "TRUE": 1}, basetype="i1"))
            file.create_dataset("wide truth", data=numpy.array([0, 1], "i4"), dtype=h5py.enum_dtype({"no": 0, "yes": 1}, basetype="i4"))
            inner = numpy.dtype([("n", "i4"), ("s", h5py.string_dtype())])
            many = numpy.zeros((2,), [("rows", inner, (3,)), ("flags", h5py.enum_dtype({"off": 0, "on": 1}, basetype="i1"), (2,)), ("list", h5py.vlen_dtype("i2"))])
            for row in range(2):
                for column in range(3):
                    many["rows"][row, column] = (row * 10 + column, f"text {row} {column}")
                many["flags"][row] = [row, 1]
                many["list"][row] = numpy.arange(row + 2, dtype="i2")
            file["arrays of rows"] = many
            texts = numpy.zeros((2,), [("texts", h5py.string_dtype(), (2, 2)), ("fixed", "S4", (3,))])
            texts["texts"] = [[["a", "b"], ["c", "d"]], [["e", "f"], ["", "ö"]]]
            texts["fixed"] = [[b"ab", b"", b"abcd"]] * 2
            file["arrays of texts"] = texts
            file.create_dataset("lists of texts", (2,), dtype=h5py.vlen_dtype(h5py.string_dtype()))
            file["lists of texts"][0] = numpy.array(["x", "yy"], dtype=object)
            file.create_dataset("lists of rows", (2,), dtype=h5py.vlen_dtype(numpy.dtype([("a", "i2"), ("b", "f4")])))
            file["lists of rows"][1] = numpy.array([(1, 2.5), (3, 4.5)], [("a", "i2"), ("b", "f4")])
            file["ascii"] = numpy.array([b"one", b"two"], dtype=h5py.string_dtype("ascii"))
            file["fixed utf8"] = numpy.array(["ä".encode(), "über".encode()], dtype=h5py.string_dtype("utf-8", 6))
            file["latin"] = numpy.array([b"\xb5m", b"\xc5"], dtype="S3")
            file["square texts"] = numpy.array([["a", "b"], ["c", "d"]], dtype=h5py.string_dtype())
            file["opaque"] = numpy.array([b"\1\2\3", b"\0\0\0"], "V3")
            file["times"] = numpy.array(["2020-01-01T00:00:00", "1999-12-31T23:59:59"], "M8[s]").astype(h5py.opaque_dtype("M8[s]"))
            for name in ("empty text", "empty rows", "empty list"):
                file[name] = h5py.Empty({"empty text": h5py.string_dtype(), "empty rows": inner, "empty list": "i8"}[name])
            file["no texts"] = numpy.array([], dtype=h5py.string_dtype())
            file["no rows"] = numpy.zeros((0, 3), rows.dtype)
            file["one text"] = numpy.array("scalar", dtype=h5py.string_dtype())
            file["one row"] = rows[0]
            file["one list"] = numpy.array(7, "u2")
            regions = file.create_dataset("regions", (4,), dtype=h5py.regionref_dtype)
            regions[0] = file["square texts"].regionref[0, :]
            regions[1] = file["big enum"].regionref[0:2]
            named = numpy.dtype([("ref", h5py.ref_dtype), ("x", "f8")])
            one = numpy.zeros(1, named)
            one["ref"][0] = file["opaque"].ref
            file["rows with references"] = one
            file["type"] = numpy.dtype([("a", "i4"), ("b", h5py.string_dtype())])
            file["texts type"] = h5py.string_dtype()
            file.create_dataset("committed", (2,), dtype=file["type"])
            file["committed"].attrs.create("typed", "hello", dtype=file["texts type"])
            file["type"].attrs["of a type"] = 1
            try:
                h5py.h5d.create(file.id, b"time", h5py.h5t.UNIX_D32LE, h5py.h5s.create_simple((2,)))
            except Exception:
                pass


def fill_values():
    for bounds in BOUNDS:
        with create(f"fill_values_{bounds}.h5", bounds) as file:
            def put(name, kind, shape, value=None, chunks=None, alloc=None, when=None):
                properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
                if chunks:
                    properties.set_chunk(chunks)
                if value is not None:
                    properties.set_fill_value(value)
                if alloc is not None:
                    properties.set_alloc_time(alloc)
                if when is not None:
                    properties.set_fill_time(when)
                return h5py.h5d.create(file.id, name.encode(), kind, h5py.h5s.create_simple(shape), properties)

            d = h5py.h5d
            times = {"early": d.ALLOC_TIME_EARLY, "late": d.ALLOC_TIME_LATE, "growing": d.ALLOC_TIME_INCR}
            for name, alloc in times.items():
                if name != "growing":
                    put(f"plain {name}", h5py.h5t.STD_I16BE, (4, 5), numpy.array(-7, "i2"), alloc=alloc)
                put(f"chunks {name}", h5py.h5t.STD_I16BE, (9, 5), numpy.array(-7, "i2"), (2, 3), alloc)
                put(f"chunks {name} always", h5py.h5t.IEEE_F64BE, (9, 5), numpy.array(2.5), (2, 3), alloc, d.FILL_TIME_ALLOC)
            file.create_dataset("text", (3,), dtype=h5py.string_dtype())
            file.create_dataset("fixed text", (3,), dtype="S5", fillvalue=b"none")
            rows = numpy.dtype([("a", "i4"), ("b", "f8")])
            file.create_dataset("rows", (3,), dtype=rows, fillvalue=numpy.array((5, -1.5), rows), chunks=(2,))
            file.create_dataset("lists", (3,), dtype=h5py.vlen_dtype("i4"), chunks=(2,))
            colour = h5py.enum_dtype({"red": 3, "green": 5}, basetype="i2")
            file.create_dataset("enum", (3,), dtype=colour, fillvalue=5)
            file.create_dataset("array", (2,), dtype=numpy.dtype(("i4", (2, 2))))
            file.create_dataset("null reference", (2,), dtype=h5py.ref_dtype)
            file.create_dataset("null region", (2,), dtype=h5py.regionref_dtype)
            grown = file.create_dataset("grown", data=wave(5, 5), chunks=(2, 2), maxshape=(None, None), fillvalue=-1)
            grown.resize((9, 7))
            grown.resize((8, 3))
            grown.resize((8, 7))
            made = file.create_dataset("nothing", (0, 5), "f4", maxshape=(None, 5), chunks=(10, 5), compression="gzip")
            file.create_dataset("nothing yet", (0,), "S3", maxshape=(None,))


def gaps():
    for i in (0, 1, 3, 4):
        with create(f"part_{i}.h5", "late") as file:
            file["data"] = wave(4, 6) + 100 * i
    endless = h5py.h5s.UNLIMITED
    with create("gaps.h5", "late") as file:
        def slab(shape, most, start, count, stride, block):
            space = h5py.h5s.create_simple(shape, most)
            space.select_hyperslab(start, count, stride, block)
            return space

        def put(name, space, mappings, value):
            properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
            properties.set_fill_value(numpy.array(value))
            for mapping in mappings:
                properties.set_virtual(*mapping)
            h5py.h5d.create(file.id, name, h5py.h5t.IEEE_F64LE, space, properties)

        source = h5py.h5s.create_simple((4, 6))
        put(b"series", h5py.h5s.create_simple((4, 6), (endless, 6)),
            [(slab((4, 6), (endless, 6), (0, 0), (endless, 1), (4, 6), (4, 6)), b"part_%b.h5", b"data", source)], -5.0)
        put(b"percent", h5py.h5s.create_simple((4, 6)), [(slab((4, 6), None, (0, 0), (1, 1), (1, 1), (4, 6)), b"part_0.h5", b"da%%ta", source)], 3.0)
        fixed = h5py.VirtualLayout((5, 4, 6), "f8")
        for i in range(5):
            fixed[i] = h5py.VirtualSource(f"part_{i}.h5", "data", (4, 6))
        file.create_virtual_dataset("fixed", fixed, fillvalue=numpy.nan)
        spread = h5py.VirtualLayout((9, 13), "i4")
        spread[0:8:2, 1:13:2] = h5py.VirtualSource("part_1.h5", "data", (4, 6))
        file.create_virtual_dataset("spread, other type", spread, fillvalue=-1)
        turned = h5py.VirtualLayout((24,), "f4")
        turned[:] = h5py.VirtualSource("part_3.h5", "data", (4, 6))
        file.create_virtual_dataset("of another rank", turned)
        wrong = h5py.VirtualLayout((4, 6), "f8")
        wrong[...] = h5py.VirtualSource("part_0.h5", "nowhere", (4, 6))
        file.create_virtual_dataset("nowhere", wrong, fillvalue=8)


def links():
    with create("links.h5", "late") as file:
        file["data"] = wave(5)
        group = file.create_group("group")
        group["itself"] = group
        group["up"] = file["/"]
        file["loop"] = h5py.SoftLink("/loop")
        file["ping"], file["pong"] = h5py.SoftLink("pong"), h5py.SoftLink("ping")
        file["over"] = h5py.SoftLink("group/up/group/itself/up/data")
        file["own"] = h5py.ExternalLink("links.h5", "/data")
        file["chain 0"] = h5py.SoftLink("data")
        for i in range(20):
            file[f"chain {i + 1}"] = h5py.SoftLink(f"chain {i}")
        file["dotted"] = h5py.SoftLink("./group/./up/data")
        file["far"] = h5py.ExternalLink("links.h5", "over")
        file["ümläut"] = 1
        file["a" * 300] = 2


def chunk_indexes():
    for bounds in BOUNDS:
        with create(f"chunks_{bounds}.h5", bounds) as file:
            file.create_dataset("data blocks of all sizes", data=wave(90000, kind="i2"), chunks=(2,), maxshape=(None,))
            file.create_dataset("packed in all sizes", data=wave(9000, kind="i2"), chunks=(2,), maxshape=(None,), compression="gzip")
            sparse = file.create_dataset("far apart", (200000,), "u1", chunks=(1,), maxshape=(None,), fillvalue=3)
            for at in (0, 5, 1023, 65537, 100001, 199999):
                sparse[at] = 200
            fixed = file.create_dataset("far apart, fixed", (50000,), "u1", chunks=(1,), fillvalue=4)
            for at in (0, 1024, 1025, 49999):
                fixed[at] = 100
            file.create_dataset("three growing", data=wave(11, 12, 13), chunks=(2, 3, 4), maxshape=(None, None, None), compression="gzip")
            file.create_dataset("second of three", data=wave(5, 60, 4), chunks=(2, 3, 4), maxshape=(5, None, 4))
            file.create_dataset("five axes", data=wave(3, 4, 5, 3, 2), chunks=(2, 2, 2, 2, 2), maxshape=(3, None, None, 3, 2))
            file.create_dataset("scalar chunk", data=wave(1), chunks=(1,), maxshape=(None,))
            file.create_dataset("many", data=wave(100, 90, kind="u1"), chunks=(1, 1), maxshape=(None, None), compression="gzip")
            file.create_dataset("larger chunk", data=wave(10), chunks=(1000,), maxshape=(None,))
            file.create_dataset("texts", data=numpy.array([f"text {i}" for i in range(500)], dtype=h5py.string_dtype()), chunks=(20,), maxshape=(None,), compression="gzip", shuffle=True)


def plugins():
    """The filters that the library loads; those that are not there are left out."""
    with create("plugins.h5", "early") as file:
        options = {"lzf": (32000, ()), "lz4": (32004, ()), "lz4 blocks": (32004, (256,)), "bzip2": (307, (9,)), "bzip2 least": (307, (1,)), "bitshuffle": (32008, ()),
                   "bitshuffle lz4": (32008, (0, 2)), "bitshuffle blocks": (32008, (64, 2)), "zstd": (32015, (3,)), "zfp": (32013, ())}
        for code, name in enumerate(("blosclz", "lz4", "lz4hc", "snappy", "zlib", "zstd")):
            for shuffle in range(3):
                options[f"blosc {name} {shuffle}"] = (32001, (0, 0, 0, 0, 5, shuffle, code))
        for name, (number, parameters) in options.items():
            if not h5py.h5z.filter_avail(number) or name == "zfp":
                continue
            for kind in ("u1", "<i2", ">i4", "<f8", "<f4"):
                random = numpy.random.default_rng(1)
                for what, data in (("smooth", wave(120, 45, kind=kind)), ("noise", random.integers(0, 250, (120, 45)).astype(kind)), ("flat", numpy.full((120, 45), 7, kind))):
                    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
                    properties.set_chunk((50, 17))
                    if name.startswith("bzip2") and kind == "<f8":
                        properties.set_shuffle()
                    properties.set_filter(number, h5py.h5z.FLAG_OPTIONAL, parameters)
                    try:
                        made = h5py.h5d.create(file.id, f"{name} {kind} {what}".replace(">", "big ").encode(), h5py.h5t.py_create(numpy.dtype(kind)), h5py.h5s.create_simple((120, 45)), properties)
                        made.write(ALL, ALL, data)
                    except (ValueError, OSError) as failure:
                        print(name, kind, failure, file=sys.stderr)


PARTS = (widths, tree_ranks, strategies, shared_messages, dense, rare_types, fill_values, gaps, links, chunk_indexes, plugins)
if len(sys.argv) < 3:
    print(json.dumps([part.__name__ for part in PARTS]))
else:
    next(part for part in PARTS if part.__name__ == sys.argv[2])()
    print(json.dumps(NAMES))

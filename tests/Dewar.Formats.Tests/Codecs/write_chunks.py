"""Writes chunks with the HDF5 library and its filters: NAME.in as packed, NAME.out as they were; prints what they are.

write_chunks.py FOLDER
"""
import bz2, ctypes, ctypes.util, json, os, sys, zlib

os.environ.setdefault("HDF5_PLUGIN_PATH", "/usr/lib/x86_64-linux-gnu/hdf5/serial/plugins")
import h5py
import numpy as np

c = ctypes.c_size_t
folder = sys.argv[1]
rows = []


def put(codec, packed, plain, parameters=()):
    name = "%04d" % len(rows)
    with open(os.path.join(folder, name + ".in"), "wb") as f:
        f.write(packed)
    with open(os.path.join(folder, name + ".out"), "wb") as f:
        f.write(plain)
    rows.append({"name": name, "codec": codec, "parameters": [int(p) for p in parameters]})


def contents(dtype):
    """Arrays of many kinds: smooth, noisy, constant, random, text-like; lengths that fit no block."""
    r = np.random.default_rng(7)
    dtype = np.dtype(dtype)
    for n in (1, 7, 64, 1000, 20011):
        x = np.arange(n)
        steps = np.repeat(r.integers(0, 100, n // 9 + 1), 9)[:n]
        for values in (np.zeros(n), x, 100 * np.sin(x / 50.0) + 120, r.integers(0, 4, n), r.integers(0, 255, n), steps):
            with np.errstate(all="ignore"):
                yield values.astype(dtype)
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        yield r.integers(info.min, info.max, 3000, dtype=dtype.newbyteorder("="), endpoint=True).astype(dtype)
        yield np.array([info.min, info.max, 0, 1] * 100, dtype=dtype)


def chunk(codec, data, filter=None, options=None, chunks=None, dcpl=None, dtype=None, fill=None):
    with h5py.File("memory", "w", driver="core", backing_store=False) as f:
        p = dcpl or h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        p.set_chunk(chunks or data.shape)
        if fill is not None:
            p.set_fill_value(np.array(fill, dtype=data.dtype))
        if filter is not None:
            p.set_filter(filter, h5py.h5z.FLAG_OPTIONAL, options or ())
        t = dtype or h5py.h5t.py_create(data.dtype)
        d = h5py.h5d.create(f.id, b"d", t, h5py.h5s.create_simple(data.shape), dcpl=p)
        d.write(h5py.h5s.ALL, h5py.h5s.ALL, data)
        f.flush()
        for i in range(d.get_num_chunks()):
            info = d.get_chunk_info(i)
            mask, packed = d.read_direct_chunk(info.chunk_offset)
            if mask:
                continue
            full = np.empty(data.shape, dtype=data.dtype)
            d.read(h5py.h5s.ALL, h5py.h5s.ALL, full)
            part = tuple(slice(o, o + c) for o, c in zip(info.chunk_offset, chunks or data.shape))
            if full[part].shape != tuple(chunks or data.shape):
                continue
            cd = d.get_create_plist().get_filter(0)[2]
            put(codec, packed, np.ascontiguousarray(full[part]).tobytes(), cd)


def there(number):
    return h5py.h5z.filter_avail(number)


kinds = ["u1", "<i2", "<u4", "<f4", "<f8", "<i8"]
for kind in kinds:
    for data in contents(kind):
        size = data.dtype.itemsize
        if there(32000):
            chunk("lzf", data, 32000)
        if there(32004):
            chunk("lz4", data, 32004)
            chunk("lz4", data, 32004, (1024,))
        if data.size < 20000:
            put("bzip2", bz2.compress(data.tobytes(), 1 + len(rows) % 9), data.tobytes())
        if there(32008):
            chunk("bitshuffle", data, 32008, (0, 0))
            chunk("bitshuffle", data, 32008, (64, 0))
            chunk("bitshuffle", data, 32008, (0, 2))
        if there(32001):
            for coder in range(6):
                for shuffle in (0, 1, 2):
                    chunk("blosc", data, 32001, (2, 2, size, data.nbytes, 1 + (coder * 2 + shuffle) % 9, shuffle, coder))
        chunk("scaleoffset", data, 6, (0, 3) if data.dtype.kind == "f" else (2, 0))

for kind in ["<i2", ">u4", "<f4", ">f8", "<i8", "u1"]:
    for data in contents(kind):
        scale = (0, 2) if data.dtype.kind == "f" else (2, 0)
        chunk("scaleoffset", data, 6, scale, fill=data[0])

# bzip2: several blocks, and several streams behind each other.
text = b"".join(b"line %d of many, %d\n" % (i, i * i % 997) for i in range(30000))
for plain in (text, b"a" * 300000, b"aaaa" + b"b" * 4 + b"aaaabaaaaaaaaab" * 1000, bytes(range(256)) * 999):
    put("bzip2", bz2.compress(plain, 1), plain)
    put("bzip2", bz2.compress(plain[:9999]) + bz2.compress(plain[9999:]), plain)

# Szip: lines that fit blocks and lines that do not, both codings.
if there(4):
    for kind in ["u1", "<u2", ">i2", "<u4", ">f4", "<f8"]:
        for data in contents(kind):
            for options in (4, 32):
                for block in (2, 8, 16, 32):
                    if data.size >= block:
                        chunk("szip", data, 4, (options, block))
    for shape in ((40, 100), (33, 57), (7, 513), (100, 6)):
        for kind in ("u1", "<u2", "<f4"):
            y, x = np.mgrid[: shape[0], : shape[1]]
            data = (1000 * np.sin(x / 9.0) * np.cos(y / 5.0) + 1000 + (x * y) % 3).astype(kind)
            for options in (4, 32):
                chunk("szip", data, 4, (options, 4))
                chunk("szip", data, 4, (options, 16)) if data.shape[1] >= 16 else None
    for bits in (3, 10, 12, 17, 20, 24, 27):
        t = h5py.h5t.STD_U32LE.copy() if bits > 16 else h5py.h5t.STD_U16LE.copy() if bits > 8 else h5py.h5t.STD_U8LE.copy()
        t.set_precision(bits)
        data = np.random.default_rng(bits).integers(0, 2**bits, 3000).astype("<u4" if bits > 16 else "<u2" if bits > 8 else "u1")
        for d in (data, np.sort(data), np.minimum(data, 3)):
            chunk("szip", d, 4, (32, 8), dtype=t)
            chunk("szip", d, 4, (4, 16), dtype=t)

# N-bit: precisions and offsets, both byte orders, arrays, compounds, strings.
for order in "<>":
    for size, bits, offset in ((1, 3, 2), (2, 9, 0), (2, 12, 3), (4, 17, 5), (4, 30, 1), (8, 33, 20), (8, 64, 0), (4, 32, 0)):
        t = h5py.h5t.py_create(np.dtype("%su%d" % (order, size)))
        t.set_precision(bits)
        t.set_offset(offset)
        values = np.random.default_rng(size).integers(0, 2**bits, 777, dtype="u8")
        native = (values << np.uint64(offset)).astype("%su%d" % (order, size))
        p = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        with h5py.File("memory", "w", driver="core", backing_store=False) as f:
            p.set_chunk((777,))
            p.set_filter(5, h5py.h5z.FLAG_OPTIONAL, ())
            d = h5py.h5d.create(f.id, b"d", t, h5py.h5s.create_simple((777,)), dcpl=p)
            d.write(h5py.h5s.ALL, h5py.h5s.ALL, native, mtype=t)
            f.flush()
            put("nbit", d.read_direct_chunk((0,))[1], native.tobytes(), d.get_create_plist().get_filter(0)[2])
with h5py.File("memory", "w", driver="core", backing_store=False) as f:
    i12 = h5py.h5t.STD_I16BE.copy()
    i12.set_precision(12)
    text = h5py.h5t.C_S1.copy()
    text.set_size(5)
    pair = h5py.h5t.create(h5py.h5t.COMPOUND, 4)
    pair.insert(b"p", 0, i12)
    pair.insert(b"q", 2, h5py.h5t.STD_U8LE)
    t = h5py.h5t.create(h5py.h5t.COMPOUND, 26)
    t.insert(b"a", 0, i12)
    t.insert(b"s", 2, text)
    t.insert(b"b", 8, h5py.h5t.array_create(i12, (3,)))
    t.insert(b"f", 14, h5py.h5t.IEEE_F32LE)
    t.insert(b"r", 18, h5py.h5t.array_create(pair, (2,)))
    raw = np.random.default_rng(3).integers(0, 255, (500, 26)).astype("u1")
    for big in (0, 8, 10, 12, 18, 22):
        raw[:, big] &= 15
    raw[:, [7, 21, 25]] = 0
    p = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    p.set_chunk((500,))
    p.set_filter(5, h5py.h5z.FLAG_OPTIONAL, ())
    d = h5py.h5d.create(f.id, b"d", t, h5py.h5s.create_simple((500,)), dcpl=p)
    d.write(h5py.h5s.ALL, h5py.h5s.ALL, raw.view("V26").reshape(500), mtype=t)
    f.flush()
    # h5py gives the first sixteen parameters only.
    i12 = [1, 2, 1, 12, 0]
    described = [47, 0, 500, 3, 26, 5, 0, *i12, 2, 4, 5, 8, 2, 6, *i12, 14, 1, 4, 0, 32, 0, 18, 2, 8, 3, 4, 2, 0, *i12, 2, 1, 1, 0, 8, 0]
    put("nbit", d.read_direct_chunk((0,))[1], raw.tobytes(), described)

# Coders by themselves, at all levels and in many lengths.
def library(name):
    found = ctypes.util.find_library(name)
    return ctypes.CDLL(found) if found else None


r = np.random.default_rng(1)
plains = [b"", b"a", b"abcabcabc", bytes(300000), bytes(range(256)) * 30, r.bytes(200000)]
plains += [bytes(r.integers(0, k, n, dtype="u1")) for k in (2, 5, 40) for n in (10, 1000, 70000, 400000)]
for n, s, t in ((100, 0, "<i2"), (100, 1, "<f4"), (30000, 0, "<f4"), (30000, 1, "<f4"), (30000, 0, "<i2"), (30000, 1, "<i2")):
    plains.append((100 * np.sin(np.arange(n) / 30) + r.normal(0, s, n)).astype(t).tobytes())
plains += [(" ".join("w%d" % int(v) for v in r.zipf(1.3, 60000) % 5000)).encode(), open(__file__, "rb").read()]
zstd = library("zstd")
if zstd:
    zstd.ZSTD_compressBound.restype = zstd.ZSTD_compress.restype = ctypes.c_size_t
    for plain in plains:
        for level in (-5, 1, 3, 6, 9, 13, 16, 19, 22) if len(plain) < 250000 else (1, 3, 19):
            buffer = ctypes.create_string_buffer(zstd.ZSTD_compressBound(c(len(plain))) + 64)
            n = zstd.ZSTD_compress(buffer, c(len(buffer)), plain, c(len(plain)), level)
            put("zstd", buffer.raw[:n], plain)
lz4 = library("lz4")
if lz4:
    for plain in plains:
        for level in (0, 3, 9, 12):
            buffer = ctypes.create_string_buffer(len(plain) + len(plain) // 200 + 64)
            sizes = (len(plain), len(buffer))
            n = lz4.LZ4_compress_HC(plain, buffer, *sizes, level)
            if not level:
                n = lz4.LZ4_compress_default(plain, buffer, *sizes)
            put("lz4block", buffer.raw[:n], plain)
blosc = library("blosc")
if blosc:
    for mode in (1, 2, 3, 4):  # always, never, auto, forward compatible
        blosc.blosc_set_splitmode(mode)
        for coder in (b"blosclz", b"lz4", b"zstd"):
            for size in (1, 2, 3, 4, 8, 12, 16):
                for plain in (plains[4], plains[6], plains[8][:20000]):
                    for shuffle in (0, 1, 2):
                        n = len(plain)
                        buffer = ctypes.create_string_buffer(n + 1000)
                        room = c(len(buffer))
                        n = blosc.blosc_compress_ctx(5, shuffle, c(size), c(n), plain, buffer, room, coder, c(0), 1)
                        put("blosc", buffer.raw[:n], plain)
for plain in plains:
    put("zlib", zlib.compress(plain), plain)
print(json.dumps(rows))

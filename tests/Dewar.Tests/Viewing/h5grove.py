"""Another program's view of the API: makes files with h5py, asks for them over HTTP and compares with what h5py and numpy read.

    h5grove.py make FOLDER
    h5grove.py check FOLDER ADDRESS TOKEN     prints what differs, a line each, and how many questions were asked
"""
import io, json, math, os, sys, urllib.error, urllib.parse, urllib.request
import h5py
import numpy as np

folder = sys.argv[2]


def make():
    rng = np.random.default_rng(5)
    with h5py.File(f"{folder}/data.h5", "w") as f:
        f.attrs["NX_class"] = "NXroot"
        f.attrs["default"] = "entry"
        f.attrs["numbers"] = np.arange(6, dtype=">i4").reshape(2, 3)
        f.attrs["words"] = ["größer", "b"]
        f.attrs["flag"] = True
        f.attrs["nothing"] = h5py.Empty("f4")
        f.attrs["complex"] = 1 + 2j
        f.attrs.create("fixed", np.bytes_(b"ten"), dtype="S10")
        image = rng.random((128, 96))
        f["image"] = image
        f["image"].attrs["units"] = "counts"
        for name in ("<u1", "<i1", "<u2", ">u2", "<i2", ">i4", "<u4", "<i8", ">u8", "<f2", ">f2", "<f4", ">f4", ">f8"):
            f["t_" + name[1:] + ("_be" if name[0] == ">" else "")] = (rng.random((7, 5)) * 100).astype(name)
        f["longdouble"] = np.arange(5, dtype=np.longdouble) / 3
        f["big"] = np.array([2**63 + 3, 5, 2**64 - 1], dtype="u8")
        f["special"] = np.array([1.5, np.nan, np.inf, -np.inf, -0.0, 1e300, 3])
        f["cube"] = np.arange(4 * 6 * 8, dtype="<i4").reshape(4, 6, 8)
        f.create_dataset("packed", data=np.arange(64 * 64 * 6, dtype="<u2").reshape(6, 64, 64), chunks=(2, 32, 16), compression="gzip", shuffle=True)
        f.create_dataset("checked", data=np.arange(100.0).reshape(10, 10), chunks=(5, 5), fletcher32=True, compression="lzf")
        f["scalar"] = 5
        f["scalar_float"] = np.float32(0.1)
        f["word"] = "apple größer"
        f["empty"] = h5py.Empty("<f4")
        f["zero"] = np.zeros((0, 3))
        f["bool"] = np.array([True, False, True, True])
        f["bool_scalar"] = True
        f.create_dataset("enum", data=np.array([0, 2, 1], "i4"), dtype=h5py.enum_dtype({"RED": 0, "GREEN": 1, "BLUE": 2}, "i4"))
        f["complex"] = np.array([[1 + 2j, -3.5j], [0, 4]])
        f["complex_scalar"] = np.complex64(1 - 2j)
        f["words"] = np.array(["a", "größer", ""], dtype=h5py.string_dtype())
        f["fixed"] = np.array([b"abc", b"de"], dtype="S5")
        f["opaque"] = np.void(b"\x00\x11\x22")
        f.create_dataset("dogs", data=np.array([(b"Rex", 9, 81.5), (b"Fido", 3, 27.25)], dtype=[("name", "S10"), ("age", "i4"), ("weight", "f4")]))
        vlen = f.create_dataset("vlen", (3,), dtype=h5py.vlen_dtype("i4"))
        vlen[0], vlen[1], vlen[2] = [1, 2, 3], [], [4]
        arrays = f.create_dataset("arrays", (4,), dtype=np.dtype(("f4", (2, 3))))
        arrays[...] = np.arange(24, dtype="f4").reshape(4, 2, 3)
        f["committed"] = np.dtype("<f8")
        f["entry/data/y"] = np.arange(10)
        f["entry/data/soft"] = h5py.SoftLink("y")
        f["entry/absolute"] = h5py.SoftLink("/image")
        f["broken"] = h5py.SoftLink("/nowhere")
        f["beside"] = h5py.ExternalLink("beside.h5", "/inner/data")
        f["below"] = h5py.ExternalLink("sub/below.h5", "data")
        f["gone"] = h5py.ExternalLink("missing.h5", "/data")
        f["hidden"] = h5py.ExternalLink("hidden.h5", "/data")
        f["outside"] = h5py.ExternalLink("../../outside.h5", "/data")
        f["anywhere"] = h5py.ExternalLink("/etc/passwd", "/")
        f["entry/again"] = f["entry"]
        f["ref"] = np.array([f["image"].ref, h5py.h5r.Reference()], dtype=h5py.ref_dtype)
        f["region"] = np.array([f["image"].regionref[0:2, 0:2]], dtype=h5py.regionref_dtype)
        kinds = np.dtype([("opaque", "V3"), ("enum", h5py.enum_dtype({"H2G2": 42})), ("arr", h5py.string_dtype(), (1,)), ("vlen", h5py.vlen_dtype("u8")), ("ref", h5py.ref_dtype)])
        row = np.zeros(1, kinds)
        row[0] = (np.void(b"\0\x11\x22"), 42, np.array(["bar"], object), np.array([0], "u8"), f["image"].ref)
        f.create_dataset("kinds", data=row)
        grp = f.create_group("many")
        for i in range(60):
            grp.create_group(f"g{i:03}").attrs["i"] = i
        f.create_dataset("wide", data=rng.integers(0, 60000, (40, 700, 900), dtype="u2"), chunks=(1, 700, 900), compression="gzip", compression_opts=1)
    for name, path in (("beside.h5", "inner/data"), ("hidden.h5", "data"), ("sub/below.h5", "data")):
        os.makedirs(os.path.dirname(f"{folder}/{name}"), exist_ok=True)
        with h5py.File(f"{folder}/{name}", "w") as f:
            f[path] = np.arange(10, dtype="<f8")
    with h5py.File(f"{folder}/ordered.h5", "w", libver="latest", track_order=True) as f:
        for name in ("z", "a", "m"):
            f[name] = np.arange(3)
        f.create_dataset("resizable", data=np.arange(50), maxshape=(None,), chunks=(7,))
    with open(f"{folder}/note.txt", "w") as f:
        f.write("no HDF5\n")


wrong, asked = [], 0


def get(kind, file="data.h5", **params):
    global asked
    asked += 1
    query = urllib.parse.urlencode({"file": "run 1/" + file if file != "../data.h5" else file, **params}, doseq=True)
    request = urllib.request.Request(f"{sys.argv[3]}/{kind}?{query}", headers={"Authorization": f"Bearer {sys.argv[4]}"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as no:
        return no.code, no.headers, no.read()


def same(what, ours, theirs, tolerance=1e-12):
    def equal(a, b):
        if isinstance(a, float) and isinstance(b, (int, float)) and not isinstance(b, bool):
            return a == b or math.isclose(a, b, rel_tol=tolerance)
        if isinstance(a, list) and isinstance(b, list):
            return len(a) == len(b) and all(map(equal, a, b))
        if isinstance(a, dict) and isinstance(b, dict):
            return a.keys() == b.keys() and all(equal(a[k], b[k]) for k in a)
        return type(a) == type(b) and a == b or isinstance(a, int) and isinstance(b, float) and a == b
    if not equal(ours, theirs):
        wrong.append(f"{what}: {str(ours)[:300]} instead of {str(theirs)[:300]}")


def plain(value):
    """A value as h5grove's JSON has it."""
    if isinstance(value, h5py.Empty):
        return None
    if isinstance(value, (np.ndarray, np.generic)) and not isinstance(value, np.void):
        if getattr(value, "dtype", None) == np.longdouble:
            value = value.astype("f8")
        return plain(value.tolist())
    if isinstance(value, np.void):
        return plain(value.tolist()) if value.dtype.fields else value.tobytes().decode("latin-1")
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, complex):
        return [value.real, value.imag]
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, (h5py.Reference, h5py.RegionReference)):
        return str(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value


def sliced(text):
    return tuple(slice(*[int(p) if p else None for p in m.split(":")]) if ":" in m else int(m) for m in text.split(","))


def safe(array):
    if array.dtype.kind == "f" and array.dtype.itemsize == 2:
        return array.astype("<f4")
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        return array.astype("<f8")
    return array.astype(array.dtype.newbyteorder("<"))


def refused(status, kind, words=None, **params):
    code, _, body = get(kind, **params)
    same(f"{kind} {params}", code, status)
    if words and words not in json.loads(body).get("message", ""):
        wrong.append(f"{kind} {params}: '{words}' is not in {body[:200]}")


def type_of(t):
    """The type's metadata, from h5py's low-level API."""
    def numpy(d):
        return d.str if d.fields is None else {k: numpy(v[0]) for k, v in d.fields.items()}
    m = {"class": t.get_class(), "dtype": numpy(t.dtype), "size": t.get_size()}
    if isinstance(t, h5py.h5t.TypeIntegerID):
        m.update(order=t.get_order(), sign=t.get_sign())
    elif isinstance(t, h5py.h5t.TypeFloatID):
        m.update(order=t.get_order())
    elif isinstance(t, h5py.h5t.TypeStringID):
        m.update(cset=t.get_cset(), strpad=t.get_strpad(), vlen=bool(t.is_variable_str()))
    elif isinstance(t, h5py.h5t.TypeOpaqueID):
        m.update(tag=t.get_tag().decode())
    elif isinstance(t, h5py.h5t.TypeCompoundID):
        m.update(members=[{"name": t.get_member_name(i).decode(), **type_of(t.get_member_type(i))} for i in range(t.get_nmembers())])
    elif isinstance(t, h5py.h5t.TypeEnumID):
        m.update(members={t.get_member_name(i).decode(): t.get_member_value(i) for i in range(t.get_nmembers())}, base=type_of(t.get_super()))
    elif isinstance(t, h5py.h5t.TypeVlenID):
        m.update(base=type_of(t.get_super()))
    elif isinstance(t, h5py.h5t.TypeArrayID):
        m.update(dims=list(t.get_array_dims()), base=type_of(t.get_super()))
    return m


def meta_of(o, name, depth):
    ids = [(n, o.attrs.get_id(n)) for n in sorted(o.attrs.keys())]
    attributes = [{"name": n, "shape": None if i.shape is None else list(i.shape), "type": type_of(i.get_type())} for n, i in ids]
    m = {"name": name, "attributes": attributes}
    if isinstance(o, h5py.Dataset):
        plist = o.id.get_create_plist()
        filters = [{"id": plist.get_filter(i)[0], "name": plist.get_filter(i)[3].decode()} for i in range(plist.get_nfilters())]
        m.update(kind="dataset", shape=None if o.shape is None else list(o.shape), chunks=o.chunks and list(o.chunks), filters=filters or None, type=type_of(o.id.get_type()))
    elif isinstance(o, h5py.Datatype):
        m.update(kind="datatype", type=type_of(o.id))
    else:
        m.update(kind="group")
        if depth:
            m["children"] = [child_of(o, k) for k in o.keys()]
    return m


def child_of(group, name):
    link = group.get(name, getlink=True)
    if name in ("gone", "hidden", "outside", "anywhere"):
        return {"name": name, "kind": "external_link", "target_file": link.filename, "target_path": link.path}
    if name == "broken":
        return {"name": name, "kind": "soft_link", "target_path": link.path}
    return meta_of(group[name], name, 0)


def check():
    import tifffile
    with h5py.File(f"{folder}/data.h5") as f:
        for path in ("/", "/entry", "/entry/data", "/image", "/many", "/packed", "/committed", "/beside", "/entry/absolute", "/kinds", "/ref", "/empty"):
            code, _, body = get("meta", path=path)
            same(f"meta {path}", json.loads(body), meta_of(f[path], path.split("/")[-1], 1))
        same("attr /", json.loads(get("attr", path="/")[2]), {k: plain(v) for k, v in f.attrs.items()})
        same("attr keys", json.loads(get("attr", path="/", attr_keys=["default", "words"])[2]), {"default": "entry", "words": ["größer", "b"]})
        same("attr of a dataset", json.loads(get("attr", path="image")[2]), {"units": "counts"})

        names = [n for n in f if isinstance(f.get(n), h5py.Dataset) and n not in ("wide", "hidden", "outside", "anywhere")]
        for name in names:
            value = f[name][()]
            code, _, body = get("data", path=f"/{name}")
            # Shorter floats have fewer digits.
            few = 1e-7 if getattr(value, "dtype", None) in (np.float16, np.float32, np.dtype(">f2"), np.dtype(">f4")) else 1e-12
            same(f"json {name}", json.loads(body), plain(value), few)
            if not isinstance(value, h5py.Empty) and np.ndim(value) and value.dtype.kind != "O":
                same(f"flat {name}", json.loads(get("data", path=name, flatten="true")[2]), plain(np.ravel(value)), few)
            array = np.asarray(value)
            if array.dtype.hasobject or isinstance(value, (h5py.Empty, bytes)):
                refused(422, "data", path=name, dtype="safe")
                refused(422, "data", "npy", path=name, format="npy")
                continue
            same(f"bin {name}", get("data", path=name, format="bin")[2].hex()[:4000], array.tobytes().hex()[:4000])
            if array.dtype.kind in "SV":
                refused(422, "data", "non-numeric", path=name, dtype="safe", format="bin")
                continue
            same(f"safe {name}", get("data", path=name, format="bin", dtype="safe")[2].hex()[:4000], safe(array).tobytes().hex()[:4000])
            for dtype, expected in (("origin", array), ("safe", safe(array))):
                code, headers, body = get("data", path=name, format="npy", dtype=dtype)
                ours = np.load(io.BytesIO(body))
                same(f"npy {dtype} {name}", [ours.dtype.str, list(ours.shape), ours.tobytes().hex()], [expected.dtype.str, list(expected.shape), expected.tobytes().hex()])
            if array.ndim in (1, 2) and array.size and array.dtype != np.longdouble:
                with io.BytesIO() as text:
                    np.savetxt(text, array, delimiter=",")
                    same(f"csv {name}", get("data", path=name, format="csv")[2].decode(), text.getvalue().decode())
            if array.ndim in (2, 3) and array.size and array.dtype.kind in "uif":
                ours = tifffile.imread(io.BytesIO(get("data", path=name, format="tiff")[2]))
                same(f"tiff {name}", [ours.dtype.str[1:], ours.tolist()], [array.dtype.str[1:], array.tolist()])

        for selection in ("0", "-1", "1,2", "1,2,3", "0:2", ":,1", "::2", "1:3,::3,-2", "1,1:5:2", "5:2", "0:100,2", ":,:,7", "-3:-1", "0:0", ":,5,::7", "2,-6:6,3"):
            expected = f["cube"][sliced(selection)]
            same(f"selection {selection}", json.loads(get("data", path="cube", selection=selection)[2]), plain(expected))
            same(f"selection {selection} bin", get("data", path="cube", selection=selection, format="bin")[2].hex(), np.asarray(expected).tobytes().hex())
            expected = f["packed"][sliced(selection)]
            same(f"packed {selection}", get("data", path="packed", selection=selection, format="bin")[2].hex(), np.asarray(expected).tobytes().hex())
        for selection in ("4", "a", "1,2,3,0", "::-1", "::0", "1:2:3:4", "1.5", ",", "9999999999999999999999"):
            refused(422, "data", path="cube", selection=selection)
        refused(422, "data", path="scalar", selection="0")
        whole = f["wide"][()]
        same("wide", hash(get("data", path="wide", format="bin")[2]), hash(whole.tobytes()))
        same("wide, every third", hash(get("data", path="wide", format="bin", selection="3:37:3,10:600:2")[2]), hash(whole[3:37:3, 10:600:2].tobytes()))

        for name in ("image", "cube", "packed", "special", "scalar", "zero", "empty", "t_u2_be", "wide"):
            data = np.asarray(f[name][()]) if name != "empty" else np.zeros(0)
            data = data[np.isfinite(data)] if data.dtype.kind == "f" else data
            cast = float if data.dtype.kind == "f" else int
            least = lambda some: cast(some.min()) if some.size else None
            expected = dict.fromkeys(("strict_positive_min", "positive_min", "min", "max", "mean", "std")) if not data.size else {
                "strict_positive_min": least(data[data > 0]), "positive_min": least(data[data >= 0]), "min": least(data), "max": cast(data.max()),
                "mean": cast(np.mean(data)), "std": cast(np.std(data, dtype="f8")) if name != "special" else None}
            ours = json.loads(get("stats", path=name)[2])
            if name == "special":
                ours["std"] = None
            same(f"stats {name}", ours, expected)
        same("stats of a selection", json.loads(get("stats", path="cube", selection="0,0,2:4")[2])["max"], 3)
        same("stats, 64 bits", json.loads(get("stats", path="big")[2])["max"], 2**64 - 1)
        refused(422, "stats", path="words")

    same("paths", json.loads(get("paths", path="/entry")[2]), ["/entry", "/entry/absolute", "/entry/again", "/entry/data", "/entry/data/soft", "/entry/data/y"])
    same("paths from the root", json.loads(get("paths", file="ordered.h5")[2]), ["/", "/a", "/m", "/resizable", "/z"])
    same("the order of creation", [c["name"] for c in json.loads(get("meta", file="ordered.h5", path="/")[2])["children"]], ["z", "a", "m", "resizable"])
    same("a grown dataset", json.loads(get("data", file="ordered.h5", path="resizable", selection="::9")[2]), list(range(0, 50, 9)))

    link = {"kind": "external_link", "name": "beside", "target_file": "beside.h5", "target_path": "/inner/data"}
    same("a link as it is", json.loads(get("meta", path="/beside", resolve_links="none")[2]), link)
    same("a link that is followed", json.loads(get("meta", path="/beside", resolve_links="all")[2])["kind"], "dataset")
    same("a file below", json.loads(get("data", path="/below", selection="3")[2]), 3.0)
    same("a file beside", json.loads(get("data", path="/beside", selection="-1")[2]), 9.0)
    for name in ("gone", "hidden", "outside", "anywhere"):
        same(f"{name} is not followed", json.loads(get("meta", path=name)[2])["kind"], "external_link")
        refused(404, "meta", "Cannot resolve", path=name, resolve_links="all")
        refused(422, "data", "not a dataset", path=name)
    same("a broken link", json.loads(get("meta", path="broken")[2]), {"kind": "soft_link", "name": "broken", "target_path": "/nowhere"})
    refused(404, "meta", "Cannot resolve", path="broken", resolve_links="true")
    refused(422, "attr", "not a resolved entity", path="broken")

    for kind in ("attr", "data", "meta", "paths", "stats"):
        refused(404, kind, "not a valid path", path="not_a_path")
        refused(404, kind, "not a valid path", path="/image/further")
        refused(404, kind, "File not found", file="none.h5")
        refused(404, kind, "File not found", file="../data.h5")
        refused(404, kind, "File not found", file="hidden.h5")
        refused(422, kind, "no HDF5 file", file="note.txt")
    refused(404, "attr", path="/", attr_keys="none")
    refused(422, "data", "is not a dataset", path="/entry")
    refused(422, "paths", "is not a group", path="/image")
    refused(422, "data", "Unsupported encoding", path="image", format="foo")
    refused(422, "data", "Unsupported dtype", path="image", dtype="foo")
    refused(422, "meta", "not a valid value for link resolution", path="/", resolve_links="maybe")
    for format in ("csv", "tiff"):
        refused(422, "data", path="scalar", format=format)
        refused(422, "data", path="empty", format=format)
    refused(422, "data", path="cube", format="csv")
    refused(413, "data", "smaller selection", path="wide")
    print("\n".join(wrong))
    print(f"{asked} questions")


make() if sys.argv[1] == "make" else check()

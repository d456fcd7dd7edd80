"""Writes pictures of all kinds: NAME as a file, NAME.out with its pixels as Dewar gives them; prints what they are.

write_pictures.py FOLDER
"""
import io, json, os, struct, sys, zlib
import numpy as np
from PIL import Image

folder = sys.argv[1]
rows = []
r = np.random.default_rng(11)


def put(ending, data, pixels, what, palette=None):
    name = "%03d.%s" % (len(rows), ending)
    pixels = np.ascontiguousarray(pixels)
    open(os.path.join(folder, name), "wb").write(data)
    open(os.path.join(folder, name + ".out"), "wb").write(pixels.astype(pixels.dtype.newbyteorder("<")).tobytes())
    rows.append({"name": name, "what": what, "shape": list(pixels.shape), "palette": list(palette or [])})


def saved(image, form, **options):
    f = io.BytesIO()
    image.save(f, form, **options)
    return f.getvalue()


# PNG, written here: every type, depth and filter, with and without interlace.
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def filtered(lines, size):
    above = np.zeros(lines.shape[1], "i4")
    out = b""
    for y, line in enumerate(lines.astype("i4")):
        kind = y % 5
        left = np.concatenate([np.zeros(size, "i4"), line[:-size] if len(line) > size else line[:0]])[: len(line)]
        corner = np.concatenate([np.zeros(size, "i4"), above[:-size] if len(line) > size else above[:0]])[: len(line)]
        p = left + above - corner
        a, b, c = abs(p - left), abs(p - above), abs(p - corner)
        paeth = np.where((a <= b) & (a <= c), left, np.where(b <= c, above, corner))
        guess = [0 * line, left, above, (left + above) // 2, paeth][kind]
        out += bytes([kind]) + ((line - guess) & 255).astype("u1").tobytes()
        above = line
    return out


def packed(pixels, depth):
    lines = pixels.reshape(pixels.shape[0], -1)
    if depth == 16:
        return lines.astype(">u2").view("u1").reshape(len(lines), -1)
    if depth == 8:
        return lines.astype("u1")
    bits = (lines[..., None] >> np.arange(depth - 1, -1, -1)) & 1
    return np.packbits(bits.reshape(len(lines), -1).astype("u1"), axis=1)


def png(pixels, kind, depth, interlaced, palette=None, pieces=1, extra=b""):
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    height, width = pixels.shape[:2]
    size = max(1, channels * depth // 8)
    adam7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    passes = adam7 if interlaced else [(0, 0, 1, 1)]
    raw = b"".join(filtered(packed(pixels[y::dy, x::dx], depth), size) for x, y, dx, dy in passes if pixels[y::dy, x::dx].size)
    data = zlib.compress(raw)
    step = max(1, len(data) // pieces)
    out = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlaced)) + extra
    out += chunk(b"PLTE", palette) if palette else b""
    return out + b"".join(chunk(b"IDAT", data[i : i + step]) for i in range(0, len(data), step)) + chunk(b"IEND", b"")


for width, height in ((1, 1), (3, 5), (31, 17), (64, 40)):
    for kind, depths, channels in ((0, (1, 2, 4, 8, 16), 1), (2, (8, 16), 3), (3, (1, 2, 4, 8), 1), (4, (8, 16), 2), (6, (8, 16), 4)):
        for depth in depths:
            for interlaced in (0, 1):
                shape = (height, width) if channels == 1 else (height, width, channels)
                pixels = r.integers(0, 2**depth, shape).astype("u2" if depth == 16 else "u1")
                palette = r.integers(0, 256, 3 * 2**depth).astype("u1").tobytes() if kind == 3 else None
                what = "png %d %d %d" % (kind, depth, interlaced)
                put("png", png(pixels, kind, depth, interlaced, palette, pieces=1 + width % 3), pixels, what, palette)

# What PIL writes.
y, x = np.mgrid[:45, :67]
grey = (120 + 100 * np.sin(x / 9.0) * np.cos(y / 7.0)).astype("u1")
colour = np.stack([grey, 255 - grey, (x * 3).astype("u1")], -1)
opaque = np.concatenate([colour, (y * 5).astype("u1")[..., None]], -1)
for mode, pixels in (("L", grey), ("RGB", colour), ("RGBA", opaque)):
    put("png", saved(Image.fromarray(pixels, mode), "PNG"), pixels, "PIL png " + mode)
for mode, pixels in (("L", grey), ("RGB", colour), ("RGBA", opaque)):
    image = Image.fromarray(pixels, mode)
    out = saved(image, "BMP")
    again = np.asarray(Image.open(io.BytesIO(out)))
    put("bmp", out, again, "PIL bmp " + mode, bytes(v for i in range(256) for v in (i, i, i)) if mode == "L" else None)
bits = grey > 128
put("bmp", saved(Image.fromarray(bits), "BMP"), bits.astype("u1"), "PIL bmp 1", bytes([0, 0, 0, 255, 255, 255]))
put("pbm", saved(Image.fromarray(bits), "PPM"), 1 - bits.astype("u1"), "PIL pbm")
put("pgm", saved(Image.fromarray(grey), "PPM"), grey, "PIL pgm")
put("ppm", saved(Image.fromarray(colour), "PPM"), colour, "PIL ppm")
wide = (grey.astype("u2") * 250)
put("pgm", b"P5\n# wide\n67 45\n65535\n" + wide.astype(">u2").tobytes(), wide, "pgm 16")
put("pgm", b"P2 # plain\n67 45 # more\n65000\n" + " ".join(map(str, wide.ravel())).encode(), wide, "plain pgm 16")
put("ppm", b"P3\n67 45\n255\n" + "\n".join(map(str, colour.ravel())).encode(), colour, "plain ppm")
put("pbm", b"P1\n67 45\n" + "".join(map(str, bits.astype("u1").ravel())).encode(), bits.astype("u1"), "plain pbm")
real = (grey / 7.0).astype("f4")
put("pfm", b"Pf\n67 45\n-1.0\n" + real[::-1].astype("<f4").tobytes(), real, "pfm little")
put("pfm", b"PF\n67 45\n1.0\n" + np.stack([real] * 3, -1)[::-1].astype(">f4").tobytes(), np.stack([real] * 3, -1), "pfm big")
pam = b"P7\nWIDTH 67\nHEIGHT 45\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n"
put("pam", pam + opaque.tobytes(), opaque, "pam")


# BMP, written here.
def bmp(pixels, bits, compression=0, palette=b"", masks=b"", header=40, top_down=False, data=None):
    height, width = pixels.shape
    if data is None:
        lines = pixels if top_down else pixels[::-1]
        if bits < 8:
            data = packed(lines, bits)
        else:
            data = np.ascontiguousarray(lines.astype({8: "u1", 16: "<u2", 32: "<u4"}[bits])).view("u1").reshape(height, -1)
        data = np.pad(data, ((0, 0), (0, -data.shape[1] % 4))).tobytes()
    if header == 12:
        dib = struct.pack("<IHHHH", 12, width, height, 1, bits)
        palette = b"".join(palette[i : i + 3] for i in range(0, len(palette), 4))
    else:
        size = (width, -height if top_down else height)
        dib = struct.pack("<IiiHHIIiiII", header, *size, 1, bits, compression, len(data), 2835, 2835, len(palette) // 4, 0)
        dib += (masks + bytes(124))[: header - 40] if header > 40 else masks
    start = 14 + len(dib) + len(palette)
    return b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start) + dib + palette + data


for bits in (1, 2, 4, 8):
    pixels = r.integers(0, 2**bits, (13, 21)).astype("u1")
    palette = r.integers(0, 256, (2**bits, 4)).astype("u1")
    for header in (12, 40, 64, 108, 124):
        for top_down in (False, True) if header != 12 else (False,):
            out = bmp(pixels, bits, palette=palette.tobytes(), header=header, top_down=top_down)
            put("bmp", out, pixels, "bmp %d %d %d" % (bits, header, top_down), palette[:, 2::-1].tobytes())
words = r.integers(0, 2**16, (13, 21)).astype("u2")
stretched = lambda v, bits, shift: ((v.astype("u8") >> shift) & (2**bits - 1)) * 255 // (2**bits - 1)
put("bmp", bmp(words, 16), np.stack([stretched(words, 5, s) for s in (10, 5, 0)], -1).astype("u1"), "bmp 555")
masks = struct.pack("<III", 0xF800, 0x7E0, 0x1F)
five = np.stack([stretched(words, 5, 11), stretched(words, 6, 5), stretched(words, 5, 0)], -1).astype("u1")
put("bmp", bmp(words, 16, 3, masks=masks), five, "bmp 565")
put("bmp", bmp(words, 16, 3, masks=masks, header=108, top_down=True), five, "bmp 565 v4")
longs = r.integers(0, 2**32, (13, 21)).astype("u4")
masks = struct.pack("<IIII", 0xFF, 0xFF00, 0xFF0000, 0xFF000000)
four = np.stack([stretched(longs, 8, s) for s in (0, 8, 16, 24)], -1).astype("u1")
put("bmp", bmp(longs, 32, 3, masks=masks, header=108), four, "bmp 8888 v4")
put("bmp", bmp(longs, 32), np.stack([stretched(longs, 8, s) for s in (16, 8, 0)], -1).astype("u1"), "bmp 32")
runs = np.repeat(r.integers(0, 16, (9, 5)), (3, 4, 1, 7, 2), axis=1).astype("u1")
palette = r.integers(0, 256, (16, 4)).astype("u1")
eight = b"".join(
    bytes([3, line[0], 0, 4]) + line[3:7].tobytes() + bytes([0, 3]) + line[7:10].tobytes() + b"\0"
    + bytes([5, line[10], 2, line[15], 0, 0])
    for line in runs[::-1]
) + bytes([0, 1])
put("bmp", bmp(runs, 8, 1, palette.tobytes(), data=eight), runs, "bmp rle8", palette[:, 2::-1].tobytes())
nibbles = lambda line: bytes(np.packbits(((line[:, None] >> np.arange(3, -1, -1)) & 1).astype("u1").ravel()))
four = b"".join(
    bytes([3, line[0] * 17, 0, 4]) + nibbles(line[3:7]) + bytes([0, 3]) + nibbles(line[7:10])
    + bytes([5, line[10] * 17, 2, line[15] * 17, 0, 0])
    for line in runs[::-1]
) + bytes([0, 1])
put("bmp", bmp(runs, 4, 2, palette.tobytes(), data=four), runs, "bmp rle4", palette[:, 2::-1].tobytes())

# GIF: still, interlaced, and animated with each way of taking a picture away.
for colours in (2, 16, 256):
    image = Image.fromarray(grey).quantize(colours)
    for interlace in (0, 1):
        out = saved(image, "GIF", interlace=interlace)
        again = Image.open(io.BytesIO(out))
        again.load()
        if again.mode == "P":
            put("gif", out, np.asarray(again), "gif %d %d" % (colours, interlace), again.getpalette()[: 3 * colours])
for disposal in (0, 1, 2, 3):
    frames = []
    for i in range(4):
        canvas = np.zeros((45, 67, 4), "u1")
        canvas[5 * i : 5 * i + 20, 7 * i : 7 * i + 30] = (60 * i, 255 - 60 * i, 90, 255)
        frames.append(Image.fromarray(canvas, "RGBA"))
    out = saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=120, disposal=disposal, loop=0)
    again = Image.open(io.BytesIO(out))
    pixels = []
    for i in range(again.n_frames):
        again.seek(i)
        pixels.append(np.asarray(again.convert("RGBA")))
    # The background that comes back is clear, as browsers have it; PIL takes the first colour where a frame has no clear one.
    if disposal == 2:
        pixels = [np.asarray(frame) for frame in frames]
    put("gif", out, np.stack(pixels), "gif animated %d" % disposal)
print(json.dumps(rows))

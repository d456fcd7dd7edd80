"""Writes TIFF files in many variants into a folder, each with its values beside it (.raw, little-endian), and lists them as JSON."""
import itertools
import json
import os
import sys

import numpy
import PIL.Image
import tifffile

folder = sys.argv[1]
made = []
random = numpy.random.RandomState(1)


def note(name, values, channels=1):
    values = numpy.ascontiguousarray(values)
    values.astype(values.dtype.newbyteorder('<')).tofile(os.path.join(folder, name + '.raw'))
    shape = values.shape[:-1] if channels > 1 else values.shape
    made.append({'file': name, 'shape': [n for n in shape], 'dtype': values.dtype.name, 'channels': channels})


def values(dtype, shape):
    dtype = numpy.dtype(dtype)
    if dtype.kind == 'c':
        return (random.normal(size=shape) + 1j * random.normal(size=shape)).astype(dtype)
    if dtype.kind == 'f':
        return random.normal(size=shape).astype(dtype)
    low, high = numpy.iinfo(dtype).min, numpy.iinfo(dtype).max
    ramp = numpy.arange(numpy.prod(shape)).reshape(shape) * 37
    return (ramp + random.randint(0, 5, shape)).astype(dtype) if dtype.itemsize > 1 else random.randint(low, high + 1, shape).astype(dtype)


def write(name, data, channels=1, **options):
    name += '.tif'
    try:
        tifffile.imwrite(os.path.join(folder, name), data, **options)
    except Exception as failure:
        made.append({'file': name, 'skipped': str(failure)})
        return
    note(name, data, channels)


kinds = ['u1', 'u2', 'u4', 'u8', 'i1', 'i2', 'i4', 'i8', 'f2', 'f4', 'f8', 'c8', 'c16']
layouts = {'whole': {}, 'strips': {'rowsperstrip': 5}, 'tiles': {'tile': (16, 32)}}
for kind, order, big, (layout, how) in itertools.product(kinds, '<>', (False, True), layouts.items()):
    write(f'{kind}-{"le" if order == "<" else "be"}-{"big" if big else "small"}-{layout}', values(kind, (37, 45)),
          byteorder=order, bigtiff=big, photometric='minisblack', metadata=None, **how)
    if not big:
        write(f'{kind}-{"le" if order == "<" else "be"}-deflate-{layout}', values(kind, (37, 45)),
              byteorder=order, photometric='minisblack', metadata=None, compression='zlib', **how)

for kind, order, (layout, how) in itertools.product(['u1', 'u2', 'u4', 'i2', 'i4'], '<>', layouts.items()):
    data = values(kind, (37, 45))
    write(f'{kind}-{order == "<"}-predictor-{layout}', data, byteorder=order, photometric='minisblack', metadata=None,
          compression='zlib', predictor=2, **how)

for samples, planar, kind, order, (layout, how) in itertools.product((3, 4), ('contig', 'separate'), ('u1', 'u2', 'f4'), '<>', layouts.items()):
    data = values(kind, (37, 45, samples))
    stored = data if planar == 'contig' else numpy.moveaxis(data, -1, 0)
    name = f'rgb{samples}-{planar}-{kind}-{order == "<"}-{layout}.tif'
    tifffile.imwrite(os.path.join(folder, name), stored, photometric='rgb', planarconfig=planar, byteorder=order, metadata=None,
                     compression='zlib' if kind == 'u2' else None, **how)
    note(name, data, samples)

for planar in ('contig', 'separate'):
    data = values('u2', (6, 37, 45))
    stored = numpy.ascontiguousarray(numpy.moveaxis(data, 0, -1)) if planar == 'contig' else data
    name = f'samples-{planar}.tif'
    tifffile.imwrite(os.path.join(folder, name), stored, photometric='minisblack', planarconfig=planar, metadata=None)
    note(name, data)

write('stack', values('u2', (7, 20, 30)), photometric='minisblack')
write('stack-truncated-imagej', values('u2', (7, 20, 30)), imagej=True)
write('hyperstack-imagej', values('f4', (3, 4, 2, 20, 30)), imagej=True, metadata={'axes': 'TZCYX', 'spacing': 0.5, 'unit': 'um', 'finterval': 2},
      resolution=(10, 5))
write('ome', values('u2', (3, 4, 2, 20, 30)), photometric='minisblack', ome=True,
      metadata={'axes': 'TZCYX', 'PhysicalSizeX': 0.2, 'PhysicalSizeXUnit': 'µm', 'PhysicalSizeY': 0.3, 'PhysicalSizeYUnit': 'µm', 'PhysicalSizeZ': 1.5})

# By libtiff: compressions and packings that tifffile can't write by itself.
grey = random.randint(0, 256, (37, 45)).astype('u1')
flat = (numpy.arange(37 * 45).reshape(37, 45) // 90 * 3).astype('u1')
colour = numpy.dstack([grey, flat, 255 - flat])
for compression in ('tiff_lzw', 'packbits', 'tiff_adobe_deflate', 'tiff_deflate', 'zstd'):
    for data, name, channels in ((grey, 'grey', 1), (flat, 'flat', 1), (colour, 'colour', 3)):
        for predictor in (1, 2):
            if predictor == 2 and compression == 'packbits':
                continue
            name2 = f'pil-{compression}-{name}-{predictor}.tif'
            try:
                PIL.Image.fromarray(data).save(os.path.join(folder, name2), compression=compression, tiffinfo={317: predictor, 278: 9})
            except Exception as failure:
                made.append({'file': name2, 'skipped': str(failure)})
                continue
            note(name2, data, channels)

deep = (numpy.arange(37 * 45).reshape(37, 45) * 17).astype('u2')
for compression in ('tiff_lzw', 'tiff_adobe_deflate'):
    PIL.Image.fromarray(deep).save(os.path.join(folder, f'pil-deep-{compression}.tif'), compression=compression, tiffinfo={317: 2})
    note(f'pil-deep-{compression}.tif', deep)
real = random.normal(size=(37, 45)).astype('f4')
for predictor in (1, 3):
    PIL.Image.fromarray(real).save(os.path.join(folder, f'pil-float-{predictor}.tif'), compression='tiff_adobe_deflate', tiffinfo={317: predictor})
    note(f'pil-float-{predictor}.tif', real)

bits = PIL.Image.fromarray(((flat > 50) * 255).astype('u1')).convert('1')
for compression in (None, 'group3', 'group4', 'tiff_ccitt', 'tiff_lzw', 'packbits'):
    name = f'pil-bits-{compression}.tif'
    bits.save(os.path.join(folder, name), compression=compression)
    with tifffile.TiffFile(os.path.join(folder, name)) as tiff:
        white = tiff.pages[0].photometric == 0
    note(name, (numpy.asarray(bits) != white).astype('u1'))

photo = PIL.Image.fromarray(colour).resize((90, 74), PIL.Image.BICUBIC)
for quality in (60, 95):
    name = f'pil-jpeg-{quality}.tif'
    photo.save(os.path.join(folder, name), compression='jpeg', quality=quality)
    note(name, numpy.asarray(PIL.Image.open(os.path.join(folder, name)).convert('RGB')), 3)
ink = PIL.Image.fromarray(numpy.dstack([grey, flat, 255 - flat, flat // 2]), 'CMYK')
ink.save(os.path.join(folder, 'pil-ink.tif'))
c = numpy.asarray(ink).astype('i4')
note('pil-ink.tif', ((255 - c[..., :3]) * (255 - c[..., 3:]) // 255).astype('u1'), 3)
PIL.Image.fromarray(flat // 16).convert('P').save(os.path.join(folder, 'pil-palette.tif'))
note('pil-palette.tif', numpy.asarray(PIL.Image.open(os.path.join(folder, 'pil-palette.tif'))))

print(json.dumps(made))

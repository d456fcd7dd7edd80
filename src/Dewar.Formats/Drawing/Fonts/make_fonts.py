"""Makes the fonts of the previews, and of pages for people to print: what of DejaVu they need, and nothing else of it.

Needs the Debian packages fonts-dejavu-core and python3-fonttools. Run in this folder: /usr/bin/python3 make_fonts.py
"""
from fontTools import subset

SOURCE = "/usr/share/fonts/truetype/dejavu/"
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x100)]
EXTENDED = [*range(0x100, 0x180), *range(0x218, 0x21C)]
GREEK = [*range(0x391, 0x3A2), *range(0x3A3, 0x3AA), *range(0x3B1, 0x3CA), 0x3D1, 0x3D5]
POWERS = [0x2070, 0x2071, *range(0x2074, 0x208F)]
SIGNS = [
    *range(0x2010, 0x2016), *range(0x2018, 0x201F), 0x2020, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A,
    0x2009, 0x202F, 0x20AC, 0x2103, 0x2109, 0x210F, 0x2113, 0x2122, 0x2126, 0x212B, *range(0x2190, 0x2194), 0x2202, 0x2206, 0x2211,
    0x2212, 0x221A, 0x221D, 0x221E, 0x2220, 0x222B, 0x2248, 0x2260, 0x2264, 0x2265, 0x22C5, 0x25A0, 0x25A1, 0x25CB, 0x25CF, 0x2713, 0xFFFD,
]

# What people are called and write down: more of Latin, all of Greek, Cyrillic and Armenian, Hebrew and Georgian letters.
WRITTEN = [
    *range(0x180, 0x250), *range(0x1E00, 0x1F00), *range(0x2C6, 0x2C8), *range(0x2D8, 0x2DE), *range(0x300, 0x330), *range(0x370, 0x530), *range(0x531, 0x590),
    *range(0x5D0, 0x5EB), *range(0x10D0, 0x10FD), *range(0x1F00, 0x2000), *range(0x2000, 0x2070), *range(0x20A0, 0x20C0), *range(0x2100, 0x214F),
    *range(0x2150, 0x2200), *range(0x2200, 0x2300), *range(0x2400, 0x2425), *range(0x2460, 0x2474), *range(0x25A0, 0x2600), *range(0xFB00, 0xFB05),
]


def make(source, target, characters):
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True, glyph_names=False, name_IDs=[0, 1, 2, 13, 14])
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "kern", "FFTM", "gasp", "post", "OS/2"]
    font = subset.load_font(SOURCE + source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    # The licence asks that a changed font has another name; the same bytes every time.
    for record in font["name"].names:
        if record.nameID == 1:
            record.string = "Dewar Sans Mono" if "Mono" in source else "Dewar Sans"
    font.recalcTimestamp = False
    font.save(target)


make("DejaVuSans.ttf", "Sans.ttf", LATIN + EXTENDED + GREEK + POWERS + SIGNS)
make("DejaVuSans-Bold.ttf", "SansBold.ttf", LATIN + GREEK + POWERS + SIGNS)
make("DejaVuSansMono.ttf", "Mono.ttf", LATIN + GREEK + POWERS + SIGNS)
make("DejaVuSans.ttf", "Page.ttf", LATIN + EXTENDED + GREEK + POWERS + SIGNS + WRITTEN)
make("DejaVuSans-Bold.ttf", "PageBold.ttf", LATIN + EXTENDED + GREEK + POWERS + SIGNS + WRITTEN)

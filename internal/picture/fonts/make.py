#!/usr/bin/python3
"""Makes the fonts of the picture: sans.otf, sans-bold.otf, icons.ttf.

Needs, on Debian: apt-get install fonts-noto-cjk python3-fonttools, and the icons:
npm pack qweather-icons@1.8.0 && tar xzf qweather-icons-1.8.0.tgz

    cd internal/picture/fonts && ./make.py …/package/font

Given the same fonts and fontTools the files come out the same.
"""
import glob
import gzip
import json
import re
import sys

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

NOTO = "/usr/share/fonts/opentype/noto/NotoSansCJK-%s.ttc"
ASCII = {chr(c) for c in range(0x20, 0x7F)}
SIGNS = set("℃°·—…–’‘“”•→←↑↓①②③～")


def gb2312(first, last):
    """The signs in rows of GB 2312; 0xB0 to 0xD7 are the 3 755 most used hanzi."""
    pairs = (bytes([row, cell]) for row in range(first, last + 1) for cell in range(0xA1, 0xFF))
    return {pair.decode("gb2312", "ignore") for pair in pairs} - {""}


def hanzi(text):
    return {sign for sign in text if "\u4e00" <= sign <= "\u9fff"}


def words():
    """The signs of weather and of place names: not all are in the first part of GB 2312,
    as 霾, and some names have signs that GB 2312 lacks."""
    with gzip.open("../../gazetteer/places.tsv.gz", "rt", encoding="utf-8") as places:
        signs = hanzi(places.read())
    for file in glob.glob("../../../templates/*.yaml") + glob.glob("../../grammar/*.go"):
        with open(file, encoding="utf-8") as source:
            signs |= hanzi(source.read())
    return signs


def glyphs():
    """The codes of the icons that ../glyphs.go names, by the names of the package."""
    with open("../glyphs.go", encoding="utf-8") as source:
        return set(re.findall(r'"(\d+-fill)"', source.read()))


def options():
    o = subset.Options()
    o.layout_features, o.hinting, o.notdef_outline = [], False, True
    o.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # copyright and licence stay
    o.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "GSUB", "GPOS", "GDEF", "DSIG"]
    o.recalc_timestamp = False
    return o


def save(font, signs, file):
    maker = subset.Subsetter(options())
    maker.populate(unicodes=sorted(ord(s) for s in signs))
    maker.subset(font)
    font.save(file, reorderTables=True)
    have = font.getBestCmap()
    print(file, len(have), "signs; not in the font:", "".join(sorted(s for s in signs if ord(s) not in have)) or "none")


def noto(weight):
    fonts = TTCollection(NOTO % weight, recalcTimestamp=False).fonts
    return next(f for f in fonts if f["name"].getDebugName(1).startswith("Noto Sans CJK SC"))


def main(icons):
    save(noto("Regular"), gb2312(0xA1, 0xF7) | ASCII | SIGNS | words(), "sans.otf")
    save(noto("Bold"), gb2312(0xA1, 0xA3) | gb2312(0xB0, 0xD7) | ASCII | SIGNS | words(), "sans-bold.otf")
    with open(icons + "/qweather-icons.json", encoding="utf-8") as table:
        codes = json.load(table)
    wanted = glyphs()
    save(TTFont(icons + "/fonts/qweather-icons.ttf", recalcTimestamp=False), {chr(codes[c]) for c in wanted}, "icons.ttf")
    for code in sorted(wanted):
        print(f"\t{code}: {codes[code]:#x}")


if __name__ == "__main__":
    main(sys.argv[1])

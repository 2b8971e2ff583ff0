#!/usr/bin/env python3
"""Writes the array fixtures of the spec tests: one file per dtype, order and version, and broken ones.

Run by hand (needs numpy); the files it writes are committed. Every good file holds the same 2 x 3
array {0, 1, 2; 3, 4, 5} (bool: whether that is odd), so that the tests need only one expectation.
"""
import io
import pathlib
import struct
import zipfile

import numpy as np

HERE = pathlib.Path(__file__).parent / "arrays"
BROKEN = pathlib.Path(__file__).parent.parent / "errors" / "data"
VALUES = np.arange(6).reshape(2, 3)
STAMP = (2020, 1, 1, 0, 0, 0)  # the same bytes on every run


def npy(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version)
    return out.getvalue()


def header(text, data=b"", version=(1, 0)):
    body = text.encode() + b"\n"
    length = struct.pack("<H" if version[0] == 1 else "<I", len(body))
    return b"\x93NUMPY" + bytes(version) + length + body + data


def npz(path, arrays, method):
    with zipfile.ZipFile(path, "w") as archive:
        for name, payload in arrays.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = method
            archive.writestr(info, payload)


def good():
    HERE.mkdir(parents=True, exist_ok=True)
    kinds = ["f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]
    for kind in kinds:
        for order, mark in (("<", "le"), (">", "be")):
            if kind[1] == "1" and mark == "be":
                continue
            (HERE / f"{kind}_{mark}_c.npy").write_bytes(npy(VALUES.astype(order + kind)))
            fortran = np.asfortranarray(VALUES.astype(order + kind))
            (HERE / f"{kind}_{mark}_f.npy").write_bytes(npy(fortran))
    (HERE / "bool.npy").write_bytes(npy(VALUES % 2 == 1))
    (HERE / "negative_i1.npy").write_bytes(npy(-VALUES.astype("i1")))
    (HERE / "negative_i4_be.npy").write_bytes(npy(-VALUES.astype(">i4")))
    for version in (1, 2, 3):
        (HERE / f"version{version}.npy").write_bytes(npy(VALUES.astype("<f8"), (version, 0)))
    (HERE / "vector.npy").write_bytes(npy(np.array([0.5, -0.25, 2.0])))
    (HERE / "column.npy").write_bytes(npy(np.array([[0.5], [-0.25], [2.0]])))
    (HERE / "queries.npy").write_bytes(npy(np.array([[1.0, 0.0, 1.0], [0.0, 0.5, 0.0]])))
    one = {"xi.npy": npy(VALUES.astype("<f8"))}
    npz(HERE / "stored.npz", one, zipfile.ZIP_STORED)
    npz(HERE / "deflated.npz", one, zipfile.ZIP_DEFLATED)
    two = {"b.npy": npy(np.array([1.0, 2.0])), "xi.npy": npy(np.asfortranarray(VALUES.astype(">f4")))}
    npz(HERE / "two.npz", two, zipfile.ZIP_DEFLATED)
    (HERE / "plain.csv").write_text("# a comment\n0,1,2\n\n3, 4.0 ,+5e0\r\n")
    (HERE / "vector.csv").write_text("0.5\n-0.25\n2\n")
    (HERE / "queries.csv").write_text("1,0,?\n0.5,,1e-1\n")


def broken():
    BROKEN.mkdir(parents=True, exist_ok=True)
    write = lambda name, payload: (BROKEN / name).write_bytes(payload)
    whole = npy(VALUES.astype("<f8"))
    write("truncated.npy", whole[:-8])
    write("longer.npy", whole + b"\0")
    write("empty.npy", b"")
    write("magic.npy", b"\x93NUMPZ" + whole[6:])
    write("header_cut.npy", whole[:40])
    write("no_shape.npy", header("{'descr': '<f8', 'fortran_order': False}"))
    write("negative_shape.npy", header("{'descr': '<f8', 'fortran_order': False, 'shape': (-1, 3)}"))
    write("huge_shape.npy",
          header("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4, 3)}"))
    write("complex.npy", npy(VALUES.astype("<c16")))
    write("half.npy", npy(VALUES.astype("<f2")))
    write("structured.npy",
          header("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2,)}", b"\0" * 16))
    write("object.npy", header("{'descr': '|O', 'fortran_order': False, 'shape': (2, 3)}", b"\0" * 48))
    write("nan.npy", npy(np.array([[0.0, 1.0, 2.0], [3.0, np.nan, 5.0]])))
    write("infinite.npy", npy(np.array([[0.0, -np.inf, 2.0], [3.0, 4.0, 5.0]])))
    write("cube.npy", npy(np.zeros((2, 3, 1))))
    write("four_columns.npy", npy(np.zeros((2, 4))))
    write("big_values.npy", npy(np.full((2, 3), 1e200)))
    npz(BROKEN / "two.npz", {"a.npy": whole, "b.npy": whole}, zipfile.ZIP_STORED)
    npz(BROKEN / "nothing.npz", {"readme.txt": b"no array"}, zipfile.ZIP_STORED)
    huge = header("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000, 3)}", b"\0" * 4000000)
    npz(BROKEN / "bomb.npz", {"xi.npy": huge}, zipfile.ZIP_DEFLATED)
    longer = header("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)}", b"\0" * 4000000)
    npz(BROKEN / "longer.npz", {"xi.npy": longer}, zipfile.ZIP_DEFLATED)
    npz(BROKEN / "checksum.npz", {"xi.npy": whole}, zipfile.ZIP_STORED)
    damaged = bytearray((BROKEN / "checksum.npz").read_bytes())
    damaged[damaged.index(whole) + len(whole) - 3] ^= 0xFF
    write("checksum.npz", bytes(damaged))
    write("not_a_zip.npz", b"PK but not really")
    write("words.csv", b"1,2,three\nnan,5,6\n1e999,8,9\n")
    write("ragged.csv", b"1,2,3\n4,5\n")
    write("empty.csv", b"# nothing\n")


good()
broken()

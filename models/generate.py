#!/usr/bin/env python3
"""Writes the models of this folder and checks each of them by integrating its ODE.

Needs numpy. The files are committed; run this only to change a model:

    python3 models/generate.py

Every query must recall what it expects as it is, with each weight off by some 2 %, and from starts
disturbed by up to 0.1, and settle well before the timeout.
"""
import json
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).parent


# --- the dynamics, independent of the C++ code ---------------------------------------------------

def activation(kind, v):
    name = kind if isinstance(kind, str) else kind["type"]
    gain = 1.0 if isinstance(kind, str) else kind.get("gain", 1.0)
    eps = 1e-5 if isinstance(kind, str) else kind.get("eps", 1e-5)
    centred = v - v.mean(axis=1, keepdims=True)
    return {"identity": lambda: v, "tanh": lambda: np.tanh(gain * v),
            "spherical": lambda: v / np.sqrt((v ** 2).sum(axis=1, keepdims=True) + eps),
            "layernorm": lambda: centred / np.sqrt((centred ** 2).mean(axis=1, keepdims=True) + eps),
            }[name]()


def hidden_output(energy, h):
    if energy["type"] == "softmax":
        e = np.exp(energy["beta"] * (h - h.max(axis=1, keepdims=True)))
        return e / e.sum(axis=1, keepdims=True)
    if energy["type"] == "epanechnikov":
        r = np.maximum(1 + energy["beta"] * h, 0)
        if (r.sum(axis=1) <= 0).any():
            sys.exit("outside every basin")
        return r / r.sum(axis=1, keepdims=True)
    if energy["type"] == "polynomial":
        return (np.maximum(h, 0) if energy.get("rectified") else h) ** (energy["degree"] - 1)
    return {"linear": lambda: h, "relu": lambda: np.maximum(h, 0)}[energy["type"]]()


def array(form):
    if isinstance(form, dict):
        low = -1.0 if form["encoding"] == "bipolar" else 0.0
        return np.array([[1.0 if c == "1" else low for c in row] for row in form["patterns"]])
    return np.array(form, float)


def integrate(spec, start, held, noise=0.0, until=30.0, step=0.01):
    """RK4 of all queries at once; returns the final v and when each was last 1 % from it."""
    rng = np.random.default_rng(5)
    kind = spec["visible"].get("activation", "identity")
    blocks = spec["hidden"]
    weights = [array(b["weights"]) for b in blocks]
    weights = [w * (1 + noise * rng.standard_normal(w.shape)) for w in weights]
    bias = [np.array(b.get("bias", 0.0), float) for b in blocks]
    tau = [b.get("tau", 0.1) for b in blocks]

    def slope(v, h):
        g = activation(kind, v)
        drive = sum(hidden_output(b["energy"], x) @ w for b, x, w in zip(blocks, h, weights))
        dv = (drive - v) * ~held
        return dv, [(g @ w.T + c - x) / t for x, w, c, t in zip(h, weights, bias, tau)]

    v = start.copy()
    h = [activation(kind, v) @ w.T + c for w, c in zip(weights, bias)]
    path = []
    for k in range(int(until / step)):
        if k % 10 == 0:
            path.append(v)
        a, p = slope(v, h)
        b, q = slope(v + step / 2 * a, [x + step / 2 * y for x, y in zip(h, p)])
        c, r = slope(v + step / 2 * b, [x + step / 2 * y for x, y in zip(h, q)])
        d, s = slope(v + step * c, [x + step * y for x, y in zip(h, r)])
        v = v + step / 6 * (a + 2 * b + 2 * c + d)
        h = [x + step / 6 * (i + 2 * j + 2 * m + n) for x, i, j, m, n in zip(h, p, q, r, s)]
    span = v.max() - v.min()
    moving = np.array([np.abs(x - v).max(axis=1) > 0.01 * span for x in path])
    last = [max(np.flatnonzero(moving[:, i]), default=-1) for i in range(v.shape[0])]
    return v, (np.array(last) + 1) * 10 * step


def start_of(spec, queries):
    bipolar = spec.get("readout", {}).get("type") == "sign"
    size = spec["visible"]["size"]
    start = np.full((len(queries), size), float(spec["visible"].get("initial", 0.0)))
    held = np.zeros((len(queries), size), bool)
    for k, query in enumerate(queries):
        for i, entry in enumerate(query.get("visible", [])):
            if entry not in ("?", None):
                value = float(entry)
                start[k, i] = 2 * value - 1 if bipolar and isinstance(entry, str) else value
        for i, value in query.get("clamp", {}).items():
            start[k, int(i)] = value
            held[k, int(i)] = True
    return start, held


def answers(spec, v):
    readout = spec["readout"]
    if readout["type"] == "nearest":
        patterns = array(readout["patterns"])
        nearest = ((v[:, None, :] - patterns[None]) ** 2).sum(axis=2).argmin(axis=1)
        return [readout["labels"][k] for k in nearest]
    level = readout.get("level", 0.0)
    return ["".join("1" if x > level else "0" for x in row) for row in v]


def check(spec, queries):
    start, held = start_of(spec, queries)
    expected = [query["expect"] for query in queries]
    rng = np.random.default_rng(3)
    slowest = 0.0
    for shake, noise in ((0, 0), (0, 0.02), (0.1, 0), (0.1, 0), (0.1, 0)):
        shift = shake * rng.uniform(-1, 1, start.shape) * ~held
        v, settle = integrate(spec, start + shift, held, noise)
        wrong = [q["id"] for q, a, e in zip(queries, answers(spec, v), expected) if a != e]
        if wrong:
            sys.exit(f"{spec['name']}: shake {shake}, noise {noise}: wrong {wrong[:5]}")
        slowest = max(slowest, settle.max())
    print(f"{spec['name']}: {len(queries)} queries, slowest settles in {slowest:.1f} tau,"
          f" |v| <= {np.abs(v).max():.2f}")
    if slowest > 25:
        sys.exit("too slow for the timeout")


# --- text ----------------------------------------------------------------------------------------

def is_flat(value):
    items = value.values() if isinstance(value, dict) else value
    return not any(isinstance(x, (list, dict)) and x for x in items)


def layout(value, indent=0, key=None):
    """JSON with one line per row of numbers and per query."""
    pad = "  " * (indent + 1)
    one_line = key == "query" or not isinstance(value, (list, dict)) or is_flat(value)
    if one_line:
        return json.dumps(value)
    inner = "query" if key == "queries" else None
    if isinstance(value, dict):
        rows = [f"{pad}{json.dumps(k)}: {layout(v, indent + 1, k)}" for k, v in value.items()]
        return "{\n" + ",\n".join(rows) + "\n" + "  " * indent + "}"
    rows = [pad + layout(v, indent + 1, inner) for v in value]
    return "[\n" + ",\n".join(rows) + "\n" + "  " * indent + "]"


def write(name, value):
    (HERE / name).write_text(layout(value) + "\n")


def flip(bits, *places):
    return "".join("10"[int(c)] if i in places else c for i, c in enumerate(bits))


def model(name, visible, hidden, readout, queries):
    spec = {"format": "denseam/1", "name": name, "visible": visible, "hidden": hidden,
            "readout": readout, "queries": queries}
    check(spec, queries)
    write(name + ".json", spec)
    return spec


# --- the models ----------------------------------------------------------------------------------

def softmax_block(name, rows, beta):
    """b = -|xi|^2/2 makes the winner the row nearest to g."""
    xi = np.array(rows, float)
    bias = [round(float(b), 6) + 0.0 for b in -0.5 * (xi ** 2).sum(axis=1)]
    return {"name": name, "energy": {"type": "softmax", "beta": beta}, "weights": rows,
            "bias": bias, "tau": 0.1}


def xor():
    rows = ["000", "011", "101", "110"]
    queries = []
    for missing in (2, 0, 1):
        for row in rows:
            shown = row[:missing] + "?" + row[missing + 1:]
            clamp = {str(i): int(c) for i, c in enumerate(shown) if c != "?"}
            queries.append({"id": shown.replace("?", "x"), "visible": shown, "clamp": clamp,
                            "expect": row})
    model("xor", {"size": 3, "activation": "identity", "tau": 1.0, "initial": 0.5},
          [softmax_block("rows", [[int(c) for c in row] for row in rows], 10)],
          {"type": "threshold", "level": 0.5}, queries)


def hamming_words():
    words = []
    for n in range(16):
        d1, d2, d3, d4 = ((n >> k) & 1 for k in (3, 2, 1, 0))
        bits = (d1 ^ d2 ^ d4, d1 ^ d3 ^ d4, d1, d2 ^ d3 ^ d4, d2, d3, d4)
        words.append("".join(map(str, bits)))
    return words


def hamming():
    words = hamming_words()
    queries = [{"id": "word-" + w, "visible": w, "expect": w} for w in words]
    queries += [{"id": f"{w}-flip-{i}", "visible": flip(w, i), "expect": w}
                for w in words for i in range(7)]
    spec = model("hamming-7-4", {"size": 7, "activation": "identity", "tau": 1.0},
                 [softmax_block("codewords", [[int(c) for c in w] for w in words], 10)],
                 {"type": "threshold", "level": 0.5}, queries)
    nearest = {flip(w, i): w for w in words for i in range(7)}
    double = [{"id": f"{w}-flip-{i}-{j}", "visible": flip(w, i, j), "expect": nearest[flip(w, i, j)]}
              for w in words for i in range(7) for j in range(i + 1, 7)]
    check(spec, double)
    write("hamming-7-4-double-errors.json", {"queries": double})


def hopfield():
    size = 16
    patterns = ["1111000011110000", "1010101010010110", "1100110000111100"]
    rows = [[0.25 if c == "1" else -0.25 for c in p] for p in patterns]
    queries = [{"id": f"pattern-{k}", "visible": p, "expect": p} for k, p in enumerate(patterns)]
    rng = np.random.default_rng(11)
    for k, p in enumerate(patterns):
        for n in range(8):
            places = sorted(rng.choice(size, 2 + n % 2, replace=False).tolist())
            queries.append({"id": f"pattern-{k}-flip-" + "-".join(map(str, places)),
                            "visible": flip(p, *places), "expect": p})
    model("hopfield-classical",
          {"size": size, "activation": {"type": "tanh", "gain": 4}, "tau": 1.0},
          [{"name": "patterns", "energy": {"type": "linear"}, "weights": rows, "tau": 0.1}],
          {"type": "sign"}, queries)


def cubic():
    patterns = ["11110000", "11001100", "10101010", "10010110"]
    rows = [[0.25 if c == "1" else -0.25 for c in p] for p in patterns]
    queries = [{"id": f"pattern-{k}", "visible": p, "expect": p} for k, p in enumerate(patterns)]
    queries += [{"id": f"pattern-{k}-flip-{i}", "visible": flip(p, i), "expect": p}
                for k, p in enumerate(patterns) for i in range(8)]
    model("cubic", {"size": 8, "activation": {"type": "tanh", "gain": 2}, "tau": 1.0},
          [{"name": "patterns", "energy": {"type": "polynomial", "degree": 3, "rectified": True},
            "weights": rows, "tau": 0.1}],
          {"type": "sign"}, queries)


def grey_level():
    rng = np.random.default_rng(7)
    rows = np.round(rng.uniform(-1, 1, (5, 12)), 2).tolist()
    labels = ["ash", "birch", "cedar", "fir", "oak"]
    queries = []
    for row, label in zip(rows, labels):
        queries.append({"id": label, "visible": row, "expect": label})
        for n in range(3):
            noisy = np.round(np.clip(row + 0.3 * rng.standard_normal(12), -1, 1), 2)
            queries.append({"id": f"{label}-noisy-{n}", "visible": noisy.tolist(), "expect": label})
        partial = [x if i % 4 else None for i, x in enumerate(row)]
        queries.append({"id": f"{label}-partial", "visible": partial, "expect": label})
    model("grey-level", {"size": 12, "activation": "identity", "tau": 1.0},
          [softmax_block("memories", rows, 8)],
          {"type": "nearest", "patterns": rows, "labels": labels}, queries)


def two_block():
    rng = np.random.default_rng(19)
    size = 10
    patterns = np.round(rng.uniform(-1, 1, (4, size)), 2)
    gate = rng.standard_normal((6, size))
    gate = np.round(gate * 0.6 / np.linalg.norm(gate, 2), 3)
    labels = ["north", "east", "south", "west"]
    queries = []
    for row, label in zip(patterns, labels):
        queries.append({"id": label, "visible": row.tolist(), "expect": label})
        for n in range(4):
            noisy = np.round(row + 0.3 * rng.standard_normal(size), 2)
            queries.append({"id": f"{label}-noisy-{n}", "visible": noisy.tolist(), "expect": label})
    relu = {"name": "features", "energy": {"type": "relu"}, "weights": gate.tolist(),
            "bias": [-0.1, 0.05, 0.0, -0.05, 0.1, 0.0], "tau": 0.2}
    model("two-block", {"size": size, "activation": "identity", "tau": 1.0},
          [softmax_block("memories", patterns.tolist(), 6), relu],
          {"type": "nearest", "patterns": patterns.tolist(), "labels": labels}, queries)


def spherical():
    """Unit-norm memories; only the direction of v says which is recalled, whatever its length."""
    rng = np.random.default_rng(23)
    rows = rng.standard_normal((4, 8))
    rows = np.round(rows / np.linalg.norm(rows, axis=1, keepdims=True), 3)
    labels = ["amber", "beryl", "coral", "onyx"]
    queries = []
    for row, label in zip(rows, labels):
        for scale in (1.0, 0.6, 1.6):
            queries.append({"id": f"{label}-times-{scale}", "visible":
                            np.round(scale * row, 3).tolist(), "expect": label})
        for n in range(2):
            noisy = np.round(row + 0.2 * rng.standard_normal(8), 3)
            queries.append({"id": f"{label}-noisy-{n}", "visible": noisy.tolist(), "expect": label})
    model("spherical", {"size": 8, "activation": "spherical", "tau": 1.0},
          [{"name": "memories", "energy": {"type": "softmax", "beta": 10}, "weights": rows.tolist(),
            "tau": 0.1}],
          {"type": "nearest", "patterns": rows.tolist(), "labels": labels}, queries)


def layernorm():
    """Pictures of mean 0 and variance 1, recalled whatever the brightness and contrast shown."""
    rng = np.random.default_rng(29)
    rows = rng.standard_normal((4, 9))
    rows = rows - rows.mean(axis=1, keepdims=True)
    rows = np.round(rows / rows.std(axis=1, keepdims=True), 3)
    labels = ["barn", "cliff", "dune", "grove"]
    queries = []
    for row, label in zip(rows, labels):
        for contrast, brightness in ((1.0, 0.0), (0.6, 0.5), (1.5, -0.4)):
            shown = np.round(contrast * row + brightness, 3)
            queries.append({"id": f"{label}-times-{contrast}-plus-{brightness}",
                            "visible": shown.tolist(), "expect": label})
        for n in range(2):
            noisy = np.round(row + 0.4 * rng.standard_normal(9), 3)
            queries.append({"id": f"{label}-noisy-{n}", "visible": noisy.tolist(), "expect": label})
    model("layernorm", {"size": 9, "activation": "layernorm", "tau": 1.0},
          [{"name": "pictures", "energy": {"type": "softmax", "beta": 0.8},
            "weights": rows.tolist(), "tau": 0.1}],
          {"type": "nearest", "patterns": rows.tolist(), "labels": labels}, queries)


def epanechnikov():
    """b = -|xi|^2/2; at a word 1 + beta h of every other one is negative, so that v is the word."""
    words = ["11111111", "10101010", "11001100", "10011001", "11110000", "01011010"]
    rows = [[1 if c == "1" else -1 for c in w] for w in words]
    queries = [{"id": "word-" + w, "visible": w, "expect": w} for w in words]
    queries += [{"id": f"{w}-flip-{i}", "visible": flip(w, i), "expect": w}
                for w in words for i in range(0, 8, 3)]
    model("epanechnikov", {"size": 8, "activation": "identity", "tau": 1.0},
          [{"name": "words", "energy": {"type": "epanechnikov", "beta": 0.4}, "weights": rows,
            "bias": -4.0, "tau": 0.1}],
          {"type": "sign"}, queries)


for build in (xor, hamming, hopfield, cubic, grey_level, two_block, spherical, layernorm,
              epanechnikov):
    build()

"""A trained model as a denseam/1 spec: numbers in an .npz, the rest in a .json beside it."""
import json
import pathlib

import numpy as np

import network

MODELS = pathlib.Path(__file__).resolve().parents[2] / "models"


def arrays(model):
    """What the file holds; positional rows and biases of attention only where they are not 0."""
    return {name: x for name, x in model.parameters().items()
            if x.any() or name not in ("positional", "attention_bias")}


def document(name, model, queries, tau_v=0.1, tau_h=0.01):
    held = arrays(model)

    def stored(array):
        return {"file": f"{name}.npz", "array": array}

    weights = {"embedding": stored("embedding"), "slots": len(model.positional)}
    if "positional" in held:
        weights["positional"] = stored("positional")
    attention = {"name": "attention", "energy": {"type": "softmax", "beta": model.beta},
                 "weights": weights}
    if "attention_bias" in held:
        attention["bias"] = stored("attention_bias")
    attention["tau"] = tau_h
    hopfield = {"name": "hopfield", "energy": {"type": "relu"}, "weights": stored("hopfield"),
                "bias": stored("hopfield_bias"), "tau": tau_h}
    return {"format": "denseam/1", "name": name,
            "visible": {"size": len(model.visible_bias), "activation": "identity",
                        "bias": stored("visible_bias"), "tau": tau_v, "initial": 0},
            "hidden": [attention, hopfield],
            "readout": {"type": "linear", "weights": stored("decoder"),
                        "bias": stored("decoder_bias"), "labels": ["0", "1"]},
            "inference": {"present": "initial", "stop": {"settle": 0.01, "timeout": 40 * tau_v}},
            "queries": queries}


def query(tokens, label):
    return {"id": "".join(map(str, tokens)), "tokens": [int(t) for t in tokens],
            "expect": str(int(label))}


def text_of(value):
    """JSON with a line per block and per query."""
    parts = []
    for key, entry in value.items():
        if key in ("hidden", "queries"):
            rows = ",\n".join("    " + json.dumps(row) for row in entry)
            parts.append(f'  "{key}": [\n{rows}\n  ]')
        else:
            parts.append(f'  "{key}": {json.dumps(entry)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def write(folder, name, model, queries):
    folder = pathlib.Path(folder)
    np.savez(folder / f"{name}.npz", **{k: np.asarray(x, float) for k, x in arrays(model).items()})
    (folder / f"{name}.json").write_text(text_of(document(name, model, queries)))


def read(path):
    """The model of a spec, its queries' tokens (N, L) and labels (N)."""
    path = pathlib.Path(path)
    value = json.loads(path.read_text())
    attention, hopfield = value["hidden"]
    with np.load(path.parent / value["visible"]["bias"]["file"]) as held:
        numbers = {name: held[name] for name in held.files}
    slots = attention["weights"]["slots"]
    size = numbers["visible_bias"].size
    numbers.setdefault("positional", np.zeros((slots, size)))
    numbers.setdefault("attention_bias", np.zeros(slots))
    model = network.Model(**numbers, beta=attention["energy"]["beta"])
    tokens = np.array([q["tokens"] for q in value["queries"]])
    labels = np.array([int(q["expect"]) for q in value["queries"]])
    return model, tokens, labels

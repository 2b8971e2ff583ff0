"""A trained model as a denseam/1 spec: numbers in an .npz, the rest in a .json beside it."""
import json
import pathlib

import numpy as np

import network

MODELS = pathlib.Path(__file__).resolve().parents[2] / "models"


PER_HEAD = ("embedding", "positional", "attention_bias")


def of_head(name, head, heads):
    return name if heads == 1 else f"{name}_{head}"


def arrays(model):
    """What the file holds; positional rows and biases of attention only where they are not 0."""
    heads = len(model.embedding)
    held = {}
    for name, x in model.parameters().items():
        if name not in PER_HEAD:
            held[name] = x
        elif x.any():
            held.update({of_head(name, head, heads): x[head] for head in range(heads)})
    return held


def attention_block(stored, held, head, model, tau):
    heads = len(model.embedding)
    weights = {"embedding": stored(of_head("embedding", head, heads)),
               "slots": model.positional.shape[1]}
    if of_head("positional", head, heads) in held:
        weights["positional"] = stored(of_head("positional", head, heads))
    block = {"name": of_head("attention", head, heads),
             "energy": {"type": "softmax", "beta": model.beta}, "weights": weights}
    if of_head("attention_bias", head, heads) in held:
        block["bias"] = stored(of_head("attention_bias", head, heads))
    return {**block, "tau": tau}


def document(name, model, queries, tau_v=0.1, tau_h=0.01):
    held = arrays(model)

    def stored(array):
        return {"file": f"{name}.npz", "array": array}

    blocks = [attention_block(stored, held, head, model, tau_h)
              for head in range(len(model.embedding))]
    blocks.append({"name": "hopfield", "energy": {"type": "relu"}, "weights": stored("hopfield"),
                   "bias": stored("hopfield_bias"), "tau": tau_h})
    return {"format": "denseam/1", "name": name,
            "visible": {"size": len(model.visible_bias), "activation": "identity",
                        "bias": stored("visible_bias"), "tau": tau_v, "initial": 0},
            "hidden": blocks,
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
    *attention, _ = value["hidden"]
    with np.load(path.parent / value["visible"]["bias"]["file"]) as file:
        held = {name: file[name] for name in file.files}
    heads, slots = len(attention), attention[0]["weights"]["slots"]
    zero = {"positional": np.zeros((slots, held["visible_bias"].size)),
            "attention_bias": np.zeros(slots)}
    numbers = {name: np.stack([held.get(of_head(name, head, heads), zero.get(name))
                               for head in range(heads)])
               for name in PER_HEAD}
    numbers.update({name: held[name] for name in network.PARAMETERS if name not in PER_HEAD})
    model = network.Model(**numbers, beta=attention[0]["energy"]["beta"])
    tokens = np.array([q["tokens"] for q in value["queries"]])
    labels = np.array([int(q["expect"]) for q in value["queries"]])
    return model, tokens, labels

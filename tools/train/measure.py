"""What a trained model can bear and how it moves: dies with weight errors, the ODE, margins."""
import numpy as np

import network


def nominal(model, tokens):
    return network.stored(model, network.draw_errors(np.random.default_rng(0), model, 1), tokens)


def decisions(model, v):
    return network.logits(model, v).argmax(axis=-1)


def accuracy_of(model, tokens, labels, errors, contexts_at_once=2048):
    """Share of right answers at rest, per die. A context that does not settle counts as wrong."""
    right = 0
    for k in range(0, len(tokens), contexts_at_once):
        part = slice(k, k + contexts_at_once)
        w = network.stored(model, errors, tokens[part])
        v = network.rest(w)
        settled = (decisions(model, v) == labels[part]) & network.attracts(w, v)
        right = right + settled.sum(axis=1)
    return right / len(tokens)


def accuracy(model, tokens, labels, errors, dies_at_once=5):
    """`accuracy_of` with few dies in memory at a time."""
    found = []
    for k in range(0, len(errors.hopfield), dies_at_once):
        part = network.Errors(*(getattr(errors, field)[k:k + dies_at_once]
                                for field in errors.__dataclass_fields__))
        found.append(accuracy_of(model, tokens, labels, part))
    return np.concatenate(found)


def trajectory(model, tokens, until=50.0, step=0.05, tau_h=0.1):
    """v(t) from v = 0 and h at its target, (T, B, D), every `step`; times in tau_v. RK4."""
    w = nominal(model, tokens)

    def targets(v):
        scores = v @ network.transposed(w.to_attention) + w.attention_bias
        return scores, network.hidden_state(w, v)

    def slope(state):
        v, s, h = state
        p = network.softmax_of_heads(w.heads, model.beta * s + w.chosen)
        dv = p @ w.from_attention + np.maximum(h, 0) @ w.from_hopfield + w.visible_drive - v
        s_target, h_target = targets(v)
        return dv, (s_target - s) / tau_h, (h_target - h) / tau_h

    def moved(state, slopes, by):
        return tuple(x + by * d for x, d in zip(state, slopes))

    v = np.zeros((1, len(tokens), len(model.visible_bias)))
    state = (v, *targets(v))
    path = [v[0]]
    for _ in range(round(until / step)):
        a = slope(state)
        b = slope(moved(state, a, step / 2))
        c = slope(moved(state, b, step / 2))
        d = slope(moved(state, c, step))
        mean = [(p + 2 * q + 2 * r + s) / 6 for p, q, r, s in zip(a, b, c, d)]
        state = moved(state, mean, step)
        path.append(state[0][0])
    return np.array(path)


def last_time(happening, step):
    """Per context, when `happening` (T, B) was last true, as the next instant; 0 if never."""
    length = len(happening)
    last = length - happening[::-1].argmax(axis=0)
    return np.where(happening.any(axis=0), last, 0) * step


def margins(model, v, labels):
    """Distance of v from where the answer changes, in units of v; negative where it is wrong."""
    difference = model.decoder[1] - model.decoder[0]
    z = network.logits(model, v)
    return (z[..., 1] - z[..., 0]) * (2 * labels - 1) / np.linalg.norm(difference)

"""A language model that is an attractor: its dynamics at rest, and the gradient through the rest
point.

    tau_v dv/dt = sum_heads xi_a(tokens)^T p + xi_h^T f + a - v
    p = softmax(beta (xi_a(tokens) v + b_a)) in each head
    tau_h dh/dt = xi_h v + b_h - h                          f = relu(h)

Row l of xi_a is embedding[token_l] + positional[l]. A circuit stores each matrix twice, once for
each direction, so `Directions` holds two copies, which weight errors make different. Axes: S dies
(draws of weight errors), B contexts, H heads of attention, L slots, V tokens, D visible and M relu
neurons.
"""
import dataclasses

import numpy as np

PARAMETERS = ("embedding", "positional", "attention_bias", "hopfield", "hopfield_bias",
              "visible_bias", "decoder", "decoder_bias")
NON_NEGATIVE = ("embedding", "positional", "hopfield")


@dataclasses.dataclass
class Model:
    """embedding (H, V, D), positional (H, L, D), attention_bias (H, L), hopfield (M, D),
    decoder (2, D): argmax is the next bit."""
    embedding: np.ndarray
    positional: np.ndarray
    attention_bias: np.ndarray
    hopfield: np.ndarray
    hopfield_bias: np.ndarray
    visible_bias: np.ndarray
    decoder: np.ndarray
    decoder_bias: np.ndarray
    beta: float = 0.1

    def parameters(self):
        return {name: getattr(self, name) for name in PARAMETERS}

    def replaced(self, parameters):
        return dataclasses.replace(self, **parameters)

    def rows(self):
        """What each slot of each head stores for each token, (H, L, V, D)."""
        return self.embedding[:, None] + self.positional[:, :, None]


@dataclasses.dataclass
class Errors:
    """What dies have instead of the nominal weights: a factor of each stored weight and bias, and
    what is added to the drive of each neuron, in units of v and h. Leading axis: the die."""
    rows: np.ndarray           # (S, 2, H, L, V, D): to the hidden neurons, to the visible
    hopfield: np.ndarray       # (S, 2, M, D)
    hopfield_bias: np.ndarray  # (S, M)
    visible_bias: np.ndarray   # (S, D)
    visible_offset: np.ndarray  # (S, D)
    hidden_offset: np.ndarray   # (S, M)


def draw_errors(rng, model, dies, weight=0.0, bias=0.0, gain=0.0, visible_offset=0.0,
                hidden_offset=0.0, common=0.0):
    """Gaussian errors: `weight` and `bias` are relative and independent, `gain` is common to one
    matrix in one direction, the offsets are absolute; `common` times them is what all neurons of a
    layer share."""
    hidden, size = model.hopfield.shape

    def normal(*shape):
        return rng.standard_normal((dies, *shape))

    return Errors(
        rows=(1 + weight * normal(2, *model.rows().shape)) * (1 + gain * normal(2, 1, 1, 1, 1)),
        hopfield=(1 + weight * normal(2, hidden, size)) * (1 + gain * normal(2, 1, 1)),
        hopfield_bias=1 + bias * normal(hidden),
        visible_bias=1 + bias * normal(size),
        visible_offset=visible_offset * (normal(size) + common * normal(1)),
        hidden_offset=hidden_offset * (normal(hidden) + common * normal(1)))


@dataclasses.dataclass
class Directions:
    """The stored weights of S dies, and which rows of attention each of B contexts switches on. A
    row is a head, a slot and a token, in this order: there are R = H L V."""
    to_attention: np.ndarray    # (S, R, D)
    from_attention: np.ndarray  # (S, R, D)
    to_hopfield: np.ndarray     # (S, M, D)
    from_hopfield: np.ndarray   # (S, M, D)
    chosen: np.ndarray          # (B, R): 0, or -inf where a row is off
    attention_bias: np.ndarray  # (R,)
    hidden_drive: np.ndarray    # (S, 1, M)
    visible_drive: np.ndarray   # (S, 1, D)
    beta: float
    heads: int


def stored(model, errors, tokens):
    """`tokens` (B, L), the same for all dies."""
    heads, slots, vocabulary, size = model.rows().shape
    rows = (model.rows() * errors.rows).reshape(-1, 2, heads * slots * vocabulary, size)
    hopfield = model.hopfield * errors.hopfield
    on = tokens[:, :, None] == np.arange(vocabulary)
    return Directions(
        rows[:, 0], rows[:, 1], hopfield[:, 0], hopfield[:, 1],
        np.tile(np.where(on, 0, -np.inf).reshape(len(tokens), -1), heads),
        np.repeat(model.attention_bias.ravel(), vocabulary),
        (model.hopfield_bias * errors.hopfield_bias + errors.hidden_offset)[:, None],
        (model.visible_bias * errors.visible_bias + errors.visible_offset)[:, None], model.beta,
        heads)


def transposed(x):
    return np.swapaxes(x, -1, -2)


def by_head(heads, rows):
    """(..., R) as (..., H, LV)."""
    return rows.reshape(*rows.shape[:-1], heads, -1)


def softmax_of_heads(heads, exponents):
    z = by_head(heads, exponents)
    p = np.exp(z - z.max(axis=-1, keepdims=True))
    return (p / p.sum(axis=-1, keepdims=True)).reshape(exponents.shape)


def attend(stored_weights, v):
    """p of every row, 0 where a row is off, (S, B, R)."""
    w = stored_weights
    scores = v @ transposed(w.to_attention) + w.attention_bias
    return softmax_of_heads(w.heads, w.beta * scores + w.chosen)


def hidden_state(stored_weights, v):
    return v @ transposed(stored_weights.to_hopfield) + stored_weights.hidden_drive


def drive(stored_weights, v):
    """What v moves towards; a rest point is drive(v) = v."""
    f = np.maximum(hidden_state(stored_weights, v), 0)
    return (attend(stored_weights, v) @ stored_weights.from_attention
            + f @ stored_weights.from_hopfield + stored_weights.visible_drive)


def outer_products(outward, inward):
    """(S, N, D D): row n of one times row n of the other."""
    return (outward[..., :, None] * inward[..., None, :]).reshape(*outward.shape[:2], -1)


def loop_of(stored_weights):
    """The function v -> d drive/dv, (S, B, D, D): the slope of what comes back around the loop."""
    w = stored_weights
    by_row = outer_products(w.from_attention, w.to_attention)
    by_unit = outer_products(w.from_hopfield, w.to_hopfield)

    def loop(v):
        p = attend(w, v)
        on = (hidden_state(w, v) > 0).astype(float)
        slope = (w.beta * (p @ by_row) + on @ by_unit).reshape(*v.shape, v.shape[-1])
        rows = p.shape[-1] // w.heads
        for first in range(0, p.shape[-1], rows):
            head = slice(first, first + rows)
            outward = p[..., head] @ w.from_attention[:, head]
            inward = p[..., head] @ w.to_attention[:, head]
            slope -= w.beta * outward[..., :, None] * inward[..., None, :]
        return slope

    return loop


def rest(stored_weights, iterations=60, tolerance=1e-11):
    """The rest point reached from v = 0, (S, B, D), by Newton's method on the piecewise smooth
    drive(v) - v after a few steps of the iteration v -> drive(v). NaN where none is found. A die
    whose loop gain exceeds 1 may have one that repels: see `attracts`."""
    dies, size = stored_weights.to_attention.shape[0], stored_weights.to_attention.shape[2]
    v = np.zeros((dies, len(stored_weights.chosen), size))
    loop = loop_of(stored_weights)
    for _ in range(5):
        v = drive(stored_weights, v)
    for _ in range(iterations):
        gap = drive(stored_weights, v) - v
        if np.abs(gap).max() < tolerance:
            return v
        v = v + np.linalg.solve(np.eye(size) - loop(v), gap[..., None])[..., 0]
    gap = np.abs(drive(stored_weights, v) - v).max(axis=-1)
    return np.where((gap < 1e-8)[..., None], v, np.nan)


def attracts(stored_weights, v):
    """Whether v settles at these rest points, (S, B): no mode of the loop has a gain of 1 or more.
    Slopes are only computed for dies whose norms do not already say so."""
    w = stored_weights
    def norm(x):
        return np.linalg.norm(x, 2, axis=(-2, -1))
    bound = (norm(w.to_hopfield) * norm(w.from_hopfield)
             + w.beta * norm(w.to_attention) * norm(w.from_attention))  # all rows at once: more
    found = np.isfinite(v).all(axis=-1)
    if (bound < 1).all():
        return found
    slopes = loop_of(w)(np.where(found[..., None], v, 0))
    return found & (np.linalg.eigvals(slopes).real.max(axis=-1) < 1)


def lag(stored_weights, rest_point, time, near=0.0, step=0.25):
    """v - rest, from v = 0 and with hidden neurons that follow at once, after `time` tau_v or, if
    that is earlier, when no neuron is farther than `near` from rest."""
    v = np.zeros_like(rest_point)
    late = v - rest_point
    for _ in range(round(time / step)):
        v = v + step * (drive(stored_weights, v) - v)
        far = np.abs(late).max(axis=-1, keepdims=True) > near
        late = np.where(far, v - rest_point, late)
    return late


def logits(model, v):
    return v @ model.decoder.T + model.decoder_bias


def gradient(model, errors, tokens, v, slope):
    """Gradients of a loss with dL/dv = `slope` (S, B, D) at the rest points v, by the implicit
    function theorem: lambda = (I - loop^T)^-1 slope replaces the unrolled dynamics. Not of the
    decoder, which stands outside the loop."""
    w = stored(model, errors, tokens)
    back = np.eye(v.shape[-1]) - transposed(loop_of(w)(v))
    adjoint = np.linalg.solve(back, slope[..., None])[..., 0]
    p = attend(w, v)
    h = hidden_state(w, v)
    f = np.maximum(h, 0)
    dp = adjoint @ transposed(w.from_attention)
    mean = by_head(w.heads, p * dp).sum(axis=-1, keepdims=True)
    dscore = w.beta * p * (by_head(w.heads, dp) - mean).reshape(p.shape)
    dh = (adjoint @ transposed(w.from_hopfield)) * (h > 0)

    shape = model.rows().shape
    in_and_out = np.stack([transposed(dscore) @ v, transposed(p) @ adjoint], axis=1)
    rows = (in_and_out.reshape(errors.rows.shape) * errors.rows).sum(axis=(0, 1))
    hopfield = (transposed(dh) @ v * errors.hopfield[:, 0]
                + transposed(f) @ adjoint * errors.hopfield[:, 1])
    return {"embedding": rows.sum(axis=1), "positional": rows.sum(axis=2),
            "attention_bias": dscore.sum(axis=(0, 1)).reshape(shape[:3]).sum(axis=2),
            "hopfield": hopfield.sum(axis=0),
            "hopfield_bias": (dh.sum(axis=1) * errors.hopfield_bias).sum(axis=0),
            "visible_bias": (adjoint.sum(axis=1) * errors.visible_bias).sum(axis=0)}


def largest_attention(model, tokens, chunk=8192):
    """max over the contexts of sum_heads sigma_max(xi_a)^2."""
    rows = model.rows()
    outer = np.einsum("hlvd,hlve->hlvde", rows, rows)
    largest = 0.0
    for k in range(0, len(tokens), chunk):
        part = tokens[k:k + chunk]
        grams = [sum(head[l, part[:, l]] for l in range(part.shape[1])) for head in outer]
        largest = max(largest, sum(np.linalg.eigvalsh(g)[:, -1] for g in grams).max())
    return largest


def certificate(model, tokens):
    """sigma_max(xi_h)^2 + beta max sum_heads sigma_max(xi_a)^2. Below 1 the drive is a contraction:
    every context has one rest point, which every start reaches."""
    return (np.linalg.norm(model.hopfield, 2) ** 2
            + model.beta * largest_attention(model, tokens))

"""A language whose next bit depends on the order of the context: 1 where the majority of the
younger half differs from that of the older half (half or more ones are a majority). The youngest
bit is last.

It is no symmetric function of the context, no threshold of a weighted sum (the exclusive or of
two), and every bit of the context counts.
"""
import numpy as np

import network


def contexts(slots):
    """All 2^slots of them, (N, slots), and what follows."""
    tokens = (np.arange(2 ** slots)[:, None] >> np.arange(slots)[::-1]) & 1
    return tokens, follows(tokens)


def follows(tokens):
    half = tokens.shape[1] // 2
    older = 2 * tokens[:, :half].sum(axis=1) >= half
    younger = 2 * tokens[:, half:].sum(axis=1) >= half
    return (older != younger).astype(int)


def corners(slots):
    """The numbers of the contexts whose halves are all zeros or all ones."""
    ones = 2 ** (slots // 2) - 1
    return np.array([0, ones, ones << (slots // 2), (ones << (slots // 2)) | ones])


def extremes(slots):
    """Contexts of every pair of counts, once with the ones of a half first and once last: they hold
    the largest sigma_max(xi_a) if slots of a half are alike; the final check takes all contexts."""
    half = slots // 2
    first = (np.arange(half) < np.arange(half + 1)[:, None]).astype(int)
    rows = [np.concatenate([a, b]) for x in (first, first[:, ::-1]) for a in x for b in x]
    return np.array(rows)


def start(slots, width, outputs, hidden, rng, scale, limit, focus):
    """A rough solution. Two heads, which look at the older and the younger half with exp(`focus`)
    times the weight of the rest: x and y are the shares of ones they see. `width` visible neurons
    each hear x, 1 - x, y, and 1 - y. Four kinds of relu neurons add two of these and rise from
    where the sum exceeds 1; |x + y - 1| - |x - y| then has the sign of (x - 1/2) (y - 1/2). All
    numbers are off by 30 %."""
    inputs = 4 * width
    size = inputs + 2 * outputs
    beta = 0.1
    embedding = np.zeros((2, 2, size))
    visible_bias = np.zeros(size)
    threshold = 0.5 - 1 / slots  # half or more is a majority
    for head in range(2):
        first = 2 * width * head
        embedding[head, 1, first:first + width] = scale
        embedding[head, 0, first + width:first + 2 * width] = scale
        visible_bias[first:first + width] = -scale * threshold
        visible_bias[first + width:first + 2 * width] = -scale * (1 - threshold)
    half = np.arange(slots) < slots // 2
    attention_bias = np.stack([np.where(half, 0.0, -focus), np.where(half, -focus, 0.0)]) / beta
    weights = np.zeros((hidden, size))
    pairs = [(0, 2, 0), (1, 3, 0), (0, 3, 1), (1, 2, 1)]
    for mu in range(hidden):
        a, b, side = pairs[mu % 4]
        weights[mu, a * width:(a + 1) * width] = 1
        weights[mu, b * width:(b + 1) * width] = 1
        weights[mu, inputs + side * outputs:inputs + (side + 1) * outputs] = 1
    weights *= np.sqrt(limit) / np.linalg.norm(weights, 2)

    def off(x):
        return x * (1 + 0.3 * rng.standard_normal(x.shape))

    return network.Model(off(embedding), np.zeros((2, slots, size)), off(attention_bias),
                         off(weights), np.zeros(hidden), off(visible_bias), np.zeros((2, size)),
                         np.zeros(2), beta)

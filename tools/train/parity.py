"""Parity of a context of bits as next-token prediction: contexts, split, and where training starts.

With the same embedding in every slot attention gives v the share of ones and nothing else, so that
a model is a function of the number of ones, and that of a held-out context was seen in training.
"""
import numpy as np

import network


def contexts(slots):
    """All 2^slots of them, (N, slots), and their parities."""
    number = np.arange(2 ** slots)
    tokens = (number[:, None] >> np.arange(slots)[::-1]) & 1
    return tokens, tokens.sum(axis=1) % 2


def split(tokens, held_out, rng):
    """Indices of the training and of the held-out contexts. All-0 and all-1 are trained on: they
    are the only contexts with their number of ones."""
    ones = tokens.sum(axis=1)
    eligible = np.flatnonzero((ones > 0) & (ones < tokens.shape[1]))
    test = np.sort(rng.permutation(eligible)[:held_out])
    return np.setdiff1d(np.arange(len(tokens)), test), test


def of_every_count(slots):
    """One context for each number of ones: enough for the certificate."""
    return (np.arange(slots) < np.arange(slots + 1)[:, None]).astype(int)


def weights(tokens):
    """How often each context is trained on: half by context, half by number of ones, so that the
    counts of few contexts are not forgotten."""
    ones = tokens.sum(axis=1)
    rare = 1 / np.bincount(ones)[ones]
    return 1 / len(tokens) + rare / rare.sum()


def start(slots, inputs, outputs, hidden, scale, limit):
    """A rough solution. `inputs` visible neurons hear the ones and as many the zeros, both as
    scale (share - 1/2); behind each side `hidden` / 2 relu neurons set in at 0, 1, 2 ... tokens
    beyond half, in turn into one and the other half of the 2 `outputs` visible neurons that are
    left. These are two convex functions of the number of ones, and their difference zigzags. All
    weights are as large as sigma_max^2 = `limit` allows."""
    size = 2 * inputs + 2 * outputs
    embedding = np.zeros((2, size))
    embedding[1, :inputs] = scale
    embedding[0, inputs:2 * inputs] = scale
    visible_bias = np.zeros(size)
    visible_bias[:2 * inputs] = -scale / 2
    beyond = np.arange(hidden) % (hidden // 2) % (slots // 2)
    weights = np.zeros((hidden, size))
    for mu in range(hidden):
        side = mu // (hidden // 2)
        weights[mu, side * inputs:(side + 1) * inputs] = 1
        first = 2 * inputs + (beyond[mu] % 2) * outputs
        weights[mu, first:first + outputs] = 0.5 if beyond[mu] == 0 else 1
    weights *= np.sqrt(limit) / np.linalg.norm(weights, 2)
    model = network.Model(embedding[None], np.zeros((1, slots, size)), np.zeros((1, slots)),
                          weights, np.full(hidden, -1e3), visible_bias, np.zeros((2, size)),
                          np.zeros(2))
    for late in range(slots // 2):
        v = rest_of_counts(model)
        for mu in np.flatnonzero(beyond == late):
            ones = slots // 2 + (late if mu < hidden // 2 else -late)
            model.hopfield_bias[mu] = -weights[mu] @ v[ones]
    return model


def rest_of_counts(model):
    """v for each number of ones, (slots + 1, D)."""
    tokens = of_every_count(model.positional.shape[1])
    errors = network.draw_errors(np.random.default_rng(0), model, 1)
    return network.rest(network.stored(model, errors, tokens))[0]

"""Adam on the loss at the rest points of dies with weight errors, held inside the certificate."""
import dataclasses

import numpy as np

import network


@dataclasses.dataclass
class Schedule:
    steps: int = 2000
    dies: int = 16
    contexts: int = 16          # per step
    rate: float = 0.01          # reached in 50 steps; falls to 2 % of it along a cosine
    limit: float = 0.9          # of the certificate
    weight: float = 0.035       # relative error of each stored weight
    bias: float = 0.035
    gain: float = 0.005         # relative error common to a matrix
    offset: float = 0.003       # of v and h, as a fraction of their ranges
    common: float = 1.0         # of these offsets, the part that all neurons of a layer share
    read: float = 9.0           # tau_v; the answer must be right from then on, and also from when
    settle: float = 0.012       # v is this near to rest, as a fraction of its range
    frozen: tuple = ()          # parameters that stay


def project(model, tokens, limit):
    """Entries that conductances can hold, and the certificate."""
    clipped = {name: np.maximum(getattr(model, name), 0) for name in network.NON_NEGATIVE}
    model = model.replaced(clipped)
    excess = network.certificate(model, tokens) / limit
    if excess > 1:
        scale = 1 / np.sqrt(excess)
        model = model.replaced({name: scale * getattr(model, name)
                                for name in network.NON_NEGATIVE})
    return model


def cross_entropy(model, v, labels):
    """Mean over all, and its slopes to v and the decoder."""
    z = network.logits(model, v)
    z = z - z.max(axis=-1, keepdims=True)
    p = np.exp(z)
    p /= p.sum(axis=-1, keepdims=True)
    truth = np.eye(z.shape[-1])[labels]
    loss = -np.log((p * truth).sum(axis=-1) + 1e-300).mean()
    dz = (p - truth) / (v.shape[0] * v.shape[1])
    return loss, dz @ model.decoder, {"decoder": np.einsum("sbk,sbd->kd", dz, v),
                                      "decoder_bias": dz.sum(axis=(0, 1))}


class Adam:
    """Steps relative to the size of each array: `rate` is about the fraction of its rms that an
    entry moves by."""

    def __init__(self, parameters):
        self.first = {name: np.zeros_like(x) for name, x in parameters.items()}
        self.second = {name: np.zeros_like(x) for name, x in parameters.items()}
        self.count = 0

    def step(self, parameters, gradients, rate):
        self.count += 1
        moved = dict(parameters)
        for name, g in gradients.items():
            self.first[name] = 0.9 * self.first[name] + 0.1 * g
            self.second[name] = 0.99 * self.second[name] + 0.01 * g * g
            mean = self.first[name] / (1 - 0.9 ** self.count)
            square = self.second[name] / (1 - 0.99 ** self.count)
            size = np.sqrt(np.mean(parameters[name] ** 2))
            moved[name] = parameters[name] - rate * size * mean / (np.sqrt(square) + 1e-12)
        return moved


def survey(model, tokens, schedule):
    """With the nominal weights: the spans of v and h at rest, and how far v is from rest when the
    answer may first be read."""
    exact = network.stored(model, network.draw_errors(np.random.default_rng(0), model, 1), tokens)
    v = network.rest(exact)
    spans = np.ptp(v), np.ptp(network.hidden_state(exact, v))
    return spans, network.lag(exact, v, schedule.read, schedule.settle * spans[0])[0]


def draw(rng, model, dies, schedule, spans):
    return network.draw_errors(rng, model, dies, schedule.weight, schedule.bias, schedule.gain,
                               schedule.offset * spans[0], schedule.offset * spans[1],
                               schedule.common)


def start_decoder(model, tokens, labels, weights, schedule, rng, dies=20):
    """The decoder that gives -1 and +1 with least squares over dies with errors."""
    spans, lag = survey(model, tokens, schedule)
    errors = draw(rng, model, dies, schedule, spans)
    v = network.rest(network.stored(model, errors, tokens)) + lag * rng.random((dies, 1, 1))
    flat = np.column_stack([v.reshape(-1, v.shape[-1]), np.ones(v[..., 0].size)])
    root = np.sqrt(np.tile(weights, len(v)))[:, None]
    answer = np.tile(2.0 * labels - 1, len(v))[:, None]
    fitted = np.linalg.lstsq(root * flat, root * answer, rcond=None)[0][:, 0]
    return model.replaced({"decoder": np.outer([-1, 1], fitted[:-1]),
                           "decoder_bias": np.array([-1, 1]) * fitted[-1]})


def rate_at(schedule, step):
    falling = 0.5 * (1 + np.cos(np.pi * step / schedule.steps))
    return schedule.rate * min(1, (step + 1) / 50) * (0.02 + 0.98 * falling)


def train(model, tokens, labels, weights, schedule, rng, certified=None, report=None):
    """`tokens` (N, L) and `labels` (N) are all the optimiser sees; `weights` (N) is how often each
    context is drawn; `certified` are the contexts the certificate covers (all of them, by default
    the training ones: it needs no labels). Returns the trained model."""
    certified = tokens if certified is None else certified
    model = project(model, certified, schedule.limit)
    adam = Adam(model.parameters())
    chance = weights / weights.sum()
    for step in range(schedule.steps):
        if step % 50 == 0:
            spans, lag = survey(model, tokens, schedule)
        picked = rng.choice(len(tokens), schedule.contexts, p=chance)
        errors = draw(rng, model, schedule.dies, schedule, spans)
        v = network.rest(network.stored(model, errors, tokens[picked]))
        seen = v + lag[picked] * rng.random((schedule.dies, 1, 1))  # read on the way to rest
        loss, slope, gradients = cross_entropy(model, seen, labels[picked])
        if not np.isfinite(slope).all():
            continue  # a die of this draw has no rest point
        gradients.update(network.gradient(model, errors, tokens[picked], v, slope))
        for name in schedule.frozen:
            gradients.pop(name, None)
        moved = adam.step(model.parameters(), gradients, rate_at(schedule, step))
        model = project(model.replaced(moved), certified, schedule.limit)
        if report:
            report(step, loss, model)
    return model

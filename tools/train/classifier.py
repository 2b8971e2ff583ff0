"""A memory that says which digit it sees: pixels that are held, ten free neurons for the answer.

v = (pixels, labels), f = softmax(xi v + b), and labels move towards xi_labels^T f: one softmax
block, so that the state stays between its start and the memories. What is trained is where the
labels come to rest, by unrolling v <- xi^T f(v) and the cross-entropy of softmax(SHARP v_labels).
"""
import numpy as np

LABELS = 10
ROUNDS = 6    # of v <- xi^T f(v): labels act on h little, and come to rest quickly
SHARP = 4.0   # of the loss: labels of the right memories differ by about 1
START = 0.1   # v(0) of the labels
BATCH = 100
NOISE = 0.05  # on the pixels


class Memory:
    """pixels (M, P), labels (M, 10), bias (M)."""

    def __init__(self, pictures, digits, memories, rng):
        rows = []
        for k in range(memories):
            own = pictures[digits == k % LABELS]
            rows.append(own[rng.choice(len(own), 20)].mean(axis=0))
        rows = 2 * np.stack(rows)
        self.parts = [rows - rows.mean(axis=0),
                      np.eye(LABELS)[np.arange(memories) % LABELS],
                      np.zeros(memories)]

    def rounds(self, pictures):
        """The labels at the end, and what each round began with and made of it."""
        pixels, labels, bias = self.parts
        seen = pictures @ pixels.T + bias
        v = np.full((len(pictures), LABELS), START)
        trace = []
        for _ in range(ROUNDS):
            h = seen + v @ labels.T
            f = np.exp(h - h.max(axis=1, keepdims=True))
            f /= f.sum(axis=1, keepdims=True)
            trace.append((v, f))
            v = f @ labels
        return v, trace

    def gradients(self, pictures, digits):
        _, labels, _ = self.parts
        v, trace = self.rounds(pictures)
        p = np.exp(SHARP * (v - v.max(axis=1, keepdims=True)))
        p /= p.sum(axis=1, keepdims=True)
        p[np.arange(len(digits)), digits] -= 1
        back = SHARP * p / len(digits)
        of_pixels, of_labels, of_bias = (np.zeros_like(part) for part in self.parts)
        for v, f in reversed(trace):
            of_labels += f.T @ back
            into_f = back @ labels.T
            into_h = f * (into_f - (f * into_f).sum(axis=1, keepdims=True))
            of_pixels += into_h.T @ pictures
            of_labels += into_h.T @ v
            of_bias += into_h.sum(axis=0)
            back = into_h @ labels
        return [of_pixels, of_labels, of_bias]

    def answers(self, pictures):
        return self.rounds(pictures)[0].argmax(axis=1)


def train(pictures, digits, memories, epochs, rng):
    """pictures (K, P), digits (K). Adam, the step falling to 0."""
    memory = Memory(pictures, digits, memories, rng)
    mean = [np.zeros_like(part) for part in memory.parts]
    square = [np.zeros_like(part) for part in memory.parts]
    step = 0
    for epoch in range(epochs):
        order = rng.permutation(len(digits))
        for begin in range(0, len(order), BATCH):
            chosen = order[begin:begin + BATCH]
            shown = pictures[chosen] + rng.normal(0, NOISE, (len(chosen), pictures.shape[1]))
            step += 1
            rate = 0.01 * (1 - epoch / epochs)
            for k, slope in enumerate(memory.gradients(shown, digits[chosen])):
                mean[k] = 0.9 * mean[k] + 0.1 * slope
                square[k] = 0.999 * square[k] + 0.001 * slope ** 2
                memory.parts[k] -= (rate * mean[k] / (1 - 0.9 ** step) /
                                    (np.sqrt(square[k] / (1 - 0.999 ** step)) + 1e-8))
    return memory

"""The committed language models, from their files alone: no code of the training program."""
import json
import pathlib
import unittest

import numpy as np

MODELS = pathlib.Path(__file__).resolve().parents[2] / "models"


class Committed:
    def __init__(self, name):
        self.spec = json.loads((MODELS / f"{name}.json").read_text())
        *heads, hopfield = self.spec["hidden"]
        self.beta = [head["energy"]["beta"] for head in heads]
        self.rows = [self.rows_of(head["weights"]) for head in heads]
        self.bias_a = [self.array(head["bias"]) if "bias" in head else 0 for head in heads]
        self.xi = self.array(hopfield["weights"])
        self.bias_h = self.array(hopfield["bias"])
        self.bias_v = self.array(self.spec["visible"]["bias"])
        self.queries = self.spec["queries"]

    @staticmethod
    def array(form):
        with np.load(MODELS / form["file"]) as held:
            return held[form["array"]]

    def rows_of(self, weights):
        """(slots, tokens, visible)"""
        rows = np.stack([self.array(weights["embedding"])] * weights["slots"])
        if "positional" in weights:
            rows = rows + self.array(weights["positional"])[:, None]
        return rows

    def rest(self, tokens, steps=600):
        """By v -> drive(v), which the certificate makes a contraction by 0.9 at least."""
        chosen = [rows[np.arange(len(tokens)), tokens] for rows in self.rows]
        v = np.zeros(self.bias_v.size)
        for _ in range(steps):
            following = self.xi.T @ np.maximum(self.xi @ v + self.bias_h, 0) + self.bias_v
            for beta, xi_a, bias in zip(self.beta, chosen, self.bias_a):
                s = beta * (xi_a @ v + bias)
                p = np.exp(s - s.max())
                following += xi_a.T @ (p / p.sum())
            if np.abs(following - v).max() < 1e-13:
                return following
            v = following
        raise AssertionError("not at rest")

    def wrong(self):
        readout = self.spec["readout"]
        weights, bias = self.array(readout["weights"]), self.array(readout["bias"])
        answers = [readout["labels"][(weights @ self.rest(q["tokens"]) + bias).argmax()]
                   for q in self.queries]
        return [q["id"] for q, answer in zip(self.queries, answers) if answer != q["expect"]]

    def certificate(self, contexts):
        """Over these contexts, (N, slots)."""
        attention = 0
        for beta, rows in zip(self.beta, self.rows):
            outer = np.einsum("ltd,lte->ltde", rows, rows)
            gram = sum(outer[l, contexts[:, l]] for l in range(contexts.shape[1]))
            attention = attention + beta * np.linalg.eigvalsh(gram)[:, -1]
        return np.linalg.norm(self.xi, 2) ** 2 + attention.max()


def all_contexts(slots):
    return (np.arange(2 ** slots)[:, None] >> np.arange(slots)) & 1


class EveryModel:
    """What holds of the model `name`."""

    @classmethod
    def setUpClass(cls):
        cls.model = Committed(cls.name)

    def test_answers_every_query_at_rest(self):
        self.assertEqual(self.model.wrong(), [])

    def test_every_context_has_one_rest_point(self):
        contexts = all_contexts(len(self.model.rows[0]))
        for part in np.array_split(contexts, max(1, len(contexts) // 4096)):
            self.assertLessEqual(self.model.certificate(part), 0.9 + 1e-12)

    def test_conductances_can_hold_the_weights(self):
        self.assertGreaterEqual(min(rows.min() for rows in [*self.model.rows, self.model.xi]), 0)

    def test_queries_are_named_after_their_contexts(self):
        ids = [q["id"] for q in self.model.queries]
        self.assertEqual(ids, ["".join(map(str, q["tokens"])) for q in self.model.queries])
        self.assertEqual(len(set(ids)), len(ids))


class Parity(EveryModel, unittest.TestCase):
    name = "parity"

    def test_is_of_the_published_size(self):
        self.assertEqual([rows.shape for rows in self.model.rows], [(8, 2, 16)])
        self.assertEqual(self.model.xi.shape, (16, 16))
        self.assertEqual(self.model.beta, [0.1])

    def test_asks_all_contexts_for_their_parity(self):
        self.assertEqual(len(self.model.queries), 256)
        for query in self.model.queries:
            self.assertEqual(query["expect"], str(sum(query["tokens"]) % 2))


class Majorities(EveryModel, unittest.TestCase):
    name = "majorities"

    def test_asks_whether_the_majority_changed(self):
        self.assertEqual(len(self.model.queries), 256)
        for query in self.model.queries:
            older, younger = sum(query["tokens"][:8]) >= 4, sum(query["tokens"][8:]) >= 4
            self.assertEqual(query["expect"], str(int(older != younger)))


if __name__ == "__main__":
    unittest.main()

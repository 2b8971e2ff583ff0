"""The committed language models, from their files alone: no code of the training program."""
import json
import pathlib
import unittest

import numpy as np

MODELS = pathlib.Path(__file__).resolve().parents[2] / "models"


class Committed:
    def __init__(self, name):
        self.spec = json.loads((MODELS / f"{name}.json").read_text())
        attention, hopfield = self.spec["hidden"]
        self.beta = attention["energy"]["beta"]
        weights = attention["weights"]
        self.rows = np.stack([self.array(weights["embedding"])] * weights["slots"])
        if "positional" in weights:
            self.rows = self.rows + self.array(weights["positional"])[:, None]
        self.bias_a = self.array(attention["bias"]) if "bias" in attention else 0
        self.xi = self.array(hopfield["weights"])
        self.bias_h = self.array(hopfield["bias"])
        self.bias_v = self.array(self.spec["visible"]["bias"])
        self.tokens = [q["tokens"] for q in self.spec["queries"]]

    @staticmethod
    def array(form):
        with np.load(MODELS / form["file"]) as held:
            return held[form["array"]]

    def of(self, tokens):
        return self.rows[np.arange(len(tokens)), tokens]

    def rest(self, tokens, steps=600):
        """By v -> drive(v), which the certificate makes a contraction by 0.9 at least."""
        xi_a = self.of(tokens)
        v = np.zeros(self.bias_v.size)
        for _ in range(steps):
            s = self.beta * (xi_a @ v + self.bias_a)
            p = np.exp(s - s.max())
            f = np.maximum(self.xi @ v + self.bias_h, 0)
            following = xi_a.T @ (p / p.sum()) + self.xi.T @ f + self.bias_v
            if np.abs(following - v).max() < 1e-13:
                return following
            v = following
        raise AssertionError("not at rest")

    def answer(self, tokens):
        readout = self.spec["readout"]
        z = self.array(readout["weights"]) @ self.rest(tokens) + self.array(readout["bias"])
        return readout["labels"][z.argmax()]

    def certificate(self):
        largest = max(np.linalg.norm(self.of(t), 2) for t in self.tokens)
        return np.linalg.norm(self.xi, 2) ** 2 + self.beta * largest ** 2


class Parity(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.model = Committed("parity")

    def test_is_of_the_published_size(self):
        self.assertEqual(self.model.rows.shape, (8, 2, 16))
        self.assertEqual(self.model.xi.shape, (16, 16))
        self.assertEqual(self.model.beta, 0.1)

    def test_asks_all_contexts_for_their_parity(self):
        self.assertEqual(len({tuple(t) for t in self.model.tokens}), 256)
        for query in self.model.spec["queries"]:
            self.assertEqual(query["id"], "".join(map(str, query["tokens"])))
            self.assertEqual(query["expect"], str(sum(query["tokens"]) % 2))

    def test_answers_all_of_them_at_rest(self):
        wrong = [q["id"] for q in self.model.spec["queries"]
                 if self.model.answer(q["tokens"]) != q["expect"]]
        self.assertEqual(wrong, [])

    def test_every_context_has_one_rest_point(self):
        self.assertLessEqual(self.model.certificate(), 0.9 + 1e-12)

    def test_conductances_can_hold_the_weights(self):
        self.assertGreaterEqual(min(self.model.rows.min(), self.model.xi.min()), 0)


if __name__ == "__main__":
    unittest.main()

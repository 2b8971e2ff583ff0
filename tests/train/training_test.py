"""Training from a rough start: parity of four bits with eight visible and eight relu neurons."""
import unittest

import numpy as np

import measure
import network
import optimise
import parity


def spoiled(model, rng):
    """All numbers off by some 40 %, so that training has something to do."""
    return model.replaced({name: x * (1 + 0.4 * rng.standard_normal(x.shape))
                           for name, x in model.parameters().items()})


def trained(seed, steps):
    rng = np.random.default_rng(seed)
    tokens, labels = parity.contexts(4)
    train, test = parity.split(tokens, 4, rng)
    chance = parity.weights(tokens[train])
    schedule = optimise.Schedule(steps=steps, dies=8, contexts=8,
                                 frozen=("positional", "attention_bias"))
    model = spoiled(parity.start(4, inputs=3, outputs=1, hidden=8, scale=0.1, limit=0.5), rng)
    model = optimise.start_decoder(model, tokens[train], labels[train], chance, schedule, rng)
    losses = []
    model = optimise.train(model, tokens[train], labels[train], chance, schedule, rng,
                           certified=parity.of_every_count(4),
                           report=lambda step, loss, now: losses.append(loss))
    return model, tokens, labels, train, test, losses


class Training(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.model, cls.tokens, cls.labels, cls.train, cls.test, cls.losses = trained(3, 400)

    def right(self, which):
        v = network.rest(measure.nominal(self.model, self.tokens[which]))
        return (measure.decisions(self.model, v)[0] == self.labels[which]).sum()

    def test_the_loss_falls(self):
        self.assertLess(np.mean(self.losses[-50:]), 0.5 * np.mean(self.losses[:10]))

    def test_every_context_is_answered_held_out_ones_too(self):
        self.assertEqual(set(self.train) & set(self.test), set())
        self.assertEqual(self.right(self.train), 12)
        self.assertEqual(self.right(self.test), 4)

    def test_it_stays_inside_the_certificate_with_weights_conductances_can_hold(self):
        self.assertLessEqual(network.certificate(self.model, self.tokens), 0.9 + 1e-12)
        for name in network.NON_NEGATIVE:
            self.assertGreaterEqual(getattr(self.model, name).min(), 0)

    def test_two_percent_of_weight_error_costs_nothing(self):
        errors = network.draw_errors(np.random.default_rng(1), self.model, 20, 0.02, 0.02)
        found = measure.accuracy(self.model, self.tokens, self.labels, errors)
        self.assertGreaterEqual(found.mean(), 0.99)

    def test_frozen_parameters_stay(self):
        self.assertFalse(self.model.positional.any() or self.model.attention_bias.any())

    def test_the_same_seed_gives_the_same_model(self):
        first, second = trained(7, 3)[0], trained(7, 3)[0]
        for name in network.PARAMETERS:
            np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


if __name__ == "__main__":
    unittest.main()

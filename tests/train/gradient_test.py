"""The rest point against the ODE, and the gradient through it against finite differences."""
import unittest

import numpy as np

import classifier
import measure
import network
import optimise


def some_model(rng, heads=2, slots=5, vocabulary=3, size=6, hidden=7):
    """Inside the certificate, with every kind of parameter in use."""
    model = network.Model(
        rng.uniform(0, 0.5, (heads, vocabulary, size)), rng.uniform(0, 0.2, (heads, slots, size)),
        rng.normal(size=(heads, slots)), rng.uniform(0, 0.25, (hidden, size)),
        0.2 * rng.normal(size=hidden), 0.3 * rng.normal(size=size), rng.normal(size=(2, size)),
        rng.normal(size=2), beta=0.7)
    tokens = rng.integers(0, vocabulary, (4, slots))
    return optimise.project(model, tokens, 0.9), tokens


class Rest(unittest.TestCase):
    def test_drive_returns_the_rest_point(self):
        rng = np.random.default_rng(1)
        model, tokens = some_model(rng)
        w = network.stored(model, network.draw_errors(rng, model, 3, 0.05, 0.05, 0.02), tokens)
        v = network.rest(w)
        self.assertLess(np.abs(network.drive(w, v) - v).max(), 1e-10)

    def test_the_ode_ends_there(self):
        rng = np.random.default_rng(2)
        model, tokens = some_model(rng)
        v = network.rest(measure.nominal(model, tokens))[0]
        path = measure.trajectory(model, tokens, until=250)
        # the slowest mode decays at least as exp(-0.1 t) by the certificate, so exp(-25) is left
        self.assertLess(np.abs(path[-1] - v).max(), 1e-8)

    def test_the_slope_of_the_loop_is_that_of_drive(self):
        rng = np.random.default_rng(3)
        model, tokens = some_model(rng)
        w = measure.nominal(model, tokens)
        v = rng.normal(size=(1, len(tokens), 6))
        slope = network.loop_of(w)(v)
        for i in range(6):
            by = np.zeros(6)
            by[i] = 1e-6
            numeric = (network.drive(w, v + by) - network.drive(w, v - by)) / 2e-6
            self.assertLess(np.abs(numeric - slope[..., i]).max(), 1e-8)

    def test_a_loop_gain_above_one_does_not_attract(self):
        rng = np.random.default_rng(4)
        model, tokens = some_model(rng)
        w = measure.nominal(model, tokens)
        self.assertTrue(network.attracts(w, network.rest(w)).all())
        one = np.ones((1, 1))  # v = 2 relu(2 v - 1): at rest at 2/3, which repels, and at 0
        gain = network.Model(np.zeros((1, 2, 1)), 0 * one[None], 0 * one, 2 * one, -np.ones(1),
                             np.zeros(1), np.ones((2, 1)), np.zeros(2))
        w = measure.nominal(gain, np.zeros((1, 1), int))
        points = np.array([2 / 3, 0.0]).reshape(2, 1, 1)
        np.testing.assert_allclose(network.drive(w, points), points, atol=1e-15)
        self.assertEqual(network.attracts(w, points).ravel().tolist(), [False, True])


class Gradient(unittest.TestCase):
    def test_of_every_parameter_equals_finite_differences(self):
        rng = np.random.default_rng(5)
        model, tokens = some_model(rng)
        labels = np.array([0, 1, 1, 0])
        errors = network.draw_errors(rng, model, 3, 0.05, 0.05, 0.02, 0.01, 0.01, 1.0)

        def loss(changed):
            v = network.rest(network.stored(changed, errors, tokens))
            return optimise.cross_entropy(changed, v, labels)

        v = network.rest(network.stored(model, errors, tokens))
        _, slope, gradients = loss(model)
        gradients.update(network.gradient(model, errors, tokens, v, slope))
        self.assertEqual(set(gradients), set(network.PARAMETERS))
        for name in network.PARAMETERS:
            x = getattr(model, name)
            for at in np.ndindex(x.shape):
                by = np.zeros(x.shape)
                by[at] = 1e-6
                numeric = (loss(model.replaced({name: x + by}))[0]
                           - loss(model.replaced({name: x - by}))[0]) / 2e-6
                self.assertAlmostEqual(numeric, gradients[name][at], delta=1e-7, msg=(name, at))


class Certificate(unittest.TestCase):
    def test_is_the_largest_over_the_contexts(self):
        rng = np.random.default_rng(6)
        model, tokens = some_model(rng)
        attention = [sum(np.linalg.svd(embedding[t] + positional)[1][0] ** 2
                         for embedding, positional in zip(model.embedding, model.positional))
                     for t in tokens]
        by_hand = np.linalg.svd(model.hopfield)[1][0] ** 2 + model.beta * max(attention)
        self.assertAlmostEqual(network.certificate(model, tokens), by_hand, delta=1e-12)

    def test_projection_brings_a_model_inside_and_leaves_one_that_is(self):
        rng = np.random.default_rng(7)
        model, tokens = some_model(rng)
        outside = model.replaced({"hopfield": 4 * model.hopfield - 0.1})
        inside = optimise.project(outside, tokens, 0.9)
        self.assertAlmostEqual(network.certificate(inside, tokens), 0.9, delta=1e-12)
        self.assertGreaterEqual(inside.hopfield.min(), 0)
        again = optimise.project(inside, tokens, 0.95)
        np.testing.assert_array_equal(again.hopfield, inside.hopfield)


class Classifier(unittest.TestCase):
    def test_gradients_are_those_of_finite_differences(self):
        rng = np.random.default_rng(5)
        pictures, digits = rng.uniform(size=(60, 9)), np.arange(60) % 10
        memory = classifier.Memory(np.tile(pictures, (20, 1)), np.tile(digits, 20), 12, rng)
        for part in memory.parts:
            part += 0.3 * rng.normal(size=part.shape)

        def loss():
            v = classifier.SHARP * memory.rounds(pictures)[0]
            return np.mean(np.log(np.exp(v).sum(axis=1)) - v[np.arange(60), digits])

        for part, slope in zip(memory.parts, memory.gradients(pictures, digits)):
            for place in np.ndindex(part.shape):
                kept = part[place]
                part[place] = kept + 1e-6
                above = loss()
                part[place] = kept - 1e-6
                numeric = (above - loss()) / 2e-6
                part[place] = kept
                self.assertAlmostEqual(numeric, slope[place], delta=1e-7)


if __name__ == "__main__":
    unittest.main()

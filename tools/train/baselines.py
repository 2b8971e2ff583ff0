"""What simple predictors of the next bit reach: the more frequent bit, n-grams, a weighted sum."""
import numpy as np


def majority(train, test):
    """`train` and `test` are (tokens, labels)."""
    return (test[1] == (2 * train[1].mean() >= 1)).mean()


def n_gram(train, test, order):
    """The more frequent next bit after the last `order` bits; the over-all one where they are
    new."""
    def number(tokens):
        return tokens[:, tokens.shape[1] - order:] @ (1 << np.arange(order))

    seen = np.bincount(number(train[0]), minlength=1 << order)
    ones = np.bincount(number(train[0]), weights=train[1], minlength=1 << order)
    guess = np.where(2 * ones == seen, 2 * train[1].mean() >= 1, 2 * ones > seen)
    return (guess[number(test[0])] == test[1]).mean()


def weighted_sum(train, test):
    """A threshold of a sum over the bits, by least squares."""
    def padded(tokens):
        return np.column_stack([tokens, np.ones(len(tokens))])

    fitted = np.linalg.lstsq(padded(train[0]), 2.0 * train[1] - 1, rcond=None)[0]
    return ((padded(test[0]) @ fitted > 0) == test[1]).mean()


def table(train, test, everything):
    """Lines of text: learned from what the model learns from, and from all contexts, held-out ones
    too, which no predictor of that kind can beat."""
    yield f"majority: {majority(train, test):.4f}"
    yield f"weighted sum of the bits: {weighted_sum(train, test):.4f}"
    for order in (1, 2, 4, 8, 10, 12, 14):
        yield (f"{order}-gram: {n_gram(train, test, order):.4f}, knowing all contexts "
               f"{n_gram(everything, test, order):.4f}")

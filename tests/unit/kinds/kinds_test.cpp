// What a kind says of itself is true: derivatives, bounds, formulas, words.

#include "kinds/functions.h"
#include "netlist/expression.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace hopspice::kinds {
namespace {

// Central differences: a step of 1e-5 on functions of order 1 to 100 leaves less than 1e-7.
constexpr double kStep = 1e-5;
constexpr double kTolerance = 1e-7;
constexpr int kDraws = 200;

/// Functions of a kind that differ in every parameter it takes.
std::vector<Function> samples(const Kind& kind) {
    std::vector<Function> all;
    for (const double number : {0.4, 1.0, 1.7}) {
        for (const int degree : {2, 3, 4, 5}) {
            for (const bool rectified : {false, true}) {
                all.push_back({kind.type, number, number, degree, rectified, 0.1 * number});
            }
        }
    }
    return all;
}

std::string name(const Function& function) {
    return kind_of(function).words(function, "x") + " of " + name_of(function);
}

class Draws {
public:
    double between(double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(bits_);
    }
    std::vector<double> states(std::size_t size, const Range& range) {
        std::vector<double> x(size);
        for (double& value : x) {
            value = between(range.low, range.high);
        }
        return x;
    }
    Range range() {
        const double low = between(-2, 2);
        return {low, low + between(0, 2)};
    }

private:
    std::mt19937_64 bits_{7};
};

template <typename Test>
void for_every_function(Test test) {
    for (const Kind* kind : all_kinds()) {
        for (const Function& function : samples(*kind)) {
            SCOPED_TRACE(name(function));
            test(function);
        }
    }
}

/// Whether f has a kink within a step of any state.
bool near_kink(const Function& function, const std::vector<double>& x) {
    for (const double value : x) {
        if (std::abs(value) < 2 * kStep || std::abs(1 + function.beta * value) < 1e-3) {
            return true;
        }
    }
    return false;
}

TEST(Kinds, OutputsOverABoxStayWithinItsImage) {
    Draws draws;
    for_every_function([&](const Function& function) {
        for (int draw = 0; has_box(function) && draw < kDraws / 10; ++draw) {
            std::vector<Range> box;
            std::vector<double> x;
            for (int k = 0; k < 4; ++k) {
                box.push_back(draws.range());
                x.push_back(draws.between(box.back().low, box.back().high));
            }
            const std::vector<Range> image = box_of(function, box);
            const std::vector<double> f = outputs_of(function, x);
            std::vector<Range> point;
            for (std::size_t k = 0; k < x.size(); ++k) {
                EXPECT_GE(f[k], image[k].low - 1e-12);
                EXPECT_LE(f[k], image[k].high + 1e-12);
                point.push_back({x[k], x[k]});
            }
            const std::vector<Range> at_point = box_of(function, point);
            for (std::size_t k = 0; k < x.size(); ++k) {
                EXPECT_NEAR(at_point[k].low, f[k], 1e-12 * (1 + std::abs(f[k])));
                EXPECT_NEAR(at_point[k].high, f[k], 1e-12 * (1 + std::abs(f[k])));
            }
        }
    });
}

TEST(Kinds, TheRowOfATypeIsItsKind) {
    for (std::size_t k = 0; k < all_kinds().size(); ++k) {
        EXPECT_EQ(static_cast<std::size_t>(all_kinds()[k]->type), k);
    }
    EXPECT_TRUE(is_identity(Function{}));
}

TEST(Kinds, WordsAreUniqueAndFound) {
    std::set<std::string_view> energies;
    std::set<std::string_view> activations;
    for (const Kind* kind : all_kinds()) {
        EXPECT_FALSE(kind->word.empty() && kind->visible_word.empty());
        if (!kind->word.empty()) {
            EXPECT_TRUE(energies.insert(kind->word).second) << kind->word;
            EXPECT_EQ(find_energy(kind->word), kind);
            EXPECT_FALSE(kind->meaning.empty()) << kind->word;
        }
        if (!kind->visible_word.empty()) {
            EXPECT_TRUE(activations.insert(kind->visible_word).second) << kind->visible_word;
            EXPECT_EQ(find_activation(kind->visible_word), kind);
            EXPECT_FALSE(kind->visible_meaning.empty()) << kind->visible_word;
        }
    }
    EXPECT_EQ(find_energy(""), nullptr);
    EXPECT_EQ(find_energy("softmin"), nullptr);
    EXPECT_EQ(find_activation("softmax"), nullptr);
}

TEST(Kinds, FIsTheGradientOfItsLagrangian) {
    Draws draws;
    for_every_function([&](const Function& function) {
        const std::vector<double> x = draws.states(4, {-0.5, 1.5});
        if (!is_gradient(function) || near_kink(function, x)) {
            return;
        }
        const std::vector<double> f = outputs_of(function, x);
        for (std::size_t i = 0; i < x.size(); ++i) {
            std::vector<double> up = x;
            std::vector<double> down = x;
            up[i] += kStep;
            down[i] -= kStep;
            const double slope =
                (lagrangian_of(function, up) - lagrangian_of(function, down)) / (2 * kStep);
            EXPECT_NEAR(f[i], slope, kTolerance * std::max(1.0, std::abs(slope)));
        }
    });
}

TEST(Kinds, PullIsTheRowTimesTheDerivativeOfF) {
    Draws draws;
    for_every_function([&](const Function& function) {
        const std::vector<double> x = draws.states(4, {-0.5, 1.5});
        const std::vector<double> row = draws.states(4, {-1, 1});
        if (near_kink(function, x)) {
            return;
        }
        std::vector<double> pulled(x.size());
        pull(function, x, outputs_of(function, x), row, pulled);
        for (std::size_t i = 0; i < x.size(); ++i) {
            std::vector<double> up = x;
            std::vector<double> down = x;
            up[i] += kStep;
            down[i] -= kStep;
            const std::vector<double> high = outputs_of(function, up);
            const std::vector<double> low = outputs_of(function, down);
            double wanted = 0;
            for (std::size_t j = 0; j < x.size(); ++j) {
                wanted += row[j] * (high[j] - low[j]) / (2 * kStep);
            }
            EXPECT_NEAR(pulled[i], wanted, 10 * kTolerance * std::max(1.0, std::abs(wanted)));
        }
    });
}

TEST(Kinds, RangesHoldEveryOutput) {
    Draws draws;
    for_every_function([&](const Function& function) {
        for (int k = 0; k < kDraws; ++k) {
            const Range range = draws.range();
            const std::vector<double> x = draws.states(5, range);
            const Range bound = range_over(function, range, x.size());
            const auto own = own_range(function, x.size());
            for (const double f : outputs_of(function, x)) {
                EXPECT_GE(f, bound.low - 1e-12);
                EXPECT_LE(f, bound.high + 1e-12);
                EXPECT_TRUE(!own || (f >= own->low - 1e-12 && f <= own->high + 1e-12)) << f;
            }
        }
    });
}

TEST(Kinds, BoundedAreThoseWithARangeOfTheirOwn) {
    for_every_function([](const Function& function) {
        EXPECT_EQ(kind_of(function).growth(function) == Growth::Bounded,
                  own_range(function, 3).has_value());
    });
}

TEST(Kinds, NoSlopeIsSteeperThanTheSteepest) {
    Draws draws;
    for_every_function([&](const Function& function) {
        for (int k = 0; k < kDraws && !is_joint(function); ++k) {
            const Range range = draws.range();
            const auto bound = steepest(function, range);
            ASSERT_TRUE(bound);
            const double x = draws.between(range.low, range.high);
            EXPECT_LE(std::abs(slope_of(function, x)), *bound * (1 + 1e-12));
        }
    });
}

/// |row df/dx| <= steepest |row|, df/dx being symmetric where it has a bound.
TEST(Kinds, NoPullOfAJointFunctionIsLongerThanTheSteepest) {
    Draws draws;
    for_every_function([&](const Function& function) {
        const auto bound = steepest(function);
        for (int k = 0; k < kDraws && is_joint(function) && bound; ++k) {
            const std::vector<double> x = draws.states(4, draws.range());
            const std::vector<double> row = draws.states(4, {-1, 1});
            std::vector<double> pulled(x.size());
            pull(function, x, outputs_of(function, x), row, pulled);
            double squares = 0;
            double of_row = 0;
            for (std::size_t i = 0; i < x.size(); ++i) {
                squares += pulled[i] * pulled[i];
                of_row += row[i] * row[i];
            }
            EXPECT_LE(std::sqrt(squares), *bound * std::sqrt(of_row) * (1 + 1e-12));
        }
    });
}

TEST(Kinds, WeightedOutputsStayWhereTheKindSays) {
    Draws draws;
    for_every_function([&](const Function& function) {
        const Joint* joint = kind_of(function).joint();
        for (int k = 0; k < kDraws && joint != nullptr; ++k) {
            const std::vector<double> x = draws.states(4, {-0.2, 2});
            const std::vector<double> row = draws.states(4, {-1, 1});
            const std::vector<double> f = outputs_of(function, x);
            double sum = 0;
            for (std::size_t i = 0; i < x.size(); ++i) {
                sum += row[i] * f[i];
            }
            const Range bound = joint->weighted(row);
            EXPECT_GE(sum, bound.low - 1e-12);
            EXPECT_LE(sum, bound.high + 1e-12);
        }
    });
}

TEST(Kinds, PropertiesOfJointFunctionsAreTrue) {
    Draws draws;
    for_every_function([&](const Function& function) {
        const std::vector<double> x = draws.states(4, {0.1, 2});
        const std::vector<double> f = outputs_of(function, x);
        std::vector<double> shifted = x;
        for (double& value : shifted) {
            value += 0.3;
        }
        const std::vector<double> after = outputs_of(function, shifted);
        double sum = 0;
        double moved = 0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            sum += f[i];
            moved = std::max(moved, std::abs(after[i] - f[i]));
        }
        EXPECT_EQ(is_shift_invariant(function), moved < 1e-12) << moved;
        EXPECT_TRUE(!sums_to_one(function) || std::abs(sum - 1) < 1e-12) << sum;
        EXPECT_TRUE(!is_divided(function) || divisor_of(function, x) > 0);
    });
}

TEST(Kinds, TheFormulaOfASingleFunctionIsTheFunction) {
    for_every_function([](const Function& function) {
        const Single* single = kind_of(function).single();
        if (single == nullptr) {
            return;
        }
        const double k = single->steepness == nullptr ? 1 : function.*single->steepness;
        const std::string text = single->formula(function, "v(x)", std::to_string(k));
        if (text.empty()) {
            EXPECT_TRUE(is_identity(function));
            return;
        }
        const auto expression = netlist::Expression::parse(text, 0);
        ASSERT_TRUE(expression) << text;
        for (const double x : {-1.7, -0.3, 0.0, 0.4, 2.1}) {
            EXPECT_NEAR(expression->value([&](const std::string&) { return x; }),
                        value_of(function, x), 1e-9 * (1 + std::abs(value_of(function, x))))
                << text << " at " << x;
        }
    });
}

TEST(Kinds, NamesAreIdentifiersThatTellFunctionsApart) {
    for_every_function([](const Function& function) {
        const std::string text = name_of(function);
        EXPECT_EQ(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789"),
                  std::string::npos)
            << text;
    });
    EXPECT_NE(name_of({FunctionType::Polynomial, 1, 1, 3, true}),
              name_of({FunctionType::Polynomial, 1, 1, 3, false}));
}

}  // namespace
}  // namespace hopspice::kinds

// Activations that divide a whole layer or block by one number: spherical, layernorm, epanechnikov.

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>

#include "kinds/functions.h"
#include "model/certificates.h"
#include "model/dynamics.h"
#include "model/intervals.h"
#include "model/reference.h"
#include "runs.h"
#include "support/specs.h"

namespace hopspice::model {
namespace {

// Central differences of smooth functions of order 1: h^2/6 and eps/h, below 1e-9 of a slope of
// order 1 here.
constexpr double kLayerStep = 1e-5;
constexpr double kLayerTolerance = 1e-8;
constexpr double kLayerExact = 1e-14;

Function spherical(double eps) { return {.type = FunctionType::Spherical, .gain = 1, .eps = eps}; }
Function layernorm(double eps) { return {.type = FunctionType::LayerNorm, .gain = 1, .eps = eps}; }
Function epanechnikov(double beta) { return {FunctionType::Epanechnikov, beta, 1, 2, false}; }

std::vector<double> output(const Function& activation, const std::vector<double>& v) {
    std::vector<double> g(v.size());
    kinds::outputs_of(activation, v, g);
    return g;
}

double square_sum(const std::vector<double>& values) {
    return std::inner_product(values.begin(), values.end(), values.begin(), 0.0);
}

TEST(Spherical, DividesByTheNorm) {
    const std::vector<double> g = output(spherical(11), {3, -4, 0});
    EXPECT_NEAR(g[0], 0.5, kLayerExact);
    EXPECT_NEAR(g[1], -4.0 / 6, kLayerExact);
    EXPECT_EQ(g[2], 0);
    EXPECT_NEAR(square_sum(output(spherical(1e-12), {3, -4, 1})), 1, 1e-12);
}

TEST(Spherical, IsZeroAtTheOriginAndFiniteNextToIt) {
    EXPECT_EQ(output(spherical(1e-5), {0, 0}), (std::vector<double>{0, 0}));
    EXPECT_NEAR(output(spherical(1e-5), {1e-200, 0})[0], 1e-200 / std::sqrt(1e-5), 1e-200);
}

TEST(LayerNorm, HasMeanZeroAndVarianceOneWhateverBrightnessAndContrast) {
    const std::vector<double> v = {0.3, -1.2, 2.0, 0.7};
    const std::vector<double> g = output(layernorm(1e-12), v);
    EXPECT_NEAR(std::accumulate(g.begin(), g.end(), 0.0), 0, kLayerExact);
    EXPECT_NEAR(square_sum(g) / 4, 1, 1e-11);
    std::vector<double> other = v;
    for (double& x : other) {
        x = 3 * x + 7;
    }
    const std::vector<double> same = output(layernorm(1e-12), other);
    for (std::size_t i = 0; i < v.size(); ++i) {
        EXPECT_NEAR(same[i], g[i], 1e-11);
    }
}

TEST(LayerNorm, AddsEpsToTheVariance) {
    // mean 2, variance 1
    const std::vector<double> g = output(layernorm(3), {1, 3});
    EXPECT_NEAR(g[0], -0.5, kLayerExact);
    EXPECT_NEAR(g[1], 0.5, kLayerExact);
}

TEST(VisibleLagrangian, HasGAsGradient) {
    for (const Function& activation : {spherical(0.2), layernorm(0.2), spherical(1e-5)}) {
        std::vector<double> v = {0.7, -0.4, 1.1, 0.2};
        const std::vector<double> g = output(activation, v);
        for (std::size_t i = 0; i < v.size(); ++i) {
            const double kept = v[i];
            v[i] = kept + kLayerStep;
            const double up = kinds::lagrangian_of(activation, v);
            v[i] = kept - kLayerStep;
            const double slope = (up - kinds::lagrangian_of(activation, v)) / (2 * kLayerStep);
            v[i] = kept;
            EXPECT_NEAR(g[i], slope, kLayerTolerance) << i;
        }
    }
}

TEST(Epanechnikov, IsTheShareOfWhatIsAboveMinusOneOverBeta) {
    // 1 + 2 h = 2, 0.5, -1
    const std::vector<double> f = kinds::outputs_of(epanechnikov(2), std::array{0.5, -0.25, -1.0});
    EXPECT_NEAR(f[0], 0.8, kLayerExact);
    EXPECT_NEAR(f[1], 0.2, kLayerExact);
    EXPECT_EQ(f[2], 0);
    EXPECT_NEAR(kinds::lagrangian_of(epanechnikov(2), std::array{0.5, -0.25, -1.0}),
                std::log(2.5) / 2, kLayerExact);
}

TEST(Epanechnikov, ACommonShiftChangesIt) {
    const std::vector<double> f = kinds::outputs_of(epanechnikov(2), std::array{1.5, 0.75, 0.0});
    EXPECT_NEAR(f[0], 4 / 7.5, kLayerExact);
    EXPECT_NEAR(f[2], 1 / 7.5, kLayerExact);
}

TEST(Epanechnikov, OutsideEveryBasinNothingIsDefinedAndNothingIsNan) {
    const std::vector<double> f = kinds::outputs_of(epanechnikov(2), std::array{-0.5, -3.0});
    EXPECT_EQ(f, (std::vector<double>{0, 0}));
    EXPECT_EQ(kinds::divisor_of(epanechnikov(2), std::array{-0.5, -3.0}), 0);
    EXPECT_EQ(kinds::lagrangian_of(epanechnikov(2), std::array{-0.5, -3.0}), -INFINITY);
}

/// The slope of log-sum-relu counts who is in reach, not how far: f is not its gradient.
TEST(Epanechnikov, SlopeOfItsLagrangianIsOneOverTheSumForEveryoneInReach) {
    const Function energy = epanechnikov(2);
    std::vector<double> h = {0.5, -0.25, -1.0};
    const double sum = kinds::divisor_of(energy, h);
    for (std::size_t mu = 0; mu < h.size(); ++mu) {
        const double kept = h[mu];
        h[mu] = kept + kLayerStep;
        const double up = kinds::lagrangian_of(energy, h);
        h[mu] = kept - kLayerStep;
        const double slope = (up - kinds::lagrangian_of(energy, h)) / (2 * kLayerStep);
        h[mu] = kept;
        EXPECT_NEAR(slope, 1 + 2 * kept > 0 ? 1 / sum : 0, kLayerTolerance) << mu;
    }
}

/// No function has an f of this slope as its gradient.
TEST(Epanechnikov, ItsSlopeIsNotSymmetric) {
    const auto slope = [](std::size_t of, std::size_t by) {
        std::array<double, 2> h = {0.5, -0.25};
        h[by] += kLayerStep;
        const double up = kinds::outputs_of(epanechnikov(2), h)[of];
        h[by] -= 2 * kLayerStep;
        return (up - kinds::outputs_of(epanechnikov(2), h)[of]) / (2 * kLayerStep);
    };
    EXPECT_NEAR(slope(0, 1), -2 * 2 / 6.25, kLayerTolerance);
    EXPECT_NEAR(slope(1, 0), -2 * 0.5 / 6.25, kLayerTolerance);
}

/// Three rows in five dimensions, in reach of each other where the energy asks for it.
Spec three_rows(const Function& activation, const Function& energy) {
    HiddenBlock block = test::make_block("rows", energy,
                                         test::make_matrix({{0.9, -0.3, 0.2, 0.1, -0.4},
                                                            {-0.2, 0.8, 0.4, -0.3, 0.1},
                                                            {0.1, 0.2, -0.7, 0.6, 0.5}}));
    block.bias = {0.1, -0.05, 0};
    block.tau = 0.2;
    Spec spec = test::make_spec("three-rows", std::move(block));
    spec.visible.activation = activation;
    spec.visible.bias = {0.05, 0, -0.1, 0.02, 0};
    spec.queries = {test::make_query("a", {0.8, -0.1, 0.3, 0.2, -0.5}),
                    test::make_query("b", {-0.4, 0.6, -0.2, -0.6, 0.3}),
                    test::make_query("c", {0.3, 0.9, -0.9, 0.4, 1.2})};
    return spec;
}

std::vector<Spec> layer_specs() {
    return {three_rows(spherical(1e-5), {FunctionType::Softmax, 4, 1, 2, false}),
            three_rows(spherical(0.3), {FunctionType::Relu, 1, 1, 2, false}),
            three_rows(layernorm(1e-5), {FunctionType::Softmax, 4, 1, 2, false}),
            three_rows(layernorm(0.3), {FunctionType::Linear, 1, 1, 2, false}),
            three_rows(layernorm(1e-5), {FunctionType::Exponential, 0.5, 1, 2, false})};
}

TEST(NormalisedJacobian, AgreesWithFiniteDifferences) {
    std::vector<Spec> specs = layer_specs();
    specs.push_back(three_rows({}, epanechnikov(0.4)));
    specs.push_back(three_rows({.type = FunctionType::Tanh, .gain = 2}, epanechnikov(1.1)));
    specs.push_back(three_rows(spherical(1e-5), epanechnikov(0.4)));
    for (const Spec& spec : specs) {
        for (const Query& query : spec.queries) {
            const Stimulus start = stimulus(spec, query);
            Dynamics dynamics(spec, start);
            std::vector<double> y = dynamics.initial();
            const std::size_t n = y.size();
            Jacobian jacobian(dynamics.visible_size(), dynamics.hidden_size());
            dynamics.jacobian(y, jacobian);
            const std::vector<double> columns = columns_of(jacobian);
            std::vector<double> up(n);
            std::vector<double> down(n);
            for (std::size_t col = 0; col < n; ++col) {
                const double kept = y[col];
                y[col] = kept + kLayerStep;
                dynamics.derivative(y, up);
                y[col] = kept - kLayerStep;
                dynamics.derivative(y, down);
                y[col] = kept;
                for (std::size_t row = 0; row < n; ++row) {
                    // Slopes of up to 1/tau_h.
                    EXPECT_NEAR(columns[col * n + row], (up[row] - down[row]) / (2 * kLayerStep),
                                1e-6)
                        << row << " " << col;
                }
            }
        }
    }
}

std::vector<double> row_of(const Matrix& matrix, std::size_t row) {
    const auto first = matrix.values.begin() + static_cast<std::ptrdiff_t>(row * matrix.cols);
    return {first, first + static_cast<std::ptrdiff_t>(matrix.cols)};
}

TEST(NormalisedEnergy, NeverRisesBehindALayerOfUnitNormOrVariance) {
    for (const Spec& spec : layer_specs()) {
        for (const Query& query : spec.queries) {
            const Trajectory path = settled(spec, query, 40);
            ASSERT_GT(path.time.size(), 10U);
            double last = INFINITY;
            for (std::size_t k = 0; k < path.time.size(); ++k) {
                const double energy = lyapunov_energy(
                    spec, spec.visible.bias, {row_of(path.visible, k), row_of(path.hidden, k)});
                // rtol 1e-8 of states of order 1, slopes of E of order 1.
                EXPECT_LE(energy, last + 1e-7) << query.id << " at " << path.time[k];
                last = energy;
            }
        }
    }
}

/// With h at its target and a unit-norm layer, sum relu(1 + beta h)^2 rises: m . dg/dt is
/// m (1 - g g^T) m / (tau |v|) for the drive m = xi^T r / sum r.
TEST(EpanechnikovOnTheSphere, SumOfSquaredReachRises) {
    Spec spec = three_rows(spherical(1e-9), epanechnikov(0.9));
    spec.visible.bias.assign(5, 0);
    spec.hidden[0].tau = 1e-5;
    for (const Query& query : spec.queries) {
        const Trajectory path = settled(spec, query, 40);
        double last = 0;
        for (std::size_t k = 0; k < path.time.size(); ++k) {
            double sum = 0;
            for (const double h : row_of(path.hidden, k)) {
                sum += std::pow(std::max(1 + 0.9 * h, 0.0), 2);
            }
            // h lags its target by tau_h times its slope of order 1.
            EXPECT_GE(sum, last - 1e-4) << query.id << " at " << path.time[k];
            last = sum;
        }
    }
}

/// Two words far apart: in the basin of one, f is that one's alone and v becomes it exactly.
Spec two_words() {
    HiddenBlock block = test::make_block("words", epanechnikov(0.6),
                                         test::make_matrix({{1, 1, 1, 1}, {-1, 1, -1, 1}}));
    block.bias = {-2, -2};
    return test::make_spec("two-words", std::move(block));
}

TEST(EpanechnikovReference, InOneBasinTheWordIsRecalledExactly) {
    const Spec spec = two_words();
    const Trajectory path = settled(spec, test::make_query("q", {1, 1, 0.2, 0.9}), 40);
    ASSERT_TRUE(path.settled);
    EXPECT_FALSE(path.diverged);
    const auto later =
        integrate(spec, stimulus(spec, test::make_query("q", {1, 1, 0.2, 0.9})), std::array{30.0});
    ASSERT_TRUE(later);
    for (const double v : later->visible.values) {
        EXPECT_NEAR(v, 1, 1e-7);
    }
}

TEST(EpanechnikovReference, AStartOutsideEveryBasinDivergesAtOnce) {
    const Spec spec = two_words();
    const Query query = test::make_query("q", {-1, -1, 0, 0});
    const State start = initial_state(spec, stimulus(spec, query));
    ASSERT_EQ(find_block_without_basin(spec, start.hidden), &spec.hidden[0]);
    const Trajectory path = settled(spec, query, 40);
    EXPECT_TRUE(path.diverged);
    EXPECT_FALSE(path.settled);
    EXPECT_EQ(path.time.size(), 1U);
    for (const double value : path.visible.values) {
        EXPECT_TRUE(std::isfinite(value));
    }
}

TEST(EpanechnikovReference, APathThatLeavesTheLastBasinDivergesThere) {
    Spec spec = two_words();
    spec.visible.bias = {-3, -3, 0, 0};  // pulls v out of reach of both
    const Trajectory path = settled(spec, test::make_query("q", {1, 1, 1, 1}), 40);
    EXPECT_TRUE(path.diverged);
    EXPECT_GT(path.time.size(), 2U);
    EXPECT_LT(path.time.back(), 40);
    for (const double value : path.visible.values) {
        EXPECT_TRUE(std::isfinite(value));
    }
}

TEST(NormalisedCertificates, ABoundedLayerBoundsTheModelAndEpsItsSlope) {
    Spec spec = three_rows(spherical(0.01), {FunctionType::Linear, 1, 1, 2, false});
    for (double& weight : spec.hidden[0].weights.values) {
        weight *= 0.1;
    }
    const Certificates found = certificates(spec);
    EXPECT_TRUE(found.bounded);
    EXPECT_TRUE(found.falling);
    const double norm = found.spectral_norm[0];
    EXPECT_NEAR(found.convergent_value, 1 - 10 * norm * norm, 1e-12);
    EXPECT_TRUE(found.convergent);
}

TEST(NormalisedCertificates, EpanechnikovIsBoundedWithoutAProofOfConvergence) {
    const Certificates found = certificates(two_words());
    EXPECT_TRUE(found.bounded);
    EXPECT_FALSE(found.falling);
    EXPECT_FALSE(found.convergent);
    EXPECT_NE(found.convergent_reason.find("words"), std::string::npos);
}

TEST(NormalisedRanges, TheDivisorIsWhatTheQueriesShow) {
    // v stays on the line from 2 xi to xi: |v| from 2 to 1.
    HiddenBlock block = test::make_block("one", {FunctionType::Softmax, 4, 1, 2, false},
                                         test::make_matrix({{0.6, 0.8}}));
    Spec spec = test::make_spec("one", std::move(block));
    spec.visible.activation = spherical(1e-5);
    spec.queries = {test::make_query("q", {1.2, 1.6})};
    const auto found = signal_ranges(spec);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->divisor.during.high, 2, 1e-4);
    EXPECT_NEAR(found->divisor.during.low, 1, 1e-3);
    EXPECT_NEAR(found->divisor.end_low, 1, 1e-3);
    EXPECT_LE(found->g.high, 1);
    EXPECT_GE(found->g.high, 0.8);
}

TEST(NormalisedRanges, WithoutQueriesRandomStatesSayWhatTheDivisorIs) {
    const auto found = signal_ranges(two_words());
    ASSERT_TRUE(found);
    const Divisor& divisor = found->hidden[0].divisor;
    // In either basin alone it ends at 1 + 0.6 (4 - 2), between them, at the mean of both, at 1
    // + 1.
    EXPECT_NEAR(divisor.end_low, 2, 5e-3);
    EXPECT_EQ(divisor.during.low, divisor.end_low);
    EXPECT_LT(divisor.random.low, divisor.during.low);
    EXPECT_EQ(divisor.random.high, divisor.during.high);
}

TEST(NormalisedRanges, QueriesOutsideEveryBasinAreCountedAndLeaveNumbers) {
    Spec spec = two_words();
    spec.queries = {test::make_query("in", {1, 1, 0.2, 0.9}),
                    test::make_query("out", {-1, -1, 0, 0})};
    const auto found = signal_ranges(spec);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->outside_queries, 1U);
    EXPECT_GT(found->outside_random, 0U);
    EXPECT_LT(found->outside_random, found->probes_random);
    // In the basin of the first word alone: 1 + 0.6 (4 - 2) at its end.
    EXPECT_NEAR(found->hidden[0].divisor.end_low, 2.2, 2e-3);
    spec.queries.erase(spec.queries.begin());
    const auto none = signal_ranges(spec);
    ASSERT_TRUE(none);
    for (const Range& range : {none->visible, none->g, none->hidden[0].h}) {
        EXPECT_TRUE(std::isfinite(range.low) && std::isfinite(range.high));
    }
}

TEST(NormalisedIntervals, CauchyAndSchwarzBoundTheTargets) {
    Spec spec = three_rows(layernorm(1e-5), {FunctionType::Softmax, 4, 1, 2, false});
    spec.hidden[0].weights =
        test::make_matrix({{1, 1, 1, 1, 1}, {1, -1, 1, -1, 0}, {2, 0, 0, 0, 0}});
    const Invariant found = invariant(spec, {-1, 1}, {0, 0});
    ASSERT_TRUE(found.hidden.has_value());
    const std::vector<Range>& h = found.hidden->front();
    EXPECT_NEAR(h[0].high, 0.1, 1e-12);  // a constant row sees nothing but its bias
    EXPECT_NEAR(h[1].high, -0.05 + std::sqrt(4.0 * 5), 1e-12);
    EXPECT_NEAR(h[2].high, std::sqrt((1.6 * 1.6 + 4 * 0.16) * 5), 1e-12);
    EXPECT_NEAR(kinds::range_over(layernorm(1), {-9, 9}, 5).high, 2, 1e-12);
    EXPECT_EQ(kinds::range_over(spherical(1), {-9, 9}, 5).low, -1);
}

}  // namespace
}  // namespace hopspice::model

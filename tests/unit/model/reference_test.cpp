// The integrator against closed forms and against what must hold for any correct integration.

#include "model/reference.h"
#include "runs.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "model/dynamics.h"
#include "support/specs.h"

namespace hopspice::model {
namespace {

/// v and h of the linear model at time t by the exponential of its 2 x 2 matrix.
std::array<double, 2> linear_solution(const Spec& spec, double v0, double h0, double t) {
    const double w = spec.hidden[0].weights(0, 0);
    const double tv = spec.visible.tau;
    const double th = spec.hidden[0].tau;
    const double a = spec.visible.bias[0];
    const double b = spec.hidden[0].bias[0];
    const double v_end = (w * b + a) / (1 - w * w);
    const double h_end = w * v_end + b;
    const double m = -(1 / tv + 1 / th) / 2;
    const double s = std::sqrt(m * m - (1 - w * w) / (tv * th));
    const double c = std::exp(m * t) * std::cosh(s * t);
    const double d = std::exp(m * t) * std::sinh(s * t) / s;
    const double dv = v0 - v_end;
    const double dh = h0 - h_end;
    return {v_end + c * dv + d * ((-1 / tv - m) * dv + w / tv * dh),
            h_end + c * dh + d * (w / th * dv + (-1 / th - m) * dh)};
}

TEST(Integrate, FollowsTheClosedFormOfALinearModel) {
    const Spec spec = test::make_linear(0.6, 0.3, -0.2, 0.1);
    const Stimulus start = stimulus(spec, test::make_query("q", {2}));
    const std::vector<double> times = {0, 0.01, 0.1, 0.5, 1, 3, 10};
    const Result<Trajectory> found = integrate(spec, start, times);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->time, times);
    const double h0 = 0.6 * 2 - 0.2;
    for (std::size_t k = 0; k < times.size(); ++k) {
        const auto exact = linear_solution(spec, 2, h0, times[k]);
        // rtol 1e-8 per step, some hundred steps of a contracting system.
        EXPECT_NEAR(found->visible(k, 0), exact[0], 5e-7) << times[k];
        EXPECT_NEAR(found->hidden(k, 0), exact[1], 5e-7) << times[k];
    }
}

TEST(Integrate, IsAccurateForAStiffModelToo) {
    const Spec spec = test::make_linear(0.6, 0.3, -0.2, 1e-6);
    const Stimulus start = stimulus(spec, test::make_query("q", {2}));
    const Result<Trajectory> found = integrate(spec, start, std::array{0.5, 2.0});
    ASSERT_TRUE(found);
    // Slow manifold: v' = -(1 - w^2)(v - v_end) to first order in tau_h / tau_v.
    const double v_end = (0.6 * -0.2 + 0.3) / 0.64;
    EXPECT_NEAR(found->visible(1, 0), v_end + (2 - v_end) * std::exp(-0.64 * 2), 3e-6);
}

/// Weights w (1 - 2 u u^T), u along (1, 1, ...): that direction is the linear model of weight -w,
/// every other one that of weight w.
TEST(Integrate, FollowsTheClosedFormOfAWideModel) {
    constexpr std::size_t kNeurons = 80;
    constexpr double kWeight = 0.6;
    for (const double tau_h : {0.1, 0.01}) {
        const Spec along = test::make_linear(-kWeight, 0.3, -0.2, tau_h);
        const Spec across = test::make_linear(kWeight, 0, 0, tau_h);
        Matrix weights{kNeurons, kNeurons, std::vector<double>(kNeurons * kNeurons)};
        std::vector<double> start(kNeurons);
        for (std::size_t i = 0; i < kNeurons; ++i) {
            start[i] = i % 2 == 0 ? 3 : 1;
            for (std::size_t j = 0; j < kNeurons; ++j) {
                weights(i, j) = kWeight * ((i == j ? 1 : 0) - 2.0 / kNeurons);
            }
        }
        HiddenBlock block =
            test::make_block("wide", {FunctionType::Linear, 1, 1, 2, false}, std::move(weights));
        block.bias.assign(kNeurons, -0.2);
        block.tau = tau_h;
        Spec spec = test::make_spec("wide", std::move(block));
        spec.visible.bias.assign(kNeurons, 0.3);
        const std::vector<double> times = {0.01, 0.5, 3};
        const auto found = integrate(spec, stimulus(spec, test::make_query("q", start)), times);
        ASSERT_TRUE(found);
        for (std::size_t k = 0; k < times.size(); ++k) {
            const auto mean = linear_solution(along, 2, -kWeight * 2 - 0.2, times[k]);
            const auto rest = linear_solution(across, 1, kWeight, times[k]);
            for (std::size_t i = 0; i < kNeurons; ++i) {
                const double sign = i % 2 == 0 ? 1 : -1;
                EXPECT_NEAR(found->visible(k, i), mean[0] + sign * rest[0], 5e-7) << times[k];
                EXPECT_NEAR(found->hidden(k, i), mean[1] + sign * rest[1], 5e-7) << times[k];
            }
        }
    }
}

TEST(Integrate, ClampedNeuronsDoNotMoveAndDriveTheOthers) {
    Spec spec =
        test::make_spec("copy", test::make_block("b", {FunctionType::Linear, 1, 1, 2, false},
                                                 test::make_matrix({{0.5, 0.5}})));
    Query query = test::make_query("q", {0, 0});
    query.clamp = {{0, 2}};
    const Result<Trajectory> found =
        integrate(spec, stimulus(spec, query), std::array{0.5, 1.0, 60.0});
    ASSERT_TRUE(found);
    for (std::size_t k = 0; k < 3; ++k) {
        EXPECT_EQ(found->visible(k, 0), 2);
    }
    // v1 = 0.5 (0.5 * 2 + 0.5 v1): v1 = 2/3.
    EXPECT_NEAR(found->visible(2, 1), 2.0 / 3, 1e-7);
}

TEST(Integrate, SaysWhyItStoppedWhenItCannotReachTheTime) {
    const Spec spec = test::make_linear(0.6, 0.3, -0.2, 0.1);
    const Result<Trajectory> found = integrate(spec, stimulus(spec, Query{}), std::array{1e9});
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().front().id, "HS-E201");
    EXPECT_NE(found.error().front().message.find("steps"), std::string::npos);
}

TEST(Jacobian, AgreesWithFiniteDifferences) {
    test::RandomSpecOptions options;
    options.most_visible = 6;
    options.most_hidden = 5;
    for (std::uint64_t seed = 100; seed < 140; ++seed) {
        const Spec spec = test::random_stable_spec(seed, options);
        const Stimulus start = stimulus(spec, spec.queries[0]);
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
            // Far smaller than any distance from a kink of relu here, far above rounding.
            const double step = 1e-6;
            y[col] = kept + step;
            dynamics.derivative(y, up);
            y[col] = kept - step;
            dynamics.derivative(y, down);
            y[col] = kept;
            for (std::size_t row = 0; row < n; ++row) {
                EXPECT_NEAR(columns[col * n + row], (up[row] - down[row]) / (2 * step), 2e-7)
                    << seed << " " << row << " " << col;
            }
        }
    }
}

TEST(IntegrateUntilSettled, EndsWhereEveryRandomStableModelHasItsFixedPoint) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const Spec spec = test::random_stable_spec(seed);
        const Stimulus start = stimulus(spec, spec.queries[0]);
        const Result<Trajectory> found = integrate_until_settled(spec, start, one_percent(), 200);
        ASSERT_TRUE(found) << seed;
        ASSERT_TRUE(found->settled) << seed;
        const Result<Trajectory> later = integrate(spec, start, std::array{1000.0});
        ASSERT_TRUE(later);
        const std::size_t last = found->visible.rows - 1;
        for (std::size_t i = 0; i < spec.visible.size; ++i) {
            EXPECT_NEAR(found->visible(last, i), later->visible(0, i), 0.0105) << seed << " " << i;
        }
    }
}

TEST(IntegrateUntilSettled, EnergyNeverRises) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const Spec spec = test::random_stable_spec(seed);
        const Stimulus start = stimulus(spec, spec.queries[1]);
        const Result<Trajectory> found = integrate_until_settled(spec, start, one_percent(), 100);
        ASSERT_TRUE(found) << seed;
        double before = 0;
        for (std::size_t k = 0; k < found->time.size(); ++k) {
            const auto v =
                found->visible.values.begin() + static_cast<std::ptrdiff_t>(k * spec.visible.size);
            const auto h =
                found->hidden.values.begin() + static_cast<std::ptrdiff_t>(k * found->hidden.cols);
            const State state{{v, v + static_cast<std::ptrdiff_t>(spec.visible.size)},
                              {h, h + static_cast<std::ptrdiff_t>(found->hidden.cols)}};
            const double energy = lyapunov_energy(spec, start.bias, state);
            // The integration error of order 1e-8 in each of at most 80 neurons of order 1.
            EXPECT_LE(k == 0 ? energy : energy - before, k == 0 ? energy : 1e-6)
                << seed << " " << k;
            before = energy;
        }
    }
}

TEST(IntegrateUntilSettled, SamplesAtLeastTwentyTimesPerTau) {
    const Spec spec = test::make_linear(0.6, 0.3, -0.2, 0.1);
    const Result<Trajectory> found =
        integrate_until_settled(spec, stimulus(spec, Query{}), one_percent(), 40);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->time.front(), 0);
    for (std::size_t k = 1; k < found->time.size(); ++k) {
        EXPECT_GT(found->time[k], found->time[k - 1]);
        EXPECT_LE(found->time[k] - found->time[k - 1], 0.05 * (1 + 1e-12));
    }
    EXPECT_EQ(found->visible.rows, found->time.size());
    EXPECT_EQ(found->hidden.rows, found->time.size());
}

TEST(IntegrateUntilSettled, EndsExactlyAtTheReadTimeOrTheTimeout) {
    const Spec spec = test::make_linear(0.6, 0.3, -0.2, 0.1);
    Query query = test::make_query("q", {2});
    const Result<Trajectory> timeout =
        integrate_until_settled(spec, stimulus(spec, query), one_percent(), 1.5);
    ASSERT_TRUE(timeout);
    EXPECT_DOUBLE_EQ(timeout->time.back(), 1.5);
    EXPECT_FALSE(timeout->settled);
    for (const double read : {0.7, 33.3}) {
        query.time = read;
        const Result<Trajectory> found =
            integrate_until_settled(spec, stimulus(spec, query), one_percent(), 5);
        ASSERT_TRUE(found);
        EXPECT_DOUBLE_EQ(found->time.back(), read);
        EXPECT_NEAR(found->visible(found->visible.rows - 1, 0),
                    linear_solution(spec, 2, 0.6 * 2 - 0.2, read)[0], 5e-7);
    }
}

TEST(IntegrateUntilSettled, AnUnstableReluModelDivergesAndIsNoError) {
    Spec spec =
        test::make_spec("runaway", test::make_block("b", {FunctionType::Relu, 1, 1, 2, false},
                                                    test::make_matrix({{1.0, 0.5}, {0.5, 1.0}})));
    const Stimulus start = stimulus(spec, test::make_query("q", {0.1, 0.2}));
    const Result<Trajectory> found = integrate_until_settled(spec, start, one_percent(), 400);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->diverged);
    EXPECT_FALSE(found->settled);
    // sigma^2 - 1 = 1.25 is the adiabatic growth rate; it is slower with a finite tau_h.
    EXPECT_GT(found->time.back(), std::log(1e6 / 0.3) / 1.25);
    EXPECT_LT(found->time.back(), 40);
}

TEST(IntegrateUntilSettled, BlowUpInFiniteTimeDiverges) {
    for (const Function& energy : {Function{FunctionType::Polynomial, 1, 1, 4, false},
                                   Function{FunctionType::Exponential, 2, 1, 2, false}}) {
        const Spec spec =
            test::make_spec("blow-up", test::make_block("b", energy, test::make_matrix({{1.5}})));
        const Stimulus start = stimulus(spec, test::make_query("q", {2}));
        const Result<Trajectory> settled = integrate_until_settled(spec, start, one_percent(), 40);
        ASSERT_TRUE(settled) << settled.error().front().message;
        EXPECT_TRUE(settled->diverged);
        const Result<Trajectory> sampled = integrate(spec, start, std::array{0.0, 40.0});
        ASSERT_TRUE(sampled) << sampled.error().front().message;
        EXPECT_TRUE(sampled->diverged);
        EXPECT_EQ(sampled->visible.rows, sampled->time.size());
    }
}

TEST(IntegrateUntilSettled, KinksOfReluDoNotStopIt) {
    test::RandomSpecOptions options;
    options.energies = {FunctionType::Relu};
    options.activations = {FunctionType::Relu};
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Spec spec = test::random_stable_spec(seed, options);
        const Result<Trajectory> found =
            integrate_until_settled(spec, stimulus(spec, spec.queries[0]), one_percent(), 200);
        ASSERT_TRUE(found) << seed << found.error().front().message;
        EXPECT_TRUE(found->settled) << seed;
    }
}

TEST(IntegrateUntilSettled, LeavesTheUnstableFixedPointOfABistableModel) {
    // v' = 2 tanh(2 v) - v around 0: 0 is unstable, and 1e-4 off it the model must not settle
    // there.
    HiddenBlock block =
        test::make_block("b", {FunctionType::Tanh, 1, 2, 2, false}, test::make_matrix({{1.0}}));
    block.tau = 0.1;
    Spec spec = test::make_spec("bistable", block);
    const Result<Trajectory> found = integrate_until_settled(
        spec, stimulus(spec, test::make_query("q", {1e-4})), one_percent(), 60);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->settled);
    EXPECT_GT(found->visible(found->visible.rows - 1, 0), 0.9);
}

}  // namespace
}  // namespace hopspice::model

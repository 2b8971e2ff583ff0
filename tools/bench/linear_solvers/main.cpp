// linear_solvers [VISIBLExHIDDEN...]: what analysis, factors and a solution cost the twin, by
// solver, on the equations of memories of these sizes, with and without output resistances.

#include "matrices.h"
#include "twin/linear_solver.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace hopspice::twin;

/// Microseconds of one call: the least of several rounds of a few milliseconds.
double microseconds(const std::function<void()>& call) {
    using Clock = std::chrono::steady_clock;
    double least = 1e300;
    for (double total = 0; total < 2e5;) {
        const auto start = Clock::now();
        int calls = 0;
        double passed = 0;
        do {
            call();
            ++calls;
            passed = std::chrono::duration<double, std::micro>(Clock::now() - start).count();
        } while (passed < 5e3);
        least = std::min(least, passed / calls);
        total += passed;
    }
    return least;
}

void measure(const std::string& name, LinearSolver& solver, const Pattern& pattern,
             const std::vector<double>& values) {
    const auto start = std::chrono::steady_clock::now();
    if (!solver.analyse(values)) {
        fmt::print("  {:<12} singular\n", name);
        return;
    }
    const std::chrono::duration<double, std::milli> analysis =
        std::chrono::steady_clock::now() - start;
    bool good = true;
    const double factor = microseconds([&] { good = solver.refactor(values) && good; });
    std::vector<double> right_side(pattern.size, 1e-3);
    std::vector<double> x;
    const double solve = microseconds([&] {
        x = right_side;
        solver.solve(x);
    });
    fmt::print("  {:<12} {:>10.1f} + {:>7.1f} us  analysis {:>8.1f} ms  residual {:.1e}{}\n", name,
               factor, solve, analysis.count(),
               hopspice::twin::testing::residual(pattern, values, x, right_side),
               good ? "" : "  REFUSED");
}

void measure(std::size_t visible, std::size_t hidden, double output) {
    hopspice::twin::testing::Numbers numbers(1);
    const auto [pattern, values] =
        hopspice::twin::testing::Memory(visible, hidden, output, numbers).matrix().compressed();
    fmt::print("{} x {}, output {} ohm: {} unknowns, {} entries\n", visible, hidden,
               output > 0 ? 1 / output : 0, pattern.size, values.size());
    measure("klu", *make_klu(pattern), pattern, values);
    measure("elimination", *make_elimination(pattern), pattern, values);
    std::fflush(stdout);
}

}  // namespace

int main(int count, char** arguments) {
    std::vector<std::string> sizes(arguments + 1, arguments + count);
    if (sizes.empty()) {
        sizes = {"7x16", "64x16", "128x32", "64x64", "128x128", "256x256"};
    }
    for (const std::string& text : sizes) {
        std::size_t visible = 0;
        std::size_t hidden = 0;
        const char* end = text.data() + text.size();
        const char* cross = std::from_chars(text.data(), end, visible).ptr;
        if (cross == end || std::from_chars(cross + 1, end, hidden).ptr != end || hidden == 0) {
            fmt::print(stderr, "linear_solvers: a size is VISIBLExHIDDEN, not {}\n", text);
            return 2;
        }
        for (const double output : {0.0, 0.01}) {
            measure(visible, hidden, output);
        }
    }
}

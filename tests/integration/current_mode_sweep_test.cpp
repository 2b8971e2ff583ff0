// Topology current-mode over sizes, weights, time constants and supplies: what check does not call
// impossible is built, what is not built is impossible there.

#include "integration/agreement.h"
#include "support/specs.h"

#include <hopspice/check.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <tuple>
#include <utility>

namespace hopspice::test {
namespace {

enum class Weights { PlusMinus, ZeroOne, Real };

double weight(Draw& draw, Weights weights) {
    const double value = draw.between(-1, 1);
    switch (weights) {
        case Weights::PlusMinus:
            return value < 0 ? -1 : 1;
        case Weights::ZeroOne:
            return value < 0 ? 0 : 1;
        case Weights::Real:
            return 2 * value;
    }
    return 0;
}

/// M memories of N neurons, distances as biases, one query at a memory and one between two.
Spec drawn_spec(Draw& draw, std::size_t neurons, std::size_t memories, Weights weights) {
    Matrix matrix{memories, neurons, {}};
    for (std::size_t k = 0; k < memories * neurons; ++k) {
        matrix.values.push_back(weight(draw, weights));
    }
    const double scale = weights == Weights::ZeroOne ? 4 : 1;
    const double beta =
        draw.one_of<double>({1, 2, 4, 8, 16}) * scale / static_cast<double>(neurons);
    HiddenBlock block = make_block("memories", {FunctionType::Softmax, beta, 1, 2, false}, matrix);
    block.tau = draw.one_of<double>({0.03, 0.1, 0.1, 0.3, 1});
    set_distance_bias(block);
    Spec spec = make_spec("drawn", std::move(block));
    for (double& bias : spec.visible.bias) {
        bias = draw.one_of<double>({0, 0, 1}) * draw.between(-0.2, 0.2);
    }
    std::vector<double> near;
    for (std::size_t i = 0; i < neurons; ++i) {
        near.push_back(0.8 * matrix(0, i) + 0.2 * matrix(memories - 1, i));
    }
    spec.queries = {make_query("near", near)};
    return spec;
}

std::vector<std::string> drawn_overrides(Draw& draw) {
    std::vector<std::string> overrides = {
        "time_unit=" + draw.one_of<std::string>({"2n", "2n", "0.1n", "0.6n", "5n", "10n", "auto",
                                                 "auto:10", "auto:100"}),
        "temperature_c=" + draw.one_of<std::string>({"27", "27", "27", "-20", "0", "70", "100"})};
    const auto volts = draw.one_of<std::string>({"1.8", "1.8", "1.2", "1.5", "2.5", "5"});
    overrides.push_back("supply.vdd=" + volts);
    overrides.push_back("supply.vss=-" + volts);
    return overrides;
}

struct Tally {
    std::size_t certain = 0;
    std::size_t risky = 0;
    std::size_t impossible = 0;
};

/// Either check has a row that says why not, or there is a netlist that was read back; and what
/// check calls certain does what the ODE does.
void expect_checked(const Spec& spec, const std::vector<std::string>& overrides, bool recalled,
                    Tally& tally) {
    const Target target = make_target("current-mode", overrides);
    const Result<CheckReport> report = check(spec, target);
    ASSERT_TRUE(report) << format_diagnostic(report.error().front());
    const Verdict verdict = report->verdict();
    (verdict == Verdict::Certain ? tally.certain
     : verdict == Verdict::Risky ? tally.risky
                                 : tally.impossible) += 1;
    const Result<Netlist> netlist = compile(spec, target, {});
    if (verdict == Verdict::Impossible) {
        ASSERT_FALSE(netlist);
        EXPECT_TRUE(std::ranges::any_of(netlist.error(), [](const Diagnostic& diagnostic) {
            return diagnostic.id == "HS-E250";
        }));
    } else if (!netlist) {
        ADD_FAILURE() << format_diagnostic(netlist.error().front())
                      << "\nmodel: " << spec_text(spec);
    } else if (verdict == Verdict::Certain && recalled) {
        expect_agreement(recall_all(spec, target), {0.03, 0.15}, spec);
    }
}

void sweep(const std::vector<std::size_t>& neurons, const std::vector<std::size_t>& memories,
           std::size_t most_cells, std::size_t most_recalled, std::uint64_t first,
           std::uint64_t last) {
    Tally tally;
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        for (const std::size_t n : neurons) {
            for (const std::size_t m : memories) {
                for (const Weights weights :
                     {Weights::PlusMinus, Weights::ZeroOne, Weights::Real}) {
                    Draw draw(1000 * seed + 97 * n + 11 * m + static_cast<std::uint64_t>(weights));
                    const Spec spec = drawn_spec(draw, n, m, weights);
                    const auto overrides = drawn_overrides(draw);
                    if (n * m <= most_cells) {
                        SCOPED_TRACE(testing::PrintToString(std::tuple(seed, n, m, overrides)));
                        expect_checked(spec, overrides, n * m <= most_recalled, tally);
                    }
                }
            }
        }
    }
    std::cout << tally.certain << " certain, " << tally.risky << " risky, " << tally.impossible
              << " impossible\n";
    EXPECT_GT(tally.certain + tally.risky, tally.impossible);
}

TEST(CurrentModeSweep, WhatCheckAllowsIsBuiltAndWhatItCallsCertainAgrees) {
    sweep({1, 2, 4, 8, 16}, {1, 2, 4, 8, 16}, 128, 32, 1, 1);
}

TEST(LongCurrentModeSweep, WhatCheckAllowsIsBuiltAndWhatItCallsCertainAgrees) {
    sweep({1, 2, 3, 4, 8, 16, 32, 64}, {1, 2, 4, 8, 16, 32, 64, 128}, 2048, 512, 2, 6);
}

/// 64 neurons and four memories, at betas that their supplies have room for and at ones they have
/// not.
TEST(CurrentModeSweep, FewMemoriesOfManyNeurons) {
    Tally tally;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        for (const double beta : {0.05, 0.125, 1.0}) {
            Draw draw(seed);
            Spec spec = drawn_spec(draw, 64, 4, Weights::PlusMinus);
            spec.hidden[0].energy.beta = beta;
            SCOPED_TRACE(testing::PrintToString(std::pair(seed, beta)));
            expect_checked(spec, {}, false, tally);
        }
    }
    EXPECT_GT(tally.impossible, 0U);
    EXPECT_GT(tally.certain + tally.risky, 0U);
}

TEST(CurrentModeSweep, XorInAThirdOfItsTime) {
    Tally tally;
    expect_checked(shipped_spec("xor.json"), {"time_unit=0.6n"}, false, tally);
}

/// One memory: nothing but a decay towards it, from the other end of the range.
TEST(CurrentModeSweep, TheReleaseLeavesAStateOfASmallSwingAlone) {
    for (const char* unit : {"2n", "auto"}) {
        Spec spec = make_spec("decay", make_block("memory", {FunctionType::Softmax, 1, 1, 2, false},
                                                  make_matrix({{-1, -1, 1, -1}})));
        spec.queries = {make_query("opposite", {1, -1, -1, -1})};
        const Target target = make_target("current-mode", {std::string("time_unit=") + unit});
        expect_agreement(recall_all(spec, target), {0.03, 0.1}, spec);
    }
}

/// A clamped neuron is where it was put, from the load to the end, against memories that all want
/// it elsewhere; and it is the same whether the query or `inference.present` clamps it.
TEST(CurrentModeSweep, ClampsHoldAgainstTheMemories) {
    for (const double beta : {0.2, 1.0, 4.0}) {
        Spec spec =
            make_spec("clamped", make_block("memories", {FunctionType::Softmax, beta, 1, 2, false},
                                            make_matrix({{1, 1, 1, 1}, {1, 1, -1, -1}})));
        Query query = make_query("against", {-1, 1, 0.5, 0.5});
        query.clamp = {{0, -1}};
        spec.queries = {query};
        for (const Present present : {Present::Initial, Present::Clamp}) {
            spec.inference.present = present;
            const Results results = recall_all(spec, make_target("current-mode"));
            expect_agreement(results, {0.03, 0.1}, spec);
            EXPECT_NEAR(results.queries.front().visible[0], -1, 0.03 * results.visible_range)
                << beta;
        }
    }
}

}  // namespace
}  // namespace hopspice::test

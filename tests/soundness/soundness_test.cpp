// `check` is sound: over specs drawn at random, what it calls certain is recalled rightly, and what
// it does not call impossible is built. A spec that fails is printed, to be run by hand.
//
// HOPSPICE_SOUNDNESS="COUNT" or "COUNT@SEED" has any of these tests draw so many specs, from that
// seed on.

#include "support/soundness.h"
#include "integration/spec_text.h"
#include "support/random_specs.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

/// Specs on one target.
struct Draws {
    std::string name;
    std::string target;
    std::vector<std::string> overrides;
    std::uint64_t count = 0;
    SpecLimits limits = {};
};

void PrintTo(const Draws& draws, std::ostream* out) { *out << draws.count << draws.name; }

struct Seeds {
    std::uint64_t count = 0;
    std::uint64_t first = 1;
};

Seeds seeds_of(const Draws& draws) {
    Seeds seeds{draws.count};
    if (const char* asked = std::getenv("HOPSPICE_SOUNDNESS")) {
        char* rest = nullptr;
        seeds.count = std::strtoull(asked, &rest, 10);
        seeds.first = *rest == '@' ? std::strtoull(rest + 1, nullptr, 10) : seeds.first;
    }
    return seeds;
}

class Soundly : public testing::TestWithParam<Draws> {};

TEST_P(Soundly, CheckSaysWhatIsTrue) {
    const auto target = read_target(GetParam().target, GetParam().overrides);
    ASSERT_TRUE(target) << format_diagnostic(target.error().front());
    const Seeds seeds = seeds_of(GetParam());
    std::size_t counts[3] = {0, 0, 0};
    std::size_t wrong = 0;
    for (std::uint64_t seed = seeds.first; seed < seeds.first + seeds.count; ++seed) {
        const Spec spec = draw_spec(seed, GetParam().limits);
        const auto begin = std::chrono::steady_clock::now();
        const Soundness found = soundness(spec, *target);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        ++counts[static_cast<std::size_t>(found.verdict)];
        wrong += found.violations.empty() ? 0U : 1U;
        for (const std::string& violation : found.violations) {
            ADD_FAILURE() << "seed " << seed << ", " << to_string(found.verdict) << ": "
                          << violation << "\n"
                          << spec_text(spec);
        }
        if (std::getenv("HOPSPICE_SOUNDNESS_VERBOSE") != nullptr) {
            std::cout << "seed " << seed << " " << to_string(found.verdict) << " " << took.count()
                      << " s\n";
            for (const std::string& reason : found.reasons) {
                std::cout << "    " << reason << "\n";
            }
        }
    }
    std::cout << target->name << ": " << seeds.count << " specs drawn, " << counts[2]
              << " impossible, " << counts[1] << " risky, " << counts[0] << " certain; " << wrong
              << " false assurances\n";
}

std::string name_of(const testing::TestParamInfo<Draws>& info) { return info.param.name; }

const Draws kBehavioral{"Behavioral", "behavioral", {}, 500};
const Draws kOpamp{"Opamp", "opamp-1G", {"time_unit=auto:30"}, 40};
const Draws kCmos{"Cmos", "cmos", {}, 40};
const Draws kBjt{"Bjt", "bjt", {}, 40};

/// What the topology builds, and little else.
SpecLimits for_current_mode() {
    SpecLimits limits;
    limits.most_blocks = 1;
    limits.energies = {FunctionType::Softmax};
    limits.activations = {FunctionType::Linear};
    return limits;
}
const Draws kCurrentMode{"CurrentMode", "current-mode", {}, 60, for_current_mode()};

/// A softmax, alone or beside rectifiers.
SpecLimits for_steered() {
    SpecLimits limits;
    limits.energies = {FunctionType::Softmax, FunctionType::Softmax, FunctionType::Relu};
    limits.activations = {FunctionType::Linear, FunctionType::Tanh, FunctionType::Sigmoid,
                          FunctionType::Relu};
    return limits;
}
const Draws kSteered{"Steered", "steered-1G", {"time_unit=auto:30"}, 40, for_steered()};

const Draws kSteeredCmos{"SteeredCmos", "cmos", {"topology=steered"}, 20, for_steered()};

/// As many more.
Draws many(Draws draws, std::uint64_t count) {
    draws.count = count;
    return draws;
}

INSTANTIATE_TEST_SUITE_P(Levels, Soundly,
                         testing::Values(kBehavioral, kOpamp, kCmos, kBjt, kCurrentMode, kSteered,
                                         kSteeredCmos),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Long, Soundly,
                         testing::Values(many(kBehavioral, 5000), many(kOpamp, 1000),
                                         many(kCmos, 300), many(kBjt, 300), many(kCurrentMode, 300),
                                         many(kSteered, 300), many(kSteeredCmos, 100)),
                         name_of);

}  // namespace
}  // namespace hopspice::test

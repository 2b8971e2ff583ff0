// Every number of a netlist that the model depends on is proven: changed by 30 %, one at a time, it
// fails the read-back. What may change unnoticed is listed, with the reason.

#include "netlists.h"

#include "support/specs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <regex>

namespace hopspice::proof {
namespace {

struct Exempt {
    const char* name;  ///< pattern of element names
    const char* reason;
};
constexpr std::array kExempt = {
    Exempt{"v(dd|ss|vc[0-9]+)", "a supply"},
    Exempt{"r(l|ref)_.*", "loads a net that may have nothing else on it"},
    Exempt{"v(rest|in_.*|ctl_.*)", "presents the query, which is not the model"},
    Exempt{"ci_.*", "puts the initial state on C_f"},
    Exempt{"cn[0-9]+", "how fast outputs are normalised, not to what"},
    Exempt{"ct.*", "damps a transimpedance loop"},
    Exempt{"rt[0-9]+_out", "damps the loop of the exponential's reference"},
    Exempt{"rt[0-9]+_line", "rests the follower that drives the tails' bases"},
    Exempt{"rt[0-9]+_drive", "limits what that follower takes at the rail"},
    Exempt{"rt[0-9]+_base", "balances the drops that base currents make"},
    Exempt{"q.*", "area: all devices of a block have the same"},
    Exempt{"vref_b", "moves both bases of a pair alike"},
};

bool exempt(const std::string& name) {
    return std::ranges::any_of(
        kExempt, [&](const Exempt& row) { return std::regex_match(name, std::regex(row.name)); });
}

/// The line with each of its numbers made 30 % larger in turn.
std::vector<std::string> changed(const std::string& line) {
    static const std::regex kNumber(R"([-+*(=, ]([0-9.]+(e-?[0-9]+)?)(?=[-+*(), ]|$))");
    std::vector<std::string> lines;
    for (std::sregex_iterator match(line.begin(), line.end(), kNumber), end; match != end;
         ++match) {
        const double number = std::stod((*match)[1]);
        if (number != 0) {
            std::string other = line;
            other.replace(static_cast<std::size_t>(match->position(1)),
                          static_cast<std::size_t>(match->length(1)),
                          fmt::format("{}", 1.3 * number));
            lines.push_back(std::move(other));
        }
    }
    return lines;
}

/// Nets that some other element than this one and exempt ones touches.
bool used(const std::vector<std::string>& lines, const std::string& name) {
    return std::ranges::any_of(lines, [&](const std::string& line) {
        const auto words = test::words_of_line(line);
        return !words.empty() && words[0] != name && !exempt(words[0]) && words[0][0] != '*' &&
               std::ranges::find(words, name) != words.end();
    });
}

void expect_every_change_noticed(const Spec& spec, const std::string& target) {
    test::Netlist netlist(spec, target);
    ASSERT_EQ(test::words_of(netlist.findings()), "");
    std::vector<std::string>& lines = netlist.lines();
    const auto body = std::ranges::find_if(lines, [](const std::string& line) {
        return line.starts_with("* supplies") || line.starts_with("* visible[0]");
    });
    ASSERT_NE(body, lines.end());
    std::size_t changes = 0;
    for (auto line = body; line != lines.end(); ++line) {
        const std::string good = *line;
        const std::string name = test::words_of_line(good).front();
        const bool reference = name.starts_with("vref_") && !used(lines, name);
        if (good[0] == '*' || exempt(name) || reference) {
            continue;
        }
        for (const std::string& bad : changed(good)) {
            *line = bad;
            EXPECT_FALSE(netlist.findings().empty())
                << spec.name << " on " << target << ": " << bad << " instead of " << good;
            ++changes;
        }
        *line = good;
    }
    EXPECT_GT(changes, 15U);
}

/// A small random model of one block.
Spec small_spec(FunctionType energy, FunctionType activation) {
    hopspice::test::RandomSpecOptions options;
    options.most_visible = 3;
    options.most_hidden = 2;
    options.most_blocks = 1;
    options.energies = {energy};
    options.activations = {activation};
    return hopspice::test::random_stable_spec(3, options);
}

class ChangedNetlist : public testing::TestWithParam<const char*> {};

TEST_P(ChangedNetlist, OfASoftmaxModelIsNoticed) {
    expect_every_change_noticed(hopspice::test::shipped_model("xor"), GetParam());
    expect_every_change_noticed(small_spec(FunctionType::Softmax, FunctionType::Tanh), GetParam());
}

TEST_P(ChangedNetlist, OfARectifiedModelIsNoticed) {
    for (const FunctionType activation :
         {FunctionType::Linear, FunctionType::Sigmoid, FunctionType::Relu}) {
        expect_every_change_noticed(small_spec(FunctionType::Relu, activation), GetParam());
    }
}

TEST_P(ChangedNetlist, OfAPolynomialModelIsNoticed) {
    for (const FunctionType activation : {FunctionType::Tanh, FunctionType::Sigmoid}) {
        expect_every_change_noticed(small_spec(FunctionType::Polynomial, activation), GetParam());
    }
}

TEST_P(ChangedNetlist, OfATanhModelIsNoticed) {
    for (const FunctionType activation :
         {FunctionType::Linear, FunctionType::Tanh, FunctionType::Relu}) {
        expect_every_change_noticed(small_spec(FunctionType::Tanh, activation), GetParam());
    }
}

TEST_P(ChangedNetlist, OfALinearModelIsNoticed) {
    expect_every_change_noticed(small_spec(FunctionType::Linear, FunctionType::Linear), GetParam());
    expect_every_change_noticed(small_spec(FunctionType::Linear, FunctionType::Sigmoid),
                                GetParam());
}

/// Three visible neurons and two hidden ones, with queries that stay in reach of both.
Spec normalised_spec(const Function& activation, const Function& energy) {
    using hopspice::test::make_query;
    HiddenBlock block = hopspice::test::make_block(
        "block", energy, hopspice::test::make_matrix({{0.6, -0.3, 0.4}, {-0.2, 0.5, 0.3}}));
    block.bias = {0.2, 0.1};
    Spec spec = hopspice::test::make_spec("normalised", std::move(block));
    spec.visible.activation = activation;
    spec.visible.bias = {0.1, -0.2, 0.3};
    spec.queries = {make_query("a", {0.9, -0.5, 0.3}), make_query("b", {-0.3, 0.7, 0.9})};
    return spec;
}

TEST_P(ChangedNetlist, OfANormalisedLayerIsNoticed) {
    const Function linear{FunctionType::Linear, 1, 1, 2, false};
    for (const double eps : {1e-5, 0.02}) {
        expect_every_change_noticed(
            normalised_spec({.type = FunctionType::Spherical, .gain = 1, .eps = eps}, linear),
            GetParam());
        expect_every_change_noticed(
            normalised_spec({.type = FunctionType::LayerNorm, .gain = 1, .eps = eps}, linear),
            GetParam());
    }
}

TEST_P(ChangedNetlist, OfAnEpanechnikovBlockIsNoticed) {
    expect_every_change_noticed(normalised_spec({}, {FunctionType::Epanechnikov, 1.3, 1, 2, false}),
                                GetParam());
}

INSTANTIATE_TEST_SUITE_P(Levels, ChangedNetlist, testing::Values("opamp-1G", "behavioral"));

TEST(ChangedExponential, AtOpampLevelIsNoticed) {
    // At behavioral level the bound of the exponent is a number that only a runaway would meet.
    expect_every_change_noticed(small_spec(FunctionType::Exponential, FunctionType::Tanh),
                                "opamp-1G");
}

}  // namespace
}  // namespace hopspice::proof

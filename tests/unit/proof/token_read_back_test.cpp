// Netlists of token-driven rows: every candidate of every slot is read, and what hangs on the wrong
// input is seen.

#include "netlists.h"
#include "proof/token_contexts.h"
#include "support/token_specs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace hopspice::proof {
namespace {

using hopspice::test::make_random_token_model;
using hopspice::test::TokenModelOptions;

/// In which of the contexts a slot holds a token.
std::vector<bool> signature(const std::vector<std::vector<std::size_t>>& contexts, std::size_t slot,
                            std::size_t token) {
    std::vector<bool> chosen;
    for (const auto& tokens : contexts) {
        chosen.push_back(tokens[slot] == token);
    }
    return chosen;
}

TEST(TokenContexts, ChooseEveryCandidateAndTellAllOfThemApart) {
    for (const std::size_t vocabulary : {2U, 3U, 10U, 64U}) {
        for (const std::size_t slots : {1U, 2U, 3U, 8U, 9U, 65U}) {
            const auto contexts = contexts_to_read(slots, vocabulary);
            std::set<std::vector<bool>> seen;
            for (std::size_t slot = 0; slot < slots; ++slot) {
                for (std::size_t token = 0; token < vocabulary; ++token) {
                    const auto chosen = signature(contexts, slot, token);
                    EXPECT_NE(chosen, std::vector<bool>(contexts.size(), false));
                    seen.insert(chosen);
                }
            }
            EXPECT_EQ(seen.size(), slots * vocabulary) << slots << " slots of " << vocabulary;
        }
    }
    EXPECT_EQ(contexts_to_read(8, 2).size(), 8);
}

TEST(TokenContexts, AModelWithoutTokensIsReadOnce) {
    EXPECT_EQ(contexts_to_read(0, 1), std::vector<std::vector<std::size_t>>{{}});
}

/// Small cells are held exactly, so that the limits are those of finite gain.
const std::vector<std::string> kFine = {"time_unit=auto:30", "conductance.min=1n"};

class TokenNetlist : public test::Netlist {
public:
    explicit TokenNetlist(const std::string& target, const TokenModelOptions& options = {})
        : test::Netlist(make_random_token_model(options), target, kFine) {}
};

TEST(TokenReadBack, TheGoodOnesPass) {
    TokenModelOptions signs;
    signs.lowest = -1;
    TokenModelOptions pairs = signs;
    pairs.energy = FunctionType::Tanh;
    pairs.vocabulary = 3;
    for (const char* target : {"behavioral", "opamp-1G", "opamp-100M", "cmos", "bjt"}) {
        for (const TokenModelOptions& options : {TokenModelOptions{}, signs, pairs}) {
            EXPECT_EQ(test::words_of(TokenNetlist(target, options).findings()), "") << target;
        }
    }
}

TEST(TokenReadBack, IsExactWhereEverythingIsIdeal) {
    const Spec spec = make_random_token_model({});
    const auto made = hopspice::test::value_of(
        driver::prepare(spec, hopspice::test::target_of("behavioral"), spec.queries));
    EXPECT_LT(made.read_back.weight_error, 1e-6);
    EXPECT_LT(made.read_back.bias_error, 1e-6);
    EXPECT_LT(made.read_back.tau_error, 1e-6);
}

TEST(TokenReadBack, ACellOfAnyCandidateTenPercentOff) {
    for (const char* cell : {"rw_h1_0_t0_v0", "rw_h1_2_t1_v3", "rw_v1_h1_0_t1", "rw_v3_h1_2_t0"}) {
        TokenNetlist netlist("opamp-1G");
        netlist.scale(cell, 1.1);
        expect_caught(netlist, "a weight");
    }
}

TEST(TokenReadBack, ASwitchOnTheInputOfAnotherSlot) {
    for (const char* name : {"ss_h1_0_t1_in", "ss_h1_0_t1_out"}) {
        TokenNetlist netlist("opamp-1G");
        netlist.replace(name, "sel_0_1", "sel_2_1");
        expect_caught(netlist, "a weight");
    }
}

TEST(TokenReadBack, ASwitchOnTheInputOfAnotherToken) {
    TokenNetlist netlist("opamp-1G");
    netlist.replace("ss_h1_1_t0_in", "sel_1_0", "sel_1_1");
    expect_caught(netlist, "a weight");
}

TEST(TokenReadBack, ATransmissionGateOnTheInputOfAnotherSlot) {
    TokenNetlist netlist("cmos");
    netlist.replace("xss_h1_0_t1_in", "sel_0_1", "sel_2_1");
    expect_caught(netlist, "a weight");
}

TEST(TokenReadBack, AnIdealRowTimesTheWrongInput) {
    TokenNetlist netlist("behavioral");
    netlist.replace("bh1_0_t1_in", "sel_0_1", "sel_2_1");
    expect_caught(netlist, "a weight");
}

TEST(TokenReadBack, APadTooHeavyChangesTheWeightsThroughTheSwitch) {
    TokenNetlist netlist("opamp-1G");
    const bool first = std::ranges::any_of(netlist.lines(), [](const std::string& line) {
        return line.starts_with("rp_h1_0_t0_in ");
    });
    const std::string pad = first ? "rp_h1_0_t0_in" : "rp_h1_0_t1_in";
    netlist.scale(pad, 0.01);
    expect_caught(netlist, "a weight");
}

Spec with_decoder() {
    Spec spec = make_random_token_model({});
    spec.readout.type = ReadoutType::Linear;
    spec.readout.in_circuit = true;
    spec.readout.weights = hopspice::test::make_matrix({{2, -1, 0.4, 1}, {-1, 2, 1, -2}});
    spec.readout.bias = {-0.1, 0.2};
    spec.readout.labels = {"a", "b"};
    return spec;
}

TEST(DecoderReadBack, TheGoodOnesPass) {
    for (const char* target : {"behavioral", "opamp-1G", "cmos"}) {
        EXPECT_EQ(test::words_of(test::Netlist(with_decoder(), target).findings()), "") << target;
    }
}

TEST(DecoderReadBack, AWeightTenPercentOff) {
    test::Netlist netlist(with_decoder(), "opamp-1G", kFine);
    netlist.scale("rw_h3_1_v1", 1.1);
    const Diagnostics findings = netlist.findings();
    EXPECT_NE(test::words_of(findings).find("a weight"), std::string::npos);
}

TEST(DecoderReadBack, OutputsThatFeedBackAreNoDecoder) {
    test::Netlist netlist(with_decoder(), "opamp-1G", kFine);
    netlist.lines().push_back("rwrong h3_0_f v0_c 20000");
    const Diagnostics findings = netlist.findings();
    EXPECT_NE(test::words_of(findings).find("a weight"), std::string::npos);
}

}  // namespace
}  // namespace hopspice::proof

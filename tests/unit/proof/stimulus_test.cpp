// The sources of a deck present the query, and no other.

#include "proof/stimulus.h"

#include "driver/deck.h"
#include "support/prepared.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace hopspice::proof {
namespace {

using test::words_of;

/// A circuit with its sources set to a query.
struct Presented {
    Presented(Spec model, const std::string& target_name)
        : spec(std::move(model)),
          target(test::target_of(target_name)),
          prepared(test::value_of(driver::build(spec, target, spec.queries))) {}

    [[nodiscard]] circuit::Circuit circuit(const Query& query) const {
        return driver::query_deck(prepared, spec, target, query, "").circuit;
    }
    [[nodiscard]] Diagnostics findings(const circuit::Circuit& shown, const Query& query) const {
        return verify_stimulus(shown, prepared.lowered.layout, spec, query);
    }

    Spec spec;
    Target target;
    driver::Prepared prepared;
};

Spec presented_as(Present present) {
    Spec spec = test::shipped_model("xor");
    spec.inference.present = present;
    return spec;
}

const std::vector<std::string> kTargets = {"behavioral", "opamp-1G", "cmos", "current-mode"};

TEST(Stimulus, OfEveryQueryIsWhatIsPresented) {
    for (const std::string& target : kTargets) {
        for (const Present present : {Present::Initial, Present::Clamp, Present::Bias}) {
            if (target == "current-mode" && present == Present::Bias) {
                continue;  // which it does not build
            }
            const Presented made(presented_as(present), target);
            for (const Query& query : made.spec.queries) {
                EXPECT_EQ(words_of(made.findings(made.circuit(query), query)), "")
                    << target << query.id;
            }
        }
    }
}

TEST(Stimulus, OfAnotherQueryIsNot) {
    for (const std::string& target : kTargets) {
        const Presented made(test::shipped_model("xor"), target);
        const auto& queries = made.spec.queries;
        for (const Query& shown : queries) {
            for (const Query& asked : queries) {
                const bool same = shown.visible == asked.visible && shown.clamp == asked.clamp;
                EXPECT_EQ(made.findings(made.circuit(shown), asked).has_errors(), !same)
                    << target << shown.id << asked.id;
            }
        }
    }
}

TEST(Stimulus, OfOtherTokensIsNot) {
    for (const std::string target : {"behavioral", "opamp-1G"}) {
        const Presented made(test::shipped_model("majority"), target);
        const auto& queries = made.spec.queries;
        ASSERT_GE(queries.size(), 2U);
        EXPECT_EQ(words_of(made.findings(made.circuit(queries[0]), queries[0])), "");
        const std::string words = words_of(made.findings(made.circuit(queries[0]), queries[1]));
        EXPECT_NE(words.find("the choice of token"), std::string::npos) << words;
    }
}

/// Every source of a stimulus, each of its values changed in turn.
TEST(Stimulus, EveryValueAtEveryCornerCounts) {
    for (const std::string& target : kTargets) {
        const Presented made(
            presented_as(target == "current-mode" ? Present::Initial : Present::Bias), target);
        const Query& query = made.spec.queries.front();
        const std::set<std::string> names = driver::stimulus_of(made.prepared.lowered.layout);
        circuit::Circuit circuit = made.circuit(query);
        std::size_t changes = 0;
        for (circuit::Group& group : circuit.groups) {
            for (circuit::Element& element : group.elements) {
                for (std::size_t k = 1; names.contains(element.name) && k < element.pwl.size();
                     k += 2) {
                    const double right = element.pwl[k];
                    element.pwl[k] += 1e-3;
                    EXPECT_TRUE(made.findings(circuit, query).has_errors())
                        << target << " " << element.name << " " << k;
                    element.pwl[k] = right;
                    ++changes;
                }
            }
        }
        EXPECT_GE(changes, 18U);
        EXPECT_TRUE(made.findings(circuit, query).empty());
    }
}

TEST(Stimulus, AnInputThatComesLateOrGoesAgainIsNoticed) {
    const Presented made(test::shipped_model("xor"), "opamp-1G");
    const Query& query = made.spec.queries.back();
    const auto& layout = made.prepared.lowered.layout;
    const circuit::Circuit right = made.circuit(query);
    for (circuit::Group group : right.groups) {
        for (circuit::Element& element : group.elements) {
            if (element.pwl.empty() || element.pwl.back() == element.pwl[1]) {
                continue;
            }
            const std::vector<double> pwl = element.pwl;
            std::vector<std::vector<double>> wrongs = {pwl, pwl, pwl};
            wrongs[0][4] += 10 * layout.edge_s;                                  // late
            wrongs[1].insert(wrongs[1].end(), {2 * pwl[4], pwl[1]});             // not for long
            wrongs[2] = {pwl[0], pwl[1], 0.9 * pwl[2], pwl[1], pwl[4], pwl[5]};  // early
            for (const auto& wrong : wrongs) {
                circuit::Circuit circuit = right;
                for (circuit::Group& other : circuit.groups) {
                    for (circuit::Element& place : other.elements) {
                        place.pwl = place.name == element.name ? wrong : place.pwl;
                    }
                }
                EXPECT_TRUE(made.findings(circuit, query).has_errors()) << element.name;
            }
        }
    }
}

TEST(Stimulus, IsToldInTheWordsOfTheModel) {
    const Presented made(test::shipped_model("xor"), "opamp-1G");
    Query other = made.spec.queries.front();
    other.visible[2] = 0.25;
    const Diagnostics findings = made.findings(made.circuit(other), made.spec.queries.front());
    ASSERT_EQ(findings.size(), 1U) << words_of(findings);
    EXPECT_EQ(findings.front().id, "HS-E308");
    EXPECT_NE(findings.front().message.find("the value of visible 2 is 0.25 at "),
              std::string::npos)
        << findings.front().message;
}

TEST(Stimulus, ASourceThatIsMissingIsNoticed) {
    const Presented made(test::shipped_model("xor"), "behavioral");
    const Query& query = made.spec.queries.front();
    circuit::Circuit circuit = made.circuit(query);
    for (circuit::Group& group : circuit.groups) {
        std::erase_if(group.elements, [](const auto& element) { return element.name == "vin_v1"; });
    }
    EXPECT_EQ(words_of(made.findings(circuit, query)),
              "netlist read back: source vin_v1 is missing [HS-E306]\n");
}

TEST(Stimulus, OfAQueryThatReleasesAHeldLineIsNot) {
    for (const std::string target : {"behavioral", "opamp-1G"}) {
        const Presented made(test::xor_of_two_inputs(), target);
        ASSERT_EQ(made.prepared.network.banks[0].held, (std::vector<bool>{true, true, false}));
        Query query = made.spec.queries.front();
        EXPECT_EQ(words_of(made.findings(made.circuit(query), query)), "");
        query.clamp.erase(1);
        const std::string words = words_of(made.findings(made.circuit(query), query));
        EXPECT_NE(words.find("the hold of visible 1"), std::string::npos) << words;
    }
}

}  // namespace
}  // namespace hopspice::proof

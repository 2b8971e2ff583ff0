// What libngspice simulates in the place of a circuit of amplifier macromodels is that circuit.

#include "circuit/parts.h"
#include "driver/query_runs.h"
#include "integration/agreement.h"
#include "measure/transient.h"
#include "proof/read_back.h"
#include "proof/same_circuit.h"
#include "support/prepared.h"

#include <algorithm>
#include <cmath>

namespace hopspice::test {
namespace {

constexpr std::size_t kQueries = 4;

struct LeanCase {
    std::string name;
    std::string model;
    std::string target;
    std::vector<std::string> settings = {};
};

/// A circuit, and what runs it with and without its shortcut.
class Both {
public:
    explicit Both(const LeanCase& item)
        : spec_(shipped_spec(item.model + ".json")),
          target_(make_target(item.target, item.settings)),
          prepared_(value_of(driver::prepare(spec_, target_, spec_.queries))),
          context_(driver::context_of(spec_, prepared_, target_)),
          lean_(driver::setup_of(prepared_, context_, target_, {})),
          whole_(lean_) {
        whole_.shortcut.reset();
        const std::size_t stride = std::max<std::size_t>(1, spec_.queries.size() / kQueries);
        for (std::size_t k = 0; k < spec_.queries.size(); k += stride) {
            queries_.push_back(spec_.queries[k]);
        }
    }

    [[nodiscard]] std::vector<sim::Outcome> run(const sim::Setup& setup) const {
        std::vector<sim::Job> jobs;
        for (const Query& query : queries_) {
            jobs.push_back(driver::job_of(prepared_, context_, query));
        }
        std::vector<sim::Outcome> outcomes(jobs.size());
        value_of(sim::run_jobs(setup, jobs, [&](std::size_t k, sim::Outcome outcome) {
            outcomes[k] = std::move(outcome);
        }));
        return outcomes;
    }

    [[nodiscard]] QueryResult result(const sim::Outcome& outcome, std::size_t k) const {
        return driver::result_of(outcome, queries_[k], context_, prepared_);
    }

    [[nodiscard]] const sim::Setup& lean() const { return lean_; }
    [[nodiscard]] const sim::Setup& whole() const { return whole_; }
    [[nodiscard]] const std::vector<Query>& queries() const { return queries_; }
    [[nodiscard]] const circuit::Layout& layout() const { return prepared_.lowered.layout; }
    [[nodiscard]] double range() const { return context_.range; }

private:
    Spec spec_;
    Target target_;
    driver::Prepared prepared_;
    measure::Context context_;
    sim::Setup lean_;
    sim::Setup whole_;
    std::vector<Query> queries_;
};

/// A signal at a time, on the straight line between two points.
double value_at(const std::vector<double>& time_s, const Matrix& states, std::size_t column,
                double at_s) {
    const auto place = std::ranges::lower_bound(time_s, at_s) - time_s.begin();
    const auto after =
        std::clamp<std::size_t>(static_cast<std::size_t>(place), 1, time_s.size() - 1);
    const double share = (at_s - time_s[after - 1]) / (time_s[after] - time_s[after - 1]);
    return (1 - share) * states(after - 1, column) + share * states(after, column);
}

void expect_same_path(const Both& both, const sim::Outcome& lean, const sim::Outcome& whole) {
    const auto ours = measure::decode(lean.waveform, both.layout());
    const auto theirs = measure::decode(whole.waveform, both.layout());
    const double end_s = std::min(ours.time_s.back(), theirs.time_s.back());
    for (std::size_t point = 0; point < ours.time_s.size() && ours.time_s[point] <= end_s;
         ++point) {
        for (std::size_t k = 0; k < ours.visible.cols; ++k) {
            EXPECT_NEAR(ours.visible(point, k),
                        value_at(theirs.time_s, theirs.visible, k, ours.time_s[point]),
                        1e-3 * both.range());
        }
    }
}

void expect_same_energy(const EnergyUse& lean, const EnergyUse& whole) {
    EXPECT_NEAR(lean.total, whole.total, 1e-3 * whole.total);
    EXPECT_NEAR(lean.visible, whole.visible, 1e-3 * whole.visible);
    EXPECT_NEAR(lean.hidden, whole.hidden, 1e-3 * whole.hidden);
    EXPECT_NEAR(lean.activation, whole.activation, 1e-3 * whole.activation);
    EXPECT_NEAR(lean.crossbar, whole.crossbar, 1e-3 * whole.crossbar);
}

class LeanAmplifiers : public testing::TestWithParam<LeanCase> {};

TEST_P(LeanAmplifiers, GiveTheResultsOfWholeOnes) {
    const Both both(GetParam());
    ASSERT_TRUE(both.lean().shortcut);
    const auto lean = both.run(both.lean());
    const auto whole = both.run(both.whole());
    for (std::size_t k = 0; k < both.queries().size(); ++k) {
        SCOPED_TRACE(both.queries()[k].id);
        ASSERT_TRUE(lean[k].completed) << lean[k].message;
        ASSERT_TRUE(whole[k].completed) << whole[k].message;
        EXPECT_TRUE(lean[k].remedy.empty()) << lean[k].remedy << ": " << lean[k].message;
        EXPECT_EQ(lean[k].waveform.names, whole[k].waveform.names);
        expect_same_path(both, lean[k], whole[k]);
        const QueryResult ours = both.result(lean[k], k);
        const QueryResult theirs = both.result(whole[k], k);
        EXPECT_EQ(ours.status, theirs.status);
        EXPECT_EQ(ours.readout, theirs.readout);
        EXPECT_EQ(ours.settle_time_s.has_value(), theirs.settle_time_s.has_value());
        if (theirs.settle_time_s) {
            EXPECT_NEAR(*ours.settle_time_s, *theirs.settle_time_s, 1e-3 * *theirs.settle_time_s);
        }
        ASSERT_TRUE(ours.energy_j && theirs.energy_j);
        expect_same_energy(*ours.energy_j, *theirs.energy_j);
    }
}

/// The text, with the bodies of another one of the same circuit.
circuit::Circuit restored(const std::vector<std::string>& lines, const circuit::Circuit& whole) {
    circuit::Circuit circuit = value_of(proof::read_circuit(joined(lines)));
    for (circuit::Group& group : circuit.groups) {
        for (circuit::Element& element : group.elements) {
            element.model = element.model == "hs_opamp_unclamped" ? "hs_opamp" : element.model;
        }
    }
    circuit.subcircuits = whole.subcircuits;
    return circuit;
}

TEST_P(LeanAmplifiers, AreAllThatDiffersInTheSimulatorsText) {
    const Both both(GetParam());
    const auto whole = value_of(proof::read_circuit(joined(both.lean().deck)));
    const auto differences = proof::verify_same(restored(both.lean().shortcut->deck, whole), whole);
    EXPECT_TRUE(differences.empty()) << format_diagnostic(differences.front());
}

INSTANTIATE_TEST_SUITE_P(
    Circuits, LeanAmplifiers,
    testing::Values(
        LeanCase{"Softmax", "xor", "opamp-1G"}, LeanCase{"SlowAmplifiers", "xor", "opamp-10M"},
        LeanCase{"FastAmplifiers", "xor", "opamp-10G"},
        LeanCase{"Inverters", "hamming-7-4", "opamp-1G"},
        LeanCase{"Rectifiers", "two-block", "opamp-1G"},
        LeanCase{"Multipliers", "cubic", "opamp-1G"},
        LeanCase{"GainControl", "spherical", "opamp-1G"},
        LeanCase{"Antilog", "layernorm", "opamp-1G"},
        LeanCase{"IdealOutputs", "xor", "opamp-1G", {"amplifier.rout=0"}},
        LeanCase{"Offsets", "hamming-7-4", "opamp-1G", {"amplifier.offset_sigma=2m", "seed=3"}},
        LeanCase{"Mismatch",
                 "hamming-7-4",
                 "opamp-1G",
                 {"conductance.mismatch=0.05", "capacitor.mismatch=0.02", "seed=5"}},
        LeanCase{"SlewLimited", "xor", "opamp-1G", {"amplifier.slew=1e8"}},
        LeanCase{"Noisy", "xor", "opamp-1G", {"noise=1", "amplifier.noise=10n"}}),
    [](const auto& item) { return item.param.name; });

/// As if the rails were a quarter of a volt away: every query passes them.
TEST(LeanAmplifiersAtTheirRails, AreWholeOnes) {
    const Both both(LeanCase{"", "xor", "opamp-1G"});
    sim::Setup narrow = both.lean();
    for (sim::Shortcut::Limit& limit : narrow.shortcut->limits) {
        limit.low = -0.25;
        limit.high = 0.25;
    }
    const auto lean = both.run(narrow);
    const auto whole = both.run(both.whole());
    for (std::size_t k = 0; k < both.queries().size(); ++k) {
        EXPECT_EQ(lean[k].waveform.time_s, whole[k].waveform.time_s);
        EXPECT_EQ(lean[k].waveform.samples, whole[k].waveform.samples);
        EXPECT_TRUE(lean[k].message.empty()) << lean[k].message;
    }
}

}  // namespace
}  // namespace hopspice::test

// Shipped models in the twin and in ngspice with fine steps: the same readouts, end states, paths,
// settling times and energies. Both runs are looked at up to the end of the shorter one, since the
// instant at which the settling rule ends a run hangs on less than either simulator's error.

#include "twin/twin.h"
#include "dialect/spice_words.h"
#include "driver/query_runs.h"
#include "integration/agreement.h"
#include "measure/transient.h"
#include "support/prepared.h"
#include "wave/settling.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

namespace hopspice::test {
namespace {

constexpr double kFine = 0.2;  // of the usual largest step
constexpr double kEnds =
    3e-4;  // of the visible range: states still move by up to a hundredth of it
constexpr double kRest = 1e-4;  // of the visible range, where nothing moves any more
constexpr double kLonger = 3;   // of the time from release to settled: that is there
constexpr double kPath = 2e-3;  // of the visible range, behind the release
constexpr double kSettling = 0.015;
constexpr double kEnergy = 0.01;
constexpr double kLongWay = 0.1;    // of the range: states that hardly move settle anywhen
constexpr double kBand = 0.01;      // of the visible range, around the end
constexpr double kLeastTaus = 0.2;  // a settling time counts as that at least

struct Where {
    std::string model;
    std::string target;
    std::size_t queries = 3;
    std::vector<std::string> set = {};  ///< keys of the target
};

std::string name_of_place(const testing::TestParamInfo<Where>& where) {
    std::string name = where.param.model + "_" + where.param.target;
    for (const std::string& key : where.param.set) {
        name += "_" + key;
    }
    std::ranges::replace_if(
        name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
    return name;
}

/// Both simulators' outcomes for the same queries.
struct Pair {
    sim::Outcome twin;
    sim::Outcome ngspice;
};

using Stop = decltype(sim::Setup::stop);

/// A circuit with what it is measured by.
class Recalled {
public:
    Recalled(const Where& where)
        : spec_(shipped_spec(where.model + ".json")),
          target_(target_of(where.target, where.set)),
          queries_(spread(spec_.queries, where.queries)),
          prepared_(value_of(driver::prepare(spec_, target_, spec_.queries))),
          context_(driver::context_of(spec_, prepared_, target_)),
          setup_(driver::setup_of(prepared_, context_, target_, {})) {}

    [[nodiscard]] std::vector<Pair> run() {
        std::vector<sim::Job> jobs;
        for (const Query& query : queries_) {
            jobs.push_back(driver::job_of(prepared_, context_, query));
        }
        return run(std::move(jobs), setup_.stop);
    }

    /// The first query, on behind the instant that counts as settled, until nothing moves.
    [[nodiscard]] Pair run_to_rest(double settled_s) {
        sim::Job job = driver::job_of(prepared_, context_, queries_.front());
        job.stop_time_s = released_s() + kLonger * (settled_s - released_s());
        driver::fix_steps(job, driver::max_step_s(prepared_, spec_));
        return run({job}, {}).front();
    }

    void expect_same_rest(const Pair& pair) const {
        ASSERT_TRUE(pair.twin.completed) << pair.twin.message;
        ASSERT_TRUE(pair.ngspice.completed) << pair.ngspice.message;
        EXPECT_LE(apart(pair, pair.twin.waveform.time_s.back()), kRest);
    }

    void expect_agreement(const Pair& pair, const Query& query) const {
        ASSERT_TRUE(pair.twin.completed) << pair.twin.message;
        ASSERT_TRUE(pair.ngspice.completed) << pair.ngspice.message;
        EXPECT_EQ(pair.twin.waveform.names, pair.ngspice.waveform.names);
        const auto result = driver::result_of(pair.twin, query, context_, prepared_);
        const auto expected = driver::result_of(pair.ngspice, query, context_, prepared_);
        EXPECT_EQ(result.readout, expected.readout);
        EXPECT_EQ(result.status, expected.status);
        const double end_s =
            std::min(pair.twin.waveform.time_s.back(), pair.ngspice.waveform.time_s.back());
        const wave::Waveform ours = wave::until(pair.twin.waveform, end_s);
        const wave::Waveform theirs = wave::until(pair.ngspice.waveform, end_s);
        expect_same_paths(ours, theirs);
        expect_same_settling(ours, theirs);
        expect_same_energy(ours, theirs, end_s);
    }

    [[nodiscard]] const std::vector<Query>& queries() const { return queries_; }

private:
    [[nodiscard]] const circuit::Layout& layout() const { return prepared_.lowered.layout; }
    [[nodiscard]] double released_s() const { return layout().release_s + layout().edge_s; }

    [[nodiscard]] std::vector<Pair> run(std::vector<sim::Job> jobs, const Stop& stop_of) {
        std::vector<Pair> pairs(jobs.size());
        auto twin = value_of(twin::Twin::build(prepared_.lowered.circuit, target_.temperature_c,
                                               {setup_.saved, setup_.watch}));
        for (std::size_t k = 0; k < jobs.size(); ++k) {
            const auto stop = stop_of ? stop_of(jobs[k].stop_parameters) : nullptr;
            pairs[k].twin = twin.run(jobs[k], stop.get());
            driver::fix_steps(jobs[k], kFine * driver::max_step_s(prepared_, spec_));
        }
        sim::Setup setup = setup_;
        setup.stop = stop_of;
        setup.options = dialect::options_line(netlist::kReltol / 10);
        value_of(sim::run_jobs(setup, jobs, [&](std::size_t k, sim::Outcome outcome) {
            pairs[k].ngspice = std::move(outcome);
        }));
        return pairs;
    }

    /// The largest difference of a visible state at an instant, of the range.
    [[nodiscard]] double apart(const Pair& pair, double time_s) const {
        const auto x = states(measure::decode(pair.twin.waveform, layout()), time_s);
        const auto y = states(measure::decode(pair.ngspice.waveform, layout()), time_s);
        double most = 0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            most = std::max(most, std::abs(x[i] - y[i]) / context_.range);
        }
        return most;
    }

    /// Of the visible states at a time, in the order of the neurons.
    [[nodiscard]] std::vector<double> states(const measure::Transient& path, double time_s) const {
        const auto& times = path.time_s;
        const auto after = std::clamp<std::size_t>(
            static_cast<std::size_t>(std::ranges::lower_bound(times, time_s) - times.begin()), 1,
            times.size() - 1);
        const double share =
            std::clamp((time_s - times[after - 1]) / (times[after] - times[after - 1]), 0.0, 1.0);
        std::vector<double> values;
        for (std::size_t k = 0; k < layout().banks[0].size(); ++k) {
            values.push_back((1 - share) * path.visible(after - 1, k) +
                             share * path.visible(after, k));
        }
        return values;
    }

    void expect_same_paths(const wave::Waveform& ours, const wave::Waveform& theirs) const {
        const auto a = measure::decode(ours, layout());
        const auto b = measure::decode(theirs, layout());
        constexpr int kInstants = 400;
        const double end_s = ours.time_s.back();
        double worst = 0;
        double at_end = 0;
        for (int k = 0; k <= kInstants; ++k) {
            const double time_s = released_s() + (end_s - released_s()) * k / kInstants;
            const auto x = states(a, time_s);
            const auto y = states(b, time_s);
            at_end = 0;
            for (std::size_t i = 0; i < x.size(); ++i) {
                at_end = std::max(at_end, std::abs(x[i] - y[i]) / context_.range);
            }
            worst = std::max(worst, at_end);
        }
        EXPECT_LE(worst, kPath);
        EXPECT_LE(at_end, kEnds);
    }

    [[nodiscard]] double settling_s(const wave::Waveform& waveform) const {
        const auto path = measure::decode(waveform, layout());
        const std::size_t width = layout().banks[0].size();
        std::vector<double> times;
        std::vector<double> values;
        for (std::size_t k = 0; k < path.time_s.size(); ++k) {
            if (path.time_s[k] >= layout().release_s) {
                times.push_back(path.time_s[k] - layout().release_s);
                for (std::size_t i = 0; i < width; ++i) {
                    values.push_back(path.visible(k, i));
                }
            }
        }
        return wave::settling_time(times, values, width, kBand * context_.range);
    }

    /// What the visible states move by behind the release, of the range.
    [[nodiscard]] double way_of(const wave::Waveform& waveform) const {
        const auto path = measure::decode(waveform, layout());
        const auto first = states(path, released_s());
        const auto last = states(path, path.time_s.back());
        double way = 0;
        for (std::size_t k = 0; k < first.size(); ++k) {
            way = std::max(way, std::abs(last[k] - first[k]) / context_.range);
        }
        return way;
    }

    void expect_same_settling(const wave::Waveform& ours, const wave::Waveform& theirs) const {
        const double least_s = kLeastTaus * spec_.visible.tau * context_.time_unit_s;
        const double expected_s = settling_s(theirs);
        if (way_of(theirs) >= kLongWay) {
            EXPECT_NEAR(settling_s(ours), expected_s, kSettling * std::max(expected_s, least_s));
        }
    }

    void expect_same_energy(const wave::Waveform& ours, const wave::Waveform& theirs,
                            double end_s) const {
        const auto energy = [&](const wave::Waveform& waveform) {
            return measure::energy_use(waveform, layout(), prepared_.network, layout().apply_s,
                                       end_s);
        };
        const EnergyUse a = energy(ours);
        const EnergyUse b = energy(theirs);
        EXPECT_NEAR(a.total, b.total, kEnergy * b.total);
        EXPECT_NEAR(a.activation, b.activation, kEnergy * b.total);
        EXPECT_NEAR(a.reference, b.reference, kEnergy * b.total);
    }

    Spec spec_;
    Target target_;
    std::vector<Query> queries_;
    driver::Prepared prepared_;
    measure::Context context_;
    sim::Setup setup_;
};

class TwinAgrees : public testing::TestWithParam<Where> {};

TEST_P(TwinAgrees, WithNgspice) {
    Recalled recalled(GetParam());
    const std::vector<Pair> pairs = recalled.run();
    for (std::size_t k = 0; k < pairs.size(); ++k) {
        SCOPED_TRACE(recalled.queries()[k].id);
        recalled.expect_agreement(pairs[k], recalled.queries()[k]);
    }
    recalled.expect_same_rest(recalled.run_to_rest(pairs[0].twin.waveform.time_s.back()));
}

/// Every shipped model on every target that builds it.
std::vector<Where> places(const std::vector<std::string>& targets, std::size_t queries) {
    std::vector<Where> all;
    for (const std::string& target : targets) {
        for (const std::string& model : shipped_models()) {
            all.push_back({model, target, queries});
        }
        all.push_back({"majority", target, queries});
        all.push_back({"parity", target, queries});
    }
    return all;
}

INSTANTIATE_TEST_SUITE_P(Ideal, TwinAgrees, testing::ValuesIn(places({"behavioral"}, 4)),
                         name_of_place);
INSTANTIATE_TEST_SUITE_P(Amplifiers, TwinAgrees,
                         testing::ValuesIn(places({"opamp-10M", "opamp-1G", "opamp-10G"}, 2)),
                         name_of_place);
INSTANTIATE_TEST_SUITE_P(Transistors, TwinAgrees,
                         testing::Values(Where{"xor", "cmos", 2}, Where{"hamming-7-4", "cmos", 1},
                                         Where{"majority", "cmos", 1}, Where{"xor", "bjt", 1},
                                         Where{"xor", "current-mode", 3},
                                         Where{"hamming-7-4", "current-mode", 2},
                                         Where{"xor", "steered-1G", 2},
                                         Where{"hamming-7-4", "steered-1G", 3}),
                         name_of_place);
const std::vector<std::string> kCurrentFeedback = {"amplifier.type=current-feedback",
                                                   "time_unit=auto:3"};
INSTANTIATE_TEST_SUITE_P(CurrentFeedback, TwinAgrees,
                         testing::Values(Where{"xor", "opamp-1G", 2, kCurrentFeedback},
                                         Where{"hamming-7-4", "opamp-1G", 1, kCurrentFeedback},
                                         Where{"cubic", "opamp-1G", 1, kCurrentFeedback},
                                         Where{"two-block", "opamp-1G", 1, kCurrentFeedback}),
                         name_of_place);

}  // namespace
}  // namespace hopspice::test

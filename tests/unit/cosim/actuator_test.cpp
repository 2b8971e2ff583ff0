// Actions of a controller as ramps of sources.

#include "cosim/actuator.h"
#include "measure/drive.h"
#include "sim/live_sources.h"

#include "support/prepared.h"
#include "support/token_specs.h"

#include <gtest/gtest.h>

#include <map>

namespace hopspice::cosim {
namespace {

/// An actuator, and its sources played in time.
class Played {
public:
    explicit Played(const std::string& target, double latency_s = 0, Quantiser dac = {})
        : spec_(test::shipped_model("hamming-7-4")),
          prepared_(test::value_of(driver::prepare(spec_, test::target_of(target), spec_.queries))),
          actuator({spec_, layout(), dac, {}, latency_s}, prepared_.lowered.circuit),
          sources_({actuator.sources(), {}}, 1e-9) {}

    void act(const Actions& actions, double time_s) {
        ASSERT_EQ(actuator.problem(actions), "");
        static_cast<void>(sources_.obey({actuator.act(actions, time_s), 1, false}, time_s));
    }
    [[nodiscard]] double volts(const std::string& source, double time_s) const {
        return sources_.volts(source, time_s);
    }
    [[nodiscard]] const circuit::Layout& layout() const { return prepared_.lowered.layout; }
    [[nodiscard]] const circuit::NeuronLayout& visible(std::size_t k) const {
        return layout().banks[0][k];
    }
    [[nodiscard]] std::vector<wave::SourceWave> recall(const Query& query) const {
        return measure::source_values(layout(), model::stimulus(spec_, query), spec_);
    }
    [[nodiscard]] const Spec& spec() const { return spec_; }

private:
    Spec spec_;
    driver::Prepared prepared_;

public:
    Actuator actuator;

private:
    sim::LiveSources sources_;
};

double pwl_at(const std::vector<double>& pwl, double time_s) {
    sim::EdgeHistory history(pwl[1]);
    for (std::size_t k = 2; k < pwl.size(); k += 2) {
        history.add(pwl[k - 2], pwl[k] - pwl[k - 2], pwl[k + 1]);
    }
    return history.at(time_s);
}

Actions present(const Query& query, Hold hold) {
    Actions actions;
    actions.hold = hold;
    for (std::size_t k = 0; k < query.visible.size(); ++k) {
        actions.visible[k] = *query.visible[k];
    }
    return actions;
}

TEST(Actuator, AFirstLoadAndReleaseIsThatOfARecall) {
    for (const char* target : {"behavioral", "opamp-1G", "current-mode"}) {
        Played played(target);
        const Query& query = played.spec().queries[3];
        played.act(present(query, Hold::LoadAndRelease), 0);
        const circuit::Layout& layout = played.layout();
        for (const wave::SourceWave& source : played.recall(query)) {
            for (const double t :
                 {layout.apply_s + layout.edge_s, layout.release_s,
                  layout.release_s + layout.edge_s / 2, layout.release_s + 2 * layout.edge_s}) {
                EXPECT_NEAR(played.volts(source.name, t), pwl_at(source.pwl, t), 1e-9)
                    << target << " " << source.name << " at " << t;
            }
        }
        EXPECT_NEAR(played.actuator.loaded_s().value(), layout.release_s, 1e-9 * layout.release_s);
    }
}

TEST(Actuator, ALoadInOperationResetsFirst) {
    Played played("opamp-1G");
    const circuit::Layout& layout = played.layout();
    played.act(present(played.spec().queries[3], Hold::LoadAndRelease), 0);
    const double begin = 100 * layout.release_s;
    played.act(present(played.spec().queries[5], Hold::LoadAndRelease), begin);
    const std::string& input = played.visible(0).input_source;
    const double apply = begin + layout.reset_s;
    EXPECT_EQ(played.volts("vrest", begin), layout.released_volts);
    EXPECT_EQ(played.volts("vrest", begin + 1.01 * layout.edge_s), layout.held_volts);
    EXPECT_EQ(played.volts(input, begin + 1.01 * layout.edge_s), 0)
        << "nothing to divide charge with";
    EXPECT_NEAR(played.volts("vrest", apply), layout.released_volts, 1e-9);
    const double loaded = apply + layout.release_s - layout.apply_s;
    EXPECT_NEAR(played.actuator.loaded_s().value(), loaded, 1e-12 * loaded);
    const std::string& control = played.visible(0).control_source;
    EXPECT_EQ(played.volts(control, 0.999 * loaded), layout.held_volts);
    EXPECT_TRUE(played.actuator.is_held(loaded));
    EXPECT_FALSE(played.actuator.is_held(loaded + 2 * layout.edge_s));
    EXPECT_NEAR(played.volts(control, loaded + 2 * layout.edge_s), layout.released_volts, 1e-12);
}

TEST(Actuator, LatencyDelaysEverything) {
    Played played("behavioral", 1e-6);
    played.act(present(played.spec().queries[3], Hold::Load), 0);
    played.act({.visible = {{2, 0.75}}}, 1e-5);
    const std::string& input = played.visible(2).input_source;
    EXPECT_NE(played.volts(input, 1.0999e-5), 0.75);
    EXPECT_EQ(played.volts(input, 1.1e-5 + 2 * played.layout().edge_s), 0.75);
}

TEST(Actuator, ClampedEntriesStayHeldAndOthersRun) {
    Played played("behavioral");
    const circuit::Layout& layout = played.layout();
    Actions actions = present(played.spec().queries[3], Hold::LoadAndRelease);
    actions.clamped = {1};
    played.act(actions, 0);
    const double after = layout.release_s + 2 * layout.edge_s;
    EXPECT_EQ(played.volts(played.visible(1).control_source, after), layout.held_volts);
    EXPECT_EQ(played.volts(played.visible(0).control_source, after), layout.released_volts);
}

TEST(Actuator, ValuesGoThroughTheDac) {
    Played played("behavioral", 0, {2, 0, 1.5});
    Actions actions = present(played.spec().queries[3], Hold::Load);
    actions.visible = {{0, 0.3}, {1, 0.2}, {2, 9}};
    played.act(actions, 0);
    const double after = 2 * played.layout().apply_s + 2 * played.layout().edge_s;
    EXPECT_EQ(played.volts(played.visible(0).input_source, after), 0.5);
    EXPECT_EQ(played.volts(played.visible(1).input_source, after), 0);
    EXPECT_EQ(played.volts(played.visible(2).input_source, after), 1.5);
}

TEST(Actuator, TokensChooseOneSourcePerSlotAndStayUntilOthersCome) {
    const Spec spec = test::make_random_token_model({.vocabulary = 3, .slots = 2, .visible = 3});
    const auto prepared =
        test::value_of(driver::prepare(spec, test::target_of("behavioral"), spec.queries));
    const circuit::Layout& layout = prepared.lowered.layout;
    ASSERT_EQ(layout.tokens.size(), 2U);
    Actuator actuator({spec, layout, {}, {}, 0}, prepared.lowered.circuit);
    sim::LiveSources sources({actuator.sources(), {}}, 1e-9);
    const auto act = [&](const Actions& actions, double time_s) {
        ASSERT_EQ(actuator.problem(actions), "");
        static_cast<void>(sources.obey({actuator.act(actions, time_s), 1e9, false}, time_s));
    };
    const auto chosen = [&](std::size_t slot, double time_s) {
        std::vector<std::size_t> high;
        for (std::size_t token = 0; token < 3; ++token) {
            const double volts = sources.volts(layout.tokens[slot][token], time_s);
            EXPECT_TRUE(volts == layout.held_volts || volts == layout.released_volts) << volts;
            if (volts == layout.held_volts) {
                high.push_back(token);
            }
        }
        return high;
    };
    using Tokens = std::vector<std::size_t>;
    act({.tokens = {2, 1}, .hold = Hold::LoadAndRelease}, 0);
    const double later = 10 * layout.release_s;
    EXPECT_EQ(chosen(0, 0.5 * layout.apply_s), Tokens{});
    EXPECT_EQ(chosen(0, later), Tokens{2});
    EXPECT_EQ(chosen(1, later), Tokens{1});
    act({.hold = Hold::LoadAndRelease}, later);
    EXPECT_EQ(chosen(0, 2 * later), Tokens{2});
    act({.tokens = {0, 0}}, 2 * later);
    EXPECT_EQ(chosen(0, 3 * later), Tokens{0});
    EXPECT_EQ(chosen(1, 3 * later), Tokens{0});
    EXPECT_EQ(actuator.problem({.tokens = {0, 3}}), "token 3 of 3");
    EXPECT_EQ(actuator.problem({.tokens = {0}}), "1 tokens for 2 slots");
}

TEST(Actuator, SaysWhatCannotBe) {
    const Played played("behavioral");
    const Actuator& actuator = played.actuator;
    EXPECT_EQ(actuator.problem({.visible = {{7, 0}}}), "visible neuron 7 of 7");
    EXPECT_EQ(actuator.problem({.visible = {{1, NAN}}}), "visible neuron 1 to be nan");
    EXPECT_EQ(actuator.problem({.bias = {{1, 0.5}}}),
              "a bias, which this circuit has no input for");
    EXPECT_EQ(actuator.problem({.tokens = {0, 1}}), "2 tokens for 0 slots");
    EXPECT_EQ(actuator.problem({.hold = Hold::Release}), "a release before any load");
    EXPECT_EQ(actuator.problem({.clamped = {9}}), "visible neuron 9 of 7 to be clamped");
    EXPECT_EQ(actuator.problem({.hold = Hold::Load}), "");
}

}  // namespace
}  // namespace hopspice::cosim

// Every kind of neuron function, whoever adds it, is known to all that there is: check, compile in
// every dialect, Verilog-A and xschem, recall with read-back, draw. What no circuit of amplifiers
// is known for is refused there in one sentence.

#include "cells/cell.h"
#include "integration/agreement.h"
#include "kinds/functions.h"
#include "support/specs.h"

#include <hopspice/check.h>
#include <hopspice/draw.h>
#include <hopspice/schematic.h>
#include <hopspice/verilog_a.h>

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace hopspice::test {
namespace {

/// A kind in one of the layers that it serves.
struct Use {
    Function function;
    kinds::Layer layer = kinds::Layer::Hidden;

    [[nodiscard]] std::string word() const {
        const kinds::Kind& kind = kinds::kind_of(function);
        return std::string(layer == kinds::Layer::Hidden ? kind.word : kind.visible_word);
    }
    [[nodiscard]] bool has_cell() const { return cells::find_cell(function) != nullptr; }
};

void PrintTo(const Use& use, std::ostream* out) { *out << use.word(); }

std::vector<Use> uses() {
    std::vector<Use> all;
    for (const kinds::Kind* kind : kinds::all_kinds()) {
        const Function function{kind->type, 0.8, 1.5, 3, true, 0.05};
        if (!kind->word.empty()) {
            all.push_back({function, kinds::Layer::Hidden});
        }
        if (!kind->visible_word.empty()) {
            all.push_back({function, kinds::Layer::Visible});
        }
    }
    return all;
}

std::string name_of_use(const testing::TestParamInfo<Use>& info) {
    return (info.param.layer == kinds::Layer::Hidden ? "hidden_" : "visible_") + info.param.word();
}

/// Read from text, as a user's is.
Spec memory(const Use& use) {
    Spec spec = make_spec(
        "kinds", make_block("block", {}, make_matrix({{0.4, -0.3, 0.2}, {-0.2, 0.3, 0.3}})));
    spec.visible.bias = {0.1, -0.1, 0.2};
    spec.hidden[0].bias = {0.1, 0.2};
    (use.layer == kinds::Layer::Hidden ? spec.hidden[0].energy : spec.visible.activation) =
        use.function;
    spec.queries.push_back(make_query("q", {0.6, -0.4, 0.3}));
    const auto read = read_spec_text(spec_text(spec), "kinds.json", ".");
    if (!read) {
        ADD_FAILURE() << format_diagnostic(read.error().front());
        return spec;
    }
    EXPECT_EQ(read->hidden[0].energy.type, spec.hidden[0].energy.type);
    EXPECT_EQ(read->visible.activation.type, spec.visible.activation.type);
    return *read;
}

/// Targets that can build it.
std::vector<std::string> targets_of(const Use& use) {
    return use.has_cell() ? std::vector<std::string>{"behavioral", "opamp-1G"}
                          : std::vector<std::string>{"behavioral"};
}

class EveryKind : public testing::TestWithParam<Use> {};

TEST_P(EveryKind, IsCheckedAndDrawn) {
    const Spec spec = memory(GetParam());
    for (const std::string& name : targets_of(GetParam())) {
        const Target target = make_target(name);
        const auto report = check(spec, target);
        ASSERT_TRUE(report) << name;
        EXPECT_NE(report->verdict(), Verdict::Impossible) << name << format_check(*report);
        const auto picture = draw(spec, target, {});
        ASSERT_TRUE(picture) << name;
        EXPECT_NE(picture->find(GetParam().word()), std::string::npos) << name;
    }
}

TEST_P(EveryKind, IsWrittenForEverySimulator) {
    const Spec spec = memory(GetParam());
    for (const std::string& name : targets_of(GetParam())) {
        const Target target = make_target(name);
        for (const ListedItem& dialect : list_dialects()) {
            const auto known = find_dialect(dialect.name);
            if (!known) {
                continue;  // no netlists of circuits: Verilog-A
            }
            const auto netlist = compile(spec, target, {}, {.dialect = *known});
            if (!netlist) {
                // It has no products of voltages, and functions of one voltage alone.
                EXPECT_EQ(dialect.name, "gnucap") << name;
                EXPECT_EQ(netlist.error().front().id, "HS-E310")
                    << format_diagnostic(netlist.error().front());
                continue;
            }
            EXPECT_LT(netlist->read_back.gain_error, 0.01) << name << ", " << dialect.name;
        }
        const auto flat = compile(spec, target, {}, {.form = NetlistForm::Flat});
        ASSERT_TRUE(flat);
        EXPECT_TRUE(draw_schematic(flat->text, flat->parts)) << name;
    }
    const auto modules = write_verilog_a(spec, behavioral(), spec.queries[0]);
    ASSERT_TRUE(modules) << format_diagnostic(modules.error().front());
}

TEST_P(EveryKind, IsRecalledAsTheOdeSays) {
    const Spec spec = memory(GetParam());
    expect_agreement(recall_all(spec, behavioral()), kBehavioral, spec);
    if (GetParam().has_cell()) {
        expect_agreement(recall_all(spec, opamp_auto(30)), kOpampRatio30, spec);
    }
}

TEST_P(EveryKind, WithoutACircuitIsRefusedInOneSentence) {
    if (GetParam().has_cell()) {
        return;
    }
    const Spec spec = memory(GetParam());
    for (const std::string name : {"opamp-1G", "cmos"}) {
        const auto report = check(spec, make_target(name));
        ASSERT_FALSE(report) << name;
        ASSERT_EQ(report.error().size(), 1U) << name;
        EXPECT_EQ(report.error().front().id, "HS-E263") << name;
    }
}

INSTANTIATE_TEST_SUITE_P(Kinds, EveryKind, testing::ValuesIn(uses()), name_of_use);

}  // namespace
}  // namespace hopspice::test

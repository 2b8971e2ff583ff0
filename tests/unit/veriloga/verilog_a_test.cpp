// What the Verilog-A says, evaluated from its text, is the right-hand side of the ODE; and its
// grammar is one that a compiler of Verilog-A takes.

#include "support/verilog_a.h"
#include "kinds/kind.h"
#include "model/dynamics.h"
#include "model/tokens.h"
#include "support/prepared.h"
#include "support/process.h"

#include <hopspice/export.h>
#include <hopspice/verilog_a.h>

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace hopspice {
namespace {

using Files = std::map<std::string, std::string>;

Files files_of(const Spec& spec, const Query& query) {
    return test::value_of(write_verilog_a(spec, test::target_of("behavioral"), query));
}

std::string modules_of(const Spec& spec, const Query& query) {
    return files_of(spec, query).at(spec.name + ".va");
}

std::string top_of(const test::VerilogFile& file) {
    for (const auto& [name, module] : file) {
        if (name.starts_with("memory_")) {
            return name;
        }
    }
    return "";
}

/// v0, v1, ..., h1_0, ... in the order of the model's state vector.
std::vector<std::string> nets_of(const Spec& spec) {
    std::vector<std::string> nets;
    for (std::size_t k = 0; k < spec.visible.size; ++k) {
        nets.push_back("v" + std::to_string(k));
    }
    for (std::size_t block = 0; block < spec.hidden.size(); ++block) {
        for (std::size_t k = 0; k < spec.hidden[block].size(); ++k) {
            nets.push_back("h" + std::to_string(block + 1) + "_" + std::to_string(k));
        }
    }
    return nets;
}

/// A state near the initial one, so that no neuron sits where it started.
std::vector<double> moved(std::vector<double> y) {
    for (std::size_t k = 0; k < y.size(); ++k) {
        y[k] += 0.05 * std::sin(1.0 + static_cast<double>(k));
    }
    return y;
}

/// `modules` are those of a query.
void expect_the_model(const Spec& spec, const Query& query, const std::string& modules) {
    const Spec chosen = model::selected(spec, query.tokens);
    const model::Stimulus stimulus = model::stimulus(chosen, query);
    model::Dynamics dynamics(chosen, stimulus);
    const std::vector<double> initial = dynamics.initial();
    std::vector<double> y = moved(initial);
    const auto nets = nets_of(chosen);
    std::map<std::string, double> states;
    for (std::size_t k = 0; k < y.size(); ++k) {
        const bool held = k < stimulus.clamped.size() && stimulus.clamped[k];
        y[k] = held ? stimulus.initial[k] : y[k];
        states[nets[k]] = y[k];
    }
    std::vector<double> slope(y.size());
    dynamics.derivative(y, slope);
    const auto file = test::parse_verilog_a(modules);
    const auto written = test::evaluate(file, top_of(file), states);
    const double unit_s = test::target_of("behavioral").time_unit.seconds;
    for (std::size_t k = 0; k < y.size(); ++k) {
        if (k < stimulus.clamped.size() && stimulus.clamped[k]) {
            EXPECT_FALSE(written.contains(nets[k])) << nets[k];
            continue;
        }
        ASSERT_TRUE(written.contains(nets[k])) << nets[k];
        const double scale = 1 + std::abs(slope[k]);
        EXPECT_NEAR(written.at(nets[k]).initial, initial[k], 1e-12) << nets[k];
        EXPECT_NEAR(written.at(nets[k]).slope_per_s * unit_s, slope[k], 1e-9 * scale) << nets[k];
    }
}

void expect_the_model(const Spec& spec, const Query& query) {
    expect_the_model(spec, query, modules_of(spec, query));
}

TEST(VerilogA, SaysTheEquationsOfEveryShippedModel) {
    for (const std::string& name : test::shipped_models()) {
        SCOPED_TRACE(name);
        const Spec spec = test::shipped_model(name);
        expect_the_model(spec, spec.queries.front());
    }
}

TEST(VerilogA, SaysTheEquationsOfTheContextOfAQuery) {
    for (const std::string name : {"majority", "parity"}) {
        SCOPED_TRACE(name);
        Spec spec = test::shipped_model(name);
        spec.readout.in_circuit = false;
        expect_the_model(spec, spec.queries.front());
        expect_the_model(spec, spec.queries.back());
    }
}

TEST(VerilogA, SaysTheEquationsOfEveryEnergyAndActivation) {
    for (const kinds::Kind* energy : kinds::all_kinds()) {
        for (const kinds::Kind* activation : kinds::all_kinds()) {
            if (energy->word.empty() || activation->visible_word.empty()) {
                continue;
            }
            Spec spec = test::shipped_model("two-block");
            spec.hidden[1].energy = {energy->type, 0.25, 0.5, 4, false};
            spec.visible.activation = {.type = activation->type, .gain = 2, .eps = 1e-3};
            SCOPED_TRACE(std::string(energy->word) + " " + std::string(activation->visible_word));
            expect_the_model(spec, spec.queries.front());
        }
    }
}

/// What differs from query to query: initial state, held neurons, biases, rows that tokens choose.
TEST(VerilogA, SaysTheEquationsOfEveryQueryInAnExportedFolder) {
    for (const std::string name : {"hamming-7-4", "majority"}) {
        const test::TemporaryFolder folder;
        Spec spec = test::shipped_model(name);
        spec.readout.in_circuit = false;
        (void)test::value_of(
            export_verilog_a(spec, test::target_of("behavioral"), {}, folder / "out"));
        for (const Query& query : spec.queries) {
            SCOPED_TRACE(name + " " + query.id);
            expect_the_model(spec, query, test::read_text(folder / ("out/" + query.id + ".va")));
        }
    }
}

TEST(VerilogA, WithoutQueriesIsExportedFromTheInitialState) {
    const test::TemporaryFolder folder;
    Spec spec = test::shipped_model("xor");
    spec.queries.clear();
    const Exported exported =
        test::value_of(export_verilog_a(spec, test::target_of("behavioral"), {}, folder / "out"));
    EXPECT_EQ(exported.files,
              (std::vector<std::string>{"README.txt", "expected.csv", "query.scs", "query.va"}));
    EXPECT_FALSE(exported.read_back);
    expect_the_model(spec, {}, test::read_text(folder / "out/query.va"));
}

TEST(VerilogA, NoticesAWrongWeight) {
    const Spec spec = test::shipped_model("xor");
    Spec wrong = spec;
    wrong.hidden[0].weights(1, 1) += 1e-6;
    const Query& query = spec.queries.back();
    const auto states =
        std::map<std::string, double>{{"v0", 1},     {"v1", 1},     {"v2", 0.5},  {"h1_0", 0},
                                      {"h1_1", 0.1}, {"h1_2", 0.2}, {"h1_3", 0.3}};
    const auto right_file = test::parse_verilog_a(modules_of(spec, query));
    const auto wrong_file = test::parse_verilog_a(modules_of(wrong, query));
    const auto right = test::evaluate(right_file, top_of(right_file), states);
    const auto other = test::evaluate(wrong_file, top_of(wrong_file), states);
    EXPECT_NE(right.at("h1_1").slope_per_s, other.at("h1_1").slope_per_s);
}

TEST(VerilogA, HasATestbenchThatNamesItsFileItsModuleAndTheTimeout) {
    const Spec spec = test::shipped_model("hamming-7-4");
    const Files files = files_of(spec, spec.queries.front());
    ASSERT_EQ(files.size(), 2U);
    const std::string& bench = files.at("hamming-7-4.scs");
    for (const std::string words :
         {"ahdl_include \"hamming-7-4.va\"", "memory (v0 v1 v2 v3 v4 v5 v6) memory_hamming_7_4",
          "save v0 v1 v2 v3 v4 v5 v6"}) {
        EXPECT_NE(bench.find(words), std::string::npos) << words << "\n" << bench;
    }
    const auto stop = bench.find("recall tran stop=");
    ASSERT_NE(stop, std::string::npos) << bench;
    EXPECT_DOUBLE_EQ(std::stod(bench.substr(stop + 17)), spec.inference.timeout * 1e-6);
}

TEST(VerilogA, IsOfLevelBehavioralAndHasNoReadout) {
    Spec spec = test::shipped_model("parity");
    const Query query = spec.queries.front();
    const auto opamp = write_verilog_a(spec, test::target_of("opamp-1G"), query);
    ASSERT_FALSE(opamp);
    EXPECT_EQ(opamp.error().front().id, "HS-E262");
    spec.readout.in_circuit = true;
    const auto readout = write_verilog_a(spec, test::target_of("behavioral"), query);
    ASSERT_FALSE(readout);
    EXPECT_EQ(readout.error().front().id, "HS-E262");
}

#ifdef ADMSXML_BINARY
/// What the standard's own header says of these, for a compiler that comes without it.
constexpr const char* kDisciplines = R"(
nature Voltage
  units = "V";
  access = V;
  abstol = 1e-6;
endnature
nature Current
  units = "A";
  access = I;
  abstol = 1e-12;
endnature
discipline electrical
  potential Voltage;
  flow Current;
enddiscipline
)";

int compiled(const std::string& text) {
    const test::TemporaryFolder folder;
    (void)folder.write("disciplines.vams", kDisciplines);
    (void)folder.write("constants.vams", "`define M_PI 3.14159265358979323846\n");
    (void)folder.write("model.va", text);
    return test::run({ADMSXML_BINARY, "model.va"}, {"", folder.path()}).exit_code;
}

TEST(VerilogA, IsTakenByAdmsXml) {
    for (const std::string& name : test::shipped_models()) {
        const Spec spec = test::shipped_model(name);
        EXPECT_EQ(compiled(modules_of(spec, spec.queries.front())), 0) << name;
    }
    const Spec spec = test::shipped_model("xor");
    const std::string right = modules_of(spec, spec.queries.front());
    for (const std::string broken : {"<+", "endmodule", "electrical", "tau,"}) {
        std::string wrong = right;
        wrong.replace(wrong.find(broken), broken.size(), "@");
        EXPECT_NE(compiled(wrong), 0) << broken;
    }
}
#endif

}  // namespace
}  // namespace hopspice

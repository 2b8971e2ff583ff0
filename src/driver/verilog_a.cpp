// Two files: the modules, and a testbench in Spectre's own language.

#include "driver/prepare.h"
#include "model/stimulus.h"
#include "model/tokens.h"
#include "support/rules.h"
#include "veriloga/modules.h"

#include <hopspice/verilog_a.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

namespace hopspice {

namespace {

/// Text of the user as the rest of a comment line.
std::string one_line(std::string text) {
    std::ranges::replace_if(
        text, [](unsigned char c) { return std::iscntrl(c) != 0; }, ' ');
    return text;
}

std::string modules_text(const veriloga::Memory& memory, const Query& query,
                         const std::string& name) {
    const Spec& spec = memory.spec;
    return fmt::format("// {}: the mathematics in Verilog-A, query {}\n", one_line(spec.name),
                       one_line(query.id.empty() ? "none" : query.id)) +
           fmt::format("// 1 V is a unit of the model, one model time unit is {} s\n",
                       memory.time_unit_s) +
           "`include \"constants.vams\"\n`include \"disciplines.vams\"\n\n" +
           veriloga::neuron_modules() + veriloga::activation_modules(spec) +
           veriloga::layer_modules(spec) + veriloga::crossbar_modules(spec) +
           veriloga::memory_module(memory, name);
}

std::string testbench_text(const veriloga::Memory& memory, const std::string& file,
                           const std::string& name) {
    const Spec& spec = memory.spec;
    std::vector<std::string> nets;
    for (std::size_t k = 0; k < spec.visible.size; ++k) {
        nets.push_back(fmt::format("v{}", k));
    }
    const double stop = memory.stimulus.time.value_or(spec.inference.timeout) * memory.time_unit_s;
    const double step = spec.visible.tau * memory.time_unit_s / driver::kStepsPerTau;
    const std::string list = fmt::format("{}", fmt::join(nets, " "));
    return fmt::format(
        "// {}: Spectre testbench; time begins at the release of the initial state\n"
        "simulator lang=spectre\nglobal 0\nahdl_include \"{}\"\n\n"
        "memory ({}) {}\n\nsave {}\nopts options reltol=1e-4\nrecall tran stop={} maxstep={}\n",
        one_line(spec.name), file, list, name, list, stop, step);
}

}  // namespace

Result<std::map<std::string, std::string>> write_verilog_a(const Spec& spec, const Target& target,
                                                           const Query& query,
                                                           const std::string& name) {
    if (target.level != Level::Behavioral) {
        return fail(
            Rule::CannotWriteVerilogA, {target.name, "/level"},
            fmt::format("the level is {}, only behavioral has modules", to_string(target.level)));
    }
    if (spec.readout.in_circuit) {
        return fail(Rule::CannotWriteVerilogA, {spec.file, "/readout/in_circuit"},
                    "there is no module of a readout");
    }
    const Spec chosen = model::selected(spec, query.tokens);
    const model::Stimulus stimulus = model::stimulus(chosen, query);
    const veriloga::Memory memory{chosen, stimulus, model::initial_state(chosen, stimulus),
                                  target.time_unit.seconds};
    const std::string module = veriloga::identifier(spec.name);
    const std::string file = name.empty() ? spec.name : name;
    return std::map<std::string, std::string>{
        {file + ".va", modules_text(memory, query, module)},
        {file + ".scs", testbench_text(memory, file + ".va", module)}};
}

}  // namespace hopspice

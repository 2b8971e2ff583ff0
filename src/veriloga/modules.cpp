#include "veriloga/modules.h"

#include "kinds/functions.h"
#include "kinds/module_text.h"
#include "support/assert.h"

#include <fmt/format.h>

#include <cctype>
#include <set>
#include <vector>

namespace hopspice::veriloga {

namespace {

using kinds::joined;
using kinds::numbered;

using Names = std::vector<std::string>;

std::string net(std::size_t layer, std::size_t neuron) {
    return layer == 0 ? fmt::format("v{}", neuron) : fmt::format("h{}_{}", layer, neuron);
}

std::string output_of(std::size_t layer, std::size_t neuron) {
    return net(layer, neuron) + (layer == 0 ? "_g" : "_f");
}

/// Names with commas, some of them per line.
std::string list_of(const Names& names) {
    constexpr std::size_t kPerLine = 12;
    std::string list;
    for (std::size_t k = 0; k < names.size(); ++k) {
        list += k == 0 ? "" : k % kPerLine == 0 ? ",\n    " : ", ";
        list += names[k];
    }
    return list;
}

/// Head of a module whose ports are all electrical.
std::string head(const std::string& name, const Names& ports) {
    const std::string list = list_of(ports);
    return fmt::format("module {}({});\n  inout {};\n  electrical {};\n", name, list, list, list);
}

const Function& function_of(const Spec& spec, std::size_t layer) {
    return layer == 0 ? spec.visible.activation : spec.hidden[layer - 1].energy;
}

std::size_t size_of(const Spec& spec, std::size_t layer) {
    return layer == 0 ? spec.visible.size : spec.hidden[layer - 1].size();
}

/// What the modules of single neurons begin with.
std::string single_name(const Function& function) { return kinds::name_of(function) + "_output"; }

/// The module of a whole layer is of its size, and therefore the layer's own.
std::string joint_name(const Function& function, std::size_t layer) {
    return fmt::format("{}_{}", kinds::name_of(function), layer);
}

/// The output y of a single neuron whose state is x.
std::string single_module(const Function& function) {
    const kinds::Single& single = *kinds::kind_of(function).single();
    const std::string formula = single.formula(function, "V(x)", "k");
    return "\n" + head(single_name(function), {"x", "y"}) +
           (single.steepness != nullptr ? "  parameter real k = 1 from (0:inf);\n" : "") +
           "  analog\n    V(y) <+ " + (formula.empty() ? "V(x)" : formula) + ";\nendmodule\n";
}

/// The key of a module's parameter, which is that of the function.
std::string_view module_key(const Function& function) {
    const kinds::Kind& kind = kinds::kind_of(function);
    for (const kinds::Parameter& parameter : kind.parameters) {
        const auto* field = std::get_if<double Function::*>(&parameter.field);
        if (field != nullptr && *field == kind.joint()->module_parameter) {
            return parameter.key;
        }
    }
    HOPSPICE_UNREACHABLE();
}

/// The outputs y of a layer whose states are x.
std::string joint_module(const Function& function, std::size_t layer, std::size_t size) {
    const kinds::Joint& joint = *kinds::kind_of(function).joint();
    const kinds::Module body = joint.module(size);
    std::string text =
        fmt::format("\n// {}\n", body.comment) +
        head(joint_name(function, layer), joined(numbered("x", size), numbered("y", size))) +
        fmt::format("  parameter real {} = {} from (0:inf);\n", module_key(function),
                    Function{}.*joint.module_parameter) +
        fmt::format("  real {};\n  analog begin\n", list_of(body.reals));
    for (const std::string& line : body.lines) {
        text += "    " + line + "\n";
    }
    return text + "  end\nendmodule\n";
}

std::string instance(const std::string& module, const std::string& parameters,
                     const std::string& name, const Names& nets) {
    return fmt::format("  {} {}{} ({});\n", module,
                       parameters.empty() ? "" : "#(" + parameters + ") ", name, list_of(nets));
}

Names of_layer(std::size_t layer, std::size_t count, const std::string& suffix) {
    Names names;
    for (std::size_t k = 0; k < count; ++k) {
        names.push_back(net(layer, k) + suffix);
    }
    return names;
}

/// Outputs of one layer from its states.
std::string outputs_of(const Spec& spec, std::size_t layer) {
    const Function& function = function_of(spec, layer);
    const std::size_t size = size_of(spec, layer);
    if (const kinds::Joint* joint = kinds::kind_of(function).joint()) {
        return instance(
            joint_name(function, layer),
            fmt::format(".{}({})", module_key(function), function.*joint->module_parameter),
            fmt::format("layer_{}", layer),
            joined(of_layer(layer, size, ""), of_layer(layer, size, layer == 0 ? "_g" : "_f")));
    }
    const double Function::*steepness = kinds::kind_of(function).single()->steepness;
    std::string text;
    for (std::size_t k = 0; k < size; ++k) {
        text += instance(single_name(function),
                         steepness != nullptr ? fmt::format(".k({})", function.*steepness) : "",
                         "f_" + net(layer, k), {net(layer, k), output_of(layer, k)});
    }
    return text;
}

std::string visible_neurons(const Memory& memory) {
    std::string text;
    const double tau_s = memory.spec.visible.tau * memory.time_unit_s;
    for (std::size_t k = 0; k < memory.spec.visible.size; ++k) {
        const std::string name = net(0, k);
        text += memory.stimulus.clamped[k]
                    ? instance("held_neuron", fmt::format(".x0({})", memory.stimulus.initial[k]),
                               "n_" + name, {name + "_in", name})
                    : instance("neuron",
                               fmt::format(".tau({}), .bias({}), .x0({})", tau_s,
                                           memory.stimulus.bias[k], memory.initial.visible[k]),
                               "n_" + name, {name + "_in", name});
    }
    return text;
}

std::string hidden_neurons(const Memory& memory, std::size_t index, std::size_t first) {
    const HiddenBlock& block = memory.spec.hidden[index];
    std::string text;
    for (std::size_t k = 0; k < block.size(); ++k) {
        const std::string name = net(index + 1, k);
        text += instance("neuron",
                         fmt::format(".tau({}), .bias({}), .x0({})", block.tau * memory.time_unit_s,
                                     block.bias[k], memory.initial.hidden[first + k]),
                         "n_" + name, {name + "_in", name});
    }
    return text;
}

}  // namespace

std::string neuron_modules() {
    return "// a lossy integrator: tau dx/dt = I(in) + bias - x, x(0) = x0\n" +
           head("neuron", {"in", "x"}) +
           "  parameter real tau = 1 from (0:inf);\n  parameter real bias = 0;\n"
           "  parameter real x0 = 0;\n  analog begin\n    V(in) <+ 0;\n"
           "    V(x) <+ idt((I(in) + bias - V(x)) / tau, x0);\n  end\nendmodule\n"
           "\n// a neuron that is held at x0\n" +
           head("held_neuron", {"in", "x"}) +
           "  parameter real x0 = 0;\n  analog begin\n    V(in) <+ 0;\n    V(x) <+ x0;\n"
           "  end\nendmodule\n";
}

std::string activation_modules(const Spec& spec) {
    std::string text;
    std::set<std::string> written;
    for (std::size_t layer = 0; layer <= spec.hidden.size(); ++layer) {
        const Function& function = function_of(spec, layer);
        if (!kinds::is_joint(function) && written.insert(single_name(function)).second) {
            text += single_module(function);
        }
    }
    return text;
}

std::string layer_modules(const Spec& spec) {
    std::string text;
    for (std::size_t layer = 0; layer <= spec.hidden.size(); ++layer) {
        const Function& function = function_of(spec, layer);
        if (kinds::is_joint(function)) {
            text += joint_module(function, layer, size_of(spec, layer));
        }
    }
    return text;
}

std::string crossbar_modules(const Spec& spec) {
    std::string text;
    for (std::size_t index = 0; index < spec.hidden.size(); ++index) {
        const Matrix& weights = spec.hidden[index].weights;
        text += fmt::format("\n// hidden block {}, both directions: currents out of the columns\n",
                            spec.hidden[index].name) +
                head(fmt::format("crossbar_{}", index + 1),
                     joined(joined(numbered("g", weights.cols), numbered("v_in", weights.cols)),
                            joined(numbered("f", weights.rows), numbered("h_in", weights.rows)))) +
                "  analog begin\n";
        for (std::size_t row = 0; row < weights.rows; ++row) {
            for (std::size_t col = 0; col < weights.cols; ++col) {
                if (weights(row, col) != 0) {
                    text += fmt::format("    I(h_in{}) <+ -({}) * V(g{});\n", row,
                                        weights(row, col), col);
                    text += fmt::format("    I(v_in{}) <+ -({}) * V(f{});\n", col,
                                        weights(row, col), row);
                }
            }
        }
        text += "  end\nendmodule\n";
    }
    return text;
}

std::string memory_module(const Memory& memory, const std::string& name) {
    const Spec& spec = memory.spec;
    std::string text = "\n" + head(name, of_layer(0, spec.visible.size, ""));
    std::string body = visible_neurons(memory) + outputs_of(spec, 0);
    Names inner =
        joined(of_layer(0, spec.visible.size, "_in"), of_layer(0, spec.visible.size, "_g"));
    std::size_t first = 0;
    for (std::size_t index = 0; index < spec.hidden.size(); ++index) {
        const std::size_t size = spec.hidden[index].size();
        const Names in = of_layer(index + 1, size, "_in");
        const Names out = of_layer(index + 1, size, "_f");
        inner = joined(joined(inner, of_layer(index + 1, size, "")), joined(in, out));
        body += hidden_neurons(memory, index, first) + outputs_of(spec, index + 1);
        body += instance(fmt::format("crossbar_{}", index + 1), "", fmt::format("xi_{}", index + 1),
                         joined(joined(of_layer(0, spec.visible.size, "_g"),
                                       of_layer(0, spec.visible.size, "_in")),
                                joined(out, in)));
        first += size;
    }
    return text + fmt::format("  electrical {};\n", list_of(inner)) + body + "endmodule\n";
}

std::string identifier(const std::string& text) {
    std::string name = "memory_";
    for (const char c : text) {
        name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    }
    return name;
}

}  // namespace hopspice::veriloga

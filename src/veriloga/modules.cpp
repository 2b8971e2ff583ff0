#include "veriloga/modules.h"

#include "model/functions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <vector>

namespace hopspice::veriloga {

namespace {

using Names = std::vector<std::string>;

/// The exponent of the netlists' ideal exponential is bounded there too.
constexpr double kLargestExponent = 60;

std::string net(std::size_t layer, std::size_t neuron) {
    return layer == 0 ? fmt::format("v{}", neuron) : fmt::format("h{}_{}", layer, neuron);
}

std::string output_of(std::size_t layer, std::size_t neuron) {
    return net(layer, neuron) + (layer == 0 ? "_g" : "_f");
}

/// `x0, x1, ...`
Names numbered(const std::string& name, std::size_t count) {
    Names names;
    for (std::size_t k = 0; k < count; ++k) {
        names.push_back(fmt::format("{}{}", name, k));
    }
    return names;
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

Names joined(Names first, const Names& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

/// The output of a single neuron, with `k` for the gain and `x` for the state.
struct Single {
    std::string module;
    std::string formula;
    bool has_gain = false;
    double gain = 1;
};

Single single_of(const Activation& activation) {
    switch (activation.type) {
        case ActivationType::Identity:
            return {"identity_output", "V(x)"};
        case ActivationType::Tanh:
            return {"tanh_output", "tanh(k * V(x))", true, activation.gain};
        case ActivationType::Sigmoid:
            return {"sigmoid_output", "0.5 + 0.5 * tanh(0.5 * k * V(x))", true, activation.gain};
        case ActivationType::Relu:
            return {"relu_output", "max(V(x), 0)"};
        case ActivationType::Spherical:
        case ActivationType::LayerNorm:
            return {};
    }
    return {};
}

/// h^(n-1) as a product, which keeps the sign of h.
Single power_of(const Energy& energy) {
    const std::string factor = energy.rectified ? "max(V(x), 0)" : "V(x)";
    std::string product = factor;
    for (int power = 2; power < energy.degree; ++power) {
        product += " * " + factor;
    }
    return {
        fmt::format("{}power_{}_output", energy.rectified ? "rectified_" : "", energy.degree - 1),
        product};
}

Single single_of(const Energy& energy) {
    switch (energy.type) {
        case EnergyType::Linear:
            return {"identity_output", "V(x)"};
        case EnergyType::Relu:
            return {"relu_output", "max(V(x), 0)"};
        case EnergyType::Tanh:
            return {"tanh_output", "tanh(k * V(x))", true, energy.gain};
        case EnergyType::Exponential:
            return {"exponential_output", fmt::format("exp(min(k * V(x), {}))", kLargestExponent),
                    true, energy.beta};
        case EnergyType::Polynomial:
            return power_of(energy);
        case EnergyType::Softmax:
        case EnergyType::Epanechnikov:
            return {};
    }
    return {};
}

/// All single outputs of a spec, the visible layer's first; none where it is one of a layer.
std::vector<Single> singles_of(const Spec& spec) {
    std::vector<Single> singles{single_of(spec.visible.activation)};
    for (const HiddenBlock& block : spec.hidden) {
        singles.push_back(single_of(block.energy));
    }
    return singles;
}

/// `a + b + c` of a term per neuron, in lines that are not too long.
std::string sum_of(const Names& terms) {
    return fmt::format("{}", fmt::join(terms, "\n        + "));
}

Names applied(const std::string& format, std::size_t count) {
    Names terms;
    for (std::size_t k = 0; k < count; ++k) {
        terms.push_back(fmt::format(fmt::runtime(format), k));
    }
    return terms;
}

std::string reals(const Names& names) { return fmt::format("  real {};\n", list_of(names)); }

/// f = exp(beta (h - max h)) over its sum.
std::string softmax_module(std::size_t index, std::size_t size) {
    const std::string name = fmt::format("softmax_{}", index);
    std::string text = "\n// f = softmax(beta h), the largest h subtracted\n" +
                       head(name, joined(numbered("h", size), numbered("f", size)));
    text += "  parameter real beta = 1 from (0:inf);\n";
    text += reals(joined({"top", "total"}, numbered("e", size)));
    text += "  analog begin\n    top = V(h0);\n";
    for (std::size_t k = 1; k < size; ++k) {
        text += fmt::format("    top = max(top, V(h{}));\n", k);
    }
    for (std::size_t k = 0; k < size; ++k) {
        text += fmt::format("    e{0} = exp(beta * (V(h{0}) - top));\n", k);
    }
    text += fmt::format("    total = {};\n", sum_of(applied("e{0}", size)));
    for (std::size_t k = 0; k < size; ++k) {
        text += fmt::format("    V(f{0}) <+ e{0} / total;\n", k);
    }
    return text + "  end\nendmodule\n";
}

/// f = relu(1 + beta h) over its sum, which is kept off 0: outside of all basins f is not defined.
std::string epanechnikov_module(std::size_t index, std::size_t size) {
    const std::string name = fmt::format("epanechnikov_{}", index);
    std::string text = "\n// f = relu(1 + beta h) over its sum\n" +
                       head(name, joined(numbered("h", size), numbered("f", size)));
    text += "  parameter real beta = 1 from (0:inf);\n";
    text += reals(joined({"total"}, numbered("r", size)));
    text += "  analog begin\n";
    for (std::size_t k = 0; k < size; ++k) {
        text += fmt::format("    r{0} = max(1 + beta * V(h{0}), 0);\n", k);
    }
    text += fmt::format("    total = max({}, {});\n", sum_of(applied("r{0}", size)), model::kEdge);
    for (std::size_t k = 0; k < size; ++k) {
        text += fmt::format("    V(f{0}) <+ r{0} / total;\n", k);
    }
    return text + "  end\nendmodule\n";
}

/// g = (v - mean)/sqrt(var + eps), or v/sqrt(|v|^2 + eps).
std::string normalised_module(const Activation& activation, std::size_t size) {
    const bool centred = activation.type == ActivationType::LayerNorm;
    const double share = centred ? 1 / static_cast<double>(size) : 1;
    std::string text = fmt::format("\n// {}\n", centred ? "g = (v - mean v)/sqrt(var v + eps)"
                                                        : "g = v/sqrt(|v|^2 + eps)") +
                       head(centred ? "layernorm_0" : "spherical_0",
                            joined(numbered("x", size), numbered("g", size)));
    text += "  parameter real eps = 1e-05 from (0:inf);\n" + reals({"mean", "divisor"});
    text += "  analog begin\n";
    text += centred
                ? fmt::format("    mean = {} * ({});\n", share, sum_of(applied("V(x{0})", size)))
                : "    mean = 0;\n";
    text += fmt::format("    divisor = sqrt({} * ({}) + eps);\n", share,
                        sum_of(applied("(V(x{0}) - mean) * (V(x{0}) - mean)", size)));
    for (std::size_t k = 0; k < size; ++k) {
        text += fmt::format("    V(g{0}) <+ (V(x{0}) - mean) / divisor;\n", k);
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
std::string outputs_of(const Spec& spec, std::size_t layer, std::size_t size,
                       const Single& single) {
    std::string text;
    for (std::size_t k = 0; k < size && !single.module.empty(); ++k) {
        text += instance(single.module, single.has_gain ? fmt::format(".k({})", single.gain) : "",
                         "f_" + net(layer, k), {net(layer, k), output_of(layer, k)});
    }
    if (!single.module.empty()) {
        return text;
    }
    const Names nets =
        joined(of_layer(layer, size, ""), of_layer(layer, size, layer == 0 ? "_g" : "_f"));
    if (layer == 0) {
        const bool centred = spec.visible.activation.type == ActivationType::LayerNorm;
        return instance(centred ? "layernorm_0" : "spherical_0",
                        fmt::format(".eps({})", spec.visible.activation.eps), "layer_0", nets);
    }
    const Energy& energy = spec.hidden[layer - 1].energy;
    const char* word = energy.type == EnergyType::Softmax ? "softmax" : "epanechnikov";
    return instance(fmt::format("{}_{}", word, layer), fmt::format(".beta({})", energy.beta),
                    fmt::format("layer_{}", layer), nets);
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
    for (const Single& single : singles_of(spec)) {
        if (!single.module.empty() && written.insert(single.module).second) {
            text += "\n" + head(single.module, {"x", "y"}) +
                    (single.has_gain ? "  parameter real k = 1 from (0:inf);\n" : "") +
                    "  analog\n    V(y) <+ " + single.formula + ";\nendmodule\n";
        }
    }
    return text;
}

std::string layer_modules(const Spec& spec) {
    std::string text;
    if (model::is_of_the_layer(spec.visible.activation)) {
        text += normalised_module(spec.visible.activation, spec.visible.size);
    }
    for (std::size_t index = 0; index < spec.hidden.size(); ++index) {
        const HiddenBlock& block = spec.hidden[index];
        if (block.energy.type == EnergyType::Softmax) {
            text += softmax_module(index + 1, block.size());
        } else if (block.energy.type == EnergyType::Epanechnikov) {
            text += epanechnikov_module(index + 1, block.size());
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
    const std::vector<Single> singles = singles_of(spec);
    std::string text = "\n" + head(name, of_layer(0, spec.visible.size, ""));
    std::string body = visible_neurons(memory) + outputs_of(spec, 0, spec.visible.size, singles[0]);
    Names inner =
        joined(of_layer(0, spec.visible.size, "_in"), of_layer(0, spec.visible.size, "_g"));
    std::size_t first = 0;
    for (std::size_t index = 0; index < spec.hidden.size(); ++index) {
        const std::size_t size = spec.hidden[index].size();
        const Names in = of_layer(index + 1, size, "_in");
        const Names out = of_layer(index + 1, size, "_f");
        inner = joined(joined(inner, of_layer(index + 1, size, "")), joined(in, out));
        body += hidden_neurons(memory, index, first) +
                outputs_of(spec, index + 1, size, singles[index + 1]);
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

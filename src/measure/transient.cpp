#include "measure/transient.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace hopspice::measure {

namespace {

std::string voltage_of(const std::string& net) { return "v(" + net + ")"; }
std::string current_of(const std::string& source) { return "i(" + source + ")"; }

void decode_bank(const wave::Waveform& waveform, const std::vector<circuit::NeuronLayout>& bank,
                 std::size_t first_column, Matrix& states) {
    for (std::size_t neuron = 0; neuron < bank.size(); ++neuron) {
        const circuit::Probe& probe = bank[neuron].state;
        const auto column = waveform.find(voltage_of(probe.net));
        const auto minus =
            probe.minus.empty() ? std::nullopt : waveform.find(voltage_of(probe.minus));
        for (std::size_t point = 0; column && point < waveform.points(); ++point) {
            const double volts =
                waveform.at(point, *column) - (minus ? waveform.at(point, *minus) : 0);
            states(point, first_column + neuron) = volts / probe.volts_per_unit + probe.shift;
        }
    }
}

/// Power of a signal, linear between the points, integrated between two instants.
template <typename Power>
double integrate(const wave::Waveform& waveform, double from_s, double to_s, Power power) {
    double sum = 0;
    for (std::size_t point = 1; point < waveform.points(); ++point) {
        const double before = waveform.time_s[point - 1];
        const double after = waveform.time_s[point];
        const double begin = std::max(from_s, before);
        const double end = std::min(to_s, after);
        if (end > begin) {
            const double middle = ((begin + end) / 2 - before) / (after - before);
            sum += (end - begin) * ((1 - middle) * power(point - 1) + middle * power(point));
        }
    }
    return sum;
}

double& share_of(EnergyUse& use, const std::string& domain) {
    if (domain == "visible") {
        return use.visible;
    }
    if (domain == "hidden") {
        return use.hidden;
    }
    return domain == "activation" ? use.activation : use.reference;
}

double bias_watts(const analog::Network& network) {
    double watts = 0;
    for (const analog::Bank& bank : network.banks) {
        for (const double siemens : bank.bias_siemens) {
            watts += bank.reference_volts * bank.reference_volts * std::abs(siemens);
        }
    }
    return watts;
}

}  // namespace

std::vector<std::string> saved_signals(const circuit::Layout& layout) {
    std::vector<std::string> saved;
    for (const auto& bank : layout.banks) {
        for (const circuit::NeuronLayout& neuron : bank) {
            saved.push_back(voltage_of(neuron.state.net));
        }
        for (const circuit::NeuronLayout& neuron : bank) {
            if (!neuron.state.minus.empty()) {
                saved.push_back(voltage_of(neuron.state.minus));
            }
        }
    }
    for (const auto& bank : layout.banks) {
        for (const circuit::NeuronLayout& neuron : bank) {
            for (const circuit::Line& line : neuron.lines) {
                if (line.siemens > 0 && line.net != neuron.state.net) {
                    saved.push_back(voltage_of(line.net));
                }
            }
        }
    }
    if (layout.readout_bank) {
        for (const circuit::NeuronLayout& neuron : layout.banks[*layout.readout_bank]) {
            saved.push_back(voltage_of(neuron.lines.front().net));
        }
    }
    for (const circuit::Supply& supply : layout.supplies) {
        saved.push_back(current_of(supply.source));
    }
    return saved;
}

std::size_t visible_signals(const circuit::Layout& layout) {
    const auto& visible = layout.banks[0];
    return visible.empty() || visible[0].state.minus.empty() ? visible.size() : 2 * visible.size();
}

double visible_volts(const circuit::Layout& layout, std::size_t neuron,
                     std::span<const double> values) {
    const auto& visible = layout.banks[0];
    return values[neuron] -
           (visible[neuron].state.minus.empty() ? 0 : values[visible.size() + neuron]);
}

Transient decode(const wave::Waveform& waveform, const circuit::Layout& layout) {
    Transient transient;
    transient.time_s = waveform.time_s;
    const std::size_t points = waveform.points();
    const std::size_t visible = layout.banks[0].size();
    std::size_t hidden = 0;
    const std::size_t banks = layout.readout_bank.value_or(layout.banks.size());
    for (std::size_t bank = 1; bank < banks; ++bank) {
        hidden += layout.banks[bank].size();
    }
    transient.visible = {points, visible, std::vector<double>(points * visible)};
    transient.hidden = {points, hidden, std::vector<double>(points * hidden)};
    decode_bank(waveform, layout.banks[0], 0, transient.visible);
    std::size_t column = 0;
    for (std::size_t bank = 1; bank < banks; ++bank) {
        decode_bank(waveform, layout.banks[bank], column, transient.hidden);
        column += layout.banks[bank].size();
    }
    return transient;
}

std::vector<double> readout_outputs(const wave::Waveform& waveform, const circuit::Layout& layout) {
    std::vector<double> outputs;
    if (!layout.readout_bank) {
        return outputs;
    }
    for (const circuit::NeuronLayout& neuron : layout.banks[*layout.readout_bank]) {
        const circuit::Line& line = neuron.lines.front();
        const auto column = waveform.find(voltage_of(line.net));
        outputs.push_back(column ? waveform.at(waveform.points() - 1, *column) / line.volts_per_unit
                                 : 0);
    }
    return outputs;
}

EnergyUse energy_use(const wave::Waveform& waveform, const circuit::Layout& layout,
                     const analog::Network& network, double from_s, double to_s) {
    EnergyUse use;
    for (const circuit::Supply& supply : layout.supplies) {
        const auto column = waveform.find(current_of(supply.source));
        if (!column) {
            continue;
        }
        // An ammeter's current flows towards the circuit; a source's own current flows into it.
        const double sign = supply.domain == "reference" ? -1 : 1;
        const double joules = integrate(waveform, from_s, to_s, [&](std::size_t point) {
            return sign * supply.volts * waveform.at(point, *column);
        });
        share_of(use, supply.domain) += joules;
        use.total += joules;
    }
    for (const auto& bank : layout.banks) {
        for (const circuit::NeuronLayout& neuron : bank) {
            for (const circuit::Line& line : neuron.lines) {
                const auto column = waveform.find(voltage_of(line.net));
                if (!column || line.siemens == 0) {
                    continue;
                }
                use.crossbar += integrate(waveform, from_s, to_s, [&](std::size_t point) {
                    const double volts = waveform.at(point, *column);
                    return volts * volts * line.siemens;
                });
            }
        }
    }
    use.crossbar += bias_watts(network) * (to_s - from_s);
    return use;
}

}  // namespace hopspice::measure

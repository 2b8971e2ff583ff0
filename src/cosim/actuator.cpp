#include "cosim/actuator.h"

#include "measure/drive.h"
#include "support/assert.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace hopspice::cosim {

namespace {

std::string entry_problem(const std::map<std::size_t, double>& values, std::size_t size,
                          const char* what) {
    for (const auto& [index, value] : values) {
        if (index >= size) {
            return fmt::format("{} {} of {}", what, index, size);
        }
        if (!std::isfinite(value)) {
            return fmt::format("{} {} to be {}", what, index, value);
        }
    }
    return {};
}

}  // namespace

Actuator::Actuator(const ActuatorSetup& setup, const circuit::Circuit& circuit)
    : setup_(setup), values_(setup.spec.visible.initial) {
    const circuit::Layout& layout = setup_.layout;
    for (const auto& bank : layout.banks) {
        inputs_.emplace_back();
        for (const circuit::NeuronLayout& at : bank) {
            inputs_.back().push_back(
                {add(circuit, at.input_source), add(circuit, at.input_minus_source),
                 add(circuit, at.control_source), add(circuit, at.bias_source)});
            if (const circuit::Element* fixed = circuit.find_element(at.input_source)) {
                inputs_.back().back().fixed_volts = fixed->pwl.back();
            }
        }
    }
    for (const std::vector<std::string>& slot : layout.tokens) {
        selectors_.emplace_back();
        for (const std::string& source : slot) {
            selectors_.back().push_back(add(circuit, source));
        }
    }
    tokens_.assign(selectors_.size(), 0);
    rest_ = add(circuit, layout.rest_source);
}

std::size_t Actuator::add(const circuit::Circuit& circuit, const std::string& name) {
    if (name.empty()) {
        return kNone;
    }
    const circuit::Element* element = circuit.find_element(name);
    HOPSPICE_ASSERT(element != nullptr && element->pwl.size() >= 2);
    sources_.push_back({name, element->pwl[1]});
    return sources_.size() - 1;
}

std::string Actuator::problem(const Actions& actions) const {
    const std::size_t size = setup_.spec.visible.size;
    std::string text = entry_problem(actions.visible, size, "visible neuron");
    if (text.empty()) {
        text = entry_problem(actions.bias, size, "bias of neuron");
    }
    if (text.empty() && !actions.bias.empty() && inputs_[0][0].bias == kNone) {
        text = "a bias, which this circuit has no input for";
    }
    if (text.empty() && !actions.clamped.empty() && *actions.clamped.rbegin() >= size) {
        text =
            fmt::format("visible neuron {} of {} to be clamped", *actions.clamped.rbegin(), size);
    }
    if (text.empty() && !actions.tokens.empty() && actions.tokens.size() != selectors_.size()) {
        text = fmt::format("{} tokens for {} slots", actions.tokens.size(), selectors_.size());
    }
    for (std::size_t slot = 0; text.empty() && slot < actions.tokens.size(); ++slot) {
        if (actions.tokens[slot] >= selectors_[slot].size()) {
            text = fmt::format("token {} of {}", actions.tokens[slot], selectors_[slot].size());
        }
    }
    const bool releases = actions.hold == Hold::Release;
    return text.empty() && releases && !loaded_s_ ? "a release before any load" : text;
}

void Actuator::ramp(std::size_t source, double from_s, double volts) {
    if (source != kNone) {
        ramps_.push_back({source, from_s, setup_.layout.edge_s, volts});
    }
}

void Actuator::set_value(std::size_t bank, std::size_t neuron, double from_s) {
    const Input& input = inputs_[bank][neuron];
    if (bank != 0) {
        ramp(input.value, from_s, input.fixed_volts);
        return;
    }
    const circuit::NeuronLayout& at = setup_.layout.banks[bank][neuron];
    const measure::InputVolts volts = measure::input_volts(at, setup_.dac(values_[neuron]));
    ramp(input.value, from_s, volts.plus);
    ramp(input.minus, from_s, volts.minus);
}

std::vector<sim::Ramp> Actuator::act(const Actions& actions, double time_s) {
    ramps_.clear();
    const bool loads = actions.hold == Hold::Load || actions.hold == Hold::LoadAndRelease;
    const double from_s = time_s + setup_.latency_s;
    if (!actions.tokens.empty()) {
        tokens_ = actions.tokens;
    }
    if (actions.hold == Hold::Release || actions.hold == Hold::LoadAndRelease) {
        clamped_ = actions.clamped;
    }
    for (const auto& [neuron, value] : actions.visible) {
        values_[neuron] = value;
    }
    commands_.push_back({from_s, loads, false, 0, tokens_});
    if (loads) {
        load(from_s);
        commands_.back().apply_s = apply_s_;
        set_inputs(actions, apply_s_);
    } else {
        for (const auto& [neuron, value] : actions.visible) {
            set_value(0, neuron, std::max(from_s, apply_s_));
        }
        set_inputs(actions, from_s);
    }
    if (actions.hold == Hold::Release) {
        release(from_s);
    } else if (actions.hold == Hold::LoadAndRelease) {
        release(*loaded_s_);
    }
    return std::move(ramps_);
}

void Actuator::set_inputs(const Actions& actions, double from_s) {
    for (const auto& [neuron, value] : actions.bias) {
        const circuit::NeuronLayout& at = setup_.layout.banks[0][neuron];
        ramp(inputs_[0][neuron].bias, from_s, measure::bias_volts(at, setup_.bias_dac(value)));
    }
    if (!actions.tokens.empty() || !chosen_) {
        set_tokens(from_s);
        chosen_ = true;
    }
}

void Actuator::load(double from_s) {
    const circuit::Layout& layout = setup_.layout;
    // Before its first load a circuit is at rest, once power has come.
    apply_s_ =
        loaded_s_ ? from_s + layout.reset_s : std::max(from_s + 2 * layout.edge_s, layout.apply_s);
    loaded_s_ = apply_s_ + (layout.release_s - layout.apply_s);
    released_s_.reset();
    ramp(rest_, from_s, layout.held_volts);
    ramp(rest_, apply_s_ - layout.edge_s, layout.released_volts);
    for (std::size_t bank = 0; bank < inputs_.size(); ++bank) {
        for (std::size_t neuron = 0; neuron < inputs_[bank].size(); ++neuron) {
            const Input& input = inputs_[bank][neuron];
            ramp(input.control, from_s, layout.held_volts);
            if (rest_ != kNone) {
                const double volts = layout.banks[bank][neuron].input_rest_volts;
                ramp(input.value, from_s, volts);
                ramp(input.minus, from_s, volts);
            }
            if (input.value != kNone) {
                set_value(bank, neuron, apply_s_);
            }
        }
    }
}

void Actuator::release(double from_s) {
    const circuit::Layout& layout = setup_.layout;
    for (std::size_t bank = 0; bank < inputs_.size(); ++bank) {
        for (std::size_t neuron = 0; neuron < inputs_[bank].size(); ++neuron) {
            const bool stays = bank == 0 && clamped_.contains(neuron);
            ramp(inputs_[bank][neuron].control, from_s, measure::switch_volts(layout, stays));
        }
    }
    released_s_ = from_s + layout.edge_s;
    commands_.push_back({from_s, false, true, apply_s_, tokens_});
}

void Actuator::set_tokens(double from_s) {
    const circuit::Layout& layout = setup_.layout;
    for (std::size_t slot = 0; slot < selectors_.size(); ++slot) {
        for (std::size_t token = 0; token < selectors_[slot].size(); ++token) {
            ramp(selectors_[slot][token], from_s,
                 measure::switch_volts(layout, token == tokens_[slot]));
        }
    }
}

std::vector<Command> Actuator::take_commands() { return std::exchange(commands_, {}); }

bool Actuator::is_held(double time_s) const { return !released_s_ || time_s < *released_s_; }

}  // namespace hopspice::cosim

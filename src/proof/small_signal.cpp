// Sinks: I (R + RE/A) + V_T ln(I/A) is the same for every transistor on the bias line.
// Followers: g_m = alpha/r_e into the emitter, r_pi = (bf + 1) r_e from base to emitter.

#include "proof/small_signal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace hopspice::proof {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;

constexpr int kRounds = 30;  // of a contraction by V_T/(I R + V_T), 0.1

class Lineariser {
public:
    Lineariser(const Circuit& circuit, const circuit::Bipolar& device, const circuit::Bipolar& sink,
               const OperatingPoint& point)
        : circuit_(circuit),
          device_(device),
          sink_(sink),
          point_(point),
          thermal_(sink.thermal_volts(point.kelvin)) {}

    std::optional<SmallSignal> run() {
        index();
        if (!find_sinks()) {
            return std::nullopt;
        }
        copy_linear();
        for (const Element* transistor : transistors_) {
            place(*transistor);
        }
        return std::move(result_);
    }

private:
    [[nodiscard]] const std::string& net(const Element& element, std::size_t terminal) const {
        return circuit_.name_of(element.nets[terminal]);
    }

    void index() {
        for (const circuit::Group& group : circuit_.groups) {
            for (const Element& element : group.elements) {
                if (element.kind == Kind::Bjt) {
                    transistors_.push_back(&element);
                } else if (element.kind == Kind::Resistor) {
                    ohms_.emplace(net(element, 0), element.value);
                } else if (element.kind == Kind::CurrentSource) {
                    source_ = &element;
                } else if (element.kind == Kind::VoltageSource) {
                    tied_.insert(net(element, 0));
                    tied_.insert(net(element, 1));
                }
            }
        }
    }

    /// The reference is the transistor whose collector takes the current source.
    bool find_sinks() {
        const Element* reference = nullptr;
        for (const Element* transistor : transistors_) {
            if (source_ != nullptr && net(*transistor, 0) == net(*source_, 1)) {
                reference = transistor;
            }
        }
        if (reference == nullptr || !ohms_.contains(net(*reference, 2))) {
            return false;
        }
        line_ = net(*reference, 1);
        double amperes = source_->value;
        for (int round = 0; round < kRounds; ++round) {
            result_.sinks.clear();
            const double volts =
                amperes * sink_ohms(*reference) + thermal_ * std::log(amperes / reference->area);
            double base = amperes;
            for (const Element* transistor : transistors_) {
                if (is_sink(*transistor) && transistor != reference) {
                    const double sunk = sink_amperes(*transistor, volts, amperes);
                    result_.sinks[net(*transistor, 0)] += sunk;
                    base += sunk;
                }
            }
            amperes = source_->value - helper_amperes(base, amperes, *reference);
        }
        return true;
    }

    [[nodiscard]] bool is_sink(const Element& transistor) const {
        return net(transistor, 1) == line_ && ohms_.contains(net(transistor, 2));
    }

    [[nodiscard]] double sink_ohms(const Element& transistor) const {
        return ohms_.at(net(transistor, 2)) + sink_.re / transistor.area;
    }

    [[nodiscard]] double sink_amperes(const Element& transistor, double volts, double guess) const {
        const double resistance = sink_ohms(transistor);
        double amperes = guess;
        for (int round = 0; round < kRounds; ++round) {
            const double error =
                amperes * resistance + thermal_ * std::log(amperes / transistor.area) - volts;
            amperes = std::max(amperes - error / (resistance + thermal_ / amperes), amperes / 10);
        }
        return amperes;
    }

    /// What the helper that drives the bias line takes from the source.
    [[nodiscard]] double helper_amperes(double sunk, double amperes,
                                        const Element& reference) const {
        const double gain = sink_.current_gain(point_.kelvin);
        const double volts = sink_.junction_volts(amperes, reference.area, point_.kelvin) +
                             amperes * ohms_.at(net(reference, 2));
        const auto bleeder = ohms_.find(line_);
        const double bled = bleeder == ohms_.end() ? 0 : volts / bleeder->second;
        return (sunk / gain + bled) / (gain + 1);
    }

    void copy_linear() {
        result_.linear.title = circuit_.title;
        result_.linear.models = circuit_.models;
        result_.linear.groups.emplace_back();
        for (const circuit::Group& group : circuit_.groups) {
            for (const Element& element : group.elements) {
                const bool kept = element.kind == Kind::Resistor ||
                                  element.kind == Kind::Capacitor ||
                                  element.kind == Kind::VoltageSource;
                if (kept) {
                    Element copy = element;
                    for (circuit::NetId& id : copy.nets) {
                        id = result_.linear.net(circuit_.name_of(id));
                    }
                    result_.linear.groups[0].elements.push_back(std::move(copy));
                } else if (element.kind == Kind::Mosfet) {
                    add_switch(element);
                }
            }
        }
    }

    void add(Kind kind, const std::string& name, const std::vector<std::string>& nets,
             double value) {
        Element element;
        element.kind = kind;
        element.name = name;
        for (const std::string& one : nets) {
            element.nets.push_back(result_.linear.net(one));
        }
        element.value = value;
        result_.linear.groups[0].elements.push_back(std::move(element));
    }

    void add_farads(const std::string& name, const std::string& at, double farads) {
        add(Kind::Capacitor, "c_" + name, {at, "0"}, farads);
    }

    /// Open: only what it adds to the node it was holding.
    void add_switch(const Element& element) {
        for (const auto& [name, value] : element.parameters) {
            if (name == "w") {
                add_farads(element.name, net(element, 0), value * point_.switch_farads_per_metre);
            }
        }
    }

    void place(const Element& transistor) {
        const std::string& emitter = net(transistor, 2);
        const auto sink = result_.sinks.find(emitter);
        if (net(transistor, 1) == line_ || sink == result_.sinks.end()) {
            return;
        }
        if (tied_.contains(net(transistor, 0))) {
            return add_follower(transistor, sink->second);
        }
        const std::string& collector = net(transistor, 0);
        const std::string& base = net(transistor, 1);
        result_.tails[emitter].push_back({collector, base, transistor.area});
        add_farads(transistor.name + "_c", collector,
                   transistor.area * device_.collector_farads(point_.collector_volts));
        add_farads(transistor.name + "_b", base,
                   transistor.area * (device_.emitter_farads() + device_.cjc));
    }

    void add_follower(const Element& transistor, double amperes) {
        const double gain = device_.current_gain(point_.kelvin);
        const double ohms = device_.emitter_ohms(amperes, transistor.area, point_.kelvin);
        const std::string& collector = net(transistor, 0);
        const std::string& base = net(transistor, 1);
        const std::string& emitter = net(transistor, 2);
        result_.follower_of[emitter] = base;
        add(Kind::Vccs, "g_" + transistor.name, {collector, emitter, base, emitter},
            gain / (gain + 1) / ohms);
        add(Kind::Resistor, "r_" + transistor.name, {base, emitter}, (gain + 1) * ohms);
        add(Kind::Capacitor, "cp_" + transistor.name, {base, emitter},
            transistor.area * device_.emitter_farads());
        const double reverse =
            point_.buffered.contains(base) ? point_.buffer_volts : point_.follower_volts;
        add_farads(transistor.name, base,
                   transistor.area * (device_.collector_farads(reverse) - device_.cjs));
    }

    const Circuit& circuit_;
    const circuit::Bipolar& device_;
    const circuit::Bipolar& sink_;
    const OperatingPoint& point_;
    double thermal_;
    SmallSignal result_;
    std::vector<const Element*> transistors_;
    std::map<std::string, double> ohms_;  ///< of the resistor whose first net it is
    std::set<std::string> tied_;
    const Element* source_ = nullptr;
    std::string line_;
};

}  // namespace

std::optional<SmallSignal> linearise(const Circuit& circuit, const circuit::Bipolar& device,
                                     const circuit::Bipolar& sink, const OperatingPoint& point) {
    return Lineariser(circuit, device, sink, point).run();
}

}  // namespace hopspice::proof

// Amplifiers whose supply currents are computed afterwards, for the simulator: see
// without_supply_bookkeeping.

#include "circuit/parts.h"
#include "passes/lower.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace hopspice::passes {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::NetId;
using circuit::Subcircuit;
using circuit::SupplyTie;

constexpr const char* kOpamp = "hs_opamp";
constexpr const char* kUnclamped = "hs_opamp_unclamped";
constexpr const char* kMultiplier = "hs_multiplier";

bool is_macromodel(const Element& element) {
    const std::string_view part = circuit::part_of(element.model);
    return element.kind == Kind::Instance && (part == kOpamp || part == kMultiplier);
}

bool is_junction(Kind kind) { return kind == Kind::Diode || kind == Kind::Bjt; }

template <typename Function>
void for_each_element(Circuit& circuit, Function function) {
    for (circuit::Group& group : circuit.groups) {
        for (Element& element : group.elements) {
            function(element);
        }
    }
}

class LeanRewrite {
public:
    LeanRewrite(Circuit circuit, const Layout& layout, const Target& target)
        : lean_{std::move(circuit), {}, {}}, target_(target) {
        for_each_element(lean_.circuit, [this](const Element& element) {
            multiplies_ = multiplies_ || (element.kind == Kind::Instance &&
                                          circuit::part_of(element.model) == kMultiplier);
        });
        const circuit::ElementIndex elements(lean_.circuit);
        for (const Supply& supply : layout.supplies) {
            const Element* ammeter = elements.find(supply.source);
            if (ammeter != nullptr && ammeter->nets[1] != circuit::kGround) {
                ammeters_.emplace(ammeter->nets[1], supply.source);
            }
        }
    }

    std::optional<LeanCircuit> run() {
        for_each_element(lean_.circuit, [this](const Element& element) {
            if (is_junction(element.kind)) {
                junctions_.insert(element.nets.begin(), element.nets.end());
            }
        });
        junctions_.erase(circuit::kGround);
        for_each_element(lean_.circuit, [this](Element& element) {
            if (is_macromodel(element)) {
                rewrite(element);
            }
        });
        if (!on_rails_) {
            return std::nullopt;
        }
        replace_bodies();
        return std::move(lean_);
    }

private:
    /// The last three nets of a macromodel are its output and its rails.
    void rewrite(Element& element) {
        const std::size_t out = element.nets.size() - 3;
        const auto from = ammeters_.find(element.nets[out + 1]);
        const auto to = ammeters_.find(element.nets[out + 2]);
        if (from == ammeters_.end() || to == ammeters_.end()) {
            on_rails_ = false;
            return;
        }
        const std::string source = "e." + element.name + ".eout";
        SupplyDraw& draw = draw_between(from->second, to->second);
        const int drive = circuit::drive_of(element.model);
        const AmplifierSpec amplifier = circuit::with_drive(target_.amplifier, drive);
        draw.idle_amperes += amplifier.iq;
        draw.currents.push_back(source);
        if (circuit::part_of(element.model) == kOpamp && is_linear(element)) {
            element.model = circuit::driven_name(kUnclamped, drive);
            unclamped_.insert(drive);
            const double headroom = amplifier.headroom;
            lean_.swings.push_back({lean_.circuit.name_of(element.nets[out]), source,
                                    amplifier.rout, target_.vss + headroom,
                                    target_.vdd - headroom});
        }
    }

    /// A norm that is kept by multipliers closes a loop through all of a circuit.
    [[nodiscard]] bool is_linear(const Element& element) const {
        return !multiplies_ && std::none_of(element.nets.begin(), element.nets.end() - 2,
                                            [this](NetId net) { return junctions_.contains(net); });
    }

    SupplyDraw& draw_between(const std::string& from, const std::string& to) {
        const auto place = std::ranges::find_if(lean_.draws, [&](const SupplyDraw& draw) {
            return draw.from == from && draw.to == to;
        });
        return place != lean_.draws.end() ? *place
                                          : lean_.draws.emplace_back(SupplyDraw{from, to, 0, {}});
    }

    void replace_bodies() {
        const SupplyTie constant{SupplyTie::Clamp::Constant, target_.vdd, target_.vss};
        for (Subcircuit& body : lean_.circuit.subcircuits) {
            const std::string part(circuit::part_of(body.name));
            if (part == kOpamp || part == kMultiplier) {
                body = body_of(part, circuit::drive_of(body.name), constant);
            }
        }
        for (const int drive : unclamped_) {
            Subcircuit& body = lean_.circuit.subcircuits.emplace_back(
                body_of(kOpamp, drive, {SupplyTie::Clamp::None}));
            body.name = circuit::driven_name(kUnclamped, drive);
        }
    }

    [[nodiscard]] Subcircuit body_of(const std::string& part, int drive,
                                     const SupplyTie& tie) const {
        return circuit::driven_subcircuit(part, target_.amplifier, drive, tie);
    }

    LeanCircuit lean_;
    const Target& target_;
    std::set<int> unclamped_;                // output stages of those that are
    std::map<NetId, std::string> ammeters_;  // of the rails
    std::set<NetId> junctions_;              // what diodes and transistors touch
    bool multiplies_ = false;
    bool on_rails_ = true;
};

}  // namespace

std::optional<LeanCircuit> without_supply_bookkeeping(Circuit circuit, const Layout& layout,
                                                      const Target& target) {
    const bool ours = target.level == Level::Opamp && target.amplifier.subckt.empty() &&
                      target.amplifier.type == Feedback::Voltage;
    if (!ours || !circuit.has_instance_of(kOpamp)) {
        return std::nullopt;
    }
    return LeanRewrite(std::move(circuit), layout, target).run();
}

}  // namespace hopspice::passes

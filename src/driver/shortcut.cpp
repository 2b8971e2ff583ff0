#include "driver/shortcut.h"

#include "driver/query_runs.h"
#include "passes/lower.h"

#include <unordered_map>
#include <utility>

namespace hopspice::driver {

namespace {

/// Signals of a setup and what a shortcut needs besides, by their names.
class Signals {
public:
    Signals(const std::vector<std::string>& saved, std::vector<std::string>& more) : more_(more) {
        for (const std::string& name : saved) {
            numbers_.emplace(name, numbers_.size());
        }
    }

    std::size_t voltage(const std::string& net) { return number("v(" + net + ")"); }
    std::size_t current(const std::string& source) { return number("i(" + source + ")"); }

private:
    std::size_t number(const std::string& name) {
        const auto [place, is_new] = numbers_.emplace(name, numbers_.size());
        if (is_new) {
            more_.push_back(name);
        }
        return place->second;
    }

    std::unordered_map<std::string, std::size_t> numbers_;
    std::vector<std::string>& more_;
};

}  // namespace

std::optional<sim::Shortcut> shortcut_of(circuit::Circuit circuit, const circuit::Layout& layout,
                                         const Target& target,
                                         const std::vector<std::string>& saved) {
    auto lean = passes::without_supply_bookkeeping(std::move(circuit), layout, target);
    if (!lean) {
        return std::nullopt;
    }
    sim::Shortcut shortcut;
    Signals signals(saved, shortcut.saved);
    for (const passes::SupplyDraw& draw : lean->draws) {
        std::vector<std::size_t> parts;
        for (const std::string& source : draw.currents) {
            parts.push_back(signals.current(source));
        }
        // Ammeters count towards the rails, and at the second one this comes the other way.
        shortcut.shares.push_back({signals.current(draw.from), 1, draw.idle_amperes, parts});
        shortcut.shares.push_back({signals.current(draw.to), -1, draw.idle_amperes, parts});
    }
    for (const passes::OutputSwing& swing : lean->swings) {
        shortcut.limits.push_back({signals.voltage(swing.net), swing.ohms,
                                   signals.current(swing.source), swing.low, swing.high});
    }
    shortcut.deck = worker_deck(std::move(lean->circuit), layout, target);
    return shortcut;
}

}  // namespace hopspice::driver

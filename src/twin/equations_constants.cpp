// The constant elements of the equations: where they stand in the matrices, and their values there.

#include "twin/equations.h"

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>

namespace hopspice::twin {

/// Visits `factor` times the voltage of a node: its unknown, and the sources up to it.
template <typename Sink>
void Equations::across(Index row, double factor, Node node, const Sink& sink) const {
    if (numbering_.column[node] != kNone) {
        sink(row, numbering_.column[node], factor);
    }
    const auto unknowns = static_cast<Index>(numbering_.unknowns);
    numbering_.for_links(node, [&](Index voltage, double sign) {
        sink(row, unknowns + elements_.voltages[voltage].source, factor * sign);
    });
}

/// Visits a current that leaves `plus` and enters `minus`, `siemens` times v(in_plus) -
/// v(in_minus).
template <typename Sink>
void Equations::transconductance(const Controlled& at, const Sink& sink) const {
    const auto visit = [&](Node node, double factor) {
        numbering_.for_rows(node, [&](Index row, double sign) {
            across(row, sign * factor * at.gain, at.in_plus, sink);
            across(row, -sign * factor * at.gain, at.in_minus, sink);
        });
    };
    visit(at.plus, 1);
    visit(at.minus, -1);
}

template <typename Sink>
void Equations::walk_switches(const Sink& sink) const {
    for (std::size_t k = 0; k < elements_.switches.size(); ++k) {
        const Switch& part = elements_.switches[k];
        const SwitchModel& model = elements_.switch_models[part.model];
        const double siemens = closed_[k] != 0 ? model.on_siemens : model.off_siemens;
        transconductance({part.a, part.b, part.a, part.b, siemens}, sink);
    }
}

/// Visits the current of an element that gives a voltage, where that is an unknown.
template <typename Sink>
void Equations::walk_held(const Held& held, Node plus, Node minus, const Sink& sink) const {
    across(held.row, 1, plus, sink);
    across(held.row, -1, minus, sink);
    if (held.column == kNone) {
        return;
    }
    numbering_.for_rows(plus, [&](Index row, double sign) { sink(row, held.column, sign); });
    numbering_.for_rows(minus, [&](Index row, double sign) { sink(row, held.column, -sign); });
}

/// Visits every constant conductance as (row, column, siemens); those of the switches are apart.
template <typename Sink>
void Equations::walk_conductances(const Sink& sink) const {
    const auto unknowns = static_cast<Index>(numbering_.unknowns);
    for (const Resistor& part : elements_.resistors) {
        transconductance({part.a, part.b, part.a, part.b, part.siemens}, sink);
    }
    for (const CurrentSource& part : elements_.currents) {
        const Index column = unknowns + part.source;
        numbering_.for_rows(part.from, [&](Index row, double sign) { sink(row, column, sign); });
        numbering_.for_rows(part.to, [&](Index row, double sign) { sink(row, column, -sign); });
    }
    for (const Controlled& part : elements_.vccs) {
        transconductance(part, sink);
    }
    for (std::size_t k = 0; k < elements_.vcvs.size(); ++k) {
        const Controlled& part = elements_.vcvs[k];
        const Held& held = numbering_.vcvs[k];
        walk_held(held, part.plus, part.minus, sink);
        across(held.row, -part.gain, part.in_plus, sink);
        across(held.row, part.gain, part.in_minus, sink);
    }
    for (std::size_t k = 0; k < elements_.behavioral.size(); ++k) {
        const Behavioral& part = elements_.behavioral[k];
        if (part.is_voltage) {
            walk_held(numbering_.behavioral[k], part.plus, part.minus, sink);
        }
    }
    for (const Index current : numbering_.current) {
        if (current < unknowns) {
            sink(current, current, 1.0);
        }
    }
    for (std::size_t k = 0; k < elements_.amplifiers.size(); ++k) {
        const Amplifier& part = elements_.amplifiers[k];
        const AmplifierModel& model = elements_.amplifier_models[part.model];
        across(numbering_.pole[k], 1 / model.pole_ohms, part.pole, sink);
        if (model.output_ohms > 0) {
            transconductance({part.out, 0, part.out, part.pole, 1 / model.output_ohms}, sink);
        }
    }
}

template <typename Sink>
void Equations::walk_capacitances(const Sink& sink) const {
    for (const Capacitor& part : elements_.capacitors) {
        transconductance({part.a, part.b, part.a, part.b, part.farads}, sink);
    }
    for (std::size_t k = 0; k < elements_.amplifiers.size(); ++k) {
        const Amplifier& part = elements_.amplifiers[k];
        across(numbering_.pole[k], elements_.amplifier_models[part.model].pole_farads, part.pole,
               sink);
    }
}

/// Every place that an element which is looped over writes to.
template <typename Visit>
void Equations::for_places(const Visit& visit) {
    for (Source& source : behavioral_) {
        for (GatePlace& at : source.places) {
            visit(at.place);
        }
    }
    for (Stage& stage : amplifiers_) {
        for (GatePlace& at : stage.places) {
            visit(at.place);
        }
    }
    for_devices([&](auto& set) { set.for_places(visit); });
}

void Equations::put_together(Constants& list) {
    const auto key = [](const Constant& at) { return std::pair(at.place.row, at.place.column); };
    std::ranges::sort(list, {}, key);
    const auto repeated = std::ranges::unique(list, {}, key);
    list.erase(repeated.begin(), repeated.end());
}

void Equations::add_to(Constants& list, Index row, Index column, double value) {
    const auto place = std::ranges::lower_bound(
        list, std::pair(row, column), {},
        [](const Constant& at) { return std::pair(at.place.row, at.place.column); });
    place->value += value;
}

/// The columns' rows, each once: counted, filled, sorted.
void Equations::make_columns() {
    const std::size_t n = numbering_.unknowns;
    const auto for_each = [&](const auto& visit) {
        const auto sink = [&](Index row, Index column, double) {
            if (row < n && column < n) {
                visit(row, column);
            }
        };
        walk_conductances(sink);
        walk_switches(sink);
        walk_capacitances(sink);
        for_places([&](Place& place) { visit(place.row, place.column); });
        for (Index k = 0; k < n; ++k) {
            visit(k, k);
        }
    };
    std::vector<std::size_t> starts(n + 1, 0);
    for_each([&](Index, Index column) { ++starts[column + 1]; });
    for (std::size_t k = 0; k < n; ++k) {
        starts[k + 1] += starts[k];
    }
    std::vector<int> rows(starts[n]);
    std::vector<std::size_t> next(starts.begin(), starts.end() - 1);
    for_each([&](Index row, Index column) { rows[next[column]++] = static_cast<int>(row); });
    pattern_.size = n;
    pattern_.starts.assign(1, 0);
    std::size_t kept = 0;
    for (std::size_t k = 0; k < n; ++k) {
        const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(starts[k]);
        const auto end = rows.begin() + static_cast<std::ptrdiff_t>(starts[k + 1]);
        std::sort(begin, end);
        const auto out = rows.begin() + static_cast<std::ptrdiff_t>(kept);
        kept += static_cast<std::size_t>(std::move(begin, std::unique(begin, end), out) - out);
        pattern_.starts.push_back(static_cast<int>(kept));
    }
    pattern_.rows.assign(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(kept));
}

void Equations::make_pattern() {
    const std::size_t n = numbering_.unknowns;
    closed_.assign(elements_.switches.size(), 0);
    make_columns();
    const auto beside = [&](Index row, Index column, double) {
        if (row >= n || column >= n) {
            fixed_side_.push_back({{row, column, kNone}, 0});
        }
    };
    walk_conductances(beside);
    walk_switches(beside);
    put_together(fixed_side_);
    walk_capacitances([&](Index row, Index column, double) {
        const bool inside = row < n && column < n;
        capacitance_.push_back({{row, column, inside ? slot_of(row, column) : kNone}, 0});
    });
    put_together(capacitance_);
    const auto in_equations = [&](const Constant& at) { return at.place.row < n; };
    side_rows_ = static_cast<std::size_t>(std::ranges::count_if(fixed_side_, in_equations));
    capacitance_rows_ = static_cast<std::size_t>(std::ranges::count_if(capacitance_, in_equations));
    for_places([&](Place& place) { place.slot = slot_of(place.row, place.column); });
}

Index Equations::slot_of(Index row, Index column) const {
    const auto begin = pattern_.rows.begin() + pattern_.starts[column];
    const auto end = pattern_.rows.begin() + pattern_.starts[column + 1];
    return static_cast<Index>(std::lower_bound(begin, end, static_cast<int>(row)) -
                              pattern_.rows.begin());
}

/// The values of all constant elements.
void Equations::fill() {
    const std::size_t n = numbering_.unknowns;
    fixed_.assign(pattern_.rows.size(), 0);
    for (Constants* list : {&fixed_side_, &capacitance_}) {
        for (Constant& at : *list) {
            at.value = 0;
        }
    }
    walk_conductances([&](Index row, Index column, double siemens) {
        if (row < n && column < n) {
            fixed_[slot_of(row, column)] += siemens;
        } else {
            add_to(fixed_side_, row, column, siemens);
        }
    });
    walk_capacitances(
        [&](Index row, Index column, double farads) { add_to(capacitance_, row, column, farads); });
    arrange_rows();
    refill_switches();
}

/// The constants' places row by row: of conductances those that are not 0 and those of switches.
void Equations::arrange_rows() {
    const std::size_t n = numbering_.unknowns;
    const auto first = static_cast<Index>(n);
    capacitance_by_row_.clear();
    reported_capacitance_.clear();
    for (const auto& [place, farads] : capacitance_) {
        if (place.row < n) {
            capacitance_by_row_.add(place.row, place.column, farads);
        } else {
            reported_capacitance_.add(place.row - first, place.column, farads);
        }
    }
    reported_conductance_.clear();
    for (const auto& [place, siemens] : std::span(fixed_side_).subspan(side_rows_)) {
        reported_conductance_.add(place.row - first, place.column, siemens);
    }
    std::vector<char> used(fixed_.size());
    std::ranges::transform(fixed_, used.begin(), [](double siemens) { return siemens != 0; });
    walk_switches([&](Index row, Index column, double) {
        if (row < n && column < n) {
            used[slot_of(row, column)] = 1;
        }
    });
    struct Entry {
        Index row = 0;
        Index column = 0;
        Index slot = 0;
    };
    std::vector<Entry> entries;
    for (Index column = 0; column < n; ++column) {
        for (int slot = pattern_.starts[column]; slot < pattern_.starts[column + 1]; ++slot) {
            const auto at = static_cast<Index>(slot);
            if (used[at] != 0) {
                entries.push_back({static_cast<Index>(pattern_.rows[at]), column, at});
            }
        }
    }
    std::ranges::stable_sort(entries, {}, &Entry::row);
    conductance_by_row_.clear();
    slots_by_row_.clear();
    for (const Entry& entry : entries) {
        conductance_by_row_.add(entry.row, entry.column, 0);
        slots_by_row_.push_back(entry.slot);
    }
}

void Equations::refill_switches() {
    const std::size_t n = numbering_.unknowns;
    conductance_ = fixed_;
    side_ = fixed_side_;
    walk_switches([&](Index row, Index column, double siemens) {
        if (row < n && column < n) {
            conductance_[slot_of(row, column)] += siemens;
        } else {
            add_to(side_, row, column, siemens);
        }
    });
    std::ranges::transform(slots_by_row_, conductance_by_row_.values().begin(),
                           [&](Index slot) { return conductance_[slot]; });
    std::ranges::transform(std::span(side_).subspan(side_rows_),
                           reported_conductance_.values().begin(), &Constant::value);
}

}  // namespace hopspice::twin

#pragma once
// All devices of one model in a circuit: where their currents go in its equations, and how.

#include "twin/elements.h"
#include "twin/linearised.h"
#include "twin/numbering.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hopspice::twin {

/// Where one place of the matrix is, a number per (row, column).
struct Place {
    Index row = 0;
    Index column = 0;
    Index slot = kNone;  ///< of the matrix' values
};

/// `Model` is a class like Bipolar (bipolar.h).
template <typename Model>
class DeviceSet {
public:
    static constexpr std::size_t kNodes = Model::kNodes;

    void add(Model model, const std::array<Node, kNodes>& nodes) {
        devices_.push_back({std::move(model), nodes, {}, {}, {}});
    }
    [[nodiscard]] std::size_t size() const { return devices_.size(); }
    [[nodiscard]] bool empty() const { return devices_.empty(); }
    [[nodiscard]] Model& model(std::size_t k) { return devices_[k].model; }

    /// Finds the rows and places of all devices.
    void connect(const Numbering& numbering) {
        for (Index k = 0; k < devices_.size(); ++k) {
            const auto& nodes = devices_[k].nodes;
            for (std::uint8_t terminal = 0; terminal < kNodes; ++terminal) {
                if (devices_[k].model.is_idle(terminal)) {
                    continue;
                }
                numbering.for_rows(nodes[terminal], [&](Index row, double sign) {
                    auto& list = row < numbering.unknowns ? rows_ : outputs_;
                    list.push_back({k, row, terminal, sign});
                });
            }
            add_entries(numbering, k, Model::kConductances, conductances_);
            add_entries(numbering, k, Model::kCapacitances, capacitances_);
        }
    }

    /// Every node whose voltage they read.
    template <typename Visit>
    void for_nodes(const Visit& visit) const {
        for (const Placed& device : devices_) {
            std::ranges::for_each(device.nodes, visit);
        }
    }

    /// Every place of the matrix that they write to.
    template <typename Visit>
    void for_places(const Visit& visit) {
        for (auto* list : {&conductances_, &capacitances_}) {
            for (Entry& entry : *list) {
                visit(entry.place);
            }
        }
    }

    /// Adds currents and charges at the nodes' voltages. False: some device was held back by its
    /// limits, and these are not its currents there.
    bool evaluate(std::span<const double> node_volts, std::span<double> currents,
                  std::span<double> charges) {
        bool limited = false;
        for (Placed& device : devices_) {
            const std::array<double, kNodes> volts = volts_of(device, node_volts);
            if constexpr (kHasHistory) {
                device.model.evaluate(volts, device.history, device.iteration, device.at);
            } else {
                device.model.evaluate(volts, device.iteration, device.at);
            }
            limited = limited || device.iteration.limited;
        }
        for (const Row& row : rows_) {
            const Linearised<kNodes>& at = devices_[row.device].at;
            currents[row.row] += row.sign * at.current[row.terminal];
            charges[row.row] += row.sign * at.charge[row.terminal];
        }
        return !limited;
    }

    /// What they do hangs on the points before.
    [[nodiscard]] bool remembers() const { return kHasHistory && !empty(); }
    /// The circuit has been at these voltages for long.
    void begin(std::span<const double> node_volts) {
        if constexpr (kHasHistory) {
            for (Placed& device : devices_) {
                device.model.begin(volts_of(device, node_volts), device.history);
            }
        }
    }
    /// These voltages are those of the next point.
    void accept(std::span<const double> node_volts) {
        if constexpr (kHasHistory) {
            for (Placed& device : devices_) {
                device.model.accept(volts_of(device, node_volts), device.history);
            }
        }
    }

    /// Adds the last evaluation's derivatives: of currents, and `rate` times those of charges.
    void add_derivatives(double rate, std::span<double> values) const {
        for (const Entry& entry : conductances_) {
            values[entry.place.slot] +=
                entry.sign * devices_[entry.device].at.conductance[entry.entry];
        }
        for (const Entry& entry : capacitances_) {
            values[entry.place.slot] +=
                rate * entry.sign * devices_[entry.device].at.capacitance[entry.entry];
        }
    }

    /// Adds what a change of the unknowns changes charges by.
    void add_charges(std::span<const double> change, std::span<double> charges) const {
        for (const Entry& entry : capacitances_) {
            charges[entry.place.row] += entry.sign *
                                        devices_[entry.device].at.capacitance[entry.entry] *
                                        change[entry.place.column];
        }
    }

    /// Adds the last evaluation's currents and charges to the rows that are reported, the first of
    /// them being row `first`.
    void add_outputs(Index first, std::span<double> currents, std::span<double> charges) const {
        for (const Row& row : outputs_) {
            const Linearised<kNodes>& at = devices_[row.device].at;
            currents[row.row - first] += row.sign * at.current[row.terminal];
            charges[row.row - first] += row.sign * at.charge[row.terminal];
        }
    }

    /// Marks the rows that have a charge of theirs.
    void mark_dynamic(std::span<char> rows) const {
        for (const Entry& entry : capacitances_) {
            rows[entry.place.row] = 1;
        }
    }

private:
    static constexpr bool kHasHistory = requires { typename Model::History; };
    struct NoHistory {};
    template <typename Any, bool kHas>
    struct HistoryOf {
        using Type = NoHistory;
    };
    template <typename Any>
    struct HistoryOf<Any, true> {
        using Type = typename Any::History;
    };
    struct Placed {
        Model model;
        std::array<Node, kNodes> nodes{};
        typename Model::Iteration iteration;
        Linearised<kNodes> at;
        typename HistoryOf<Model, kHasHistory>::Type history;
    };
    struct Row {
        Index device = 0;
        Index row = 0;
        std::uint8_t terminal = 0;
        double sign = 1;
    };
    struct Entry {
        Index device = 0;
        std::uint8_t entry = 0;
        double sign = 1;
        Place place;
    };

    static std::array<double, kNodes> volts_of(const Placed& device,
                                               std::span<const double> node_volts) {
        std::array<double, kNodes> volts{};
        for (std::size_t k = 0; k < kNodes; ++k) {
            volts[k] = node_volts[device.nodes[k]];
        }
        return volts;
    }

    template <std::size_t kEntries>
    void add_entries(const Numbering& numbering, Index device,
                     const std::array<MatrixEntry, kEntries>& entries, std::vector<Entry>& list) {
        const Model& model = devices_[device].model;
        const auto& nodes = devices_[device].nodes;
        for (const MatrixEntry& entry : entries) {
            if (model.is_idle(entry.row) || model.is_idle(entry.column)) {
                continue;
            }
            const Index column = numbering.column[nodes[entry.column]];
            if (column == kNone) {
                continue;
            }
            numbering.for_rows(nodes[entry.row], [&](Index row, double sign) {
                if (row < numbering.unknowns) {
                    const auto place = static_cast<std::uint8_t>(entry.row * kNodes + entry.column);
                    list.push_back({device, place, sign, {row, column, kNone}});
                }
            });
        }
    }

    std::vector<Placed> devices_;
    std::vector<Row> rows_;
    std::vector<Row> outputs_;
    std::vector<Entry> conductances_;
    std::vector<Entry> capacitances_;
};

}  // namespace hopspice::twin

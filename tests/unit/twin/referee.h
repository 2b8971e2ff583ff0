#pragma once
// A device between ideal sources in ngspice and in the twin: the same currents and admittances.

#include "circuit/circuit.h"
#include "support/program.h"
#include "support/temporary_folder.h"
#include "twin/linearised.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <Eigen/Dense>

#include <complex>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace hopspice::twin::test {

/// Runs ngspice on a deck with `analysis`; the printed vectors by name, real ones without phase.
inline std::map<std::string, std::complex<double>> run_ngspice(
    std::vector<std::string> deck, const std::string& analysis,
    const std::vector<std::string>& printed) {
    deck.insert(deck.begin(), "bench");
    deck.insert(deck.end(), {".control", "set numdgt=16", analysis});
    for (const std::string& vector : printed) {
        deck.push_back("print " + vector);
    }
    deck.insert(deck.end(), {"quit", ".endc", ".end"});
    const auto folder = TemporaryFolder::make("hopspice-twin");
    EXPECT_TRUE(folder);
    const std::string path = folder->path() + "/bench.cir";
    std::ofstream file(path);
    for (const std::string& line : deck) {
        file << line << '\n';
    }
    file.close();
    const Finished finished = run_program({.words = {"ngspice", "-b", path}, .limit_s = 60});
    std::map<std::string, std::complex<double>> values;
    std::istringstream lines(finished.out);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t sign = line.find(" = ");
        if (sign != std::string::npos) {
            double real = 0;
            double imaginary = 0;
            std::sscanf(line.c_str() + sign, " = %lf,%lf", &real, &imaginary);
            values[line.substr(0, sign)] = {real, imaginary};
        }
    }
    for (const std::string& vector : printed) {
        EXPECT_TRUE(values.contains(vector)) << vector << '\n' << finished.out << finished.err;
    }
    return values;
}

/// `.model NAME TYPE(a=1 b=2)`.
inline std::string model_line(const circuit::ModelCard& card) {
    std::string line = fmt::format(".model {} {}(", card.name, card.type);
    for (const auto& [name, value] : card.parameters) {
        line += fmt::format(" {}={}", name, value);
    }
    return line + ")";
}

/// The matrices of a device without the nodes that are none.
template <class Device>
struct Reduced {
    std::vector<std::size_t> nodes;  ///< terminals first
    std::vector<std::size_t> place;  ///< in `nodes`, of each node or of the one it falls on
    Eigen::VectorXd current;
    Eigen::VectorXd charge;
    Eigen::MatrixXd conductance;
    Eigen::MatrixXd capacitance;
};

template <class Device>
Reduced<Device> reduce(const Device& device, const Linearised<Device::kNodes>& full) {
    Reduced<Device> result;
    result.place.resize(Device::kNodes);
    for (std::size_t node = 0; node < Device::kNodes; ++node) {
        if (device.has_node(node)) {
            result.place[node] = result.nodes.size();
            result.nodes.push_back(node);
        } else {
            result.place[node] = Device::outer_of(node);
        }
    }
    const auto size = static_cast<Eigen::Index>(result.nodes.size());
    result.current = Eigen::VectorXd::Zero(size);
    result.charge = Eigen::VectorXd::Zero(size);
    result.conductance = Eigen::MatrixXd::Zero(size, size);
    result.capacitance = Eigen::MatrixXd::Zero(size, size);
    for (std::size_t row = 0; row < Device::kNodes; ++row) {
        const auto i = static_cast<Eigen::Index>(result.place[row]);
        result.current[i] += full.current[row];
        result.charge[i] += full.charge[row];
        for (std::size_t column = 0; column < Device::kNodes; ++column) {
            const auto j = static_cast<Eigen::Index>(result.place[column]);
            result.conductance(i, j) += full.conductance[row * Device::kNodes + column];
            result.capacitance(i, j) += full.capacitance[row * Device::kNodes + column];
        }
    }
    return result;
}

/// A device whose terminals have given voltages, its inner nodes at rest.
template <class Device>
struct AtRest {
    std::array<double, Device::kNodes> volts{};
    Reduced<Device> reduced;
    int iterations = 0;
};

/// Nothing flows into a node that the device calls idle.
template <class Device>
void expect_idle(const Device& device, const Linearised<Device::kNodes>& at) {
    for (std::size_t node = 0; node < Device::kNodes; ++node) {
        if (!device.is_idle(node)) {
            continue;
        }
        EXPECT_EQ(at.current[node], 0);
        EXPECT_EQ(at.charge[node], 0);
        for (std::size_t other = 0; other < Device::kNodes; ++other) {
            for (const std::size_t k :
                 {node * Device::kNodes + other, other * Device::kNodes + node}) {
                EXPECT_EQ(at.conductance[k], 0);
                EXPECT_EQ(at.capacitance[k], 0);
            }
        }
    }
}

/// `evaluate(volts, iteration, out)`.
template <class Device, class Evaluate>
AtRest<Device> settle(const Device& device, const std::vector<double>& terminals,
                      const Evaluate& evaluate) {
    constexpr auto kTerminals = static_cast<Eigen::Index>(Device::kTerminals);
    AtRest<Device> rest;
    typename Device::Iteration iteration;
    Linearised<Device::kNodes> out;
    std::vector<double> inner(Device::kNodes, 0.0);
    std::ranges::copy(terminals, inner.begin());
    for (rest.iterations = 1; rest.iterations < 300; ++rest.iterations) {
        for (std::size_t node = 0; node < Device::kNodes; ++node) {
            rest.volts[node] = inner[device.has_node(node) ? node : Device::outer_of(node)];
        }
        evaluate(rest.volts, iteration, out);
        expect_idle(device, out);
        rest.reduced = reduce(device, out);
        const Eigen::Index free = rest.reduced.current.size() - kTerminals;
        if (free == 0) {
            if (!iteration.limited) {
                break;
            }
            continue;
        }
        const Eigen::VectorXd step = rest.reduced.conductance.bottomRightCorner(free, free)
                                         .partialPivLu()
                                         .solve(rest.reduced.current.tail(free));
        if (!iteration.limited && step.cwiseAbs().maxCoeff() < 1e-13) {
            // What is left of the step is more current through a few ohm than the junctions take.
            rest.reduced.current.head(kTerminals) -=
                rest.reduced.conductance.topRightCorner(kTerminals, free) * step;
            break;
        }
        for (Eigen::Index k = 0; k < free; ++k) {
            inner[rest.reduced.nodes[Device::kTerminals + static_cast<std::size_t>(k)]] -= step[k];
        }
    }
    EXPECT_LT(rest.iterations, 300);
    return rest;
}

/// Admittance matrix between the terminals.
template <class Device>
Eigen::MatrixXcd admittance(const Reduced<Device>& reduced, double hertz) {
    constexpr auto kTerminals = static_cast<Eigen::Index>(Device::kTerminals);
    const std::complex<double> s(0, 2 * 3.14159265358979323846 * hertz);
    const Eigen::MatrixXcd all =
        reduced.conductance.template cast<std::complex<double>>() + s * reduced.capacitance;
    const Eigen::Index free = all.rows() - kTerminals;
    Eigen::MatrixXcd outer = all.topLeftCorner(kTerminals, kTerminals);
    if (free > 0) {
        outer -= all.topRightCorner(kTerminals, free) *
                 all.bottomRightCorner(free, free)
                     .partialPivLu()
                     .solve(all.bottomLeftCorner(free, kTerminals));
    }
    return outer;
}

/// Uniform numbers that are the same everywhere.
class Draws {
public:
    explicit Draws(unsigned seed) : engine_(seed) {}
    double between(double low, double high) {
        return low + (high - low) * static_cast<double>(engine_()) / 4294967296.0;
    }

private:
    std::mt19937 engine_;
};

/// One device with its bias: an element line has `{}` for its number and `{n}` nets `n0_{}`...
struct Bias {
    std::string element;        ///< behind the nets: model and parameters
    std::vector<double> volts;  ///< of the terminals
};

/// ngspice's currents into the terminals of many devices, each between sources of its own.
inline std::vector<std::vector<std::complex<double>>> referee(char prefix, const std::string& model,
                                                              const std::vector<Bias>& biases,
                                                              double celsius, std::size_t driven,
                                                              const std::string& analysis) {
    std::vector<std::string> deck{
        model,
        fmt::format(".options temp={} reltol=1e-9 abstol=1e-16 vntol=1e-12 itl1=2000", celsius)};
    std::vector<std::string> printed;
    for (std::size_t k = 0; k < biases.size(); ++k) {
        std::string element = fmt::format("{}{}", prefix, k);
        for (std::size_t n = 0; n < biases[k].volts.size(); ++n) {
            element += fmt::format(" n{}_{}", k, n);
            deck.push_back(fmt::format("v{}_{} n{}_{} 0 {} ac {}", k, n, k, n, biases[k].volts[n],
                                       n == driven ? 1 : 0));
            printed.push_back(fmt::format("i(v{}_{})", k, n));
        }
        deck.push_back(element + " " + biases[k].element);
    }
    const auto values = run_ngspice(deck, analysis, printed);
    std::vector<std::vector<std::complex<double>>> currents;
    std::size_t next = 0;
    for (const Bias& bias : biases) {
        currents.emplace_back();
        for (std::size_t n = 0; n < bias.volts.size(); ++n) {
            const auto place = values.find(printed.at(next++));
            currents.back().push_back(place == values.end() ? 0.0 : -place->second);
        }
    }
    return currents;
}

/// The derivatives of a device against differences of its values, and its sums: the currents of all
/// nodes are 0 together, and so are the charges. `evaluate(volts)` linearises there, unlimited.
template <class Device, class Evaluate>
void expect_consistent(const std::array<double, Device::kNodes>& volts, const Evaluate& evaluate,
                       double step = 1e-6) {
    constexpr std::size_t kNodes = Device::kNodes;
    const Linearised<kNodes> at = evaluate(volts);
    double current = 0;
    double charge = 0;
    double most_current = 1e-18;
    double most_charge = 1e-27;
    for (std::size_t n = 0; n < kNodes; ++n) {
        current += at.current[n];
        charge += at.charge[n];
        most_current = std::max(most_current, std::abs(at.current[n]));
        most_charge = std::max(most_charge, std::abs(at.charge[n]));
    }
    EXPECT_LE(std::abs(current), 1e-14 * most_current);
    EXPECT_LE(std::abs(charge), 1e-14 * most_charge);
    for (std::size_t column = 0; column < kNodes; ++column) {
        auto above = volts;
        auto below = volts;
        above[column] += step;
        below[column] -= step;
        const Linearised<kNodes> high = evaluate(above);
        const Linearised<kNodes> low = evaluate(below);
        const double width = above[column] - below[column];
        const auto expect = [&](double slope, double up, double down, double scale,
                                double rounding) {
            EXPECT_NEAR(slope, (up - down) / width, 1e-6 * std::abs(scale) + rounding)
                << "by node " << column;
        };
        for (std::size_t row = 0; row < kNodes; ++row) {
            const std::size_t k = row * kNodes + column;
            double scale_g = 0;
            double scale_c = 0;
            for (std::size_t n = 0; n < kNodes; ++n) {
                scale_g = std::max(scale_g, std::abs(at.conductance[row * kNodes + n]));
                scale_c = std::max(scale_c, std::abs(at.capacitance[row * kNodes + n]));
            }
            expect(at.conductance[k], high.current[row], low.current[row], scale_g,
                   4e-15 * most_current / step);
            expect(at.capacitance[k], high.charge[row], low.charge[row], scale_c,
                   4e-15 * most_charge / step);
        }
    }
}

/// Entries that are not 0 are among those that the device names.
template <class Device, class Entries>
void expect_entries(const std::array<double, Device::kNodes * Device::kNodes>& matrix,
                    const Entries& entries) {
    for (std::size_t k = 0; k < matrix.size(); ++k) {
        const bool named = std::ranges::any_of(entries, [&](const MatrixEntry& entry) {
            return entry.row * Device::kNodes + entry.column == k;
        });
        EXPECT_TRUE(named || matrix[k] == 0) << k;
    }
}

/// Currents and admittances at the terminals, against ngspice's, for biases at one temperature.
/// `evaluate(device, volts, iteration, out)`.
template <class Device, class Evaluate>
void expect_as_ngspice(char prefix, const circuit::ModelCard& card, const std::vector<Bias>& biases,
                       const std::vector<Device>& devices, double celsius, double hertz,
                       const Evaluate& evaluate) {
    constexpr std::size_t kTerminals = Device::kTerminals;
    const auto dc = referee(prefix, model_line(card), biases, celsius, kTerminals, "op");
    std::vector<std::vector<std::vector<std::complex<double>>>> ac;
    for (std::size_t driven = 0; driven < kTerminals && hertz > 0; ++driven) {
        ac.push_back(referee(prefix, model_line(card), biases, celsius, driven,
                             fmt::format("ac lin 1 {} {}", hertz, hertz)));
    }
    for (std::size_t k = 0; k < biases.size(); ++k) {
        SCOPED_TRACE(fmt::format("{} {} at {} V, {} C", card.name, biases[k].element,
                                 fmt::join(biases[k].volts, " "), celsius));
        const AtRest<Device> rest =
            settle(devices[k], biases[k].volts, [&](const auto& volts, auto& iteration, auto& out) {
                evaluate(devices[k], volts, iteration, out);
            });
        for (std::size_t n = 0; n < kTerminals; ++n) {
            const double ours = rest.reduced.current[static_cast<Eigen::Index>(n)];
            EXPECT_NEAR(ours, dc[k][n].real(), 1e-6 * std::abs(ours) + 1e-14) << "terminal " << n;
        }
        if (ac.empty()) {
            continue;
        }
        const Eigen::MatrixXcd ours = admittance(rest.reduced, hertz);
        for (std::size_t driven = 0; driven < kTerminals; ++driven) {
            for (std::size_t n = 0; n < kTerminals; ++n) {
                const auto row = static_cast<Eigen::Index>(n);
                const auto column = static_cast<Eigen::Index>(driven);
                const std::complex<double> theirs = ac[driven][k][n];
                EXPECT_LE(std::abs(ours(row, column) - theirs),
                          1e-6 * ours.col(column).cwiseAbs().maxCoeff() + 3e-12)
                    << "into " << n << " by " << driven << ": " << ours(row, column) << ' '
                    << theirs;
            }
        }
    }
}

}  // namespace hopspice::twin::test

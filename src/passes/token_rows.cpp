#include "passes/token_rows.h"

#include "cells/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace hopspice::passes {

namespace {

using analog::Crossbar;
using analog::Network;

constexpr double kInputOhms = 1e9;       // of a digital input that selects nothing
constexpr double kLeastPadShare = 1e-9;  // of a slot's conductance: what is left by rounding

double row_siemens(const Matrix& siemens, std::size_t row) {
    double sum = 0;
    for (std::size_t col = 0; col < siemens.cols; ++col) {
        sum += std::abs(siemens(row, col));
    }
    return sum;
}

}  // namespace

double select_ohms(const Target& target) {
    switch (target.level) {
        case Level::Behavioral:
            return 0;
        case Level::Opamp:
            return cells::switch_ohms(target);
        case Level::Transistor:
            return cells::switch_ohms(target) / 2;
    }
    return 0;
}

double slot_siemens(const Crossbar& crossbar, const Matrix& siemens, std::size_t slot) {
    double largest = 0;
    for (std::size_t token = 0; token < crossbar.row_choices; ++token) {
        largest = std::max(largest, row_siemens(siemens, slot * crossbar.row_choices + token));
    }
    return largest;
}

double pad_siemens(const Crossbar& crossbar, std::size_t slot, std::size_t token) {
    const double whole = slot_siemens(crossbar, crossbar.siemens, slot);
    const double pad = whole - row_siemens(crossbar.siemens, slot * crossbar.row_choices + token);
    return pad > kLeastPadShare * whole ? pad : 0;
}

Matrix wire_siemens(const Network& network, const Crossbar& crossbar, const Matrix& siemens) {
    Matrix wires{siemens.rows, siemens.cols, std::vector<double>(siemens.values.size())};
    for (std::size_t row = 0; row < siemens.rows && crossbar.row_choices > 1; ++row) {
        const double whole = slot_siemens(crossbar, siemens, row / crossbar.row_choices);
        for (std::size_t col = 0; col < siemens.cols; ++col) {
            wires(row, col) = whole;
        }
    }
    const analog::Bank& to = network.banks[crossbar.to];
    for (std::size_t col = 0; col < siemens.cols && crossbar.col_choices > 1; ++col) {
        const double up = cells::column_siemens(siemens, to, col, analog::Polarity::Positive);
        const double down = cells::column_siemens(siemens, to, col, analog::Polarity::Negative);
        for (std::size_t row = 0; row < siemens.rows; ++row) {
            const bool positive =
                cells::cell_polarity(to, siemens(row, col)) == analog::Polarity::Positive;
            wires(row, col) = positive ? up : down;
        }
    }
    return wires;
}

std::string token_net(std::size_t slot, std::size_t token) {
    return fmt::format("sel_{}_{}", slot, token);
}

std::string candidate_name(std::size_t bank, std::size_t slot, std::size_t token) {
    return fmt::format("{}_t{}", cells::neuron_name(bank, slot), token);
}

void add_token_inputs(const Network& network, circuit::Builder& build, Layout& layout) {
    std::size_t slots = 0;
    std::size_t vocabulary = 1;
    for (const Crossbar& crossbar : network.crossbars) {
        if (crossbar.row_choices > 1) {
            slots = std::max(slots, network.banks[crossbar.to].size);
            vocabulary = std::max(vocabulary, crossbar.row_choices);
        }
    }
    layout.tokens.assign(slots, {});
    for (std::size_t slot = 0; slot < slots; ++slot) {
        build.group({.part = fmt::format("token of slot {}", slot)});
        for (std::size_t token = 0; token < vocabulary; ++token) {
            const std::string net = token_net(slot, token);
            const double chosen = token == 0 ? layout.held_volts : layout.released_volts;
            build.voltage(
                "v" + net, net, "0",
                std::vector<double>{0, layout.released_volts, layout.apply_s, layout.released_volts,
                                    layout.apply_s + layout.edge_s, chosen});
            build.resistor("r" + net, net, "0", kInputOhms);
            layout.tokens[slot].push_back("v" + net);
        }
    }
}

}  // namespace hopspice::passes

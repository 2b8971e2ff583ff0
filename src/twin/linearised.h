#pragma once
// What a device gives to the equations of a circuit at one set of node voltages.

#include <array>
#include <cstddef>
#include <cstdint>

namespace hopspice::twin {

/// Of a device with N nodes: the currents into it at each node (ampere), the charges at each node
/// (coulomb), and their derivatives by each node's voltage, rows by node, row * N + column.
/// An entry of a matrix that a device does not name among its entries is 0 and never written.
template <std::size_t N>
struct Linearised {
    std::array<double, N> current{};
    std::array<double, N> charge{};
    std::array<double, N * N> conductance{};
    std::array<double, N * N> capacitance{};
};

/// A place in the matrices of a device.
struct MatrixEntry {
    std::uint8_t row = 0;
    std::uint8_t column = 0;
};

/// A function of one voltage, and its derivative.
struct Slope {
    double value = 0;
    double slope = 0;
};

/// Adds a current from node `a` through the device to node `b`, a function of v(a) - v(b); or a
/// charge at `a` and its opposite at `b`.
template <std::size_t N>
inline void add_branch(std::array<double, N>& values, std::array<double, N * N>& matrix,
                       std::size_t a, std::size_t b, Slope branch) {
    values[a] += branch.value;
    values[b] -= branch.value;
    matrix[a * N + a] += branch.slope;
    matrix[a * N + b] -= branch.slope;
    matrix[b * N + a] -= branch.slope;
    matrix[b * N + b] += branch.slope;
}

}  // namespace hopspice::twin

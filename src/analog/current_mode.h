#pragma once
// The parts of a softmax network built from differential pairs instead of amplifiers: what the
// passes of topology `current-mode` fill in and its lowering turns into elements. Volts and amperes
// are those at the target's temperature.
//
//   column i   v_i = centre_i + (v(vp) - v(vn)) / U, two loads and one tail shared by all memories
//   memory mu  its base is the mean of the columns' emitter followers, weighted by resistors

#include <hopspice/spec.h>

#include <vector>

namespace hopspice::analog {

struct CurrentMode {
    // The model on the differential machine (centre_signals), model units.
    std::vector<double> centre;  ///< of v, per visible neuron: 0 V
    double half_range = 0;       ///< largest |xi - middle of its column|: how far v settles from it
    double excursion = 0;        ///< largest |v - centre| the circuit must hold
    Matrix weights;              ///< memories x visible: xi - middle of its column
    std::vector<double> bias;    ///< per memory, up to what all have in common
    double reference_units = 1;  ///< the reference column's state, in units of v
    bool has_reference = false;  ///< some memory has a bias, or less weight than the others
    double row_sum = 0;          ///< S: largest sum |weights| + |bias| / reference_units

    // Currents, areas in emitter um2, resistances (size_currents, balance_cells).
    double kelvin = 300.15;
    double tail_amperes = 0;
    double device_area = 0;  ///< both transistors of one memory in one column
    double follower_amperes = 0;
    double follower_area = 0;
    double follower_ohms = 0;  ///< output resistance
    double buffer_amperes = 0;
    double buffer_area = 0;
    double bleeder_amperes = 0;  ///< keeps the bias line's driver fast; 0: of a resistor as ever
    double source_ohms = 0;      ///< of a memory's resistors in parallel
    double switch_metres = 0;    ///< channel width of the switches that set v(0)

    // Cells: lines are v0+ ... vN-1+, v0- ... vN-1-, reference+, reference-.
    Matrix cells;                   ///< memories x lines, siemens
    Matrix rising;                  ///< visible x memories, area whose current raises v
    Matrix falling;                 ///< and lowers it
    std::vector<double> load_ohms;  ///< per column, the reference's last
    double column_ohms = 0;         ///< load and what the followers' bases draw, in parallel
    std::vector<double> base_ohms;  ///< per memory: its cells, and the followers behind them
    double gain = 1;                ///< of the followers into the crossbar, made up for by U
    double loading_error = 0;       ///< weights against the loaded crossbar, of the largest
    double bases_share = 0;     ///< largest part of a column's load that its followers' bases are
    double crosstalk = 0;       ///< of the columns through the followers' bases, of v
    double rounding_error = 0;  ///< weights against whole emitters, of the largest
    double compression = 0;     ///< what a winner's full current takes off its base, V_T

    // Capacitors (set_node_capacitors), farad; parasitic ones are the devices' own.
    double column_farads = 0;
    double column_parasitic_farads = 0;
    std::vector<double> base_farads;  ///< per memory
    double base_parasitic_farads = 0;
    double buffer_lag_s = 0;
    double tail_lag_s = 0;
};

}  // namespace hopspice::analog

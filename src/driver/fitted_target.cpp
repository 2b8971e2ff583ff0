// The op-amp macromodel as measured.

#include <hopspice/characterize.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <vector>

namespace hopspice {

namespace {

using Amplifiers = std::vector<AmplifierSheet>;

/// The rows at the first row's temperature: all loads, the lightest first.
Amplifiers nominal(const Characterization& sheet) {
    Amplifiers rows;
    for (const AmplifierSheet& row : sheet.amplifiers) {
        if (row.temperature_c == sheet.amplifiers.front().temperature_c) {
            rows.push_back(row);
        }
    }
    return rows;
}

struct Bandwidth {
    double gbw = 0;   ///< Hz
    double rout = 0;  ///< ohm
};

/// Least squares of 1/GBW = (1 + rout/R)/GBW_0 over 1/R, with rout no less than 0.
Bandwidth fit_bandwidth(const Amplifiers& rows) {
    const auto count = static_cast<double>(rows.size());
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    for (const AmplifierSheet& row : rows) {
        x += 1 / row.load_ohms / count;
        y += 1 / row.gbw / count;
        xx += 1 / (row.load_ohms * row.load_ohms) / count;
        xy += 1 / (row.load_ohms * row.gbw) / count;
    }
    const double variance = xx - x * x;
    const double slope = rows.size() < 2 ? 0 : std::max(0.0, (xy - x * y) / variance);
    const double intercept = y - slope * x;
    return {1 / intercept, slope / intercept};
}

double headroom_of(const Target& target, const AmplifierSheet& row) {
    return std::max({0.0, target.vdd - row.swing_high, row.swing_low - target.vss});
}

}  // namespace

Target fitted_target(const Target& target, const Characterization& sheet) {
    const Amplifiers rows = nominal(sheet);
    const AmplifierSheet& typical = rows[rows.size() > 1 ? 1 : 0];
    const Bandwidth bandwidth = fit_bandwidth(rows);
    Target fitted = target;
    fitted.name = target.name + "-fit";
    fitted.description.clear();
    fitted.file.clear();
    fitted.level = Level::Opamp;
    AmplifierSpec& figures = fitted.amplifier;
    figures.subckt.clear();
    figures.file.clear();
    figures.pins.clear();
    figures.gbw = bandwidth.gbw;
    figures.rout = bandwidth.rout;
    const double share = typical.load_ohms / (typical.load_ohms + bandwidth.rout);
    figures.slew = std::min(typical.slew_up, typical.slew_down) / share;
    figures.gain_db = typical.gain_db - 20 * std::log10(share);
    figures.iq = typical.iq;
    figures.cin = std::max(0.0, typical.cin);
    figures.headroom = headroom_of(target, rows.front());
    // Lags of both levels at the typical load: 1/GBW and what rout adds to it.
    const double designed = (1 + target.amplifier.rout / typical.load_ohms) / target.amplifier.gbw;
    fitted.time_unit.ratio *= designed * typical.gbw;
    for (Library& library : fitted.include) {
        library.file = std::filesystem::absolute(library.file).string();
    }
    return fitted;
}

}  // namespace hopspice

// The data sheet for people: amplifiers, activations, the trade of the softmax.

#include "report/table.h"
#include "support/quantity.h"

#include <hopspice/characterize.h>

#include <fmt/format.h>

#include <cmath>

namespace hopspice {

namespace {

using report::Align;
using report::format_percent;
using Rows = std::vector<std::vector<std::string>>;

/// Gates take none; what the simulator's arithmetic leaves is not shown.
std::string input_bias(double amperes) {
    return format_quantity(std::abs(amperes) < 1e-15 ? 0 : amperes, "A");
}

std::string amplifier_table(const std::vector<AmplifierSheet>& sheets) {
    Rows rows;
    for (const AmplifierSheet& sheet : sheets) {
        rows.push_back({sheet.part, fmt::format("{:.0f}", sheet.temperature_c),
                        format_quantity(sheet.load_ohms, "ohm"),
                        format_quantity(sheet.load_farads, "F"),
                        fmt::format("{:.1f}", sheet.gain_db), format_quantity(sheet.gbw, "Hz"),
                        fmt::format("{:.0f}", sheet.phase_margin_deg),
                        fmt::format("{:.3g}/{:.3g}", 1e-6 * sheet.slew_up, 1e-6 * sheet.slew_down),
                        format_quantity(sheet.offset, "V"), input_bias(sheet.input_bias),
                        fmt::format("{:.2f}..{:.2f}", sheet.swing_low, sheet.swing_high),
                        format_quantity(sheet.rout, "ohm"), format_quantity(sheet.cin, "F"),
                        format_quantity(sheet.iq, "A")});
    }
    return report::format_rows({{"amplifier", Align::Left},
                                {"T, C"},
                                {"load"},
                                {""},
                                {"gain, dB"},
                                {"GBW"},
                                {"PM, deg"},
                                {"slew, V/us"},
                                {"offset"},
                                {"bias"},
                                {"swing, V"},
                                {"rout"},
                                {"cin"},
                                {"supply"}},
                               rows);
}

std::string transfer_table(const std::vector<TransferSheet>& sheets) {
    Rows rows;
    for (const TransferSheet& sheet : sheets) {
        rows.push_back({sheet.block, fmt::format("{:.0f}", sheet.temperature_c),
                        fmt::format("{:g}..{:g}", sheet.low, sheet.high),
                        fmt::format("{:.3g}", sheet.full_scale), format_percent(sheet.error),
                        format_percent(sheet.drift)});
    }
    return report::format_rows(
        {{"activation", Align::Left}, {"T, C"}, {"range"}, {"full scale"}, {"error"}, {"drift"}},
        rows);
}

std::string trade_table(const std::vector<SoftmaxTrade>& trades) {
    Rows rows;
    for (const SoftmaxTrade& trade : trades) {
        rows.push_back(
            {format_quantity(trade.time_constant_s, "s"), fmt::format("{:.2f}", trade.area_um2),
             format_quantity(trade.amperes_per_um2, "A"), format_percent(trade.error),
             format_quantity(trade.swap_s, "s"), trade.chosen ? "this target, tau_h 0.1" : ""});
    }
    return report::format_rows({{"tau_h"},
                                {"area, um2"},
                                {"tail per um2"},
                                {"error"},
                                {"winner swap to 1 %"},
                                {"", Align::Left}},
                               rows);
}

}  // namespace

std::string format_characterization(const Characterization& sheet) {
    std::string text =
        fmt::format("{}, level {}, {}\n\n", sheet.target, sheet.level, sheet.simulator);
    text += "amplifiers in a gain of -1, loaded\n\n" + amplifier_table(sheet.amplifiers);
    text +=
        "\nactivations against the mathematics, of full scale; drift from the first "
        "temperature\n\n" +
        transfer_table(sheet.transfers);
    if (!sheet.trades.empty()) {
        text += fmt::format(
                    "\nsoftmax of {}: emitter area for hidden neurons of time constant "
                    "tau_h\n\n",
                    sheet.trades.front().size) +
                trade_table(sheet.trades);
    }
    return text;
}

}  // namespace hopspice

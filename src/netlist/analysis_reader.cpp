#include "netlist/analysis_reader.h"

#include "netlist/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace hopspice::netlist {

namespace {

/// Options that change how the simulator goes about it, not what comes out: see
/// dialect::options_line.
constexpr std::array<std::string_view, 2> kNeutralOptions = {"noopiter", "pivrel=1e-6"};

/// A final value may be taken this share of the stop time before it.
constexpr double kAtTheEnd = 1e-5;

std::string not_understood(std::string_view what) {
    return fmt::format("{} is not understood", what);
}

/// `v(a)` or `par('v(a)-v(b)')`, whose nets come first and second.
std::optional<std::vector<std::string>> measured_nets(const std::string& what) {
    const std::vector<std::string> words = split(what, "()'-,");
    if (words.size() == 2 && what == fmt::format("v({})", words[1])) {
        return std::vector{words[1], std::string()};
    }
    if (words.size() == 5 && what == fmt::format("par('v({})-v({})')", words[2], words[4])) {
        return std::vector{words[2], words[4]};
    }
    return std::nullopt;
}

}  // namespace

std::string AnalysisReader::read(std::string_view card) {
    const Words words = split(card, " ");
    if (words[0] != ".meas" && !seen_.insert(words[0]).second) {
        return "a second " + words[0];
    }
    if (words[0] == ".options") {
        return read_options(words);
    }
    if (words[0] == ".temp") {
        return read_temperature(words);
    }
    if (words[0] == ".save") {
        return read_saved(words);
    }
    if (words[0] == ".tran") {
        return read_transient(words);
    }
    return words[0] == ".meas" ? read_measure(words) : not_understood(words[0]);
}

std::string AnalysisReader::read_options(const Words& words) {
    constexpr std::string_view kTolerance = "reltol=";
    for (auto word = words.begin() + 1; word != words.end(); ++word) {
        if (word->starts_with(kTolerance)) {
            const auto reltol = number_of(std::string_view(*word).substr(kTolerance.size()));
            if (!reltol) {
                return not_understood("option " + *word);
            }
            analysis_.reltol = *reltol;
        } else if (std::ranges::find(kNeutralOptions, *word) == kNeutralOptions.end()) {
            return not_understood("option " + *word);
        }
    }
    return {};
}

std::string AnalysisReader::read_temperature(const Words& words) {
    const auto temperature = words.size() == 2 ? number_of(words[1]) : std::nullopt;
    analysis_.temperature_c = temperature.value_or(analysis_.temperature_c);
    return temperature ? "" : ".temp needs a number";
}

std::string AnalysisReader::read_saved(const Words& words) {
    for (auto word = words.begin() + 1; word != words.end(); ++word) {
        const bool is_signal = word->starts_with("v(") || word->starts_with("i(");
        if (!is_signal || !word->ends_with(')')) {
            return not_understood("signal " + *word);
        }
        analysis_.saved.push_back(*word);
    }
    return {};
}

std::string AnalysisReader::read_transient(const Words& words) {
    const std::array<double*, 4> places = {&analysis_.step_s, &analysis_.stop_s, nullptr,
                                           &analysis_.max_step_s};
    for (std::size_t k = 0; k < places.size(); ++k) {
        const auto number =
            words.size() == places.size() + 1 ? number_of(words[k + 1]) : std::nullopt;
        if (!number || (places[k] == nullptr && *number != 0)) {
            return ".tran needs step, stop, 0 and largest step";
        }
        if (places[k] != nullptr) {
            *places[k] = *number;
        }
    }
    return {};
}

std::string AnalysisReader::read_measure(const Words& words) {
    constexpr std::string_view kAt = "at=";
    const bool is_final =
        words.size() == 6 && words[1] == "tran" && words[3] == "find" && words[5].starts_with(kAt);
    const auto nets = is_final ? measured_nets(words[4]) : std::nullopt;
    const auto instant_s =
        nets ? number_of(std::string_view(words[5]).substr(kAt.size())) : std::nullopt;
    if (!instant_s) {
        return ".meas needs: tran NAME find v(NET) at=INSTANT";
    }
    if (*instant_s > analysis_.stop_s || *instant_s < (1 - kAtTheEnd) * analysis_.stop_s) {
        return fmt::format("{} is measured at {} s, not where .tran ends", words[2], *instant_s);
    }
    analysis_.measures.push_back({words[2], (*nets)[0], (*nets)[1]});
    return {};
}

}  // namespace hopspice::netlist

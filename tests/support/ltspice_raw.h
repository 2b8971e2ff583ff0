#pragma once
// Raw files as LTspice writes them, from the description of the format: LTspice itself does not run
// here.

#include "wave/waveform.h"

#include <fmt/format.h>

#include <string>

namespace hopspice::test {

enum class LtspiceNumbers { Floats, Doubles, Text };
enum class LtspiceOrder { ByPoint, ByVariable };

struct LtspiceForm {
    bool wide = true;  ///< the header in UTF-16, as since version XVII
    LtspiceNumbers numbers = LtspiceNumbers::Floats;
    LtspiceOrder order = LtspiceOrder::ByPoint;
    bool marked = false;          ///< every third time has a negative sign
    std::string more_flags = {};  ///< ` stepped`
    std::string plot = "Transient Analysis";
    double offset_s = 0;
};

/// `v(x1.n)` as LTspice says it: `V(x1:n)`.
inline std::string ltspice_name(std::string name) {
    name[0] = name[0] == 'i' ? 'I' : 'V';
    for (char& c : name) {
        c = c == '.' ? ':' : c;
    }
    return name;
}

inline std::string ltspice_header(const wave::Waveform& waveform, const LtspiceForm& form) {
    std::string text = fmt::format(
        "Title: * C:\\models\\rc.cir\nDate: Sat Nov 21 12:00:00 2026\nPlotname: {}\n"
        "Flags: real forward{}{}{}\nNo. Variables: {}\nNo. Points: {:>12}\nOffset:   {:.16e}\n"
        "Command: Linear Technology Corporation LTspice XVII\nBackannotation: u1 1 2\nVariables:\n"
        "\t0\ttime\ttime\n",
        form.plot, form.numbers == LtspiceNumbers::Doubles ? " double" : "",
        form.order == LtspiceOrder::ByVariable ? " fastaccess" : "", form.more_flags,
        waveform.names.size() + 1, waveform.points(), form.offset_s);
    for (std::size_t k = 0; k < waveform.names.size(); ++k) {
        const std::string& name = waveform.names[k];
        text += fmt::format("\t{}\t{}\t{}\n", k + 1, ltspice_name(name),
                            name[0] == 'i' ? "device_current" : "voltage");
    }
    return text + (form.numbers == LtspiceNumbers::Text ? "Values:\n" : "Binary:\n");
}

template <typename Number>
void append(std::string& bytes, Number number) {
    bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

inline std::string ltspice_body(const wave::Waveform& waveform, const LtspiceForm& form) {
    const bool by_point = form.order == LtspiceOrder::ByPoint;
    std::string bytes;
    const auto time = [&](std::size_t point) {
        append(bytes, waveform.time_s[point] * (form.marked && point % 3 == 1 ? -1 : 1));
    };
    const auto signal = [&](std::size_t point, std::size_t k) {
        const double value = waveform.at(point, k);
        form.numbers == LtspiceNumbers::Doubles ? append(bytes, value)
                                                : append(bytes, static_cast<float>(value));
    };
    for (std::size_t point = 0; point < waveform.points(); ++point) {
        time(point);
        for (std::size_t k = 0; by_point && k < waveform.names.size(); ++k) {
            signal(point, k);
        }
    }
    for (std::size_t k = 0; !by_point && k < waveform.names.size(); ++k) {
        for (std::size_t point = 0; point < waveform.points(); ++point) {
            signal(point, k);
        }
    }
    return bytes;
}

inline std::string ltspice_text(const wave::Waveform& waveform) {
    std::string text;
    for (std::size_t point = 0; point < waveform.points(); ++point) {
        text += fmt::format("{}\t\t{:.15e}\n", point, waveform.time_s[point]);
        for (const double value : waveform.row(point)) {
            text += fmt::format("\t{:.15e}\n", value);
        }
    }
    return text;
}

inline std::string format_ltspice_raw(const wave::Waveform& waveform, const LtspiceForm& form) {
    const bool text = form.numbers == LtspiceNumbers::Text;
    const std::string narrow =
        ltspice_header(waveform, form) + (text ? ltspice_text(waveform) : "");
    std::string bytes;
    for (const char c : narrow) {
        bytes += c;
        bytes.append(form.wide ? 1 : 0, '\0');
    }
    return text ? bytes : bytes + ltspice_body(waveform, form);
}

}  // namespace hopspice::test

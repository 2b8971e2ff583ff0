#include "dialect/deck.h"

#include "dialect/legalise.h"
#include "dialect/spice_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace hopspice::dialect {

namespace {

/// In the order in which they are written.
constexpr std::array kDeckParts = {&Deck::heading,  &Deck::devices,  &Deck::subcircuits,
                                   &Deck::stimulus, &Deck::elements, &Deck::analysis,
                                   &Deck::closing};

}  // namespace

std::string include_card(const DialectRow& row, const std::string& file) {
    return fmt::format(fmt::runtime(row.include), fmt::arg("file", file));
}

std::string continued(const std::string& line, std::size_t length) {
    if (length == 0 || line.size() <= length || line.starts_with('*') || line.starts_with("//")) {
        return line;
    }
    std::string text;
    std::size_t begin = 0;
    while (line.size() - begin > length) {
        std::size_t end = line.rfind(' ', begin + length);
        if (end == std::string::npos || end <= begin) {
            end = line.find(' ', begin + 1);  // one long word
        }
        if (end == std::string::npos) {
            break;
        }
        text += line.substr(begin, end - begin) + "\n+";
        begin = end;
    }
    return text + line.substr(begin);
}

std::vector<std::string> analysis_cards(const netlist::Analysis& analysis, const DialectRow& row,
                                        const std::string& save, bool self_heating) {
    const std::string text =
        fmt::format(fmt::runtime(row.analysis), fmt::arg("temperature", analysis.temperature_c),
                    fmt::arg("step", analysis.step_s), fmt::arg("stop", analysis.stop_s),
                    fmt::arg("max_step", analysis.max_step_s),
                    fmt::arg("options", options_line(analysis.reltol, self_heating)),
                    fmt::arg("reltol", analysis.reltol), fmt::arg("save", save));
    std::vector<std::string> cards;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        cards.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return cards;
}

Deck write_legal(const circuit::Circuit& legal, const netlist::Analysis& analysis,
                 const DialectRow& row, const std::set<std::string>& stimulus) {
    Deck deck = row.family == Family::Spectre ? write_spectre(legal, analysis, row, stimulus)
                                              : write_spice(legal, analysis, row, stimulus);
    for (const auto part : kDeckParts) {
        for (std::string& line : deck.*part) {
            if (row.line_length != 0 && line.size() > row.line_length) {
                line = continued(line, row.line_length);
            }
        }
    }
    return deck;
}

Result<Deck> write_deck(const circuit::Circuit& circuit, const netlist::Analysis& analysis,
                        const DialectRow& row, const std::set<std::string>& stimulus) {
    const auto legal = legalise(circuit, row);
    if (!legal) {
        return Unexpected{legal.error()};
    }
    return write_legal(*legal, analysis, row, stimulus);
}

std::string joined(const Deck& deck) {
    std::string text;
    for (const auto part : kDeckParts) {
        for (const std::string& line : deck.*part) {
            text += line;
            text += '\n';
        }
    }
    return text;
}

}  // namespace hopspice::dialect

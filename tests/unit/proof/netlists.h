#pragma once
// A good netlist of a model, changed one line at a time, and what the proof says of it.

#include "proof/read_back.h"
#include "support/prepared.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace hopspice::test {

using Words = std::vector<std::string>;

inline Words words_of_line(const std::string& line) {
    std::istringstream in(line);
    Words words;
    for (std::string word; in >> word;) {
        words.push_back(word);
    }
    return words;
}

inline std::string line_of(const Words& words) { return fmt::format("{}", fmt::join(words, " ")); }

/// What read_back() says of a text.
inline Result<proof::Reading> read_text_back(const std::string& text, const Spec& spec,
                                             const analog::Network& network,
                                             const circuit::Layout& layout, const Target& target) {
    auto circuit = proof::read_circuit(text);
    return circuit ? proof::read_back(*std::move(circuit), spec, network, layout, target)
                   : Unexpected{circuit.error()};
}

/// A good netlist of a shipped model, to be changed.
class Netlist {
public:
    Netlist(Spec spec, const std::string& target,
            const std::vector<std::string>& overrides = {"time_unit=auto:30"})
        : spec_(std::move(spec)),
          target_(target_of(target, overrides)),
          prepared_(value_of(driver::prepare(spec_, target_, spec_.queries))),
          lines_(dialect::write_ngspice(prepared_.lowered.circuit)) {}

    [[nodiscard]] std::vector<std::string>& lines() { return lines_; }

    /// The line of an element.
    std::string& line(const std::string& name) {
        for (std::string& candidate : lines_) {
            if (candidate.starts_with(name + " ")) {
                return candidate;
            }
        }
        throw std::runtime_error("no element " + name);
    }

    /// Multiplies the number at the end of an element's line.
    void scale(const std::string& name, double factor) {
        Words words = words_of_line(line(name));
        words.back() = fmt::format("{}", std::stod(words.back()) * factor);
        line(name) = line_of(words);
    }

    void replace(const std::string& name, const std::string& from, const std::string& to) {
        std::string& text = line(name);
        const std::size_t place = text.find(from);
        if (place == std::string::npos) {
            throw std::runtime_error("no " + from + " in " + text);
        }
        text.replace(place, from.size(), to);
    }

    /// Exchanges one field of two lines.
    void swap_field(const std::string& first, const std::string& second, std::size_t field) {
        Words a = words_of_line(line(first));
        Words b = words_of_line(line(second));
        std::swap(a.at(field), b.at(field));
        line(first) = line_of(a);
        line(second) = line_of(b);
    }

    void remove(const std::string& name) {
        line(name);
        std::erase_if(lines_,
                      [&](const std::string& text) { return text.starts_with(name + " "); });
    }

    /// What the proof says of the lines as they are now.
    [[nodiscard]] Diagnostics findings() const {
        const auto errors = read_text_back(joined(lines_), spec_, prepared_.network,
                                           prepared_.lowered.layout, target_);
        return errors ? proof::verify_read_back(*errors, prepared_.network, target_)
                      : errors.error();
    }

private:
    Spec spec_;
    Target target_;
    driver::Prepared prepared_;
    std::vector<std::string> lines_;
};

/// The proof finds `what`, and says so first.
inline void expect_caught(const Netlist& netlist, const std::string& what) {
    const Diagnostics findings = netlist.findings();
    ASSERT_FALSE(findings.empty()) << what << " was not noticed";
    EXPECT_EQ(findings.front().id, "HS-E305") << words_of(findings);
    EXPECT_NE(words_of(findings).find(what), std::string::npos) << words_of(findings);
}

}  // namespace hopspice::test

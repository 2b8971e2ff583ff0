#pragma once
// The order of a deck; how its lines are spelled is a language's.

#include "dialect/deck.h"

#include <set>
#include <string>
#include <vector>

namespace hopspice::dialect {

/// Writes a legalised circuit once; holds on to all it is given.
class DeckWriter {
public:
    using Lines = std::vector<std::string>;

    DeckWriter(const circuit::Circuit& circuit, const netlist::Analysis& analysis,
               const DialectRow& row, const std::set<std::string>& stimulus)
        : circuit_(circuit), analysis_(analysis), row_(row), stimulus_(stimulus) {}
    virtual ~DeckWriter() = default;

    /// Lines are not continued yet.
    [[nodiscard]] Deck write();

protected:
    [[nodiscard]] const circuit::Circuit& circuit() const { return circuit_; }
    [[nodiscard]] const netlist::Analysis& analysis() const { return analysis_; }
    [[nodiscard]] const DialectRow& row() const { return row_; }

private:
    /// What follows the title and its comments.
    [[nodiscard]] virtual Lines preamble() const { return {}; }
    /// What the kit of the devices asks of a deck, in front of its libraries.
    [[nodiscard]] virtual Lines settings() const = 0;
    [[nodiscard]] virtual Lines library(const Library& library) const = 0;
    /// None for a card that the language has no use for.
    [[nodiscard]] virtual Lines model(const circuit::ModelCard& card) const = 0;
    [[nodiscard]] virtual std::string subcircuit_head(const circuit::Subcircuit& block) const = 0;
    [[nodiscard]] virtual std::string subcircuit_end(const circuit::Subcircuit& block) const = 0;
    /// `nets`: names of those of the circuit or subcircuit that the element is in.
    [[nodiscard]] virtual Lines element(const circuit::Element& element,
                                        const std::vector<std::string>& nets) const = 0;
    /// A word of the line of saved signals, from `v(net)` or `i(source)`.
    [[nodiscard]] virtual std::string saved(const std::string& signal) const = 0;
    [[nodiscard]] virtual Lines measures() const { return {}; }

    [[nodiscard]] std::string comment(const std::string& text) const;
    void add_devices();
    void add_subcircuit(const circuit::Subcircuit& block);
    void add_group(const circuit::Group& group);
    void add_analysis();

    const circuit::Circuit& circuit_;
    const netlist::Analysis& analysis_;
    const DialectRow& row_;
    const std::set<std::string>& stimulus_;
    Deck deck_;
};

}  // namespace hopspice::dialect

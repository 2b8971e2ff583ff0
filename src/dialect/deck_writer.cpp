#include "dialect/deck_writer.h"

#include "dialect/spice_words.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

namespace hopspice::dialect {

namespace {

using Lines = DeckWriter::Lines;

void append(Lines& lines, Lines more) {
    lines.insert(lines.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
}

/// Lines under a comment, where there are any.
void append_under(Lines& lines, const std::string& comment, Lines more) {
    if (!more.empty()) {
        lines.push_back(comment);
        append(lines, std::move(more));
    }
}

}  // namespace

Deck DeckWriter::write() {
    deck_.heading = {comment(circuit_.title)};
    for (const std::string& line : circuit_.header) {
        deck_.heading.push_back(comment(line));
    }
    append(deck_.heading, preamble());
    add_devices();
    for (const circuit::Subcircuit& block : circuit_.subcircuits) {
        add_subcircuit(block);
    }
    for (const circuit::Group& group : circuit_.groups) {
        add_group(group);
    }
    add_analysis();
    if (row_.has_end) {
        deck_.closing = {".end"};
    }
    return std::move(deck_);
}

std::string DeckWriter::comment(const std::string& text) const {
    return fmt::format("{} {}", row_.comment, one_line(text));
}

void DeckWriter::add_devices() {
    append(deck_.devices, settings());
    for (const Library& file : circuit_.includes) {
        append(deck_.devices, library(file));
    }
    for (const circuit::ModelCard& card : circuit_.models) {
        append(deck_.devices, model(card));
    }
}

void DeckWriter::add_subcircuit(const circuit::Subcircuit& block) {
    append(deck_.subcircuits, {comment(block.comment), subcircuit_head(block)});
    for (const circuit::Element& part : block.elements) {
        append(deck_.subcircuits, element(part, block.nets));
    }
    deck_.subcircuits.push_back(subcircuit_end(block));
}

void DeckWriter::add_group(const circuit::Group& group) {
    Lines stimulus;
    Lines others;
    for (const circuit::Element& part : group.elements) {
        append(stimulus_.contains(part.name) ? stimulus : others, element(part, circuit_.nets));
    }
    const std::string heading = comment(circuit::comment_of(group.origin));
    append_under(deck_.stimulus, heading, std::move(stimulus));
    append_under(deck_.elements, heading, std::move(others));
}

void DeckWriter::add_analysis() {
    std::string save(row_.save);
    for (const std::string& signal : analysis_.saved) {
        save += ' ' + saved(signal);
    }
    deck_.analysis = {comment("analysis")};
    append(deck_.analysis, analysis_cards(analysis_, row_, save, has_self_heating(circuit_)));
    append(deck_.analysis, measures());
}

}  // namespace hopspice::dialect

// A user's library beside a circuit: what both call by one name.

#include "circuit/circuit.h"
#include "support/rules.h"
#include "support/words.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>

namespace hopspice::circuit {

namespace {

/// Cards of every deck call these: `v(out)`, `i(vdd)`, `pwl(...)`.
const std::set<std::string> kCalled = {"v", "i", "pwl"};

/// The words in front of a parenthesis.
void add_calls(const std::vector<Element>& elements, std::set<std::string>& calls) {
    const auto in_name = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
    for (const Element& element : elements) {
        const std::string_view text = element.expression;
        for (std::size_t end = text.find('('); end != text.npos; end = text.find('(', end + 1)) {
            std::size_t begin = end;
            while (begin > 0 && in_name(static_cast<unsigned char>(text[begin - 1]))) {
                --begin;
            }
            if (begin < end) {
                calls.emplace(text.substr(begin, end - begin));
            }
        }
    }
}

std::set<std::string> calls_of(const Circuit& circuit) {
    std::set<std::string> calls = kCalled;
    for (const Group& group : circuit.groups) {
        add_calls(group.elements, calls);
    }
    for (const Subcircuit& subcircuit : circuit.subcircuits) {
        add_calls(subcircuit.elements, calls);
    }
    for (const ModelCard& card : circuit.models) {
        calls.insert(card.type);  // of `.model name npn(...)`
    }
    return calls;
}

std::set<std::string> definitions_of(const Circuit& circuit) {
    std::set<std::string> names;
    for (const ModelCard& card : circuit.models) {
        names.insert(card.name);
    }
    for (const Subcircuit& subcircuit : circuit.subcircuits) {
        names.insert(subcircuit.name);
    }
    return names;
}

/// `nmos` of `nmos.12`. Source: ngspice 39, INPgetModBin.
std::string without_bin(const std::string& name) {
    const std::size_t dot = name.rfind('.');
    const bool bin = dot != std::string::npos && dot + 1 < name.size() &&
                     name.find_first_not_of("0123456789", dot + 1) == std::string::npos;
    return bin ? name.substr(0, dot) : name;
}

}  // namespace

Diagnostics verify_libraries(const Circuit& circuit) {
    Diagnostics diagnostics;
    if (circuit.library_names.empty()) {
        return diagnostics;
    }
    const std::set<std::string> calls = calls_of(circuit);
    const std::set<std::string> definitions = definitions_of(circuit);
    for (const LibraryName& name : circuit.library_names) {
        const bool taken = name.function ? calls.contains(name.name)
                                         : definitions.contains(without_bin(name.name));
        if (taken) {
            report(diagnostics, Rule::LibraryNameTaken, {}, shorten(name.file), name.line,
                   shorten(name.name), name.function ? "calls" : "defines");
        }
    }
    return diagnostics;
}

}  // namespace hopspice::circuit

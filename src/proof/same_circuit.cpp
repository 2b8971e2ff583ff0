#include "proof/same_circuit.h"

#include "support/rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

namespace hopspice::proof {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::ModelCard;
using circuit::Subcircuit;

constexpr std::size_t kMostFindings = 5;

/// Elements that see each other's names, on nets of theirs.
struct Scope {
    std::string prefix;  ///< of a subcircuit: `name.`
    const std::vector<std::string>& nets;
    std::vector<const Element*> elements = {};

    void add(const std::vector<Element>& more) {
        for (const Element& element : more) {
            elements.push_back(&element);
        }
    }
};

Scope top_of(const Circuit& circuit) {
    Scope scope{.prefix = "", .nets = circuit.nets};
    for (const circuit::Group& group : circuit.groups) {
        scope.add(group.elements);
    }
    return scope;
}

Scope scope_of(const Subcircuit& body) {
    Scope scope{.prefix = body.name + ".", .nets = body.nets};
    scope.add(body.elements);
    return scope;
}

std::vector<std::string> nets_of(const Element& element, const Scope& scope) {
    std::vector<std::string> nets;
    for (const circuit::NetId net : element.nets) {
        nets.push_back(scope.nets[net.index]);
    }
    return nets;
}

bool same_nets(const Element& a, const Scope& of_a, const Element& b, const Scope& of_b) {
    return std::ranges::equal(a.nets, b.nets, [&](circuit::NetId one, circuit::NetId other) {
        return of_a.nets[one.index] == of_b.nets[other.index];
    });
}

std::string without_blanks(std::string text) {
    std::erase(text, ' ');
    return text;
}

template <typename Value>
std::string instead(const char* what, const Value& read, const Value& written) {
    return fmt::format("has {} {} instead of {}", what, read, written);
}

/// Sizes go through the units of a kit, and back: a few of the last bits may change.
bool same_size(double read, double written) {
    constexpr double kRounding = 16 * std::numeric_limits<double>::epsilon();
    return std::abs(read - written) <= kRounding * std::abs(written);
}

/// Empty: none.
std::string difference(const Element& read, const Scope& read_in, const Element& written,
                       const Scope& written_in) {
    if (read.kind != written.kind) {
        return "is of another kind";
    }
    if (!same_nets(read, read_in, written, written_in)) {
        return fmt::format("is on nets {} instead of {}", fmt::join(nets_of(read, read_in), " "),
                           fmt::join(nets_of(written, written_in), " "));
    }
    if (read.pwl != written.pwl || read.external != written.external) {
        return "has other corners";
    }
    const bool same_value =
        written.model.empty() ? read.value == written.value : same_size(read.value, written.value);
    if (read.pwl.empty() && !same_value) {
        return instead("the value", read.value, written.value);
    }
    if (!same_size(read.area, written.area)) {
        return instead("the area", read.area, written.area);
    }
    if (read.model != written.model) {
        return instead("the model", read.model, written.model);
    }
    if (read.expression != written.expression &&
        without_blanks(read.expression) != without_blanks(written.expression)) {
        return instead("the value", read.expression, written.expression);
    }
    return std::ranges::equal(read.parameters, written.parameters,
                              [](const auto& ours, const auto& theirs) {
                                  return ours.first == theirs.first &&
                                         same_size(ours.second, theirs.second);
                              })
               ? ""
               : "has other parameters";
}

class Comparison {
public:
    Diagnostics run(const Circuit& read, const Circuit& written) {
        compare(top_of(read), top_of(written));
        match(read.subcircuits, written.subcircuits, "subcircuit ",
              [&](const Subcircuit& ours, const Subcircuit& theirs) {
                  if (ours.ports != theirs.ports) {
                      bad("subcircuit " + ours.name, "has other ports");
                  }
                  compare(scope_of(ours), scope_of(theirs));
              });
        match(read.models, written.models, "device card ",
              [&](const ModelCard& ours, const ModelCard& theirs) {
                  if (ours.type != theirs.type || ours.parameters != theirs.parameters) {
                      bad("device card " + ours.name, "says something else");
                  }
              });
        if (read.kit.parameters != written.kit.parameters || read.kit.scale != written.kit.scale ||
            read.kit.seed != written.kit.seed) {
            bad("what it sets for its kit", "is something else");
        }
        if (read.includes != written.includes) {
            bad("what it includes", "are other libraries");
        }
        return std::move(diagnostics_);
    }

private:
    void bad(const std::string& what, const std::string& problem) {
        if (diagnostics_.size() < kMostFindings) {
            report(diagnostics_, Rule::NetlistDiffers, {}, what, problem);
        }
    }

    void compare(const Scope& read, const Scope& written) {
        std::unordered_map<std::string_view, const Element*> missing;
        missing.reserve(written.elements.size());
        for (const Element* element : written.elements) {
            missing.emplace(element->name, element);
        }
        const auto bad_element = [&](const Scope& scope, const Element& element,
                                     const std::string& problem) {
            bad("element " + scope.prefix + element.name, problem);
        };
        for (const Element* element : read.elements) {
            const auto place = missing.find(element->name);
            if (place == missing.end()) {
                bad_element(read, *element, "is one too many");
                continue;
            }
            const std::string different = difference(*element, read, *place->second, written);
            if (!different.empty()) {
                bad_element(read, *element, different);
            }
            missing.erase(place);
        }
        for (const Element* element : written.elements) {
            if (missing.contains(element->name)) {
                bad_element(written, *element, "is missing");
            }
        }
    }

    /// Parts by their names.
    template <typename Part, typename Compare>
    void match(const std::vector<Part>& read, const std::vector<Part>& written, const char* what,
               const Compare& compare_parts) {
        for (const Part& part : read) {
            const auto same = std::ranges::find(written, part.name, &Part::name);
            const auto first = std::ranges::find(read, part.name, &Part::name);
            if (same == written.end() || &*first != &part) {
                bad(what + part.name, "is one too many");
            } else {
                compare_parts(part, *same);
            }
        }
        for (const Part& part : written) {
            if (std::ranges::find(read, part.name, &Part::name) == read.end()) {
                bad(what + part.name, "is missing");
            }
        }
    }

    Diagnostics diagnostics_;
};

}  // namespace

Diagnostics verify_same(const Circuit& read, const Circuit& written) {
    return Comparison().run(read, written);
}

Diagnostics verify_same(const netlist::Analysis& read, const netlist::Analysis& written) {
    Diagnostics diagnostics;
    const auto hold = [&](bool same, const char* card) {
        if (!same) {
            report(diagnostics, Rule::NetlistDiffers, {}, card, "asks for something else");
        }
    };
    hold(read.step_s == written.step_s && read.stop_s == written.stop_s &&
             read.max_step_s == written.max_step_s,
         ".tran");
    hold(read.reltol == written.reltol, ".options");
    hold(read.temperature_c == written.temperature_c, ".temp");
    hold(read.saved == written.saved, ".save");
    hold(read.measures == written.measures, ".meas");
    return diagnostics;
}

}  // namespace hopspice::proof

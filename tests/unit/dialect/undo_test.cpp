// The rewrites for a dialect are seen through where they are right, and nowhere else.

#include "dialect/undo.h"

#include "dialect/hierarchy.h"
#include "dialect/legalise.h"
#include "measure/transient.h"
#include "proof/same_circuit.h"
#include "support/prepared.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

namespace hopspice::dialect {
namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;

Circuit circuit_of(const std::string& model, const std::string& target) {
    const Spec spec = test::shipped_model(model);
    const auto built = test::value_of(driver::build(spec, test::target_of(target), spec.queries));
    Kept kept;
    for (const std::string& signal : measure::saved_signals(built.lowered.layout)) {
        (signal[0] == 'i' ? kept.elements : kept.nets).insert(signal.substr(2, signal.size() - 3));
    }
    return with_hierarchy(built.lowered.circuit, kept);
}

/// The dialects that can say the circuit.
std::vector<const DialectRow*> rows_for(const Circuit& circuit) {
    std::vector<const DialectRow*> rows;
    for (const DialectRow& row : kDialects) {
        if (legalise(circuit, row)) {
            rows.push_back(&row);
        }
    }
    return rows;
}

Diagnostics findings(const Circuit& legal, const Circuit& original, const DialectRow& row) {
    return proof::verify_same(undone(legal, original, row), original);
}

TEST(Undo, GivesTheCircuitBackOfEveryDialect) {
    std::size_t legalised = 0;
    for (const auto& [model, target] :
         {std::pair("xor", "behavioral"), std::pair("xor", "opamp-1G"), std::pair("xor", "cmos"),
          std::pair("xor", "bjt"), std::pair("xor", "current-mode"),
          std::pair("two-block", "steered-1G"), std::pair("cubic", "opamp-1G"),
          std::pair("cubic", "behavioral"), std::pair("spherical", "behavioral"),
          std::pair("layernorm", "opamp-1G"), std::pair("epanechnikov", "behavioral"),
          std::pair("two-block", "behavioral"), std::pair("majority", "behavioral"),
          std::pair("majority", "cmos"), std::pair("hopfield-classical", "behavioral")}) {
        const Circuit circuit = circuit_of(model, target);
        for (const DialectRow* row : rows_for(circuit)) {
            const Circuit legal = test::value_of(legalise(circuit, *row));
            EXPECT_EQ(test::words_of(findings(legal, circuit, *row)), "")
                << model << " on " << target << " in " << to_string(row->dialect);
            ++legalised;
        }
    }
    EXPECT_GE(legalised, 14U * 7U);
}

/// The expression with each of its numbers made 30 % larger in turn.
std::vector<std::string> changed(const std::string& expression) {
    static const std::regex kNumber(R"((^|[-+*(, ])([0-9.]+(e-?[0-9]+)?)(?=[-+*(), ]|$))");
    std::vector<std::string> others;
    for (std::sregex_iterator match(expression.begin(), expression.end(), kNumber), end;
         match != end; ++match) {
        const double number = std::stod((*match)[2]);
        std::string other = expression;
        other.replace(static_cast<std::size_t>(match->position(2)),
                      static_cast<std::size_t>(match->length(2)),
                      fmt::format("{}", number == 0 ? 0.1 : 1.3 * number));
        others.push_back(std::move(other));
    }
    return others;
}

/// An element, one thing about it changed at a time.
std::vector<Element> wrong_ones(const Element& element) {
    std::vector<Element> wrong;
    const auto add = [&](auto change) {
        wrong.push_back(element);
        change(wrong.back());
    };
    for (const std::string& expression : changed(element.expression)) {
        add([&](Element& e) { e.expression = expression; });
    }
    for (std::size_t k = 0; k < element.parameters.size(); ++k) {
        add([&](Element& e) { e.parameters[k].second *= 1.3; });
    }
    if (element.expression.empty() && element.model.empty()) {
        add([](Element& e) {
            e.value = e.value == 0 ? 0.1 : 1.3 * e.value;
            e.pwl.clear();
        });
    }
    if (element.kind == Kind::Diode || element.kind == Kind::Bjt) {
        add([](Element& e) { e.area *= 1.3; });
    }
    if (element.nets.size() > 1 && element.nets[0] != element.nets[1]) {
        add([](Element& e) { std::swap(e.nets[0], e.nets[1]); });
    }
    return wrong;
}

template <typename Visit>
void for_each_list(Circuit& circuit, const Visit& visit) {
    for (circuit::Subcircuit& body : circuit.subcircuits) {
        visit(body.elements);
    }
    for (circuit::Group& group : circuit.groups) {
        visit(group.elements);
    }
}

bool is_of_a_junction(const circuit::ModelCard& card, const Circuit& original) {
    return std::ranges::find(original.models, card.name, &circuit::ModelCard::name) ==
           original.models.end();
}

/// Every number of every element and card of a legalised circuit, its nets, and whether it is
/// there.
std::size_t expect_every_change_noticed(const Circuit& circuit, const DialectRow& row) {
    Circuit legal = test::value_of(legalise(circuit, row));
    std::size_t changes = 0;
    const auto expect_noticed = [&](const std::string& what) {
        EXPECT_TRUE(findings(legal, circuit, row).has_errors())
            << what << " in " << to_string(row.dialect);
        ++changes;
    };
    for_each_list(legal, [&](std::vector<Element>& elements) {
        for (std::size_t k = 0; k < elements.size(); ++k) {
            const Element good = elements[k];
            for (const Element& wrong : wrong_ones(good)) {
                elements[k] = wrong;
                expect_noticed(good.name + " " + wrong.expression);
            }
            elements.erase(elements.begin() + static_cast<std::ptrdiff_t>(k));
            expect_noticed(good.name + " left out");
            elements.insert(elements.begin() + static_cast<std::ptrdiff_t>(k), good);
        }
    });
    for (circuit::ModelCard& card : legal.models) {
        for (auto& [name, value] : card.parameters) {
            if (name == "is" && is_of_a_junction(card, circuit)) {
                continue;  // 1e-4 of the MOSFET's own would not matter
            }
            const double good = value;
            value = value == 0 ? 0.1 : 1.3 * value;
            expect_noticed(card.name + " " + name);
            value = good;
        }
    }
    return changes;
}

TEST(Undo, DoesNotSeeThroughAnythingElse) {
    for (const char* target : {"behavioral", "opamp-1G"}) {
        const Circuit circuit = circuit_of("xor", target);
        for (const Dialect dialect : {Dialect::Hspice, Dialect::Pspice, Dialect::Gnucap,
                                      Dialect::Spice3}) {  // all rewrites there are
            if (legalise(circuit, row_of(dialect))) {
                EXPECT_GT(expect_every_change_noticed(circuit, row_of(dialect)), 150U);
            }
        }
    }
}

/// Junctions of MOSFETs as diodes; their saturation current is far below what matters.
TEST(Undo, SeesJunctionsOfMosfetsOnlyWhereTheyAreRight) {
    Circuit circuit = circuit_of("xor", "cmos");
    circuit.groups.clear();
    std::erase_if(circuit.subcircuits, [](const circuit::Subcircuit& body) {
        return body.name != "hs_switch" && body.name != "hs_inverter";
    });
    ASSERT_FALSE(circuit.subcircuits.empty());
    const DialectRow& gnucap = row_of(Dialect::Gnucap);
    const Circuit legal = test::value_of(legalise(circuit, gnucap));
    EXPECT_GT(legal.models.size(), circuit.models.size());
    Circuit leaking = legal;
    for (circuit::ModelCard& card : leaking.models) {
        for (auto& [name, value] : card.parameters) {
            value = is_of_a_junction(card, circuit) && name == "is" ? 1e-6 : value;
        }
    }
    EXPECT_TRUE(findings(leaking, circuit, gnucap).has_errors()) << "1e-17 A at 10 um2";
    EXPECT_GT(expect_every_change_noticed(circuit, gnucap), 50U);
}

}  // namespace
}  // namespace hopspice::dialect

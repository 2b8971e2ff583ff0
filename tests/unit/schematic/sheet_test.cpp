// The sheet of a deck, read back from its text: the same elements on the same nets, and room for
// all.

#include "netlist/reader.h"
#include "schematic/drawing.h"
#include "support/prepared.h"
#include "unit/schematic/sheet_reader.h"

#include <hopspice/recall.h>

#include <gtest/gtest.h>

#include <set>

namespace hopspice {
namespace {

struct Case {
    std::string model;
    std::string target;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.model << " on " << c.target; }

class SheetOf : public testing::TestWithParam<Case> {
protected:
    void SetUp() override {
        const Spec spec = test::shipped_model(GetParam().model);
        const Target target = test::target_of(GetParam().target);
        const Netlist netlist =
            test::value_of(compile(spec, target, spec.queries, {.form = NetlistForm::Flat}));
        deck_ = netlist.text;
        schematic_ = test::value_of(draw_schematic(deck_, netlist.parts));
        sheet_ = test::read_sheet(schematic_);
    }
    std::string deck_;
    Schematic schematic_;
    test::Sheet sheet_;
};

TEST_P(SheetOf, EveryPinIsOnTheNetOfTheDeck) {
    const circuit::Circuit circuit = test::value_of(netlist::read_deck(deck_)).circuit;
    const auto nets = test::nets_of(sheet_);
    std::size_t elements = 0;
    for (const circuit::Group& group : circuit.groups) {
        for (const circuit::Element& element : group.elements) {
            ++elements;
            std::vector<std::string> expected;
            for (const circuit::NetId net : element.nets) {
                expected.push_back(circuit.name_of(net));
            }
            ASSERT_TRUE(nets.contains(element.name)) << element.name;
            EXPECT_EQ(nets.at(element.name), expected) << element.name;
        }
    }
    EXPECT_EQ(nets.size(), elements);
}

TEST_P(SheetOf, FramesAndPartsDoNotOverlap) {
    ASSERT_EQ(sheet_.lines.size() % 4, 0U);
    struct Frame {
        int left, top, right, bottom;
    };
    std::vector<Frame> frames;
    for (std::size_t i = 0; i < sheet_.lines.size(); i += 4) {
        frames.push_back({sheet_.lines[i].from.first, sheet_.lines[i].from.second,
                          sheet_.lines[i].to.first, sheet_.lines[i + 1].to.second});
    }
    for (std::size_t i = 0; i < frames.size(); ++i) {
        for (std::size_t k = i + 1; k < frames.size(); ++k) {
            EXPECT_TRUE(frames[i].right < frames[k].left || frames[k].right < frames[i].left ||
                        frames[i].bottom < frames[k].top || frames[k].bottom < frames[i].top)
                << i << " " << k;
        }
    }
    std::set<test::Place> places;
    for (const test::DrawnPart& part : sheet_.parts) {
        const bool is_label = !test::attribute(part.attributes, "lab").empty();
        if (is_label || part.symbol == "devices/code.sym") {
            continue;
        }
        EXPECT_TRUE(places.insert(part.at).second) << part.attributes;
        std::size_t inside = 0;
        for (const Frame& frame : frames) {
            inside += part.at.first > frame.left && part.at.first < frame.right &&
                              part.at.second > frame.top && part.at.second < frame.bottom
                          ? 1
                          : 0;
        }
        EXPECT_EQ(inside, 1U) << part.attributes;
    }
}

TEST_P(SheetOf, EverySymbolOfOursIsGivenOnce) {
    std::set<std::string> given;
    for (const SchematicSymbol& symbol : schematic_.symbols) {
        EXPECT_TRUE(given.insert(symbol.file).second) << symbol.file;
        EXPECT_NE(symbol.text.find("format="), std::string::npos) << symbol.file;
    }
    for (const test::DrawnPart& part : sheet_.parts) {
        EXPECT_TRUE(part.symbol.starts_with("devices/") || given.contains(part.symbol))
            << part.symbol;
    }
}

INSTANTIATE_TEST_SUITE_P(Shipped, SheetOf,
                         testing::Values(Case{"xor", "opamp-1G"}, Case{"xor", "cmos"},
                                         Case{"xor", "behavioral"}, Case{"xor", "current-mode"},
                                         Case{"hamming-7-4", "opamp-1G"},
                                         Case{"two-block", "opamp-1G"},
                                         Case{"two-block", "steered-1G"},
                                         Case{"majority", "opamp-1G"}));

TEST(Schematic, ADeckThatIsNotOursIsAnError) {
    const auto schematic = draw_schematic("title\nr1 a\n.end\n");
    ASSERT_FALSE(schematic);
    EXPECT_EQ(schematic.error().front().id, "HS-E303");
}

TEST(Schematic, AnInstanceWithTooFewNetsIsABox) {
    const auto schematic = draw_schematic(
        "* t\n* block\n.subckt amp inp inn out vcc vee\nr1 inp inn 1\nr2 out vcc 1\nr3 vee 0 1\n"
        ".ends\n* group\nx1 a b amp\nx2 a b a b c d e f amp\n.end\n");
    ASSERT_TRUE(schematic);
    const auto nets = test::nets_of(test::read_sheet(*schematic));
    EXPECT_EQ(nets.at("x1"), (std::vector<std::string>{"a", "b"}));
}

TEST(Schematic, WhatXschemWouldTakeForItsOwnIsEscaped) {
    EXPECT_EQ(schematic::quoted(R"(.include "a b.lib")"), R"(".include \\"a b.lib\\"")");
    EXPECT_EQ(schematic::quoted("{2*x}"), R"("\{2*x\}")");
}

TEST(Schematic, AnEmptyCircuitIsASheetWithItsTitle) {
    const auto schematic = draw_schematic("* nothing\n.end\n");
    ASSERT_TRUE(schematic);
    EXPECT_NE(schematic->sheet.find("T {nothing}"), std::string::npos);
}

}  // namespace
}  // namespace hopspice

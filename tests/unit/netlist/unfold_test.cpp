// Hierarchy undone: the same circuit under the same names, or none.

#include "netlist/unfold.h"

#include "dialect/deck.h"
#include "netlist/reader.h"
#include "support/prepared.h"

#include <gtest/gtest.h>

namespace hopspice::netlist {
namespace {

using test::joined;
using test::value_of;
using test::words_of;

using Lines = std::vector<std::string>;

/// The element lines of a deck that was unfolded.
Lines unfolded_lines(const std::string& deck) {
    Lines lines =
        dialect::write_ngspice(value_of(unfolded(value_of(read_deck("t\n" + deck)).circuit)));
    std::erase_if(lines, [](const std::string& line) { return line.starts_with('*'); });
    return lines;
}

/// What is wrong with a deck, of its first finding.
std::string refusal_of(const std::string& deck) {
    const auto circuit = unfolded(value_of(read_deck("t\n" + deck)).circuit);
    return circuit ? "" : words_of(circuit.error());
}

TEST(Unfold, PutsElementsInThePlaceOfTheirInstance) {
    EXPECT_EQ(unfolded_lines("* unit\n.subckt unit a b\nr1 a m 1\nr2 m b 2\nb1 m 0 v=2*v(a,m)\n"
                             ".ends\n* top\nv1 p 0 dc 1\nxunit p q unit\nr3 q 0 3\n"),
              (Lines{"v1 p 0 dc 1", "r1 p m 1", "r2 m q 2", "b1 m 0 v=2*v(p,m)", "r3 q 0 3"}));
}

TEST(Unfold, APortInAnotherPlaceIsAnotherCircuit) {
    EXPECT_EQ(unfolded_lines("* unit\n.subckt unit b a\nr1 a 0 1\nr2 b 0 2\n.ends\n* top\n"
                             "xunit a b unit\n"),
              (Lines{"r1 b 0 1", "r2 a 0 2"}));
}

TEST(Unfold, InstancesOfSharedSubcircuitsStay) {
    const Lines lines = {".subckt amp in out", "r1 in out 1", ".ends", "x1 a b amp", "x2 b a amp"};
    EXPECT_EQ(unfolded_lines(joined(lines)), lines);
}

TEST(Unfold, IsRefusedWhereNamesWouldMeanSomethingElse) {
    const struct {
        const char* deck;
        const char* words;
    } kCases[] = {
        {".subckt unit a b\nr1 a b 1\n.ends\nxunit p unit\n", "element xunit has 1 nets for 2"},
        {".subckt unit a a\nr1 a 0 1\n.ends\nxunit p q unit\n", "port a of unit is there twice"},
        {".subckt unit a\nr1 a q 1\n.ends\nxunit p unit\nr2 q 0 1\n", "net q of unit"},
        {".subckt unit a\nb1 a 0 v=v(q)\n.ends\nxunit p unit\nr2 q 0 1\n", "net q of unit"},
        {".subckt unit a\nr1 a q 1\n.ends\n.subckt other a\nr2 a q 1\n.ends\nxunit p unit\n"
         "xother p other\n",
         "net q of other"},
        {".subckt unit a\nb1 a 0 v=i(vs)\n.ends\nxunit p unit\nvs p 0 dc 1\n",
         "element unit.b1 takes the current of vs"},
        {".subckt unit a\nvs a 0 dc 1\n.ends\nxunit p unit\nb1 p 0 v=i(vs)\n",
         "element b1 takes the current of vs"}};
    for (const auto& [deck, words] : kCases) {
        const std::string refusal = refusal_of(deck);
        EXPECT_NE(refusal.find("[HS-E306]"), std::string::npos) << deck << refusal;
        EXPECT_NE(refusal.find(words), std::string::npos) << deck << refusal;
    }
}

}  // namespace
}  // namespace hopspice::netlist

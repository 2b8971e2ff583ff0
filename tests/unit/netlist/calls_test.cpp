// Calls in expressions, found and replaced.

#include "netlist/calls.h"

#include <gtest/gtest.h>

namespace hopspice::netlist {
namespace {

using Words = std::vector<std::string>;

std::optional<std::string> keep(std::string_view /*name*/, const Words& /*arguments*/) {
    return std::nullopt;
}

TEST(Calls, AnExpressionWithoutRewritesStaysAsItIs) {
    for (const std::string text :
         {"0.001*tanh(6.28*(v(inp)-v(inn)))", "0.05*(max(v(p)-v(vcc)+0.1,0)+min(v(p),0))",
          "-i(vs)*1000", "1e-12", "exp(min(4*v(a,b),80))", ""}) {
        EXPECT_EQ(rewrite_calls(text, keep), text);
    }
}

TEST(Calls, NetsAndElementsAreThoseInVoltagesAndCurrents) {
    const std::string text = "max(v(a)-v(b,c),0)*i(vs)+vi(d)";
    EXPECT_EQ(named_nets(text), (Words{"a", "b", "c"}));
    EXPECT_EQ(sensed_elements(text), (Words{"vs"}));
    EXPECT_TRUE(named_nets("tanh(3)").empty());
}

TEST(Calls, TheInnermostAreRewrittenFirst) {
    const auto doubled = rewrite_calls(
        "f(1+f(2),g(f(3)))",
        [](std::string_view name, const Words& arguments) -> std::optional<std::string> {
            return name == "f" ? std::optional("<" + arguments[0] + ">") : std::nullopt;
        });
    EXPECT_EQ(doubled, "<1+<2>>");
}

}  // namespace
}  // namespace hopspice::netlist

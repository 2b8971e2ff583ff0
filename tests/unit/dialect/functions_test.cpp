// Sums of functions of one voltage, and how gnucap writes them.

#include "dialect/functions.h"

#include "values.h"

#include "circuit/parts.h"
#include "dialect/gnucap_words.h"
#include "netlist/expression.h"
#include "support/prepared.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace hopspice::dialect {
namespace {

double sum_of_terms(const std::string& expression, const Volts& volts) {
    const auto terms = terms_of(expression);
    EXPECT_TRUE(terms) << expression;
    double sum = 0;
    for (const Term& term : terms.value_or(std::vector<Term>{})) {
        sum += value_of(format_term(term), volts);
    }
    return sum;
}

TEST(Terms, AddUpToTheExpression) {
    for (const std::string expression :
         {"0.001*tanh(6.28*(v(a)-v(b)))", "0.05*(max(v(a)-v(c)+0.1,0)+min(v(a)-v(b)-0.1,0))",
          "1e-3+max(-(v(a,b)*0.01),0)", "-2*v(a)+3*(v(b)-v(a))/2-1", "-max(0.5-v(a),0)",
          "4*tanh(-v(c))", "v(b,a)"}) {
        for (const double a : {-2.4, -0.05, 0.0, 0.3, 2.45}) {
            const Volts volts = {{"a", a}, {"b", 0.2}, {"c", -0.7}};
            EXPECT_NEAR(sum_of_terms(expression, volts), value_of(expression, volts), 1e-12)
                << expression << " at " << a;
        }
    }
}

TEST(Terms, ProductsAndFunctionsOfTwoVoltagesAreNone) {
    for (const std::string expression :
         {"v(a)*v(b)", "tanh(v(a)-2*v(b))", "exp(v(a))", "tanh(v(a)+1)", "max(v(a),v(b))",
          "max(v(a),1)", "1/v(a)", "tanh(v(a)", "tanh(tanh(v(a)))", "i(vs)", ""}) {
        EXPECT_FALSE(terms_of(expression)) << expression;
    }
}

TEST(GnucapWords, AFunctionIsATableOrATanh) {
    EXPECT_EQ(format_function("gx p 0", terms_of("0.001*tanh(6*(v(a)-v(b)))")->front()),
              "gx p 0 a b tanh gain=0.006 limit=0.001");
    EXPECT_EQ(format_function("gx p 0", terms_of("2*max(v(a)-v(b)+0.5,0)")->front()),
              "gx p 0 a b pwl(1) -1000.5,0 -0.5,0 999.5,2000");
    EXPECT_EQ(format_function("gx p 0", terms_of("2*min(v(a),0)")->front()),
              "gx p 0 a 0 pwl(1) -1000,-2000 0,0 1000,0");
    EXPECT_EQ(format_function("gx p 0", terms_of("max(1-v(a),0)")->front()),
              "gx p 0 a 0 pwl(1) -999,1000 1,0 1001,0");
}

TEST(GnucapWords, ASwitchIsAConductanceWithGroundInTheSecondPlace) {
    const std::vector<std::string> nets = {"0", "a", "b", "c"};
    circuit::Element element;
    element.name = "s1";
    element.kind = circuit::Kind::Switch;
    element.nets = {{1}, {2}, {3}, {0}};
    EXPECT_EQ(format_switch(element, circuit::switch_on_card(10), nets),
              "gs1 a b vcg c 0 pwl(1) -1000,1e-12 0.4,1e-12 0.6,0.1 1000,0.1");
    element.nets = {{1}, {2}, {0}, {3}};
    EXPECT_EQ(format_switch(element, circuit::switch_off_card(10), nets),
              "gs1 a b vcg c 0 pwl(1) -1000,0.1 0.4,0.1 0.6,1e-12 1000,1e-12");
}

}  // namespace
}  // namespace hopspice::dialect

// Expressions of behavioral sources: values against closed forms, and what is refused.

#include "netlist/expression.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace hopspice::netlist {
namespace {

/// Value with a = 0.7, b = -0.3, c.d_e = 2, i(vs) = 5.
double value(const std::string& text) {
    static const std::map<std::string, double> kNets = {
        {"a", 0.7}, {"b", -0.3}, {"c.d_e", 2}, {"i(vs)", 5}};
    const auto expression = Expression::parse(text, 1);
    if (!expression) {
        ADD_FAILURE() << format_diagnostic(expression.error().front());
        return NAN;
    }
    return expression->value([](const std::string& name) { return kNets.at(name); });
}

TEST(Expression, ReadsNumbers) {
    EXPECT_EQ(value("1.5"), 1.5);
    EXPECT_EQ(value("1e-12"), 1e-12);
    EXPECT_EQ(value(".5"), 0.5);
    EXPECT_EQ(value("6.283185307179586"), 6.283185307179586);
    EXPECT_EQ(value("  4 "), 4);
}

TEST(Expression, MultipliesBeforeItAdds) {
    EXPECT_EQ(value("1+2*3"), 7);
    EXPECT_EQ(value("(1+2)*3"), 9);
    EXPECT_EQ(value("2*3+4*5"), 26);
    EXPECT_EQ(value("7-2*3"), 1);
}

TEST(Expression, GroupsFromTheLeft) {
    EXPECT_EQ(value("10-4-3"), 3);
    EXPECT_EQ(value("24/4/3"), 2);
    EXPECT_EQ(value("24/4*3"), 18);
    EXPECT_EQ(value("1-2+3"), 2);
}

TEST(Expression, HasUnaryMinus) {
    EXPECT_EQ(value("-2"), -2);
    EXPECT_EQ(value("3*-2"), -6);
    EXPECT_EQ(value("-2*3"), -6);
    EXPECT_EQ(value("--2"), 2);
    EXPECT_EQ(value("1--2"), 3);
    EXPECT_EQ(value("-(1+2)"), -3);
}

TEST(Expression, ReadsVoltagesAndCurrents) {
    EXPECT_EQ(value("v(a)"), 0.7);
    EXPECT_EQ(value("v(a,b)"), 1.0);
    EXPECT_EQ(value("v(c.d_e)"), 2);
    EXPECT_EQ(value("i(vs)*0.2"), 1);
    EXPECT_EQ(value("v(a)-v(b)"), 1.0);
}

TEST(Expression, KnowsItsFunctions) {
    EXPECT_DOUBLE_EQ(value("tanh(v(a))"), std::tanh(0.7));
    EXPECT_DOUBLE_EQ(value("exp(v(b))"), std::exp(-0.3));
    EXPECT_DOUBLE_EQ(value("ln(v(a))"), std::log(0.7));
    EXPECT_DOUBLE_EQ(value("sqrt(v(a))"), std::sqrt(0.7));
    EXPECT_DOUBLE_EQ(value("abs(v(b))"), 0.3);
    EXPECT_DOUBLE_EQ(value("max(v(b),0)"), 0);
    EXPECT_DOUBLE_EQ(value("min(v(b),v(a))"), -0.3);
    EXPECT_DOUBLE_EQ(value("exp(min(3*v(a),2))"), std::exp(2));
}

TEST(Expression, EvaluatesWhatTheLoweringWrites) {
    EXPECT_DOUBLE_EQ(value("0.001*tanh(6.28*(v(a)-v(b)))"), 0.001 * std::tanh(6.28 * (0.7 + 0.3)));
    EXPECT_DOUBLE_EQ(value("0.05*(max(v(a)-v(c.d_e)+0.1,0)+min(v(a)-v(b)-0.1,0))"), 0);
    EXPECT_DOUBLE_EQ(value("max(v(a),0)*max(v(a),0)*max(v(b),0)"), 0);
    EXPECT_DOUBLE_EQ(value("0.5+0.5*tanh(2*v(b))"), 0.5 + 0.5 * std::tanh(-0.6));
}

TEST(Expression, ListsEachNameItReadsOnce) {
    const auto expression = Expression::parse("v(b)*v(a)+i(vs)*v(a,b)", 1);
    ASSERT_TRUE(expression);
    EXPECT_EQ(expression->inputs(), (std::vector<std::string>{"a", "b", "i(vs)"}));
    EXPECT_TRUE(Expression::parse("1+2", 1)->inputs().empty());
}

class BadExpression : public testing::TestWithParam<const char*> {};

TEST_P(BadExpression, IsRefusedWithItsLineAndText) {
    const auto expression = Expression::parse(GetParam(), 42);
    ASSERT_FALSE(expression) << GetParam();
    const std::string words = format_diagnostic(expression.error().front());
    EXPECT_TRUE(words.starts_with("netlist line 42: expression '" + std::string(GetParam()) +
                                  "' is not understood at position "))
        << words;
    EXPECT_EQ(expression.error().front().id, "HS-E303");
}

INSTANTIATE_TEST_SUITE_P(Texts, BadExpression,
                         testing::Values("", " ", "1+", "*2", "1 2", "(1", "1)", "()", "v()", "v(",
                                         "v(a", "v(a,)", "v(a,b,c)", "i(a,b)", "i()", "tanh",
                                         "tanh(", "tanh()", "tanh(1,2)", "max(1)", "max(1,2,3)",
                                         "min(,1)", "sin(1)", "x", "1k", "2^3", "v(a)v(b)", "1//2",
                                         "pow(1,2)", "v(a b)", "&"));

TEST(Expression, SurvivesDeepNesting) {
    const std::string deep = std::string(200, '(') + "1" + std::string(200, ')');
    EXPECT_EQ(value(deep), 1);
}

/// Every function and operation, at a point where all are smooth.
TEST(Expression, HasDerivativesByItsInputs) {
    const auto parsed = Expression::parse(
        "tanh(v(a)-2*v(b))*exp(v(c)/3)+ln(1+v(a)*v(a))-sqrt(i(x)+2)/(v(b)+4)"
        "+max(v(a),v(b))*min(v(c),9)+abs(v(b,c))-(-v(a))",
        1);
    ASSERT_TRUE(parsed);
    ASSERT_EQ(parsed->inputs(), (std::vector<std::string>{"a", "b", "c", "i(x)"}));
    const std::vector<double> point{0.7, -0.3, 0.4, 1.5};
    std::vector<double> work(2 * parsed->steps());
    std::vector<double> gradient(4, NAN);
    std::vector<double> ignored(4);
    const double value = parsed->value(point, gradient, work);
    EXPECT_EQ(value, parsed->value([&](const std::string& name) {
        const auto place = std::ranges::find(parsed->inputs(), name);
        return point[static_cast<std::size_t>(place - parsed->inputs().begin())];
    }));
    constexpr double kShift = 1e-5;
    for (std::size_t k = 0; k < 4; ++k) {
        std::vector<double> above = point;
        std::vector<double> below = point;
        above[k] += kShift;
        below[k] -= kShift;
        const double slope =
            (parsed->value(above, ignored, work) - parsed->value(below, ignored, work)) /
            (2 * kShift);
        EXPECT_NEAR(gradient[k], slope, 1e-8) << parsed->inputs()[k];
    }
}

}  // namespace
}  // namespace hopspice::netlist

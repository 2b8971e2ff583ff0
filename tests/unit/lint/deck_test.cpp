// Any text is taken apart: lines, comments, continuations, and words of statements.

#include "lint/deck.h"
#include "support/random.h"

#include <hopspice/lint.h>

#include <gtest/gtest.h>

#include <algorithm>

namespace hopspice::lint {
namespace {

std::vector<std::string> texts_of(const std::string& text, Dialect dialect = Dialect::Ngspice) {
    std::vector<std::string> texts;
    for (const Statement& statement : read_deck(text, dialect).statements) {
        texts.push_back(statement.text);
    }
    return texts;
}

std::vector<std::string> nodes_of(const std::string& line, Dialect dialect = Dialect::Ngspice) {
    const Deck deck =
        read_deck(dialect == Dialect::Spectre ? line + "\n" : "title\n" + line + "\n", dialect);
    std::vector<std::string> nodes;
    for (const std::size_t node : deck.statements.at(0).nodes) {
        nodes.emplace_back(deck.statements[0].text_of(deck.statements[0].tokens[node]));
    }
    return nodes;
}

using Texts = std::vector<std::string>;

TEST(Deck, ContinuationLinesJoinAcrossCommentsAndKeepTheirNumbers) {
    const Deck deck =
        read_deck("t\nR1 a\n* between\n\n+ 0\n+1k ; end\nC1 a 0 1\n.end\n", Dialect::Ngspice);
    ASSERT_EQ(deck.statements.size(), 2U);
    const Statement& resistor = deck.statements[0];
    EXPECT_EQ(resistor.text, "R1 a  0 1k");
    ASSERT_EQ(resistor.tokens.size(), 4U);
    EXPECT_EQ(resistor.line_of(resistor.tokens[1]), 2U);
    EXPECT_EQ(resistor.line_of(resistor.tokens[2]), 5U);
    EXPECT_EQ(resistor.line_of(resistor.tokens[3]), 6U);
    EXPECT_TRUE(deck.has_end);
    EXPECT_TRUE(deck.final_newline);
}

TEST(Deck, CommentsAreThoseOfTheDialect) {
    const std::string text = "t\nR1 a 0 1 $ x\nR2 a 0 2 ; x\n";
    EXPECT_EQ(texts_of(text), (Texts{"R1 a 0 1", "R2 a 0 2"}));
    EXPECT_TRUE(read_deck(text, Dialect::Ngspice).inline_comments.empty());
    EXPECT_EQ(read_deck(text, Dialect::Pspice).inline_comments.size(), 1U);
    EXPECT_EQ(read_deck(text, Dialect::Hspice).inline_comments.size(), 1U);
    EXPECT_EQ(read_deck(text, Dialect::Gnucap).inline_comments.size(), 2U);
}

TEST(Deck, WhatIsCommentedOutBreaksNoRule) {
    const std::string text =
        "t\n* B1 a 0 V=limit(v(b),0,1)\nR1 a 0 1 ; 4k7 limit(1,2)\nV1 a 0 1\n"
        "; R2 a 00 1x\n.op\n.end\n";
    EXPECT_EQ(format_lint(lint_text(text, "d", Dialect::Ngspice)),
              "d: nothing that ngspice would read otherwise\n");
}

TEST(Deck, ControlBlocksAreNotElements) {
    const Deck deck =
        read_deck("t\nR1 a 0 1\n.control\ntran 1 2 uic\n.endc\nR2 a 0 1\n.end\n", Dialect::Ngspice);
    EXPECT_EQ(deck.statements.size(), 2U);
    EXPECT_EQ(deck.control_blocks.size(), 1U);
    EXPECT_NE(deck.control_text.find("uic"), std::string::npos);
}

TEST(Deck, CarriageReturnsAndAByteOrderMarkAreNoCharacters) {
    EXPECT_EQ(texts_of("\xEF\xBB\xBFt\r\nR1 a\r\n+ 0 1k\r\n.end\r\n"), (Texts{"R1 a  0 1k"}));
    EXPECT_EQ(texts_of("t\nR1 a 0 1k"), (Texts{"R1 a 0 1k"}));
}

TEST(Deck, TheNodesOfAnElementAreKnown) {
    EXPECT_EQ(nodes_of("R1 a 4k7 1k"), (Texts{"a", "4k7"}));
    EXPECT_EQ(nodes_of("Q1 c b e npn"), (Texts{"c", "b", "e"}));
    EXPECT_EQ(nodes_of("E1 o 0 a b 2"), (Texts{"o", "0", "a", "b"}));
    EXPECT_EQ(nodes_of("E1 o 0 VALUE={v(a)}"), (Texts{"o", "0"}));
    EXPECT_EQ(nodes_of("E1 (o 0) poly(1) a b 2"), (Texts{"o", "0"}));
    EXPECT_EQ(nodes_of("X1 a b c amp"), (Texts{"a", "b", "c"}));
    EXPECT_EQ(nodes_of("X1 a b c amp PARAMS: r=1 c=2"), (Texts{"a", "b", "c"}));
    EXPECT_EQ(nodes_of("X1 a b c amp r=1 c={2}"), (Texts{"a", "b", "c"}));
    EXPECT_EQ(nodes_of("m1 (d g s b) nmos w=1u", Dialect::Spectre), (Texts{"d", "g", "s", "b"}));
}

TEST(Deck, NodesInParenthesesAreNoExpression) {
    const auto tokens = split("B1 a 0 V=v(4k7,b-c)*2.5e-3k", {.all_after_equals = true});
    std::vector<TokenKind> kinds;
    for (const Token& token : tokens) {
        kinds.push_back(token.kind);
    }
    using enum TokenKind;
    EXPECT_EQ(kinds, (std::vector<TokenKind>{Word, Word, Number, Word, Sign, Word, Sign, Node, Sign,
                                             Node, Sign, Sign, Number}));
}

TEST(Deck, NumbersComeApart) {
    EXPECT_EQ(split_number("4.7k").digits, "4.7");
    EXPECT_EQ(split_number("4.7k").suffix, "k");
    EXPECT_EQ(split_number("-1e-12F").digits, "-1e-12");
    EXPECT_EQ(split_number("1e").suffix, "e");
    EXPECT_EQ(value_of(split_number("+2e3k")), 2000.0);
    EXPECT_EQ(value_of(split_number("abc")), std::nullopt);
}

/// Draws bytes that occur in decks, so that most lines are nearly right.
std::string mutated(const std::string& deck, std::uint64_t seed) {
    static const std::string kBytes = "\n\r\t +-*/(){}='\",;$\\.vVxXkK019eE^?:&\xB5\xC2\xFF";
    std::string text = deck;
    for (std::uint64_t i = 0; i < 12; ++i) {
        const std::uint64_t bits = mix_bits(mix_bits(seed) + i);
        const std::size_t at = bits % text.size();
        const char byte = kBytes[(bits >> 32U) % kBytes.size()];
        if ((bits >> 60U) < 5) {
            text.erase(at, 1 + ((bits >> 40U) & 15U));
        } else {
            text.insert(at, 1, byte);
        }
    }
    return text;
}

TEST(Deck, NoTextIsTooStrange) {
    const std::string deck =
        "title\n.param p=1 q={2*p}\nR1 a 0 {p}\nE1 o 0 VALUE={pow(v(a,b),3)}\n"
        "B1 b 0 V=v(a)>0 ? v(x1.n)**3 : limit(v(a),0,1)\nX1 a b amp PARAMS: r=4k7\n"
        ".model m nmos(level=8)\n.tran 1n 1u uic\n.meas tran e integ {v(a)}\n.control\nrun\n.endc\n"
        "V1 a 0 PWL(0,1 1,2)\n.include \"a//b\"\n.end\n";
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const std::string text = mutated(deck, seed);
        const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
        for (const Dialect dialect : lint_dialects()) {
            for (const LintFinding& finding : lint_text(text, "d", dialect).findings) {
                ASSERT_GE(finding.line, 1U);
                ASSERT_LE(finding.line, lines) << text;
            }
        }
    }
    for (const std::string& text :
         {std::string(), std::string("\n"), std::string("+"),
          std::string("t\n+ 1\n(\n)\n=\n{\n'\n\"\n\\"),
          std::string("t\nB1\nE1 a\nX1\n.model\n.tran\n.meas\n.lib"), std::string(3, '\0')}) {
        for (const Dialect dialect : lint_dialects()) {
            EXPECT_FALSE(format_lint_json(lint_text(text, "d", dialect)).empty());
        }
    }
}

TEST(Deck, AHundredThousandLinesAreReadOnce) {
    std::string text = "title\n";
    for (int i = 0; i < 100000; ++i) {
        text += "r" + std::to_string(i) + " n" + std::to_string(i) + " 0 1e3\n";
    }
    text += "v1 n1 0 pwl(";
    for (int i = 0; i < 20000; ++i) {
        text += std::to_string(i) + "e-9 1\n+ ";
    }
    text += ")\nr1x n2 n3 4k7\n.end\n";
    const auto findings = lint_text(text, "d", Dialect::Ngspice).findings;
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].rule, "suffix-infix");
    EXPECT_EQ(findings[0].line, 120003U);
}

}  // namespace
}  // namespace hopspice::lint

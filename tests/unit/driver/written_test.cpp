// A deck is proved as it is written: whatever line of it is wrong, the proof does not hold.

#include "driver/written.h"

#include "proof/read_back.h"
#include "support/prepared.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <sstream>

namespace hopspice::driver {
namespace {

using test::value_of;
using test::words_of;

using Lines = std::vector<std::string>;

Lines lines_of(const std::string& text, char end = '\n') {
    Lines lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line, end);) {
        lines.push_back(line);
    }
    return lines;
}

/// The deck of a model's first query, to be changed.
class Written {
public:
    explicit Written(const std::string& model, const std::string& target_name,
                     NetlistForm form = NetlistForm::Hierarchical)
        : spec_(test::shipped_model(model)),
          target_(test::target_of(target_name)),
          built_(value_of(build(spec_, target_, spec_.queries))),
          query_(spec_.queries.front()),
          spelled_(value_of(
              spelled(layout(), query_deck(built_, spec_, target_, query_, ""), {.form = form}))),
          lines(lines_of(dialect::joined(dialect::write_legal(
              spelled_.legal, spelled_.asked.analysis, dialect::row_of(Dialect::Ngspice))))) {}

    /// Of the whole proof of what the lines are now, as the deck of a query.
    [[nodiscard]] Diagnostics findings(const Query& query) const {
        auto circuit =
            read_again(test::joined(lines), spelled_, layout(), spec_, query, Dialect::Ngspice);
        if (!circuit) {
            return circuit.error();
        }
        const auto proved = prove(built_, spec_, target_, *std::move(circuit));
        return proved ? Diagnostics{} : proved.error();
    }
    [[nodiscard]] Diagnostics findings() const { return findings(query_); }

    /// Of the spec alone: nothing is known of the circuit that was written.
    [[nodiscard]] Diagnostics findings_of_the_model() const {
        auto circuit = proof::read_circuit(test::joined(lines));
        if (!circuit) {
            return circuit.error();
        }
        const auto proved = prove(built_, spec_, target_, *std::move(circuit));
        return proved ? Diagnostics{} : proved.error();
    }

    [[nodiscard]] const Spec& spec() const { return spec_; }

private:
    [[nodiscard]] const circuit::Layout& layout() const { return built_.lowered.layout; }

    Spec spec_;
    Target target_;
    Prepared built_;
    Query query_;
    Spelled spelled_;

public:
    Lines lines;
};

struct Case {
    std::string model;
    std::string target;
    NetlistForm form = NetlistForm::Hierarchical;
};

class WrittenDeck : public testing::TestWithParam<Case> {
protected:
    WrittenDeck() : deck_(GetParam().model, GetParam().target, GetParam().form) {}

    /// Each line that says something, in turn.
    template <typename Change>
    void expect_noticed(const Change& wrong_lines) {
        std::size_t changes = 0;
        for (std::size_t k = 0; k < deck_.lines.size(); ++k) {
            const Lines good = deck_.lines;
            if (good[k].starts_with('*')) {
                continue;
            }
            for (const std::string& wrong : wrong_lines(good[k])) {
                deck_.lines = good;
                const Lines put = wrong.empty() ? Lines{} : lines_of(wrong);
                deck_.lines.erase(deck_.lines.begin() + static_cast<std::ptrdiff_t>(k));
                deck_.lines.insert(deck_.lines.begin() + static_cast<std::ptrdiff_t>(k),
                                   put.begin(), put.end());
                EXPECT_TRUE(deck_.findings().has_errors())
                    << "`" << wrong << "` instead of " << good[k];
                ++changes;
            }
            deck_.lines = good;
        }
        EXPECT_GT(changes, 60U);
    }

    Written deck_;
};

TEST_P(WrittenDeck, IsProvedAsItStands) { EXPECT_EQ(words_of(deck_.findings()), ""); }

TEST_P(WrittenDeck, HasNoLineThatCouldBeMissing) {
    expect_noticed([](const std::string& line) {
        // ngspice reads to the end of the file, at 27 degrees.
        return line == ".end" || line == ".temp 27" ? Lines{} : Lines{""};
    });
}

TEST_P(WrittenDeck, HasNoLineTwice) {
    expect_noticed([](const std::string& line) { return Lines{line + "\n" + line}; });
}

TEST_P(WrittenDeck, HasNoNumberThatCouldBeAnother) {
    expect_noticed([](const std::string& line) {
        static const std::regex kNumber(R"([-+*(=, ]([0-9.]+(e-?[0-9]+)?)(?=[-+*(), ]|$))");
        Lines wrong;
        for (std::sregex_iterator match(line.begin(), line.end(), kNumber), end; match != end;
             ++match) {
            const double number = std::stod((*match)[1]);
            std::string other = line;
            other.replace(static_cast<std::size_t>(match->position(1)),
                          static_cast<std::size_t>(match->length(1)),
                          number == 0 ? "7" : fmt::format("{}", 1.3 * number));
            wrong.push_back(std::move(other));
        }
        return wrong;
    });
}

/// Of an element its nets, of a subcircuit its ports.
TEST_P(WrittenDeck, HasNoTwoWordsThatCouldBeExchanged) {
    expect_noticed([](const std::string& line) {
        const Lines words = lines_of(line, ' ');
        Lines wrong;
        for (std::size_t k = line.starts_with(".subckt") ? 2 : 1; k + 1 < words.size(); ++k) {
            Lines other = words;
            std::swap(other[k], other[k + 1]);
            if (other != words && (line.front() != '.' || line.starts_with(".subckt"))) {
                wrong.push_back(fmt::format("{}", fmt::join(other, " ")));
            }
        }
        return wrong;
    });
}

std::string case_name(const testing::TestParamInfo<Case>& info) {
    std::string name = info.param.model + "_" + info.param.target +
                       (info.param.form == NetlistForm::Flat ? "_flat" : "");
    std::ranges::replace(name, '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Shipped, WrittenDeck,
                         testing::Values(Case{"xor", "opamp-1G"}, Case{"xor", "behavioral"},
                                         Case{"xor", "current-mode"}, Case{"xor", "steered-1G"},
                                         Case{"xor", "opamp-1G", NetlistForm::Flat}),
                         case_name);

TEST(ADeckWithMore, IsNotTheOneThatWasMeant) {
    Written deck("xor", "opamp-1G");
    const Lines good = deck.lines;
    for (const char* more :
         {"r_more vdd_v 0 1000000", "c_more v0 0 1e-15", ".model more d(is=1e-14)",
          ".include more.lib", ".ic v(v0)=1", ".nodeset v(v0)=1", ".param x=1", ".global vdd",
          ".subckt more a\nr1 a 0 1\n.ends", "xmore v0 more", ".temp 85"}) {
        deck.lines = good;
        deck.lines.insert(deck.lines.end() - 1, more);
        EXPECT_TRUE(deck.findings().has_errors()) << more;
    }
}

TEST(ADeckOfAnotherQuery, IsNotProved) {
    for (const char* model : {"xor", "majority"}) {
        const Written deck(model, "opamp-1G");
        const std::string words = words_of(deck.findings(deck.spec().queries.at(1)));
        EXPECT_NE(words.find("[HS-E308]"), std::string::npos) << words;
    }
}

/// The proof against the spec sees the hierarchy: it needs no circuit to compare with.
TEST(PortsInAnotherOrder, AreAnotherModel) {
    Written deck("xor", "opamp-1G");
    ASSERT_EQ(words_of(deck.findings_of_the_model()), "");
    std::size_t changes = 0;
    for (std::string& line : deck.lines) {
        if (!line.starts_with(".subckt crossbar") && !line.starts_with("xcrossbar")) {
            continue;
        }
        const std::string good = line;
        const Lines words = lines_of(good, ' ');
        const std::size_t first = good.front() == '.' ? 2 : 1;
        const std::size_t last = good.front() == '.' ? words.size() : words.size() - 1;
        for (std::size_t k = first; k + 1 < last; ++k) {
            Lines other = words;
            std::swap(other[k], other[k + 1]);
            line = fmt::format("{}", fmt::join(other, " "));
            EXPECT_TRUE(deck.findings_of_the_model().has_errors()) << line;
            ++changes;
        }
        line = good;
    }
    EXPECT_EQ(changes, 20U);
}

}  // namespace
}  // namespace hopspice::driver

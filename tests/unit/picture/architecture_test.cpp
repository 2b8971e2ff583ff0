// Whole pictures of shipped and of random models.

#include "picture/architecture.h"
#include "support/prepared.h"
#include "support/specs.h"

#include <hopspice/draw.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <regex>
#include <string>
#include <vector>

namespace hopspice {
namespace {

std::string drawn(const Spec& spec, const std::string& target) {
    return test::value_of(draw(spec, test::target_of(target), spec.queries));
}

/// Why the text is no well-formed XML of elements, attributes in quotes and the five entities;
/// empty: it is.
std::string malformed(const std::string& xml) {
    const std::regex piece(
        R"xml(<\?xml[^>]*\?>|<(/?)([a-z]+)((?:\s+[A-Za-z:-]+="[^"<]*")*)\s*(/?)>|[^<>]+)xml");
    const std::regex entity("&(?!(amp|lt|gt|quot|apos);)");
    if (std::regex_search(xml, entity)) {
        return "an ampersand stands alone";
    }
    std::vector<std::string> open;
    auto place = xml.cbegin();
    for (std::smatch match; place != xml.cend(); place = match[0].second) {
        if (!std::regex_search(place, xml.cend(), match, piece,
                               std::regex_constants::match_continuous)) {
            return "at " + std::string(place, std::min(place + 80, xml.cend()));
        }
        if (!match[2].matched) {
            continue;
        }
        if (match[1].length() > 0) {
            if (open.empty() || open.back() != match[2]) {
                return "closes " + match[2].str();
            }
            open.pop_back();
        } else if (match[4].length() == 0) {
            open.push_back(match[2]);
        }
    }
    return open.empty() ? "" : open.back() + " is not closed";
}

double attribute(const std::string& element, const std::string& name) {
    std::smatch match;
    return std::regex_search(element, match, std::regex(" " + name + "=\"([-0-9.e]+)\""))
               ? std::stod(match[1])
               : 0;
}

struct Text {
    std::string words;
    double left, right, top, bottom;
};

/// Where texts stand, for a font whose characters are 0.55 of its size wide.
std::vector<Text> texts_of(const std::string& svg) {
    std::vector<Text> texts;
    const std::regex element(R"(<text [^>]*>([^<]*)</text>)");
    for (std::sregex_iterator match(svg.begin(), svg.end(), element), end; match != end; ++match) {
        const std::string all = match->str();
        std::string words = (*match)[1];
        words = std::regex_replace(words, std::regex("&[a-z]+;"), "_");
        std::erase_if(words,
                      [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; });
        const double size = attribute(all, "font-size");
        const double width = 0.55 * size * static_cast<double>(words.size());
        const double x = attribute(all, "x");
        const double y = attribute(all, "y");
        const double shift = all.find("\"middle\"") != std::string::npos ? width / 2
                             : all.find("\"end\"") != std::string::npos  ? width
                                                                         : 0;
        texts.push_back({words, x - shift, x - shift + width, y - 0.75 * size, y + 0.2 * size});
    }
    return texts;
}

void expect_readable(const std::string& svg) {
    const std::vector<Text> texts = texts_of(svg);
    const double width = attribute(svg.substr(svg.find("<svg")), "width");
    const double height = attribute(svg.substr(svg.find("<svg")), "height");
    ASSERT_FALSE(texts.empty());
    for (std::size_t a = 0; a < texts.size(); ++a) {
        EXPECT_GE(texts[a].left, 0) << texts[a].words;
        EXPECT_LE(texts[a].right, width) << texts[a].words;
        EXPECT_LE(texts[a].bottom, height) << texts[a].words;
        for (std::size_t b = a + 1; b < texts.size(); ++b) {
            const bool apart = texts[a].right <= texts[b].left || texts[b].right <= texts[a].left ||
                               texts[a].bottom <= texts[b].top || texts[b].bottom <= texts[a].top;
            EXPECT_TRUE(apart) << texts[a].words << " over " << texts[b].words;
        }
    }
}

Spec random_spec(std::size_t visible, std::size_t hidden) {
    std::mt19937 random(7);
    std::uniform_int_distribution<int> bit(0, 1);
    Matrix weights{hidden, visible, std::vector<double>(hidden * visible)};
    for (double& weight : weights.values) {
        weight = bit(random);
    }
    Spec spec = test::make_spec("random", test::make_block("rows", {.beta = 2}, weights));
    test::set_distance_bias(spec.hidden.front());
    return spec;
}

TEST(Picture, OfEveryShippedModelIsWellFormedReadableAndRepeatable) {
    for (const std::string& name : test::shipped_models()) {
        for (const std::string target : {"behavioral", "opamp-1G"}) {
            const Spec spec = test::shipped_model(name);
            const std::string svg = drawn(spec, target);
            EXPECT_EQ(malformed(svg), "") << name;
            EXPECT_EQ(svg, drawn(spec, target)) << name;
            SCOPED_TRACE(name + " on " + target);
            expect_readable(svg);
        }
    }
}

TEST(Picture, OfTokenDrivenAndOfCurrentModeModelsIsReadable) {
    expect_readable(drawn(test::shipped_model("parity"), "opamp-1G"));
    expect_readable(drawn(test::shipped_model("xor"), "current-mode"));
}

/// The way to 16 hidden neurons has 14 lines, two per visible one: memories are built centred. Four
/// borders across them, and three between hidden neurons.
TEST(Picture, HasTheBordersOfTiles) {
    const auto picture = [](const std::vector<std::string>& keys) {
        const Spec spec = test::shipped_model("hamming-7-4");
        return test::value_of(draw(spec, test::target_of("opamp-1G", keys), spec.queries));
    };
    const std::string cut = picture({"tile.rows=3", "tile.columns=4"});
    const std::regex border(R"x(<polyline[^>]*stroke="#1a6")x");
    const auto count = [&](const std::string& svg) {
        return std::distance(std::sregex_iterator(svg.begin(), svg.end(), border), {});
    };
    EXPECT_EQ(count(cut), 4 + 3);
    EXPECT_NE(cut.find("tiles of 3 driven lines × 4 columns"), std::string::npos);
    expect_readable(cut);
    EXPECT_EQ(malformed(cut), "");
    EXPECT_EQ(count(picture({})), 0);
}

TEST(Picture, HasOneCellPerWeightWithTheColourOfItsSign) {
    const Spec spec = test::shipped_model("two-block");
    const std::string svg = drawn(spec, "opamp-1G");
    const std::regex cell(R"x(fill="#(..)(..)(..)"><title>xi\[(\d+)\]\[(\d+)\] = ([-0-9.e]+)<)x");
    std::size_t cells = 0;
    std::size_t weights = 0;
    for (const HiddenBlock& block : spec.hidden) {
        weights += block.weights.values.size();
    }
    for (std::sregex_iterator match(svg.begin(), svg.end(), cell), end; match != end; ++match) {
        const std::size_t row = std::stoul((*match)[4]);
        const std::size_t col = std::stoul((*match)[5]);
        const bool first = cells < spec.hidden[0].weights.values.size();
        const double weight = spec.hidden[first ? 0 : 1].weights(row, col);
        EXPECT_EQ(std::stod((*match)[6]), weight);
        const int red = std::stoi((*match)[1], nullptr, 16);
        const int blue = std::stoi((*match)[3], nullptr, 16);
        EXPECT_EQ(weight > 0, blue > red) << weight;
        EXPECT_EQ(weight<0, red> blue) << weight;
        ++cells;
    }
    EXPECT_EQ(cells, weights);
}

TEST(Picture, SaysWhatTheTargetMakesOfTheModel) {
    const std::string svg = drawn(test::shipped_model("xor"), "opamp-1G");
    for (const std::string words :
         {"xor on opamp-1G", "visible layer: 3 neurons", "identity: g = v", "rows: 4 neurons",
          "softmax: f = softmax(β h), β = 10", "threshold: v &gt; 0.5", "GBW 1.00 GHz",
          "time unit 10.0 ns", "per unit", "cells: "}) {
        EXPECT_NE(svg.find(words), std::string::npos) << words << "\n" << svg.substr(0, 3000);
    }
}

TEST(Picture, OfALargeModelIsSmallAndSaysWhatACellIs) {
    analog::Network network;  // the design of so large a model takes seconds
    network.banks.resize(2);
    network.time_unit_s = 1e-6;
    const std::string svg =
        picture::draw_architecture(random_spec(256, 256), test::target_of("behavioral"), network);
    EXPECT_LT(svg.size(), 1'000'000U);
    EXPECT_EQ(malformed(svg), "");
    EXPECT_NE(svg.find("a cell: the largest of "), std::string::npos);
    expect_readable(svg);
    const std::string smaller = drawn(random_spec(64, 16), "behavioral");
    EXPECT_EQ(smaller.find("a cell: the largest of "), std::string::npos);
    expect_readable(smaller);
}

TEST(Picture, HasRoomForLongNames) {
    Spec spec = random_spec(2, 1);
    spec.name = std::string(90, 'm');
    spec.hidden.front().name = std::string(70, 'w');
    expect_readable(drawn(spec, "opamp-1G"));
}

TEST(Picture, EscapesTheNamesOfTheUser) {
    Spec spec = random_spec(3, 2);
    spec.name = "a<b> & \"c\"";
    const std::string svg = drawn(spec, "behavioral");
    EXPECT_EQ(malformed(svg), "");
    EXPECT_NE(svg.find("a&lt;b&gt; &amp; &quot;c&quot;"), std::string::npos);
}

TEST(WellFormedness, IsChecked) {
    EXPECT_EQ(malformed("<a x=\"1\"><b/>text &amp; more</a>"), "");
    EXPECT_NE(malformed("<a><b></a></b>"), "");
    EXPECT_NE(malformed("<a x=1></a>"), "");
    EXPECT_NE(malformed("<a>x & y</a>"), "");
    EXPECT_NE(malformed("<a>"), "");
}

}  // namespace
}  // namespace hopspice

#include "picture/architecture.h"

#include "analog/tiles.h"
#include "picture/colours.h"
#include "picture/heat_map.h"
#include "picture/svg.h"
#include "picture/words.h"

#include <fmt/format.h>

#include <algorithm>

namespace hopspice::picture {

namespace {

constexpr double kMargin = 24;
constexpr double kLabels = 64;  ///< left of a crossbar, for the names of its rows
constexpr double kGap = 14;
constexpr double kLargestCell = 36;
constexpr double kCrossbarWidth = 560;  ///< at most
constexpr double kRowsHeight = 900;     ///< of all blocks together, at most
constexpr double kBias = 12;            ///< thickness of a strip of biases
constexpr double kTitle = 64;
constexpr double kTitleFont = 18;
constexpr std::size_t kCells = 10000;  ///< of a whole picture, at most
constexpr std::size_t kColumns = 128;  ///< drawn at most

constexpr std::string_view kNeuron = R"(fill="#ffffff" stroke="#444")";
constexpr std::string_view kGrey = R"(fill="#555555")";
constexpr std::string_view kBorder = R"(fill="none" stroke="#1a6" stroke-width="2")";

/// Sizes that all parts of one picture share.
struct Scale {
    std::size_t bin_cols = 1;
    std::size_t bin_rows = 1;
    std::size_t columns = 1;  ///< that are drawn
    double cell_width = 0;
    double cell_height = 0;
    double weight = 0;  ///< full colour of a cell
    double bias = 0;    ///< full colour of a bias
    double left = 0;    ///< edge of the crossbars
    double right = 0;   ///< their other edge
    double notes = 0;   ///< left edge of the boxes
};

Scale scale_of(const Spec& spec) {
    Scale scale;
    std::size_t rows = 0;
    scale.bias = magnitude_of(spec.visible.bias);
    for (const HiddenBlock& block : spec.hidden) {
        rows += block.weights.rows;
        scale.weight = std::max(scale.weight, magnitude_of(block.weights.values));
        scale.bias = std::max(scale.bias, magnitude_of(block.bias));
    }
    scale.bin_cols = bin_size(spec.visible.size, kColumns);
    scale.columns = (spec.visible.size + scale.bin_cols - 1) / scale.bin_cols;
    const std::size_t cols = scale.columns;
    scale.bin_rows = bin_size(rows, std::max<std::size_t>(1, kCells / cols));
    const double bins =
        static_cast<double>(bin_size(rows, 1)) / static_cast<double>(scale.bin_rows);
    scale.cell_width = std::min(kLargestCell, kCrossbarWidth / static_cast<double>(cols));
    scale.cell_height = std::min(std::max(scale.cell_width, 3.0), kRowsHeight / bins);
    scale.left = kMargin + kLabels;
    scale.right = scale.left + scale.cell_width * static_cast<double>(cols);
    const double radius = std::min(scale.cell_height * 0.4, 12.0);
    scale.notes = scale.right + kBias + 2 * radius + 4 * kGap;
    return scale;
}

/// A vector as a matrix of one row.
Matrix row_of(const std::vector<double>& values) { return {1, values.size(), values}; }
Matrix column_of(const std::vector<double>& values) { return {values.size(), 1, values}; }

void draw_title(Svg& svg, const std::string& title) {
    svg.text(kMargin, 30, title, kTitleFont, Anchor::Start, R"(font-weight="bold")");
    svg.text(kMargin, 50, "columns: visible neurons v, rows: hidden neurons h, cells: weights ξ",
             12, Anchor::Start, kGrey);
}

/// Neurons, their biases and their box; the lower edge.
double draw_visible(Svg& svg, const Spec& spec, const analog::Network& network,
                    const Scale& scale) {
    const Lines words = visible_words(spec, network.banks[0], network.time_unit_s);
    const Box size = note_size(words);
    svg.note({scale.notes, kTitle, size.width, size.height}, words);
    const double radius = std::min(scale.cell_width * 0.4, 12.0);
    const double y = kTitle + std::max(size.height - kBias - kGap - radius, 30.0);
    const bool single = scale.bin_cols == 1 && scale.cell_width >= 26;
    for (std::size_t k = 0; k < scale.columns; ++k) {
        const double x = scale.left + scale.cell_width * (static_cast<double>(k) + 0.5);
        svg.circle(x, y, radius, kNeuron);
        if (single) {
            svg.text(x, y + 4, fmt::format("v{}", k), 10, Anchor::Middle);
        }
    }
    if (!single) {
        svg.text(scale.left, y - radius - 5, "v0", 11);
        svg.text(scale.right, y - radius - 5, fmt::format("v{}", spec.visible.size - 1), 11,
                 Anchor::End);
    }
    const Box strip{scale.left, y + radius + 4, scale.right - scale.left, kBias};
    draw_heat_map(svg, strip, binned(row_of(spec.visible.bias), 1, scale.bin_cols), scale.bias,
                  [](std::size_t /*row*/, std::size_t col) { return fmt::format("a[{}]", col); });
    svg.text(scale.left - 8, strip.y + 10, "bias a", 11, Anchor::End, kGrey);
    return std::max(strip.bottom(), kTitle + size.height);
}

/// Names of the rows left of a crossbar, all of them or the first and the last.
void draw_row_names(Svg& svg, const HiddenBlock& block, const Box& crossbar, const Scale& scale) {
    const auto name = [&](std::size_t row) {
        return block.is_token_driven()
                   ? fmt::format("h{} · {}", row / block.vocabulary, row % block.vocabulary)
                   : fmt::format("h{}", row);
    };
    const std::size_t rows = block.weights.rows;
    const bool all = scale.bin_rows == 1 && scale.cell_height >= 12;
    for (std::size_t row = 0; row < rows; ++row) {
        if (all) {
            svg.text(crossbar.x - 8,
                     crossbar.y + scale.cell_height * (static_cast<double>(row) + 0.5) + 4,
                     name(row), 11, Anchor::End);
        }
    }
    if (!all) {
        svg.text(crossbar.x - 8, crossbar.y + 10, name(0), 11, Anchor::End);
        if (crossbar.height >= 28) {
            svg.text(crossbar.x - 8, crossbar.bottom(), name(rows - 1), 11, Anchor::End);
        }
    }
}

/// Biases and circles right of a crossbar: one per hidden neuron, which of token-driven rows has
/// several candidates.
void draw_hidden(Svg& svg, const HiddenBlock& block, const Box& crossbar, const Scale& scale) {
    const std::size_t per_bin = std::max<std::size_t>(1, scale.bin_rows / block.vocabulary);
    const Box strip{crossbar.right() + kGap, crossbar.y, kBias, crossbar.height};
    draw_heat_map(svg, strip, binned(column_of(block.bias), per_bin, 1), scale.bias,
                  [](std::size_t row, std::size_t /*col*/) { return fmt::format("b[{}]", row); });
    svg.text(strip.x + kBias / 2, strip.y - 5, "b", 11, Anchor::Middle, kGrey);
    const std::size_t count = (block.size() + per_bin - 1) / per_bin;
    const double height = crossbar.height / static_cast<double>(count);
    const double radius = std::min({height * 0.4, scale.cell_height * 0.4, 12.0});
    const double x = strip.right() + kGap / 2 + std::min(scale.cell_height * 0.4, 12.0);
    svg.text(x, strip.y - 5, "h", 11, Anchor::Middle, kGrey);
    for (std::size_t k = 0; k < count; ++k) {
        svg.circle(x, crossbar.y + height * (static_cast<double>(k) + 0.5), radius, kNeuron);
    }
}

/// What a crossbar's box says beside its activation.
Lines words_with_bins(const HiddenBlock& block, const analog::Bank& bank, double unit_s,
                      const Scale& scale) {
    Lines words = block_words(block, bank, unit_s);
    if (scale.bin_cols * scale.bin_rows > 1) {
        words.push_back(
            fmt::format("a cell: the largest of {} × {} weights", scale.bin_rows, scale.bin_cols));
    }
    return words;
}

/// The borders between the tiles of the crossbar into a hidden block.
void draw_tiles(Svg& svg, const analog::Network& network, std::size_t bank, const Box& crossbar,
                const Scale& scale) {
    const auto place = std::ranges::find_if(network.crossbars, [&](const auto& candidate) {
        return candidate.from == 0 && candidate.to == bank;
    });
    if (place == network.crossbars.end()) {
        return;
    }
    const analog::Tiles tiles(place->siemens, network.tile);
    const auto at = [](std::size_t entry, std::size_t bin, double size) {
        return size * static_cast<double>(entry / bin);
    };
    for (std::size_t col = 1; col < place->siemens.cols; ++col) {
        if (tiles.of(0, col, 1).row != tiles.of(0, col - 1, 1).row) {
            const double x = crossbar.x + at(col, scale.bin_cols, scale.cell_width);
            svg.polyline({{x, crossbar.y}, {x, crossbar.bottom()}}, kBorder);
        }
    }
    for (std::size_t row = 1; row < place->siemens.rows; ++row) {
        if (tiles.of(row, 0, 1).column != tiles.of(row - 1, 0, 1).column) {
            const double y = crossbar.y + at(row, scale.bin_rows, scale.cell_height);
            svg.polyline({{crossbar.x, y}, {crossbar.right(), y}}, kBorder);
        }
    }
}

/// One hidden block from `top` down; the box of its words.
Box draw_block(Svg& svg, const Spec& spec, const analog::Network& network, std::size_t index,
               double top, const Scale& scale) {
    const HiddenBlock& block = spec.hidden[index];
    const Binned matrix = binned(block.weights, scale.bin_rows, scale.bin_cols);
    const Lines words =
        words_with_bins(block, network.banks[index + 1], network.time_unit_s, scale);
    const Box size = note_size(words);
    const Box crossbar{scale.left, top, scale.right - scale.left,
                       scale.cell_height * static_cast<double>(matrix.entries.rows)};
    svg.polyline({{scale.left + scale.cell_width / 2, top - 22},
                  {scale.left + scale.cell_width / 2, top - 3}},
                 kArrow);
    svg.text(scale.left + scale.cell_width / 2 + 8, top - 9, "g(v)", 11, Anchor::Start, kGrey);
    draw_heat_map(svg, crossbar, matrix, scale.weight, [](std::size_t row, std::size_t col) {
        return fmt::format("xi[{}][{}]", row, col);
    });
    draw_tiles(svg, network, index + 1, crossbar, scale);
    draw_row_names(svg, block, crossbar, scale);
    draw_hidden(svg, block, crossbar, scale);
    const double centred = top + (crossbar.height - size.height) / 2;
    const Box note{scale.notes, std::max(top, centred), size.width, size.height};
    svg.note(note, words);
    const double middle = std::min(crossbar.y + crossbar.height / 2, note.bottom() - kGap);
    svg.polyline({{scale.notes - 1.5 * kGap, middle}, {scale.notes - 2, middle}}, kArrow);
    return {crossbar.x, top, note.right() - crossbar.x,
            std::max(crossbar.height, note.bottom() - top)};
}

/// The way of all f back to the visible neurons, at the right edge.
void draw_feedback(Svg& svg, const std::vector<Box>& blocks, double into, double from_x, double x) {
    for (const Box& block : blocks) {
        const double y = block.y + block.height / 2;
        svg.polyline({{block.right(), y}, {x, y}, {x, into}, {from_x + 2, into}}, kArrow);
    }
    svg.text(x + 8, into + 4, "ξᵀ f(h)", 11, Anchor::Start, kGrey);
}

/// The colours of weights and biases; the lower edge.
double draw_legend(Svg& svg, double top, const Scale& scale) {
    constexpr int kSteps = 40;
    constexpr double kWidth = 200;
    const Box bar{kMargin, top, kWidth, kBias};
    for (int k = 0; k < kSteps; ++k) {
        const double value = (2.0 * k + 1 - kSteps) / kSteps;
        svg.rectangle({bar.x + kWidth * k / kSteps, bar.y, kWidth / kSteps + 0.3, bar.height},
                      fmt::format("fill=\"{}\"", colour_of(value, 1)));
    }
    svg.rectangle(bar, R"(fill="none" stroke="#444")");
    const auto ticks = [&](const char* name, double largest, double y) {
        svg.text(bar.x, y, fmt::format("{:.3g}", -largest), 11);
        svg.text(bar.x + kWidth / 2, y, "0", 11, Anchor::Middle);
        svg.text(bar.right(), y, fmt::format("{:.3g}", largest), 11, Anchor::End);
        svg.text(bar.right() + 12, y, name, 11, Anchor::Start, kGrey);
    };
    ticks("weights ξ", scale.weight, bar.bottom() + 14);
    if (scale.bias > 0) {
        ticks("biases a, b", scale.bias, bar.bottom() + 29);
    }
    return bar.bottom() + 32;
}

}  // namespace

std::string draw_architecture(const Spec& spec, const Target& target,
                              const analog::Network& network) {
    Svg svg;
    const Scale scale = scale_of(spec);
    const std::string title = fmt::format("{} on {}", spec.name, target.name);
    draw_title(svg, title);
    double y = draw_visible(svg, spec, network, scale) + 30;
    const Box first = note_size(visible_words(spec, network.banks[0], network.time_unit_s));
    double right = scale.notes + first.width;
    std::vector<Box> blocks;
    for (std::size_t index = 0; index < spec.hidden.size(); ++index) {
        blocks.push_back(draw_block(svg, spec, network, index, y, scale));
        right = std::max(right, blocks.back().right());
        y = blocks.back().bottom() + 36;
    }
    draw_feedback(svg, blocks, kTitle + first.height / 2, scale.notes + first.width, right + kGap);
    right += kGap + 8 + text_width("ξᵀ f(h)", 11);
    const double bottom = draw_legend(svg, y, scale);
    const Lines readout = readout_words(spec.readout);
    const Lines built = target_words(target, network);
    const Box left_size = note_size(readout);
    const Box right_size = note_size(built);
    svg.note({kMargin, bottom + kGap, left_size.width, left_size.height}, readout);
    const double second = kMargin + left_size.width + kGap;
    svg.note({second, bottom + kGap, right_size.width, right_size.height}, built);
    right = std::max({right, second + right_size.width, kMargin + text_width(title, kTitleFont)});
    const double height = bottom + kGap + std::max(left_size.height, right_size.height) + kMargin;
    return svg.finish(right + kMargin, height, title);
}

}  // namespace hopspice::picture

#include "picture/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace hopspice::picture {

namespace {

constexpr double kFont = 12;
constexpr double kLine = 17;
constexpr double kPadding = 10;

/// Pixels with a tenth at most: pictures of many cells stay small.
std::string px(double value) { return fmt::format("{}", std::round(value * 10) / 10); }

const char* word_of(Anchor anchor) {
    switch (anchor) {
        case Anchor::Start:
            return "start";
        case Anchor::Middle:
            return "middle";
        case Anchor::End:
            return "end";
    }
    return "";
}

}  // namespace

std::string escape(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            default:
                escaped += c >= '\0' && c < ' ' ? ' ' : c;
        }
    }
    return escaped;
}

double text_width(std::string_view text, double font_size) {
    // A character begins with a byte that does not continue one (UTF-8).
    const auto characters = std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    return 0.6 * font_size * static_cast<double>(characters);
}

void Svg::rectangle(const Box& box, std::string_view style) {
    fmt::format_to(std::back_inserter(body_),
                   "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {}/>\n", px(box.x),
                   px(box.y), px(box.width), px(box.height), style);
}

void Svg::cell(const Box& box, std::string_view colour, const std::string& title) {
    fmt::format_to(std::back_inserter(body_),
                   R"(<rect x="{}" y="{}" width="{}" height="{}" fill="{}")", px(box.x), px(box.y),
                   px(box.width), px(box.height), colour);
    body_ += title.empty() ? "/>\n" : "><title>" + escape(title) + "</title></rect>\n";
}

void Svg::circle(double x, double y, double radius, std::string_view style) {
    fmt::format_to(std::back_inserter(body_), "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" {}/>\n", px(x),
                   px(y), px(radius), style);
}

void Svg::polyline(const std::vector<std::pair<double, double>>& points, std::string_view style) {
    std::string places;
    for (const auto& [x, y] : points) {
        places += fmt::format("{}{},{}", places.empty() ? "" : " ", px(x), px(y));
    }
    fmt::format_to(std::back_inserter(body_), "<polyline points=\"{}\" {}/>\n", places, style);
}

void Svg::text(double x, double y, std::string_view words, double font_size, Anchor anchor,
               std::string_view style) {
    fmt::format_to(std::back_inserter(body_),
                   "<text x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"{}\"{}{}>{}</text>\n",
                   px(x), px(y), px(font_size), word_of(anchor), style.empty() ? "" : " ", style,
                   escape(words));
}

void Svg::note(const Box& box, const std::vector<std::string>& lines) {
    rectangle(box, R"(rx="4" fill="#f7f7f7" stroke="#444")");
    double y = box.y + kPadding + kFont - 2;
    for (std::size_t k = 0; k < lines.size(); ++k, y += kLine) {
        text(box.x + kPadding, y, lines[k], kFont, Anchor::Start,
             k == 0 ? R"(font-weight="bold")" : "");
    }
}

std::string Svg::finish(double width, double height, std::string_view title) const {
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"{0}\" height=\"{1}\" "
        "viewBox=\"0 0 {0} {1}\" font-family=\"DejaVu Sans, Helvetica, Arial, sans-serif\">\n"
        "<title>{2}</title>\n"
        "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" "
        "markerHeight=\"7\" orient=\"auto\"><path d=\"M0,0 L8,4 L0,8 z\" fill=\"#444\"/>"
        "</marker></defs>\n"
        "<rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n{3}</svg>\n",
        px(std::ceil(width)), px(std::ceil(height)), escape(title), body_);
}

Box note_size(const std::vector<std::string>& lines) {
    double width = 0;
    for (const std::string& line : lines) {
        width = std::max(width, text_width(line, kFont));
    }
    return {0, 0, width + 2 * kPadding,
            kLine * static_cast<double>(lines.size()) + 2 * kPadding - (kLine - kFont)};
}

}  // namespace hopspice::picture

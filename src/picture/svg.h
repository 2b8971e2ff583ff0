#pragma once
// SVG as text: the few elements a picture of ours is made of.

#include <string>
#include <string_view>
#include <vector>

namespace hopspice::picture {

/// A rectangle, in pixels; y grows downwards.
struct Box {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;

    [[nodiscard]] double right() const { return x + width; }
    [[nodiscard]] double bottom() const { return y + height; }
};

/// Text as XML content: `&`, `<`, `>`, quotes and control characters replaced.
[[nodiscard]] std::string escape(std::string_view text);

/// The width a line of text takes at most, in pixels; fonts differ, so it is a generous one.
[[nodiscard]] double text_width(std::string_view text, double font_size);

enum class Anchor { Start, Middle, End };

/// Elements in the order they are drawn.
class Svg {
public:
    void rectangle(const Box& box, std::string_view style);
    /// One cell of a heat map; `title` is what a browser shows at the mouse, may be empty.
    void cell(const Box& box, std::string_view colour, const std::string& title);
    void circle(double x, double y, double radius, std::string_view style);
    /// A line through points; `style` may name the arrow head.
    void polyline(const std::vector<std::pair<double, double>>& points, std::string_view style);
    /// `y` is the base line.
    void text(double x, double y, std::string_view words, double font_size,
              Anchor anchor = Anchor::Start, std::string_view style = {});
    /// A box with a heading and lines of text in it; it is as high as they need.
    void note(const Box& box, const std::vector<std::string>& lines);

    /// The file, of this size.
    [[nodiscard]] std::string finish(double width, double height, std::string_view title) const;

private:
    std::string body_;
};

/// The size a note needs.
[[nodiscard]] Box note_size(const std::vector<std::string>& lines);

/// Marks the end of a line as an arrow, in a style.
inline constexpr std::string_view kArrow =
    R"svg(fill="none" stroke="#444" stroke-width="1.5" marker-end="url(#arrow)")svg";

}  // namespace hopspice::picture

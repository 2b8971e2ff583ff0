#pragma once
// Symbols, wires and text at places of a sheet. Coordinates are xschem's: a grid of 10, y
// downwards.

#include <string>
#include <vector>

namespace hopspice::schematic {

struct Point {
    int x = 0;
    int y = 0;
};

/// Where something points to, in the order of quarter turns clockwise from up.
enum class Direction { Up, Right, Down, Left };

struct Box {
    int left = 0;
    int top = 0;
    int right = 0;
    int bottom = 0;
};

/// A symbol of the sheet. Its point (0, 0) stands at `at`.
struct Part {
    std::string symbol;  ///< file of the symbol
    Point at;
    int rotation = 0;        ///< quarter turns clockwise
    bool mirror = false;     ///< left and right exchanged, before the turn
    std::string attributes;  ///< `name=r1 value=1`; a label has none of the name, it is counted
};

struct Wire {
    Point from;
    Point to;
};

struct Note {
    std::string text;
    Point at;
    double size = 0.4;
};

/// A part of a sheet that can be moved as a whole, with the room it takes.
struct Drawing {
    std::vector<Part> parts;
    std::vector<Part> labels;
    std::vector<Wire> wires;
    std::vector<Wire> lines;  ///< no connections
    std::vector<Note> notes;
    Box box;

    void wire(Point from, Point to) { wires.push_back({from, to}); }
    /// Names the net at a point; the name stands on the side of `direction`. Net `0` is drawn as
    /// ground.
    void label(const std::string& net, Point at, Direction direction);
    /// Adds another drawing, moved.
    void add(const Drawing& other, Point offset);
    /// Makes the box hold this one too.
    void take_room(const Box& other);
    /// A dashed rectangle around the box, and a title in its upper left corner.
    void frame(const std::string& title);
};

/// The sheet as xschem stores it. Source: developer info of the xschem manual, file version 1.0.
[[nodiscard]] std::string format_sheet(const Drawing& drawing);

/// A value within the quotes of an attribute: quotes, braces and backslashes escaped.
[[nodiscard]] std::string quoted(const std::string& value);

}  // namespace hopspice::schematic

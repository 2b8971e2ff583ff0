#include "schematic/drawing.h"

#include <fmt/format.h>

#include <algorithm>

namespace hopspice::schematic {

namespace {

Point moved(Point point, Point offset) { return {point.x + offset.x, point.y + offset.y}; }

std::string escaped_text(const std::string& text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '{' || c == '}' || c == '\\') {
            escaped += '\\';
        }
        escaped += c;
    }
    return escaped;
}

}  // namespace

void Drawing::label(const std::string& net, Point at, Direction direction) {
    const bool is_ground = net == "0";
    Part part;
    part.at = at;
    part.symbol = is_ground ? "hs_ground.sym" : "devices/lab_pin.sym";
    part.attributes = "lab=" + net;
    switch (direction) {
        case Direction::Up:
            part.rotation = is_ground ? 2 : 1;
            break;
        case Direction::Right:
            part.rotation = is_ground ? 3 : 0;
            part.mirror = !is_ground;
            break;
        case Direction::Down:
            part.rotation = is_ground ? 0 : 3;
            break;
        case Direction::Left:
            part.rotation = is_ground ? 1 : 0;
            break;
    }
    labels.push_back(std::move(part));
}

void Drawing::add(const Drawing& other, Point offset) {
    const auto add_parts = [&](const std::vector<Part>& from, std::vector<Part>& to) {
        for (Part part : from) {
            part.at = moved(part.at, offset);
            to.push_back(std::move(part));
        }
    };
    const auto add_wires = [&](const std::vector<Wire>& from, std::vector<Wire>& to) {
        for (const Wire& wire : from) {
            to.push_back({moved(wire.from, offset), moved(wire.to, offset)});
        }
    };
    add_parts(other.parts, parts);
    add_parts(other.labels, labels);
    add_wires(other.wires, wires);
    add_wires(other.lines, lines);
    for (Note note : other.notes) {
        note.at = moved(note.at, offset);
        notes.push_back(std::move(note));
    }
    take_room({other.box.left + offset.x, other.box.top + offset.y, other.box.right + offset.x,
               other.box.bottom + offset.y});
}

void Drawing::take_room(const Box& other) {
    box.left = std::min(box.left, other.left);
    box.top = std::min(box.top, other.top);
    box.right = std::max(box.right, other.right);
    box.bottom = std::max(box.bottom, other.bottom);
}

void Drawing::frame(const std::string& title) {
    constexpr int kTitle = 60;
    notes.push_back({title, {box.left + 20, box.top - kTitle + 15}, 0.6});
    box.top -= kTitle;
    lines.push_back({{box.left, box.top}, {box.right, box.top}});
    lines.push_back({{box.right, box.top}, {box.right, box.bottom}});
    lines.push_back({{box.left, box.bottom}, {box.right, box.bottom}});
    lines.push_back({{box.left, box.top}, {box.left, box.bottom}});
}

std::string quoted(const std::string& value) {
    std::string text = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') {
            text += "\\\\";
            text += c == '\\' ? "\\" : "";
        } else if (c == '{' || c == '}') {
            text += "\\";
        }
        text += c;
    }
    return text + '"';
}

std::string format_sheet(const Drawing& drawing) {
    std::string text = "G {}\nV {}\nS {}\nE {}\n";
    for (const Wire& line : drawing.lines) {
        text += fmt::format("L 4 {} {} {} {} {{dash=5}}\n", line.from.x, line.from.y, line.to.x,
                            line.to.y);
    }
    for (const Note& note : drawing.notes) {
        text += fmt::format("T {{{}}} {} {} 0 0 {} {} {{}}\n", escaped_text(note.text), note.at.x,
                            note.at.y, note.size, note.size);
    }
    for (const Wire& wire : drawing.wires) {
        text += fmt::format("N {} {} {} {} {{}}\n", wire.from.x, wire.from.y, wire.to.x, wire.to.y);
    }
    const auto add_part = [&](const Part& part, const std::string& attributes) {
        text += fmt::format("C {{{}}} {} {} {} {} {{{}}}\n", part.symbol, part.at.x, part.at.y,
                            part.rotation, part.mirror ? 1 : 0, attributes);
    };
    for (const Part& part : drawing.parts) {
        add_part(part, part.attributes);
    }
    for (std::size_t i = 0; i < drawing.labels.size(); ++i) {
        add_part(drawing.labels[i],
                 fmt::format("name=l{} sig_type=std_logic {}", i, drawing.labels[i].attributes));
    }
    return text;
}

}  // namespace hopspice::schematic

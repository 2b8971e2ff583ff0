#include "schematic/figures.h"

#include "schematic/symbols.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace hopspice::schematic {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;

constexpr int kNameRoom = 130;   ///< of a net's name beside a pin
constexpr int kValueRoom = 160;  ///< of an element's name and value beside it
constexpr int kFigureGap = 40;

/// Of the parts above an amplifier: places side by side, and their upper and lower pins.
constexpr int kStackPitch = 260;
constexpr int kStackLeft = -80;
constexpr int kStackTop = -170;
constexpr int kStackBottom = -110;

/// Of a crossbar.
constexpr int kColumnPitch = 170;
constexpr int kRowPitch = 120;

Part part_of(const Symbol& symbol, Point at, bool upside_down = false) {
    Part part{symbol.file, at, upside_down ? 2 : 0, upside_down, symbol.attributes};
    return part;
}

bool is_two_terminal(const Element& element) {
    return element.kind == Kind::Resistor || element.kind == Kind::Capacitor ||
           element.kind == Kind::Diode;
}

bool joins(const Element& element, const circuit::NetId net) {
    return is_two_terminal(element) && (element.nets[0] == net) != (element.nets[1] == net);
}

/// Takes those that `test` holds for out of `from`.
template <typename Test>
Elements taken(Elements& from, Test test) {
    Elements selected;
    Elements rest;
    for (const Element* element : from) {
        (test(*element) ? selected : rest).push_back(element);
    }
    from = std::move(rest);
    return selected;
}

/// What stands above an amplifier.
struct Stack {
    Elements input;     // on the inverting input alone
    Elements feedback;  // between it and the output
    Elements output;    // on the output alone

    [[nodiscard]] std::size_t size() const {
        return input.size() + feedback.size() + output.size();
    }
};

Stack take_stack(circuit::NetId in, circuit::NetId out, Elements& others) {
    Stack stack;
    if (in == out || in == circuit::kGround || out == circuit::kGround) {
        return stack;
    }
    stack.feedback = taken(
        others, [&](const Element& element) { return joins(element, in) && joins(element, out); });
    stack.input = taken(others, [&](const Element& element) { return joins(element, in); });
    stack.output = taken(others, [&](const Element& element) { return joins(element, out); });
    return stack;
}

/// Draws the parts of a stack, and the names of nets that are no bus.
void draw_stack(const Circuit& circuit, const Stack& stack, circuit::NetId in, circuit::NetId out,
                Drawing& drawing) {
    int x = kStackLeft;
    const auto place = [&](const Element& element, circuit::NetId lower, bool free_lower,
                           bool free_upper) {
        // The pin that shall be below is the first one: the symbol stands on its head.
        const bool upside_down = element.nets[0] == lower;
        drawing.parts.push_back(
            part_of(symbol_of(circuit, element), {x, (kStackTop + kStackBottom) / 2}, upside_down));
        const circuit::NetId upper = element.nets[upside_down ? 1 : 0];
        if (free_upper) {
            drawing.label(circuit.name_of(upper), {x, kStackTop}, Direction::Left);
        }
        if (free_lower) {
            drawing.label(circuit.name_of(lower), {x, kStackBottom}, Direction::Left);
        }
        x += kStackPitch;
    };
    for (const Element* element : stack.input) {
        place(*element, in, false, true);
    }
    for (const Element* element : stack.feedback) {
        place(*element, in, false, false);
    }
    for (const Element* element : stack.output) {
        place(*element, element->nets[element->nets[0] == out ? 1 : 0], true, false);
    }
}

/// The lines from the amplifier's pins to the parts above it.
void draw_buses(const Stack& stack, Drawing& drawing) {
    const auto on_input = static_cast<int>(stack.input.size() + stack.feedback.size());
    const auto before_output = static_cast<int>(stack.input.size());
    const auto all = static_cast<int>(stack.size());
    drawing.wire({-60, -20}, {kStackLeft, -20});
    if (on_input > 0) {
        drawing.wire({kStackLeft, -20}, {kStackLeft, kStackBottom});
    }
    if (on_input > 1) {
        drawing.wire({kStackLeft, kStackBottom},
                     {kStackLeft + (on_input - 1) * kStackPitch, kStackBottom});
    }
    const int right = std::max(120, kStackLeft + (all - 1) * kStackPitch + kValueRoom + 20);
    drawing.wire({60, 0}, {right, 0});
    if (all > before_output) {
        drawing.wire({right, 0}, {right, kStackTop});
        drawing.wire({kStackLeft + before_output * kStackPitch, kStackTop}, {right, kStackTop});
    }
    drawing.take_room({0, 0, right + kNameRoom, 0});
}

/// The nets of one terminal of all elements, with their places in the order of the netlist.
std::map<circuit::NetId, int> numbered(const Elements& elements, std::size_t terminal) {
    std::map<circuit::NetId, int> numbers;
    for (const Element* element : elements) {
        numbers.emplace(element->nets[terminal], 0);
    }
    int next = 0;
    for (auto& [net, number] : numbers) {
        number = next++;
    }
    return numbers;
}

/// The wires of a crossbar, named at their ends. A column ends at its last cell: it must not end on
/// a row, which would join them.
void draw_lines(const Circuit& circuit, const std::map<circuit::NetId, int>& columns,
                const std::map<circuit::NetId, int>& rows,
                const std::map<circuit::NetId, int>& lowest, Drawing& drawing) {
    constexpr int kTop = -120;
    const int right = static_cast<int>(columns.size()) * kColumnPitch;
    for (const auto& [net, column] : columns) {
        drawing.wire({column * kColumnPitch, kTop}, {column * kColumnPitch, lowest.at(net) - 80});
        drawing.label(circuit.name_of(net), {column * kColumnPitch, kTop}, Direction::Up);
    }
    for (const auto& [net, row] : rows) {
        drawing.wire({-40, row * kRowPitch}, {right, row * kRowPitch});
        drawing.label(circuit.name_of(net), {-40, row * kRowPitch}, Direction::Left);
    }
    drawing.box = {-40 - kNameRoom, kTop - kNameRoom, right,
                   static_cast<int>(rows.size() - 1) * kRowPitch + 40};
}

}  // namespace

Drawing draw_element(const Circuit& circuit, const Element& element) {
    Drawing drawing;
    const Symbol symbol = symbol_of(circuit, element);
    drawing.parts.push_back(part_of(symbol, {0, 0}));
    drawing.box = {-60, -40, 60, 40};
    for (std::size_t i = 0; i < symbol.pins.size(); ++i) {
        const Pin& pin = symbol.pins[i];
        drawing.label(circuit.name_of(element.nets[i]), pin.at, pin.side);
        const bool left = pin.side == Direction::Left;
        drawing.take_room({pin.at.x - (left ? kNameRoom : 0), pin.at.y - 20,
                           pin.at.x + (left ? 0 : kNameRoom), pin.at.y + 20});
    }
    drawing.take_room({0, 0, 20 + kValueRoom, 0});
    return drawing;
}

Drawing draw_amplifier(const Circuit& circuit, const Element& amplifier, Elements& others) {
    Drawing drawing;
    const Symbol symbol = symbol_of(circuit, amplifier);
    drawing.parts.push_back(part_of(symbol, {0, 0}));
    const circuit::NetId in = amplifier.nets[1];
    const circuit::NetId out = amplifier.nets[2];
    const Stack stack = take_stack(in, out, others);
    drawing.box = {kStackLeft - kNameRoom, -80, 0, 80};
    draw_buses(stack, drawing);
    draw_stack(circuit, stack, in, out, drawing);
    if (stack.size() > 0) {
        drawing.take_room({0, kStackTop - 40, 0, 0});
    }
    for (std::size_t i = 0; i < symbol.pins.size(); ++i) {
        Point at = symbol.pins[i].at;
        at.x = i == 1 ? kStackLeft : i == 2 ? drawing.box.right - kNameRoom : at.x;
        drawing.label(circuit.name_of(amplifier.nets[i]), at, symbol.pins[i].side);
        drawing.take_room({0, 0, 0, at.y + 20});
    }
    return drawing;
}

Drawing draw_crossbar(const Circuit& circuit, Elements& cells) {
    std::set<std::pair<circuit::NetId, circuit::NetId>> crossings;
    Elements resistors = taken(cells, [&](const Element& element) {
        return element.kind == Kind::Resistor && element.nets[0] != circuit::kGround &&
               element.nets[1] != circuit::kGround &&
               crossings.emplace(element.nets[0], element.nets[1]).second;
    });
    // Nets are numbered as they occur in the netlist, where neurons come in their order.
    const std::map<circuit::NetId, int> columns = numbered(resistors, 0);
    const std::map<circuit::NetId, int> rows = numbered(resistors, 1);
    Drawing drawing;
    if (resistors.empty()) {
        return drawing;
    }
    std::map<circuit::NetId, int> lowest;
    for (const Element* resistor : resistors) {
        const int x = columns.at(resistor->nets[0]) * kColumnPitch;
        const int y = rows.at(resistor->nets[1]) * kRowPitch;
        drawing.parts.push_back(part_of(symbol_of(circuit, *resistor), {x + 40, y - 50}));
        drawing.wire({x, y - 80}, {x + 40, y - 80});
        drawing.wire({x + 40, y - 20}, {x + 40, y});
        lowest[resistor->nets[0]] = std::max(lowest[resistor->nets[0]], y);
    }
    draw_lines(circuit, columns, rows, lowest, drawing);
    return drawing;
}

Drawing flow(const std::vector<Drawing>& drawings, int width) {
    Drawing sheet;
    int x = 0;
    int y = 0;
    int height = 0;
    for (const Drawing& drawing : drawings) {
        const int own_width = drawing.box.right - drawing.box.left;
        if (x > 0 && x + own_width > width) {
            x = 0;
            y += height + kFigureGap;
            height = 0;
        }
        sheet.add(drawing, {x - drawing.box.left, y - drawing.box.top});
        x += own_width + kFigureGap;
        height = std::max(height, drawing.box.bottom - drawing.box.top);
    }
    return sheet;
}

}  // namespace hopspice::schematic

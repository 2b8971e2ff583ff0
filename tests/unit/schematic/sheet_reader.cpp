#include "unit/schematic/sheet_reader.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <sstream>

namespace hopspice::test {

namespace {

/// Pins of symbols that come with xschem 2.8.1.
const std::map<std::string, std::vector<Place>>& stock_pins() {
    static const std::vector<Place> two = {{0, -30}, {0, 30}};
    static const std::vector<Place> four = {{0, -30}, {0, 30}, {-40, -20}, {-40, 20}};
    static const std::map<std::string, std::vector<Place>> kPins = {
        {"devices/res.sym", two},
        {"devices/capa.sym", two},
        {"devices/vsource.sym", two},
        {"devices/isource.sym", two},
        {"devices/diode.sym", two},
        {"devices/vcvs.sym", four},
        {"devices/vccs.sym", four},
        {"devices/npn.sym", {{20, -30}, {-20, 0}, {20, 30}}},
        {"devices/pnp.sym", {{20, 30}, {-20, 0}, {20, -30}}},
        {"devices/lab_pin.sym", {{0, 0}}},
        {"devices/code.sym", {}},
    };
    return kPins;
}

std::vector<Place> pins_in(const std::string& symbol) {
    std::vector<Place> pins;
    std::istringstream lines(symbol);
    for (std::string line; std::getline(lines, line);) {
        double x1 = 0;
        double y1 = 0;
        double x2 = 0;
        double y2 = 0;
        if (line.starts_with("B 5 ") &&
            std::sscanf(line.c_str(), "B 5 %lf %lf %lf %lf", &x1, &y1, &x2, &y2) == 4) {
            pins.emplace_back(std::lround((x1 + x2) / 2), std::lround((y1 + y2) / 2));
        }
    }
    return pins;
}

Place turned(Place pin, int rotation, bool mirror) {
    auto [x, y] = pin;
    x = mirror ? -x : x;
    for (int i = 0; i < rotation; ++i) {
        std::tie(x, y) = std::pair(-y, x);
    }
    return {x, y};
}

bool is_on(Place point, const DrawnWire& wire) {
    const auto [x, y] = point;
    const auto [left, right] = std::minmax(wire.from.first, wire.to.first);
    const auto [top, bottom] = std::minmax(wire.from.second, wire.to.second);
    return x >= left && x <= right && y >= top && y <= bottom;
}

/// Sets of points that are one net.
class Nets {
public:
    explicit Nets(const std::vector<DrawnWire>& wires) : wires_(wires), parent_(wires.size()) {
        std::iota(parent_.begin(), parent_.end(), std::size_t{0});
        for (std::size_t i = 0; i < wires.size(); ++i) {
            for (std::size_t k = 0; k < wires.size(); ++k) {
                if (is_on(wires[i].from, wires[k]) || is_on(wires[i].to, wires[k])) {
                    parent_[root(i)] = root(k);
                }
            }
        }
    }

    void name(Place point, const std::string& net) { names_[key(point)].insert(net); }

    std::string name_at(Place point) {
        std::string all;
        for (const std::string& net : names_[key(point)]) {
            all += (all.empty() ? "" : "|") + net;
        }
        return all;
    }

private:
    std::size_t root(std::size_t i) {
        while (parent_[i] != i) {
            i = parent_[i];
        }
        return i;
    }
    /// A wire's set, or the point itself where there is no wire.
    std::pair<long, Place> key(Place point) {
        for (std::size_t i = 0; i < wires_.size(); ++i) {
            if (is_on(point, wires_[i])) {
                return {static_cast<long>(root(i)), Place{}};
            }
        }
        return {-1, point};
    }

    const std::vector<DrawnWire>& wires_;
    std::vector<std::size_t> parent_;
    std::map<std::pair<long, Place>, std::set<std::string>> names_;
};

/// `C {symbol} x y rotation mirror {attributes}`; the attributes may go over several lines.
DrawnPart read_part(const std::string& text, std::size_t start,
                    const std::map<std::string, std::vector<Place>>& own) {
    DrawnPart part;
    const std::size_t end = text.find('}', start);
    part.symbol = text.substr(start + 3, end - start - 3);
    int rotation = 0;
    int mirror = 0;
    std::sscanf(text.c_str() + end + 1, "%d %d %d %d", &part.at.first, &part.at.second, &rotation,
                &mirror);
    const std::size_t open = text.find('{', end);
    part.attributes = text.substr(open + 1, text.find("}\n", open) - open - 1);
    const auto stock = stock_pins().find(part.symbol);
    const std::vector<Place>& pins =
        stock != stock_pins().end() ? stock->second : own.at(part.symbol);
    for (const Place& pin : pins) {
        const auto [x, y] = turned(pin, rotation, mirror != 0);
        part.pins.emplace_back(part.at.first + x, part.at.second + y);
    }
    return part;
}

}  // namespace

Sheet read_sheet(const Schematic& schematic) {
    std::map<std::string, std::vector<Place>> own;
    for (const SchematicSymbol& symbol : schematic.symbols) {
        own[symbol.file] = pins_in(symbol.text);
    }
    Sheet sheet;
    const std::string& text = schematic.sheet;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
        DrawnWire wire;
        const char* line = text.c_str() + at;
        const char* format = text[at] == 'N' ? "N %d %d %d %d" : "L 4 %d %d %d %d";
        if (std::sscanf(line, format, &wire.from.first, &wire.from.second, &wire.to.first,
                        &wire.to.second) == 4) {
            (text[at] == 'N' ? sheet.wires : sheet.lines).push_back(wire);
        } else if (text.compare(at, 3, "C {") == 0) {
            sheet.parts.push_back(read_part(text, at, own));
        }
    }
    return sheet;
}

std::string attribute(const std::string& attributes, const std::string& name) {
    const std::size_t at = (" " + attributes).find(" " + name + "=");
    if (at == std::string::npos) {
        return "";
    }
    const std::size_t start = at + name.size() + 1;
    return attributes[start] == '"'
               ? attributes.substr(start + 1, attributes.find('"', start + 1) - start - 1)
               : attributes.substr(start, attributes.find_first_of(" \n", start) - start);
}

std::map<std::string, std::vector<std::string>> nets_of(const Sheet& sheet) {
    Nets nets(sheet.wires);
    for (const DrawnPart& part : sheet.parts) {
        if (const std::string net = attribute(part.attributes, "lab"); !net.empty()) {
            nets.name(part.pins.at(0), net);
        }
    }
    std::map<std::string, std::vector<std::string>> found;
    for (const DrawnPart& part : sheet.parts) {
        if (attribute(part.attributes, "lab").empty() && part.symbol != "devices/code.sym") {
            auto& pins = found[attribute(part.attributes, "name")];
            for (const Place& pin : part.pins) {
                pins.push_back(nets.name_at(pin));
            }
        }
    }
    return found;
}

}  // namespace hopspice::test

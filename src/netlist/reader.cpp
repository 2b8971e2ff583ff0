#include "netlist/reader.h"

#include "circuit/kit_devices.h"
#include "netlist/analysis_reader.h"
#include "netlist/words.h"
#include "support/rules.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hopspice::netlist {

namespace {

using circuit::Circuit;
using circuit::Element;
using circuit::Kind;
using circuit::NetId;
using circuit::Subcircuit;

/// One logical line: continuations joined.
struct Line {
    std::size_t number = 0;  ///< of the first of its lines
    std::string text;
};

/// Logical lines, one after the other.
class Lines {
public:
    explicit Lines(std::string_view text) : rest_(text) {}

    /// False: there are no more.
    bool next(Line& line) {
        if (rest_.empty()) {
            return false;
        }
        line.text = take();
        line.number = number_;
        while (rest_.starts_with('+')) {
            line.text += ' ';
            line.text += take().substr(1);
        }
        ++logical_;
        return true;
    }

    [[nodiscard]] std::size_t logical() const { return logical_; }  ///< how many there were

private:
    std::string_view take() {
        const std::size_t end = std::min(rest_.find('\n'), rest_.size());
        const std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        ++number_;
        return line;
    }

    std::string_view rest_;
    std::size_t number_ = 0;
    std::size_t logical_ = 0;
};

std::optional<Kind> kind_of(char prefix, std::string_view line) {
    switch (prefix) {
        case 'r':
            return Kind::Resistor;
        case 'c':
            return Kind::Capacitor;
        case 'v':
            return Kind::VoltageSource;
        case 'i':
            return Kind::CurrentSource;
        case 'e':
            return Kind::Vcvs;
        case 'g':
            return Kind::Vccs;
        case 'b':
            return line.find(" v=") != std::string_view::npos ? Kind::BehavioralV
                                                              : Kind::BehavioralI;
        case 's':
            return Kind::Switch;
        case 'd':
            return Kind::Diode;
        case 'q':
            return Kind::Bjt;
        case 'm':
            return Kind::Mosfet;
        case 'x':
            return Kind::Instance;
        default:
            return std::nullopt;
    }
}

const std::vector<Element> kNoElements;

class Reader {
public:
    explicit Reader(const std::vector<KitDevice>& devices) : devices_(devices) {}

    Result<Deck> run(std::string_view text) {
        Lines lines(text);
        Line line;
        if (lines.next(line)) {
            circuit_.title = line.text.starts_with("* ") ? line.text.substr(2) : line.text;
        }
        while (lines.next(line)) {
            read_line(line);
        }
        if (subcircuit_) {
            bad(lines.logical(), "subcircuit " + subcircuit_->name + " has no .ends");
        }
        if (diagnostics_.has_errors()) {
            return Unexpected{std::move(diagnostics_)};
        }
        return Deck{std::move(circuit_), analysis_.analysis()};
    }

private:
    void bad(std::size_t line, const std::string& problem) {
        report(diagnostics_, Rule::NetlistSyntax, {}, line, problem);
    }

    void read_line(const Line& line) {
        if (line.text.find_first_not_of(' ') == std::string::npos) {
            return;
        }
        if (line.text.front() == '*') {
            comment_ = line.text.substr(std::min<std::size_t>(2, line.text.size()));
            fresh_comment_ = true;
            if (heading_) {
                circuit_.header.push_back(comment_);
            }
            return;
        }
        end_heading(line.text);
        if (ended_) {
            return bad(line.number, line.text + " stands behind .end");
        }
        if (line.text.front() == '.') {
            read_card(line);
        } else {
            read_element(line);
        }
    }

    /// The comments under the title are the header, but the last one belongs to the subcircuit or
    /// element that follows it.
    void end_heading(std::string_view line) {
        const bool commented = line.front() != '.' || line.starts_with(".subckt");
        if (heading_ && commented && !circuit_.header.empty()) {
            circuit_.header.pop_back();
        }
        heading_ = false;
    }

    void read_card(const Line& line) {
        const std::vector<std::string> words = split(line.text, " ()");
        if (words[0] == ".model") {
            read_model(line, words);
        } else if (words[0] == ".subckt") {
            begin_subcircuit(line, words);
        } else if (words[0] == ".ends") {
            end_subcircuit(line);
        } else if (words[0] == ".include" || words[0] == ".lib") {
            read_include(line);
        } else if (words[0] == ".nodeset") {
            read_nodeset(line, words);
        } else if (words[0] == ".param" || words[0] == ".option") {
            read_setting(line, words);
        } else if (words[0] == ".end") {
            ended_ = true;
        } else if (const std::string problem = analysis_.read(line.text); !problem.empty()) {
            bad(line.number, problem);
        }
    }

    /// The path may stand in quotes; behind it, of `.lib`, the section.
    void read_include(const Line& line) {
        std::string_view rest = line.text;
        const bool sectioned = rest.starts_with(".lib");
        rest.remove_prefix(std::min(rest.find(' '), rest.size()));
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
        const bool quoted = rest.starts_with('"');
        rest.remove_prefix(quoted ? 1 : 0);
        const std::size_t end = std::min(rest.find(quoted ? '"' : ' '), rest.size());
        Library library{std::string(rest.substr(0, end)), {}};
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const std::vector<std::string> words = split(rest, " ");
        if (library.file.empty() || words.size() != (sectioned ? 1 : 0)) {
            return bad(line.number, line.text + " is not understood");
        }
        library.section = sectioned ? words[0] : "";
        circuit_.includes.push_back(std::move(library));
    }

    /// That the device of a kit in the line before begins without heat of its own: where the
    /// simulator begins is no part of the circuit.
    void read_nodeset(const Line& line, const std::vector<std::string>& words) {
        const auto& parts = subcircuit_               ? subcircuit_->elements
                            : circuit_.groups.empty() ? kNoElements
                                                      : circuit_.groups.back().elements;
        const std::string name = parts.empty() ? "" : parts.back().name;
        const bool instance = !parts.empty() && parts.back().kind == Kind::Instance &&
                              circuit_.find_subcircuit(parts.back().model) == nullptr;
        const auto device =
            std::ranges::find(devices_, parts.empty() ? "" : parts.back().model, &KitDevice::name);
        const bool known = devices_.empty() || (device != devices_.end() && words.size() > 2 &&
                                                words[2] == name + "." + device->heat);
        if (!instance || !known || words.size() != 4 || !words[2].starts_with(name + ".") ||
            line.text != ".nodeset v(" + words[2] + ")=0") {
            bad(line.number, words[0] + " is not understood");
        }
    }

    /// What a kit asks of a deck.
    void read_setting(const Line& line, const std::vector<std::string>& words) {
        const std::size_t equals = words.size() == 2 ? words[1].find('=') : std::string::npos;
        const auto value = equals == std::string::npos
                               ? std::nullopt
                               : number_of(std::string_view(words[1]).substr(equals + 1));
        const std::string name = value ? words[1].substr(0, equals) : "";
        if (value && words[0] == ".param") {
            circuit_.kit.parameters.emplace_back(name, *value);
        } else if (name == "scale") {
            circuit_.kit.scale = *value;
        } else if (name == "seed" && *value > 0 && *value <= 2147483647) {
            circuit_.kit.seed = static_cast<std::uint32_t>(*value);
        } else {
            bad(line.number, line.text + " is not understood");
        }
    }

    void read_model(const Line& line, const std::vector<std::string>& words) {
        if (words.size() < 3) {
            return bad(line.number, ".model needs a name and a type");
        }
        circuit::ModelCard card{words[1], words[2], {}};
        for (std::size_t index = 3; index < words.size(); ++index) {
            const std::size_t equals = words[index].find('=');
            const auto value =
                number_of(std::string_view(words[index])
                              .substr(std::min(equals, words[index].size() - 1) + 1));
            if (equals == std::string::npos || !value) {
                return bad(line.number, "parameter " + words[index] + " is not name=number");
            }
            card.parameters.emplace_back(words[index].substr(0, equals), *value);
        }
        circuit_.models.push_back(std::move(card));
    }

    void begin_subcircuit(const Line& line, const std::vector<std::string>& words) {
        if (subcircuit_ || words.size() < 3) {
            return bad(line.number, ".subckt needs a name and ports, and cannot be nested");
        }
        subcircuit_.emplace();
        subcircuit_->name = words[1];
        subcircuit_->comment = comment_;
        subcircuit_->ports.assign(words.begin() + 2, words.end());
        subcircuit_->nets = {"0"};
        inner_nets_ = {{"0", circuit::kGround}};
        for (const std::string& port : subcircuit_->ports) {
            (void)net(port);
        }
    }

    void end_subcircuit(const Line& line) {
        if (!subcircuit_) {
            return bad(line.number, ".ends without .subckt");
        }
        circuit_.subcircuits.push_back(*std::move(subcircuit_));
        subcircuit_.reset();
    }

    NetId net(const std::string& name) {
        if (!subcircuit_) {
            return circuit_.net(name);
        }
        auto& nets = subcircuit_->nets;
        const auto [place, is_new] =
            inner_nets_.emplace(name, NetId{static_cast<std::uint32_t>(nets.size())});
        if (is_new) {
            nets.push_back(name);
        }
        return place->second;
    }

    void read_element(const Line& line) {
        const std::vector<std::string_view> words = words_in(line.text, " ");
        const std::optional<Kind> kind = kind_of(words[0][0], line.text);
        if (!kind) {
            return bad(line.number, "unknown element " + std::string(words[0]));
        }
        Element element;
        element.kind = *kind;
        element.name = words[0];
        const std::size_t terminals = terminals_of(*kind, words);
        if (words.size() < terminals + 2) {
            return bad(line.number, element.name + " has too few fields");
        }
        element.nets.reserve(terminals);
        for (std::size_t index = 1; index <= terminals; ++index) {
            element.nets.push_back(net(std::string(words[index])));
        }
        if (!read_value(element, std::span(words).subspan(terminals + 1))) {
            return bad(line.number, "the value of " + element.name + " is not understood");
        }
        place(std::move(element));
    }

    using Words = std::span<const std::string_view>;

    /// An instance has as many as words before its subcircuit, and a bipolar transistor of a kit
    /// perhaps a substrate.
    [[nodiscard]] std::size_t terminals_of(Kind kind, Words words) const {
        const std::size_t usual = circuit::row_of(kind).terminals;
        const auto named = std::ranges::find_if(
            words, [](std::string_view word) { return word.find('=') != std::string_view::npos; });
        const auto plain = static_cast<std::size_t>(named - words.begin());
        if (kind == Kind::Instance) {
            return std::max<std::size_t>(plain, 3) - 2;
        }
        const bool substrate = kind == Kind::Bjt && plain == usual + 3 &&
                               std::ranges::any_of(devices_, [&](const KitDevice& device) {
                                   return device.name == words[plain - 1];
                               });
        return substrate ? usual + 1 : usual;
    }

    static bool read_value(Element& element, Words words) {
        switch (element.kind) {
            case Kind::Resistor:
            case Kind::Capacitor:
            case Kind::Vcvs:
            case Kind::Vccs:
                return read_number(element, words.front());
            case Kind::VoltageSource:
            case Kind::CurrentSource:
                return read_source(element, words);
            case Kind::BehavioralV:
            case Kind::BehavioralI:
                for (const std::string_view word : words) {
                    element.expression += word;
                }
                if (!element.expression.starts_with("v=") &&
                    !element.expression.starts_with("i=")) {
                    return false;
                }
                element.expression.erase(0, 2);
                return !element.expression.empty();
            case Kind::Switch:
            case Kind::Diode:
            case Kind::Bjt:
                element.model = words.front();
                return words.size() == 1 || read_area(element, words[1]);
            case Kind::Instance:
            case Kind::Mosfet:
                element.model = words.front();
                return read_parameters(element, words);
        }
        return false;
    }

    static bool read_number(Element& element, std::string_view word) {
        const auto value = number_of(word);
        element.value = value.value_or(0);
        return value.has_value();
    }

    static bool read_parameters(Element& element, Words words) {
        for (std::size_t index = 1; index < words.size(); ++index) {
            const std::size_t equals = words[index].find('=');
            if (equals == std::string_view::npos) {
                return false;
            }
            const auto value = number_of(words[index].substr(equals + 1));
            if (!value) {
                return false;
            }
            element.parameters.emplace_back(words[index].substr(0, equals), *value);
        }
        return true;
    }

    static bool read_area(Element& element, std::string_view word) {
        if (!word.starts_with("area=")) {
            return false;
        }
        const auto value = number_of(word.substr(5));
        element.area = value.value_or(1);
        return value.has_value();
    }

    static bool read_source(Element& element, Words words) {
        if (words[0] == "external") {
            element.external = true;
            return words.size() == 1;
        }
        if (words[0] == "dc") {
            return words.size() == 2 && read_number(element, words[1]);
        }
        if (!words[0].starts_with("pwl(")) {
            return false;
        }
        std::string joined;
        for (const std::string_view word : words) {
            joined += word;
            joined += ' ';
        }
        for (const std::string_view word : words_in(std::string_view(joined).substr(4), " )")) {
            const auto value = number_of(word);
            if (!value) {
                return false;
            }
            element.pwl.push_back(*value);
        }
        return !element.pwl.empty() && element.pwl.size() % 2 == 0;
    }

    void place(Element element) {
        if (subcircuit_) {
            subcircuit_->elements.push_back(std::move(element));
            return;
        }
        if (fresh_comment_ || circuit_.groups.empty()) {
            circuit_.groups.push_back({{.part = comment_}, {}});
            fresh_comment_ = false;
        }
        circuit_.groups.back().elements.push_back(std::move(element));
    }

    const std::vector<KitDevice>& devices_;
    Circuit circuit_;
    AnalysisReader analysis_;
    std::optional<Subcircuit> subcircuit_;
    std::map<std::string, NetId> inner_nets_;  ///< of that subcircuit
    Diagnostics diagnostics_;
    std::string comment_;
    bool fresh_comment_ = false;
    bool heading_ = true;
    bool ended_ = false;
};

}  // namespace

Result<Deck> read_deck(std::string_view text, const std::vector<KitDevice>& devices) {
    auto deck = Reader(devices).run(text);
    if (deck) {
        deck->circuit = circuit::recognise_devices(std::move(deck->circuit), devices);
    }
    return deck;
}

}  // namespace hopspice::netlist

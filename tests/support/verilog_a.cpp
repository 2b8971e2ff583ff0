#include "support/verilog_a.h"

#include "netlist/expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace hopspice::test {

namespace {

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \n\t");
    return first == std::string::npos
               ? ""
               : text.substr(first, text.find_last_not_of(" \n\t") - first + 1);
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts(1);
    int depth = 0;
    for (const char c : text) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c == separator && depth == 0) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    std::ranges::transform(parts, parts.begin(), trimmed);
    return parts;
}

std::string without_comments(const std::string& text) {
    std::string kept;
    bool comment = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        comment = text[i] == '\n' ? false : comment || text.compare(i, 2, "//") == 0;
        kept += comment ? ' ' : text[i];
    }
    return kept;
}

bool take_word(std::string& text, const std::string& word) {
    if (!text.starts_with(word) ||
        (text.size() > word.size() &&
         std::isalnum(static_cast<unsigned char>(text[word.size()])) != 0)) {
        return false;
    }
    text = trimmed(text.substr(word.size()));
    return true;
}

/// `name #(.a(1), .b(2)) label (x, y)` or without parameters.
VerilogInstance instance_of(const std::string& text) {
    VerilogInstance instance;
    const auto end = text.find_first_of(" #");
    const auto open = text.rfind(" (");
    if (end == std::string::npos || open == std::string::npos || !text.ends_with(')')) {
        throw std::runtime_error("no statement: " + text);
    }
    instance.module = text.substr(0, end);
    instance.nets = split(text.substr(open + 2, text.size() - open - 3), ',');
    const auto list = text.find("#(");
    if (list != std::string::npos) {
        const auto close = text.rfind(") ", open - 1);
        for (const std::string& item : split(text.substr(list + 2, close - list - 2), ',')) {
            const auto value = item.find('(');
            instance.parameters[item.substr(1, value - 1)] = std::stod(item.substr(value + 1));
        }
    }
    return instance;
}

void add_statement(VerilogModule& module, std::string text) {
    while (take_word(text, "analog") || take_word(text, "begin") || take_word(text, "end")) {
    }
    if (text.empty() || text.starts_with("inout ") || text.starts_with("electrical ") ||
        text.starts_with("real ")) {
        return;
    }
    const auto contribution = text.find(" <+ ");
    const auto assignment = text.find(" = ");
    if (text.starts_with("parameter real ")) {
        module.parameters[text.substr(15, assignment - 15)] =
            std::stod(text.substr(assignment + 3));
    } else if (contribution != std::string::npos) {
        module.statements.emplace_back(text.substr(0, contribution), text.substr(contribution + 4));
    } else if (assignment != std::string::npos) {
        module.statements.emplace_back(text.substr(0, assignment), text.substr(assignment + 3));
    } else {
        module.instances.push_back(instance_of(text));
    }
}

/// One instance of a module while it is evaluated.
struct Scope {
    std::map<std::string, std::string> nets;
    std::map<std::string, double> values;  ///< of parameters and variables
};

/// The expression with the nets of the instance and numbers for names: `v(v0_g)*(0.5)`.
std::string bound(const std::string& text, const Scope& scope) {
    std::string result;
    for (std::size_t i = 0; i < text.size();) {
        const auto is_name = [&](std::size_t at) {
            return at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) != 0 ||
                                        text[at] == '_' || text[at] == '.');
        };
        if (std::isalpha(static_cast<unsigned char>(text[i])) == 0) {
            // A number with its exponent is taken whole, so that its e is no name.
            const bool digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
            std::size_t used = 1;
            if (digit) {
                static_cast<void>(std::stod(text.substr(i), &used));
            }
            result += text[i] == '\n' ? " " : text.substr(i, used);
            i += used;
            continue;
        }
        std::size_t end = i;
        while (is_name(end)) {
            ++end;
        }
        const std::string name = text.substr(i, end - i);
        if ((name == "V" || name == "I") && text[end] == '(') {
            const auto close = text.find(')', end);
            const std::string net = scope.nets.at(text.substr(end + 1, close - end - 1));
            result += (name == "V" ? "v(" : "i(") + net + ")";
            i = close + 1;
        } else {
            const bool function = end < text.size() && text[end] == '(';
            result += function ? name : fmt::format("({})", scope.values.at(name));
            i = end;
        }
    }
    return result;
}

class Evaluator {
public:
    Evaluator(const VerilogFile& file, const std::string& top,
              const std::map<std::string, double>& states)
        : file_(file), top_(file.at(top)), volts_(states) {}

    std::map<std::string, VerilogState> run() {
        constexpr int kPasses = 3;  // states, g and f, divisors
        for (int pass = 0; pass < kPasses; ++pass) {
            currents_.clear();
            pending_.clear();
            result_.clear();
            for (const VerilogInstance& instance : top_.instances) {
                run(instance);
            }
        }
        return result_;
    }

private:
    double value(const std::string& text, const Scope& scope) {
        const auto expression = netlist::Expression::parse(bound(text, scope), 0);
        if (!expression) {
            throw std::runtime_error("no expression: " + bound(text, scope));
        }
        return expression->value([&](const std::string& name) {
            // What flows into a branch to ground is what all others contribute, with the other
            // sign.
            return name.starts_with("i(") ? -before_[name.substr(2, name.size() - 3)]
                                          : volts_[name];
        });
    }

    void run(const VerilogInstance& instance) {
        const VerilogModule& module = file_.at(instance.module);
        Scope scope{{}, module.parameters};
        if (instance.nets.size() != module.ports.size()) {
            throw std::runtime_error("ports of " + instance.module);
        }
        for (std::size_t k = 0; k < module.ports.size(); ++k) {
            scope.nets[module.ports[k]] = instance.nets[k];
        }
        for (const auto& [name, number] : instance.parameters) {
            scope.values.at(name) = number;
        }
        for (const auto& [left, right] : module.statements) {
            take(left, right, scope);
        }
    }

    void take(const std::string& left, const std::string& right, Scope& scope) {
        const bool branch = left.ends_with(')');
        const std::string net = branch ? scope.nets.at(left.substr(2, left.size() - 3)) : "";
        if (!branch) {
            scope.values[left] = value(right, scope);
        } else if (left[0] == 'I') {
            currents_[net] += value(right, scope);
        } else if (right.starts_with("idt(")) {
            const auto parts = split(right.substr(4, right.size() - 5), ',');
            pending_.push_back({net, parts.at(0), scope});
            result_[net].initial = value(parts.at(1), scope);
        } else {
            volts_[net] = value(right, scope);
        }
    }

public:
    /// The derivatives, once all currents are known.
    void settle() {
        before_ = currents_;
        for (const auto& [net, slope, scope] : pending_) {
            result_[net].slope_per_s = value(slope, scope);
        }
    }
    [[nodiscard]] const std::map<std::string, VerilogState>& result() const { return result_; }

private:
    struct Pending {
        std::string net;
        std::string slope;
        Scope scope;
    };
    const VerilogFile& file_;
    const VerilogModule& top_;
    std::map<std::string, double> volts_;
    std::map<std::string, double> currents_;
    std::map<std::string, double> before_;
    std::vector<Pending> pending_;
    std::map<std::string, VerilogState> result_;
};

}  // namespace

VerilogFile parse_verilog_a(const std::string& text) {
    VerilogFile file;
    const std::string code = without_comments(text);
    std::size_t place = 0;
    while ((place = code.find("\nmodule ", place)) != std::string::npos) {
        const auto open = code.find('(', place);
        const auto close = code.find(");", open);
        const auto end = code.find("\nendmodule", close);
        if (end == std::string::npos) {
            throw std::runtime_error("a module does not end");
        }
        VerilogModule& module = file[trimmed(code.substr(place + 8, open - place - 8))];
        module.ports = split(code.substr(open + 1, close - open - 1), ',');
        for (const std::string& statement : split(code.substr(close + 2, end - close - 2), ';')) {
            add_statement(module, statement);
        }
        place = end;
    }
    return file;
}

std::map<std::string, VerilogState> evaluate(const VerilogFile& file, const std::string& top,
                                             const std::map<std::string, double>& states) {
    Evaluator evaluator(file, top, states);
    static_cast<void>(evaluator.run());
    evaluator.settle();
    return evaluator.result();
}

}  // namespace hopspice::test

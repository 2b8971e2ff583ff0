#include "twin/numbering.h"

#include "support/rules.h"

#include <algorithm>
#include <utility>

namespace hopspice::twin {

namespace {

class Numberer {
public:
    Numberer(const Elements& elements, std::size_t first_inner)
        : elements_(elements), first_inner_(first_inner) {
        numbering_.links.resize(elements.nodes);
        numbering_.column.assign(elements.nodes, kNone);
        numbering_.row.assign(elements.nodes, kNone);
        numbering_.load.assign(elements.nodes, kNone);
        numbering_.current.assign(elements.voltages.size(), kNone);
        numbering_.vcvs.resize(elements.vcvs.size());
        numbering_.behavioral.resize(elements.behavioral.size());
        sensed_vcvs_.assign(elements.vcvs.size(), false);
        sensed_behavioral_.assign(elements.behavioral.size(), false);
    }

    Result<Numbering> run(std::span<const Index> reported) {
        hang();
        if (diagnostics_.has_errors()) {
            return Unexpected{std::move(diagnostics_)};
        }
        sense();
        number_roots();
        for (const Index voltage : reported) {
            if (numbering_.current[voltage] == kNone) {
                numbering_.current[voltage] = kOutputs + static_cast<Index>(numbering_.outputs++);
            }
        }
        hold_outputs();
        hold_amplifiers();
        move_outputs();
        if (diagnostics_.has_errors()) {
            return Unexpected{std::move(diagnostics_)};
        }
        return std::move(numbering_);
    }

private:
    /// Rows of outputs count from here until all unknowns are numbered.
    static constexpr Index kOutputs = 0x80000000U;

    void refuse(const std::string& what) { report(diagnostics_, Rule::NotInTwin, {}, what); }

    /// Trees of voltage sources, ground's first.
    void hang() {
        std::vector<std::pair<Node, Index>> ends;
        for (Index k = 0; k < elements_.voltages.size(); ++k) {
            ends.emplace_back(elements_.voltages[k].plus, k);
            ends.emplace_back(elements_.voltages[k].minus, k);
        }
        std::ranges::sort(ends);
        std::vector<bool> reached(elements_.nodes, false);
        std::vector<bool> used(elements_.voltages.size(), false);
        std::vector<Node> roots{0};
        for (const auto& [node, voltage] : ends) {
            roots.push_back(node);
        }
        for (const Node root : roots) {
            if (!reached[root]) {
                reached[root] = true;
                grow(root, ends, reached, used);
            }
        }
    }

    void grow(Node root, const std::vector<std::pair<Node, Index>>& ends,
              std::vector<bool>& reached, std::vector<bool>& used) {
        std::vector<Node> open{root};
        while (!open.empty()) {
            const Node node = open.back();
            open.pop_back();
            auto end = std::ranges::lower_bound(ends, std::pair<Node, Index>(node, 0));
            for (; end != ends.end() && end->first == node; ++end) {
                const Index voltage = end->second;
                if (used[voltage]) {
                    continue;
                }
                used[voltage] = true;
                const VoltageSource& source = elements_.voltages[voltage];
                const Node other = source.plus == node ? source.minus : source.plus;
                if (reached[other]) {
                    refuse(elements_.sources[source.source].name +
                           ": it closes a loop of voltage sources");
                    continue;
                }
                reached[other] = true;
                numbering_.links[other] = {node, voltage, source.plus == other ? 1.0 : -1.0};
                open.push_back(other);
            }
        }
    }

    [[nodiscard]] Node root_of(Node node) const {
        while (numbering_.links[node].voltage != kNone) {
            node = numbering_.links[node].parent;
        }
        return node;
    }

    [[nodiscard]] bool is_metered(Node node) const {
        bool metered = false;
        numbering_.for_links(node, [&](Index voltage, double) {
            metered = metered || numbering_.current[voltage] != kNone;
        });
        return metered;
    }

    /// Currents that expressions go by are unknowns.
    void sense() {
        for (const Behavioral& source : elements_.behavioral) {
            for (const Input& input : source.inputs) {
                if (!input.current) {
                    continue;
                }
                const Index index = input.current->index;
                switch (input.current->kind) {
                    case Sensed::Kind::Voltage:
                        if (numbering_.current[index] == kNone) {
                            numbering_.current[index] = add_unknown();
                        }
                        break;
                    case Sensed::Kind::Vcvs:
                        sensed_vcvs_[index] = true;
                        break;
                    case Sensed::Kind::Behavioral:
                        sensed_behavioral_[index] = true;
                        break;
                }
            }
        }
    }

    Index add_unknown() { return static_cast<Index>(numbering_.unknowns++); }

    /// A column for each root that an element touches, but ground.
    void number_roots() {
        std::vector<bool> touched(elements_.nodes, false);
        const auto touch = [&](Node node) { touched[root_of(node)] = true; };
        for_each_terminal(touch);
        for (Node node = 1; node < elements_.nodes; ++node) {
            if (touched[node] || node >= first_inner_) {
                numbering_.column[node] = numbering_.row[node] = add_unknown();
            }
        }
        for (Node node = 1; node < elements_.nodes; ++node) {
            const Node root = root_of(node);
            numbering_.column[node] = numbering_.column[root];
            numbering_.row[node] = numbering_.row[root];
        }
    }

    template <typename Touch>
    void for_each_terminal(const Touch& touch) const {
        for (const Resistor& part : elements_.resistors) {
            touch(part.a), touch(part.b);
        }
        for (const Capacitor& part : elements_.capacitors) {
            touch(part.a), touch(part.b);
        }
        for (const CurrentSource& part : elements_.currents) {
            touch(part.from), touch(part.to);
        }
        for (const auto* list : {&elements_.vcvs, &elements_.vccs}) {
            for (const Controlled& part : *list) {
                touch(part.plus), touch(part.minus), touch(part.in_plus), touch(part.in_minus);
            }
        }
        for (const Behavioral& part : elements_.behavioral) {
            touch(part.plus), touch(part.minus);
        }
        for (const Switch& part : elements_.switches) {
            touch(part.a), touch(part.b);
        }
        for (const Amplifier& part : elements_.amplifiers) {
            touch(part.out), touch(part.pole);
        }
        for (const Device& part : elements_.devices) {
            std::ranges::for_each(part.nodes, touch);
        }
    }

    /// The root that a source from a known node to `node` holds from now on.
    void hold(Node node) { numbering_.row[root_of(node)] = kNone; }

    [[nodiscard]] bool can_hold(Node node, Node other) const {
        const Node root = root_of(node);
        return root != 0 && numbering_.row[root] != kNone && !is_metered(node) &&
               root_of(other) == 0 && !is_metered(other);
    }

    Held hold_between(Node plus, Node minus, bool sensed) {
        for (const auto& [node, other] : {std::pair(plus, minus), std::pair(minus, plus)}) {
            if (!sensed && can_hold(node, other)) {
                const Index row = numbering_.column[node];
                hold(node);
                return {row, kNone};
            }
        }
        const Index row = add_unknown();
        return {row, row};
    }

    void hold_outputs() {
        for (std::size_t k = 0; k < elements_.vcvs.size(); ++k) {
            const Controlled& source = elements_.vcvs[k];
            numbering_.vcvs[k] = hold_between(source.plus, source.minus, sensed_vcvs_[k]);
        }
        for (std::size_t k = 0; k < elements_.behavioral.size(); ++k) {
            const Behavioral& source = elements_.behavioral[k];
            if (source.is_voltage) {
                numbering_.behavioral[k] =
                    hold_between(source.plus, source.minus, sensed_behavioral_[k]);
            }
        }
    }

    void hold_amplifiers() {
        for (const Amplifier& part : elements_.amplifiers) {
            if (root_of(part.vcc) != 0 || root_of(part.vee) != 0) {
                refuse("an amplifier whose supplies are no sources");
                return;
            }
            numbering_.pole.push_back(numbering_.column[part.pole]);
            if (part.pole != part.out) {
                continue;
            }
            if (!can_hold(part.out, 0)) {
                refuse("an amplifier whose output another source holds");
                return;
            }
            hold(part.out);
            if (is_metered(part.vcc) || is_metered(part.vee)) {
                numbering_.load[root_of(part.out)] =
                    kOutputs + static_cast<Index>(numbering_.outputs++);
            }
        }
        for (Node node = 1; node < elements_.nodes; ++node) {
            numbering_.row[node] = numbering_.row[root_of(node)];
            numbering_.load[node] = numbering_.load[root_of(node)];
        }
    }

    void move_outputs() {
        const auto move = [&](std::vector<Index>& rows) {
            for (Index& row : rows) {
                if (row != kNone && row >= kOutputs) {
                    row = row - kOutputs + static_cast<Index>(numbering_.unknowns);
                }
            }
        };
        move(numbering_.current);
        move(numbering_.load);
    }

    const Elements& elements_;
    std::size_t first_inner_;
    Numbering numbering_;
    Diagnostics diagnostics_;
    std::vector<bool> sensed_vcvs_;
    std::vector<bool> sensed_behavioral_;
};

}  // namespace

Result<Numbering> number(const Elements& elements, std::size_t first_inner,
                         std::span<const Index> reported) {
    return Numberer(elements, first_inner).run(reported);
}

}  // namespace hopspice::twin

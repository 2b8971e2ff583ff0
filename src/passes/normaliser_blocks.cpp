// The activations whose outputs are divided by one number, without a divider: outputs are products
// with a gain s, and an integrator moves s until they are normalised.
//
//   spherical      g_i = s v_i            sum g_i^2 + eps s^2 = 1
//   layernorm      g_i = s (v_i - mean)   sum g_i^2 + N eps s^2 = N
//   epanechnikov   f_mu = s r_mu          sum f_mu = 1, r = max(0, h + 1/beta)
//
// The integrator drives a rectifier, so that s cannot turn negative: at -s the loop would be one of
// positive feedback. Where all inputs are 0 it rests at the rail and comes back by itself.

#include "passes/opamp_context.h"

#include <fmt/format.h>

namespace hopspice::passes {

namespace {

using analog::Bank;

class NormaliserBlocks {
public:
    NormaliserBlocks(OpampContext& context, std::size_t index)
        : context_(context),
          build_(context.build),
          bank_(context.network.banks[index]),
          index_(index),
          loop_(normaliser_of(bank_, context.target)),
          tag_(fmt::format("n{}", index)) {}

    void add() {
        add_gain();
        const bool shares = kinds::sums_to_one(bank_.function);
        if (!shares) {
            if (kinds::is_shift_invariant(bank_.function)) {
                add_mean();
            }
            add_eps();
        }
        for (std::size_t neuron = 0; neuron < bank_.size; ++neuron) {
            build_.group(neuron_comment(context_.network, index_, neuron) + ": normalised output");
            if (shares) {
                add_share(neuron);
            } else {
                add_direction(neuron);
            }
        }
    }

private:
    /// -s: the gain every output is multiplied by.
    [[nodiscard]] OpampContext::Factor gain() const { return {"0", tag_ + "_s"}; }
    [[nodiscard]] std::string summing() const { return tag_ + "_c"; }

    /// Sum and reference into the integrator; its output is s.
    void add_gain() {
        build_.group(bank_.name + ": gain that normalises the outputs");
        const double reference = reference_volts(context_.target);
        build_.resistor("r" + tag_ + "_ref", "vref_n", summing(),
                        loop_.feedback_ohms * reference / loop_.target_volts);
        build_.capacitor("c" + tag_, summing(), tag_, loop_.farads);
        context_.amplifier(tag_, summing(), tag_, context_.activation);
        context_.rectifier(tag_, tag_ + "_s", OpampContext::Passes::PositiveInput);
    }

    /// The mean of all states: equal resistors and a follower.
    void add_mean() {
        build_.group(bank_.name + ": mean");
        for (std::size_t neuron = 0; neuron < bank_.size; ++neuron) {
            const std::string name = neuron_name(index_, neuron);
            build_.resistor("rm_" + name, name, tag_ + "_a", kAverageOhms);
        }
        context_.amplifier(tag_ + "_m", tag_ + "_m", tag_ + "_m", context_.activation, tag_ + "_a");
    }

    void add_eps() {
        if (loop_.eps_ohms > 0) {
            build_.group(bank_.name + ": eps");
            context_.multiplier(tag_ + "_e", gain(), gain());
            build_.resistor("r" + tag_ + "_eps", tag_ + "_e", summing(), loop_.eps_ohms);
        }
    }

    void add_line(std::size_t neuron, const std::string& out) {
        context_.layout.banks[index_][neuron].lines.push_back(
            {out, bank_.output_volts_per_unit, 0, true});
    }

    /// The state is -U v: the minus input makes it positive.
    void add_direction(std::size_t neuron) {
        const std::string name = neuron_name(index_, neuron);
        const bool centred = kinds::is_shift_invariant(bank_.function);
        const std::string out = name + "_f";
        context_.multiplier(out, {centred ? tag_ + "_m" : "0", name}, gain());
        context_.multiplier(name + "_q", {out}, {out});
        build_.resistor("rn_" + name, name + "_q", summing(), loop_.feedback_ohms);
        add_line(neuron, out);
    }

    void add_share(std::size_t neuron) {
        const std::string name = neuron_name(index_, neuron);
        const std::string out = name + "_f";
        context_.rectifier(name, name + "_r", OpampContext::Passes::NegativeInput);
        context_.multiplier(out, {name + "_r"}, gain());
        build_.resistor("rn_" + name, out, summing(), loop_.feedback_ohms);
        add_line(neuron, out);
    }

    OpampContext& context_;
    circuit::Builder& build_;
    const Bank& bank_;
    std::size_t index_;
    Normaliser loop_;
    std::string tag_;
};

}  // namespace

void add_normaliser(OpampContext& context, std::size_t bank) {
    NormaliserBlocks(context, bank).add();
}

}  // namespace hopspice::passes

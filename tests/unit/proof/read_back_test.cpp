// Every shipped model read back from its own netlist is the spec, up to what the target explains.

#include "netlists.h"

#include "support/prepared.h"
#include "support/specs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace hopspice::proof {
namespace {

driver::Prepared prepared(const Spec& spec, const Target& target) {
    return test::value_of(driver::prepare(spec, target, spec.queries));
}

class ShippedModel : public testing::TestWithParam<std::string> {};

TEST_P(ShippedModel, IsReadBackExactlyAtBehavioralLevel) {
    const ReadBack errors =
        prepared(test::shipped_model(GetParam()), test::target_of("behavioral")).read_back;
    EXPECT_LT(errors.weight_error, 1e-6);
    EXPECT_LT(errors.bias_error, 1e-6);
    EXPECT_LT(errors.tau_error, 1e-6);
    EXPECT_LT(errors.gain_error, 1e-6);
}

/// Sum over the banks of N_g/A0: what finite gain explains of a weight.
double gain_share(const driver::Prepared& made, const Target& target) {
    double sum = 0;
    for (const analog::Bank& bank : made.network.banks) {
        sum += *std::ranges::max_element(bank.noise_gain) /
               std::pow(10, target.amplifier.gain_db / 20);
    }
    return sum;
}

TEST_P(ShippedModel, IsReadBackWithinTheFiniteGainOfItsAmplifiers) {
    for (const char* name : {"opamp-1G", "opamp-100M"}) {
        const Target target = test::target_of(name, {"time_unit=auto:30"});
        const driver::Prepared made = prepared(test::shipped_model(GetParam()), target);
        // A weight passes an inverter and an integrator; a softmax line's amplifier adds its own.
        const double share = made.network.mapping_error + 3 * gain_share(made, target);
        EXPECT_LT(made.read_back.weight_error, share) << name;
        EXPECT_LT(made.read_back.bias_error, 2 * share) << name;
        EXPECT_LT(made.read_back.gain_error, share) << name;
        // The lag was taken out of C_f: what is left is of second order in lag/tau, 1/30.
        EXPECT_LT(made.read_back.tau_error, share + 0.01) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(Models, ShippedModel, testing::ValuesIn(test::shipped_models()));

TEST(ReadBack, RandomModelsOfEveryKindAreTheSpec) {
    test::RandomSpecOptions options;
    options.most_visible = 8;
    options.most_hidden = 6;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const Spec spec = test::random_stable_spec(seed, options);
        const ReadBack errors = prepared(spec, test::target_of("behavioral")).read_back;
        EXPECT_LT(errors.weight_error, 1e-6) << seed;
        EXPECT_LT(errors.bias_error, 1e-6) << seed;
        EXPECT_LT(errors.tau_error, 1e-6) << seed;
        EXPECT_LT(errors.gain_error, 1e-6) << seed;
    }
}

TEST(ReadBack, MismatchIsSeenInTheErrorsAndExplainedByTheTarget) {
    const Spec spec = test::shipped_model("hamming-7-4");
    const std::vector<std::string> plain = {"time_unit=auto:30"};
    const std::vector<std::string> spread = {"time_unit=auto:30", "conductance.mismatch=0.02",
                                             "seed=7"};
    const auto nominal = prepared(spec, test::target_of("opamp-1G", plain)).read_back;
    const auto perturbed = prepared(spec, test::target_of("opamp-1G", spread)).read_back;
    // The largest of about 200 draws of sigma 2 % is near 3 sigma.
    EXPECT_GT(perturbed.weight_error, nominal.weight_error + 0.02);
    EXPECT_LT(perturbed.weight_error, 0.12);
}

TEST(ReadBack, CoarseConductancesAreSeenInTheErrors) {
    const Spec spec = test::shipped_model("grey-level");
    const Target coarse = test::target_of("opamp-1G", {"time_unit=auto:30", "conductance.bits=3"});
    EXPECT_GT(prepared(spec, coarse).read_back.weight_error, 0.02);
}

TEST(ReadBack, AModelWithNumbersForItsHiddenStateIsReadBack) {
    Spec spec = test::make_xor(10);
    spec.hidden[0].initial = {{0.1, 0.2, -0.3, 0}};
    for (const char* name : {"behavioral", "opamp-1G"}) {
        EXPECT_LT(prepared(spec, test::target_of(name, {"time_unit=1u"})).read_back.weight_error,
                  0.01);
    }
}

TEST(ReadBack, QueriesPresentedAsBiasDoNotCountAsBias) {
    Spec spec = test::make_linear(0.5, 0.2, 0.1, 0.1);
    spec.queries = {test::make_query("q", {0.7})};
    spec.inference.present = Present::Bias;
    for (const char* name : {"behavioral", "opamp-1G"}) {
        EXPECT_LT(prepared(spec, test::target_of(name, {"time_unit=1u"})).read_back.bias_error,
                  0.01);
    }
}

/// A neuron that drives 240 others by eight output stages: behind one, they are 2.4 times its lag.
TEST(ReadBack, AnOutputStageThatIsMissingIsSeenInTheTimeConstant) {
    const Target target = test::target_of("opamp-1G", {"time_unit=auto:3"});
    Spec spec =
        test::make_spec("loads", test::make_block("block", {.type = FunctionType::Linear},
                                                  Matrix{240, 1, std::vector<double>(240, 0.1)}));
    spec.queries = {test::make_query("q", {0.5})};
    const driver::Prepared made = prepared(spec, target);
    ASSERT_GT(made.network.banks[0].state_drive, 1);
    EXPECT_LT(made.read_back.tau_error, 0.02);
    circuit::Circuit circuit = made.lowered.circuit;
    for (circuit::Group& group : circuit.groups) {
        for (circuit::Element& element : group.elements) {
            element.model = element.name == "xv0" ? "hs_opamp" : element.model;
        }
    }
    const auto wrong =
        test::value_of(read_back(circuit, spec, made.network, made.lowered.layout, target));
    EXPECT_GT(wrong.tau_error, 0.04);
}

/// The diodes of a rectifier conduct, and so do virtual grounds: what loads a neuron in operation
/// loads it in the proof. Lags are a third of tau here, output resistance makes 2.5 % of them.
TEST(ReadBack, ATimeConstantIsThatOfANeuronInOperation) {
    const Target target = test::target_of("opamp-1G", {"time_unit=auto:3", "amplifier.rout=100"});
    for (const FunctionType type : {FunctionType::Linear, FunctionType::Relu}) {
        for (const Function& energy :
             {Function{FunctionType::Relu}, Function{FunctionType::Linear},
              Function{FunctionType::Polynomial, 1, 1, 4, true},
              Function{FunctionType::Polynomial, 1, 1, 4}, Function{FunctionType::Epanechnikov}}) {
            Spec spec = test::make_spec(
                "loads",
                test::make_block("block", energy, test::make_matrix({{0.4, -0.2}, {0.1, 0.3}})));
            spec.visible.activation.type = type;
            spec.queries = {test::make_query("q", {0.8, 0.5})};
            const driver::Prepared made = prepared(spec, target);
            EXPECT_LT(made.read_back.tau_error, 3 * gain_share(made, target))
                << made.network.banks[1].name;
        }
    }
}

TEST(ReadBack, ATextThatCannotBeReadIsADiagnostic) {
    const Spec spec = test::make_xor(10);
    const auto made = prepared(spec, test::target_of("behavioral"));
    const auto read = test::read_text_back("title\nr1 a 0 nonsense\n", spec, made.network,
                                           made.lowered.layout, Target{});
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().front().id, "HS-E303");
}

}  // namespace
}  // namespace hopspice::proof

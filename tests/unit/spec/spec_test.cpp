// Specs that are right: values, defaults, words in place of objects.

#include "kinds/kind.h"
#include "spec/function_reader.h"
#include "spec/shapes.h"

#include <hopspice/spec.h>

#include <gtest/gtest.h>

namespace {

using hopspice::FunctionType;
using hopspice::read_spec_text;
using hopspice::ReadoutType;
using hopspice::Spec;

constexpr const char* kContractExample = R"({
  "format": "denseam/1",
  "name": "hamming-7-4",
  "visible": { "size": 7, "activation": "identity", "bias": 0, "tau": 1.0, "initial": 0 },
  "hidden": [
    { "name": "codewords", "energy": { "type": "softmax", "beta": 10 },
      "weights": [[0,0,0,0,0,0,0], [1,1,0,1,0,0,1]], "bias": [0, -2], "tau": 0.1 }
  ],
  "readout": { "type": "threshold", "level": 0.5 },
  "inference": { "present": "initial", "stop": { "settle": 0.01, "timeout": 40 } },
  "queries": [ { "id": "one-bit-error", "visible": [1,1,0,1,0,0,0], "expect": [1,1,0,1,0,0,1] } ]
})";

Spec spec_of(std::string_view text) {
    auto spec = read_spec_text(text, "folder/model.json", "folder");
    if (!spec.has_value()) {
        ADD_FAILURE() << hopspice::format_diagnostic(spec.error().front());
        return {};
    }
    return *spec;
}

/// A spec with this energy, in a block of two neurons on two visible ones.
Spec with_energy(const std::string& energy) {
    return spec_of(R"({"format": "denseam/1", "visible": {"size": 2},
                    "hidden": [{"weights": [[1, 2], [3, 4]], "energy": )" +
                   energy + "}]}");
}

Spec with_keys(const std::string& keys) {
    return spec_of(R"({"format": "denseam/1", "visible": {"size": 2, "tau": 0.5},
                    "hidden": [{"weights": [[1, 0], [0, 1]], "energy": "linear"}], )" +
                   keys + "}");
}

TEST(SpecReader, ReadsTheExampleOfTheContract) {
    const Spec spec = spec_of(kContractExample);
    EXPECT_EQ(spec.name, "hamming-7-4");
    EXPECT_EQ(spec.visible.size, 7U);
    ASSERT_EQ(spec.hidden.size(), 1U);
    EXPECT_EQ(spec.hidden[0].name, "codewords");
    EXPECT_EQ(spec.hidden[0].energy.beta, 10);
    EXPECT_EQ(spec.hidden[0].size(), 2U);
    EXPECT_EQ(spec.hidden[0].weights(1, 3), 1);
    EXPECT_EQ(spec.hidden[0].bias, (std::vector<double>{0, -2}));
    EXPECT_EQ(spec.readout.type, ReadoutType::Threshold);
    ASSERT_EQ(spec.queries.size(), 1U);
    EXPECT_EQ(spec.queries[0].visible.size(), 7U);
    EXPECT_FALSE(spec.queries[0].expect->is_label());
    EXPECT_FALSE(spec.bipolar);
}

TEST(SpecReader, DefaultsAreThoseOfTheFormat) {
    const Spec spec = spec_of(R"({"format": "denseam/1", "visible": {"size": 2},
        "hidden": [{"weights": [[1, 2]], "energy": "relu"}, {"weights": [[1, 2]], "energy": "relu"}]})");
    EXPECT_EQ(spec.name, "model");
    EXPECT_EQ(spec.visible.activation.type, hopspice::FunctionType::Linear);
    EXPECT_EQ(spec.visible.bias, (std::vector<double>{0, 0}));
    EXPECT_EQ(spec.visible.initial, (std::vector<double>{0, 0}));
    EXPECT_EQ(spec.visible.tau, 1);
    EXPECT_EQ(spec.hidden[0].name, "hidden_0");
    EXPECT_EQ(spec.hidden[1].name, "hidden_1");
    EXPECT_EQ(spec.hidden[0].tau, 0.1);
    EXPECT_EQ(spec.hidden[0].bias, (std::vector<double>{0}));
    EXPECT_FALSE(spec.hidden[0].initial.has_value());
    EXPECT_EQ(spec.readout.type, ReadoutType::None);
    EXPECT_EQ(spec.inference.present, hopspice::Present::Initial);
    EXPECT_EQ(spec.inference.settle, 0.01);
    EXPECT_EQ(spec.inference.timeout, 40);
    EXPECT_FALSE(spec.inference.time.has_value());
    EXPECT_TRUE(spec.queries.empty());
}

TEST(SpecReader, ADefaultNameIsNeverThatOfAnotherBlockOrQuery) {
    const Spec spec = spec_of(R"({"format": "denseam/1", "visible": {"size": 1},
        "hidden": [{"weights": [[1]], "energy": "relu"},
                   {"weights": [[1]], "energy": "relu", "name": "hidden_0"},
                   {"weights": [[1]], "energy": "relu"},
                   {"weights": [[1]], "energy": "relu"}, {"weights": [[1]], "energy": "relu",
                    "name": "hidden_2"}],
        "queries": [{"id": "query-1"}, {"visible": [1]}, {"visible": [0]}]})");
    ASSERT_EQ(spec.hidden.size(), 5U);
    EXPECT_EQ(spec.hidden[0].name, "hidden_1");
    EXPECT_EQ(spec.hidden[2].name, "hidden_3");
    EXPECT_EQ(spec.hidden[3].name, "hidden_4");
    ASSERT_EQ(spec.queries.size(), 3U);
    EXPECT_EQ(spec.queries[1].id, "query-2");
    EXPECT_EQ(spec.queries[2].id, "query-3");
}

TEST(SpecReader, TheTimeoutFollowsTheVisibleTimeConstant) {
    EXPECT_EQ(with_keys(R"("name": "x")").inference.timeout, 20);
    EXPECT_EQ(with_keys(R"("inference": {"stop": {"timeout": 3}})").inference.timeout, 3);
}

TEST(SpecReader, EveryWordOfTheFormatHasAMeaningAndNoOtherHas) {
    const auto& shapes = hopspice::spec::spec_shapes();
    const std::string prefix = "energy_";
    for (const hopspice::spec::ObjectShape& shape : shapes) {
        const bool energy = shape.name.starts_with(prefix);
        EXPECT_EQ(energy, energy && hopspice::kinds::find_energy(
                                        shape.name.substr(prefix.size())) != nullptr)
            << shape.name;
    }
    for (const std::string& word :
         hopspice::spec::shape_of(shapes, "activation").row("type").choices) {
        EXPECT_NE(hopspice::kinds::find_activation(word), nullptr) << word;
    }
    EXPECT_EQ(hopspice::spec::energy_words().size(), hopspice::list_energies().size());
    EXPECT_EQ(hopspice::spec::activation_words().size(), hopspice::list_activations().size());
}

TEST(SpecReader, EveryEnergyOfTheListIsRead) {
    EXPECT_EQ(with_energy(R"({"type": "softmax", "beta": 3})").hidden[0].energy.beta, 3);
    EXPECT_EQ(with_energy(R"({"type": "exponential", "beta": 2})").hidden[0].energy.type,
              FunctionType::Exponential);
    EXPECT_EQ(with_energy(R"({"type": "relu"})").hidden[0].energy.type, FunctionType::Relu);
    EXPECT_EQ(with_energy(R"("linear")").hidden[0].energy.type, FunctionType::Linear);
    EXPECT_EQ(with_energy(R"("tanh")").hidden[0].energy.gain, 1);
    const auto cubic = with_energy(R"({"type": "polynomial", "degree": 3, "rectified": true})");
    EXPECT_EQ(cubic.hidden[0].energy.degree, 3);
    EXPECT_TRUE(cubic.hidden[0].energy.rectified);
    const auto parzen = with_energy(R"({"type": "epanechnikov", "beta": 0.5})").hidden[0].energy;
    EXPECT_EQ(parzen.type, FunctionType::Epanechnikov);
    EXPECT_EQ(parzen.beta, 0.5);
    EXPECT_EQ(hopspice::list_energies().size(), 9U);
    EXPECT_EQ(hopspice::list_activations().size(), 6U);
}

TEST(SpecReader, ActivationsOfTheLayerHaveTheirOwnEps) {
    const auto of = [](const std::string& activation) {
        return spec_of(R"({"format": "denseam/1", "visible": {"size": 2, "activation": )" +
                       activation + R"(}, "hidden": [{"energy": "linear", "weights": [[0, 1]]}]})")
            .visible.activation;
    };
    EXPECT_EQ(of(R"("spherical")").type, hopspice::FunctionType::Spherical);
    EXPECT_EQ(of(R"("spherical")").eps, 1e-5);
    EXPECT_EQ(of(R"({"type": "layernorm", "eps": 0.25})").type, hopspice::FunctionType::LayerNorm);
    EXPECT_EQ(of(R"({"type": "layernorm", "eps": 0.25})").eps, 0.25);
}

TEST(SpecReader, LabelsAreCountedWhereThereAreNone) {
    const Spec spec = with_keys(R"("readout": {"type": "nearest", "patterns": [[0, 1], [1, 0]]},
                                   "queries": [{"expect": "1"}])");
    EXPECT_EQ(spec.readout.labels, (std::vector<std::string>{"0", "1"}));
    EXPECT_EQ(spec.queries[0].expect->label, "1");
}

TEST(SpecReader, ALinearReadoutHasABiasPerRow) {
    const Spec spec = with_keys(
        R"("readout": {"type": "linear", "weights": [[0, 1], [1, 0], [1, 1]], "bias": 0.5})");
    EXPECT_EQ(spec.readout.bias, (std::vector<double>{0.5, 0.5, 0.5}));
}

TEST(SpecReader, ReadsNumbersAsWrittenInTheFile) {
    const Spec spec =
        spec_of(R"({"format": "denseam/1", "visible": {"size": 3, "bias": [1e-400, 0.1, -0]},
        "hidden": [{"weights": [[1, 2, 12345678901234567890]], "energy": "relu"}]})");
    EXPECT_EQ(spec.visible.bias, (std::vector<double>{0, 0.1, 0}));
    EXPECT_EQ(spec.hidden[0].weights(0, 2), 12345678901234567890.0);
}

TEST(SpecReader, AFileThatIsNotThereIsADiagnostic) {
    const auto spec = hopspice::read_spec("no/such/spec.json");
    ASSERT_FALSE(spec.has_value());
    EXPECT_EQ(spec.error().front().id, "HS-E501");
    EXPECT_EQ(hopspice::read_spec("/").error().front().id, "HS-E501");
}

TEST(SpecReader, DamagedTextNeverCrashes) {
    const std::string text = kContractExample;
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
        EXPECT_FALSE(read_spec_text(text.substr(0, cut), "cut.json", "").has_value()) << cut;
        std::string changed = text;
        for (const char c : {'\0', '"', '{', ']', '\xff', '9'}) {
            changed[cut] = c;
            (void)read_spec_text(changed, "changed.json", "").has_value();
        }
    }
}

}  // namespace

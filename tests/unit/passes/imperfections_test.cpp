// Everything that is drawn besides the mismatch of single cells: of the size the target says,
// shared where it says so, and each by a draw of its own.

#include "networks.h"

#include "circuit/bipolar.h"
#include "passes/imperfect_cells.h"
#include "passes/lower.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>
#include <set>

namespace hopspice::passes {
namespace {

using Overrides = std::vector<std::string>;

struct Moments {
    double mean = 0;
    double deviation = 0;
    double count = 0;
};

Moments moments_of(const std::vector<double>& values) {
    Moments found;
    found.count = static_cast<double>(values.size());
    for (const double value : values) {
        found.mean += value / found.count;
    }
    for (const double value : values) {
        found.deviation += std::pow(value - found.mean, 2) / (found.count - 1);
    }
    found.deviation = std::sqrt(found.deviation);
    return found;
}

/// Within four standard errors of a normal distribution of mean 0.
void expect_normal(const std::vector<double>& values, double sigma) {
    const Moments found = moments_of(values);
    EXPECT_NEAR(found.mean, 0, 4 * sigma / std::sqrt(found.count));
    EXPECT_NEAR(found.deviation, sigma, 4 * sigma / std::sqrt(2 * found.count));
}

/// The blocks of a shipped model, whose ranges take the most time.
const analog::Network& blocks(const std::string& model) {
    static std::map<std::string, analog::Network> known;
    const auto place = known.find(model);
    return place != known.end()
               ? place->second
               : known.emplace(model, test::network_of(test::shipped_model(model))).first->second;
}

analog::Network hamming(const Overrides& overrides, const std::string& target = "opamp-1G") {
    return test::value_of(run_pipeline(blocks("hamming-7-4"), test::target_of(target, overrides)));
}

Overrides with_seed(Overrides overrides, int seed) {
    overrides.push_back("seed=" + std::to_string(seed));
    return overrides;
}

/// Built over nominal, of every cell there is.
std::vector<double> ratios(const analog::Network& network, std::size_t crossbar) {
    static const analog::Network nominal = hamming({});
    std::vector<double> found;
    const auto& wanted = nominal.crossbars[crossbar].siemens.values;
    for (std::size_t k = 0; k < wanted.size(); ++k) {
        if (wanted[k] != 0) {
            found.push_back(network.crossbars[crossbar].siemens.values[k] / wanted[k]);
        }
    }
    return found;
}

TEST(ArrayMismatch, IsSharedByTheCellsOfOneArrayAndByNoOthers) {
    const auto network = hamming({"conductance.array_mismatch=0.1", "seed=3"});
    const auto forth = ratios(network, 0);
    const auto back = ratios(network, 1);
    for (const double ratio : forth) {
        EXPECT_NEAR(ratio, forth.front(), 1e-12);
    }
    for (const double ratio : back) {
        EXPECT_NEAR(ratio, back.front(), 1e-12);
    }
    EXPECT_GT(std::abs(forth.front() - 1), 1e-3);
    EXPECT_GT(std::abs(forth.front() - back.front()), 1e-3);
}

TEST(ArrayMismatch, HasTheTargetsDeviationFromSampleToSample) {
    std::vector<double> errors;
    for (int seed = 0; seed < 300; ++seed) {
        const auto network = hamming(with_seed({"conductance.array_mismatch=0.05"}, seed));
        errors.push_back(ratios(network, 0).front() - 1);
    }
    expect_normal(errors, 0.05);
}

TEST(ArrayMismatch, StandsBesideTheIndependentOne) {
    const auto own = ratios(hamming({"conductance.mismatch=0.02", "seed=3"}), 0);
    const auto both = ratios(
        hamming({"conductance.mismatch=0.02", "conductance.array_mismatch=0.1", "seed=3"}), 0);
    for (std::size_t k = 0; k < own.size(); ++k) {
        EXPECT_NEAR(both[k] / own[k], both[0] / own[0], 1e-12);
    }
}

TEST(StuckCells, AreAsManyAsTheTargetSays) {
    int on = 0;
    int off = 0;
    int count = 0;
    for (int seed = 0; seed < 60; ++seed) {
        const auto network =
            hamming(with_seed({"conductance.stuck_on=0.03", "conductance.stuck_off=0.08"}, seed));
        for (std::size_t c = 0; c < 2; ++c) {
            for (const double siemens : network.crossbars[c].siemens.values) {
                count += siemens != 0 ? 1 : 0;
                on += std::abs(siemens) == 1e-4 ? 1 : 0;
                off += std::abs(siemens) == 1e-7 ? 1 : 0;
            }
        }
    }
    // The largest weights are at max anyway: count what is there without.
    int full = 0;
    const auto nominal = hamming({});
    for (std::size_t c = 0; c < 2; ++c) {
        for (const double siemens : nominal.crossbars[c].siemens.values) {
            full += std::abs(siemens) == 1e-4 ? 60 : 0;
        }
    }
    const double n = count;
    EXPECT_GT(n, 5000);
    EXPECT_NEAR(off / n, 0.08, 4 * std::sqrt(0.08 * 0.92 / n));
    const double not_full = n - full;
    const double expected = 0.03 * not_full + (1 - 0.08) * full;
    EXPECT_NEAR(on, expected, 4 * std::sqrt(0.03 * not_full + 0.08 * full));
}

TEST(StuckCells, LeaveAllOthersAsTheyWere) {
    const Overrides plain = {"conductance.mismatch=0.02", "seed=9"};
    Overrides stuck = plain;
    stuck.emplace_back("conductance.stuck_off=0.2");
    const auto before = hamming(plain);
    const auto after = hamming(stuck);
    const auto& a = before.crossbars[0].siemens.values;
    const auto& b = after.crossbars[0].siemens.values;
    int changed = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        EXPECT_TRUE(b[k] == a[k] || std::abs(b[k]) == 1e-7);
        changed += b[k] == a[k] ? 0 : 1;
    }
    EXPECT_GT(changed, 3);
}

TEST(StuckCells, AtBehavioralLevelEndWhereTheLargestWeightDoes) {
    const auto network =
        hamming({"conductance.stuck_on=0.5", "conductance.stuck_off=0.5"}, "behavioral");
    const auto nominal = hamming({}, "behavioral");
    const auto& built = network.crossbars[0].siemens.values;
    double largest = 0;
    for (const double siemens : nominal.crossbars[0].siemens.values) {
        largest = std::max(largest, std::abs(siemens));
    }
    for (const double siemens : built) {
        const double share = std::abs(siemens) / largest;
        EXPECT_TRUE(siemens == 0 || share == 1 || std::abs(share - 1e-3) < 1e-12) << share;
    }
}

TEST(Drift, IsThePowerLaw) {
    const auto network = hamming({"conductance.drift_nu=0.05", "conductance.drift_time=1e6"});
    for (const double ratio : ratios(network, 0)) {
        EXPECT_NEAR(ratio, std::pow(1e6, -0.05), 1e-12);
    }
    for (const double ratio :
         ratios(hamming({"conductance.drift_nu=0.05", "conductance.drift_time=100",
                         "conductance.drift_t0=25"}),
                1)) {
        EXPECT_NEAR(ratio, std::pow(4, -0.05), 1e-12);
    }
}

/// ln G has the deviation sigma_nu ln(t/t0) around -nu ln(t/t0).
TEST(Drift, OfEachCellHasItsOwnExponent) {
    std::vector<double> errors;
    const double log_time = std::log(1e4);
    for (int seed = 0; seed < 30; ++seed) {
        const auto network =
            hamming(with_seed({"conductance.drift_nu=0.1", "conductance.drift_nu_sigma=0.02",
                               "conductance.drift_time=1e4"},
                              seed));
        for (const double ratio : ratios(network, 0)) {
            errors.push_back(std::log(ratio) + 0.1 * log_time);
        }
    }
    expect_normal(errors, 0.02 * log_time);
}

TEST(Drift, NeverMakesACellGrow) {
    for (const double ratio :
         ratios(hamming({"conductance.drift_nu_sigma=0.1", "conductance.drift_time=1e4"}), 0)) {
        EXPECT_LE(ratio, 1);
    }
}

/// h = w g and v = w f with linear neurons: the deviation is that of the product G R_f U/U.
TEST(Deviations, AreWhatTheCellsAddToTheWeights) {
    const Spec spec = hopspice::test::make_linear(0.5, 0.2, 0.1, 0.1);
    const Target target =
        test::target_of("opamp-1G", {"conductance.mismatch=0.1", "conductance.drift_nu=0.02",
                                     "conductance.drift_time=1000", "seed=5"});
    const auto network = test::finished_network(spec, target);
    const auto nominal = test::finished_network(spec, test::target_of("opamp-1G"));
    for (std::size_t c = 0; c < 2; ++c) {
        const double ratio =
            network.crossbars[c].siemens(0, 0) / nominal.crossbars[c].siemens(0, 0);
        const double weight = network.crossbars[c].weights(0, 0);
        EXPECT_NEAR(network.crossbars[c].deviation(0, 0), weight * (ratio - 1), 1e-9);
    }
    for (std::size_t bank = 0; bank < 2; ++bank) {
        const double ratio =
            network.banks[bank].bias_siemens[0] / nominal.banks[bank].bias_siemens[0];
        const double bias = network.banks[bank].bias[0] - network.banks[bank].shift;
        EXPECT_NEAR(network.banks[bank].bias_deviation[0], bias * (ratio - 1), 1e-9);
    }
}

TEST(Deviations, LeaveTheCapacitorsWhereTheDesignHasThem) {
    const auto nominal = hamming({});
    const auto spread = hamming({"conductance.mismatch=0.1", "seed=2"});
    EXPECT_EQ(spread.banks[0].capacitor_farads, nominal.banks[0].capacitor_farads);
    EXPECT_NE(spread.banks[0].noise_gain, nominal.banks[0].noise_gain);
    for (std::size_t k = 0; k < 7; ++k) {
        const analog::Bank& bank = spread.banks[0];
        const double gain = bank.noise_gain[k] - nominal.banks[0].noise_gain[k];
        // N_g = (1 + R_f G)(1 + some percent for the output resistance), and a switch of 10 ohm.
        const double through = 10 * bank.capacitor_farads[k] * gain;
        EXPECT_NEAR(bank.tau_deviation_s[k] / (gain / (2 * M_PI * 1e9) + through), 1, 0.1);
    }
}

TEST(Capacitors, HaveErrorsOfTheirOwnAndOfTheirBank) {
    const auto nominal = hamming({});
    std::vector<double> own;
    std::vector<double> shared;
    for (int seed = 0; seed < 200; ++seed) {
        const auto separate = hamming(with_seed({"capacitor.mismatch=0.03"}, seed));
        const auto common = hamming(with_seed({"capacitor.array_mismatch=0.05"}, seed));
        for (std::size_t k = 0; k < 7; ++k) {
            own.push_back(
                separate.banks[0].capacitor_farads[k] / nominal.banks[0].capacitor_farads[k] - 1);
            own.push_back(separate.banks[0].input_farads[k] / nominal.banks[0].input_farads[k] - 1);
            EXPECT_NEAR(common.banks[0].capacitor_farads[k] / nominal.banks[0].capacitor_farads[k],
                        common.banks[0].input_farads[0] / nominal.banks[0].input_farads[0], 1e-12);
        }
        shared.push_back(
            common.banks[0].capacitor_farads[0] / nominal.banks[0].capacitor_farads[0] - 1);
        EXPECT_NE(common.banks[0].capacitor_farads[0] / nominal.banks[0].capacitor_farads[0],
                  common.banks[1].capacitor_farads[0] / nominal.banks[1].capacitor_farads[0]);
    }
    expect_normal(own, 0.03);
    expect_normal(shared, 0.05);
}

std::map<std::string, circuit::Element> elements(const std::string& model,
                                                 const std::string& target,
                                                 const Overrides& overrides) {
    const Target built = test::target_of(target, overrides);
    const auto lowered =
        test::value_of(lower(test::value_of(run_pipeline(blocks(model), built)), built));
    std::map<std::string, circuit::Element> found;
    for (const circuit::Group& group : lowered.circuit.groups) {
        for (const circuit::Element& element : group.elements) {
            found.emplace(element.name, element);
        }
    }
    return found;
}

TEST(ArrayOffsets, AreSharedByTheAmplifiersThatDoTheSameForABank) {
    const Overrides shared = {"amplifier.array_offset_sigma=1m", "seed=3"};
    std::map<std::string, std::set<double>> offsets;
    for (const auto& [name, element] : elements("two-block", "opamp-1G", shared)) {
        if (name.starts_with("vos_v") && name.ends_with("_inv")) {
            offsets["visible inverters"].insert(element.value);
        } else if (name.starts_with("vos_v")) {
            offsets["visible"].insert(element.value);
        } else if (name.starts_with("vos_h1_") && name.find('_', 7) == std::string::npos) {
            offsets["first block"].insert(element.value);
        } else if (name.starts_with("vos_h2_") && name.find('_', 7) == std::string::npos) {
            offsets["second block"].insert(element.value);
        }
    }
    EXPECT_EQ(offsets.size(), 4U);
    std::set<double> all;
    for (const auto& [array, values] : offsets) {
        EXPECT_EQ(values.size(), 1U) << array;
        all.insert(*values.begin());
    }
    EXPECT_EQ(all.size(), 4U);
}

TEST(ArrayOffsets, AddToTheIndependentOnes) {
    const auto own = elements("xor", "opamp-1G", {"amplifier.offset_sigma=1m", "seed=3"});
    const auto both =
        elements("xor", "opamp-1G",
                 {"amplifier.offset_sigma=1m", "amplifier.array_offset_sigma=2m", "seed=3"});
    const double shared = both.at("vos_v0").value - own.at("vos_v0").value;
    EXPECT_GT(std::abs(shared), 1e-5);
    EXPECT_NEAR(both.at("vos_v1").value - own.at("vos_v1").value, shared, 1e-12);
}

/// ln(area) is dV_BE/V_T, at the temperature of the circuit.
TEST(DeviceMismatch, OfTheJunctionVoltageIsAnAreaOfItsExponential) {
    for (const double celsius : {27.0, 70.0}) {
        std::vector<double> volts;
        for (int seed = 0; seed < 60; ++seed) {
            const Overrides overrides = with_seed(
                {"device_mismatch.vt=1m", "temperature_c=" + std::to_string(celsius)}, seed);
            const auto nominal = elements("hamming-7-4", "opamp-1G", {});
            for (const auto& [name, element] : elements("hamming-7-4", "opamp-1G", overrides)) {
                if (element.kind == circuit::Kind::Bjt) {
                    volts.push_back(std::log(element.area / nominal.at(name).area) *
                                    circuit::kThermalVolts * circuit::temperature_ratio(celsius));
                }
            }
        }
        expect_normal(volts, 1e-3);
    }
}

TEST(DeviceMismatch, OfTheSaturationCurrentIsOneOfTheArea) {
    for (const char* target : {"opamp-1G", "cmos", "current-mode"}) {
        std::vector<double> errors;
        const auto nominal = elements("hamming-7-4", target, {});
        for (int seed = 0; seed < 30; ++seed) {
            const auto spread =
                elements("hamming-7-4", target, with_seed({"device_mismatch.is=0.02"}, seed));
            for (const auto& [name, element] : spread) {
                if (element.kind == circuit::Kind::Bjt) {
                    errors.push_back(element.area / nominal.at(name).area - 1);
                }
            }
        }
        EXPECT_GT(errors.size(), 400U) << target;
        expect_normal(errors, 0.02);
    }
}

TEST(Imperfections, AreOffByDefault) {
    for (const char* target : {"behavioral", "opamp-1G", "cmos", "current-mode"}) {
        const auto plain = elements("hamming-7-4", target, {});
        for (const auto& [name, element] : elements("hamming-7-4", target, {"seed=77"})) {
            EXPECT_EQ(element.value, plain.at(name).value) << name << " on " << target;
            EXPECT_EQ(element.area, plain.at(name).area) << name << " on " << target;
        }
    }
}

}  // namespace
}  // namespace hopspice::passes

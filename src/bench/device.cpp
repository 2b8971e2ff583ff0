#include "bench/device.h"

#include "bench/curves.h"
#include "circuit/parts.h"
#include "support/assert.h"

#include <fmt/format.h>

#include <algorithm>

namespace hopspice::bench {

namespace {

constexpr double kTraceReltol = 1e-6;

}  // namespace

circuit::Circuit device_circuit(const Device& device, const Target& target,
                                const std::string& part) {
    circuit::Circuit circuit;
    circuit.title = fmt::format("{} of {}", part, device.name);
    circuit.includes = target.include;
    circuit.library_names = target.library_names;
    circuit.kit = target.kit;
    const bool theirs =
        std::ranges::find(target.models, device.name, &DeviceModel::name) != target.models.end();
    const circuit::ModelCard* card = circuit::find_generic_card(device.name);
    if (card != nullptr && !theirs && target.kit.find(device.name) == nullptr) {
        circuit.models.push_back(*card);
    }
    circuit.groups.push_back({{.part = part}, {}});
    return circuit;
}

std::vector<double> Terminals::corners(const std::vector<double>& pwl) const {
    std::vector<double> all{0, 0, start_ / 2, sign_ * pwl[1]};
    for (std::size_t k = 0; k + 1 < pwl.size(); k += 2) {
        all.insert(all.end(), {start_ + pwl[k], sign_ * pwl[k + 1]});
    }
    return all;
}

std::string Terminals::hold(const std::string& net, double volts) { return lead(net, {0, volts}); }

std::string Terminals::lead(const std::string& net, const std::vector<double>& pwl) {
    circuit::Builder(*circuit_).voltage("v" + net, net, "0", corners(pwl));
    return net;
}

std::string Terminals::draw(const std::string& net, double amperes) {
    return draw(net, std::vector<double>{0, amperes});
}

std::string Terminals::draw(const std::string& net, const std::vector<double>& pwl) {
    circuit::Builder(*circuit_).current("i" + net, net, "0", 0);
    set_source(*circuit_, "i" + net, corners(pwl));
    return net;
}

std::string Terminals::follow(const std::string& net, const std::string& other) {
    circuit::Builder(*circuit_).vcvs("e" + net, net, other, "0", 1);
    return net;
}

std::size_t Trace::column(const std::string& signal) const {
    const auto place = waveform_.find(signal);
    HOPSPICE_ASSERT(place.has_value());
    return *place;
}

double Trace::volts(const std::string& net, double time_s) const {
    return sign_ * smooth_at(waveform_, column(fmt::format("v({})", net)), start_ + time_s);
}

double Trace::amperes(const std::string& net, double time_s) const {
    // A source's current is counted from its first net through it.
    return -sign_ * smooth_at(waveform_, column(fmt::format("i(v{})", net)), start_ + time_s);
}

std::optional<double> Trace::when(const std::string& net, double amperes, double from_s,
                                  double to_s) const {
    const auto found = passage_of(waveform_, column(fmt::format("i(v{})", net)), -sign_ * amperes,
                                  start_ + from_s, start_ + to_s);
    return found ? std::optional(*found - start_) : std::nullopt;
}

Result<Trace> trace(const TraceRun& traced, double sign, const Simulator& simulator) {
    Run run;
    run.circuit = traced.circuit;
    for (const std::string& net : traced.saved.volts) {
        run.saved.push_back(fmt::format("v({})", net));
    }
    for (const std::string& net : traced.saved.amperes) {
        run.saved.push_back(fmt::format("i(v{})", net));
    }
    run.stop_s = traced.start_s + traced.stop_s;
    run.max_step_s = traced.stop_s / traced.steps;
    run.temperature_c = traced.temperature_c;
    run.reltol = kTraceReltol;
    auto waveform = simulate(run, simulator);
    return waveform ? Result<Trace>(Trace(*std::move(waveform), sign, traced.start_s))
                    : Unexpected{waveform.error()};
}

}  // namespace hopspice::bench

#include "twin/simulator.h"

#include "twin/twin.h"

#include <utility>

namespace hopspice::twin {

namespace {

class Worker : public sim::Simulator {
public:
    Worker(Twin& twin, const decltype(sim::Setup::stop)& stop) : twin_(twin), stop_(stop) {}

    Result<sim::Version> start() override {
        sim::Version version;
        version.major = kVersion;
        version.text = version.simulator = "twin";
        return version;
    }
    Diagnostics load() override { return {}; }
    void consult(Consult consult) override { consult_ = std::move(consult); }
    sim::Outcome run(const sim::Job& job) override {
        const auto stop = stop_ ? stop_(job.stop_parameters) : nullptr;
        return twin_.run(job, stop.get(), consult_);
    }
    bool hopeless() const override { return false; }
    bool spent() const override { return false; }

private:
    Twin& twin_;
    const decltype(sim::Setup::stop)& stop_;
    Consult consult_;
};

}  // namespace

Result<Maker> simulator_of(const circuit::Circuit& circuit, double temperature_c,
                           const sim::Setup& setup) {
    auto twin = Twin::build(circuit, temperature_c, {setup.saved, setup.watch});
    if (!twin) {
        return Unexpected{twin.error()};
    }
    // Workers are forks: each has the equations as they are here, without a copy.
    return Maker([twin = std::make_shared<Twin>(std::move(*twin)), stop = setup.stop] {
        return std::make_unique<Worker>(*twin, stop);
    });
}

}  // namespace hopspice::twin

#include "sim/version.h"

#include "support/rules.h"

#include <charconv>

namespace hopspice::sim {

namespace {

constexpr int kOldestVersion = 39;
constexpr int kNewestTested = 47;

}  // namespace

Result<Version> read_version(const std::string& banner, const std::string& name,
                             const std::string& file) {
    Version version{0, banner, file};
    if (banner.size() > kBanner.size()) {
        std::from_chars(banner.data() + kBanner.size(), banner.data() + banner.size(),
                        version.major);
    }
    if (version.major < kOldestVersion) {
        return fail(Rule::SimulatorTooOld, {}, name,
                    banner.empty() ? "of an unknown version" : banner, kOldestVersion);
    }
    return version;
}

Diagnostics verify_tested(const Version& version) {
    Diagnostics diagnostics;
    if (version.major > kNewestTested) {
        report(diagnostics, Rule::SimulatorUntested, {}, version.file, version.text, kNewestTested);
    }
    return diagnostics;
}

}  // namespace hopspice::sim

#pragma once
// A batch of the command line, and what its database says.

#include "cli/cli.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <string>

namespace hopspice::test {

/// Arguments of a batch of two quick runs per sample into a database.
inline Words batch_of(const std::string& spec, const std::string& database, const Words& more = {},
                      const std::string& samples = "32") {
    Words words{"batch",     spec,    "--db",  database,
                "--samples", samples, "--set", "conductance.mismatch=0.02",
                "--jobs",    "2"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

inline Words with_program(Words words) {
    words.insert(words.begin(), kHopspice);
    return words;
}

inline std::string csv_of(const std::string& database) {
    const Ran ran = hopspice({"results", database, "--csv", "-"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return ran.out;
}

inline std::size_t stored_in(const std::string& database) {
    const Ran ran = hopspice({"results", database, "--json", "-"});
    return ran.exit_code == 0 ? parsed(ran.out)["stored"].get<std::size_t>() : 0;
}

/// User and system time of this process's children that have ended, s.
inline double processor_time_s() {
    rusage usage{};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// How many samples keep one processor busy for so long here: a test that disturbs a batch must
/// meet it half way, on any machine, and whatever else that does. `words` are a batch but for
/// samples, database and jobs; two queries per sample.
inline std::string samples_for(double seconds, const Words& words) {
    const TemporaryFolder folder;
    const auto measured = [&](const std::string& samples) {
        Words all = words;
        all.insert(all.end(), {"--samples", samples, "--jobs", "1", "--db", folder / samples});
        const double before_s = processor_time_s();
        EXPECT_EQ(hopspice(all).exit_code, 0);
        return processor_time_s() - before_s;
    };
    constexpr double kMore = 60;
    const double one = (measured("61") - measured("1")) / kMore;
    return std::to_string(static_cast<int>(std::clamp(seconds / one, 20.0, 50000.0)));
}

}  // namespace hopspice::test

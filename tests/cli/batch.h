#pragma once
// A batch of the command line, and what its database says.

#include "cli/cli.h"

#include <gtest/gtest.h>

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

}  // namespace hopspice::test

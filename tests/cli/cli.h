#pragma once
// The command line as a user types it, and the specs that its tests share.

#include "support/process.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace hopspice::test {

using nlohmann::json;
using Words = std::vector<std::string>;

inline const std::string kHopspice = HOPSPICE_BINARY;

inline std::string model(const std::string& name) {
    return std::string(HOPSPICE_SOURCE_DIR) + "/models/" + name;
}

inline Ran hopspice(std::vector<std::string> arguments, const ProcessOptions& options = {}) {
    arguments.insert(arguments.begin(), kHopspice);
    return run(arguments, options);
}

/// Waits until it holds, for a minute at most: the machine may be busy.
template <typename Condition>
bool eventually(Condition condition) {
    for (int tries = 0; tries < 6000; ++tries) {
        if (condition()) {
            return true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}

/// JSON of a text that holds nothing else.
inline json parsed(const std::string& text) {
    json value = json::parse(text, nullptr, false);
    EXPECT_FALSE(value.is_discarded()) << "not JSON: " << text.substr(0, 400);
    return value;
}

inline std::size_t lines_of(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

/// All files in a folder, by their path in it.
inline std::map<std::string, std::string> files_in(const std::string& folder) {
    namespace fs = std::filesystem;
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            files[fs::relative(entry.path(), folder).generic_string()] =
                read_text(entry.path().string());
        }
    }
    return files;
}

/// Two stored words; `queries` are the members of the array.
inline std::string two_words(const std::string& queries) {
    return R"({"format": "denseam/1", "name": "two-words", "visible": {"size": 2},
        "hidden": [{"name": "words", "energy": {"type": "softmax", "beta": 8},
                    "weights": [[1, 0], [0, 1]], "bias": -0.5}],
        "readout": {"type": "threshold", "level": 0.5}, "queries": [)" +
           queries + "]}";
}

/// Runs for minutes, if it is let.
inline const std::string kSlowQuery = R"({"id": "slow", "visible": [0.8, 0.1], "time": 1e7})";
inline const std::string kQuickQueries =
    R"({"id": "quick", "visible": [0.8, 0.1], "expect": "10"},
       {"id": "quicker", "visible": [0.1, 0.9], "expect": "01"})";

}  // namespace hopspice::test

// Every bad input of tests/errors against the diagnostics written next to it, line by line.
// With HOPSPICE_UPDATE_EXPECTED set the lines are rewritten instead, for a person to review.

#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace {

namespace fs = std::filesystem;
using hopspice::Diagnostics;

const fs::path kErrors = fs::path(HOPSPICE_SOURCE_DIR) / "tests" / "errors";

std::string slurp(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// A model of three visible neurons, for the inputs that are queries.
hopspice::Spec base_spec() {
    const auto spec = hopspice::read_spec_text(R"({
        "format": "denseam/1", "visible": {"size": 3},
        "hidden": [{"energy": {"type": "softmax", "beta": 10}, "weights": [[0, 0, 0], [0, 1, 1]]}]
    })",
                                               "base.json", "");
    return spec.value();
}

/// A model of three visible neurons and four slots of three tokens.
hopspice::Spec base_token_spec() {
    const auto spec = hopspice::read_spec_text(R"({
        "format": "denseam/1", "visible": {"size": 3},
        "hidden": [{"energy": {"type": "softmax", "beta": 10},
                    "weights": {"embedding": [[0, 0, 1], [0, 1, 0], [1, 0, 0]], "slots": 4}}]
    })",
                                               "tokens.json", "");
    return spec.value();
}

template <typename T>
Diagnostics problems_of(const hopspice::Result<T>& result) {
    return result.has_value() ? Diagnostics() : result.error();
}

/// A file of `overrides`: the target's name, then one override per line.
Diagnostics run_overrides(const fs::path& path) {
    std::vector<std::string> lines = lines_of(slurp(path));
    const std::string target = lines.front();
    lines.erase(lines.begin());
    return problems_of(hopspice::read_target(target, lines));
}

Diagnostics run(const std::string& folder, const fs::path& path) {
    if (folder == "spec") {
        return problems_of(hopspice::read_spec(path.string()));
    }
    if (folder == "target") {
        return problems_of(hopspice::read_target(path.string(), {}));
    }
    if (folder == "queries") {
        return problems_of(hopspice::read_queries(path.string(), base_spec()));
    }
    if (folder == "input") {
        return problems_of(hopspice::read_input(lines_of(slurp(path)).front(), base_spec()));
    }
    if (folder == "token_queries") {
        return problems_of(hopspice::read_queries(path.string(), base_token_spec()));
    }
    if (folder == "token_input") {
        return problems_of(hopspice::read_input(lines_of(slurp(path)).front(), base_token_spec()));
    }
    return run_overrides(path);
}

/// The lines a user sees, with the folder of the input left out.
std::string printed(const Diagnostics& diagnostics, const fs::path& path) {
    const std::string folder = path.parent_path().string() + "/";
    std::string text;
    for (const hopspice::Diagnostic& diagnostic : diagnostics) {
        std::string line = hopspice::format_diagnostic(diagnostic);
        for (std::size_t at = line.find(folder); at != std::string::npos; at = line.find(folder)) {
            line.erase(at, folder.size());
        }
        text += line + "\n";
    }
    return text;
}

/// Seen from the folder above: messages shorten long names, and where the project lies must not
/// matter.
std::vector<fs::path> inputs_of(const std::string& folder) {
    std::vector<fs::path> inputs;
    for (const auto& entry : fs::directory_iterator(kErrors / folder)) {
        if (entry.path().extension() != ".expected") {
            inputs.push_back(kErrors.filename() / folder / entry.path().filename());
        }
    }
    std::ranges::sort(inputs);
    return inputs;
}

class ErrorCorpus : public testing::TestWithParam<const char*> {};

TEST_P(ErrorCorpus, EveryInputGivesTheDiagnosticsWrittenNextToIt) {
    fs::current_path(kErrors.parent_path());
    const bool update = std::getenv("HOPSPICE_UPDATE_EXPECTED") != nullptr;
    for (const fs::path& input : inputs_of(GetParam())) {
        const std::string got = printed(run(GetParam(), input), input);
        const std::string expected_file = input.string() + ".expected";
        if (update) {
            std::ofstream(expected_file, std::ios::binary) << got;
        }
        EXPECT_FALSE(got.empty()) << input << " was accepted";
        EXPECT_EQ(got, slurp(expected_file)) << input;
    }
}

constexpr const char* kFolders[] = {"spec",  "target",      "queries",  "token_queries",
                                    "input", "token_input", "overrides"};

INSTANTIATE_TEST_SUITE_P(Folders, ErrorCorpus, testing::ValuesIn(kFolders),
                         [](const auto& parameter) { return std::string(parameter.param); });

TEST(ErrorCorpus, HoldsAtLeastSeventyInputs) {
    std::size_t inputs = 0;
    for (const char* folder : kFolders) {
        inputs += inputs_of(folder).size();
    }
    EXPECT_GE(inputs, 70U);
}

TEST(ErrorCorpus, ProducesEveryRuleOfSpecsAndTargets) {
    std::set<std::string> produced;
    for (const auto& entry : fs::recursive_directory_iterator(kErrors)) {
        if (entry.path().extension() == ".expected") {
            for (const std::string& line : lines_of(slurp(entry.path()))) {
                const std::size_t bracket = line.rfind('[');
                produced.insert(line.substr(bracket + 1, line.size() - bracket - 2));
            }
        }
    }
    for (const hopspice::DiagnosticRule& rule : hopspice::list_diagnostics()) {
        if (rule.id.starts_with("HS-E0") || rule.id.starts_with("HS-E1")) {
            EXPECT_TRUE(produced.contains(rule.id)) << rule.id << ": " << rule.message;
        }
    }
}

}  // namespace

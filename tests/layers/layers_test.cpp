// The include table of src/README.md against the sources, and the checker against made-up mistakes.

#include "layers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

namespace fs = std::filesystem;

using layers::Source;
using layers::Table;

const fs::path kRoot = HOPSPICE_SOURCE_DIR;

std::string text_of(const fs::path& path) {
    const std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Every C++ file under a folder, templates of generated ones included.
std::vector<Source> sources_under(const std::string& folder) {
    std::vector<Source> sources;
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
        const std::string extension = entry.path().extension().string();
        if (extension == ".h" || extension == ".cpp" || extension == ".def" || extension == ".in") {
            sources.push_back({fs::relative(entry.path(), kRoot / folder).generic_string(),
                               text_of(entry.path())});
        }
    }
    return sources;
}

Table documented_table() { return layers::read_table(text_of(kRoot / "src/README.md")); }

/// `low`, `middle` above it, `high` above both; only `middle` may use fmt.
Table small_table() {
    return {{"low", {}}, {"middle", {{"low"}, {"fmt"}}}, {"high", {{"low", "middle"}, {}}}};
}

std::size_t violations_of(const std::string& path, const std::string& text) {
    return layers::find_stage_violations({path, text}, small_table()).size();
}

TEST(Layers, TableNamesEveryStageFolderAndNoOther) {
    std::set<std::string> folders;
    for (const auto& entry : fs::directory_iterator(kRoot / "src")) {
        if (entry.is_directory()) {
            folders.insert(entry.path().filename().string());
        }
    }
    std::set<std::string> stages;
    for (const auto& [stage, rights] : documented_table()) {
        stages.insert(stage);
        for (const std::string& other : rights.stages) {
            EXPECT_TRUE(folders.contains(other)) << stage << " may include " << other;
        }
    }
    EXPECT_EQ(stages, folders);
}

TEST(Layers, TableHasNoCycle) {
    const std::vector<std::string> cycle = layers::find_cycle(documented_table());
    EXPECT_TRUE(cycle.empty()) << "a cycle through " << cycle.front();
}

TEST(Layers, StagesIncludeOnlyWhatTheTableAllows) {
    const Table table = documented_table();
    const std::vector<Source> sources = sources_under("src");
    ASSERT_FALSE(sources.empty());
    for (const Source& source : sources) {
        for (const std::string& violation : layers::find_stage_violations(source, table)) {
            ADD_FAILURE() << "src/" << violation;
        }
    }
}

TEST(Layers, PublicHeadersIncludeOnlyTheStandardLibraryAndEachOther) {
    const std::vector<Source> sources = sources_under("include/hopspice");
    ASSERT_FALSE(sources.empty());
    for (const Source& source : sources) {
        for (const std::string& violation : layers::find_public_violations(source)) {
            ADD_FAILURE() << "include/hopspice/" << violation;
        }
    }
}

TEST(Layers, CommandLineIncludesOnlyThePublicHeaders) {
    const std::vector<Source> sources = sources_under("tools/hopspice");
    ASSERT_FALSE(sources.empty());
    for (const Source& source : sources) {
        for (const std::string& violation : layers::find_tool_violations(source)) {
            ADD_FAILURE() << "tools/hopspice/" << violation;
        }
    }
}

TEST(Layers, OnlyKindsAndCellsNameAKindOrACell) {
    for (const std::string folder : {"src", "tools"}) {
        for (const Source& source : sources_under(folder)) {
            for (const std::string& violation : layers::find_named_kinds(source)) {
                ADD_FAILURE() << folder << "/" << violation;
            }
        }
    }
}

TEST(LayerChecker, CatchesAFileThatNamesAKindOrACell) {
    const auto named = [](const std::string& path, const std::string& text) {
        return layers::find_named_kinds({path, text}).size();
    };
    const std::string kind = "if (f.type == FunctionType::Softmax) {\n";
    const std::string cell = "case kinds::CellType::Pair:\n";
    EXPECT_EQ(named("passes/a.cpp", kind + cell), 2U);
    EXPECT_EQ(named("passes/a.cpp", "using enum FunctionType;\n"), 1U);
    EXPECT_EQ(named("kinds/a.cpp", kind) + named("cells/a.cpp", cell), 0U);
    EXPECT_EQ(named("spec/a.cpp", "FunctionType type_of(const Function&);\n"), 0U);
}

TEST(LayerChecker, ReadsTheTableOutOfAPage) {
    const Table table = layers::read_table(
        "# page\n| other | table | here |\n\n| stage | may include | libraries |\n|---|---|---|\n"
        "| low | | |\n| high | low | fmt |\n| | middle | Eigen |\n\nafter\n| not | of | it |\n");
    ASSERT_EQ(table.size(), 2U);
    EXPECT_TRUE(table.at("low").stages.empty());
    EXPECT_EQ(table.at("high").stages, (std::set<std::string>{"low", "middle"}));
    EXPECT_EQ(table.at("high").libraries, (std::set<std::string>{"fmt", "Eigen"}));
}

TEST(LayerChecker, FindsEveryFormOfInclude) {
    const auto includes = layers::read_includes(
        "#include <a>\n  #  include \"b/c.h\"  // why\n// #include <no>\n#includes\n#define x\n");
    ASSERT_EQ(includes.size(), 2U);
    EXPECT_EQ(includes[0].name, "a");
    EXPECT_FALSE(includes[0].quoted);
    EXPECT_EQ(includes[1].name, "b/c.h");
    EXPECT_TRUE(includes[1].quoted);
}

TEST(LayerChecker, AllowsWhatTheTableAllows) {
    EXPECT_EQ(violations_of("middle/a.cpp",
                            "#include \"middle/a.h\"\n#include \"low/b.h\"\n#include <vector>\n"
                            "#include <sys/stat.h>\n#include <fmt/format.h>\n"
                            "#include <hopspice/spec.h>\n"),
              0U);
}

TEST(LayerChecker, CatchesAnUpwardInclude) {
    EXPECT_EQ(violations_of("low/a.cpp", "#include \"high/b.h\"\n"), 1U);
    EXPECT_EQ(violations_of("middle/deeper/a.cpp", "#include \"high/b.h\"\n"), 1U);
}

TEST(LayerChecker, CatchesAnIncludeThatHidesItsStage) {
    EXPECT_EQ(violations_of("low/a.cpp", "#include \"../high/b.h\"\n"), 1U);
    EXPECT_EQ(violations_of("low/a.cpp", "#include <high/b.h>\n"), 1U);
    EXPECT_EQ(violations_of("low/a.cpp", "#include \"b.h\"\n"), 1U);
}

TEST(LayerChecker, CatchesALibraryInTheWrongStage) {
    EXPECT_EQ(violations_of("low/a.cpp", "#include <fmt/format.h>\n"), 1U);
    EXPECT_EQ(violations_of("middle/a.cpp", "#include <cvode/cvode.h>\n#include <zip.h>\n"), 2U);
}

TEST(LayerChecker, CatchesAStageThatIsNotInTheTable) {
    EXPECT_EQ(violations_of("new/a.cpp", "#include <vector>\n"), 1U);
}

TEST(LayerChecker, CatchesACycle) {
    EXPECT_TRUE(layers::find_cycle(small_table()).empty());
    Table table = small_table();
    table["low"].stages.insert("high");
    EXPECT_FALSE(layers::find_cycle(table).empty());
    EXPECT_EQ(layers::find_cycle({{"self", {{"self"}, {}}}}),
              (std::vector<std::string>{"self", "self"}));
}

TEST(LayerChecker, CatchesAThirdPartyOrPrivateHeaderInAPublicOne) {
    const auto violations = [](const std::string& include) {
        return layers::find_public_violations({"a.h", "#include " + include + "\n"}).size();
    };
    EXPECT_EQ(violations("<vector>") + violations("<hopspice/spec.h>"), 0U);
    for (const std::string include : {"<fmt/format.h>", "<nlohmann/json.hpp>", "<Eigen/Core>",
                                      "<CLI/CLI.hpp>", "<cvode/cvode.h>", "<ngspice/sharedspice.h>",
                                      "<zip.h>", "\"model/ranges.h\"", "\"spec.h\""}) {
        EXPECT_EQ(violations(include), 1U) << include;
    }
}

TEST(LayerChecker, CatchesAPrivateHeaderInTheCommandLine) {
    const auto violations = [](const std::string& include) {
        return layers::find_tool_violations({"a.cpp", "#include " + include + "\n"}).size();
    };
    for (const std::string include :
         {"<hopspice/spec.h>", "<CLI/CLI.hpp>", "<fmt/format.h>", "<unistd.h>", "\"output.h\""}) {
        EXPECT_EQ(violations(include), 0U) << include;
    }
    for (const std::string include :
         {"\"model/ranges.h\"", "\"../src/sim/pool.h\"", "<nlohmann/json.hpp>"}) {
        EXPECT_EQ(violations(include), 1U) << include;
    }
}

}  // namespace

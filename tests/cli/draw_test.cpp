// `hopspice draw` as a user types it.

#include "cli/cli.h"

#include <gtest/gtest.h>

#include <string>

namespace hopspice::test {
namespace {

TEST(Draw, WritesAFileOrStandardOutput) {
    const TemporaryFolder folder;
    const Words words = {"draw", model("xor.json"), "-t", "opamp-1G", "-o"};
    Words to_file = words;
    to_file.push_back(folder / "xor.svg");
    Words to_output = words;
    to_output.emplace_back("-");
    const Ran file = hopspice(to_file);
    const Ran output = hopspice(to_output);
    EXPECT_EQ(file.exit_code, 0) << file.err;
    EXPECT_EQ(output.exit_code, 0) << output.err;
    EXPECT_EQ(file.out, "");
    EXPECT_EQ(output.out, read_text(folder / "xor.svg"));
    EXPECT_TRUE(output.out.ends_with("</svg>\n"));
}

TEST(Draw, OfAWrongSpecIsADiagnosticAndNoFile) {
    const TemporaryFolder folder;
    const std::string wrong = folder.write("wrong.json", "{}");
    const Ran ran = hopspice({"draw", wrong, "-o", folder / "wrong.svg"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_EQ(folder.names(), Words{"wrong.json"});
}

}  // namespace
}  // namespace hopspice::test

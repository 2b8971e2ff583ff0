// `hopspice compile -d verilog-a` as a user types it.

#include "cli/cli.h"

#include <gtest/gtest.h>

#include <string>

namespace hopspice::test {
namespace {

TEST(VerilogA, IsAFileOfModulesAndATestbenchBesideIt) {
    const TemporaryFolder folder;
    const Ran ran = hopspice(
        {"compile", model("xor.json"), "-d", "verilog-a", "--query", "01x", "-o", folder / "x.va"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(folder.names(), (Words{"x.scs", "x.va"}));
    EXPECT_NE(read_text(folder / "x.scs").find("ahdl_include \"x.va\""), std::string::npos);
    const std::string modules = read_text(folder / "x.va");
    EXPECT_NE(modules.find("query 01x"), std::string::npos);
    EXPECT_TRUE(modules.ends_with("endmodule\n"));
}

TEST(VerilogA, OnStandardOutputIsTheModules) {
    const Ran ran = hopspice({"compile", model("xor.json"), "-d", "verilog-a"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_NE(ran.out.find("module memory_xor(v0, v1, v2);"), std::string::npos) << ran.out;
    EXPECT_EQ(ran.out.find("simulator lang"), std::string::npos);
}

TEST(VerilogA, IsRefusedWhereTheLevelIsNotBehavioral) {
    const TemporaryFolder folder;
    const Ran ran = hopspice(
        {"compile", model("xor.json"), "-t", "opamp-1G", "-d", "verilog-a", "-o", folder / "x.va"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.err.find("[HS-E262]"), std::string::npos) << ran.err;
    EXPECT_TRUE(folder.names().empty());
}

}  // namespace
}  // namespace hopspice::test

// What is found in SPICE libraries as vendors write them.

#include "spec/device_library.h"

#include "data.h"

#include "support/own_file.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

namespace hopspice::spec {
namespace {

using hopspice::test::kLibraries;

LibraryContents scan(const std::string& text, const std::string& section = "") {
    const std::string path = hopspice::test::own_file("scanned.lib");
    std::ofstream(path, std::ios::binary) << text;
    return scan_library({path, section});
}

using Words = std::vector<std::string>;

TEST(DeviceLibrary, PortsEndWhereParametersBegin) {
    for (const std::string line :
         {".subckt A in out vp", ".SUBCKT a IN OUT VP PARAMS: x=1", ".subckt a in out vp x=1 y=2",
          ".subckt a in out vp x = 1", ".subckt a in out vp optional: vp=2 ; comment",
          ".subckt a in\n* comment\n+ out $ comment\n+vp\r", "\t.SubCkt a in out vp // comment"}) {
        const LibraryContents contents = scan("* title\n" + line + "\n.ends\n");
        ASSERT_EQ(contents.subckts.size(), 1U) << line;
        EXPECT_EQ(contents.subckts[0].name, "a");
        EXPECT_EQ(contents.subckts[0].ports, (Words{"in", "out", "vp"})) << line;
        EXPECT_NE(contents.find_subckt("A"), nullptr);
    }
}

TEST(DeviceLibrary, WhatStandsInsideASubcircuitIsItsOwn) {
    const LibraryContents contents = scan(
        ".subckt outer a b\n.model m1 npn\n.subckt inner c\n.model m2 npn\n.ends inner\n"
        ".model m3 npn\n.ends\n.model m4 npn\n.macro other a\n.eom\n");
    ASSERT_EQ(contents.models.size(), 1U);
    EXPECT_EQ(contents.models[0].name, "m4");
    ASSERT_EQ(contents.subckts.size(), 2U);
    EXPECT_EQ(contents.subckts[1].name, "other");
}

TEST(DeviceLibrary, ModelsHaveTypesAndPlainParameters) {
    const LibraryContents contents = scan(
        ".MODEL Q1 NPN(IS=1f, BF = 120\n+ VAF={vaf} CJE=4E-15 RB=1MEG)\n"
        ".model q2 ako:q1 pnp bf=20\n.model d1 D\n");
    const DeviceModel* model = contents.find_model("q1");
    ASSERT_NE(model, nullptr);
    EXPECT_EQ(model->type, "npn");
    const std::vector<std::pair<std::string, double>> wanted = {
        {"is", 1e-15}, {"bf", 120}, {"cje", 4e-15}, {"rb", 1e6}};
    EXPECT_EQ(model->parameters, wanted);
    EXPECT_EQ(contents.find_model("Q2")->type, "pnp");
    EXPECT_EQ(contents.find_model("d1")->type, "d");
    EXPECT_EQ(contents.find_model("q3"), nullptr);
}

TEST(DeviceLibrary, NumbersMeanWhatSpiceMeans) {
    EXPECT_EQ(parse_spice_number("4.7k"), 4700);
    EXPECT_EQ(parse_spice_number("1M"), 1e-3);
    EXPECT_EQ(parse_spice_number("1meg"), 1e6);
    EXPECT_EQ(parse_spice_number("+2pF"), 2e-12);
    EXPECT_EQ(parse_spice_number("5V"), 5);
    EXPECT_EQ(parse_spice_number("1e3"), 1000);
    EXPECT_TRUE(std::isnan(parse_spice_number("{x}")));
    EXPECT_TRUE(std::isnan(parse_spice_number("'2*x'")));
    EXPECT_TRUE(std::isnan(parse_spice_number("")));
    EXPECT_TRUE(std::isnan(parse_spice_number("1k*2")));
}

TEST(DeviceLibrary, ASectionIsReadWithWhatItIncludes) {
    const LibraryContents typical = scan_library({kLibraries + "pdk.lib", "tt"});
    EXPECT_EQ(typical.sections, (Words{"tt", "ss"}));
    EXPECT_NE(typical.find_model("lowvt_diode"), nullptr) << "of the included file";
    EXPECT_NE(typical.find_model("fast_pnp"), nullptr);
    EXPECT_NE(typical.find_subckt("npn_cell"), nullptr);
    const LibraryContents slow = scan_library({kLibraries + "pdk.lib", "SS"});
    EXPECT_EQ(slow.find_model("fast_pnp"), nullptr);
    EXPECT_EQ(slow.find_model("fast_npn")->parameters[1].second, 60);
    const LibraryContents outside = scan_library({kLibraries + "pdk.lib", ""});
    EXPECT_TRUE(outside.models.empty());
    EXPECT_TRUE(typical.missing.empty());
}

TEST(DeviceLibrary, AFileThatIncludesItselfEnds) {
    const LibraryContents contents = scan(
        ".include scanned.lib\n.include gone.lib\n.model m npn\n.lib scanned.lib tt\n.lib tt\n"
        ".model n npn\n.endl\n");
    EXPECT_EQ(contents.models.size(), 2U);
    EXPECT_EQ(contents.missing, Words{"gone.lib"});
}

}  // namespace
}  // namespace hopspice::spec

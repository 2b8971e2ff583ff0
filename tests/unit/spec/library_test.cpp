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

/// `LINE: PROBLEM` of every fault.
Words faults_of(const std::string& text, const std::string& section = "") {
    Words faults;
    for (const LibraryFault& fault : scan(text, section).faults) {
        faults.push_back(std::to_string(fault.line) + ": " + fault.problem);
    }
    return faults;
}

const std::string kModel = ".model known d\n";

/// Every one of these lines changes a circuit that includes it, or runs something: measured with
/// ngspice 39.
const Words kNoDefinitions = {"r1 a 0 1k",
                              "R1 a 0 1k",
                              "  x1 a b c",
                              "vcreep t 0 pwl(0 0 1 1)",
                              ".options reltol=0.3",
                              ".OPTION scale=1u",
                              ".opt gmin=1",
                              ".ic v(a)=1",
                              ".nodeset v(a)=1",
                              ".global vdd",
                              ".temp 80",
                              ".control",
                              ".csparam k=1",
                              ".save v(a)",
                              ".print tran v(a)",
                              ".meas tran x max v(a)",
                              ".tran 1n 1u",
                              ".op",
                              ".title mine",
                              ".protect",
                              ".probe v(a)",
                              ".endc",
                              "shell touch made",
                              "*# shell touch made",
                              "  *# shell touch made",
                              ";# shell touch made",
                              "$# shell touch made",
                              "*#;shell touch made",
                              "\r*# quit",
                              ".includex x",
                              ".incl x",
                              ".lib'x'",
                              ".include\"x\"",
                              ".include",
                              ".include a b",
                              ".lib a b c",
                              ".include $HOME/x",
                              ".include ~/x",
                              ".include `x`",
                              ",.subckt x a",
                              ".subckt(x a",
                              ".subcktx a b",
                              ".ends",
                              "= 1",
                              "(r1 a 0 1)",
                              "|",
                              "# r1 a 0 1",
                              ".model m d(is=1) \\\\",
                              ".model\vm d",
                              ".model m\n+ D_Process (process_file=\"x\")",
                              ".model m d_cosim(simulation=\"x\")",
                              ".model m d\x01",
                              "\x7f"};

TEST(DeviceLibrary, ALineThatIsNoDefinitionIsAFault) {
    for (const std::string& line : kNoDefinitions) {
        EXPECT_EQ(faults_of(kModel + line + "\n").size(), 1U) << line;
        const bool hidden = line.starts_with(".lib'");
        EXPECT_EQ(faults_of(".lib tt\n" + line + "\n.endl\n" + kModel, "ss").empty(), !hidden)
            << line;
    }
    for (const std::string line : {".options temp=40", ".control", ".ic v(b)=2", ".global b",
                                   ".temp 80", ".save v(a)", "*# quit", ".nodeset v(b)=1"}) {
        EXPECT_EQ(faults_of(".subckt q a b\nr1 a b 1\n" + line + "\n.ends\n").size(), 1U) << line;
    }
}

/// ngspice takes whatever begins with `.lib` for a section.
TEST(DeviceLibrary, NoSectionIsHiddenBehindAnotherWord) {
    const std::string text = ".libx tt\nr1 a 0 1\n.endl\n.lib tt\n.model m d\n.endl\n";
    EXPECT_EQ(faults_of(text, "tt").size(), 1U);
    EXPECT_EQ(faults_of(".lib tt\n.lib a,b\n.endl\n", "tt").size(), 1U);
}

TEST(DeviceLibrary, NoFileIsTooDeepToBeRead) {
    std::string text = "r1 a 0 1\n";
    for (int k = 0; k < 20; ++k) {
        const std::string path = hopspice::test::own_file("deep-" + std::to_string(k) + ".inc");
        std::ofstream(path, std::ios::binary) << text;
        text = ".include " + path + "\n";
    }
    EXPECT_EQ(faults_of(text).size(), 1U);
}

TEST(DeviceLibrary, WhatVendorsWriteIsNoFault) {
    for (const std::string text :
         {"*####################\n* text\n*#\n*## text\n*$\n; text\n$ text\n// text\n",
          ".param a=1 b={2*a}\n+ c=3\n.func f(x) {x*x}\n.param g(x)={x}\n.end\n",
          ".if (a>1)\n.model m d\n.elseif(a>2)\n.else\n.endif\n",
          ".subckt q a b params: r=1\n.params s=1\n.if(r>1)\nr1 a b {r}\n.else\nr1 a b 1\n.endif\n"
          "c1 a b 1p ic=1\n.model d d\n.subckt p c\n.ends p\n.ends q\n",
          ".macro q a b\n.eom\n.MODEL m.1 nmos\n.model m.2 nmos\n", "", "\n\r\n \t\n"}) {
        EXPECT_EQ(faults_of(text), Words()) << text;
    }
}

TEST(DeviceLibrary, WhatFollowsCardsThatAreTakenOutContinuesTheNetlist) {
    for (const std::string before : {"", "* text\n", ".include corner.inc\n", ".end\n"}) {
        EXPECT_EQ(faults_of(before + "+ rs=4\n").size(), 1U) << before;
    }
    EXPECT_EQ(faults_of(".lib tt\n+ rs=4\n.endl\n", "tt").size(), 1U);
}

TEST(DeviceLibrary, ASubcircuitEndsInTheFileAndSectionThatItBeginsIn) {
    EXPECT_EQ(faults_of(".subckt q a b\nr1 a b 1\n").size(), 1U);
    EXPECT_EQ(faults_of(".lib tt\n.subckt q a b\n.endl\nr1 a 0 1\n.ends\n", "tt").size(), 2U);
}

TEST(DeviceLibrary, WhatASubcircuitIncludesIsItsOwn) {
    const std::string part = hopspice::test::own_file("part.inc");
    std::ofstream(part, std::ios::binary) << "r1 a b 1k\n.model m d\n";
    const LibraryContents contents = scan(".subckt q a b\n.include " + part + "\n.ends\n");
    EXPECT_TRUE(contents.models.empty());
    EXPECT_TRUE(contents.faults.empty());
    EXPECT_EQ(scan(".include " + part + "\n").faults.size(), 1U);
}

/// The password file of a computer is no library.
TEST(DeviceLibrary, AFileThatDefinesNothingIsNotQuoted) {
    EXPECT_EQ(faults_of("secret:x:0:0\nsecret2:x:1:1\n"),
              Words{"1: stands outside of every .subckt and would be part of the circuit"});
    EXPECT_EQ(faults_of(kModel + "r1 a 0 1k\n"),
              Words{"2: `r1` stands outside of every .subckt and would be part of the circuit"});
}

/// ngspice splits the line at its parameters, and takes one with a parenthesis for a function.
TEST(DeviceLibrary, AFunctionMayStandAmongParameters) {
    for (const std::string line :
         {".param z=1 v(out)=2", ".param z=1 v (out) = 2", ".param v(x)=1 z=2", ".param v(f(x))=1",
          ".param z=1\n+ v(x)={x}", ".params z=1.ic v(out)=2", ".param z = {1} , v( x ) =2"}) {
        const std::vector<LibraryName> names = scan(line + "\n").names;
        ASSERT_EQ(names.size(), 1U) << line;
        EXPECT_EQ(names[0].name, "v") << line;
        EXPECT_TRUE(names[0].function);
    }
    for (const std::string line : {".param z=max(1,2) y=3", ".param z={v(x)}",
                                   ".param z='max(1,2)'", ".param z={max(1,2)==2} y=(1) z=2"}) {
        EXPECT_TRUE(scan(line + "\n").names.empty()) << line;
    }
}

TEST(DeviceLibrary, NamesStandWithTheirPlaces) {
    const std::vector<LibraryName> names =
        scan(
            ".model M d\n.subckt q a b\n.model inner d\n.ends\n.func F (x) {x}\n.param g(x)={x}\n"
            ".param p=1\n")
            .names;
    ASSERT_EQ(names.size(), 4U);
    EXPECT_EQ(names[0].name, "m");
    EXPECT_EQ(names[1].name, "q");
    EXPECT_EQ(names[2].name, "f");
    EXPECT_TRUE(names[2].function);
    EXPECT_EQ(names[3].name, "g");
    EXPECT_EQ(names[3].line, 6U);
}

}  // namespace
}  // namespace hopspice::spec

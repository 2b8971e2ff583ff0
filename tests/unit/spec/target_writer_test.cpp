// A target that is written reads as the same target.

#include "spec/fingerprint.h"
#include "support/quantity.h"

#include <hopspice/files.h>
#include <hopspice/target.h>

#include "support/kits.h"
#include "support/own_file.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <map>

namespace hopspice {
namespace {

/// Overrides.
using Settings = std::vector<std::string>;

const std::string kLibraries = HOPSPICE_SOURCE_DIR "/tests/data/libraries/";
const std::string kKit = HOPSPICE_SOURCE_DIR "/tests/data/kit";

Target read(const std::string& name, const Settings& settings) {
    const auto target = read_target(name, settings);
    EXPECT_TRUE(target) << (target ? "" : format_diagnostic(target.error().front()));
    return target ? *target : Target();
}

/// A target after it was written and read; but for the file that it is from.
Target round_trip(const Target& target) {
    const std::string path = testing::TempDir() +
                             testing::UnitTest::GetInstance()->current_test_info()->name() +
                             ".json";
    EXPECT_TRUE(write_file(path, format_target(target)).empty());
    Target again = read(path, {});
    again.file = target.file;
    return again;
}

TEST(FormatTarget, ReadsBackAsTheSameTarget) {
    for (const ListedItem& item : test::targets_here()) {
        const Target target = read(item.name, {"amplifier.rout=12.5", "amplifier.cin=7f"});
        EXPECT_TRUE(round_trip(target) == target) << item.name;
    }
}

TEST(FormatTarget, KeepsTheSubcircuitOfTheUser) {
    const Target target = read(kLibraries + "vendor.json", {});
    EXPECT_EQ(target.amplifier.subckt, "hx9101");
    EXPECT_TRUE(round_trip(target) == target);
}

/// What a batch is resumed by, and what netlists say: it changes only where a target does.
TEST(FormatTarget, HasTheChecksumsThatItAlwaysHad) {
    const std::map<std::string, std::uint64_t> known = {
        {"behavioral", 0xe8fc59eb1bc9ad5e}, {"opamp-10M", 0x99b8727cae40aa4e},
        {"opamp-100M", 0xe2f082a2bd58ff37}, {"opamp-1G", 0x4ff4179b3e0a4957},
        {"opamp-10G", 0x8afeb8f099b3d1b2},  {"cmos", 0x7463e89419d5a42c},
        {"bjt", 0xc5a1e84561ead0c5},        {"current-mode", 0xe343d0a999b65ebc},
        {"steered-1G", 0xfbab45f26fea987b}};
    for (const auto& [name, checksum] : known) {
        EXPECT_EQ(spec::fingerprint_of(read(name, {})), checksum) << name;
    }
}

TEST(FormatTarget, HasAChecksumOfAllThatItsLibrariesInclude) {
    const std::string library = test::own_file("outer.lib");
    const std::string inner = test::own_file("inner.lib");
    std::ofstream(library) << ".include inner.lib\n";
    std::vector<std::uint64_t> checksums;
    for (const std::string text : {".model a d(is=1)\n", ".model a d(is=2)\n"}) {
        std::ofstream(inner) << text;
        const Target target = read("opamp-1G", {"include=[\"" + library + "\"]"});
        EXPECT_EQ(target.library_files, (std::vector<std::string>{library, inner}));
        checksums.push_back(spec::fingerprint_of(target));
    }
    EXPECT_NE(checksums[0], checksums[1]);
}

/// A value of a number's schema that is not its default.
std::string another_number(const nlohmann::json& schema) {
    const nlohmann::json& fallback = schema.at("default");
    const double value = fallback.is_number()
                             ? fallback.get<double>()
                             : parse_quantity(fallback.get<std::string>(), "").value;
    const bool whole = schema.value("type", "") == "integer";
    const double other = value == 0 ? 0.0625 : value * 1.125;
    return nlohmann::json(whole ? std::ceil(other) : other).dump();
}

/// What sets a key of the schema to another value than the default; for keys that mean something
/// together only, or name things in libraries, all that is needed.
Settings settings_of(const std::string& path, const nlohmann::json& schema) {
    const std::string libraries =
        "include=[\"" + kLibraries + "pdk.lib tt\", \"" + kLibraries + "vendor_opamp.lib\"]";
    const Settings subckt = {"amplifier.subckt=hx9101",
                             "amplifier.file=" + kLibraries + "vendor_opamp.lib",
                             R"(amplifier.pins=["in+", "in-", "vdd", "vss", "out", "nc"])"};
    const Settings kit = {"pdk.file=" + kKit + "/kit.json", "pdk.path=" + kKit};
    const auto with = [](Settings settings, const std::string& more) {
        settings.push_back(more);
        return settings;
    };
    const std::map<std::string, Settings> special = {
        {"pdk.name", with(kit, "pdk.name=paper")},
        {"pdk.file", kit},
        {"pdk.path", kit},
        {"pdk.corner", with(kit, "pdk.corner=slow")},
        {"pdk.statistics", with(kit, "pdk.statistics=mismatch")},
        {"devices.sink", {libraries, "devices.sink=fast_npn"}},
        {"format", {}},
        {"name", {"name=another"}},
        {"description", {"description=for people"}},
        {"include", {libraries}},
        {"time_unit", {"time_unit=auto:12.5"}},
        {"amplifier.subckt", subckt},
        {"amplifier.file", subckt},
        {"amplifier.pins", subckt},
        {"devices.bjt", {libraries, "devices.bjt=fast_npn"}},
        {"devices.pnp", {libraries, "devices.pnp=fast_pnp"}},
        {"devices.capacitor", with(kit, "devices.capacitor=mimx")},
        {"devices.diode", {"devices.diode=junction_generic"}},
        {"devices.nmos", {"devices.nmos=n45_generic"}},
        {"devices.pmos", {"devices.pmos=p45_generic"}}};
    if (const auto found = special.find(path); found != special.end()) {
        return found->second;
    }
    if (schema.contains("enum")) {
        return {path + "=" + schema["enum"].back().get<std::string>()};
    }
    return {path + "=" + another_number(schema)};
}

TEST(FormatTarget, KeepsEveryKeyOfTheFormat) {
    const std::string base = hopspice::test::own_file("base.json");
    ASSERT_TRUE(write_file(base, R"({"format": "hopspice-target/1", "level": "behavioral",
                                     "conductance": {"drift_time": 2}})")
                    .empty());
    const Target plain = read(base, {});
    std::ifstream file(HOPSPICE_SOURCE_DIR "/models/hopspice-target-1.schema.json");
    const auto schema = nlohmann::json::parse(file);
    std::size_t keys = 0;
    const auto expect_kept = [&](const std::string& path, const nlohmann::json& property) {
        SCOPED_TRACE(path);
        const Target target = read(base, settings_of(path, property));
        EXPECT_TRUE(path == "format" || target != plain) << "the settings say nothing else";
        EXPECT_TRUE(round_trip(target) == target);
        ++keys;
    };
    for (const auto& [key, property] : schema["properties"].items()) {
        if (!property.contains("$ref")) {
            expect_kept(key, property);
            continue;
        }
        for (const auto& [inner, leaf] : schema["$defs"][key]["properties"].items()) {
            expect_kept(key + "." + inner, leaf);
        }
    }
    EXPECT_GT(keys, 50U);
}

}  // namespace
}  // namespace hopspice

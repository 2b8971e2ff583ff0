#include "driver/kept_devices.h"

#include "support/own_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace hopspice::driver {
namespace {

namespace fs = std::filesystem;

DeviceModel some_model() {
    DeviceModel model;
    model.name = "npn13g2";
    model.type = "npn";
    model.measured = true;
    model.parameters = {{"is", 1.0 / 3e17}, {"bf", 620.00000000000011}, {"xtb", -2}};
    model.figures = {"beta 620", "a line with  two blanks"};
    return model;
}

/// As KeptDevices says which simulator it was.
std::string simulator(const std::string& file) {
    return std::to_string(fs::file_size(file)) + " " +
           std::to_string(fs::last_write_time(file).time_since_epoch().count()) + " " + file;
}

class Kept : public testing::Test {
protected:
    void SetUp() override { std::ofstream(file_) << "a simulator"; }

    std::string file_ = test::own_file("libngspice.so");
};

TEST_F(Kept, ComesBackBitByBit) {
    const auto back = read_kept(format_kept(some_model(), simulator(file_)));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, some_model());
}

TEST_F(Kept, IsNothingWhereItIsBroken) {
    const std::string text = format_kept(some_model(), simulator(file_));
    for (std::size_t size = 0; size + 1 < text.size(); ++size) {
        EXPECT_FALSE(read_kept(text.substr(0, size))) << size;
    }
    std::string word = text;
    word.replace(word.find("parameter"), 9, "parametre");
    EXPECT_FALSE(read_kept(word));
    std::string number = text;
    number.replace(number.find("-2"), 2, "-x");
    EXPECT_FALSE(read_kept(number));
    EXPECT_FALSE(read_kept(""));
}

TEST_F(Kept, IsNothingWhereTheSimulatorIsAnotherOne) {
    const std::string text = format_kept(some_model(), simulator(file_));
    std::ofstream(file_) << "another simulator";
    EXPECT_FALSE(read_kept(text));
    fs::remove(file_);
    EXPECT_FALSE(read_kept(text));
}

}  // namespace
}  // namespace hopspice::driver

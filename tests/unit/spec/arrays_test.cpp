// Arrays in every form: data files of all types and orders, stored words, squares.

#include "data.h"
#include "support/results.h"

#include <hopspice/spec.h>

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <filesystem>

namespace {

using hopspice::Matrix;
using hopspice::Spec;

using hopspice::test::kArrays;
using hopspice::test::words_of;
const std::vector<double> kCounting = {0, 1, 2, 3, 4, 5};

hopspice::Result<Spec> read_hidden(const std::string& block) {
    return hopspice::read_spec_text(
        fmt::format(R"({{"format": "denseam/1", "visible": {{"size": 3}},
                         "hidden": [{{"energy": "linear", {}}}]}})",
                    block),
        "test.json", kArrays);
}

/// The weights of a block whose `weights` is this JSON.
Matrix weights_of(const std::string& json) {
    const auto spec = read_hidden("\"weights\": " + json);
    EXPECT_TRUE(spec.has_value()) << json << ": "
                                  << words_of(spec.has_value() ? hopspice::Diagnostics()
                                                               : spec.error());
    return spec.has_value() ? spec->hidden.front().weights : Matrix();
}

Matrix file_of(const std::string& name) {
    return weights_of(fmt::format(R"({{"file": "{}"}})", name));
}

TEST(Arrays, NpyFilesOfEveryTypeByteOrderAndLayoutHoldTheSameNumbers) {
    std::size_t files = 0;
    for (const char* kind : {"f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"}) {
        for (const char* order : {"le", "be"}) {
            for (const char* layout : {"c", "f"}) {
                const std::string name = fmt::format("{}_{}_{}.npy", kind, order, layout);
                if (!std::filesystem::exists(kArrays + "/" + name)) {
                    continue;  // one byte has no order
                }
                const Matrix weights = file_of(name);
                EXPECT_EQ(weights.rows, 2U) << name;
                EXPECT_EQ(weights.cols, 3U) << name;
                EXPECT_EQ(weights.values, kCounting) << name;
                ++files;
            }
        }
    }
    EXPECT_EQ(files, 36U);
}

TEST(Arrays, NpyVersionsOneToThreeAreRead) {
    for (const char* name : {"version1.npy", "version2.npy", "version3.npy"}) {
        EXPECT_EQ(file_of(name).values, kCounting) << name;
    }
}

TEST(Arrays, NegativeIntegersAndBooleansKeepTheirValue) {
    const std::vector<double> negative = {0, -1, -2, -3, -4, -5};
    EXPECT_EQ(file_of("negative_i1.npy").values, negative);
    EXPECT_EQ(file_of("negative_i4_be.npy").values, negative);
    EXPECT_EQ(file_of("bool.npy").values, (std::vector<double>{0, 1, 0, 1, 0, 1}));
}

TEST(Arrays, NpzFilesAreReadStoredAndDeflated) {
    EXPECT_EQ(file_of("stored.npz").values, kCounting);
    EXPECT_EQ(file_of("deflated.npz").values, kCounting);
    EXPECT_EQ(weights_of(R"({"file": "two.npz", "array": "xi"})").values, kCounting);
}

TEST(Arrays, CsvFilesMayHoldCommentsBlankLinesAndBlanks) {
    EXPECT_EQ(file_of("plain.csv").values, kCounting);
}

TEST(Arrays, SquareSquaresEveryNumberOfAFile) {
    EXPECT_EQ(weights_of(R"({"file": "i8_le_c.npy", "transform": "square"})").values,
              (std::vector<double>{0, 1, 4, 9, 16, 25}));
}

TEST(Arrays, StoredWordsAreBinaryUnlessTheySayBipolar) {
    EXPECT_EQ(weights_of(R"({"patterns": ["010", "110"]})").values,
              (std::vector<double>{0, 1, 0, 1, 1, 0}));
    EXPECT_EQ(weights_of(R"({"patterns": ["010"], "encoding": "bipolar"})").values,
              (std::vector<double>{-1, 1, -1}));
}

TEST(Arrays, OneNumberStandsForAllEntriesOfAVector) {
    const auto spec =
        read_hidden(R"("weights": [[0, 0, 0], [1, 1, 1]], "bias": -0.5, "initial": 2)");
    ASSERT_TRUE(spec.has_value());
    EXPECT_EQ(spec->hidden.front().bias, (std::vector<double>{-0.5, -0.5}));
    EXPECT_EQ(spec->hidden.front().initial, (std::vector<double>{2, 2}));
}

TEST(Arrays, AVectorMayBeAFileOfOneDimensionOrOneColumn) {
    const std::vector<double> vector = {0.5, -0.25, 2};
    for (const char* name : {"vector.npy", "column.npy", "vector.csv"}) {
        const auto spec = read_hidden(
            fmt::format(R"("weights": [[0,0,0],[0,0,0],[0,0,0]], "bias": {{"file": "{}"}})", name));
        ASSERT_TRUE(spec.has_value()) << name << words_of(spec.error());
        EXPECT_EQ(spec->hidden.front().bias, vector) << name;
    }
}

}  // namespace

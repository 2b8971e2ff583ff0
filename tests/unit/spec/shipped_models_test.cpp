// The models of models/ are shipped, and hold the queries they are shipped for.

#include <hopspice/spec.h>

#include <gtest/gtest.h>

#include <set>

namespace {

using hopspice::Spec;

const std::string kModels = std::string(HOPSPICE_SOURCE_DIR) + "/models/";

Spec shipped(const std::string& name) {
    auto spec = hopspice::read_spec(kModels + name);
    if (!spec.has_value()) {
        ADD_FAILURE() << hopspice::format_diagnostic(spec.error().front());
        return {};
    }
    return *spec;
}

/// The number of entries in which the query is not what it expects.
std::size_t distance(const hopspice::Query& query) {
    std::size_t different = 0;
    for (std::size_t i = 0; i < query.visible.size(); ++i) {
        different += query.visible[i] != query.expect->visible[i] ? 1U : 0U;
    }
    return different;
}

TEST(ShippedModels, AreReadWithQueriesThatSayWhatToExpect) {
    for (const char* name : {"xor.json", "hamming-7-4.json", "hopfield-classical.json",
                             "cubic.json", "grey-level.json", "two-block.json", "spherical.json",
                             "layernorm.json", "epanechnikov.json", "parity.json"}) {
        const Spec spec = shipped(name);
        EXPECT_EQ(spec.name + ".json", name);
        EXPECT_GE(spec.queries.size(), 12U) << name;
        for (const auto& query : spec.queries) {
            EXPECT_TRUE(query.expect.has_value()) << name << " " << query.id;
        }
    }
}

TEST(ShippedModels, ParityHoldsEveryContextOfEightBitsWithItsNextBit) {
    const Spec spec = shipped("parity.json");
    ASSERT_TRUE(spec.is_token_driven());
    EXPECT_EQ(spec.find_token_driven()->size(), 8U);
    std::set<std::vector<std::size_t>> contexts;
    for (const auto& query : spec.queries) {
        std::size_t ones = 0;
        for (const std::size_t token : query.tokens) {
            ones += token;
        }
        contexts.insert(query.tokens);
        EXPECT_EQ(query.expect->label, std::to_string(ones % 2)) << query.id;
    }
    EXPECT_EQ(contexts.size(), 256U);
}

TEST(ShippedModels, XorClampsAnyTwoBitsOfEachRow) {
    const Spec spec = shipped("xor.json");
    EXPECT_EQ(spec.queries.size(), 12U);
    for (const auto& query : spec.queries) {
        EXPECT_EQ(query.clamp.size(), 2U);
        for (const auto& [index, value] : query.clamp) {
            EXPECT_EQ(query.expect->visible[index], value);
        }
    }
}

TEST(ShippedModels, HammingHoldsAllWordsAndAllSingleErrors) {
    const Spec spec = shipped("hamming-7-4.json");
    EXPECT_EQ(spec.hidden[0].size(), 16U);
    std::size_t words = 0;
    std::size_t errors = 0;
    for (const auto& query : spec.queries) {
        words += distance(query) == 0 ? 1U : 0U;
        errors += distance(query) == 1 ? 1U : 0U;
    }
    EXPECT_EQ(words, 16U);
    EXPECT_EQ(errors, 112U);
}

TEST(ShippedModels, HammingDoubleErrorsExpectTheWordAtDistanceOne) {
    const auto queries = hopspice::read_queries(kModels + "hamming-7-4-double-errors.json",
                                                shipped("hamming-7-4.json"));
    ASSERT_TRUE(queries.has_value());
    EXPECT_EQ(queries->size(), 336U);
    for (const auto& query : *queries) {
        EXPECT_EQ(distance(query), 1U) << query.id;
    }
}

}  // namespace

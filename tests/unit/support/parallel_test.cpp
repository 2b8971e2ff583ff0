// Every part once, and what is thrown comes through.

#include "support/parallel.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace hopspice {
namespace {

TEST(ForAll, CallsEveryIndexOnce) {
    for (const std::size_t count : {0U, 1U, 2U, 1000U}) {
        std::vector<int> calls(count, 0);
        for_all(count, [&](std::size_t k) { ++calls[k]; });
        EXPECT_EQ(calls, std::vector<int>(count, 1));
    }
}

TEST(ForAll, PassesOnWhatIsThrown) {
    const auto work = [](std::size_t k) {
        if (k == 7) {
            throw std::runtime_error("seven");
        }
    };
    EXPECT_THROW(for_all(100, work), std::runtime_error);
}

}  // namespace
}  // namespace hopspice

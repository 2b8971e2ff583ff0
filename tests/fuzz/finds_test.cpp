// What fuzzing found once, in finds/TARGET/, is never found again.

#include "fuzz/targets.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace hopspice::fuzz {
namespace {

TEST(Finds, AreAllRepaired) {
    namespace fs = std::filesystem;
    for (const fs::directory_entry& folder :
         fs::directory_iterator(HOPSPICE_SOURCE_DIR "/tests/fuzz/finds")) {
        const Target* target = find_target(folder.path().filename().string());
        ASSERT_NE(target, nullptr) << folder.path();
        for (const fs::directory_entry& find : fs::directory_iterator(folder)) {
            SCOPED_TRACE(find.path());
            std::ifstream in(find.path(), std::ios::binary);
            const std::string bytes((std::istreambuf_iterator<char>(in)), {});
            target->run(bytes);
        }
    }
}

TEST(Models, AreChangedAsJson) {
    const std::string model = R"({"target":"behavioral","spec":{"a":[1,2,3],"b":"x"}})";
    std::size_t different = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const std::string changed = mutated_model(model, 1000, seed);
        EXPECT_EQ(changed, mutated_model(model, 1000, seed));
        EXPECT_EQ(changed.front(), '{') << changed;
        different += changed == model ? 0U : 1U;
    }
    EXPECT_GT(different, 50U);
    EXPECT_EQ(mutated_model(model, 10, 1), model);
    EXPECT_EQ(mutated_model("no JSON", 1000, 1), "no JSON");
}

}  // namespace
}  // namespace hopspice::fuzz

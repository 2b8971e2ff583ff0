// A simulator's run: what counts as its waveform.

#include "engines/engines.h"

#include "support/process.h"

#include <gtest/gtest.h>

namespace hopspice::engines {
namespace {

EngineOutput output_of(const test::TemporaryFolder& folder,
                       const std::vector<std::string_view>& command) {
    Engine engine;
    engine.command = command;
    return run_engine(engine, Found{true, "", "", ""}, folder.path(), "deck.cir", 10);
}

TEST(RunEngine, AnOldWaveformIsNotThisRunsAnswer) {
    const test::TemporaryFolder folder;
    folder.write("deck.cir.raw", "of an earlier run");
    const EngineOutput output = output_of(folder, {"true"});
    EXPECT_EQ(output.waves, "");
    EXPECT_NE(output.failure, "");
}

TEST(RunEngine, TheWaveformIsWhatTheProgramWrote) {
    const test::TemporaryFolder folder;
    folder.write("deck.cir", "a deck");
    const EngineOutput output = output_of(folder, {"cp", "{deck}", "{waves}"});
    EXPECT_EQ(output.waves, "a deck");
    EXPECT_EQ(output.failure, "");
}

TEST(RunEngine, AComplaintIsTheReason) {
    const test::TemporaryFolder folder;
    const EngineOutput output =
        output_of(folder, {"sh", "-c", "echo fine; echo 'Error: no such node' >&2"});
    EXPECT_EQ(output.failure, "Error: no such node");
}

}  // namespace
}  // namespace hopspice::engines

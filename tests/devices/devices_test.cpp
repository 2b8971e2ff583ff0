// models/devices/generic.lib is for people; the compiler has the same cards built in. Here they are
// held together.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "circuit/parts.h"
#include "netlist/reader.h"

namespace hopspice {
namespace {

std::vector<circuit::ModelCard> published_cards() {
    const std::ifstream file(HOPSPICE_SOURCE_DIR "/models/devices/generic.lib");
    std::ostringstream text;
    text << "title\n" << file.rdbuf() << ".end\n";
    const auto read = netlist::read_deck(text.str());
    if (!read) {
        ADD_FAILURE() << format_diagnostic(read.error().front());
        return {};
    }
    return read.value().circuit.models;
}

TEST(GenericLibrary, HoldsTheCardsTheCompilerWrites) {
    const auto published = published_cards();
    const auto& written = circuit::generic_cards();
    ASSERT_EQ(published.size(), written.size());
    for (std::size_t k = 0; k < written.size(); ++k) {
        SCOPED_TRACE(written[k].name);
        EXPECT_EQ(published[k].name, written[k].name);
        EXPECT_EQ(published[k].type, written[k].type);
        EXPECT_EQ(published[k].parameters, written[k].parameters);
    }
}

}  // namespace
}  // namespace hopspice

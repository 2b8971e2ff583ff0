// compile -d xschem: a sheet and the symbols beside it.

#include "commands.h"

#include <hopspice/schematic.h>

#include <algorithm>
#include <filesystem>

namespace cli {

int write_schematic(const hopspice::Netlist& netlist, const WriteArguments& arguments) {
    const auto schematic = hopspice::draw_schematic(netlist.text, netlist.parts);
    if (!schematic) {
        return report_failure(schematic.error(), arguments);
    }
    int code = write_text(arguments.output, schematic->sheet);
    const auto folder = std::filesystem::path(arguments.output).parent_path();
    for (const hopspice::SchematicSymbol& symbol : schematic->symbols) {
        if (code == kDone && arguments.output != "-") {
            code = write_text((folder / symbol.file).string(), symbol.text);
        }
    }
    return code;
}

}  // namespace cli

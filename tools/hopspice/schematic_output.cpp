// compile -d xschem: a sheet and the symbols beside it.

#include "commands.h"

#include <hopspice/schematic.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace cli {

int write_schematic(const hopspice::Netlist& netlist, const WriteArguments& arguments,
                    const Paths& inputs) {
    const auto schematic = hopspice::draw_schematic(netlist.text, netlist.parts);
    if (!schematic) {
        return report_failure(schematic.error(), arguments);
    }
    std::vector<std::pair<std::string, std::string>> files = {{arguments.output, schematic->sheet}};
    const auto folder = std::filesystem::path(arguments.output).parent_path();
    for (const hopspice::SchematicSymbol& symbol : schematic->symbols) {
        if (arguments.output != "-") {
            files.emplace_back((folder / symbol.file).string(), symbol.text);
        }
    }
    return write_texts(files, inputs);
}

}  // namespace cli

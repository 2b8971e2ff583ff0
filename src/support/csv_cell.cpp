#include "support/csv_cell.h"

#include "support/quantity.h"

#include <hopspice/printable.h>

namespace hopspice {

std::string csv_cell(std::string_view text) {
    const bool computed =
        !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
    std::string cell = computed && !parse_number(text) ? "'" : "";
    cell += printable(text, Breaks::Kept);
    if (cell.find_first_of(",\"\n") == std::string::npos) {
        return cell;
    }
    std::string quoted = "\"";
    for (const char c : cell) {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return quoted + "\"";
}

}  // namespace hopspice

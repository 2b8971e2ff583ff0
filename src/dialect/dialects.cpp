#include "dialect/dialects.h"

#include <hopspice/recall.h>

#include <algorithm>

namespace hopspice {

using dialect::DialectRow;
using dialect::kDialects;

std::string to_string(Dialect dialect) { return std::string(dialect::row_of(dialect).word); }

std::optional<Dialect> find_dialect(std::string_view name) {
    const auto row = std::ranges::find(kDialects, name, &DialectRow::word);
    return row == kDialects.end() ? std::nullopt : std::optional(row->dialect);
}

std::vector<ListedItem> list_dialects() {
    std::vector<ListedItem> items;
    for (const DialectRow& row : kDialects) {
        items.push_back({std::string(row.word), std::string(row.meaning)});
    }
    return items;
}

}  // namespace hopspice

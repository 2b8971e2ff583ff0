#pragma once
// Text tables that line up, and fractions for people.

#include <string>
#include <vector>

namespace hopspice::report {

enum class Align { Left, Right };

struct Column {
    std::string title;
    Align align = Align::Right;
};

/// Columns two spaces apart, a rule under the titles; every row as long as `columns`.
[[nodiscard]] std::string format_rows(const std::vector<Column>& columns,
                                      const std::vector<std::vector<std::string>>& rows);

/// `0.12 %` of a fraction; `-` of what is no number.
[[nodiscard]] std::string format_percent(double fraction);

}  // namespace hopspice::report

#pragma once
// The one place where text such as "10n", "100MHz" or "4.7k" becomes a number, and back.

#include <optional>
#include <string>
#include <string_view>

namespace hopspice {

enum class QuantityError { None, NotANumber, WrongUnit };

struct Quantity {
    double value = 0;  ///< in SI base units; may be infinite where the text is beyond a double
    QuantityError error = QuantityError::None;
};

/// Reads a number, an optional SI prefix (f p n u m k M meg G T; `m` is milli, `M` and `meg` are
/// mega) and optionally the unit that is expected here (`V`, `Hz`, `ohm`, ...; `1`: none).
[[nodiscard]] Quantity parse_quantity(std::string_view text, std::string_view unit);

/// The shortest text that `parse_quantity` makes exactly this finite number of: `27`, `1G`, `20f`.
[[nodiscard]] std::string shortest_quantity(double value);

/// `41.2 ns`: three significant digits, SI prefix, unit; `-` for nothing.
[[nodiscard]] std::string format_quantity(double value, const std::string& unit);
[[nodiscard]] std::string format_quantity(const std::optional<double>& value,
                                          const std::string& unit);

/// A plain decimal number, with nothing before or after it. Infinite where beyond a double.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// Without blanks, tabs and carriage returns at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);

}  // namespace hopspice

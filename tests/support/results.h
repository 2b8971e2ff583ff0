#pragma once
// Results unwrapped: a failure ends the test with the diagnostics' own words.

#include <hopspice/result.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace hopspice::test {

/// One line per diagnostic.
inline std::string words_of(const Diagnostics& diagnostics) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics) {
        text += format_diagnostic(diagnostic) + "\n";
    }
    return text;
}

/// The value, or an exception that GoogleTest prints.
template <typename T>
T value_of(Result<T> result) {
    if (!result) {
        throw std::runtime_error(words_of(result.error()));
    }
    return std::move(result.value());
}

}  // namespace hopspice::test

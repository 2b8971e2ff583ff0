#pragma once
// A value or the diagnostics that say why there is none; named after std::expected, which replaces
// it the day every supported compiler has it.

#include <hopspice/diagnostics.h>

#include <utility>
#include <variant>

namespace hopspice {

/// Wraps diagnostics on their way into a Result.
struct Unexpected {
    Diagnostics diagnostics;
};

/// Either a `T` or the diagnostics of a failure (at least one of severity Error).
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Unexpected failure) : state_(std::in_place_index<1>, std::move(failure.diagnostics)) {}

    [[nodiscard]] bool has_value() const { return state_.index() == 0; }
    explicit operator bool() const { return has_value(); }

    /// The value; only when has_value().
    [[nodiscard]] T& value() { return std::get<0>(state_); }
    [[nodiscard]] const T& value() const { return std::get<0>(state_); }
    [[nodiscard]] T& operator*() & { return value(); }
    [[nodiscard]] const T& operator*() const& { return value(); }
    [[nodiscard]] T&& operator*() && { return std::get<0>(std::move(state_)); }
    [[nodiscard]] T* operator->() { return &value(); }
    [[nodiscard]] const T* operator->() const { return &value(); }

    /// The diagnostics; only when !has_value().
    [[nodiscard]] const Diagnostics& error() const { return std::get<1>(state_); }

private:
    std::variant<T, Diagnostics> state_;
};

}  // namespace hopspice

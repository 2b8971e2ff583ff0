#pragma once
// What is fuzzed: one function of bytes per reader, and one of a whole model.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace hopspice::fuzz {

/// Reads the bytes; whatever they are, it comes back, and aborts where what is promised of any
/// bytes does not hold.
struct Target {
    std::string_view name;
    void (*run)(std::string_view bytes);
};

[[nodiscard]] std::span<const Target> targets();

/// Null where there is none of that name.
[[nodiscard]] const Target* find_target(std::string_view name);

void read_spec_bytes(std::string_view bytes);
void read_target_bytes(std::string_view bytes);
void read_queries_bytes(std::string_view bytes);
void read_override_bytes(std::string_view bytes);
void read_array_bytes(std::string_view bytes);
void read_netlist_bytes(std::string_view bytes);
void read_library_bytes(std::string_view bytes);
void read_waves_bytes(std::string_view bytes);
void lint_bytes(std::string_view bytes);
void read_database_bytes(std::string_view bytes);
void merge_bytes(std::string_view bytes);

/// JSON `{"target": NAME, "set": ["KEY=VALUE", ...], "spec": {...}}`: what `check` does not call
/// impossible compiles, and nothing that is wrong is our own fault.
void build_bytes(std::string_view bytes);

/// Another one of these: a value of it is changed, copied, moved or taken away. At most `limit`
/// bytes; the text as it was where it is no JSON.
[[nodiscard]] std::string mutated_model(std::string_view text, std::size_t limit,
                                        std::uint64_t seed);

/// A file for readers that take no bytes; it is overwritten by the next one of the same name.
[[nodiscard]] std::string file_of(const std::string& name, std::string_view bytes);

}  // namespace hopspice::fuzz

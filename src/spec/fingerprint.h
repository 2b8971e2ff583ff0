#pragma once
// Checksums of all that a circuit is made from: specs with the arrays they refer to, targets with
// their libraries, queries.

#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace hopspice::spec {

/// FNV-1a, 64 bit, over bytes that say their own length.
class Fingerprint {
public:
    void add(std::string_view text);
    void add(double number);
    void add(std::uint64_t number);
    void add(const Matrix& matrix);
    void add(const std::vector<double>& numbers);
    /// 16 hexadecimal digits.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::uint64_t value() const { return hash_; }

private:
    void add_bytes(const void* data, std::size_t size);
    std::uint64_t hash_ = 0xcbf29ce484222325U;
};

/// The text of a target's libraries, of what these include, and of its own table of kits.
void add_libraries(Fingerprint& print, const Target& target);

/// All that a recall sees of a spec but its queries; not the name of its file.
[[nodiscard]] std::uint64_t fingerprint_of(const Spec& spec);
/// The target, and the text of its libraries and of what these include.
[[nodiscard]] std::uint64_t fingerprint_of(const Target& target);
[[nodiscard]] std::uint64_t fingerprint_of(std::span<const Query> queries);

}  // namespace hopspice::spec

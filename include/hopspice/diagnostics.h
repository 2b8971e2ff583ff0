#pragma once
// What the library tells a user about his input: one rule, one place, one value per diagnostic.

#include <cstddef>
#include <string>
#include <vector>

namespace hopspice {

/// How much a diagnostic matters: an error stops the stage, a warning says what is risky.
enum class Severity { Error, Warning };

/// One finding. Printed as `file: pointer: message [id]`.
struct Diagnostic {
    std::string id;  ///< stable identifier, `HS-E012` or `HS-W003`
    Severity severity = Severity::Error;
    std::string file;     ///< the file the user wrote, `command line` for arguments, may be empty
    std::string pointer;  ///< JSON pointer into that file (RFC 6901), may be empty
    std::string message;  ///< lower case, no full stop, states the rule and the value
};

/// An ordered collection of findings.
class Diagnostics {
public:
    void add(Diagnostic diagnostic) { items_.push_back(std::move(diagnostic)); }
    void append(const Diagnostics& other) {
        items_.insert(items_.end(), other.items_.begin(), other.items_.end());
    }
    [[nodiscard]] bool has_errors() const {
        for (const Diagnostic& item : items_) {
            if (item.severity == Severity::Error) {
                return true;
            }
        }
        return false;
    }
    [[nodiscard]] bool empty() const { return items_.empty(); }
    [[nodiscard]] std::size_t size() const { return items_.size(); }
    [[nodiscard]] auto begin() const { return items_.begin(); }
    [[nodiscard]] auto end() const { return items_.end(); }
    [[nodiscard]] const Diagnostic& front() const { return items_.front(); }

private:
    std::vector<Diagnostic> items_;
};

/// One line for a person: `hamming.json: /hidden/0/weights/3: row has 6 numbers, ... [HS-E012]`.
[[nodiscard]] std::string format_diagnostic(const Diagnostic& diagnostic);

/// One row of the table of everything the library can diagnose.
struct DiagnosticRule {
    std::string id;
    Severity severity = Severity::Error;
    std::string message;  ///< with `{}` where the values go
};

/// Every rule, in the order of its id.
[[nodiscard]] std::vector<DiagnosticRule> list_diagnostics();

}  // namespace hopspice

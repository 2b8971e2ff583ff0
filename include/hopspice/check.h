#pragma once
// Is it stable, does it fit: what can be said of a model and a target before any circuit exists.

#include <hopspice/result.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <string>
#include <vector>

namespace hopspice {

enum class Verdict { Certain, Risky, Impossible };

/// One finding of `check`, with the number it rests on and the limit that number is held against.
struct CheckItem {
    std::string subject;   ///< `stability`, `range`, `crossbar`, `amplifier`, ...
    std::string where;     ///< `visible`, `hidden codewords`, ...
    std::string quantity;  ///< what was computed, with its unit
    double value = 0;
    std::string limit;  ///< the rule it is held against
    Verdict verdict = Verdict::Certain;
    std::string meaning;  ///< one sentence for the user
};

struct CheckReport {
    std::string model;
    std::string target;
    std::vector<CheckItem> items;

    [[nodiscard]] Verdict verdict() const;
};

/// Certificates of boundedness and convergence, signal ranges, noise gain, bandwidth, swing, slew.
[[nodiscard]] Result<CheckReport> check(const Spec& spec, const Target& target);

/// A table that lines up, for people; `format_check_json` is for programs.
[[nodiscard]] std::string format_check(const CheckReport& report);
[[nodiscard]] std::string format_check_json(const CheckReport& report);
[[nodiscard]] std::string to_string(Verdict verdict);

}  // namespace hopspice

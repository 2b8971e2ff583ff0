#pragma once
// What `check` says of a bank: rows with verdicts.

#include "analog/network.h"
#include "model/ranges.h"

#include <hopspice/check.h>
#include <hopspice/target.h>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace hopspice::cells {

/// Certain up to one value, risky up to another.
[[nodiscard]] inline Verdict graded(double value, double certain, double possible) {
    return value <= certain    ? Verdict::Certain
           : value <= possible ? Verdict::Risky
                               : Verdict::Impossible;
}

struct Judgement {
    const analog::Network& network;
    std::size_t index;  ///< of the bank
    const model::Ranges& ranges;
    const Target& target;
    std::vector<CheckItem> items = {};

    [[nodiscard]] const analog::Bank& bank() const { return network.banks[index]; }

    void add(const std::string& subject, const std::string& quantity, double value,
             const std::string& limit, Verdict verdict, const std::string& meaning) {
        items.push_back({subject, bank().name, quantity, value, limit, verdict, meaning});
    }

    /// One sigma of an amplifier's input offset, volt.
    [[nodiscard]] double offset_volts() const {
        return std::hypot(target.amplifier.offset_sigma, target.amplifier.array_offset_sigma);
    }
};

/// A row where products are made by transistors, whose error the macromodel does not have.
/// `certain` is how large the error may be without a doubt about the result.
void judge_multipliers(Judgement& judgement, double certain, const std::string& meaning);

}  // namespace hopspice::cells

#pragma once
// What `check` says of a model on a target, held against what compile and recall make of it.

#include <hopspice/check.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <string>
#include <vector>

namespace hopspice::test {

/// A sentence per false assurance; none: what `check` says is true.
struct Soundness {
    Verdict verdict = Verdict::Impossible;  ///< of `check`; impossible where it refuses the model
    std::vector<std::string> violations = {};
    std::vector<std::string> reasons = {};  ///< what is not certain, for people
};

/// What must hold for a spec that passes every rule of the format and has queries:
/// - what `check` refuses is no error of ours, and compile refuses it too;
/// - what is not impossible compiles, read-back included; that, and `check`, take less than
///   `longest_s` of processor time each;
/// - what is certain is recalled: every query settles, or is read at the time it asks for; it
///   agrees with the ODE; and the ODE rests there: 40 of its largest tau later it is where the
///   circuit is, within two settling bands, which is one place (model/rest.h), and the level's
///   tolerance.
[[nodiscard]] Soundness soundness(const Spec& spec, const Target& target, double longest_s = 5);

}  // namespace hopspice::test

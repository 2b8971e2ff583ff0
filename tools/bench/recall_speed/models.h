#pragma once
// What is measured: shipped models, and random ones of any size.

#include <hopspice/result.h>
#include <hopspice/spec.h>

#include <cstddef>
#include <string>

namespace hopspice::bench {

/// `64x16`: an associative memory of 16 random patterns of 64 bits, softmax, with queries in which
/// every tenth bit is wrong; any other text: the spec file of that name. The same text gives the
/// same model on every machine.
[[nodiscard]] Result<Spec> model_of(const std::string& text);

}  // namespace hopspice::bench

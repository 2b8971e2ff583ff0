#pragma once
// Two waveforms of one circuit, held against each other.

#include "circuit/layout.h"
#include "wave/waveform.h"

#include <hopspice/result.h>

#include <cstddef>

namespace hopspice::measure {

struct Difference {
    double largest = 0;      ///< of a visible state, model units
    std::size_t neuron = 0;  ///< where
    double at_s = 0;         ///< when
};

/// The visible states of `other` at its own points, against those of `reference` interpolated
/// there: what a simulator does not print is not held against it. Points within an edge of the rest
/// or the release are left out: what a switch is between its thresholds differs by language.
/// Errors: HS-E316 for a signal that `other` has not, or where it ends before `reference` does.
[[nodiscard]] Result<Difference> compare(const wave::Waveform& reference,
                                         const wave::Waveform& other,
                                         const circuit::Layout& layout);

/// Largest difference of a visible state, model units.
struct Behind {
    double path = 0;  ///< behind the release, up to where the first of the two ends
    double end = 0;   ///< there
    double way = 0;   ///< of the reference, from the release to there
};
/// Two simulators that each end a run where they see it settle. Errors: HS-E316 for a signal that
/// one has not, or where one ends before the release.
[[nodiscard]] Result<Behind> compare_behind_release(const wave::Waveform& reference,
                                                    const wave::Waveform& other,
                                                    const circuit::Layout& layout);

}  // namespace hopspice::measure

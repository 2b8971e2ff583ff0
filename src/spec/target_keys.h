#pragma once
// The keys of `hopspice-target/1` and the fields of a Target that they set: the one table that
// reader, writer, checksum and published schema go by.

#include "spec/shapes.h"

#include <hopspice/target.h>

#include <string>
#include <vector>

namespace hopspice::spec {

inline constexpr const char* kTargetFormat = "hopspice-target/1";

/// A field of a target, as a number: a word is its place among the key's choices, a flag 0 or 1.
struct TargetField {
    double (*get)(const Target&) = nullptr;
    void (*set)(Target&, double) = nullptr;
};

/// A key with its field, whose default is the key's; or with those of the object at it; or with
/// neither: it is read and written by code of its own.
struct TargetKey {
    KeyRow row;
    TargetField field = {};
    std::vector<TargetKey> keys = {};
    std::string rules = {};  ///< of the object, see ObjectShape
    bool own_only = false;   ///< an object that is written where one of its keys is not the default
};

/// The file itself, with its keys in the order in which they are written.
[[nodiscard]] const TargetKey& target_file();

}  // namespace hopspice::spec

#pragma once
// Where the files lie that the tests of the readers share.

#include <string>

namespace hopspice::test {

inline const std::string kArrays = std::string(HOPSPICE_SOURCE_DIR) + "/tests/data/arrays/";
inline const std::string kLibraries = std::string(HOPSPICE_SOURCE_DIR) + "/tests/data/libraries/";

}  // namespace hopspice::test

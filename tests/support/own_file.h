#pragma once
// A file that no other test's process writes at the same time.

#include <gtest/gtest.h>

#include <unistd.h>

#include <string>

namespace hopspice::test {

inline std::string own_file(const std::string& name) {
    return testing::TempDir() + std::to_string(getpid()) + "-" + name;
}

}  // namespace hopspice::test

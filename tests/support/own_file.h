#pragma once
// A file that no other test's process writes at the same time.

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <string>

namespace hopspice::test {

/// `name` in a folder of this process.
inline std::string own_file(const std::string& name) {
    const std::string folder = testing::TempDir() + "hopspice-test-" + std::to_string(getpid());
    std::filesystem::create_directories(folder);
    return folder + "/" + name;
}

}  // namespace hopspice::test

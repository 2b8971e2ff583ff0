#pragma once
// Foundries' kits for tests: at $HOPSPICE_PDK_ROOT, else where a checkout has them beside it. None
// is a part of the project.

#include <hopspice/target.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace hopspice::test {

/// Where kits are, which `$PDK_ROOT` of targets is from now on; empty where there are none. What is
/// found out of them is kept in a folder of the tests.
inline std::string pdk_root() {
    setenv("HOPSPICE_CACHE", (testing::TempDir() + "hopspice-test-cache").c_str(), 0);
    const char* said = std::getenv("HOPSPICE_PDK_ROOT");
    const std::string root = said != nullptr ? said : HOPSPICE_SOURCE_DIR "/../shared/pdk";
    std::error_code ignored;
    if (!std::filesystem::is_directory(root, ignored)) {
        unsetenv("PDK_ROOT");
        return "";
    }
    const std::string path = std::filesystem::canonical(root, ignored).string();
    setenv("PDK_ROOT", path.c_str(), 1);
    return path;
}

/// A kit's folder, by its name; empty where it is not here.
inline std::string kit_folder(const std::string& name) {
    const std::string root = pdk_root();
    std::error_code ignored;
    const std::string folder = root + "/" + name;
    return !root.empty() && std::filesystem::is_directory(folder, ignored) ? folder : "";
}

/// The built-in targets but those whose kits are not here.
inline std::vector<ListedItem> targets_here() {
    static_cast<void>(pdk_root());
    std::vector<ListedItem> targets = list_targets();
    std::erase_if(targets, [](const ListedItem& item) {
        const auto target = read_target(item.name, {});
        return !target &&
               (target.error().front().id == "HS-E123" || target.error().front().id == "HS-E126");
    });
    return targets;
}

/// The built-in targets of devices that need no kit: those that are read where there is none, which
/// takes no time.
inline std::vector<ListedItem> targets_without_kits() {
    static_cast<void>(pdk_root());
    const char* said = std::getenv("PDK_ROOT");
    const std::string root = said == nullptr ? "" : said;
    unsetenv("PDK_ROOT");
    std::vector<ListedItem> targets = list_targets();
    std::erase_if(targets,
                  [](const ListedItem& item) { return !read_target(item.name, {}).has_value(); });
    if (!root.empty()) {
        setenv("PDK_ROOT", root.c_str(), 1);
    }
    return targets;
}

}  // namespace hopspice::test

/// Skips a test whose kit is not here, by the kit's name; fails it with HOPSPICE_REQUIRE_KITS.
#define HOPSPICE_NEEDS_KIT(name)                                                               \
    if (hopspice::test::kit_folder(name).empty()) {                                            \
        if (std::getenv("HOPSPICE_REQUIRE_KITS") != nullptr) {                                 \
            FAIL() << "kit `" << (name) << "` is required";                                    \
        }                                                                                      \
        GTEST_SKIP() << "kit `" << (name) << "` is not at $HOPSPICE_PDK_ROOT, nor beside the " \
                     << "checkout in shared/pdk";                                              \
    }

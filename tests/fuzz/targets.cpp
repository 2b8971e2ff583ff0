// The table of targets, and the folder for those that read files.

#include "fuzz/targets.h"

#include "support/temporary_folder.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>

namespace hopspice::fuzz {

namespace {

constexpr std::array<Target, 12> kTargets = {{{"spec", read_spec_bytes},
                                              {"target", read_target_bytes},
                                              {"queries", read_queries_bytes},
                                              {"overrides", read_override_bytes},
                                              {"arrays", read_array_bytes},
                                              {"netlist", read_netlist_bytes},
                                              {"library", read_library_bytes},
                                              {"waves", read_waves_bytes},
                                              {"lint", lint_bytes},
                                              {"database", read_database_bytes},
                                              {"merge", merge_bytes},
                                              {"end_to_end", build_bytes}}};

}  // namespace

std::span<const Target> targets() { return kTargets; }

const Target* find_target(std::string_view name) {
    const auto place = std::ranges::find(kTargets, name, &Target::name);
    return place == kTargets.end() ? nullptr : place;
}

std::string file_of(const std::string& name, std::string_view bytes) {
    static const Result<TemporaryFolder> folder = TemporaryFolder::make("hopspice-fuzz");
    if (!folder) {
        std::abort();
    }
    const std::string path = folder->path() + "/" + name;
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path;
}

}  // namespace hopspice::fuzz

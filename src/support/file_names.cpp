#include "support/file_names.h"

#include "support/lower_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace hopspice {

namespace {

/// With what stands before and behind it a name stays within the 255 bytes of a file system.
constexpr std::size_t kLongest = 100;

bool is_plain(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
}

}  // namespace

std::string file_name(std::string_view text, std::string_view fallback) {
    std::string name(text.empty() ? fallback : text.substr(0, kLongest));
    std::ranges::replace_if(
        name, [](char c) { return !is_plain(c); }, '_');
    return name;
}

std::string FileNames::add(std::string_view text, std::string_view fallback) {
    const std::string name = file_name(text, fallback);
    std::string free = name;
    for (int number = 2; !taken_.insert(lower_case(free)).second; ++number) {
        free = fmt::format("{}-{}", name, number);
    }
    return free;
}

}  // namespace hopspice

#pragma once
// Checks for our own mistakes, never for user input: the process ends with the place of the bug.

#include <cstdio>
#include <cstdlib>

namespace hopspice {

[[noreturn]] inline void assertion_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "hopspice: internal error: %s at %s:%d\n", condition, file, line);
    std::abort();
}

}  // namespace hopspice

#define HOPSPICE_ASSERT(condition)      \
    ((condition) ? static_cast<void>(0) \
                 : ::hopspice::assertion_failed(#condition, __FILE__, __LINE__))
#define HOPSPICE_UNREACHABLE() ::hopspice::assertion_failed("unreachable", __FILE__, __LINE__)

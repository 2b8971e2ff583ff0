// The entry points of libFuzzer, for the target this is compiled for.

#include "fuzz/targets.h"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

std::string_view view(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const hopspice::fuzz::Target* const kTarget =
        hopspice::fuzz::find_target(HOPSPICE_FUZZ_TARGET);
    if (kTarget == nullptr) {
        std::abort();
    }
    kTarget->run(view(data, size));
    return 0;
}

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t limit);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t limit, unsigned int seed) {
    constexpr unsigned int kBytesNowAndThen = 16;
    if (std::string_view(HOPSPICE_FUZZ_TARGET) != "end_to_end" || seed % kBytesNowAndThen == 0) {
        return LLVMFuzzerMutate(data, size, limit);
    }
    const std::string changed = hopspice::fuzz::mutated_model(view(data, size), limit, seed);
    std::ranges::copy(changed, data);
    return changed.size();
}

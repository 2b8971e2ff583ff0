#include "cosim/decoding.h"

#include "support/assert.h"

namespace hopspice::cosim {

Decoding::Decoding(const Spec& spec, const std::vector<std::size_t>& prompt, double range)
    : reader_(spec.readout, range) {
    const HiddenBlock* block = spec.find_token_driven();
    HOPSPICE_ASSERT(block != nullptr && prompt.size() >= block->size());
    context_.assign(prompt.end() - static_cast<std::ptrdiff_t>(block->size()), prompt.end());
}

std::size_t Decoding::append(std::span<const double> visible) {
    const std::size_t token = reader_.identify(visible);
    context_.erase(context_.begin());
    context_.push_back(token);
    tokens_.push_back(token);
    return token;
}

}  // namespace hopspice::cosim

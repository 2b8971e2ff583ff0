#include "proof/token_contexts.h"

namespace hopspice::proof {

namespace {

/// The part of every slot's number that one digit is, 0 for `place` 0.
std::vector<std::size_t> digits(std::size_t slots, std::size_t vocabulary, std::size_t place) {
    std::vector<std::size_t> result(slots, 0);
    for (std::size_t slot = 0; slot < slots && place > 0; ++slot) {
        result[slot] = slot / place % vocabulary;
    }
    return result;
}

}  // namespace

std::vector<std::vector<std::size_t>> contexts_to_read(std::size_t slots, std::size_t vocabulary) {
    std::vector<std::vector<std::size_t>> contexts;
    if (slots == 0 || vocabulary < 2) {
        return {{}};
    }
    for (std::size_t place = 0; place < slots; place = place == 0 ? 1 : place * vocabulary) {
        const std::vector<std::size_t> shift = digits(slots, vocabulary, place);
        for (std::size_t token = 0; token < vocabulary; ++token) {
            std::vector<std::size_t> tokens;
            for (std::size_t slot = 0; slot < slots; ++slot) {
                tokens.push_back((token + shift[slot]) % vocabulary);
            }
            contexts.push_back(std::move(tokens));
        }
    }
    return contexts;
}

}  // namespace hopspice::proof

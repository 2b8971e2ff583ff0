#pragma once
// Rows, or columns, by how many entries they have.

#include "twin/positions.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace hopspice::twin {

/// A set of (count, index), in ascending order. Indices are a bit each, of every count that occurs.
class ByCount {
public:
    struct Place {
        std::size_t count = 0;
        int index = 0;
    };

    explicit ByCount(std::size_t indices) : words_((indices + kBits - 1) / kBits) {}

    [[nodiscard]] std::size_t size() const { return size_; }

    void insert(std::size_t count, int index) {
        if (count >= bits_.size()) {
            bits_.resize(count + 1);
            sizes_.resize(count + 1);
        }
        bits_[count].resize(words_);
        bits_[count][to_index(index) / kBits] |= bit(index);
        ++sizes_[count];
        ++size_;
    }
    void erase(std::size_t count, int index) {
        bits_[count][to_index(index) / kBits] &= ~bit(index);
        --sizes_[count];
        --size_;
    }

    [[nodiscard]] Place begin() const { return first_from({0, 0}); }
    [[nodiscard]] Place after(Place place) const {
        return first_from({place.count, place.index + 1});
    }
    [[nodiscard]] bool is_end(const Place& place) const { return place.count >= bits_.size(); }

private:
    static constexpr std::size_t kBits = 64;

    static std::uint64_t bit(int index) { return std::uint64_t{1} << to_index(index) % kBits; }

    [[nodiscard]] Place first_from(Place from) const {
        for (std::size_t count = from.count; count < bits_.size(); ++count, from.index = 0) {
            if (sizes_[count] == 0) {
                continue;
            }
            std::uint64_t keep = ~std::uint64_t{0} << to_index(from.index) % kBits;
            for (std::size_t word = to_index(from.index) / kBits; word < words_; ++word) {
                if (const std::uint64_t left = bits_[count][word] & keep) {
                    return {count, to_int(word * kBits) + std::countr_zero(left)};
                }
                keep = ~std::uint64_t{0};
            }
        }
        return {bits_.size(), 0};
    }

    std::size_t words_;
    std::vector<std::vector<std::uint64_t>> bits_;  ///< by count
    std::vector<std::size_t> sizes_;                ///< by count
    std::size_t size_ = 0;
};

}  // namespace hopspice::twin

#include "models.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <random>
#include <utility>
#include <vector>

namespace hopspice::bench {

namespace {

constexpr std::size_t kQueries = 32;
constexpr double kSharpness = 16;  // beta times visible neurons: the nearest pattern wins clearly

std::optional<std::pair<std::size_t, std::size_t>> size_of(const std::string& text) {
    std::size_t visible = 0;
    std::size_t patterns = 0;
    const char* end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, visible);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != 'x') {
        return std::nullopt;
    }
    const auto second = std::from_chars(first.ptr + 1, end, patterns);
    const bool whole = second.ec == std::errc{} && second.ptr == end;
    return whole ? std::optional(std::pair{visible, patterns}) : std::nullopt;
}

class RandomModel {
public:
    RandomModel(std::size_t visible, std::size_t patterns) : visible_(visible) {
        for (std::size_t k = 0; k < patterns; ++k) {
            std::string& pattern = patterns_.emplace_back(visible, '0');
            for (char& bit : pattern) {
                bit = (generator_() & 1U) != 0 ? '1' : '0';
            }
        }
    }

    [[nodiscard]] std::string text() {
        std::string rows;
        std::string queries;
        for (const std::string& pattern : patterns_) {
            rows += fmt::format("{}\"{}\"", rows.empty() ? "" : ", ", pattern);
        }
        for (std::size_t k = 0; k < kQueries; ++k) {
            const std::string& pattern = patterns_[k % patterns_.size()];
            queries += fmt::format(R"({}{{"id": "{}", "visible": "{}", "expect": "{}"}})",
                                   queries.empty() ? "" : ", ", k, damaged(pattern), pattern);
        }
        return fmt::format(R"({{"format": "denseam/1", "name": "random-{0}x{1}",
            "visible": {{"size": {0}, "activation": "identity", "tau": 1}},
            "hidden": [{{"name": "memories", "tau": 0.1,
                         "energy": {{"type": "softmax", "beta": {2}}},
                         "weights": {{"patterns": [{3}], "encoding": "bipolar"}}}}],
            "readout": {{"type": "sign"}}, "queries": [{4}]}})",
                           visible_, patterns_.size(), kSharpness / static_cast<double>(visible_),
                           rows, queries);
    }

private:
    std::string damaged(std::string pattern) {
        for (std::size_t k = 0; k < visible_ / 10; ++k) {
            char& bit = pattern[generator_() % visible_];
            bit = bit == '1' ? '0' : '1';
        }
        return pattern;
    }

    std::size_t visible_;
    std::mt19937 generator_{1};  // NOLINT(cert-msc51-cpp): the same on every machine
    std::vector<std::string> patterns_;
};

}  // namespace

Result<Spec> model_of(const std::string& text) {
    if (const auto size = size_of(text)) {
        return read_spec_text(RandomModel(size->first, size->second).text(), text, "");
    }
    return read_spec(text);
}

}  // namespace hopspice::bench

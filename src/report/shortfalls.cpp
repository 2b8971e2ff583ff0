// What keeps an exit code from 0, in words.

#include <hopspice/results.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace hopspice {

namespace {

constexpr std::size_t kNamed = 3;

/// By Shortfall: what it is called of one and of several.
struct Words {
    const char* one;
    const char* several;
};
constexpr std::array<Words, kShortfalls> kWords = {
    {{"has diverged", "have diverged"},
     {"has not settled", "have not settled"},
     {"has settled, but not at rest", "have settled, but not at rest"},
     {"does not agree with the ODE", "do not agree with the ODE"},
     {"was not recalled as expected", "were not recalled as expected"}}};

}  // namespace

std::optional<Shortfall> shortfall_of(Status status, std::optional<bool> correct,
                                      std::optional<bool> rests, std::optional<bool> agrees) {
    if (status == Status::Failed || correct.value_or(false)) {
        return std::nullopt;
    }
    if (status == Status::Diverged) {
        return Shortfall::Diverged;
    }
    if (status == Status::Unsettled) {
        return Shortfall::Unsettled;
    }
    if (!rests.value_or(true)) {
        return Shortfall::Passing;
    }
    if (correct) {
        return Shortfall::Unexpected;
    }
    return agrees.value_or(true) ? std::nullopt : std::optional(Shortfall::Disagrees);
}

void Shortfalls::add(Shortfall kind, const std::string& id) {
    Kind& counted = kinds[static_cast<std::size_t>(kind)];
    ++counted.count;
    if (counted.first.size() < kNamed) {
        counted.first.push_back(id);
    }
}

bool Shortfalls::any() const {
    return std::ranges::any_of(kinds, [](const Kind& kind) { return kind.count > 0; });
}

std::vector<std::string> format_shortfalls(const Shortfalls& shortfalls, std::size_t of,
                                           const std::string& things) {
    std::vector<std::string> sentences;
    for (std::size_t k = 0; k < kShortfalls; ++k) {
        const auto& [count, first] = shortfalls.kinds[k];
        if (count == 0) {
            continue;
        }
        const std::string more =
            count > first.size() ? fmt::format(" and {} more", count - first.size()) : "";
        sentences.push_back(fmt::format("{} of {} {} {}: {}{}", count, of, things,
                                        count == 1 ? kWords[k].one : kWords[k].several,
                                        fmt::join(first, ", "), more));
    }
    return sentences;
}

}  // namespace hopspice

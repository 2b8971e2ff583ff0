#include "batch/shard.h"

#include "support/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace hopspice {

namespace {

std::optional<std::uint64_t> count_of(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole ? std::optional(number) : std::nullopt;
}

}  // namespace

Result<Shard> read_shard(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash != std::string_view::npos) {
        const auto index = count_of(text.substr(0, slash));
        const auto of = count_of(text.substr(slash + 1));
        if (index && of && *index >= 1 && *index <= *of && *of <= batch::kMaxShards) {
            return Shard{*index, *of};
        }
    }
    constexpr std::size_t kShown = 60;
    return fail(Rule::ShardInvalid, {"command line", ""}, batch::kMaxShards,
                std::string(text.substr(0, kShown)));
}

}  // namespace hopspice

namespace hopspice::batch {

namespace {

constexpr const char* kShardKey = "shard";

}  // namespace

RunRange runs_of(const Shard& shard, std::uint64_t runs) {
    return {runs * (shard.index - 1) / shard.of, runs * shard.index / shard.of};
}

std::string format_shard(const Shard& shard) { return fmt::format("{}/{}", shard.index, shard.of); }

store::StoredPlan plan_of_shard(store::StoredPlan plan, const Shard& shard) {
    plan.facts.emplace_back(kShardKey, format_shard(shard));
    return plan;
}

store::StoredPlan plan_of_whole(store::StoredPlan plan) {
    std::erase_if(plan.facts, [](const auto& fact) { return fact.first == kShardKey; });
    return plan;
}

std::optional<Shard> shard_in(const store::Facts& facts) {
    for (const auto& [key, value] : facts) {
        if (key == kShardKey) {
            const auto shard = read_shard(value);
            return shard ? std::optional(*shard) : std::nullopt;
        }
    }
    return std::nullopt;
}

RunRange runs_in(const store::Facts& facts) {
    const std::uint64_t runs = number_in(facts, "runs");
    const auto shard = shard_in(facts);
    return shard ? runs_of(*shard, runs) : RunRange{0, runs};
}

std::uint64_t number_in(const store::Facts& facts, const std::string& key) {
    const auto fact = std::ranges::find(facts, key, &store::Facts::value_type::first);
    return fact == facts.end() ? 0 : std::strtoull(fact->second.c_str(), nullptr, 10);
}

}  // namespace hopspice::batch

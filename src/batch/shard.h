#pragma once
// A shard of a batch: which runs are its own, and how its database says so.

#include "store/run_store.h"

#include <hopspice/batch.h>

#include <cstdint>
#include <optional>
#include <string>

namespace hopspice::batch {

/// More parts than this are more than schedulers number.
inline constexpr std::uint64_t kMaxShards = 100'000;

/// The runs of a shard of so many: every run is in exactly one.
[[nodiscard]] RunRange runs_of(const Shard& shard, std::uint64_t runs);
/// `2/8`.
[[nodiscard]] std::string format_shard(const Shard& shard);

/// The plan as the database of a shard holds it: one more fact.
[[nodiscard]] store::StoredPlan plan_of_shard(store::StoredPlan plan, const Shard& shard);
/// The plan of the whole batch.
[[nodiscard]] store::StoredPlan plan_of_whole(store::StoredPlan plan);
/// Which shard a database is, nothing for one of a whole batch.
[[nodiscard]] std::optional<Shard> shard_in(const store::Facts& facts);
/// The runs a database is for: of its shard, or all.
[[nodiscard]] RunRange runs_in(const store::Facts& facts);
/// A number among the facts, 0 where there is none.
[[nodiscard]] std::uint64_t number_in(const store::Facts& facts, const std::string& key);

}  // namespace hopspice::batch

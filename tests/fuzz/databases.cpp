// The readers of databases of runs.

#include "fuzz/targets.h"

#include <hopspice/batch.h>

#include <filesystem>

namespace hopspice::fuzz {

void read_database_bytes(std::string_view bytes) {
    const std::string file = file_of("runs.db", bytes);
    const auto summary = read_batch(file);
    if (summary) {
        static_cast<void>(format_batch(*summary));
        static_cast<void>(format_batch_json(*summary));
    }
    static_cast<void>(write_batch_csv(file, "", "/dev/null", CsvColumns::All));
}

void merge_bytes(std::string_view bytes) {
    const std::string part = file_of("part.db", bytes);
    const std::string whole = file_of("whole.db", "");
    static_cast<void>(merge_batches(whole, {part}));
    std::error_code ignored;
    for (const char* end : {"-wal", "-shm", "-journal"}) {
        std::filesystem::remove(whole + end, ignored);
    }
}

}  // namespace hopspice::fuzz

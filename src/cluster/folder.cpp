#include "cluster/folder.h"

#include "store/lock.h"
#include "store/run_store.h"
#include "support/rules.h"

#include <hopspice/files.h>

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

namespace hopspice::cluster {

namespace fs = std::filesystem;

Folder::Folder(const std::string& database)
    : path_(fs::absolute(database).lexically_normal().string() + ".shards") {}

bool Folder::exists() const {
    std::error_code ignored;
    return fs::exists(path_, ignored);
}

Diagnostics Folder::create() const {
    std::error_code error;
    fs::create_directory(path_, error);
    return error ? fail(Rule::FileUnwritable, {path_, ""}, error.message()).diagnostics
                 : Diagnostics{};
}

void Folder::remove() const {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::string Folder::file(std::uint64_t shard, const char* extension) const {
    return fmt::format("{}/shard-{}{}", path_, shard, extension);
}

std::string Folder::database(std::uint64_t shard) const { return file(shard, ".db"); }

std::vector<std::string> Folder::databases(std::uint64_t shards) const {
    std::vector<std::string> found;
    for (std::uint64_t shard = 1; shard <= shards; ++shard) {
        const std::string path = database(shard);
        std::error_code ignored;
        // A task that was killed in its first instants has left an empty one.
        if (fs::exists(path, ignored) && !store::FileLock::find_holder(path) &&
            store::RunReader::open(path)) {
            found.push_back(path);
        }
    }
    return found;
}

Diagnostics Folder::remove_shards(std::uint64_t shards) const {
    for (std::uint64_t shard = 1; shard <= shards; ++shard) {
        if (const auto holder = store::FileLock::find_holder(database(shard))) {
            return fail(Rule::DatabaseInUse, {database(shard), ""}, *holder).diagnostics;
        }
        for (const char* extension : {".db-wal", ".db-shm", ".db-journal", ".db", ".progress"}) {
            std::error_code ignored;
            fs::remove(file(shard, extension), ignored);
        }
    }
    return {};
}

std::uint64_t Folder::progress(std::uint64_t shard) const {
    std::uint64_t stored = 0;
    std::ifstream(file(shard, ".progress")) >> stored;
    return stored;
}

std::string Folder::last_words(std::uint64_t shard) const {
    std::ifstream log(file(shard, ".log"));
    std::string last;
    for (std::string line; std::getline(log, line);) {
        if (line.find_first_not_of(" \t\r") != std::string::npos) {
            last = line;
        }
    }
    return last;
}

JobNote Folder::read_note() const {
    JobNote note;
    std::ifstream file(state());
    for (std::string key, value; file >> key >> value;) {
        if (key == "shards") {
            note.shards = std::strtoull(value.c_str(), nullptr, 10);
        } else if (key == "name") {
            note.name = value;
        } else if (key == "job") {
            note.number = value;
        }
    }
    return note;
}

Diagnostics Folder::write_note(const JobNote& note) const {
    std::string text = fmt::format("shards {}\n", note.shards);
    text += note.name.empty() ? "" : fmt::format("name {}\n", note.name);
    text += note.number.empty() ? "" : fmt::format("job {}\n", note.number);
    return write_file(state(), text);
}

}  // namespace hopspice::cluster

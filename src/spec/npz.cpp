#include "spec/npz.h"

#include "spec/npy.h"
#include "support/words.h"

#include <fmt/format.h>

#include <zip.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace hopspice::spec {

namespace {

constexpr std::string_view kSuffix = ".npy";

struct CloseArchive {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseEntry {
    void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};
using Archive = std::unique_ptr<zip_t, CloseArchive>;
using Entry = std::unique_ptr<zip_file_t, CloseEntry>;

Unexpected corrupt_npz(const DataSource& source, std::string_view reason) {
    return fail(Rule::DataCorrupt, source.where, source.name, ".npz", reason);
}

/// The archive reads from `bytes`, which must outlive it.
Archive open_archive(const std::string& bytes, std::string& problem) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* memory = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    Archive archive(memory == nullptr ? nullptr : zip_open_from_source(memory, ZIP_RDONLY, &error));
    if (archive == nullptr) {
        problem = zip_error_strerror(&error);
        zip_source_free(memory);
    }
    zip_error_fini(&error);
    return archive;
}

/// The names of all arrays, without `.npy`.
std::vector<std::string> array_names(zip_t* archive) {
    std::vector<std::string> names;
    const zip_int64_t entries = zip_get_num_entries(archive, 0);
    for (zip_int64_t k = 0; k < entries; ++k) {
        const char* name = zip_get_name(archive, static_cast<zip_uint64_t>(k), 0);
        const std::string_view view = name == nullptr ? "" : name;
        if (view.ends_with(kSuffix)) {
            names.emplace_back(view.substr(0, view.size() - kSuffix.size()));
        }
    }
    return names;
}

/// Up to `size` bytes more; nothing where unpacking fails.
std::optional<std::string> read_more(zip_file_t* entry, std::size_t size) {
    std::string bytes(size, '\0');
    std::size_t filled = 0;
    while (filled < size) {
        const zip_int64_t got = zip_fread(entry, bytes.data() + filled, size - filled);
        if (got < 0) {
            return std::nullopt;
        }
        if (got == 0) {
            break;
        }
        filled += static_cast<std::size_t>(got);
    }
    bytes.resize(filled);
    return bytes;
}

Result<ArrayData> read_entry(zip_t* archive, const std::string& name, const DataSource& source) {
    const Entry entry(zip_fopen(archive, name.c_str(), 0));
    if (entry == nullptr) {
        return corrupt_npz(source, zip_strerror(archive));
    }
    auto bytes = read_more(entry.get(), kMaxNpyHeader);
    if (!bytes) {
        return corrupt_npz(source, zip_file_strerror(entry.get()));
    }
    const auto header = read_npy_header(*bytes, source);
    if (!header) {
        return Unexpected{header.error()};
    }
    const std::size_t whole = header->data_offset + header->count() * header->item_size;
    // One byte more than announced shows an entry that is too long, and makes libzip check the sum.
    const std::size_t missing = whole + 1 > bytes->size() ? whole + 1 - bytes->size() : 0;
    const auto rest = read_more(entry.get(), missing);
    if (!rest) {
        return corrupt_npz(source, zip_file_strerror(entry.get()));
    }
    return read_npy(*bytes + *rest, source);
}

}  // namespace

Result<ArrayData> read_npz(const std::string& bytes, const std::string& array,
                           const DataSource& source) {
    std::string problem;
    const Archive archive = open_archive(bytes, problem);
    if (archive == nullptr) {
        return corrupt_npz(source, problem);
    }
    const std::vector<std::string> names = array_names(archive.get());
    if (names.empty()) {
        return corrupt_npz(source, "it holds no array");
    }
    if (array.empty() && names.size() != 1) {
        return fail(Rule::NpzArray, source.where, source.name, "`array` must say which",
                    quote_all(names));
    }
    if (!array.empty() && std::ranges::find(names, array) == names.end()) {
        return fail(Rule::NpzArray, source.where, source.name,
                    fmt::format("there is no `{}`{}", shorten(array), suggest(array, names)),
                    quote_all(names));
    }
    const std::string& chosen = array.empty() ? names.front() : array;
    return read_entry(archive.get(), chosen + std::string(kSuffix), source);
}

}  // namespace hopspice::spec

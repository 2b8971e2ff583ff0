#include "sim/words.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace hopspice::sim {

namespace {

constexpr std::size_t kFirst = 4;
constexpr std::size_t kLast = 4;
constexpr std::size_t kLineBytes = 200;

constexpr std::array<std::string_view, 7> kComplaints = {
    "error", "aborted", "not parsed", "interrupted", "singular", "fatal", "timestep too small"};

/// What operating point searches print while they are still at work.
constexpr std::array<std::string_view, 3> kProgress = {"note:", "trying gmin", "supplies reduced"};

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

bool same_letter(char a, char b) { return lower(a) == lower(b); }

bool is_word_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool starts_with_progress(std::string_view line) {
    return std::ranges::any_of(kProgress, [&](std::string_view start) {
        return line.size() >= start.size() &&
               std::equal(start.begin(), start.end(), line.begin(), same_letter);
    });
}

}  // namespace

bool contains_word(std::string_view text, std::string_view word) {
    auto from = text.begin();
    while (true) {
        const auto found = std::search(from, text.end(), word.begin(), word.end(), same_letter);
        if (found == text.end()) {
            return false;
        }
        const auto after = found + static_cast<std::ptrdiff_t>(word.size());
        const bool starts = found == text.begin() || !is_word_character(*(found - 1));
        const bool ends = after == text.end() || !is_word_character(*after);
        if (starts && ends) {
            return true;
        }
        from = found + 1;
    }
}

bool Words::hear(std::string_view line, Keep keep) {
    const bool is_error_stream = line.starts_with("stderr ");
    if (is_error_stream || line.starts_with("stdout ")) {
        line.remove_prefix(7);
    }
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.front())) != 0) {
        line.remove_prefix(1);
    }
    const bool complains = std::ranges::any_of(
        kComplaints, [&](std::string_view word) { return contains_word(line, word); });
    if (line.empty() || starts_with_progress(line) ||
        !(complains || (keep == Keep::All && is_error_stream))) {
        return false;
    }
    std::string kept(line.substr(0, kLineBytes));
    if (std::ranges::find(first_, kept) != first_.end() ||
        std::ranges::find(last_, kept) != last_.end()) {
        return false;
    }
    add(std::move(kept));
    return true;
}

void Words::add(std::string line) {
    error_ = error_ || contains_word(line, "error");
    if (first_.size() < kFirst) {
        first_.push_back(std::move(line));
        return;
    }
    last_.push_back(std::move(line));
    if (last_.size() > kLast) {
        last_.pop_front();
        gap_ = true;
    }
}

void Words::clear() { *this = Words{}; }

const std::string& Words::last() const { return last_.empty() ? first_.back() : last_.back(); }

std::string Words::text() const {
    std::string text;
    const auto append = [&text](std::string_view line) {
        if (!text.empty()) {
            text += "; ";
        }
        text += line;
    };
    for (const std::string& line : first_) {
        append(line);
    }
    if (gap_) {
        append("...");
    }
    for (const std::string& line : last_) {
        append(line);
    }
    return text;
}

}  // namespace hopspice::sim

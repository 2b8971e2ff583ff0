#include "spec/library_cut.h"

#include "spec/fingerprint.h"
#include "spec/library_lines.h"
#include "support/cache_folder.h"
#include "support/lower_case.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace hopspice::spec {

namespace {

/// What is kept or left as one.
struct Unit {
    std::string text;  ///< lines
    bool subcircuit = false;
    bool kept = false;
};

bool is_in_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '$' ||
           c == '#' || c == '@' || c == '!';
}

/// `nmos_3p3` of `nmos_3p3.12`.
std::string without_bin(const std::string& model) {
    const std::size_t dot = model.find_last_of('.');
    const bool bin = dot != std::string::npos && dot + 1 < model.size() &&
                     std::all_of(model.begin() + static_cast<std::ptrdiff_t>(dot) + 1, model.end(),
                                 [](unsigned char c) { return std::isdigit(c) != 0; });
    return bin ? model.substr(0, dot) : model;
}

/// An assignment of a `.param`: where its name begins, and that name.
struct Assignment {
    std::size_t begin = 0;
    std::string name;
};

/// The name in front of `end`, behind which perhaps the parameters of a function stand.
Assignment name_before(std::string_view text, std::size_t end) {
    const auto skip_blanks = [&] {
        while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '\t')) {
            --end;
        }
    };
    skip_blanks();
    if (end > 0 && text[end - 1] == ')') {
        end = text.rfind('(', end - 1);
        end = end == std::string_view::npos ? 0 : end;
        skip_blanks();
    }
    std::size_t begin = end;
    while (begin > 0 && is_in_name(text[begin - 1])) {
        --begin;
    }
    return {begin, lower_case(text.substr(begin, end - begin))};
}

/// Of the text behind `.param`. An `=` inside of quotes, braces or parentheses, or of a comparison,
/// assigns nothing.
std::vector<Assignment> assignments_of(std::string_view text) {
    constexpr std::string_view kComparisons = "=<>!";
    std::vector<Assignment> found;
    int depth = 0;
    bool quoted = false;
    for (std::size_t k = 0; k < text.size(); ++k) {
        const char c = text[k];
        quoted = quoted != (c == '\'' || c == '"');
        depth += c == '{' || c == '(' ? 1 : c == '}' || c == ')' ? -1 : 0;
        const bool compares = (k > 0 && kComparisons.find(text[k - 1]) != std::string_view::npos) ||
                              (k + 1 < text.size() && text[k + 1] == '=');
        if (c == '=' && !quoted && depth == 0 && !compares) {
            found.push_back(name_before(text, k));
        }
    }
    return found;
}

/// A library as units, by what they define.
class Units {
public:
    explicit Units(std::span<const std::string> statements) {
        for (const std::string& statement : statements) {
            add(statement);
        }
    }

    /// Of that name: a subcircuit, or anything else; null: of any kind.
    void keep(const std::string& name, const bool* subcircuit) {
        for (auto [place, end] = by_name_.equal_range(name); place != end; ++place) {
            Unit& unit = units_[place->second];
            if (!unit.kept && (subcircuit == nullptr || unit.subcircuit == *subcircuit)) {
                unit.kept = true;
                pending_.push_back(place->second);
            }
        }
    }

    [[nodiscard]] std::string text() {
        while (!pending_.empty()) {
            const std::size_t next = pending_.back();
            pending_.pop_back();
            keep_words_of(units_[next].text);
        }
        std::string text;
        for (const Unit& unit : units_) {
            text += unit.kept ? unit.text : "";
        }
        return text;
    }

private:
    void add(const std::string& statement) {
        const std::string card = card_of(statement);
        const bool begins = card == ".subckt" || card == ".macro";
        if (open_ == 0 && conditions_ == 0) {
            if (card.starts_with(".param")) {
                return add_parameters(card, statement);
            }
            units_.push_back({{}, begins, false});
        }
        if (open_ == 0) {
            define(card, statement);
        }
        units_.back().text += statement + "\n";
        if (begins) {
            ++open_;
        } else if (open_ > 0) {
            open_ -= card == ".ends" || card == ".eom" ? 1U : 0U;
        } else if (card == ".if") {
            ++conditions_;
        } else if (card == ".endif" && conditions_ > 0) {
            --conditions_;
        }
    }

    /// What a statement outside of subcircuits defines.
    void define(const std::string& card, const std::string& statement) {
        if (card.starts_with(".param")) {
            for (const Assignment& assignment : assignments_of(statement)) {
                by_name_.emplace(assignment.name, units_.size() - 1);
            }
            return;
        }
        const std::vector<std::string> words = words_of(statement);
        const bool defines =
            card == ".subckt" || card == ".macro" || card == ".model" || card == ".func";
        if (defines && words.size() > 1) {
            const std::string name = lower_case(words[1]);
            by_name_.emplace(card == ".model" ? without_bin(name) : name, units_.size() - 1);
        }
    }

    /// A `.param` of many is many.
    void add_parameters(const std::string& card, const std::string& statement) {
        const std::string text = statement.substr(card.size());
        const std::vector<Assignment> all = assignments_of(text);
        for (std::size_t k = 0; k < all.size(); ++k) {
            const std::size_t end = k + 1 < all.size() ? all[k + 1].begin : text.size();
            const std::string own = text.substr(all[k].begin, end - all[k].begin);
            by_name_.emplace(all[k].name, units_.size());
            units_.push_back(
                {".param " + own.substr(0, own.find_last_not_of(" \t,") + 1) + "\n", false, false});
        }
    }

    /// Names as expressions have them, and as words that may have other characters.
    void keep_words_of(const std::string& unit) {
        const std::string text = lower_case(unit);
        for (std::size_t begin = 0; begin < text.size();) {
            std::size_t end = begin;
            while (end < text.size() && is_in_name(text[end])) {
                ++end;
            }
            if (end > begin) {
                keep(text.substr(begin, end - begin), nullptr);
            }
            begin = end + 1;
        }
        constexpr std::string_view kEnds = " \t\n,()='\"{}";
        for (std::size_t begin = 0; begin < text.size();) {
            const std::size_t end = std::min(text.find_first_of(kEnds, begin), text.size());
            const std::string_view word = std::string_view(text).substr(begin, end - begin);
            if (word.find_first_of("+-*/:~") != std::string_view::npos) {
                keep(std::string(word), nullptr);
            }
            begin = end + 1;
        }
    }

    std::vector<Unit> units_;
    std::multimap<std::string, std::size_t> by_name_;
    std::vector<std::size_t> pending_;
    std::size_t open_ = 0;        ///< subcircuits
    std::size_t conditions_ = 0;  ///< `.if` outside of them
};

}  // namespace

std::string cut_library(std::span<const std::string> statements,
                        std::span<const KitDevice> devices) {
    Units units(statements);
    for (const KitDevice& device : devices) {
        units.keep(device.name, &device.subcircuit);
    }
    return units.text();
}

std::string keep_cut(const std::string& text) {
    Fingerprint print;
    print.add(text);
    const std::string name = "cuts/" + print.text() + ".lib";
    const std::string folder = cache_folder();
    if (folder.empty()) {
        return "";
    }
    const std::string path = std::filesystem::absolute(folder + "/" + name).string();
    if (path.find_first_of("\"';") != std::string::npos) {
        return "";  // no simulator reads such a path
    }
    if (find_cached(name, text.size()) != text) {
        keep_cached(name, text);
    }
    std::error_code failed;
    return std::filesystem::file_size(path, failed) == text.size() && !failed ? path : "";
}

}  // namespace hopspice::spec

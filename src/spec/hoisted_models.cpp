#include "spec/hoisted_models.h"

#include "spec/library_lines.h"
#include "support/lower_case.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <map>
#include <set>
#include <vector>

namespace hopspice::spec {

namespace {

bool is_word_char(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
}

bool begins_word(std::string_view text, std::size_t place) {
    return is_word_char(text[place]) && (place == 0 || !is_word_char(text[place - 1]));
}

std::string_view word_at(std::string_view text, std::size_t place) {
    std::size_t end = place;
    while (end < text.size() && is_word_char(text[end])) {
        ++end;
    }
    return text.substr(place, end - place);
}

/// Of `.param a=1 b=2`, or what follows the ports of a subcircuit: names and values.
std::vector<std::pair<std::string, std::string>> values_of(const std::string& statement) {
    std::vector<std::pair<std::string, std::string>> all;
    for (const std::string& word : words_of(lower_case(statement))) {
        const std::size_t equals = word.find('=');
        if (equals != std::string::npos) {
            all.emplace_back(word.substr(0, equals), word.substr(equals + 1));
        }
    }
    return all;
}

bool is_zero(const std::string& value) {
    return !value.empty() && value.find_first_not_of("0.+-") == std::string::npos &&
           value.find('0') != std::string::npos;
}

/// Behind the parenthesis that closes the one at `open`; npos: none does.
std::size_t behind_closing(std::string_view text, std::size_t open) {
    int depth = 0;
    for (std::size_t k = open; k < text.size(); ++k) {
        depth += text[k] == '(' ? 1 : text[k] == ')' ? -1 : 0;
        if (depth == 0) {
            return k + 1;
        }
    }
    return std::string_view::npos;
}

/// Without `+z*(...)`, z being 0, as the last term or before a sum goes on.
std::string without_zeros(std::string text, const std::set<std::string, std::less<>>& zeros) {
    std::size_t plus = text.find('+');
    while (plus != std::string::npos) {
        const std::string_view name = word_at(text, plus + 1);
        const std::size_t open = plus + 1 + name.size() + 1;
        const bool none = !name.empty() && text.compare(open - 1, 2, "*(") == 0 &&
                          zeros.contains(lower_case(std::string(name)));
        const std::size_t end = none ? behind_closing(text, open) : std::string::npos;
        if (end < text.size() && std::string_view("}'+-").find(text[end]) != std::string::npos) {
            text.erase(plus, end - plus);
            --plus;
        }
        plus = text.find('+', plus + 1);
    }
    return text;
}

/// Whether a word that is no parameter's own name, in front of an `=`, is one of `names`.
bool depends_on(const std::string& model, const std::set<std::string>& names) {
    const std::string text = lower_case(model);
    for (std::size_t place = 0; place < text.size(); ++place) {
        if (!begins_word(text, place)) {
            continue;
        }
        const std::string word(word_at(text, place));
        const std::size_t next = text.find_first_not_of(" \t", place + word.size());
        const bool assigned = next != std::string::npos && text[next] == '=';
        if (!assigned && names.contains(word)) {
            return true;
        }
    }
    return false;
}

class Hoist {
public:
    explicit Hoist(std::string_view library) {
        for (std::size_t begin = 0; begin < library.size();) {
            const std::size_t end = std::min(library.find('\n', begin), library.size());
            lines_.emplace_back(library.substr(begin, end - begin));
            begin = end + 1;
        }
        find_zeros();
    }

    std::string text() {
        std::string all;
        for (std::size_t k = 0; k < lines_.size();) {
            const std::size_t end = card_of(lines_[k]) == ".subckt" ? end_of(k) : k + 1;
            for (const std::string& line : end > k + 1 ? hoisted(k, end) : plain(k, end)) {
                all += line + "\n";
            }
            k = end;
        }
        return all;
    }

private:
    void find_zeros() {
        std::set<std::string> others;
        int open = 0;
        for (const std::string& line : lines_) {
            const std::string card = card_of(line);
            open += card == ".subckt" ? 1 : card == ".ends" ? -1 : 0;
            if (card == ".model") {
                ++models_[lower_case(words_of(line).at(1))];
            }
            for (const auto& [name, value] :
                 open == 0 && card == ".param" ? values_of(line) : decltype(values_of(line)){}) {
                (is_zero(value) ? zeros_.insert(name).second : others.insert(name).second);
            }
        }
        std::erase_if(zeros_, [&](const std::string& name) { return others.contains(name); });
    }

    /// Behind the `.ends` of the subcircuit that begins there.
    [[nodiscard]] std::size_t end_of(std::size_t begin) const {
        std::size_t end = begin;
        int open = 0;
        do {
            const std::string card = card_of(lines_[end]);
            open += card == ".subckt" ? 1 : card == ".ends" ? -1 : 0;
            ++end;
        } while (end < lines_.size() && open > 0);
        return end;
    }

    [[nodiscard]] std::vector<std::string> plain(std::size_t begin, std::size_t end) const {
        const auto at = [&](std::size_t k) {
            return lines_.begin() + static_cast<std::ptrdiff_t>(k);
        };
        return {at(begin), at(end)};
    }

    /// The models of a subcircuit, then the rest of it; all as it was where one has to stay.
    [[nodiscard]] std::vector<std::string> hoisted(std::size_t begin, std::size_t end) const {
        std::set<std::string> own;
        for (std::size_t k = begin; k < end; ++k) {
            const std::string card = card_of(lines_[k]);
            if (k > begin && (card == ".subckt" || card == ".if")) {
                return plain(begin, end);
            }
            for (const auto& [name, value] : card == ".subckt" || card == ".param"
                                                 ? values_of(lines_[k])
                                                 : decltype(values_of(lines_[k])){}) {
                own.insert(name);
            }
        }
        std::vector<std::string> models;
        std::vector<std::string> rest;
        for (std::size_t k = begin; k < end; ++k) {
            if (card_of(lines_[k]) != ".model") {
                rest.push_back(lines_[k]);
                continue;
            }
            models.push_back(without_zeros(lines_[k], zeros_));
            if (depends_on(models.back(), own) ||
                models_.at(lower_case(words_of(lines_[k]).at(1))) > 1) {
                return plain(begin, end);
            }
        }
        models.insert(models.end(), rest.begin(), rest.end());
        return models;
    }

    std::vector<std::string> lines_;
    std::set<std::string, std::less<>> zeros_;  ///< global parameters
    std::map<std::string, int> models_;         ///< how often a name is defined
};

}  // namespace

std::string hoist_models(std::string_view library) { return Hoist(library).text(); }

}  // namespace hopspice::spec

#include "kinds/kind.h"

#include <algorithm>

namespace hopspice::kinds {

namespace {

const std::vector<Kind>& table() {
    static const std::vector<Kind> kTable = {
#define HOPSPICE_KIND(enumerator, name) name##_kind(),
#include <hopspice/kinds.def>
#undef HOPSPICE_KIND
    };
    return kTable;
}

const Kind* find(std::string_view Kind::*field, std::string_view word) {
    const auto place = std::ranges::find(table(), word, field);
    return word.empty() || place == table().end() ? nullptr : &*place;
}

}  // namespace

const Kind& kind_of(const Function& function) {
    return table()[static_cast<std::size_t>(function.type)];
}

const std::vector<const Kind*>& all_kinds() {
    static const std::vector<const Kind*> kAll = [] {
        std::vector<const Kind*> all;
        for (const Kind& kind : table()) {
            all.push_back(&kind);
        }
        return all;
    }();
    return kAll;
}

const Kind* find_energy(std::string_view word) { return find(&Kind::word, word); }

const Kind* find_activation(std::string_view word) { return find(&Kind::visible_word, word); }

std::string name_of(const Function& function) {
    const Kind& kind = kind_of(function);
    if (kind.name != nullptr) {
        return kind.name(function);
    }
    return std::string(kind.visible_word.empty() ? kind.word : kind.visible_word);
}

}  // namespace hopspice::kinds

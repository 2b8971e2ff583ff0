#include <hopspice/engine.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace hopspice {

namespace {

struct Choice {
    EngineChoice choice;
    std::string_view name;
    std::string_view meaning;
};

constexpr auto kChoices = std::to_array<Choice>({
    {EngineChoice::Auto, "auto", "the twin where it takes the circuit, else ngspice"},
    {EngineChoice::Twin, "twin", "our own engine, for circuits of our own parts"},
    {EngineChoice::Ngspice, "ngspice", "the embedded libngspice"},
});

}  // namespace

std::string to_string(EngineChoice choice) {
    return std::string(std::ranges::find(kChoices, choice, &Choice::choice)->name);
}

std::optional<EngineChoice> find_engine_choice(std::string_view name) {
    const auto* const found = std::ranges::find(kChoices, name, &Choice::name);
    return found == kChoices.end() ? std::nullopt : std::optional(found->choice);
}

std::vector<ListedItem> list_engine_choices() {
    std::vector<ListedItem> items;
    for (const Choice& choice : kChoices) {
        items.push_back({std::string(choice.name), std::string(choice.meaning)});
    }
    return items;
}

EngineChoice default_engine() {
    const char* name = std::getenv("HOPSPICE_ENGINE");
    return find_engine_choice(name != nullptr ? name : "auto").value_or(EngineChoice::Auto);
}

}  // namespace hopspice

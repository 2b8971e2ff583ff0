// The project's own device cards. Where the figures come from: models/devices/generic.lib.

#include "circuit/parts.h"

#include <algorithm>

namespace hopspice::circuit {

namespace {

std::vector<ModelCard> junction_transistors() {
    return {
        {"npn_generic",
         "npn",
         {{"is", 1.3e-17},
          {"bf", 150},
          {"vaf", 60},
          {"ikf", 1.5e-3},
          {"ise", 1e-17},
          {"ne", 2},
          {"rb", 200},
          {"re", 20},
          {"rc", 100},
          {"tf", 8e-12},
          {"cje", 4e-15},
          {"vje", 0.8},
          {"cjc", 3e-15},
          {"vjc", 0.6},
          {"cjs", 4e-15},
          {"tr", 5e-10},
          {"xtb", 1.5},
          {"eg", 1.12},
          {"xti", 3}}},
        {"pnp_generic",
         "pnp",
         {{"is", 1.3e-17},
          {"bf", 80},
          {"vaf", 40},
          {"ikf", 1e-3},
          {"ise", 1e-17},
          {"ne", 2},
          {"rb", 250},
          {"re", 25},
          {"rc", 120},
          {"tf", 1.5e-11},
          {"cje", 4e-15},
          {"vje", 0.8},
          {"cjc", 4e-15},
          {"vjc", 0.6},
          {"cjs", 5e-15},
          {"tr", 1e-9},
          {"xtb", 1.5},
          {"eg", 1.12},
          {"xti", 3}}},
    };
}

std::vector<ModelCard> diodes() {
    return {
        {"schottky_generic",
         "d",
         {{"is", 1e-8}, {"n", 1.02}, {"rs", 10}, {"cjo", 2e-14}, {"eg", 0.69}, {"xti", 2}}},
        {"junction_generic",
         "d",
         {{"is", 1e-16},
          {"n", 1},
          {"rs", 20},
          {"cjo", 5e-15},
          {"vj", 0.8},
          {"m", 0.4},
          {"tt", 1e-10},
          {"eg", 1.12},
          {"xti", 3}}},
    };
}

std::vector<ModelCard> mosfets_180nm() {
    return {
        {"n_generic",
         "nmos",
         {{"level", 1},
          {"vto", 0.55},
          {"kp", 1.7e-4},
          {"gamma", 0.5},
          {"phi", 0.8},
          {"lambda", 0.1},
          {"tox", 7e-9},
          {"cgso", 2e-10},
          {"cgdo", 2e-10},
          {"cgbo", 1e-10},
          {"cj", 9e-4},
          {"mj", 0.36},
          {"cjsw", 2.5e-10},
          {"mjsw", 0.36},
          {"pb", 0.7}}},
        {"p_generic",
         "pmos",
         {{"level", 1},
          {"vto", -0.65},
          {"kp", 5.8e-5},
          {"gamma", 0.45},
          {"phi", 0.8},
          {"lambda", 0.12},
          {"tox", 7e-9},
          {"cgso", 2e-10},
          {"cgdo", 2e-10},
          {"cgbo", 1e-10},
          {"cj", 1.2e-3},
          {"mj", 0.5},
          {"cjsw", 3e-10},
          {"mjsw", 0.43},
          {"pb", 0.9}}},
    };
}

std::vector<ModelCard> mosfets_45nm() {
    return {
        {"n45_generic",
         "nmos",
         {{"level", 1},
          {"vto", 0.42},
          {"kp", 2.3e-4},
          {"gamma", 0.35},
          {"phi", 0.85},
          {"lambda", 0.12},
          {"tox", 5e-9},
          {"cgso", 2.5e-10},
          {"cgdo", 2.5e-10},
          {"cgbo", 1e-10},
          {"cj", 1.2e-3},
          {"mj", 0.36},
          {"cjsw", 2e-10},
          {"mjsw", 0.36},
          {"pb", 0.7}}},
        {"p45_generic",
         "pmos",
         {{"level", 1},
          {"vto", -0.45},
          {"kp", 7.5e-5},
          {"gamma", 0.35},
          {"phi", 0.85},
          {"lambda", 0.15},
          {"tox", 5e-9},
          {"cgso", 2.5e-10},
          {"cgdo", 2.5e-10},
          {"cgbo", 1e-10},
          {"cj", 1.4e-3},
          {"mj", 0.5},
          {"cjsw", 2.5e-10},
          {"mjsw", 0.43},
          {"pb", 0.9}}},
    };
}

}  // namespace

const std::vector<ModelCard>& generic_cards() {
    static const std::vector<ModelCard> kCards = [] {
        std::vector<ModelCard> all;
        for (const auto& family :
             {junction_transistors(), diodes(), mosfets_180nm(), mosfets_45nm()}) {
            all.insert(all.end(), family.begin(), family.end());
        }
        return all;
    }();
    return kCards;
}

const ModelCard* find_generic_card(const std::string& name) {
    const auto& cards = generic_cards();
    const auto place = std::ranges::find(cards, name, &ModelCard::name);
    return place == cards.end() ? nullptr : &*place;
}

}  // namespace hopspice::circuit

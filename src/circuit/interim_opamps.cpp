#include "circuit/interim_opamps.h"
#include <algorithm>
#include "circuit/builder.h"
namespace hopspice::circuit {
namespace {
struct B {
    Subcircuit s;
    explicit B(std::string n, std::vector<std::string> ports) {
        s.name = std::move(n);
        s.comment = "interim";
        s.ports = std::move(ports);
        s.nets = {"0"};
        for (auto& p : s.ports)
            s.nets.push_back(p);
    }
    NetId net(const std::string& n) {
        auto p = std::ranges::find(s.nets, n);
        auto i = static_cast<std::uint32_t>(p - s.nets.begin());
        if (p == s.nets.end())
            s.nets.push_back(n);
        return NetId{i};
    }
    void m(const std::string& n, std::vector<std::string> t, const std::string& model, double w,
           double l, double mult = 1) {
        Element e;
        e.kind = Kind::Mosfet;
        e.name = n;
        for (auto& x : t)
            e.nets.push_back(net(x));
        e.model = model;
        e.parameters = mos_parameters({w, l, mult});
        s.elements.push_back(e);
    }
    void p(Kind k, const std::string& n, const std::string& a, const std::string& b, double v) {
        Element e;
        e.kind = k;
        e.name = n;
        e.nets = {net(a), net(b)};
        e.value = v;
        s.elements.push_back(e);
    }
};
}  // namespace
Subcircuit interim_cmos(const std::string& name, double drive) {
    B b(name, {"inp", "inn", "out", "vcc", "vee", "bn", "bp"});
    b.m("mt", {"t", "bn", "vee", "vee"}, "n_generic", 40e-6, 1e-6);
    b.m("m1", {"x", "inn", "t", "vee"}, "n_generic", 40e-6, .5e-6);
    b.m("m2", {"y", "inp", "t", "vee"}, "n_generic", 40e-6, .5e-6);
    b.m("m3", {"x", "x", "vcc", "vcc"}, "p_generic", 12e-6, .35e-6);
    b.m("m4", {"y", "x", "vcc", "vcc"}, "p_generic", 12e-6, .35e-6);
    b.m("m6", {"out", "y", "vcc", "vcc"}, "p_generic", 12e-6, .35e-6, 24 * drive);
    b.m("m7", {"out", "bn", "vee", "vee"}, "n_generic", 40e-6, 1e-6, 12 * drive);
    b.p(Kind::Capacitor, "cc", "out", "z", 0.5e-12);
    b.p(Kind::Resistor, "rz", "z", "y", 150 / drive);
    b.p(Kind::Resistor, "rbp", "bp", "vcc", 1e9);
    return b.s;
}
Subcircuit interim_cmos_bias(double n) {
    B b("hs_bias", {"ref", "vcc", "vee", "bn", "bp"});
    b.p(Kind::Resistor, "rb", "ref", "bn", 17e3 / n);
    b.m("mb", {"bn", "bn", "vee", "vee"}, "n_generic", 40e-6, 1e-6, n);
    b.m("mbn", {"bp", "bn", "vee", "vee"}, "n_generic", 40e-6, 1e-6, n);
    b.m("mbp", {"bp", "bp", "vcc", "vcc"}, "p_generic", 40e-6, 1e-6, n);
    return b.s;
}
Subcircuit interim_switch() {
    B b("hs_switch", {"a", "b", "on", "off", "vcc", "vee"});
    b.m("mn", {"a", "on", "b", "vee"}, "n_generic", 20e-6, .35e-6);
    b.m("mp", {"a", "off", "b", "vcc"}, "p_generic", 40e-6, .35e-6);
    return b.s;
}
Subcircuit interim_inverter() {
    B b("hs_inverter", {"in", "out", "vcc", "vee"});
    b.m("mn", {"out", "in", "vee", "vee"}, "n_generic", 10e-6, .35e-6);
    b.m("mp", {"out", "in", "vcc", "vcc"}, "p_generic", 30e-6, .35e-6);
    return b.s;
}
std::vector<ModelCard> interim_cards() {
    return {{"n_generic",
             "nmos",
             {{"level", 1},
              {"vto", 0.5},
              {"kp", 170e-6},
              {"gamma", 0.58},
              {"phi", 0.84},
              {"lambda", 0.1},
              {"tox", 7.6e-9},
              {"cgso", 0.12e-9},
              {"cgdo", 0.12e-9},
              {"cgbo", 0.1e-9},
              {"cj", 0.94e-3},
              {"mj", 0.36},
              {"cjsw", 0.25e-9},
              {"mjsw", 0.36},
              {"pb", 0.7}}},
            {"p_generic",
             "pmos",
             {{"level", 1},
              {"vto", -0.65},
              {"kp", 58e-6},
              {"gamma", 0.4},
              {"phi", 0.8},
              {"lambda", 0.15},
              {"tox", 7.6e-9},
              {"cgso", 0.1e-9},
              {"cgdo", 0.1e-9},
              {"cgbo", 0.1e-9},
              {"cj", 1.36e-3},
              {"mj", 0.56},
              {"cjsw", 0.32e-9},
              {"mjsw", 0.43},
              {"pb", 1.0}}}};
}
}  // namespace hopspice::circuit

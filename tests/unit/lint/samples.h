#pragma once
// A bad and a good deck for every rule of the linter, a table per theme.

#include "lint/rule_table.h"

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace hopspice::lint {

enum class Frame {
    Deck,  // a title (Spectre: its language) before it, `.end` behind it
    None,  // a whole file
};

struct Sample {
    std::string_view rule;
    Dialects dialects;
    std::string_view bad;
    std::string_view good;
    std::size_t line = 2;  ///< of the finding, in the framed deck
    Frame frame = Frame::Deck;
};

inline constexpr Dialects kAll{Ngspice, Ltspice, Hspice, Pspice, Spectre, Xyce, Gnucap, Spice3};

/// Of lines and comments.
inline constexpr Sample kLayoutSamples[] = {
    {"missing-title", kAllSpice, "R1 a 0 1\nV1 a 0 1\n.op\n.end\n",
     "R1 comes first\nR1 a 0 1\nV1 a 0 1\n.op\n.end\n", 1, Frame::None},
    {"missing-title", kAllSpice, ".tran 1 2\nV1 a 0 1\n.end\n",
     "* .tran\n.tran 1 2\nV1 a 0 1\n.end\n", 1, Frame::None},
    {"missing-end",
     {Hspice, Pspice},
     "t\nV1 a 0 1\n.op\n",
     "t\nV1 a 0 1\n.op\n.end\n",
     3,
     Frame::None},
    {"final-newline",
     {Ltspice, Hspice, Pspice, Xyce, Spice3},
     "t\nV1 a 0 1\n.end",
     "t\nV1 a 0 1\n.end\n",
     3,
     Frame::None},
    {"after-end", kAllSpice, "t\nV1 a 0 1\n.END\nR1 a 0 1\n", "t\nV1 a 0 1\nR1 a 0 1\n.end\n* x\n",
     4, Frame::None},
    {"leading-blank", {Xyce, Spice3}, " R1 a 0 1", "R1 a 0 1\n  * R2 a 0 1\n \t"},
    {"leading-blank", {Xyce, Spice3}, "\tR1 a 0 1", "R1 a 0\n+ 1"},
    {"inline-comment", {Gnucap, Hspice}, "R1 a 0 1 ; x", "R1 a 0 1\n* ; x"},
    {"inline-comment", {Spectre}, "r1 (a 0) resistor r=1 ; x", "r1 (a 0) resistor r=1 // ; x"},
    {"inline-comment", {Ltspice, Pspice, Xyce, Gnucap}, "R1 a 0 1 $ x", "R1 a$b 0 1"},
    {"inline-comment",
     {Ltspice, Pspice, Xyce, Gnucap},
     "R1 a 0 1 // x",
     ".include \"a//b\"\n.lib a//b"},
    {"inline-comment", {Ngspice, Ltspice, Xyce}, "R1 a 0 1 * x", "R1 a 0 {2 * 3}"},
    {"backslash",
     {Ngspice, Ltspice, Pspice, Xyce, Gnucap, Spice3, Hspice},
     "R1 a 0 \\\n1",
     "R1 a 0\n+ 1"},
    {"control-block",
     {Ltspice, Hspice, Pspice, Spectre, Xyce, Gnucap, Spice3},
     ".control\nrun\nlet a = v(b)^3\n.endc",
     "* .control"},
};

/// Of numbers.
inline constexpr Sample kNumberSamples[] = {
    {"suffix-x", {Ngspice, Ltspice, Pspice, Gnucap, Spice3}, "R1 a 0 1x", "R1 a 1x 1e6"},
    {"suffix-x", {Ngspice, Ltspice, Pspice, Gnucap}, ".param r=2*1X", ".param r1x=2"},
    {"suffix-M", kAllSpice, "r1 a 0 1M", "r1 a 0 1Meg"},
    {"suffix-M", kAllSpice, "V1 a 0 sin(0 1 10MHz)", "V1 A 0 SIN(0 1 10MEGHZ)\nC1 A 0 1MIL"},
    {"suffix-a", {Ngspice, Ltspice, Pspice, Xyce, Spice3}, "C1 a 0 1a", "I1 a 0 1A"},
    {"suffix-a", {Hspice, Gnucap}, "I1 a 0 dc 1A", "C1 a 0 1a"},
    {"suffix-F", kAllSpice, "c1 a 0 1F", "c1 a 0 1f\nC2 a 0 1pF"},
    {"suffix-micro",
     {Ltspice, Hspice, Pspice, Xyce, Gnucap, Spice3},
     "C1 a 0 1\xC2\xB5",
     "C1 a 0 1u"},
    {"suffix-micro",
     {Ltspice, Hspice, Pspice, Xyce, Gnucap, Spice3},
     "C1 a 0 1\xB5"
     "F",
     "C1 a\xB5 0 1uF"},
    {"suffix-infix",
     {Ngspice, Hspice, Pspice, Xyce, Spice3, Gnucap},
     "R1 a 0 4K7",
     "R1 4k7 0 4.7K\nR2 a 0 1e3k\n.param p=1+3"},
    {"suffix-case", {Spectre}, "c1 (a 0) capacitor c=10P", "c1 (a 0) capacitor c=10p"},
    {"suffix-case", {Spectre}, "r1 (a 0) resistor r=1meg", "r1 (a 0) resistor r=1M"},
    {"suffix-case", {Spectre}, "c1 (a 0) capacitor c=10U", "c1 (a 0) capacitor c=10u"},
    {"decimal-comma", kAllSpice, "R1 a 0 1,5", "R1 a 0 1.5\nV1 b 0 PWL(0,1 1,2)"},
    {"zero-ohms", {Ngspice, Spice3, Gnucap}, "R1 a 0 0", "R1 a 0 1"},
    {"zero-ohms", {Ngspice, Spice3, Gnucap}, "R1 a 0 R=0.0", "R1 a 0 tc=0 R=1"},
};

/// Of expressions.
inline constexpr Sample kExpressionSamples[] = {
    {"power",
     {Ngspice, Spice3, Ltspice, Pspice, Xyce},
     "B1 a 0 V=v(b)^3",
     "B1 a 0 V=v(b)*v(b)*v(b)"},
    {"power", {Gnucap}, ".param p={2^3}", ".param p={pow(2,3)}"},
    {"power", {Ngspice, Spice3, Gnucap}, ".param p={(2-5)**3}", ".param p={(2-5)*8}"},
    {"power",
     {Ngspice, Spice3},
     "B1 a 0 V=pow(v(b),3)",
     "B1 a 0 V=pow(v(b),2)+pow(abs(v(b)),3)+2^v(b)+exp(v(b))**3+pow(2,v(b))+v(b)^2"},
    {"pwr",
     {Ngspice, Ltspice, Pspice, Xyce},
     "E1 a 0 VALUE={pwr(v(b),2)}",
     "E1 a 0 VALUE={v(b)*v(b)}"},
    {"limit",
     {Ngspice, Hspice, Gnucap, Spice3},
     "B1 a 0 V=limit(v(b),0,1)",
     "B1 a 0 V=min(max(v(b),0),1)"},
    {"limit",
     {Spectre},
     "b1 (a 0) bsource v=limit(v(b),0,1)",
     "b1 (a 0) bsource v=min(max(v(b),0),1)"},
    {"limit", {Ngspice}, ".param p={LIMIT(1,2)}", ".param limit=1 p={limit}"},
    {"limit", {Xyce}, "B1 a 0 V={limit(v(b),1)}", "B1 a 0 V={limit(v(b),(0+1),max(2,1))}"},
    {"limit",
     {Ngspice},
     "B1 a 0 V=v(c)\n+ +limit(v(b),0,1)",
     ".func limit(x,a,b) {min(max(x,a),b)}\nB1 a 0 V=limit(v(b),0,1)",
     3},
    {"if", {Ngspice, Hspice, Spice3}, "B1 a 0 V=IF(v(b)>0,1,2)", "B1 a 0 V=v(b)>0 ? 1 : 2"},
    {"if", {Spectre}, "b1 (a 0) bsource v=if(v(b)>0,1,2)", "b1 (a 0) bsource v=v(b)>0?1:2"},
    {"ternary", {Gnucap, Pspice, Spice3}, ".param p={1>0 ? 2 : 3}", ".param p={if(1>0,2,3)}"},
    {"ternary", {Xyce}, "B1 a 0 V={v(b)>0 ? v(c): 3}", "B1 a 0 V={v(b)>0 ? v(c) : 3}"},
    {"log", {Xyce}, "B1 a 0 V={log(v(b))}", "B1 a 0 V={ln(v(b))+log10(v(b))}"},
    {"ln", {Gnucap}, ".param p={ln(2)}", ".param p={log(2)}"},
    {"table-function", {Ngspice, Spice3}, "B1 a 0 V=table(v(b),0,0,1,1)", "B1 a 0 V=v(table)"},
    {"pwl-function", {Ngspice}, "B1 a 0 V=pwl(v(b),0,0,1,1)", "V1 a 0 pwl(0 0 1 1)"},
    {"step-function", {Ngspice, Spice3}, "B1 a 0 V=stp(v(b))", "B1 a 0 V=u(v(b))"},
    {"integral", {Ngspice, Spice3, Hspice}, "B1 a 0 V=sdt(v(b))", "B1 a 0 V=v(sdt)"},
    {"integral", {Spectre}, "b1 (a 0) bsource v=sdt(v(b))", "b1 (a 0) bsource v=v(sdt)"},
    {"boolean",
     {Ngspice, Spice3},
     "B1 a 0 V=v(b)>1 & v(c)>1 ? 1 : 2",
     "B1 a 0 V=v(b)>1 && v(c)>1 ? 1 : 2"},
    {"monte-carlo",
     {Ngspice, Xyce, Gnucap, Ltspice, Pspice, Spice3},
     ".param p={agauss(1,2,3)}",
     ".param p={1}"},
    {"monte-carlo", {Spectre}, "r1 (a 0) resistor r=agauss(1,2,3)", "r1 (a 0) resistor r=1"},
    {"monte-carlo",
     {Ngspice, Hspice, Spice3, Gnucap, Pspice, Xyce},
     ".param p={mc(1,2)}",
     ".param mc={1}"},
    {"monte-carlo", {Spectre}, "r1 (a 0) resistor r=mc(1,2)", "r1 (a 0) resistor r=1"},
    {"monte-carlo", {Ngspice}, "R1 a 0 {gauss(1,2,3)}", ".options seed=7\nR1 a 0 {gauss(1,2,3)}"},
    {"quotes", {Ltspice, Pspice, Spectre, Spice3}, "R1 a 0 R='2*3'", "R1 a 0 6"},
    {"quotes", {Hspice, Spectre, Spice3}, "R1 a 0 R={2*3}", "R1 a 0 6"},
    {"bare-parameter",
     {Ltspice, Pspice, Xyce},
     ".param p=1 rload=3\nR1 a 0 RLOAD",
     ".param rload=3\nR1 a 0 {rload}\nR2 a 0 rmod",
     3},
    {"current-of-element", {Spice3, Hspice}, "B1 a 0 V=i(r1)*2", "B1 a 0 V=i(v1)*2"},
};

/// Of names.
inline constexpr Sample kNameSamples[] = {
    {"ground", {Pspice, Xyce, Gnucap}, "R1 a GND 1\nR2 b gnd 2", "R1 a 0 1", 2},
    {"ground", {Spectre}, "r1 (a gnd) resistor r=1", "global 0 gnd\nr1 (a gnd) resistor r=1"},
    {"ground", {Xyce}, "R1 a gnd 1", ".PREPROCESS REPLACEGROUND TRUE\nR1 a gnd 1"},
    {"ground", {Ltspice, Spice3}, "R1 a gnd! 1", "R1 a gnd 1"},
    {"zero-node", kAllSpice, "R1 a 00 1", "R1 a 0 1\nR2 10 100 0.00"},
    {"case-clash", kAllSpice, "R1 a 0 1\nR2 A 0 2\nR3 A 0 2",
     "R1 a 0 1\n.subckt s A\nR1 A 0 1\n.ends", 3},
    {"case-clash",
     {Spectre},
     "r1 (a 0) resistor r=1\nr2 (A 0) resistor r=1",
     "r1 (a 0) resistor r=1\nr2 (a 0) resistor r=1",
     3},
    {"duplicate", kAllSpice, "R1 a 0 1\nr1 a 0 2", "R1 a 0 1\n.subckt s a\nR1 a 0 1\n.ends", 3},
    {"duplicate",
     {Spectre},
     "r1 (a 0) resistor r=1\nr1 (b 0) resistor r=1",
     "r1 (a 0) resistor r=1\nR1 (b 0) resistor r=1",
     3},
    {"node-name", {Spectre}, "r1 (a.b 0) resistor r=1", "r1 (a\\.b 0) resistor r=1"},
    {"node-name", {Xyce}, "R1 #a 0 1", "R1 a# 0 1"},
    {"hierarchy",
     {Ngspice, Hspice, Pspice},
     "X1 a s\n.print tran v(x1:n)",
     "X1 a s\n.print tran v(x1.n) v(a:b)",
     3},
    {"hierarchy",
     {Spectre},
     "simulator lang=spice\nX1 a s\n.print tran v(x1:n)",
     "simulator lang=spice\nX1 a s\n.print tran v(x1.n)",
     4},
    {"hierarchy",
     {Ltspice, Xyce, Gnucap},
     "X1 a s\n.print tran V(X1.n)",
     "X1 a s\n.print tran V(X1:n)",
     3},
};

/// Of elements.
inline constexpr Sample kElementSamples[] = {
    {"xspice-device",
     {Hspice, Pspice, Xyce, Spice3, Gnucap, Ltspice},
     "A1 a b gain",
     "E1 b 0 a 0 2"},
    {"controlled-source", {Gnucap, Spice3, Hspice}, "E1 a 0 VALUE={v(b)*2}", "E1 a 0 b 0 2"},
    {"controlled-source",
     {Gnucap, Spice3, Hspice},
     "E1 a 0 TABLE {v(b)} = (0,0) (1,1)",
     "E1 table 0 b 0 2",
     2},
    {"controlled-source", {Ltspice, Pspice}, "E1 a 0 vol='v(b)'", "E1 a 0 value={v(b)}"},
    {"table-list",
     {Ngspice, Pspice, Xyce},
     "E1 a 0 b 0 table=(0,0,1,1)",
     "E1 a 0 TABLE {v(b)} = (0,0) (1,1)"},
    {"substrate", {Gnucap}, "Q1 c b e n", "Q1 c b e 0 n"},
    {"substrate", {Gnucap}, "Q1 c b e n area=2", "Q1 c b e s n area=2"},
    {"substrate", {Gnucap}, "Q1 c b e n 2 off", "Q1 c b e s n 2 off"},
    {"b-source", {Gnucap, Pspice, Hspice}, "B1 a 0 V=v(b)*2", "E1 a 0 b 0 2"},
    {"gasfet",
     {Ngspice, Ltspice, Xyce, Gnucap, Spice3},
     "B1 d g s mesfet",
     "B1 d 0 I=v(g)\nZ1 d g s mesfet"},
    {"ic-enforced", {Xyce}, "C1 a 0 1e-9 IC=0.1", "C1 a 0 1e-9\n.IC V(a)=0.1"},
    {"ic-without-uic",
     {Ngspice, Ltspice, Pspice, Spice3, Gnucap},
     "C1 a 0 1e-9 ic=0.1\n.tran 1 2",
     "C1 a 0 1e-9 ic=0.1\n.tran 1 2 uic"},
    {"params-word", {Pspice, Spice3}, "X1 a b s r=1", "X1 a b s"},
    {"params-word", {Hspice, Spice3}, ".subckt s a b params: r=1\n.ends", ".subckt s a b\n.ends"},
    {"params-word", {Pspice}, ".subckt s a b r=1\n.ends", ".subckt s a b PARAMS: r=1\n.ends"},
    {"pwl-commas", {Xyce}, "V1 a 0 PWL (0,1) (1,2)", "V1 a 0 PWL 0 1 1 2"},
    {"zero-edge", {Xyce}, "V1 a 0 PULSE(0 1 0 0 0 1 2)", "V1 a 0 PULSE(0 1 0 1n 1n 1 2)"},
    {"spice-lines", {Spectre}, "R1 a 0 1k\nR2 a 0 1k", "simulator lang=spice\nR1 a 0 1k"},
    {"spice-lines", {Spectre}, ".tran 1 2", "tran tran stop=2"},
};

/// Of models.
inline constexpr Sample kModelSamples[] = {
    {"switch-model",
     {Ngspice, Gnucap, Spice3, Hspice},
     ".model s VSWITCH(von=1 voff=0)",
     ".model s d(is=1)"},
    {"switch-model", {Pspice, Hspice}, ".model s sw(vt=1)", ".model sw npn(bf=1)"},
    {"switch-levels", {Ngspice, Spice3}, ".model s sw(von=1 voff=0)", ".model s sw(vt=1)"},
    {"mos-level", {Xyce, Ngspice}, ".model m nmos(level=7)", ".model m nmos(level=1)"},
    {"mos-level", {Xyce, Hspice}, ".model m nmos level = 8", ".model m npn level=8"},
    {"mos-level", {Pspice}, ".model m pmos(level=49)", ".model m pmos(level=7)"},
    {"mos-junctions",
     {Gnucap},
     ".model m nmos(level=1 cj=1e-3)",
     ".model m nmos(level=1 cbd=1e-15)\n.model j d(cj=1e-3)"},
    {"mos-junctions", {Gnucap}, ".model m pmos level=2\n+ CJSW=1e-10", ".model m pmos level=2"},
    {"tnom", {Hspice}, ".model d d(is=1)\n.model q npn(is=1)", ".option tnom=27\n.model d d(is=1)"},
};

/// Of cards.
inline constexpr Sample kCardSamples[] = {
    {"tran-step", {Ngspice, Spice3}, ".tran 0 1", ".tran 0.1 1 0 0"},
    {"tran-stop", {Ngspice, Spice3, Pspice, Hspice, Xyce}, ".tran 1", ".tran 1 2"},
    {"temperature", {Ngspice, Ltspice}, ".temp 27 85", ".temp 27"},
    {"temperature", {Xyce}, ".temp 27", ".OPTIONS DEVICE TEMP=27"},
    {"measure", {Ngspice, Gnucap, Spice3}, ".meas tran e INTEG {v(a)*2}", "* .meas"},
    {"measure",
     {Ngspice},
     ".meas tran e INTEG v(a)*2",
     ".meas tran e INTEG par('v(a)*2')\n.meas tran f find v(a) at=1\n.meas tran g max v(a)"},
    {"initial-conditions", {Gnucap}, ".ic v(a)=1", "C1 a 0 1 ic=1"},
    {"initial-conditions", {Xyce}, ".subckt s a\n.ic v(a)=1\n.ends", ".ic v(a)=1", 3},
    {"save", {Xyce, Hspice, Pspice, Gnucap}, ".save v(a)", ".print tran v(a)"},
    {"options", {Xyce}, ".options reltol=1e-6", ".OPTIONS TIMEINT RELTOL=1e-6"},
    {"compressed-output", {Ltspice}, ".tran 0 1", ".tran 0 1\n.options plotwinsize=0"},
    {"sweep", {Ngspice, Spice3, Gnucap}, ".step temp 0 100 10", ".dc temp 0 100 10"},
    {"function-card", {Gnucap, Spice3}, ".func f(x) {x*2}", "* .func"},
    {"parameter-card", {Spice3}, ".param p=1", "* .param"},
    {"library", {Ngspice}, ".lib models.lib", ".lib models.lib tt\n.include models.lib"},
    {"absolute-path",
     {Ngspice, Ltspice, Hspice, Pspice, Xyce, Gnucap, Spice3},
     ".include \"/usr/share/models.lib\"",
     ".include \"share/models.lib\""},
    {"absolute-path",
     {Spectre},
     "include \"/usr/share/models.scs\"",
     "include \"share/models.scs\""},
    {"absolute-path", kAll, ".lib C:\\models.lib tt", ".lib models.lib tt"},
};

[[nodiscard]] inline std::vector<Sample> samples() {
    std::vector<Sample> all;
    for (const std::span<const Sample> theme : std::initializer_list<std::span<const Sample>>{
             kLayoutSamples, kNumberSamples, kExpressionSamples, kNameSamples, kElementSamples,
             kModelSamples, kCardSamples}) {
        all.insert(all.end(), theme.begin(), theme.end());
    }
    return all;
}

}  // namespace hopspice::lint

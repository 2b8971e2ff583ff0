// Sources: the simulators' reference manuals; what ngspice 39.3 accepts of each in its
// compatibility modes is measured (tests/integration/dialects_test.cpp).

#include "dialect/dialects.h"

#include <hopspice/recall.h>

#include <array>

namespace hopspice::dialect {

namespace {

// Analysis cards. All decks of ours hold the truncation error at reltol 5e-4, and name the
// temperature that device cards are for where a simulator's default is not 27 C.
constexpr std::string_view kNgspice =
    "{options}\n"
    ".temp {temperature}\n"
    "{save}\n"
    ".tran {step} {stop} 0 {max_step}";
// Without the two, LTspice keeps fewer points in 6 digits. A first number of 0 is usual there, but
// ngspice refuses it.
constexpr std::string_view kLtspice =
    ".options reltol={reltol} plotwinsize=0 numdgt=15\n"
    ".temp {temperature}\n"
    "{save}\n"
    ".tran {step} {stop} 0 {max_step}";
// HSPICE's devices are measured at 25 C unless told otherwise; it has no largest step in .tran.
constexpr std::string_view kHspice =
    ".option accurate reltol={reltol} tnom=27 post=1 probe delmax={max_step}\n"
    ".temp {temperature}\n"
    "{save}\n"
    ".tran {step} {stop}";
constexpr std::string_view kPspice =
    ".options reltol={reltol} tnom=27\n"
    ".temp {temperature}\n"
    "{save}\n"
    ".tran {step} {stop} 0 {max_step}";
// Xyce has options per package, and no .temp.
constexpr std::string_view kXyce =
    ".options device temp={temperature} tnom=27\n"
    ".options timeint reltol={reltol}\n"
    "{save}\n"
    ".tran {step} {stop} 0 {max_step}";
constexpr std::string_view kSpectre =
    "opts options reltol={reltol} temp={temperature} tnom=27\n"
    "{save}\n"
    "tran tran stop={stop} maxstep={max_step}";
// gnucap prints a line per first number of .tran. Its Newton iteration needs damping to find the
// operating point of a current reference, and more than its 10 tries.
constexpr std::string_view kGnucap =
    ".options reltol={reltol} trtol=1 numdgt=12 itl1=2000 itl4=100 dampmax=0.5 dampmin=0.3\n"
    ".temp {temperature}\n"
    "{save}\n"
    ".tran {max_step} {stop} 0 {max_step}";
// SPICE3 has the temperature among its options.
constexpr std::string_view kSpice3 =
    ".options reltol={reltol} pivrel=1e-6 temp={temperature}\n"
    "{save}\n"
    ".tran {step} {stop} 0 {max_step}";

constexpr std::size_t kPunchedCard = 80;
constexpr std::size_t kEditor = 100;

constexpr std::array<DialectRow, 8> kRows = {{
    {.dialect = Dialect::Ngspice,
     .meaning = "ngspice 39 or newer, and what hopspice simulates itself",
     .suffix = ".cir",
     .command = "ngspice -b {deck}",
     .checked = "hopspice itself recalls with ngspice",
     .sensing = Sensing::AnySource,
     .area = Area::Named,
     .has_library_sections = true,
     .analysis = kNgspice,
     .save = ".save",
     .measure = ".meas",
     .difference = Difference::Parameter},
    {.dialect = Dialect::Ltspice,
     .meaning = "LTspice",
     .suffix = ".net",
     .command = "LTspice -b {deck}",
     .checked = "decks of this dialect are run by ngspice in its ltpsa mode when hopspice is "
                "tested, never by the simulator itself",
     .line_length = kEditor,
     .analysis = kLtspice,
     .save = ".save",
     .measure = ".meas"},
    {.dialect = Dialect::Hspice,
     .meaning = "HSPICE; switches as smooth conductances",
     .suffix = ".sp",
     .include = ".include '{file}'",
     .command = "hspice -i {deck} -o results",
     .checked = "decks of this dialect are run by ngspice in its hsa mode when hopspice is tested, "
                "never by the simulator itself",
     .behavioral = Behavioral::Quoted,
     .switches = SwitchForm::None,
     .has_library_sections = true,
     .line_length = kEditor,
     .analysis = kHspice,
     .save = ".probe tran",
     .measure = ".measure",
     .difference = Difference::Parameter},
    {.dialect = Dialect::Pspice,
     .meaning = "PSpice A/D",
     .suffix = ".cir",
     .include = ".inc \"{file}\"",
     .command = "psp_cmd {deck}",
     .checked = "decks of this dialect are run by ngspice in its psa mode when hopspice is tested, "
                "never by the simulator itself",
     .behavioral = Behavioral::Value,
     .switches = SwitchForm::Thresholds,
     .switch_ratio = 1e12,
     .line_length = kEditor,
     .analysis = kPspice,
     .save = ".probe",
     .measure = ""},
    {.dialect = Dialect::Spectre,
     .meaning = "Spectre, in its own language",
     .suffix = ".scs",
     .part_suffix = ".scs",
     .include = "include \"{file}\"",
     .command = "spectre -format nutascii -raw results.raw {deck}",
     .checked = "decks of this dialect have been run by no simulator",
     .comment = "//",
     .behavioral = Behavioral::Component,
     .switches = SwitchForm::Relay,
     .corners = Corners::Bare,
     .area = Area::Named,
     .has_library_sections = true,
     .line_length = kEditor,
     .analysis = kSpectre,
     .save = "save",
     .measure = "",
     .has_end = false},
    {.dialect = Dialect::Xyce,
     .meaning = "Xyce",
     .suffix = ".cir",
     .command = "Xyce {deck}",
     .checked = "decks of this dialect are run by ngspice in its psa mode when hopspice is tested, "
                "never by the simulator itself",
     .behavioral = Behavioral::Braced,
     .switches = SwitchForm::Thresholds,
     .corners = Corners::Bare,
     .has_library_sections = true,
     .line_length = kEditor,
     .analysis = kXyce,
     .save = ".print tran format=csv",
     .measure = ".measure",
     .difference = Difference::Braced},
    {.dialect = Dialect::Gnucap,
     .meaning = "gnucap; currents as sums of its functions, without products",
     .suffix = ".ckt",
     .command = "gnucap -b {deck}",
     .checked = "gnucap has run decks of this dialect when hopspice is tested",
     .behavioral = Behavioral::Functions,
     .sensing = Sensing::AnySource,
     .switches = SwitchForm::Table,
     .area = Area::Named,
     .names_substrate = true,
     .has_mos_junctions = false,
     .line_length = kEditor,
     .analysis = kGnucap,
     .save = ".print tran",
     .column = "(22,12)",
     .measure = ""},
    {.dialect = Dialect::Spice3,
     .meaning = "Berkeley SPICE 3f5",
     .suffix = ".cir",
     .command = "spice3 -b -r results.raw {deck}",
     .checked = "decks of this dialect are run by ngspice when hopspice is tested, never by SPICE "
                "3f5 itself",
     .has_min_max = false,
     .line_length = kPunchedCard,
     .analysis = kSpice3,
     .save = ".save",
     .measure = ""},
}};

}  // namespace

const DialectRow& row_of(Dialect dialect) { return kRows[static_cast<std::size_t>(dialect)]; }

std::span<const DialectRow> all_dialects() { return kRows; }

}  // namespace hopspice::dialect

namespace hopspice {

std::vector<ListedItem> list_dialects() {
    std::vector<ListedItem> items;
    for (const dialect::DialectRow& row : dialect::all_dialects()) {
        items.push_back({to_string(row.dialect), std::string(row.meaning)});
    }
    return items;
}

}  // namespace hopspice

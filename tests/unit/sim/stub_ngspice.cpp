// Stands in for a libngspice of another version: it takes every circuit and runs none, but for one
// with a line `crash`, at which it crashes.

#include <ngspice/sharedspice.h>

#include <csignal>
#include <string>
#include <string_view>

namespace {

SendChar* print = nullptr;
void* user = nullptr;

void say(std::string line) { print(line.data(), 0, user); }

}  // namespace

extern "C" {

int ngSpice_Init(SendChar* to, SendStat* /*status*/, ControlledExit* /*leave*/, SendData* /*data*/,
                 SendInitData* /*begin*/, BGThreadRunning* /*thread*/, void* whose) {
    print = to;
    user = whose;
    say("stdout ** ngspice-" HOPSPICE_STUB_VERSION " : Circuit level simulation program");
    return 0;
}

int ngSpice_Init_Sync(GetVSRCData* /*voltage*/, GetISRCData* /*current*/, GetSyncData* /*step*/,
                      int* /*ident*/, void* /*user*/) {
    return 0;
}

int ngSpice_Command(char* /*command*/) { return 0; }

int ngSpice_Circ(char** lines) {
    say(std::string("stdout Circuit: ") + lines[0]);
    for (; *lines != nullptr; ++lines) {
        if (std::string_view(*lines) == "crash") {
            std::raise(SIGSEGV);
        }
    }
    return 0;
}

NG_BOOL ngSpice_SetBkpt(double /*time*/) { return false; }

pvector_info ngGet_Vec_Info(char* /*name*/) {
    static double number = 0;
    static vector_info vector{nullptr, 0, 0, &number, nullptr, 1};
    return &vector;
}
}

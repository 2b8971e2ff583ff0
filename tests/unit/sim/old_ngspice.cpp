// Stands in for a libngspice that is too old: it only says its version.

#include <ngspice/sharedspice.h>

#include <string>

extern "C" {

int ngSpice_Init(SendChar* print, SendStat* /*status*/, ControlledExit* /*leave*/,
                 SendData* /*data*/, SendInitData* /*begin*/, BGThreadRunning* /*thread*/,
                 void* user) {
    std::string banner = "stdout ** ngspice-26 : Circuit level simulation program";
    print(banner.data(), 0, user);
    return 0;
}

int ngSpice_Init_Sync(GetVSRCData* /*voltage*/, GetISRCData* /*current*/, GetSyncData* /*step*/,
                      int* /*ident*/, void* /*user*/) {
    return 0;
}

int ngSpice_Command(char* /*command*/) { return 0; }

int ngSpice_Circ(char** /*lines*/) { return 0; }

NG_BOOL ngSpice_SetBkpt(double /*time*/) { return false; }
}

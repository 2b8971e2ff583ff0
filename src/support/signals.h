#pragma once
// Signals that would end the process in the middle of something.

#include <csignal>

namespace hopspice {

/// As long as it lives, SIGINT, SIGTERM and SIGHUP wait: what is being written becomes whole, and
/// no temporary file is left. Of this thread; others must not be running, or hold them too.
class SignalsHeld {
public:
    SignalsHeld() {
        sigset_t held;
        sigemptyset(&held);
        for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
            sigaddset(&held, number);
        }
        ::pthread_sigmask(SIG_BLOCK, &held, &before_);
    }
    SignalsHeld(const SignalsHeld&) = delete;
    SignalsHeld& operator=(const SignalsHeld&) = delete;
    ~SignalsHeld() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
    sigset_t before_{};
};

}  // namespace hopspice

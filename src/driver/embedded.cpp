// What the simulator that is built in can do, found by trying: versions say it only by and large,
// since whoever compiles one may leave parts out.

#include "sim/ngspice.h"

#include <hopspice/agree.h>

#include <sys/mman.h>

#include <atomic>
#include <new>
#include <string_view>

namespace hopspice {

namespace {

using Lines = std::vector<std::string>;

/// A mark that a worker process makes and this one sees.
class SharedMark {
public:
    SharedMark()
        : page_(::mmap(nullptr, sizeof(std::atomic<bool>), PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
        if (page_ == MAP_FAILED) {
            throw std::bad_alloc();
        }
        mark_ = new (page_) std::atomic<bool>(false);
    }
    SharedMark(const SharedMark&) = delete;
    SharedMark& operator=(const SharedMark&) = delete;
    ~SharedMark() { ::munmap(page_, sizeof(std::atomic<bool>)); }

    void make() const { *mark_ = true; }
    [[nodiscard]] bool is_made() const { return *mark_; }

private:
    void* page_;
    std::atomic<bool>* mark_;
};

sim::Setup setup_of(const std::string& library, Lines lines) {
    sim::Setup setup;
    setup.deck = {"what it can do", "v1 1 0 1", "r1 1 0 1k"};
    setup.deck.insert(setup.deck.end(), lines.begin(), lines.end());
    setup.deck.emplace_back(".end");
    setup.saved = {"v(1)"};
    setup.library = library;
    setup.wall_limit_s = 30;
    return setup;
}

const sim::Job kJob{{}, 1e-9, 1e-10, {}};

/// Whether a run with these lines in its deck works.
bool runs(const std::string& library, Lines lines) {
    bool completed = false;
    const auto ran = sim::run_jobs(
        setup_of(library, std::move(lines)), std::span(&kJob, 1),
        [&](std::size_t, const sim::Outcome& outcome) { completed = outcome.completed; });
    return ran && completed;
}

/// Whether the simulator says this while it loads and runs these lines.
bool says(const std::string& library, std::string_view words, Lines lines) {
    const SharedMark mark;
    sim::Setup setup = setup_of(library, std::move(lines));
    setup.hear = [&](std::string_view line) {
        if (line.find(words) != line.npos) {
            mark.make();
        }
    };
    static_cast<void>(sim::run_jobs(setup, std::span(&kJob, 1), {}));
    return mark.is_made();
}

}  // namespace

Result<EmbeddedSimulator> find_embedded_simulator(const std::string& library) {
    const auto version = sim::run_jobs(setup_of(library, {}), {}, {});
    if (!version) {
        return Unexpected{version.error()};
    }
    EmbeddedSimulator simulator;
    simulator.version = version->text.substr(0, version->text.find(' '));
    simulator.file = version->file;
    simulator.xspice = runs(library, {"a1 1 2 twice", ".model twice gain(gain=2)", "r2 2 0 1k"});
    simulator.klu = says(library, "KLU as Direct", {".options klu"});
    simulator.osdi =
        !says(library, "osdi: no such command", {".control", "osdi /proc/self/none", ".endc"});
    return simulator;
}

}  // namespace hopspice

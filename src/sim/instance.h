#pragma once
// One libngspice with one circuit in it: start, load, run a job. Lives in a worker process.

#include "sim/library.h"
#include "sim/live_sources.h"
#include "sim/ngspice.h"
#include "sim/recorder.h"
#include "sim/remedies.h"
#include "sim/simulator.h"
#include "sim/stride.h"
#include "sim/words.h"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

namespace hopspice::sim {

/// The simulator's return codes say nothing (0 for a parse error, a singular matrix, a failed
/// step), so success is judged by what its callbacks saw. `setup` outlives the instance.
class Instance : public Simulator {
public:
    /// `hear` gets every complaint at once, so that it survives a crash of this process.
    Instance(const Setup& setup, const Remedy& remedy, Library library,
             std::function<void(std::string_view)> hear);

    /// Initialises the library in the current folder. Errors: HS-E402, HS-E404.
    [[nodiscard]] Result<Version> start() override;
    [[nodiscard]] Diagnostics load() override;
    void consult(Consult consult) override { consult_ = std::move(consult); }
    [[nodiscard]] Outcome run(const Job& job) override;
    [[nodiscard]] bool hopeless() const override { return hopeless_; }
    /// The library asked to be unloaded, or a run failed.
    [[nodiscard]] bool spent() const override { return spent_; }

private:
    static int on_text(char* line, int ident, void* self) noexcept;
    static int on_exit(int status, NG_BOOL at_once, NG_BOOL on_quit, int ident,
                       void* self) noexcept;
    static int on_data(pvecvaluesall point, int count, int ident, void* self) noexcept;
    static int on_begin(pvecinfoall info, int ident, void* self) noexcept;
    static int on_source(double* value, double time_s, char* name, int ident, void* self) noexcept;
    static int on_sync(double time_s, double* step_s, double old_step_s, int redo, int ident,
                       int place, void* self) noexcept;

    void hear_line(std::string_view line);
    void command(std::string text);
    void forget_run();
    void end_if_wanted();
    void tick_if_due();
    void obey(const Orders& orders, double time_s);
    [[nodiscard]] bool finds_klu();
    [[nodiscard]] std::vector<double> corners_of(const Job& job) const;
    [[nodiscard]] Diagnostics refuse() const;
    [[nodiscard]] Outcome refuse_job(std::string message, bool touched);
    [[nodiscard]] std::string set_sources(const Job& job, std::span<const std::string> commands);
    [[nodiscard]] std::string set_values(const Job& job);
    [[nodiscard]] bool must_reload(const Job& job, const std::set<std::string>& sources) const;
    [[nodiscard]] Outcome attempt(const Job& job);
    [[nodiscard]] Outcome conclude(const Job& job);
    /// Of the circuit that runs; null: it is the setup's own.
    [[nodiscard]] const Shortcut* shortcut() const {
        return remedy_.shortcut ? &*setup_.shortcut : nullptr;
    }

    const Setup& setup_;
    Remedy remedy_;  ///< of the next run
    Library library_;
    std::function<void(std::string_view)> forward_;
    std::string id_;      ///< in the title of the circuit, lower case
    std::string banner_;  ///< `ngspice-39 shared library`
    Words words_;
    Keep keep_ = Keep::All;
    std::size_t forwarded_ = 0;  ///< complaints of this job so far
    std::unique_ptr<Recorder> recorder_;
    std::optional<Stride> stride_;
    double max_step_s_ = 0;               ///< of this run
    double stop_time_s_ = 0;              ///< of this run
    std::unique_ptr<LiveSources> live_;   ///< of a live job
    std::unique_ptr<NoiseValues> noise_;  ///< of a job with noise
    Consult consult_;
    std::set<std::string> altered_;                ///< sources that differ from the deck
    std::shared_ptr<const ElementValues> values_;  ///< that were set in the circuit
    bool announced_ = false;                       ///< the loaded circuit's title came back
    double* end_ = nullptr;                        ///< a run ends where it is a number
    bool klu_ = false;                             ///< the library has said that it has KLU
    bool exited_ = false;                          ///< the library asked to be unloaded
    bool spent_ = false;
    bool hopeless_ = false;
    bool loaded_shortcut_ = false;  ///< the circuit is the shortcut's
    bool left_shortcut_ = false;    ///< by the last run
};

}  // namespace hopspice::sim

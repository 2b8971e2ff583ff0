#include "sim/instance.h"

#include "sim/commands.h"
#include "sim/version.h"

#include "support/lower_case.h"
#include "support/rules.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <exception>
#include <iterator>
#include <limits>
#include <tuple>

namespace hopspice::sim {

namespace {

/// Complaints that are forwarded at once; a run may repeat one at every iteration.
constexpr std::size_t kForwardedLines = 100;

/// Of the stop time: the last point, as near as no rounding of the simulator's makes it later.
constexpr double kEnd = 1 - 1e-15;

/// Whether a list sets every element that another one sets. Lists of one circuit mostly agree in
/// every name.
bool covers(const ElementValues* list, const ElementValues& other) {
    if (list == nullptr) {
        return other.empty();
    }
    const auto name = [](const ElementValue& item) {
        return std::tie(item.element, item.parameter);
    };
    if (std::ranges::equal(*list, other, {}, name, name)) {
        return true;
    }
    std::set<std::tuple<std::string, std::string>> names;
    for (const ElementValue& item : *list) {
        names.emplace(item.element, item.parameter);
    }
    return std::ranges::all_of(other, [&](const ElementValue& item) {
        return names.contains({item.element, item.parameter});
    });
}

}  // namespace

Instance::Instance(const Setup& setup, const Remedy& remedy, Library library,
                   std::function<void(std::string_view)> hear)
    : setup_(setup),
      remedy_(remedy),
      library_(std::move(library)),
      forward_(std::move(hear)),
      id_("hs" + std::to_string(::getpid())) {}

int Instance::on_text(char* line, int /*ident*/, void* self) noexcept {
    static_cast<Instance*>(self)->hear_line(line);
    return 0;
}

int Instance::on_exit(int /*status*/, NG_BOOL /*at_once*/, NG_BOOL /*on_quit*/, int /*ident*/,
                      void* self) noexcept {
    auto& instance = *static_cast<Instance*>(self);
    instance.exited_ = true;
    instance.spent_ = true;
    return 0;
}

int Instance::on_data(pvecvaluesall point, int /*count*/, int /*ident*/, void* self) noexcept {
    auto& instance = *static_cast<Instance*>(self);
    if (instance.recorder_ && point != nullptr) {
        instance.recorder_->take(*point);
        instance.tick_if_due();
        instance.end_if_wanted();
    }
    return 0;
}

int Instance::on_begin(pvecinfoall info, int /*ident*/, void* self) noexcept {
    auto& instance = *static_cast<Instance*>(self);
    if (instance.recorder_ && info != nullptr) {
        instance.recorder_->begin(*info);
    }
    return 0;
}

/// Called several times per time point, also for points that are rejected later; of voltage and of
/// current sources alike.
int Instance::on_source(double* value, double time_s, char* name, int /*ident*/,
                        void* self) noexcept {
    const auto& instance = *static_cast<Instance*>(self);
    const std::string_view source(name);
    if (instance.noise_ && instance.noise_->has(source)) {
        *value = instance.noise_->at(source, time_s);
    } else {
        *value = instance.live_ ? instance.live_->volts(source, time_s) : 0;
    }
    return 0;
}

/// Called before each step (`place` 0) and behind it, where `redo` says that it was rejected. A
/// step that passes the stop time, by rounding alone, is cut to one that ends in front of it; from
/// there ngspice 42 and newer do not get to the end, which has to be within 100 units of the last
/// place. Source: sharedsync() of sharedspice.c, dctran.c of ngspice 44.
int Instance::on_sync(double time_s, double* step_s, double old_step_s, int redo, int /*ident*/,
                      int place, void* self) noexcept {
    auto& instance = *static_cast<Instance*>(self);
    if (!instance.recorder_ || !instance.stride_) {
        return 0;
    }
    const double largest_s = std::min(
        instance.max_step_s_, instance.remedy_.step_factor * instance.recorder_->largest_step_s());
    if (redo != 0) {
        instance.stride_->rejected();
    } else if (place == 0) {
        const double ready_s = instance.remedy_.step_factor * instance.recorder_->ready_step_s();
        *step_s = instance.stride_->propose(time_s, *step_s, ready_s);
    }
    *step_s = std::min(*step_s, largest_s);
    if (const double left_s = kEnd * instance.stop_time_s_ - time_s; left_s > 0) {
        *step_s = std::min(*step_s, left_s);
    }
    if (redo == 0 && place != 0) {
        instance.stride_->accepted(old_step_s, *step_s);
    }
    return 0;
}

/// An accepted point at or after the tick: the caller decides what the sources do next. The first
/// point, at time 0, is where the first orders come into force: before it the simulator has no list
/// of breakpoints.
void Instance::tick_if_due() {
    if (!live_ || recorder_->wants_end() || !recorder_->time_s()) {
        return;
    }
    const double now_s = *recorder_->time_s();
    try {
        if (auto first = live_->take_first()) {
            obey(*first, now_s);
        }
        if (!live_->due(now_s)) {
            return;
        }
        const auto orders = consult_ ? consult_(recorder_->take_points()) : std::nullopt;
        if (orders) {
            obey(*orders, now_s);
        } else {
            recorder_->fault("the controller is gone", Recorder::Blame::Asked);
        }
    } catch (const std::exception& error) {
        recorder_->fault(error.what(), Recorder::Blame::Asked);
    }
}

void Instance::obey(const Orders& orders, double time_s) {
    if (orders.finish) {
        recorder_->stop();
        return;
    }
    for (const double instant : live_->obey(orders, time_s)) {
        if (instant > time_s) {
            library_.set_breakpoint(instant);
        }
    }
}

/// Every point is sent before the simulator asks whether to stop: the run ends at this one.
void Instance::end_if_wanted() {
    const bool over = recorder_->time_s().value_or(0) >= kEnd * stop_time_s_;
    if (recorder_->wants_end() || over) {
        *end_ = 0;
    }
}

void Instance::hear_line(std::string_view line) {
    if (setup_.hear) {
        setup_.hear(line);
    }
    if (const auto start = line.find(kBanner); banner_.empty() && start != line.npos) {
        banner_ = line.substr(start);
    }
    if (line.starts_with("stdout Circuit:") && line.find(id_) != line.npos) {
        announced_ = true;
    }
    klu_ = klu_ || line.find("KLU as Direct Linear Solver") != line.npos;
    if (words_.hear(line, keep_) && forwarded_ < kForwardedLines) {
        ++forwarded_;
        forward_(words_.last());
    }
}

void Instance::command(std::string text) {
    if (!exited_) {
        library_.command(text.data());
    }
}

Result<Version> Instance::start() {
    library_.init(on_text, nullptr, on_exit, on_data, on_begin, nullptr, this);
    Result<Version> version = read_version(banner_, library_.name, library_.file);
    if (!version) {
        return version;
    }
    library_.init_sync(on_source, on_source, on_sync, nullptr, nullptr);
    // More threads only wait for each other, and a fork after a threaded run would hang.
    command("set num_threads=1");
    command("set noinit");
    std::string name = "hs_end";
    command(fmt::format("let {} = {}", name, end_measurement(setup_).constant));
    const auto* vector = exited_ ? nullptr : library_.find_vector(name.data());
    end_ = vector != nullptr ? vector->v_realdata : nullptr;
    if (end_ == nullptr) {
        return fail(Rule::SimulatorBroken, {}, words_.text());
    }
    remedy_.klu = remedy_.klu && finds_klu();
    version->klu = remedy_.klu;
    return version;
}

/// It says which solver it takes when it begins an analysis.
bool Instance::finds_klu() {
    std::array<std::string, 5> deck = {"which solver", "v1 1 0 1", "r1 1 0 1", ".options klu",
                                       ".end"};
    std::vector<char*> lines;
    for (std::string& line : deck) {
        lines.push_back(line.data());
    }
    lines.push_back(nullptr);
    library_.circuit(lines.data());
    command("op");
    command("remcirc");
    forget_run();
    return klu_;
}

Diagnostics Instance::refuse() const {
    Diagnostics diagnostics;
    report(diagnostics, Rule::DeckRefused, {},
           words_.empty() ? "it gives no reason" : words_.text());
    return diagnostics;
}

Diagnostics Instance::load() {
    words_.clear();
    keep_ = Keep::All;
    announced_ = false;
    altered_.clear();
    values_.reset();
    loaded_shortcut_ = remedy_.shortcut;
    std::vector<std::string> deck = format_deck(setup_, id_, remedy_);
    std::vector<char*> lines;
    lines.reserve(deck.size() + 1);
    for (std::string& line : deck) {
        lines.push_back(line.data());
    }
    lines.push_back(nullptr);
    library_.circuit(lines.data());
    if (exited_ || !announced_ || words_.error()) {
        return refuse();
    }
    command("set autostop");  // a deck with the measurement of a maximum unsets it
    // Of a live run the simulator keeps the last point only, however long it is; what is recorded
    // here comes through the callback, which gets every vector.
    std::vector<std::string> saves =
        setup_.live ? std::vector<std::string>{"save none"} : format_save(setup_.saved);
    if (shortcut() != nullptr) {
        std::ranges::copy(format_save(shortcut()->saved), std::back_inserter(saves));
    }
    for (const std::string& save : saves) {
        command(save);
    }
    return words_.error() ? refuse() : Diagnostics{};
}

Outcome Instance::refuse_job(std::string message, bool touched) {
    spent_ = spent_ || touched;
    hopeless_ = true;
    Outcome outcome;
    outcome.waveform.names = setup_.saved;
    outcome.message = std::move(message);
    return outcome;
}

/// An altered source or element stays altered: one that this job leaves alone needs the deck's
/// value back.
bool Instance::must_reload(const Job& job, const std::set<std::string>& sources) const {
    return loaded_shortcut_ != remedy_.shortcut || !std::ranges::includes(sources, altered_) ||
           (values_ && values_ != job.values && !covers(job.values.get(), *values_));
}

/// Sets the job's element values where the circuit has others.
std::string Instance::set_values(const Job& job) {
    if (!job.values || job.values == values_) {
        return {};
    }
    const auto commands = format_values(*job.values);
    if (!commands) {
        return commands.error().front().message;
    }
    for (const std::string& text : *commands) {
        command(text);
    }
    values_ = job.values;
    return {};
}

std::string Instance::set_sources(const Job& job, std::span<const std::string> commands) {
    std::set<std::string> names;
    for (const wave::SourceWave& source : job.sources) {
        names.insert(lower_case(source.name));
    }
    if (must_reload(job, names)) {
        command("remcirc");
        const Diagnostics problems = load();
        if (problems.has_errors()) {
            return problems.front().message;
        }
    }
    words_.clear();
    keep_ = Keep::Complaints;
    altered_ = std::move(names);
    if (std::string problem = set_values(job); !problem.empty()) {
        return problem;
    }
    for (const std::string& text : commands) {
        command(text);
    }
    return words_.error() || exited_ ? words_.text() : std::string{};
}

std::vector<double> Instance::corners_of(const Job& job) const {
    std::vector<double> corners = setup_.corners_s;
    for (const wave::SourceWave& source : job.sources) {
        add_corners(source.pwl, corners);
    }
    return corners;
}

/// A run that leaves the shortcut says nothing against this process.
Outcome Instance::run(const Job& job) {
    Outcome outcome = attempt(job);
    if (left_shortcut_ && !spent_) {
        remedy_.shortcut = false;
        outcome = attempt(job);
        remedy_.shortcut = true;
    }
    return outcome;
}

Outcome Instance::attempt(const Job& job) {
    words_.clear();
    forwarded_ = 0;
    hopeless_ = false;
    left_shortcut_ = false;
    const auto commands = format_job(job, remedy_);
    if (!commands) {
        return refuse_job(commands.error().front().message, false);
    }
    const std::span<const std::string> all(*commands);
    std::string problem = set_sources(job, all.first(all.size() - 1));
    if (!problem.empty()) {
        return refuse_job(std::move(problem), true);
    }
    auto stop = setup_.stop ? setup_.stop(job.stop_parameters) : nullptr;
    max_step_s_ = remedy_.step_factor * job.max_step_s;
    live_ = job.live ? std::make_unique<LiveSources>(*job.live, max_step_s_) : nullptr;
    noise_ = job.noise ? std::make_unique<NoiseValues>(*job.noise) : nullptr;
    stride_.emplace(corners_of(job));
    recorder_ = std::make_unique<Recorder>(setup_, id_, std::move(stop), shortcut());
    stop_time_s_ = job.stop_time_s;
    *end_ = std::numeric_limits<double>::quiet_NaN();
    command(all.back());
    return conclude(job);
}

/// A run that was stopped is complete even if the library asked to be unloaded behind it, but then
/// it is not used again.
Outcome Instance::conclude(const Job& job) {
    Outcome outcome;
    outcome.completed = recorder_->complete(job.stop_time_s) && (recorder_->stopped() || !exited_);
    outcome.stopped_early = recorder_->stopped();
    hopeless_ = recorder_->hopeless();
    left_shortcut_ = recorder_->left_shortcut();
    outcome.waveform = recorder_->take_waveform();
    if (!outcome.completed) {
        outcome.message = recorder_->reason();
        if (!words_.empty()) {
            outcome.message += (outcome.message.empty() ? "" : "; ") + words_.text();
        }
        if (outcome.message.empty()) {
            outcome.message = "the simulator ended the run early and gives no reason";
        }
    }
    recorder_.reset();
    const bool aborted = contains_word(words_.text(), "aborted");
    spent_ = spent_ || (!outcome.completed && !left_shortcut_) || aborted;
    forget_run();
    return outcome;
}

void Instance::forget_run() {
    command("destroy all");
    if (!exited_) {
        library_.command(nullptr);  // clears the command history
    }
}

}  // namespace hopspice::sim

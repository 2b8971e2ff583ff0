// Text, token by token, from the circuit and from the ODE.

#include "cosim/decoding.h"
#include "cosim/meter.h"
#include "driver/cosimulate.h"
#include "driver/measured_devices.h"
#include "measure/query.h"
#include "measure/readout.h"
#include "support/rules.h"
#include "wave/files.h"
#include "wave/settling.h"

#include <hopspice/generate.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace hopspice {

namespace {

/// What of a spec keeps it from generating; empty: nothing.
std::string problem_of(const Spec& spec) {
    const HiddenBlock* block = spec.find_token_driven();
    if (block == nullptr) {
        return "no weights are driven by tokens";
    }
    if (spec.readout.type != ReadoutType::Linear) {
        return "its readout is not linear";
    }
    const std::size_t answers = spec.readout.weights.rows;
    if (answers != block->vocabulary) {
        return fmt::format("its readout has {} answers, its vocabulary {} tokens", answers,
                           block->vocabulary);
    }
    return {};
}

/// Takes an integer below `count` and the comma behind it from the front of a text.
std::optional<std::size_t> read_integer(std::string_view& text, std::size_t count) {
    const std::string_view word = text.substr(0, text.find(','));
    std::size_t token = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), token);
    if (error != std::errc{} || end != word.data() + word.size() || token >= count) {
        return std::nullopt;
    }
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    return token;
}

/// Takes the longest label that a text starts with.
std::optional<std::size_t> read_label(std::string_view& text,
                                      const std::vector<std::string>& labels) {
    std::optional<std::size_t> best;
    for (std::size_t k = 0; k < labels.size(); ++k) {
        if (!labels[k].empty() && text.starts_with(labels[k]) &&
            (!best || labels[k].size() > labels[*best].size())) {
            best = k;
        }
    }
    if (best) {
        text.remove_prefix(labels[*best].size());
    }
    return best;
}

std::string text_of(const std::vector<std::size_t>& tokens, const Spec& spec) {
    std::string text;
    for (const std::size_t token : tokens) {
        text += spec.readout.labels[token];
    }
    return text;
}

/// The digital side of generation: presents a context, waits until the sampled state is at rest
/// by the settling rule (or until the spec's read time), reads, and goes on.
class Generator : public Controller {
public:
    Generator(const Spec& spec, double range, cosim::Decoding& decoding, std::size_t steps,
              const std::function<void()>& progress)
        : spec_(spec), range_(range), decoding_(decoding), left_(steps), progress_(progress) {}

    Actions start(const CircuitView& circuit) override {
        circuit_ = circuit;
        return present();
    }

    Actions tick(const Observation& seen) override {
        if (seen.held) {
            return {};
        }
        if (!released_s_) {
            return begin(seen);
        }
        const double ran_s = seen.time_s - *released_s_;
        const bool read = read_s_ && seen.time_s >= *read_s_ - circuit_.edge_s;
        const bool settled = read || (!read_s_ && detector_->sample(ran_s, seen.visible));
        if (!settled && ran_s < circuit_.timeout_s) {
            return {.next_tick_s = read_s_};
        }
        decoding_.append(seen.visible);
        if (progress_) {
            progress_();
        }
        Actions actions = --left_ == 0 ? Actions{.finish = true} : present();
        actions.settled = settled;
        return actions;
    }

private:
    Actions present() {
        released_s_.reset();
        Actions actions;
        actions.tokens = decoding_.context();
        actions.hold = Hold::LoadAndRelease;
        return actions;
    }

    /// The first tick of a state that runs.
    Actions begin(const Observation& seen) {
        released_s_ = *seen.loaded_s;
        if (spec_.inference.time) {
            read_s_ = *released_s_ + *spec_.inference.time * circuit_.time_unit_s;
        }
        // Two codes of the converter are no movement.
        const double band = std::max(circuit_.settle_band, 2 * circuit_.adc_step);
        detector_.emplace(wave::SettleRule{
            band / range_, range_, circuit_.tau_s, false,
            [reader = measure::ReadoutReader(spec_.readout, range_)](std::span<const double> v) {
                return reader.identify(v);
            }});
        detector_->sample(seen.time_s - *released_s_, seen.visible);
        const bool later = read_s_ && *read_s_ > seen.time_s;
        return {.next_tick_s = later ? read_s_ : std::nullopt};
    }

    const Spec& spec_;
    double range_;
    cosim::Decoding& decoding_;
    std::size_t left_;
    const std::function<void()>& progress_;
    CircuitView circuit_;
    std::optional<double> released_s_;
    std::optional<double> read_s_;
    std::optional<wave::SettleDetector> detector_;
};

/// What the ODE generates: every context settles by itself.
Result<std::string> reference_text(const Spec& spec, const driver::Prepared& prepared,
                                   const std::vector<std::size_t>& prompt, std::size_t steps) {
    const measure::Context context{spec, prepared.network.visible_range,
                                   prepared.network.time_unit_s, 0};
    cosim::Decoding decoding(spec, prompt, context.range);
    for (std::size_t step = 0; step < steps; ++step) {
        Query query;
        query.id = fmt::format("step {}", step);
        query.tokens = decoding.context();
        const auto settled = measure::measure_reference(context, query);
        if (!settled) {
            return Unexpected{settled.error()};
        }
        decoding.append(settled->visible);
    }
    return text_of(decoding.tokens(), spec);
}

/// Every presentation that was read is a token; `first` is the number of the first one.
void take(Generation& generation, CosimResult result, const Spec& spec,
          const std::vector<std::size_t>& tokens, double range) {
    const measure::ReadoutReader reader(spec.readout, range);
    for (const Presentation& seen : result.presentations) {
        const std::size_t number = generation.tokens.size();
        if (number == tokens.size()) {
            break;  // the run ended before this one was read
        }
        GeneratedToken token;
        token.token = tokens[number];
        token.label = spec.readout.labels[token.token];
        token.context = seen.tokens;
        token.settled = seen.settled;
        token.probabilities = reader.probabilities(seen.visible);
        token.time_s = generation.restarted ? generation.time_s + seen.apply_s : seen.apply_s;
        token.read_time_s = seen.end_s - seen.apply_s;
        token.settle_time_s = seen.settle_time_s;
        token.energy_j = seen.energy_j;
        generation.tokens.push_back(std::move(token));
    }
    generation.time_s += result.time_s;
    generation.wall_time_s += result.wall_time_s;
    cosim::add(generation.energy_j, result.energy_j);
    if (generation.simulator.empty()) {
        generation.warnings = std::move(result.warnings);
    }
    generation.simulator = std::move(result.simulator);
    generation.counts = std::move(result.counts);
    generation.read_back = result.read_back;
    generation.diagnostics.append(result.diagnostics);
}

/// One transient for all tokens, or one for each.
Diagnostics run(const Spec& spec, const Target& target, const driver::Prepared& prepared,
                cosim::Decoding& decoding, const GenerateOptions& options, Generation& generation) {
    const double range = prepared.network.visible_range;
    CosimOptions cosim;
    cosim.wall_limit_s = options.wall_limit_s;
    cosim.waves_file = options.waves_file;
    cosim.engine = options.engine;
    cosim.simulator_library = options.simulator_library;
    const std::function<void()> progress = [&] {
        if (options.progress) {
            options.progress(decoding.tokens().size(), options.steps);
        }
    };
    const std::size_t at_a_time = options.restart ? 1 : options.steps;
    while (decoding.tokens().size() < options.steps) {
        Generator generator(spec, range, decoding, at_a_time, progress);
        auto result = driver::run_controller(spec, target, prepared, generator, cosim);
        if (!result) {
            return result.error();
        }
        const bool finished = result->finished;
        take(generation, *std::move(result), spec, decoding.tokens(), range);
        if (!finished) {
            break;
        }
    }
    return {};
}

}  // namespace

Result<std::vector<std::size_t>> read_prompt(std::string_view text, const Spec& spec) {
    const std::string problem = problem_of(spec);
    if (!problem.empty()) {
        return fail(Rule::CannotGenerate, {spec.file, ""}, problem);
    }
    const std::vector<std::string>& labels = spec.readout.labels;
    const Where where{"command line", ""};
    const std::string known = fmt::format("{}", fmt::join(labels, " "));
    const bool integers = text.find(',') != text.npos;
    std::vector<std::size_t> tokens;
    while (!text.empty()) {
        const auto next = integers ? read_integer(text, labels.size()) : read_label(text, labels);
        if (!next) {
            return fail(Rule::PromptToken, where, text.substr(0, text.find(',')), known);
        }
        tokens.push_back(*next);
    }
    return tokens;
}

Result<Generation> generate(const Spec& spec, const Target& asked,
                            const std::vector<std::size_t>& prompt,
                            const GenerateOptions& options) {
    const std::string problem = problem_of(spec);
    if (!problem.empty()) {
        return fail(Rule::CannotGenerate, {spec.file, ""}, problem);
    }
    const std::size_t slots = spec.find_token_driven()->size();
    if (prompt.size() < slots) {
        return fail(Rule::PromptShort, {"command line", ""}, prompt.size(), slots);
    }
    if (!options.waves_file.empty() && !wave::is_waveform_path(options.waves_file)) {
        return fail(Rule::WaveExtension, {options.waves_file, ""}, options.waves_file);
    }
    const auto measured = driver::measured(asked, options.simulator_library);
    if (!measured) {
        return Unexpected{measured.error()};
    }
    const Target& target = *measured;
    const auto prepared =
        driver::prepare(spec, target, spec.queries, {}, driver::Presented::ByController);
    if (!prepared) {
        return Unexpected{prepared.error()};
    }
    auto reference = reference_text(spec, *prepared, prompt, options.steps);
    if (!reference) {
        return Unexpected{reference.error()};
    }
    Generation generation;
    generation.model = spec.name;
    generation.target = target.name;
    generation.level = to_string(target.level);
    generation.time_unit_s = prepared->network.time_unit_s;
    generation.restarted = options.restart;
    generation.prompt = text_of(prompt, spec);
    generation.reference = *std::move(reference);
    cosim::Decoding decoding(spec, prompt, prepared->network.visible_range);
    Diagnostics nothing_ran = run(spec, target, *prepared, decoding, options, generation);
    if (nothing_ran.has_errors() && generation.tokens.empty()) {
        return Unexpected{std::move(nothing_ran)};
    }
    generation.diagnostics.append(nothing_ran);
    generation.text = text_of(decoding.tokens(), spec);
    generation.agrees = generation.text == generation.reference;
    return generation;
}

int exit_code(const Generation& generation) {
    if (generation.diagnostics.has_errors()) {
        return 3;
    }
    return generation.agrees ? 0 : 5;
}

}  // namespace hopspice

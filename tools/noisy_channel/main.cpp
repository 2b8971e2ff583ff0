// noisy_channel: words of a code over a line whose bits flip at random instants, decoded one after
// the other by one running circuit.

#include "decoder.h"

#include <hopspice/cosim.h>
#include <hopspice/spec.h>
#include <hopspice/target.h>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <string>
#include <vector>

namespace {

enum Exit : int { kDone = 0, kBadInput = 1, kUsage = 2, kSimulator = 3, kNotDecoded = 5 };

struct Arguments {
    std::string spec;
    std::string target = "behavioral";
    std::vector<std::string> settings;
    channel::Plan plan;
    hopspice::CosimOptions options;
};

void print_all(const hopspice::Diagnostics& diagnostics) {
    for (const hopspice::Diagnostic& diagnostic : diagnostics) {
        fmt::print(stderr, "{}\n", hopspice::format_diagnostic(diagnostic));
    }
}

/// The rows of the first hidden block, as bits.
std::vector<channel::Word> codewords_of(const hopspice::Spec& spec, double threshold) {
    std::vector<channel::Word> words;
    const hopspice::Matrix& rows = spec.hidden.front().weights;
    for (std::size_t row = 0; row < rows.rows; ++row) {
        words.emplace_back();
        for (std::size_t col = 0; col < rows.cols; ++col) {
            words.back().push_back(rows(row, col) > threshold);
        }
    }
    return words;
}

/// All words with at most one wrong bit came out as they were sent.
bool corrects_single_errors(const channel::Decoder& decoder) {
    for (const auto& [flips, tally] : decoder.tallies()) {
        if (flips <= 1 && tally.right != tally.words) {
            return false;
        }
    }
    return true;
}

void print_result(const channel::Decoder& decoder, const hopspice::CosimResult& result) {
    fmt::print("{} on {} ({}): one transient of {:.4g} s, {} clock ticks, {:.1f} s of wall time\n",
               result.model, result.target, result.simulator, result.time_s, result.ticks,
               result.wall_time_s);
    fmt::print("wrong bits   words   decoded right   not at rest\n");
    std::size_t right = 0;
    for (const auto& [flips, tally] : decoder.tallies()) {
        fmt::print("{:10}   {:5}   {:13}   {:11}\n", flips, tally.words, tally.right,
                   tally.timeouts);
        right += tally.right;
    }
    const auto done = static_cast<double>(decoder.done());
    fmt::print("{} of {} words right, {:.4g} words/s, {:.4g} of them right", right, decoder.done(),
               done / result.time_s, static_cast<double>(right) / result.time_s);
    if (result.energy_j.total > 0) {
        fmt::print(", {:.4g} J per word", result.energy_j.total / done);
    }
    fmt::print("\n");
}

int run(Arguments& arguments) {
    const auto spec = hopspice::read_spec(arguments.spec);
    const auto target = hopspice::read_target(arguments.target, arguments.settings);
    for (const auto* failure :
         {spec ? nullptr : &spec.error(), target ? nullptr : &target.error()}) {
        if (failure != nullptr) {
            print_all(*failure);
            return kBadInput;
        }
    }
    arguments.plan.threshold = spec->readout.level;
    arguments.plan.codewords = codewords_of(*spec, arguments.plan.threshold);
    channel::Decoder decoder(arguments.plan);
    const auto result = hopspice::cosimulate(*spec, *target, decoder, arguments.options);
    if (!result) {
        print_all(result.error());
        return kSimulator;
    }
    print_all(result->warnings);
    print_all(result->diagnostics);
    if (decoder.done() > 0) {
        print_result(decoder, *result);
    }
    return !result->finished                  ? int{kSimulator}
           : !corrects_single_errors(decoder) ? int{kNotDecoded}
                                              : int{kDone};
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Sends the rows of a model as words over a noisy line and lets the running circuit "
        "decode them, one after the other in one transient."};
    app.footer("Example:\n  noisy_channel models/hamming-7-4.json -t opamp-1G --words 200");
    Arguments arguments;
    app.add_option("SPEC", arguments.spec, "a model whose first hidden block holds the codewords")
        ->required();
    app.add_option("-t,--target", arguments.target, "a built-in target or a JSON file")
        ->capture_default_str();
    app.add_option("--set", arguments.settings, "override one key of the target: KEY=VALUE")
        ->take_all();
    app.add_option("--words", arguments.plan.words, "how many are sent")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_option("--flips", arguments.plan.flips, "mean number of flips per word on the line")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    app.add_option("--seed", arguments.plan.seed, "of words and flips")->capture_default_str();
    app.add_option("--waves", arguments.options.waves_file, "write waveforms: .csv or .raw");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? int{kDone} : int{kUsage};
    }
    return run(arguments);
}

#include "cluster/words.h"

#include "support/rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopspice::cluster {

Result<std::vector<std::string>> split_words(const std::string& text) {
    std::vector<std::string> words;
    char open = 0;        // the quote that is open
    bool inside = false;  // a word has begun
    for (const char c : text) {
        const bool blank = open == 0 && (c == ' ' || c == '\t' || c == '\n');
        if (blank) {
            inside = false;
            continue;
        }
        if (!inside) {
            words.emplace_back();
            inside = true;
        }
        if (open == 0 && (c == '\'' || c == '"')) {
            open = c;
        } else if (c == open) {
            open = 0;
        } else {
            words.back() += c;
        }
    }
    if (open != 0) {
        return fail(Rule::QuoteOpen, {"command line", ""}, text);
    }
    return words;
}

std::string quote(const std::string& word) {
    std::string quoted = "'";
    for (const char c : word) {
        quoted += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return quoted + "'";
}

std::string format_numbers(std::span<const std::uint64_t> numbers) {
    std::string text;
    for (std::size_t begin = 0; begin < numbers.size();) {
        std::size_t last = begin;
        while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) {
            ++last;
        }
        text += text.empty() ? "" : ",";
        text += last == begin ? fmt::format("{}", numbers[begin])
                              : fmt::format("{}-{}", numbers[begin], numbers[last]);
        begin = last + 1;
    }
    return text;
}

// Every option is one word: a value may begin with a dash.
std::vector<std::string> batch_words(const BatchPlan& plan, const BatchOptions& options) {
    std::vector<std::string> words{"batch", plan.spec, "--target=" + plan.target};
    const auto add_all = [&words](const char* option, const std::vector<std::string>& values) {
        for (const std::string& value : values) {
            words.push_back(option + value);
        }
    };
    add_all("--set=", plan.settings);
    add_all("--input=", plan.inputs);
    if (!plan.queries.empty()) {
        words.push_back("--queries=" + plan.queries);
    }
    words.push_back(fmt::format("--samples={}", plan.samples));
    words.push_back(fmt::format("--seed={}", plan.seed));
    for (const Sweep& sweep : plan.sweep) {
        words.push_back(fmt::format("--sweep={}={}", sweep.key, fmt::join(sweep.values, ",")));
    }
    words.push_back("--engine=" + to_string(plan.engine));
    words.push_back(fmt::format("--wall-limit={}", options.wall_limit_s));
    if (!options.simulator_library.empty()) {
        words.push_back("--ngspice=" + options.simulator_library);
    }
    return words;
}

std::string format_script(const Script& script, const Scheduler& scheduler) {
    std::string command = "exec " + quote(script.program);
    for (const std::string& word : script.batch) {
        command += " \\\n    " + quote(word);
    }
    const auto file = [&](const char* extension) {
        return fmt::format("{}/shard-\"{}\"{}", quote(script.folder), scheduler.shard, extension);
    };
    command += fmt::format(" \\\n    --shard=\"{}\"/{} --db={} --resume", scheduler.shard,
                           script.shards, file(".db"));
    command += fmt::format(" \\\n    --progress-file={} --jobs=\"{}\"", file(".progress"),
                           scheduler.processors);
    return fmt::format(
        "#!/bin/sh\n"
        "# Simulates one shard of a batch. Written by hopspice batch --executor {}, which submits "
        "it\n"
        "# as an array job with a task per shard, and merges their databases.\n"
        "cd {} || exit 1\n"
        "{}\n",
        scheduler.name, quote(script.start), command);
}

}  // namespace hopspice::cluster

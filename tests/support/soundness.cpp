#include "support/soundness.h"

#include "measure/query.h"
#include "model/functions.h"
#include "model/reference.h"
#include "model/stimulus.h"
#include "model/tokens.h"

#include <hopspice/recall.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>

namespace hopspice::test {

namespace {

constexpr double kRestTaus = 40;  // the largest tau: later than that nothing has happened
constexpr double kWallLimit_s = 60;

/// What a level promises of a settled state, of the visible range.
double tolerance_of(Level level) {
    return level == Level::Behavioral ? 0.001 : level == Level::Opamp ? 0.01 : 0.03;
}

std::string words_of(const Diagnostics& diagnostics) {
    std::string words;
    for (const Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.severity == Severity::Error) {
            words += (words.empty() ? "" : "; ") + format_diagnostic(diagnostic);
        }
    }
    return words;
}

std::string warnings_of(const QueryResult& result) {
    std::string words;
    for (const Diagnostic& diagnostic : result.diagnostics) {
        words += "; " + format_diagnostic(diagnostic);
    }
    return words;
}

/// Ids of an error of ours (exit code 4), or of the simulator (3): no words for a user's input.
bool is_ours(const Diagnostics& diagnostics) {
    return std::ranges::any_of(diagnostics, [](const Diagnostic& diagnostic) {
        return diagnostic.id.starts_with("HS-E30") || diagnostic.id.starts_with("HS-E4");
    });
}

class Judge {
public:
    Judge(const Spec& spec, const Target& target, double longest_s)
        : spec_(spec), target_(target), longest_s_(longest_s) {}

    Soundness run() {
        const std::clock_t begin = std::clock();
        const auto report = check(spec_, target_);
        expect_quick("check", begin);
        if (!report) {
            found_.reasons.push_back(words_of(report.error()));
            if (is_ours(report.error())) {
                add("check: {}", words_of(report.error()));
            }
        } else {
            found_.verdict = report->verdict();
            for (const CheckItem& item : report->items) {
                if (item.verdict != Verdict::Certain) {
                    found_.reasons.push_back(fmt::format("{}: {}: {} {:.4g} ({})",
                                                         to_string(item.verdict), item.where,
                                                         item.quantity, item.value, item.limit));
                }
            }
        }
        if (found_.verdict == Verdict::Certain) {
            expect_recalled();  // compiled on the way
        } else {
            expect_compiled();
        }
        return std::move(found_);
    }

private:
    template <typename... Values>
    void add(fmt::format_string<Values...> words, Values&&... values) {
        found_.violations.push_back(fmt::format(words, std::forward<Values>(values)...));
    }

    /// Processor time, whatever else the machine does.
    void expect_quick(const char* what, std::clock_t begin) {
        const double took_s = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
        if (took_s > longest_s_) {
            add("{} took {:.1f} s", what, took_s);
        }
    }

    void expect_compiled() {
        const std::clock_t begin = std::clock();
        const auto netlist = compile(spec_, target_, {});
        expect_quick("compile", begin);
        if (!netlist && is_ours(netlist.error())) {
            add("compile: {}", words_of(netlist.error()));
        } else if (netlist.has_value() != (found_.verdict != Verdict::Impossible)) {
            add("compile {}", netlist ? "builds it" : "refuses it: " + words_of(netlist.error()));
        }
    }

    void expect_recalled() {
        RecallOptions options;
        options.jobs = 1;
        options.wall_limit_s = kWallLimit_s;
        const auto results = recall(spec_, target_, spec_.queries, options);
        if (!results) {
            return add("recall: {}", words_of(results.error()));
        }
        for (std::size_t k = 0; k < spec_.queries.size(); ++k) {
            expect_right(spec_.queries[k], results->queries[k], *results);
        }
    }

    void expect_right(const Query& query, const QueryResult& result, const Results& results) {
        const bool timed = query.time.has_value() || spec_.inference.time.has_value();
        if (result.status != (timed ? Status::Read : Status::Settled)) {
            return add("{} {} {}", query.id, to_string(result.status),
                       words_of(result.diagnostics));
        }
        if (!result.reference.has_value() || !result.reference->agrees) {
            add("{} is {:.3g} of the range away from the ODE{} {}", query.id,
                result.reference ? result.reference->visible_error : INFINITY,
                result.rests.value_or(true) ? "" : ", not at rest", warnings_of(result));
        }
        if (!timed) {
            expect_rest(query, result, results);
        }
    }

    /// The ODE settles on its own, and stays where the circuit is.
    void expect_rest(const Query& query, const QueryResult& result, const Results& results) {
        const Spec spec = model::selected(spec_, query.tokens);
        const model::Stimulus stimulus = model::stimulus(spec, query);
        const measure::Context context{spec, results.visible_range, 1, 0};
        const auto ode = model::integrate_until_settled(
            spec, stimulus, measure::settle_rule(context, spec.visible.tau),
            spec.inference.timeout);
        if (!ode || !ode->settled) {
            return add("{}: the ODE does not settle", query.id);
        }
        const double late = ode->time.back() + kRestTaus * model::largest_tau(spec);
        const auto rest = model::integrate(spec, stimulus, std::vector{late});
        if (!rest || rest->diverged) {
            return add("{}: the ODE does not stay", query.id);
        }
        double worst = 0;
        for (std::size_t i = 0; i < result.visible.size(); ++i) {
            worst = std::max(worst, std::abs(rest->visible(0, i) - result.visible[i]));
        }
        worst /= results.visible_range;
        if (!(worst <= 2 * spec.inference.settle + tolerance_of(target_.level))) {
            add("{}: the ODE rests {:.3g} of the range away", query.id, worst);
        }
    }

    const Spec& spec_;
    const Target& target_;
    double longest_s_;
    Soundness found_;
};

}  // namespace

Soundness soundness(const Spec& spec, const Target& target, double longest_s) {
    return Judge(spec, target, longest_s).run();
}

}  // namespace hopspice::test

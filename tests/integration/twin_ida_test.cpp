// The twin's steps against another integrator, SUNDIALS IDA, on the same equations: variable order
// and step, tolerances far below the twin's.

#include "driver/query_runs.h"
#include "integration/agreement.h"
#include "support/prepared.h"
#include "twin/operating_point.h"
#include "twin/stimulus.h"
#include "twin/twin.h"

#include <ida/ida.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace hopspice::twin {
namespace {

constexpr double kRelative = 1e-6;
constexpr double kAbsolute = 1e-7;  // V
constexpr double kPath = 1e-3;      // of the visible range

/// F(t, y, y') = f(y, t) + C(y) y' + dq/dt where y stands still.
class Ida {
public:
    Ida(Equations& equations, Stimulus& stimulus)
        : equations_(equations),
          stimulus_(stimulus),
          size_(equations.unknowns()),
          closed_(equations.elements().switches.size(), 0) {
        SUNContext_Create(nullptr, &context_);
        y_ = N_VNew_Serial(static_cast<sunindextype>(size_), context_);
        slope_ = N_VClone(y_);
        dynamic_ = N_VClone(y_);
        N_VConst(0, y_);
        N_VConst(0, slope_);
    }
    Ida(const Ida&) = delete;
    Ida& operator=(const Ida&) = delete;
    Ida(Ida&&) = delete;
    Ida& operator=(Ida&&) = delete;
    ~Ida() {
        IDAFree(&ida_);
        SUNLinSolFree(linear_);
        SUNMatDestroy(matrix_);
        N_VDestroy(y_);
        N_VDestroy(slope_);
        N_VDestroy(dynamic_);
        SUNContext_Free(&context_);
    }

    /// From the operating point at t = 0 to these times; the voltages of these nodes at each.
    std::vector<std::vector<double>> run(std::span<const double> times_s,
                                         std::span<const Node> nodes) {
        start();
        double time_s = 0;
        std::vector<std::vector<double>> rows;
        for (const double goal_s : times_s) {
            while (time_s < goal_s) {
                const double cut_s = std::min(stimulus_.next_cut(time_s), goal_s);
                advance(time_s, cut_s);
                if (cut_s == stimulus_.next_cut(std::nextafter(cut_s, 0))) {
                    restart(cut_s, goal_s);
                }
                time_s = cut_s;
            }
            equations_.set_sources(stimulus_.values(goal_s));
            std::vector<double>& row = rows.emplace_back();
            for (const Node node : nodes) {
                row.push_back(equations_.volts(node, values(y_)));
            }
        }
        return rows;
    }

private:
    [[nodiscard]] std::span<double> values(N_Vector vector) const {
        return {NV_DATA_S(vector), size_};
    }

    /// What the sources alone move the charges by, exact while they are straight.
    void add_driven_charges(double time_s, std::span<const double> y, std::span<double> residual) {
        constexpr double kLater = 1e-15;  // s
        const auto now =
            std::vector<double>(equations_.charges().begin(), equations_.charges().end());
        equations_.set_sources(stimulus_.values(time_s + kLater));
        equations_.settle(y);
        for (std::size_t k = 0; k < size_; ++k) {
            residual[k] += (equations_.charges()[k] - now[k]) / kLater;
        }
    }

    void residual_at(double time_s, std::span<const double> y, std::span<const double> slope,
                     std::span<double> residual) {
        equations_.set_sources(stimulus_.values(time_s));
        equations_.settle(y);
        std::ranges::copy(equations_.currents(), residual.begin());
        const Pattern& pattern = equations_.pattern();
        std::vector<double> with(pattern.rows.size());
        std::vector<double> without(pattern.rows.size());
        equations_.derivatives(1, with);
        equations_.derivatives(0, without);
        for (std::size_t column = 0; column < size_; ++column) {
            for (int k = pattern.starts[column]; k < pattern.starts[column + 1]; ++k) {
                const auto at = static_cast<std::size_t>(k);
                residual[static_cast<std::size_t>(pattern.rows[at])] +=
                    (with[at] - without[at]) * slope[column];
            }
        }
        add_driven_charges(time_s, y, residual);
    }

    /// rate: of IDA, d/dy + rate d/dy'.
    void derivatives_at(double time_s, double rate, std::span<const double> y, SUNMatrix matrix) {
        equations_.set_sources(stimulus_.values(time_s));
        equations_.settle(y);
        const Pattern& pattern = equations_.pattern();
        std::vector<double> entries(pattern.rows.size());
        equations_.derivatives(rate, entries);
        SUNMatZero(matrix);
        for (std::size_t column = 0; column < size_; ++column) {
            for (int k = pattern.starts[column]; k < pattern.starts[column + 1]; ++k) {
                SM_ELEMENT_D(matrix, pattern.rows[static_cast<std::size_t>(k)],
                             static_cast<sunindextype>(column)) =
                    entries[static_cast<std::size_t>(k)];
            }
        }
    }

    static int residual(realtype time, N_Vector y, N_Vector slope, N_Vector out, void* self) {
        auto& ida = *static_cast<Ida*>(self);
        ida.residual_at(time, ida.values(y), ida.values(slope), ida.values(out));
        return 0;
    }

    static int jacobian(realtype time, realtype rate, N_Vector y, N_Vector /*slope*/,
                        N_Vector /*residual*/, SUNMatrix matrix, void* self, N_Vector /*a*/,
                        N_Vector /*b*/, N_Vector /*c*/) {
        auto& ida = *static_cast<Ida*>(self);
        ida.derivatives_at(time, rate, ida.values(y), matrix);
        return 0;
    }

    void start() {
        static_cast<void>(stimulus_.move_switches(0, closed_));
        equations_.set_switches(closed_);
        equations_.set_sources(stimulus_.values(0));
        Newton newton(equations_);
        newton.begin();
        ASSERT_TRUE(find_operating_point(equations_, newton, values(y_), kFirstStep));
        for (Index k = 0; k < size_; ++k) {
            values(dynamic_)[k] = equations_.is_dynamic(k) ? 1 : 0;
        }
        ida_ = IDACreate(context_);
        ASSERT_EQ(IDAInit(ida_, residual, 0, y_, slope_), IDA_SUCCESS);
        IDASetUserData(ida_, this);
        IDASStolerances(ida_, kRelative, kAbsolute);
        IDASetId(ida_, dynamic_);
        IDASetMaxNumSteps(ida_, 1000000);
        matrix_ = SUNDenseMatrix(static_cast<sunindextype>(size_), static_cast<sunindextype>(size_),
                                 context_);
        linear_ = SUNLinSol_Dense(y_, matrix_, context_);
        ASSERT_EQ(IDASetLinearSolver(ida_, linear_, matrix_), IDA_SUCCESS);
        ASSERT_EQ(IDASetJacFn(ida_, jacobian), IDA_SUCCESS);
    }

    void advance(double from_s, double to_s) {
        IDASetStopTime(ida_, to_s);
        double reached = from_s;
        while (reached < to_s) {
            const int said = IDASolve(ida_, to_s, &reached, y_, slope_, IDA_NORMAL);
            ASSERT_GE(said, 0) << "at " << reached << " s";
        }
    }

    void restart(double time_s, double goal_s) {
        if (stimulus_.move_switches(time_s * (1 + 1e-12), closed_)) {
            equations_.set_switches(closed_);
        }
        N_VConst(0, slope_);
        ASSERT_EQ(IDAReInit(ida_, time_s, y_, slope_), IDA_SUCCESS);
        IDASetInitStep(ida_, 1e-6 * (goal_s + time_s));
        ASSERT_EQ(IDACalcIC(ida_, IDA_YA_YDP_INIT, goal_s + time_s), IDA_SUCCESS);
        IDAGetConsistentIC(ida_, y_, slope_);
        IDASetInitStep(ida_, 0);
    }

    Equations& equations_;
    Stimulus& stimulus_;
    std::size_t size_;
    std::vector<char> closed_;
    SUNContext context_ = nullptr;
    N_Vector y_ = nullptr;
    N_Vector slope_ = nullptr;
    N_Vector dynamic_ = nullptr;
    SUNMatrix matrix_ = nullptr;
    SUNLinearSolver linear_ = nullptr;
    void* ida_ = nullptr;
};

class TwinAndIda : public testing::TestWithParam<std::string> {};

TEST_P(TwinAndIda, GoTheSameWay) {
    const Spec spec = test::shipped_spec("xor.json");
    const Target target = test::make_target(GetParam());
    const auto prepared = test::value_of(driver::prepare(spec, target, spec.queries));
    const auto context = driver::context_of(spec, prepared, target);
    const sim::Setup setup = driver::setup_of(prepared, context, target, {});
    const circuit::Circuit& circuit = prepared.lowered.circuit;
    const circuit::Layout& layout = prepared.lowered.layout;
    const sim::Job job = driver::job_of(prepared, context, spec.queries[1]);
    const auto stop = setup.stop(job.stop_parameters);
    auto twin =
        test::value_of(Twin::build(circuit, target.temperature_c, {setup.saved, setup.watch}));
    const sim::Outcome outcome = twin.run(job, stop.get());
    ASSERT_TRUE(outcome.completed) << outcome.message;

    Equations equations = test::value_of(
        Equations::build(test::value_of(take_apart(circuit)), target.temperature_c, {}));
    const StimulusPlan plan =
        test::value_of(plan_stimulus(equations.elements(), equations.numbering()));
    Stimulus stimulus(equations.elements(), plan, job);
    std::vector<double> times;
    std::vector<std::size_t> points;
    for (std::size_t k = 0; k < outcome.waveform.points(); ++k) {
        if (outcome.waveform.time_s[k] > layout.release_s + layout.edge_s) {
            times.push_back(outcome.waveform.time_s[k]);
            points.push_back(k);
        }
    }
    std::vector<Node> nodes;
    for (const circuit::NeuronLayout& neuron : layout.banks[0]) {
        nodes.push_back(circuit.find_net(neuron.state.net).index);
    }
    const auto rows = Ida(equations, stimulus).run(times, nodes);
    ASSERT_EQ(rows.size(), points.size());
    double worst = 0;
    for (std::size_t k = 0; k < rows.size(); ++k) {
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            const double range = std::abs(layout.banks[0][i].state.volts_per_unit) * context.range;
            worst =
                std::max(worst, std::abs(rows[k][i] - outcome.waveform.at(points[k], i)) / range);
        }
    }
    EXPECT_LE(worst, kPath);
    std::cout << GetParam() << ": " << worst << " of the range\n";
}

INSTANTIATE_TEST_SUITE_P(Targets, TwinAndIda,
                         testing::Values("behavioral", "opamp-10M", "opamp-1G", "opamp-10G"),
                         test::model_name);

}  // namespace
}  // namespace hopspice::twin

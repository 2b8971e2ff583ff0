// CVODE 6.4 behind RAII; a context per solver, so that solvers in different threads share nothing.

#include "model/solver.h"

#include <cvode/cvode.h>
#include <fmt/format.h>
#include <nvector/nvector_serial.h>
#include <sundials/sundials_context.h>
#include <sunlinsol/sunlinsol_spgmr.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <new>
#include <utility>
#include <vector>

#include "model/newton.h"
#include "model/products.h"
#include "model/vectors.h"
#include "model/views.h"

namespace hopspice::model {

/// What is integrated, until when, and what was thrown meanwhile, which must not cross C code.
struct Problem {
    Dynamics& dynamics;
    Effort effort;
    std::exception_ptr thrown = {};
    unsigned calls = 0;

    /// Looked at every few calls: the clock costs as much as a small right-hand side.
    [[nodiscard]] bool is_late() {
        constexpr unsigned kCalls = 16;
        return calls++ % kCalls == 0 && Effort::Clock::now() > effort.end;
    }
};

namespace {

constexpr double kLeastScale = 1e-200;  // less is nothing: a tolerance of it would be 0
constexpr double kRunawayRates = 1e6;

/// Of the smaller kind of neurons: beyond, a few products of the Jacobian and a vector, as GMRES
/// needs them, cost less than a factorisation (a sixth at 256).
constexpr std::size_t kLargestDirect = kLargestSmall;
constexpr int kKrylov = 20;

std::span<const double> read(N_Vector vector, std::size_t size) {
    return {N_VGetArrayPointer(vector), size};
}

bool finite(std::span<const double> values) {
    return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

constexpr int kUnrecoverable = -1;

// A value that is not finite is a recoverable error to CVODE: it tries a shorter step.
int derivative(realtype /*time*/, N_Vector y, N_Vector slope, void* user) noexcept {
    auto& problem = *static_cast<Problem*>(user);
    if (problem.is_late()) {
        return kUnrecoverable;
    }
    Dynamics& dynamics = problem.dynamics;
    try {
        const std::span<double> out(N_VGetArrayPointer(slope), dynamics.size());
        dynamics.derivative(read(y, dynamics.size()), out);
        return finite(out) ? 0 : 1;
    } catch (...) {
        problem.thrown = std::current_exception();
        return kUnrecoverable;
    }
}

/// I - gamma J, with the Jacobian of before while that is `good` still.
int newton(realtype /*time*/, N_Vector y, N_Vector /*slope*/, SUNMatrix matrix, booleantype good,
           booleantype* fresh, realtype gamma, void* user, N_Vector /*t1*/, N_Vector /*t2*/,
           N_Vector /*t3*/) noexcept {
    auto& problem = *static_cast<Problem*>(user);
    Dynamics& dynamics = problem.dynamics;
    try {
        NewtonMatrix& out = newton_in(matrix);
        out.gamma = gamma;
        *fresh = good != SUNFALSE ? SUNFALSE : SUNTRUE;
        if (good != SUNFALSE) {
            return 0;
        }
        dynamics.jacobian(read(y, dynamics.size()), out.jacobian);
        return finite(out.jacobian.to_visible) && finite(out.jacobian.to_hidden) ? 0 : 1;
    } catch (...) {
        problem.thrown = std::current_exception();
        return kUnrecoverable;
    }
}

void keep_message(int code, const char* /*module*/, const char* /*function*/, char* text,
                  void* user) noexcept {
    if (code < 0) {
        static_cast<std::string*>(user)->assign(text);
    }
}

double magnitude(std::span<const double> values, double least) {
    for (const double value : values) {
        least = std::max(least, std::abs(value));
    }
    return least;
}

}  // namespace

struct Solver::Memory {
    Memory(Dynamics& model, const Effort& effort) : problem{model, effort}, dynamics(model) {}
    ~Memory() {
        CVodeFree(&cvode);
        if (linear != nullptr) {
            SUNLinSolFree(linear);
        }
        if (matrix != nullptr) {
            SUNMatDestroy(matrix);
        }
        N_VDestroy(tolerance);
        N_VDestroy(scratch);
        N_VDestroy(y);
        SUNContext_Free(&context);
    }
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;

    Problem problem;
    Dynamics& dynamics;
    std::string message = "out of memory";
    SUNContext context = nullptr;
    N_Vector y = nullptr;
    N_Vector tolerance = nullptr;
    N_Vector scratch = nullptr;
    SUNMatrix matrix = nullptr;  ///< of a direct solver
    SUNLinearSolver linear = nullptr;
    void* cvode = nullptr;
    double time = 0;
    double tau = 1;       ///< of the visible neurons
    long seen_steps = 0;  ///< when it was last looked at how far they lead
    double seen_time = 0;
    double runaway_slope = kRunawayRates;
    bool ready = false;

    [[nodiscard]] bool allocate();
    void set_scales(double tau_v, double absolute);
    [[nodiscard]] bool configure(double tau_v, double stop_time, double relative);
    [[nodiscard]] bool goes_on(long steps);
    Outcome run(double time_out, int task);
};

bool Solver::Memory::allocate() {
    if (SUNContext_Create(nullptr, &context) != 0) {
        return false;
    }
    const auto n = static_cast<sunindextype>(dynamics.size());
    y = N_VNew_Serial(n, context);
    tolerance = N_VNew_Serial(n, context);
    scratch = N_VNew_Serial(n, context);
    if (y == nullptr || tolerance == nullptr || scratch == nullptr) {
        return false;
    }
    const bool direct = std::min(dynamics.visible_size(), dynamics.hidden_size()) <= kLargestDirect;
    use_own_arithmetic(y, !direct);
    use_own_arithmetic(tolerance, !direct);
    use_own_arithmetic(scratch, !direct);
    if (direct) {
        matrix = make_newton_matrix(dynamics.visible_size(), dynamics.hidden_size(), context);
        linear = make_newton_solver(context);
    } else {
        linear = SUNLinSol_SPGMR(y, SUN_PREC_NONE, kKrylov, context);
    }
    cvode = CVodeCreate(CV_BDF, context);
    return linear != nullptr && cvode != nullptr && (matrix != nullptr || !direct);
}

// Absolute tolerances follow the signals: their size at the release, and where they first head to.
void Solver::Memory::set_scales(double tau_v, double absolute) {
    const std::vector<double> start = dynamics.initial();
    std::ranges::copy(start, N_VGetArrayPointer(y));
    std::vector<double> slope(start.size());
    dynamics.derivative(start, slope);
    const std::size_t visible = dynamics.visible_size();
    const std::span<const double> all(start);
    double v_scale = magnitude(all.first(visible), 0);
    v_scale = std::max(v_scale, tau_v * magnitude(std::span(slope).first(visible), 0));
    double h_scale = magnitude(all.subspan(visible), 0);
    v_scale = v_scale > kLeastScale && std::isfinite(v_scale) ? v_scale : 1;
    h_scale = h_scale > kLeastScale && std::isfinite(h_scale) ? h_scale : 1;
    double* out = N_VGetArrayPointer(tolerance);
    for (std::size_t i = 0; i < start.size(); ++i) {
        out[i] = absolute * (i < visible ? v_scale : h_scale);
    }
    tau = tau_v;
    runaway_slope = kRunawayRates * std::max({v_scale, h_scale, 1.0}) / tau_v;
}

bool Solver::Memory::configure(double tau_v, double stop_time, double relative) {
    return CVodeSetErrHandlerFn(cvode, keep_message, &message) == CV_SUCCESS &&
           CVodeInit(cvode, derivative, 0, y) == CV_SUCCESS &&
           CVodeSetUserData(cvode, &problem) == CV_SUCCESS &&
           CVodeSVtolerances(cvode, relative, tolerance) == CV_SUCCESS &&
           CVodeSetLinearSolver(cvode, linear, matrix) == CV_SUCCESS &&
           (matrix == nullptr || CVodeSetLinSysFn(cvode, newton) == CV_SUCCESS) &&
           CVodeSetMaxErrTestFails(cvode, 20) == CV_SUCCESS &&
           CVodeSetMaxStep(cvode, tau_v / 2) == CV_SUCCESS &&
           CVodeSetStopTime(cvode, stop_time) == CV_SUCCESS;
}

/// Looked at every so many steps.
bool Solver::Memory::goes_on(long steps) {
    if (steps < seen_steps + kStepsToGrow) {
        return true;
    }
    const double least = static_cast<double>(steps - seen_steps) * kLeastStep * tau;
    seen_steps = steps;
    return time - std::exchange(seen_time, time) >= least;
}

Solver::Outcome Solver::Memory::run(double time_out, int task) {
    if (!ready) {
        return Outcome::Failed;
    }
    long steps = 0;
    static_cast<void>(CVodeGetNumSteps(cvode, &steps));
    const long left = problem.effort.steps - steps;
    // CVODE counts the steps of one call only, and takes 0 for its default.
    if (left <= 0 || CVodeSetMaxNumSteps(cvode, left) != CV_SUCCESS) {
        message = fmt::format("not at its end after {} steps", steps);
        return Outcome::Failed;
    }
    if (!goes_on(steps)) {
        message = fmt::format("{} steps lead no further", kStepsToGrow);
        return Outcome::Failed;
    }
    const int flag = CVode(cvode, time_out, y, &time, task);
    if (problem.thrown) {
        std::rethrow_exception(std::exchange(problem.thrown, {}));
    }
    if (flag == CV_MEM_FAIL || flag == CV_LSETUP_FAIL) {
        throw std::bad_alloc();  // the only way in which our own factorisation fails
    }
    if (flag == CV_TOO_MUCH_WORK) {
        message = fmt::format("not at its end after {} steps", problem.effort.steps);
    } else if (flag < 0 && Effort::Clock::now() > problem.effort.end) {
        message = "not at its end within the time it may take";
    }
    return flag >= 0 && finite(read(y, dynamics.size())) ? Outcome::Advanced : Outcome::Failed;
}

Solver::Solver(Dynamics& dynamics, double tau_v, double stop_time, const Tolerances& tolerances,
               const Effort& effort)
    : memory_(std::make_unique<Memory>(dynamics, effort)) {
    if (!memory_->allocate()) {
        return;
    }
    memory_->set_scales(tau_v, tolerances.absolute);
    memory_->ready = memory_->configure(tau_v, stop_time, tolerances.relative);
}

Solver::~Solver() = default;

// CVODE wants a direction even for a single step; the stop time is what bounds it.
Solver::Outcome Solver::step() { return memory_->run(memory_->time + 1, CV_ONE_STEP); }

Solver::Outcome Solver::advance(double time) { return memory_->run(time, CV_NORMAL); }

double Solver::time() const { return memory_->time; }

std::span<const double> Solver::state() const {
    if (memory_->y == nullptr) {
        return {};
    }
    return read(memory_->y, memory_->dynamics.size());
}

std::vector<double> Solver::polynomial() const {
    int order = 0;
    static_cast<void>(CVodeGetLastOrder(memory_->cvode, &order));
    std::vector<double> coefficients;
    double factorial = 1;
    for (int k = 0; k <= order; ++k) {
        factorial *= std::max(k, 1);
        static_cast<void>(CVodeGetDky(memory_->cvode, memory_->time, k, memory_->scratch));
        for (const double value : read(memory_->scratch, memory_->dynamics.size())) {
            coefficients.push_back(value / factorial);
        }
    }
    return coefficients;
}

void Solver::allow(const Effort& effort) { memory_->problem.effort = effort; }

bool Solver::runs_away() const {
    if (!memory_->ready) {
        return false;
    }
    std::vector<double> slope(memory_->dynamics.size());
    memory_->dynamics.derivative(state(), slope);
    return !finite(slope) || magnitude(slope, 0) > memory_->runaway_slope;
}

const std::string& Solver::message() const { return memory_->message; }

}  // namespace hopspice::model

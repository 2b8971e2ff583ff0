// A custom SUNMatrix, and a custom SUNLinearSolver on Eigen's blocked LU of its Schur complement.

#include "model/newton.h"

#include "model/views.h"

#include <Eigen/LU>
#include <algorithm>
#include <memory>
#include <new>

namespace hopspice::model {

namespace {

/// The smaller kind of neurons is kept in the small system, the other one divided out.
struct Newton {
    Eigen::Index visible = 0;
    Eigen::Index hidden = 0;
    Eigen::MatrixXd kept_by_gone;  ///< block of the matrix
    Eigen::MatrixXd gone_by_kept;  ///< block of the matrix, each row divided by its diagonal
    Eigen::VectorXd gone_inverse;
    Eigen::PartialPivLU<Eigen::MatrixXd> small;

    [[nodiscard]] bool keeps_visible() const { return visible <= hidden; }
    [[nodiscard]] Eigen::Index kept() const { return std::min(visible, hidden); }
    [[nodiscard]] Eigen::Index kept_first() const { return keeps_visible() ? 0 : visible; }
    [[nodiscard]] Eigen::Index gone() const { return std::max(visible, hidden); }
    [[nodiscard]] Eigen::Index gone_first() const { return keeps_visible() ? visible : 0; }

    void factorise(const NewtonMatrix& matrix) {
        const Jacobian& jacobian = matrix.jacobian;
        visible = index(jacobian.visible);
        hidden = index(jacobian.hidden);
        const Eigen::VectorXd diagonal =
            (vector(std::span(jacobian.diagonal)) * -matrix.gamma).array() + 1;
        const Eigen::Map<const Eigen::MatrixXd> to_visible(jacobian.to_visible.data(), visible,
                                                           hidden);
        const Rows to_hidden(jacobian.to_hidden.data(), hidden, visible);
        gone_inverse = diagonal.segment(gone_first(), gone()).cwiseInverse();
        if (keeps_visible()) {
            kept_by_gone = to_visible * -matrix.gamma;
            gone_by_kept = gone_inverse.asDiagonal() * (to_hidden * -matrix.gamma);
        } else {
            kept_by_gone = to_hidden * -matrix.gamma;
            gone_by_kept = gone_inverse.asDiagonal() * (to_visible * -matrix.gamma);
        }
        Eigen::MatrixXd schur = diagonal.segment(kept_first(), kept()).asDiagonal();
        schur.noalias() -= kept_by_gone * gone_by_kept;
        small.compute(schur);
    }

    void solve(const Vector& right, Vector& x) const {
        const Eigen::VectorXd divided =
            gone_inverse.cwiseProduct(right.segment(gone_first(), gone()));
        Eigen::VectorXd reduced = right.segment(kept_first(), kept());
        reduced.noalias() -= kept_by_gone * divided;
        const Eigen::VectorXd found = small.solve(reduced);
        x.segment(gone_first(), gone()) = divided;
        x.segment(gone_first(), gone()).noalias() -= gone_by_kept * found;
        x.segment(kept_first(), kept()) = found;
    }
};

// --- the matrix ---------------------------------------------------------------------------------

SUNMatrix_ID id_of(SUNMatrix /*matrix*/) noexcept { return SUNMATRIX_CUSTOM; }

void destroy(SUNMatrix matrix) noexcept {
    const std::unique_ptr<NewtonMatrix> owned(&newton_in(matrix));
    matrix->content = nullptr;
    SUNMatFreeEmpty(matrix);
}

// --- the solver ---------------------------------------------------------------------------------

Newton& content(SUNLinearSolver solver) { return *static_cast<Newton*>(solver->content); }

SUNLinearSolver_Type type(SUNLinearSolver /*solver*/) noexcept { return SUNLINEARSOLVER_DIRECT; }

// Exceptions must not cross the C code of SUNDIALS; Eigen throws nothing but bad_alloc.
int setup(SUNLinearSolver solver, SUNMatrix matrix) noexcept {
    try {
        content(solver).factorise(newton_in(matrix));
    } catch (const std::bad_alloc&) {
        return SUNLS_MEM_FAIL;
    }
    return SUNLS_SUCCESS;
}

int solve(SUNLinearSolver solver, SUNMatrix matrix, N_Vector x, N_Vector right,
          realtype /*tolerance*/) noexcept {
    try {
        const Eigen::Index size = index(newton_in(matrix).jacobian.diagonal.size());
        Vector out(N_VGetArrayPointer(x), size);
        content(solver).solve(Vector(N_VGetArrayPointer(right), size), out);
    } catch (const std::bad_alloc&) {
        return SUNLS_MEM_FAIL;
    }
    return SUNLS_SUCCESS;
}

int release(SUNLinearSolver solver) noexcept {
    const std::unique_ptr<Newton> owned(&content(solver));
    solver->content = nullptr;
    SUNLinSolFreeEmpty(solver);
    return SUNLS_SUCCESS;
}

}  // namespace

SUNMatrix make_newton_matrix(std::size_t visible, std::size_t hidden, SUNContext context) {
    std::unique_ptr<NewtonMatrix> newton;
    try {
        newton = std::make_unique<NewtonMatrix>(NewtonMatrix{Jacobian(visible, hidden)});
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
    SUNMatrix matrix = SUNMatNewEmpty(context);
    if (matrix == nullptr) {
        return nullptr;
    }
    matrix->ops->getid = id_of;
    matrix->ops->destroy = destroy;
    matrix->content = newton.release();
    return matrix;
}

NewtonMatrix& newton_in(SUNMatrix matrix) { return *static_cast<NewtonMatrix*>(matrix->content); }

SUNLinearSolver make_newton_solver(SUNContext context) {
    auto newton = std::make_unique<Newton>();
    SUNLinearSolver solver = SUNLinSolNewEmpty(context);
    if (solver == nullptr) {
        return nullptr;
    }
    solver->ops->gettype = type;
    solver->ops->setup = setup;
    solver->ops->solve = solve;
    solver->ops->free = release;
    solver->content = newton.release();
    return solver;
}

}  // namespace hopspice::model

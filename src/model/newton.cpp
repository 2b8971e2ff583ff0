// A custom SUNLinearSolver on Eigen's blocked LU of the Schur complement.

#include "model/newton.h"

#include "model/views.h"

#include <sunmatrix/sunmatrix_dense.h>

#include <Eigen/LU>
#include <memory>
#include <new>

namespace hopspice::model {

namespace {

using Dense = Eigen::Map<const Eigen::MatrixXd>;

/// `kept` is the kind of neuron that is left in the small system, `gone` the one divided out.
struct Newton {
    Eigen::Index kept_first = 0;
    Eigen::Index kept = 0;
    Eigen::Index gone_first = 0;
    Eigen::Index gone = 0;
    Eigen::MatrixXd kept_by_gone;  ///< block of the matrix
    Eigen::MatrixXd gone_by_kept;  ///< block of the matrix, each row divided by its diagonal
    Eigen::VectorXd gone_inverse;
    Eigen::PartialPivLU<Eigen::MatrixXd> small;

    void factorise(const Dense& matrix) {
        gone_inverse = matrix.diagonal().segment(gone_first, gone).cwiseInverse();
        kept_by_gone = matrix.block(kept_first, gone_first, kept, gone);
        gone_by_kept = gone_inverse.asDiagonal() * matrix.block(gone_first, kept_first, gone, kept);
        Eigen::MatrixXd schur = matrix.block(kept_first, kept_first, kept, kept);
        schur.noalias() -= kept_by_gone * gone_by_kept;
        small.compute(schur);
    }

    void solve(const Vector& right, Vector& x) const {
        const Eigen::VectorXd divided = gone_inverse.cwiseProduct(right.segment(gone_first, gone));
        Eigen::VectorXd reduced = right.segment(kept_first, kept);
        reduced.noalias() -= kept_by_gone * divided;
        const Eigen::VectorXd found = small.solve(reduced);
        x.segment(gone_first, gone) = divided;
        x.segment(gone_first, gone).noalias() -= gone_by_kept * found;
        x.segment(kept_first, kept) = found;
    }
};

Newton& content(SUNLinearSolver solver) { return *static_cast<Newton*>(solver->content); }

SUNLinearSolver_Type type(SUNLinearSolver /*solver*/) noexcept { return SUNLINEARSOLVER_DIRECT; }

// Exceptions must not cross the C code of SUNDIALS; Eigen throws nothing but bad_alloc.
int setup(SUNLinearSolver solver, SUNMatrix matrix) noexcept {
    try {
        const Eigen::Index size = SUNDenseMatrix_Rows(matrix);
        content(solver).factorise(Dense(SUNDenseMatrix_Data(matrix), size, size));
    } catch (const std::bad_alloc&) {
        return SUNLS_MEM_FAIL;
    }
    return SUNLS_SUCCESS;
}

int solve(SUNLinearSolver solver, SUNMatrix matrix, N_Vector x, N_Vector right,
          realtype /*tolerance*/) noexcept {
    try {
        const Eigen::Index size = SUNDenseMatrix_Rows(matrix);
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

SUNLinearSolver make_newton_solver(std::size_t visible, std::size_t hidden, SUNContext context) {
    auto newton = std::make_unique<Newton>();
    const auto v = index(visible);
    const auto h = index(hidden);
    newton->kept_first = v <= h ? 0 : v;
    newton->kept = v <= h ? v : h;
    newton->gone_first = v <= h ? v : 0;
    newton->gone = v <= h ? h : v;
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

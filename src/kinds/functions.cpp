#include "kinds/functions.h"

#include "support/assert.h"

#include <algorithm>
#include <cmath>

namespace hopspice::kinds {

namespace {

const Single& single_of(const Function& function) {
    const Single* single = kind_of(function).single();
    HOPSPICE_ASSERT(single != nullptr);
    return *single;
}

const Joint* joint_of(const Function& function) { return kind_of(function).joint(); }

}  // namespace

bool is_joint(const Function& function) { return joint_of(function) != nullptr; }

double value_of(const Function& function, double x) {
    return single_of(function).value(function, x);
}

double slope_of(const Function& function, double x) {
    return single_of(function).slope(function, x);
}

double lagrangian_of(const Function& function, double x) {
    return single_of(function).lagrangian(function, x);
}

void outputs_of(const Function& function, std::span<const double> x, std::span<double> f) {
    if (const Joint* joint = joint_of(function)) {
        joint->values(function, x, f);
        return;
    }
    const Single& single = single_of(function);
    for (std::size_t i = 0; i < x.size(); ++i) {
        f[i] = single.value(function, x[i]);
    }
}

std::vector<double> outputs_of(const Function& function, std::span<const double> x) {
    std::vector<double> f(x.size());
    outputs_of(function, x, f);
    return f;
}

double lagrangian_of(const Function& function, std::span<const double> x) {
    if (const Joint* joint = joint_of(function)) {
        return joint->lagrangian(function, x);
    }
    double sum = 0;
    for (const double value : x) {
        sum += lagrangian_of(function, value);
    }
    return sum;
}

void pull(const Function& function, std::span<const double> x, std::span<const double> f,
          std::span<const double> row, std::span<double> out) {
    if (const Joint* joint = joint_of(function)) {
        joint->pull(function, x, f, row, out);
        return;
    }
    const Single& single = single_of(function);
    for (std::size_t i = 0; i < x.size(); ++i) {
        out[i] = row[i] * single.slope(function, x[i]);
    }
}

std::optional<Range> own_range(const Function& function, std::size_t size) {
    const Joint* joint = joint_of(function);
    return joint != nullptr ? std::optional(joint->own_range(size)) : single_of(function).values;
}

Range range_over(const Function& function, const Range& x, std::size_t size) {
    if (const Joint* joint = joint_of(function)) {
        return joint->own_range(size);
    }
    const Single& single = single_of(function);
    const double at_low = single.value(function, x.low);
    const double at_high = single.value(function, x.high);
    Range f{std::min(at_low, at_high), std::max(at_low, at_high)};
    if (x.low < 0 && x.high > 0) {
        f.include(single.value(function, 0));
    }
    return f;
}

bool has_box(const Function& function) {
    const Joint* joint = joint_of(function);
    return joint == nullptr || joint->over_box != nullptr;
}

std::vector<Range> box_of(const Function& function, std::span<const Range> x) {
    HOPSPICE_ASSERT(has_box(function));
    if (const Joint* joint = joint_of(function)) {
        return joint->over_box(function, x);
    }
    std::vector<Range> f;
    f.reserve(x.size());
    for (const Range& range : x) {
        f.push_back(range_over(function, range, x.size()));
    }
    return f;
}

std::optional<double> steepest(const Function& function, const std::optional<Range>& x) {
    if (const Joint* joint = joint_of(function)) {
        return joint->steepest(function);
    }
    const Single& single = single_of(function);
    const std::optional<double> anywhere = single.steepest(function);
    if (anywhere || !x) {
        return anywhere;
    }
    return std::max(std::abs(single.slope(function, x->low)),
                    std::abs(single.slope(function, x->high)));
}

double divisor_of(const Function& function, std::span<const double> x) {
    return is_divided(function) ? joint_of(function)->divisor(function, x) : 1;
}

bool is_divided(const Function& function) {
    const Joint* joint = joint_of(function);
    return joint != nullptr && joint->divisor != nullptr;
}

bool is_shift_invariant(const Function& function) {
    const Joint* joint = joint_of(function);
    return joint != nullptr && joint->shift_invariant;
}

bool sums_to_one(const Function& function) {
    const Joint* joint = joint_of(function);
    return joint != nullptr && joint->sums_to_one;
}

bool is_softmax(const Function& function) {
    return is_shift_invariant(function) && sums_to_one(function);
}

bool is_identity(const Function& function) {
    const Single* single = kind_of(function).single();
    return single != nullptr && single->formula(function, "x", "k").empty();
}

bool is_gradient(const Function& function) {
    const Joint* joint = joint_of(function);
    return joint == nullptr || joint->is_gradient;
}

bool is_convex(const Function& function) {
    const Single* single = kind_of(function).single();
    return single == nullptr || single->rises == nullptr || single->rises(function);
}

}  // namespace hopspice::kinds

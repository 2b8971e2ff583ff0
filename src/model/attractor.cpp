// Boxes are much wider than what rounding does to their ends, which is left out of account.

#include "model/attractor.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "kinds/functions.h"
#include "model/products.h"
#include "model/views.h"
#include "support/largest.h"

namespace hopspice::model {

namespace {

constexpr int kImages = 40;          ///< of a point or a box: each costs as much as a step
constexpr double kFixed = 1e-7;      ///< of the band: a point that an image moves no further
constexpr double kClosed = 1e-4;     ///< of the band: a box that is no larger is a point
constexpr double kShrinks = 0.5;     ///< from a box to its image
constexpr double kRoom = 0.1;        ///< of its width: what a box has on either side of its points
constexpr double kLeastRoom = 1e-3;  ///< of the band

using Box = std::vector<Range>;

double half_width(const Box& box) {
    double widest = 0;
    for (const Range& side : box) {
        widest = std::max(widest, side.span() / 2);
    }
    return widest;
}

bool is_inside(const Range& inner, const Range& outer) {
    return inner.low > outer.low && inner.high < outer.high;
}

/// Not where a number is none.
bool is_near(std::span<const double> v, const Neighbourhood& within) {
    for (std::size_t i = 0; i < v.size(); ++i) {
        if (!(std::abs(v[i] - within.visible[i]) <= within.band)) {
            return false;
        }
    }
    return true;
}

class Images {
public:
    Images(const Spec& spec, const Stimulus& stimulus) : spec_(spec), stimulus_(stimulus) {}

    /// Whether every function of the spec can be taken of a box.
    [[nodiscard]] bool exist() const {
        return kinds::has_box(spec_.visible.activation) &&
               std::ranges::all_of(spec_.hidden, [](const HiddenBlock& block) {
                   return kinds::has_box(block.energy);
               });
    }

    /// h that a v has in the long run, and v that this h leads to.
    [[nodiscard]] State of(const std::vector<double>& v) const {
        const std::vector<double> g = visible_output(spec_, v);
        State image{stimulus_.bias, {}};
        for (const HiddenBlock& block : spec_.hidden) {
            const std::vector<double> h = hidden_target(block, g);
            add_columns(block.weights, kinds::outputs_of(block.energy, h), image.visible);
            image.hidden.insert(image.hidden.end(), h.begin(), h.end());
        }
        for (std::size_t i = 0; i < v.size(); ++i) {
            image.visible[i] = stimulus_.clamped[i] ? v[i] : image.visible[i];
        }
        return image;
    }

    /// The targets of h, of all blocks.
    [[nodiscard]] Box hidden_of(const Box& v) const {
        const Eigen::MatrixX2d g = sides(kinds::box_of(spec_.visible.activation, v));
        Box all;
        for (const HiddenBlock& block : spec_.hidden) {
            const auto xi = rows(block.weights);
            const Eigen::VectorXd middle =
                xi * g.col(0) + vector(std::span<const double>(block.bias));
            const Eigen::VectorXd half = xi.cwiseAbs() * g.col(1);
            append(middle, half, all);
        }
        return all;
    }

    /// The targets of v; `v` where it is clamped.
    [[nodiscard]] Box visible_of(const Box& h, const Box& v) const {
        Eigen::VectorXd middle = vector(std::span<const double>(stimulus_.bias));
        Eigen::VectorXd half = Eigen::VectorXd::Zero(middle.size());
        std::span<const Range> left(h);
        for (const HiddenBlock& block : spec_.hidden) {
            const Eigen::MatrixX2d f = sides(kinds::box_of(block.energy, left.first(block.size())));
            left = left.subspan(block.size());
            const auto xi = rows(block.weights);
            middle.noalias() += xi.transpose() * f.col(0);
            half.noalias() += xi.cwiseAbs().transpose() * f.col(1);
        }
        Box image;
        append(middle, half, image);
        for (std::size_t i = 0; i < v.size(); ++i) {
            image[i] = stimulus_.clamped[i] ? v[i] : image[i];
        }
        return image;
    }

private:
    /// Middle and half width.
    static Eigen::MatrixX2d sides(const Box& box) {
        Eigen::MatrixX2d all(index(box.size()), 2);
        for (std::size_t i = 0; i < box.size(); ++i) {
            all(index(i), 0) = (box[i].low + box[i].high) / 2;
            all(index(i), 1) = box[i].span() / 2;
        }
        return all;
    }

    static void append(const Eigen::VectorXd& middle, const Eigen::VectorXd& half, Box& box) {
        for (Eigen::Index i = 0; i < middle.size(); ++i) {
            box.push_back({middle[i] - half[i], middle[i] + half[i]});
        }
    }

    const Spec& spec_;
    const Stimulus& stimulus_;
};

/// What the images of `from` come to.
std::optional<State> fixed_point(const Images& images, const State& from,
                                 const Neighbourhood& within) {
    State at = from;
    for (int k = 0; k < kImages; ++k) {
        State image = images.of(at.visible);
        const double moved = largest_difference(image.visible, at.visible);
        at = std::move(image);
        if (!is_near(at.visible, within)) {
            return std::nullopt;
        }
        if (moved <= kFixed * within.band) {
            return at;
        }
    }
    return std::nullopt;
}

/// A box that holds both, with room around them; of clamped neurons a point.
Box box_around(const Stimulus& stimulus, const std::vector<double>& from, double slack,
               const std::vector<double>& rest, double band) {
    Box box;
    for (std::size_t i = 0; i < from.size(); ++i) {
        Range side{from[i], from[i]};
        if (!stimulus.clamped[i]) {
            side = {std::min(from[i] - slack, rest[i]), std::max(from[i] + slack, rest[i])};
            const double room = kRoom * side.span() + kLeastRoom * band;
            side = {side.low - room, side.high + room};
        }
        box.push_back(side);
    }
    return box;
}

bool is_within(const Box& box, const Neighbourhood& within) {
    for (std::size_t i = 0; i < box.size(); ++i) {
        const double centre = within.visible[i];
        if (!(box[i].low >= centre - within.band && box[i].high <= centre + within.band)) {
            return false;
        }
    }
    return true;
}

/// Whether the image of a box lies within it, and boxes of images close. Written so that what is
/// not a number says no.
bool closes(const Images& images, const Stimulus& stimulus, Box v, const std::vector<double>& h,
            double band) {
    Box hidden = images.hidden_of(v);
    for (std::size_t mu = 0; mu < h.size(); ++mu) {
        hidden[mu].include(h[mu]);
    }
    for (int k = 0; k < kImages; ++k) {
        Box image = images.visible_of(hidden, v);
        for (std::size_t i = 0; k == 0 && i < v.size(); ++i) {
            if (!stimulus.clamped[i] && !is_inside(image[i], v[i])) {
                return false;
            }
        }
        if (half_width(image) <= kClosed * band) {
            return true;
        }
        if (!(half_width(image) <= kShrinks * half_width(v))) {
            return false;
        }
        v = std::move(image);
        hidden = images.hidden_of(v);
    }
    return false;
}

}  // namespace

std::optional<State> find_attractor(const Spec& spec, const Stimulus& stimulus, const State& from,
                                    double slack, const Neighbourhood& within) {
    const Images images(spec, stimulus);
    if (!images.exist()) {
        return std::nullopt;
    }
    auto rest = fixed_point(images, from, within);
    if (!rest) {
        return std::nullopt;
    }
    Box box = box_around(stimulus, from.visible, slack, rest->visible, within.band);
    const bool shown = is_within(box, within) &&
                       closes(images, stimulus, std::move(box), from.hidden, within.band);
    return shown ? rest : std::nullopt;
}

}  // namespace hopspice::model

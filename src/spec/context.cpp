#include "spec/context.h"

#include <utility>

namespace hopspice::spec {

Context::Context(std::string file, std::string folder)
    : file_(std::move(file)), folder_(std::move(folder)) {}

void Context::append(const Diagnostics& other) {
    for (const Diagnostic& diagnostic : other) {
        if (diagnostics_.size() < kMaxReported) {
            diagnostics_.add(diagnostic);
        } else {
            ++dropped_;
        }
    }
}

Where Context::origin(const Where& where) const {
    for (const std::string& pointer : overrides_) {
        if (where.pointer == pointer || where.pointer.starts_with(pointer + "/")) {
            return {"command line", where.pointer};
        }
    }
    return where;
}

Diagnostics Context::finish() const {
    Diagnostics all = diagnostics_;
    if (dropped_ > 0) {
        hopspice::report(all, Rule::ProblemsNotShown, root(), dropped_);
    }
    return all;
}

}  // namespace hopspice::spec

#include "spec/inference_reader.h"

#include "spec/object_reader.h"

namespace hopspice::spec {

namespace {

constexpr double kTimeoutPerTau = 40;

void read_stop(Context& context, const Json& json, const Where& where, Inference& inference) {
    if (require_object(context, json, where) == nullptr) {
        return;
    }
    ObjectReader object(context, json, where, shape_of(spec_shapes(), "stop"));
    inference.settle = object.number("settle").value_or(inference.settle);
    inference.time = object.number("time");
    inference.timeout = object.number("timeout").value_or(inference.timeout);
}

}  // namespace

Inference read_inference(Context& context, const Json* json, const Where& where,
                         double visible_tau) {
    Inference inference;
    inference.timeout = kTimeoutPerTau * visible_tau;
    if (json == nullptr || require_object(context, *json, where) == nullptr) {
        return inference;
    }
    ObjectReader object(context, *json, where, shape_of(spec_shapes(), "inference"));
    const auto present = object.choice("present");
    if (present == "clamp") {
        inference.present = Present::Clamp;
    } else if (present == "bias") {
        inference.present = Present::Bias;
    }
    if (const Json* stop = object.find("stop")) {
        read_stop(context, *stop, object.at("stop"), inference);
    }
    return inference;
}

}  // namespace hopspice::spec

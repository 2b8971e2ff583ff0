#include "sim/protocol.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace hopspice::sim {

namespace {

struct Header {
    std::uint64_t kind;
    std::uint64_t length;
};

constexpr std::size_t kChunkBytes = 1 << 16;

class Encoder {
public:
    void put(std::uint64_t number) { put_bytes(&number, sizeof number); }
    void put(double number) { put_bytes(&number, sizeof number); }
    void put(std::string_view text) {
        put(std::uint64_t{text.size()});
        put_bytes(text.data(), text.size());
    }
    void put(const std::vector<double>& numbers) {
        put(std::uint64_t{numbers.size()});
        put_bytes(numbers.data(), numbers.size() * sizeof(double));
    }
    [[nodiscard]] std::string take() { return std::move(bytes_); }

private:
    void put_bytes(const void* data, std::size_t size) {
        bytes_.append(static_cast<const char*>(data), size);
    }
    std::string bytes_;
};

/// Reads back; after a read past the end every value is zero and `ok()` is false: a worker whose
/// memory is broken must not break its parent.
class Decoder {
public:
    explicit Decoder(std::string_view bytes) : bytes_(bytes) {}

    [[nodiscard]] std::uint64_t take_number() {
        std::uint64_t number = 0;
        take_bytes(&number, sizeof number);
        return number;
    }
    [[nodiscard]] std::size_t take_size() { return static_cast<std::size_t>(take_number()); }
    [[nodiscard]] double take_double() {
        double number = 0;
        take_bytes(&number, sizeof number);
        return number;
    }
    [[nodiscard]] std::string take_text() {
        std::string text(take_count(1), '\0');
        take_bytes(text.data(), text.size());
        return text;
    }
    [[nodiscard]] std::vector<double> take_doubles() {
        std::vector<double> numbers(take_count(sizeof(double)));
        take_bytes(numbers.data(), numbers.size() * sizeof(double));
        return numbers;
    }
    /// Everything was there and nothing is left.
    [[nodiscard]] bool ok() const { return ok_ && bytes_.empty(); }
    [[nodiscard]] bool more() const { return ok_ && !bytes_.empty(); }

private:
    std::size_t take_count(std::size_t item_bytes) {
        const std::size_t count = take_size();
        ok_ = ok_ && count <= bytes_.size() / item_bytes;
        return ok_ ? count : 0;
    }
    void take_bytes(void* data, std::size_t size) {
        ok_ = ok_ && size <= bytes_.size();
        if (ok_ && size > 0) {
            std::memcpy(data, bytes_.data(), size);
            bytes_.remove_prefix(size);
        }
    }
    std::string_view bytes_;
    bool ok_ = true;
};

enum class ValuesForm : std::uint64_t { Deck, List, AsBefore };

void put_values(Encoder& encoder, const Job& job, Values values) {
    const ValuesForm form = values == Values::AsBefore ? ValuesForm::AsBefore
                            : job.values               ? ValuesForm::List
                                                       : ValuesForm::Deck;
    encoder.put(static_cast<std::uint64_t>(form));
    if (form != ValuesForm::List) {
        return;
    }
    encoder.put(std::uint64_t{job.values->size()});
    for (const ElementValue& item : *job.values) {
        encoder.put(std::string_view(item.element));
        encoder.put(std::string_view(item.parameter));
        encoder.put(item.value);
    }
}

std::shared_ptr<const ElementValues> take_values(
    Decoder& decoder, const std::shared_ptr<const ElementValues>& before) {
    const auto form = static_cast<ValuesForm>(decoder.take_number());
    if (form == ValuesForm::AsBefore) {
        return before;
    }
    if (form == ValuesForm::Deck) {
        return nullptr;
    }
    auto values = std::make_shared<ElementValues>();
    for (std::size_t left = decoder.take_size(); left > 0 && decoder.more(); --left) {
        ElementValue item;
        item.element = decoder.take_text();
        item.parameter = decoder.take_text();
        item.value = decoder.take_double();
        values->push_back(std::move(item));
    }
    return values;
}

void put_noise(Encoder& encoder, const Noise& noise) {
    encoder.put(noise.seed);
    encoder.put(noise.interval_s);
    encoder.put(std::uint64_t{noise.sources.size()});
    for (const NoiseSource& source : noise.sources) {
        encoder.put(std::string_view(source.name));
        encoder.put(source.sigma);
    }
}

Noise take_noise(Decoder& decoder) {
    Noise noise;
    noise.seed = decoder.take_number();
    noise.interval_s = decoder.take_double();
    for (std::size_t left = decoder.take_size(); left > 0 && decoder.more(); --left) {
        std::string name = decoder.take_text();
        noise.sources.push_back({std::move(name), decoder.take_double()});
    }
    return noise;
}

void put_live(Encoder& encoder, const Live& live) {
    encoder.put(std::uint64_t{live.driven.size()});
    for (const DrivenSource& source : live.driven) {
        encoder.put(std::string_view(source.name));
        encoder.put(source.volts);
    }
    encoder.put(std::string_view(encode_orders(live.first)));
}

Live take_live(Decoder& decoder) {
    Live live;
    for (std::size_t left = decoder.take_size(); left > 0 && decoder.more(); --left) {
        std::string name = decoder.take_text();
        live.driven.push_back({std::move(name), decoder.take_double()});
    }
    live.first = decode_orders(decoder.take_text()).value_or(Orders{});
    return live;
}

bool send_all(int socket, const char* data, std::size_t size) {
    while (size > 0) {
        const ssize_t sent = ::send(socket, data, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent < 0) {
            return false;
        }
        data += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

}  // namespace

std::string encode_job(const Job& job, Values values) {
    Encoder encoder;
    encoder.put(job.stop_time_s);
    encoder.put(job.max_step_s);
    encoder.put(job.stop_parameters);
    encoder.put(std::uint64_t{job.sources.size()});
    for (const wave::SourceWave& source : job.sources) {
        encoder.put(std::string_view(source.name));
        encoder.put(source.pwl);
    }
    put_values(encoder, job, values);
    encoder.put(std::uint64_t{job.noise ? 1U : 0U});
    if (job.noise) {
        put_noise(encoder, *job.noise);
    }
    encoder.put(std::uint64_t{job.live ? 1U : 0U});
    if (job.live) {
        put_live(encoder, *job.live);
    }
    return encoder.take();
}

std::optional<Job> decode_job(std::string_view payload,
                              const std::shared_ptr<const ElementValues>& before) {
    Decoder decoder(payload);
    Job job;
    job.stop_time_s = decoder.take_double();
    job.max_step_s = decoder.take_double();
    job.stop_parameters = decoder.take_doubles();
    for (std::size_t left = decoder.take_size(); left > 0 && decoder.more(); --left) {
        std::string name = decoder.take_text();
        job.sources.push_back({std::move(name), decoder.take_doubles()});
    }
    job.values = take_values(decoder, before);
    if (decoder.take_number() != 0) {
        job.noise = take_noise(decoder);
    }
    if (decoder.take_number() != 0) {
        job.live = take_live(decoder);
    }
    return decoder.ok() ? std::optional(std::move(job)) : std::nullopt;
}

std::string encode_version(const Version& version) {
    Encoder encoder;
    encoder.put(static_cast<std::uint64_t>(version.major));
    encoder.put(std::string_view(version.text));
    encoder.put(std::string_view(version.simulator));
    encoder.put(std::string_view(version.file));
    encoder.put(std::uint64_t{version.klu ? 1U : 0U});
    return encoder.take();
}

std::optional<Version> decode_version(std::string_view payload) {
    Decoder decoder(payload);
    Version version;
    version.major = static_cast<int>(decoder.take_number());
    version.text = decoder.take_text();
    version.simulator = decoder.take_text();
    version.file = decoder.take_text();
    version.klu = decoder.take_number() != 0;
    return decoder.ok() ? std::optional(version) : std::nullopt;
}

std::string encode_diagnostics(const Diagnostics& diagnostics) {
    Encoder encoder;
    for (const Diagnostic& item : diagnostics) {
        encoder.put(std::uint64_t{item.severity == Severity::Error ? 0U : 1U});
        for (const std::string* text : {&item.id, &item.file, &item.pointer, &item.message}) {
            encoder.put(std::string_view(*text));
        }
    }
    return encoder.take();
}

std::optional<Diagnostics> decode_diagnostics(std::string_view payload) {
    Decoder decoder(payload);
    Diagnostics diagnostics;
    while (decoder.more()) {
        Diagnostic item;
        item.severity = decoder.take_number() == 0 ? Severity::Error : Severity::Warning;
        for (std::string* text : {&item.id, &item.file, &item.pointer, &item.message}) {
            *text = decoder.take_text();
        }
        diagnostics.add(std::move(item));
    }
    return decoder.ok() && diagnostics.has_errors() ? std::optional(diagnostics) : std::nullopt;
}

std::string encode_answer(const Answer& answer) {
    const Outcome& outcome = answer.outcome;
    Encoder encoder;
    encoder.put(std::uint64_t{answer.spent ? 1U : 0U});
    encoder.put(std::uint64_t{answer.hopeless ? 1U : 0U});
    encoder.put(std::uint64_t{outcome.completed ? 1U : 0U});
    encoder.put(std::uint64_t{outcome.stopped_early ? 1U : 0U});
    encoder.put(std::string_view(outcome.message));
    encoder.put(outcome.waveform.time_s);
    encoder.put(outcome.waveform.samples);
    return encoder.take();
}

std::optional<Answer> decode_answer(std::string_view payload,
                                    const std::vector<std::string>& names) {
    Decoder decoder(payload);
    Answer answer;
    answer.spent = decoder.take_number() != 0;
    answer.hopeless = decoder.take_number() != 0;
    answer.outcome.completed = decoder.take_number() != 0;
    answer.outcome.stopped_early = decoder.take_number() != 0;
    answer.outcome.message = decoder.take_text();
    answer.outcome.waveform.time_s = decoder.take_doubles();
    answer.outcome.waveform.samples = decoder.take_doubles();
    answer.outcome.waveform.names = names;
    const wave::Waveform& waveform = answer.outcome.waveform;
    const bool fits = waveform.samples.size() == waveform.points() * names.size();
    return decoder.ok() && fits ? std::optional(std::move(answer)) : std::nullopt;
}

std::string encode_points(const wave::Waveform& points) {
    Encoder encoder;
    encoder.put(points.time_s);
    encoder.put(points.samples);
    return encoder.take();
}

std::optional<wave::Waveform> decode_points(std::string_view payload,
                                            const std::vector<std::string>& names) {
    Decoder decoder(payload);
    wave::Waveform points;
    points.time_s = decoder.take_doubles();
    points.samples = decoder.take_doubles();
    points.names = names;
    const bool fits = points.samples.size() == points.points() * names.size();
    return decoder.ok() && fits ? std::optional(std::move(points)) : std::nullopt;
}

std::string encode_orders(const Orders& orders) {
    Encoder encoder;
    encoder.put(std::uint64_t{orders.finish ? 1U : 0U});
    encoder.put(orders.next_tick_s);
    for (const Ramp& ramp : orders.ramps) {
        encoder.put(std::uint64_t{ramp.source});
        encoder.put(ramp.from_s);
        encoder.put(ramp.duration_s);
        encoder.put(ramp.volts);
    }
    return encoder.take();
}

std::optional<Orders> decode_orders(std::string_view payload) {
    Decoder decoder(payload);
    Orders orders;
    orders.finish = decoder.take_number() != 0;
    orders.next_tick_s = decoder.take_double();
    while (decoder.more()) {
        Ramp ramp;
        ramp.source = decoder.take_size();
        ramp.from_s = decoder.take_double();
        ramp.duration_s = decoder.take_double();
        ramp.volts = decoder.take_double();
        orders.ramps.push_back(ramp);
    }
    return decoder.ok() ? std::optional(std::move(orders)) : std::nullopt;
}

bool send_frame(int socket, FrameKind kind, std::string_view payload) {
    const Header header{static_cast<std::uint64_t>(kind), payload.size()};
    std::array<char, sizeof header> bytes{};
    std::memcpy(bytes.data(), &header, sizeof header);
    return send_all(socket, bytes.data(), bytes.size()) &&
           send_all(socket, payload.data(), payload.size());
}

Received FrameReader::receive(int socket, Wait wait) {
    std::array<char, kChunkBytes> chunk;
    while (true) {
        const ssize_t count =
            ::recv(socket, chunk.data(), chunk.size(), wait == Wait::Never ? MSG_DONTWAIT : 0);
        if (count > 0) {
            bytes_.append(chunk.data(), static_cast<std::size_t>(count));
            return Received::Data;
        }
        if (count == 0) {
            return Received::Closed;
        }
        if (errno == EAGAIN) {
            return Received::Nothing;
        }
        if (errno != EINTR) {
            return Received::Closed;
        }
    }
}

std::optional<Frame> FrameReader::next() {
    Header header{};
    if (bytes_.size() < sizeof header) {
        return std::nullopt;
    }
    std::memcpy(&header, bytes_.data(), sizeof header);
    if (bytes_.size() - sizeof header < header.length) {
        return std::nullopt;
    }
    Frame frame{static_cast<FrameKind>(header.kind), bytes_.substr(sizeof header, header.length)};
    bytes_.erase(0, sizeof header + header.length);
    return frame;
}

}  // namespace hopspice::sim

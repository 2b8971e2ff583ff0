#include "spec/npy.h"

#include "support/limits.h"
#include "support/words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>

namespace hopspice::spec {

namespace {

Unexpected corrupt_npy(const DataSource& source, std::string_view reason) {
    return fail(Rule::DataCorrupt, source.where, source.name, ".npy", reason);
}

/// The text behind `'key':` in a Python dictionary of literals, or nothing.
std::optional<std::string_view> dictionary_value(std::string_view header, std::string_view key) {
    for (const char quote : {'\'', '"'}) {
        const std::size_t found = header.find(fmt::format("{}{}{}", quote, key, quote));
        if (found == std::string_view::npos) {
            continue;
        }
        std::string_view rest = header.substr(found + key.size() + 2);
        const std::size_t colon = rest.find_first_not_of(' ');
        if (colon == std::string_view::npos || rest[colon] != ':') {
            return std::nullopt;
        }
        rest.remove_prefix(colon + 1);
        const std::size_t start = rest.find_first_not_of(' ');
        return start == std::string_view::npos ? std::nullopt : std::optional(rest.substr(start));
    }
    return std::nullopt;
}

/// A tuple of non-negative integers: `()`, `(7,)`, `(16, 7)`.
std::optional<std::vector<std::size_t>> parse_shape(std::string_view text) {
    constexpr std::size_t kMaxDimensions = 32;
    const std::size_t close = text.find(')');
    if (!text.starts_with('(') || close == std::string_view::npos) {
        return std::nullopt;
    }
    std::vector<std::size_t> shape;
    for (std::size_t pos = 1; pos < close;) {
        if (text[pos] == ' ' || text[pos] == ',') {
            ++pos;
            continue;
        }
        std::size_t extent = 0;
        const auto [end, error] = std::from_chars(text.data() + pos, text.data() + close, extent);
        if (error != std::errc() || shape.size() == kMaxDimensions) {
            return std::nullopt;
        }
        shape.push_back(extent);
        pos = static_cast<std::size_t>(end - text.data());
    }
    return shape;
}

/// The `descr` of a simple type, such as `<f8`; false for structured or other types.
bool parse_type(std::string_view descr, NpyHeader& header) {
    if (descr.size() != 3) {
        return false;
    }
    const bool native_big = std::endian::native == std::endian::big;
    header.big_endian = descr[0] == '>' || (descr[0] == '=' && native_big);
    header.kind = descr[1];
    header.item_size = static_cast<std::size_t>(descr[2] - '0');
    const bool order = descr[0] == '<' || descr[0] == '>' || descr[0] == '=' || descr[0] == '|';
    const std::size_t size = header.item_size;
    const bool wide = size == 4 || size == 8;
    const bool is_float = header.kind == 'f' && wide;
    const bool is_integer =
        (header.kind == 'i' || header.kind == 'u') && (wide || size == 1 || size == 2);
    return order && (is_float || is_integer || (header.kind == 'b' && size == 1));
}

/// The dictionary and where the data begin, from the bytes in front of it.
std::optional<std::string_view> header_text(std::string_view bytes, std::size_t& data_offset) {
    if (bytes.size() < 10 || !bytes.starts_with("\x93NUMPY")) {
        return std::nullopt;
    }
    const auto byte = [&](std::size_t k) {
        return static_cast<std::size_t>(static_cast<unsigned char>(bytes[k]));
    };
    const std::size_t version = byte(6);
    if (version < 1 || version > 3 || (version > 1 && bytes.size() < 12)) {
        return std::nullopt;
    }
    const std::size_t start = version == 1 ? 10 : 12;
    std::size_t length = byte(8) + 256 * byte(9);
    length += version == 1 ? 0 : (byte(10) << 16) + (byte(11) << 24);
    if (start + length > bytes.size() || start + length > kMaxNpyHeader) {
        return std::nullopt;
    }
    data_offset = start + length;
    return bytes.substr(start, length);
}

/// The bits of one entry, in the order of this machine.
std::uint64_t entry_bits(const char* data, const NpyHeader& header) {
    std::uint64_t bits = 0;
    for (std::size_t k = 0; k < header.item_size; ++k) {
        const std::size_t shift = 8 * (header.big_endian ? header.item_size - 1 - k : k);
        bits |= static_cast<std::uint64_t>(static_cast<unsigned char>(data[k])) << shift;
    }
    return bits;
}

double entry_value(const char* data, const NpyHeader& header) {
    const std::uint64_t bits = entry_bits(data, header);
    switch (header.kind) {
        case 'f':
            return header.item_size == 8 ? std::bit_cast<double>(bits)
                                         : static_cast<double>(std::bit_cast<float>(
                                               static_cast<std::uint32_t>(bits)));
        case 'i': {
            const std::uint64_t unused = 64 - 8 * header.item_size;
            return static_cast<double>(static_cast<std::int64_t>(bits << unused) >>
                                       static_cast<std::int64_t>(unused));
        }
        case 'b':
            return bits != 0 ? 1.0 : 0.0;
        default:
            return static_cast<double>(bits);
    }
}

/// Steps through the file in its own order and puts every entry at its place in C order.
std::vector<double> in_c_order(std::string_view data, const NpyHeader& header) {
    std::vector<double> values(header.count());
    const std::size_t dimensions = header.shape.size();
    std::vector<std::size_t> stride(dimensions, 1);
    for (std::size_t d = dimensions; d-- > 1;) {
        stride[d - 1] = stride[d] * header.shape[d];
    }
    std::vector<std::size_t> index(dimensions, 0);
    std::size_t place = 0;
    for (std::size_t k = 0; k < values.size(); ++k) {
        values[header.fortran_order ? place : k] =
            entry_value(data.data() + k * header.item_size, header);
        for (std::size_t d = 0; header.fortran_order && d < dimensions; ++d) {
            place += stride[d];
            if (++index[d] < header.shape[d]) {
                break;
            }
            place -= stride[d] * header.shape[d];
            index[d] = 0;
        }
    }
    return values;
}

}  // namespace

std::string format_shape(const std::vector<std::size_t>& shape) {
    return fmt::format("({})", fmt::join(shape, ", "));
}

std::size_t NpyHeader::count() const {
    std::size_t product = 1;
    for (const std::size_t extent : shape) {
        product *= extent;
    }
    return product;
}

Result<NpyHeader> read_npy_header(std::string_view bytes, const DataSource& source) {
    NpyHeader header;
    const auto text = header_text(bytes, header.data_offset);
    if (!text) {
        return corrupt_npy(source, "its header is damaged");
    }
    const auto descr = dictionary_value(*text, "descr");
    const auto order = dictionary_value(*text, "fortran_order");
    const auto shape_text = dictionary_value(*text, "shape");
    const auto shape = shape_text ? parse_shape(*shape_text) : std::nullopt;
    if (!descr || !order || !shape) {
        return corrupt_npy(source, "its header lacks descr, fortran_order or shape");
    }
    const std::size_t end = descr->find(descr->front(), 1);
    const bool is_string = descr->front() == '\'' || descr->front() == '"';
    const bool simple = is_string && end != std::string_view::npos;
    if (!simple || !parse_type(descr->substr(1, end - 1), header)) {
        return fail(
            Rule::DataType, source.where, source.name,
            shorten(simple ? descr->substr(1, end - 1) : descr->substr(0, descr->find(']') + 1)));
    }
    header.fortran_order = order->starts_with("True");
    header.shape = *shape;
    std::size_t product = 1;
    for (const std::size_t extent : header.shape) {
        if (extent > kMaxArraySize || product * extent > kMaxArraySize) {
            return fail(Rule::DataTooLarge, source.where, source.name, format_shape(header.shape),
                        kMaxArraySize);
        }
        product *= extent;
    }
    return header;
}

Result<ArrayData> read_npy(std::string_view bytes, const DataSource& source) {
    const auto header = read_npy_header(bytes, source);
    if (!header) {
        return Unexpected{header.error()};
    }
    const std::string_view data = bytes.substr(header->data_offset);
    const std::size_t needed = header->count() * header->item_size;
    if (data.size() != needed) {
        return corrupt_npy(source, fmt::format("it holds {} bytes of data, shape {} needs {}",
                                               data.size(), format_shape(header->shape), needed));
    }
    return ArrayData{header->shape, in_c_order(data, *header)};
}

}  // namespace hopspice::spec

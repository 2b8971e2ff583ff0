#include "wave/raw_header.h"

#include "support/lower_case.h"
#include "wave/import.h"

#include <fmt/format.h>

#include <algorithm>

namespace hopspice::wave {

namespace {

/// One line per variable: index, name, type.
bool read_names(Cursor& cursor, RawHeader& header) {
    if (header.variables > cursor.rest().size()) {
        return false;
    }
    for (std::size_t i = 0; i < header.variables; ++i) {
        Cursor line(cursor.take_line());
        line.take_word();
        const std::string_view name = line.take_word();
        if (name.empty()) {
            return false;
        }
        header.names.push_back(lower_case(name) == "time" ? "time"
                                                          : signal_name(name, line.take_word()));
    }
    return true;
}

/// Xyce and ngspice write the number of points last of all: a blank is none.
bool read_count(std::string_view value, std::size_t& count) {
    count = 0;
    return value.empty() || parse(value, count);
}

/// Takes one line; the reason where it is wrong.
std::string take_key(const std::string& key, std::string_view value, Cursor& cursor,
                     RawHeader& header) {
    if (key == "plotname") {
        header.plot = lower_case(value);
    } else if (key == "flags") {
        header.flags = lower_case(value);
    } else if (key == "command" || key == "version") {
        header.command = value;
    } else if (key == "no. variables" && !parse(value, header.variables)) {
        return fmt::format("number of variables is {}", value);
    } else if (key == "no. points" && !read_count(value, header.points)) {
        return fmt::format("number of points is {}", value);
    } else if (key == "offset" && !parse(value, header.offset_s)) {
        return fmt::format("offset is {}", value);
    } else if (key == "variables" && !read_names(cursor, header)) {
        return "the list of variables ends early";
    }
    return {};
}

}  // namespace

std::string read_raw_header(Cursor& cursor, RawHeader& header) {
    while (!cursor.at_end()) {
        const std::string_view line = cursor.take_line();
        const auto colon = line.find(':');
        if (trim(line).empty()) {
            continue;
        }
        if (colon == std::string_view::npos) {
            return "a header line has no colon";
        }
        const std::string key = lower_case(trim(line.substr(0, colon)));
        if (key == "binary" || key == "values") {
            header.binary = key == "binary";
            return {};
        }
        std::string problem = take_key(key, trim(line.substr(colon + 1)), cursor, header);
        if (!problem.empty()) {
            return problem;
        }
    }
    return "it has no values";
}

std::string check_raw_header(const RawHeader& header) {
    if (!header.has_flag("real")) {
        return fmt::format("its flags are {}", header.flags);
    }
    if (header.names.size() != header.variables) {
        return "its list of variables does not have the announced length";
    }
    if (header.names.empty() || header.names.front() != "time") {
        return "its first variable is not time";
    }
    return {};
}

bool read_text_point(Cursor& cursor, std::vector<double>& row) {
    std::size_t index = 0;
    if (!parse(cursor.take_word(), index)) {
        return false;
    }
    return std::ranges::all_of(row, [&](double& x) { return parse(cursor.take_word(), x); });
}

std::string check_length(const RawHeader& header, std::string_view rest, std::size_t least) {
    if (header.points > rest.size() / least) {
        return fmt::format("it ends before its {} points", header.points);
    }
    if (header.points == 0 && !trim(rest).empty()) {
        return "it has values, but no number of points: the simulation did not end";
    }
    return {};
}

}  // namespace hopspice::wave

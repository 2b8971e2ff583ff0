// SettleWatch: at rest over a number of clock periods.

#include <hopspice/cosim.h>

#include <algorithm>

namespace hopspice {

bool SettleWatch::sample(std::span<const double> values) {
    history_.emplace_back(values.begin(), values.end());
    if (history_.size() <= clocks_) {
        return false;
    }
    if (history_.size() > clocks_ + 1) {
        history_.pop_front();
    }
    for (std::size_t k = 0; k < values.size(); ++k) {
        double low = values[k];
        double high = values[k];
        for (const std::vector<double>& row : history_) {
            low = std::min(low, row[k]);
            high = std::max(high, row[k]);
        }
        if (high - low > threshold_) {
            return false;
        }
    }
    return true;
}

}  // namespace hopspice

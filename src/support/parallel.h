#pragma once
// Work on all cores of which the parts have nothing to do with each other.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <future>
#include <system_error>
#include <thread>
#include <vector>

namespace hopspice {

/// Calls work(k) once for every k below `count`, in any order and from several threads; returns, or
/// passes on what was thrown, when all have ended.
template <typename Work>
void for_all(std::size_t count, const Work& work) {
    std::atomic<std::size_t> next = 0;
    const auto take = [&] {
        for (std::size_t k = next++; k < count; k = next++) {
            work(k);
        }
    };
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::future<void>> others;
    try {
        for (std::size_t k = 1; k < std::min(cores, count); ++k) {
            others.push_back(std::async(std::launch::async, take));
        }
    } catch (const std::system_error&) {
        // No more threads are to be had: those there are do it all.
    }
    take();
    for (std::future<void>& other : others) {
        other.get();
    }
}

}  // namespace hopspice

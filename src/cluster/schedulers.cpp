// The table of executors.

#include "cluster/scheduler.h"

#include <hopspice/cluster.h>

#include <array>

namespace hopspice {

namespace cluster {

namespace {

const std::array<const Scheduler*, 1>& schedulers() {
    static const std::array<const Scheduler*, 1> kSchedulers = {&slurm()};
    return kSchedulers;
}

}  // namespace

const Scheduler* find_scheduler(const std::string& name) {
    for (const Scheduler* scheduler : schedulers()) {
        if (name == scheduler->name) {
            return scheduler;
        }
    }
    return nullptr;
}

}  // namespace cluster

std::vector<ListedItem> list_executors() {
    std::vector<ListedItem> items{{"local", "worker processes on this machine"}};
    for (const cluster::Scheduler* scheduler : cluster::schedulers()) {
        items.push_back({scheduler->name, scheduler->meaning});
    }
    return items;
}

}  // namespace hopspice

#include "hook_dump.hpp"

#include "proc.hpp"

namespace heapgate {
namespace {

constexpr auto kStall = std::chrono::seconds(3);

}  // namespace

std::string event_value(const std::string& line, const std::string& key, char end) {
  const std::size_t at = line.find(" " + key + "=");
  if (at == std::string::npos) return {};
  const std::size_t begin = at + key.size() + 2;
  return line.substr(begin, line.find(end, begin) - begin);
}

bool StallWatch::stalled(pid_t child, bool arrived) {
  const auto stat = read_stat(child);
  const bool still = !arrived && stat && stat->state == 'S' && stat->ticks_used == used_;
  if (still) return Clock::now() - since_ >= kStall;
  since_ = Clock::now();
  if (stat) used_ = stat->ticks_used;
  return false;
}

}  // namespace heapgate

#include "clock.hpp"

#include <charconv>
#include <cstdint>
#include <string>

#include "terminal.hpp"

namespace heapgate {

std::chrono::system_clock::time_point now() {
  const std::string epoch = environment("SOURCE_DATE_EPOCH");
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(epoch.data(), epoch.data() + epoch.size(), seconds);
  const bool given = !epoch.empty() && error == std::errc{} && end == epoch.data() + epoch.size();
  return given ? std::chrono::system_clock::time_point(std::chrono::seconds(seconds))
               : std::chrono::system_clock::now();
}

}  // namespace heapgate

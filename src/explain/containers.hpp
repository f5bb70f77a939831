#pragma once

#include <cstdint>
#include <vector>

#include "heapgate/process.hpp"
#include "survivors.hpp"

namespace heapgate {

/// What an object of the last dump says, by itself, of how many others it can come to hold.
enum class Hold : std::uint8_t {
  other,   ///< nothing: a class, a thread, what Ruby keeps for itself
  fields,  ///< OBJECT, STRUCT: a few, by its class
  steady,  ///< ARRAY or HASH that holds no more than it did
  fresh,   ///< ARRAY or HASH that came later, and of which that cannot be said
  grown,   ///< ARRAY or HASH that holds more than it did
};

/// By node. What a container did hold: what is in the first dump that has it, and, if that is not the first
/// of all, no more than any of its group in the dumps before. One that leaks itself is never steady.
[[nodiscard]] std::vector<Hold> find_holds(const Process& process, const Survivors& survivors);

}  // namespace heapgate

#pragma once

#include <vector>

#include "facts.hpp"

namespace heapgate {

/// By leaking group, the one whose objects reference its objects; the group itself if it is the first one.
/// A group follows another if that references nearly all of its objects and is nearer to the roots, so that
/// there is no circle.
[[nodiscard]] std::vector<std::size_t> followed(const Facts& facts);

/// The first group of the leak that each group is part of.
[[nodiscard]] std::vector<std::size_t> first_of(const std::vector<std::size_t>& followed);

}  // namespace heapgate

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "graph.hpp"
#include "survivors.hpp"

namespace heapgate {

/// A group, and the groups (ascending, without itself) that reference an object of it.
using Referrers = std::pair<std::size_t, std::vector<std::size_t>>;

/// How many objects of a leaking group are referenced by objects of exactly these others. What only an object
/// of its own group references counts for those that reference that one: texts that share another text's
/// bytes.
/// `more`: references beside those of the dump, an object and what it refers to.
[[nodiscard]] std::map<Referrers, std::uint64_t> count_referrers(
    const Graph& graph, const Survivors& survivors, std::span<const std::pair<Node, Node>> more = {});

}  // namespace heapgate

#include "below.hpp"

namespace heapgate {

Below::Below(const std::vector<bool>& named, const Reach& reach, const Attachments& attachments)
    : named_(named), reach_(reach), hanging_(attachments) {
  for (auto& answers : answers_) answers.resize(named.size());
}

// Containers are reached by the shortest way.
Below::Step Below::step(Node node) const {
  return {node, node != kNoNode && hanging_.parent[node] != kNoNode};
}

Below::Step Below::next(const Step& at) const {
  return at.hangs ? step(hanging_.parent[at.node]) : Step{reach_.parent(at.node), false};
}

bool Below::has(Node node) {
  // Each step of the way is walked once, however many objects it leads to.
  std::vector<Step> way;
  Step at = next(step(node));
  while (at.node != kNoNode && answer(at) == Answer::unknown && !named_[at.node]) {
    way.push_back(at);
    at = next(at);
  }
  const bool found = at.node != kNoNode && (named_[at.node] || answer(at) == Answer::yes);
  for (const Step& walked : way) answer(walked) = found ? Answer::yes : Answer::no;
  return found;
}

}  // namespace heapgate

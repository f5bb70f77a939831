#include <algorithm>

#include "below.hpp"
#include "containers.hpp"
#include "enclosed.hpp"
#include "facts.hpp"
#include "fillings.hpp"
#include "graph.hpp"
#include "heapgate/names.hpp"
#include "holder_finder.hpp"
#include "labels.hpp"
#include "reach.hpp"
#include "reference_history.hpp"
#include "referrers.hpp"
#include "survivors.hpp"
#include "symbol_table.hpp"
#include "threads.hpp"
#include "util/parallel.hpp"

namespace heapgate {
namespace {

/// The last dump's references, and what the earlier dumps had of the objects that may hold a leak.
class ProcessFacts {
 public:
  ProcessFacts(const Process& process, const ReferenceQuestions& questions, const ExplainOptions& options)
      : process_(process),
        threads_(thread_count(options.threads)),
        nodes_(process.heaps.back().objects),
        survivors_(find_survivors(process, questions.watched, questions.leaking, threads_)),
        graph_(process.heaps.back(), nodes_, threads_),
        history_(process, nodes_, survivors_, graph_, threads_),
        names_(read_names(process.heaps.back().ledger.path)),
        symbols_(find_symbol_table(graph_, process.heaps.back())),
        labels_(process.heaps.back(), nodes_, options.roots, names_, symbols_.arrays) {
    facts_.leaks.resize(questions.watched.size());
  }

  Facts collect(std::span<const Matcher> matchers) {
    const Attachments attachments = find_attachments(graph_, survivors_, growing_containers());
    const Reach reach(graph_, survivors_, threads());
    HeldCounts held(facts_.leaks.size());
    for (Node node = 0; node < graph_.size(); ++node) {
      if (survivors_.leak[node] == kNoLeak) continue;
      count(node, reach, attachments.on[node] == kNoNode ? reach.holder(node) : attachments.on[node], held);
    }
    const HolderFinder holders(history_, labels_, reach);
    for (std::size_t i = 0; i < held.size(); ++i) holders.add_holders(held[i], facts_.leaks[i]);
    facts_.referrers = count_referrers(graph_, survivors_, symbols_.texts);
    count_enclosed();
    count_stepped(reach);
    add_fillings(holders);
    note_threads();
    for (const Matcher& matcher : matchers) count_below(matcher, reach, attachments);
    return std::move(facts_);
  }

 private:
  [[nodiscard]] std::vector<Node> threads() const {
    std::vector<Node> threads;
    for (Node node = 0; node < graph_.size(); ++node) {
      if (labels_.is_thread(node)) threads.push_back(node);
    }
    return threads;
  }

  using HeldCounts = std::vector<HeldByNode>;

  // The one that grows most first. What stands on a stack comes and goes.
  [[nodiscard]] std::vector<Node> growing_containers() const {
    std::vector<Node> containers;
    for (const Node node : history_.candidates()) {
      if (!survivors_.leaks(node) && survivors_.is_kept(node) && history_.grows(node) &&
          !labels_.is_stack(node))
        containers.push_back(node);
    }
    const auto growth = [&](Node node) {
      const std::vector<std::uint64_t> references = history_.references(node);
      return references.back() - references.front();
    };
    std::stable_sort(containers.begin(), containers.end(),
                     [&](Node a, Node b) { return growth(a) > growth(b); });
    return containers;
  }

  void count(Node node, const Reach& reach, Node holder, HeldCounts& held) {
    LeakFacts& leak = facts_.leaks[survivors_.leak[node]];
    ++leak.objects;
    if (reach.depth(node) != kNoNode) {
      ++leak.reached;
      leak.depth += reach.depth(node);
    }
    leak.are_threads = leak.are_threads || labels_.is_thread(node);
    if (holder == kNoNode) {
      const std::string root = reach.root(node);
      // The first object of a category speaks for it.
      if (++leak.outside[root] == 1) name_outside(reach.path(node), root, leak);
    } else {
      Held& counted = held[survivors_.leak[node]][holder];
      ++counted.objects;
      counted.sample = node;
    }
  }

  void count_enclosed() {
    const std::vector<bool> enclosed =
        find_enclosed(graph_, survivors_, find_holds(process_, survivors_), history_);
    for (LeakFacts& leak : facts_.leaks) leak.loose.resize(process_.heaps.size());
    for (Node node = 0; node < graph_.size(); ++node) {
      if (survivors_.leak[node] == kNoLeak) continue;
      LeakFacts& leak = facts_.leaks[survivors_.leak[node]];
      ++(enclosed[node] ? leak.enclosed : leak.loose[survivors_.first_dump(node)]);
    }
  }

  void add_fillings(const HolderFinder& holders) {
    fillings_ = find_fillings(process_, survivors_, graph_, facts_.leaks.size());
    for (std::size_t i = 0; i < fillings_.size(); ++i) {
      const Filling& filling = fillings_[i];
      if (filling.containers.empty()) continue;
      FillingFacts& facts = facts_.leaks[i].filling;
      facts.containers = filling.containers.size();
      facts.grown = filling.grown;
      facts.by = filling.by;
      holders.add_filled(filling.most, facts);
    }
  }

  void name_outside(const std::vector<Node>& path, const std::string& root, LeakFacts& leak) const {
    const auto named =
        std::find_if(path.begin(), path.end(), [&](Node node) { return !labels_.variable(node).empty(); });
    if (named != path.end()) leak.outside_variables[root] = labels_.variable(*named);
  }

  // Of threads that leak what each waits for.
  void note_threads() {
    for (const ThreadNote& note : names_.threads) {
      const Node node = nodes_.find(note.address);
      if (node == kNoNode || survivors_.leak[node] == kNoLeak || !labels_.is_thread(node)) continue;
      ++facts_.leaks[survivors_.leak[node]].threads[{note.status, labels_.relative(note.site)}];
    }
    const auto& meta = process_.heaps.back().ledger.meta;
    facts_.lacks_stacks = meta && meta->fork == "plain";
  }

  void count_stepped(const Reach& reach) {
    const std::vector<std::uint64_t> stepped =
        heapgate::count_stepped(find_threads(reach, labels_, graph_.size()), survivors_, facts_.leaks.size());
    for (std::size_t i = 0; i < stepped.size(); ++i) facts_.leaks[i].stepped = stepped[i];
  }

  void count_below(const Matcher& matcher, const Reach& reach, const Attachments& attachments) {
    const std::vector<bool> named = labels_.named(matcher);
    Below below(named, reach, attachments);
    for (std::size_t i = 0; i < facts_.leaks.size(); ++i) {
      facts_.leaks[i].below.push_back(0);
      std::uint64_t& grown = facts_.leaks[i].filling.below.emplace_back(0);
      for (std::size_t at = 0; at < fillings_[i].containers.size(); ++at) {
        if (below.has(fillings_[i].containers[at])) grown += fillings_[i].growths[at];
      }
    }
    for (Node node = 0; node < graph_.size(); ++node) {
      if (survivors_.leak[node] != kNoLeak && below.has(node))
        ++facts_.leaks[survivors_.leak[node]].below.back();
    }
  }

  const Process& process_;
  unsigned threads_;
  NodeIndex nodes_;
  Survivors survivors_;
  Graph graph_;
  ReferenceHistory history_;
  Names names_;
  SymbolTable symbols_;
  Labels labels_;
  std::vector<Filling> fillings_;
  Facts facts_;
};

}  // namespace

Facts collect_facts(const Process& process, const ReferenceQuestions& questions,
                    const ExplainOptions& options) {
  return ProcessFacts(process, questions, options).collect(questions.holders);
}

}  // namespace heapgate

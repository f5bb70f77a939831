#include "report/next_step.hpp"

#include <gmock/gmock.h>

#include <string>

#include "explained_verdict.hpp"

namespace heapgate {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kBudget = "; what may grow gets a budget of its own";

std::string step(const Verdict& verdict) {
  return next_step_text(causes_of(verdict).at(0), verdict);
}

// Nodes of the app, held by `holder`.
Verdict nodes_held_by(const Holder& holder) {
  Verdict verdict = test::verdict_of({test::leaking("Node", "app/list.rb", 5, 200)});
  verdict.outcome = Outcome::fail;
  verdict.findings = {test::finding_on(verdict, 0, 20, FindingStatus::fail)};
  verdict.explanation = Explanation{{test::leak_of_groups({0}, holder.name)}, ""};
  verdict.explanation->leaks[0].holders = {holder};
  return verdict;
}

TEST(NextStep, IsToTakeTheHeadOutOfAHolderThatGrew) {
  EXPECT_EQ(step(test::explained_verdict()), std::string("take Entry out of Array lib/store.rb:4") + kBudget);
}

TEST(NextStep, NamesTheVariable) {
  Holder holder = test::holder("Array app/list.rb:2");
  holder.variable = "Shop::NODES";
  EXPECT_EQ(step(nodes_held_by(holder)), std::string("remove entries from Shop::NODES") + kBudget);
  // Of several one has that name.
  holder.shares_variable = false;
  EXPECT_THAT(step(nodes_held_by(holder)), HasSubstr("take Node out of Array app/list.rb:2;"));
}

TEST(NextStep, EndsThreads) {
  Verdict verdict = nodes_held_by(test::holder("Ractor (unknown site)"));
  verdict.explanation->leaks[0].are_threads = true;
  EXPECT_EQ(step(verdict), "end the threads that app/list.rb:5 starts, or let a few do all the work");
}

TEST(NextStep, RegistersABlockOnce) {
  Holder table = test::holder("(internal ARRAY) app/list.rb:5");
  table.root = "finalizers";
  EXPECT_EQ(step(nodes_held_by(table)),
            "register a finalizer (ObjectSpace.define_finalizer) once, not in every request, as "
            "app/list.rb:5 does");
  Verdict at_exit = nodes_held_by(table);
  at_exit.explanation->leaks[0].holders.clear();
  at_exit.explanation->leaks[0].outside["end_proc"] = 400;
  EXPECT_EQ(step(at_exit), "register an at_exit block once, not in every request, as app/list.rb:5 does");
}

TEST(NextStep, NamesAnImemoByItsKind) {
  Verdict verdict = nodes_held_by(test::holder("class Shop"));
  verdict.groups[0].group.key.type = "IMEMO";
  verdict.groups[0].group.key.class_name = "ment";
  EXPECT_THAT(step(verdict), HasSubstr("take IMEMO ment out of class Shop;"));
}

TEST(NextStep, NeverTakesAnObjectOutOfOneLikeItself) {
  Holder node = test::holder("Node app/list.rb:5");
  node.key = nodes_held_by(node).groups[0].group.key;
  EXPECT_EQ(step(nodes_held_by(node)),
            std::string("find where one Node refers to the next, allocated at app/list.rb:5, and drop that "
                        "reference") +
                kBudget);
  node.grows = false;
  EXPECT_THAT(step(nodes_held_by(node)), HasSubstr("find where one Node refers to the next"));
  node.grows = true;
  node.key.line = 99;
  EXPECT_THAT(step(nodes_held_by(node)), HasSubstr("find where one Node refers to the next"));
}

TEST(NextStep, TakesAnArrayOutOfAnotherOne) {
  Holder array = test::holder("Array app/list.rb:2");
  Verdict verdict = nodes_held_by(array);
  GroupKey& head = verdict.groups[0].group.key;
  head.class_name = "Array";
  head.type = "ARRAY";
  verdict.explanation->leaks[0].holders[0].key = {"Array", "ARRAY", head.file, 2};
  EXPECT_THAT(step(verdict), HasSubstr("take Array out of Array app/list.rb:2;"));
  verdict.explanation->leaks[0].holders[0].key.line = head.line;
  EXPECT_THAT(step(verdict), HasSubstr("find where one Array refers to the next"));
}

TEST(NextStep, TakesSuchAHolderWithoutASiteForUnknown) {
  Verdict verdict = nodes_held_by(test::holder("Array (unknown site)"));
  verdict.groups[0] = test::without_site(verdict.groups[0]);
  verdict.groups[0].group.key.class_name = "Array";
  verdict.groups[0].group.key.type = "ARRAY";
  verdict.explanation->leaks[0].holders[0].key = verdict.groups[0].group.key;
  EXPECT_THAT(step(verdict), HasSubstr("find what holds on to Array;"));
}

TEST(NextStep, BlamesNoHolderThatDidNotGrow) {
  EXPECT_EQ(
      step(nodes_held_by(test::holder("class Shop", false))),
      std::string("find what refers to Node, starting from class Shop, which did not grow itself") + kBudget);
}

TEST(NextStep, IsToFindAHolderThatIsNotKnown) {
  Verdict verdict = nodes_held_by(test::holder("class Shop"));
  const std::string find = std::string("find what holds on to Node, allocated at app/list.rb:5") + kBudget;
  verdict.explanation->leaks[0].holders.clear();
  verdict.explanation->leaks[0].outside = {{"machine_context", 400}};
  EXPECT_EQ(step(verdict), find);
  verdict.explanation.reset();
  EXPECT_EQ(step(verdict), find);
}

TEST(NextStep, SaysHowToGetASiteThatIsNotKnown) {
  Verdict verdict = nodes_held_by(test::holder("class Shop"));
  verdict.groups[0] = test::without_site(verdict.groups[0]);
  EXPECT_EQ(step(verdict),
            "take Node out of class Shop; to learn the site, trace allocations from boot "
            "(ObjectSpace.trace_object_allocations_start), as heapgate capture --exec does");
  verdict.basis = Basis::class_growth;
  EXPECT_THAT(step(verdict), Not(HasSubstr("trace"))) << "compacted dumps have no sites";
}

TEST(NextStep, OfTheSymbolTableIsToMakeFewerNames) {
  EXPECT_EQ(
      step(nodes_held_by(test::holder(kSymbolTable))),
      "find what makes method or variable names, allocated at app/list.rb:5, in every request: Ruby never "
      "frees them");
}

TEST(NextStep, OfContentsThatGrowIsToBoundThem) {
  Verdict verdict = nodes_held_by(test::holder("class Shop"));
  verdict.groups[0].group.pattern = Pattern::growing;
  verdict.groups[0].group.leaked = {};
  EXPECT_THAT(step(verdict), HasSubstr("find what adds to Node app/list.rb:5 and takes nothing out;"));
}

TEST(NextStep, OfASumIsThatOfTheLeakOfItsLargestGroup) {
  Verdict verdict = test::explained_verdict();
  verdict.findings[0].groups = {2, 3};
  verdict.findings.resize(1);
  EXPECT_EQ(step(verdict), std::string("take Entry out of Array lib/store.rb:4") + kBudget);
  verdict.findings[0].groups = {};
  EXPECT_EQ(step(verdict), "");
}

TEST(NextStep, IsOneLineWhateverTheNames) {
  for (const std::string& name : test::kHostileNames)
    EXPECT_EQ(step(nodes_held_by(test::holder(name))).find('\n'), std::string::npos);
}

}  // namespace
}  // namespace heapgate

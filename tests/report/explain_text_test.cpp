#include "report/explain_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace heapgate {
namespace {

ExplainedLeak leak_held_by(const Holder& holder) {
  ExplainedLeak leak;
  leak.objects = 400;
  leak.holders = {holder};
  return leak;
}

Holder array() {
  Holder holder;
  holder.name = "Array app.rb:4";
  holder.objects = 1;
  holder.references = {1, 201, 401};
  holder.grows = true;
  holder.held = 400;
  return holder;
}

ExplainedLeak leak_outside(const std::string& root) {
  ExplainedLeak leak;
  leak.objects = 400;
  leak.outside[root] = 400;
  return leak;
}

TEST(HolderText, IsTheContainerThatGrows) {
  EXPECT_EQ(holder_text(leak_held_by(array())), "held by Array app.rb:4 (1 → 201 → 401 references)");
}

TEST(HolderText, BeginsWithTheVariableWhereThereIsOne) {
  Holder holder = array();
  holder.variable = "Shop::CARTS";
  EXPECT_EQ(holder_text(leak_held_by(holder)),
            "held by Shop::CARTS (Array app.rb:4, 1 → 201 → 401 references)");
}

TEST(HolderText, OfSeveralOneIsNamed) {
  Holder holder = array();
  holder.variable = "Thread \"a\"[:trail]";
  holder.objects = 5;
  holder.shares_variable = false;
  EXPECT_EQ(holder_text(leak_held_by(holder)),
            "held by 5 times Array app.rb:4 (1 → 201 → 401 references), such as Thread \"a\"[:trail]");
}

TEST(HolderText, OfSeveralWithOneNameThatIsTheName) {
  Holder holder = array();
  holder.variable = "Shop::CARTS";
  holder.objects = 2;
  EXPECT_EQ(holder_text(leak_held_by(holder)),
            "held by Shop::CARTS (2 times Array app.rb:4, 1 → 201 → 401 references)");
}

TEST(HolderText, SaysBelowWhichVariableItIs) {
  Holder holder = array();
  holder.below = "Shop::HANDLER";
  EXPECT_EQ(holder_text(leak_held_by(holder)),
            "held by Array app.rb:4 (1 → 201 → 401 references), below Shop::HANDLER");
}

TEST(HolderText, DoesNotBlameWhatDidNotGrow) {
  Holder holder = array();
  holder.grows = false;
  EXPECT_EQ(holder_text(leak_held_by(holder)), "held below Array app.rb:4, which did not grow");
  // A variable that refers to something else now need not grow.
  holder.name = "class Shop";
  holder.variable = "Shop.@head";
  EXPECT_EQ(holder_text(leak_held_by(holder)), "held by Shop.@head (class Shop)");
}

TEST(HolderText, NamesBlocksThatRubyKeeps) {
  Holder holder = array();
  holder.root = "finalizers";
  EXPECT_EQ(
      holder_text(leak_held_by(holder)),
      "held by finalizers (ObjectSpace.define_finalizer), in Array app.rb:4 (1 → 201 → 401 references)");
  EXPECT_EQ(holder_text(leak_outside("end_proc")), "held by at_exit blocks");
}

TEST(HolderText, NamesAGlobalVariableIfItIsKnown) {
  EXPECT_EQ(holder_text(leak_outside("global_tbl")), "held by a global variable");
  ExplainedLeak named = leak_outside("global_tbl");
  named.outside_variables["global_tbl"] = "$carts";
  EXPECT_EQ(holder_text(named), "held by $carts");
}

TEST(HolderText, SaysThatStacksAreMissing) {
  ExplainedLeak leak = leak_outside("");
  EXPECT_EQ(holder_text(leak), "held outside Ruby's references (no root leads to 400)");
  leak.lacks_stacks = true;
  EXPECT_EQ(
      holder_text(leak),
      "held outside Ruby's references (no root leads to 400; these dumps lack the stacks of other threads)");
}

TEST(HolderText, OfThreadsIsWhatTheyAreAt) {
  ExplainedLeak leak = leak_held_by(array());
  leak.are_threads = true;
  EXPECT_EQ(holder_text(leak), "held until they end");
  leak.threads = {{"sleep", "worker.rb:12", 350}, {"sleep_forever", "b.rb:3", 30}, {"run", "", 20}};
  EXPECT_EQ(holder_text(leak),
            "held until they end: 350 asleep at worker.rb:12, 30 asleep at b.rb:3, 20 running");
}

}  // namespace
}  // namespace heapgate

// Whole runs of `heapgate explain` and of the explanations in the reports of `check`, on real dumps.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "program_test.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::data;
using test::dumps;
using test::ProgramRun;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

const std::string kRoot = " --rules root.yml ";

class ExplainTest : public test::ProgramTest {
 protected:
  ExplainTest() {
    folder_.write("root.yml",
                  std::string("version: 1\nextends: default\nroot: [") + HEAPGATE_SOURCE + "/tests/e2e]\n");
  }
};

TEST_F(ExplainTest, TellsALeakWithItsFollowersAndItsHolder) {
  const ProgramRun explained =
      run("heapgate explain --iterations 20 --group Cart " + dumps("native-3.1/leaky"));
  EXPECT_EQ(explained.exit_code, 0);
  EXPECT_EQ(explained.err, "");
  EXPECT_EQ(
      explained.out,
      "  Cart app/models/cart.rb:13 leaks 2 per request (110 → 150 → 190), with 1 Hash, 1 Array, 2 String "
      "each, "
      "held by Array app/models/cart.rb:9 (80 → 120 → 160 references), 80 of 110, and by 1 more holder\n"
      "    Hash app/models/cart.rb:3: 1 each (110 → 150 → 190), referenced by Cart app/models/cart.rb:13\n"
      "    Array app/models/cart.rb:3: 1 each (110 → 150 → 190), referenced by Hash app/models/cart.rb:3\n"
      "    String app/models/cart.rb:3: 2 each (220 → 300 → 380), referenced by Array app/models/cart.rb:3\n"
      "    path: root vm → class Object → module Carts → Array app/models/cart.rb:9\n");
}

TEST_F(ExplainTest, CheckExplainsWhatIsOverBudgetAndNothingElse) {
  folder_.write("audit.yml",
                "version: 1\nbudgets:\n  - {id: audit, class: String, site: lib/audit.rb, max: 5}\n");
  const ProgramRun failed = run("heapgate check --rules audit.yml " + dumps("native-3.1/leaky"));
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.out,
              HasSubstr("\n  FAIL String lib/audit.rb:5 leaks 30 an interval (60 → 90 → 120), held by Array "
                        "lib/audit.rb:2 (60 → 90 → 120 references)\n"));
  EXPECT_THAT(failed.out, Not(HasSubstr("Cart app/models/cart.rb:13 leaks")));
  EXPECT_THAT(failed.out, HasSubstr("next: take String out of Array lib/audit.rb:2; "));
  const ProgramRun passed = run("heapgate check -o human -o json=pass.json " + dumps("native-3.1/clean"));
  EXPECT_EQ(passed.exit_code, 0);
  EXPECT_THAT(passed.out, Not(HasSubstr("Why it is kept")));
  EXPECT_THAT(file("pass.json"), Not(HasSubstr("\"explain\":")));
}

TEST_F(ExplainTest, JUnitHasOneCaseForALeakWithAllItsGroups) {
  const std::string xml = run("heapgate check -o junit " + dumps("native-3.1/leaky")).out;
  EXPECT_THAT(xml, HasSubstr("tests=\"7\" failures=\"3\""));
  EXPECT_THAT(xml, HasSubstr("<testcase classname=\"heapgate.leak\" name=\"Cart app/models/cart.rb\" "
                             "time=\"0.000\" file=\"app/models/cart.rb\" line=\"13\">"));
  EXPECT_THAT(xml, HasSubstr("\nHash app/models/cart.rb:3: 1 each (110 → 150 → 190), referenced by Cart"));
}

TEST_F(ExplainTest, EveryRubyNamesTheContainer) {
  for (const char* ruby : {"3.2", "3.3", "3.4", "4.0", "head"}) {
    const ProgramRun explained =
        run("heapgate explain --group Order " + dumps(std::string("wasm-") + ruby + "/leak"));
    EXPECT_EQ(explained.exit_code, 0) << ruby;
    EXPECT_THAT(explained.out,
                HasSubstr("Order /app/leak.rb:22 leaks 25 an interval (25 → 50 → 75), held by Array "
                          "/app/leak.rb:13 (25 → 50 → 75 references)\n"))
        << ruby;
  }
}

TEST_F(ExplainTest, WorkersAreExplainedTogether) {
  for (const char* worker : {"A", "B"}) {
    fs::create_directories(folder_.path(std::string("dumps/") + worker));
    for (const char* number : {"1", "2", "3"}) {
      const std::string name = std::string(worker) + number + ".json.zst";
      fs::copy_file(data("hazards-3.1/workers/" + name),
                    folder_.path(std::string("dumps/") + worker + "/" + name));
    }
  }
  const ProgramRun explained = run("heapgate explain --group Cart dumps");
  EXPECT_EQ(explained.exit_code, 0);
  EXPECT_THAT(
      explained.out,
      HasSubstr(
          "Cart app/shop.rb:11 leaks 40 an interval (80 → 140 → 180), held by 2 times Array (unknown site) "
          "(80 → 140 → 180 references)\n"));
}

TEST_F(ExplainTest, IsLeftOutWhereThatIsAskedFor) {
  const ProgramRun checked =
      run("heapgate check --no-explain -o json=r.json -o human " + dumps("native-3.1/leaky"));
  EXPECT_EQ(checked.exit_code, 1);
  EXPECT_THAT(checked.out, Not(HasSubstr("Why it is kept")));
  EXPECT_THAT(checked.out, HasSubstr("next: find what holds on to String"));
  EXPECT_THAT(file("r.json"), Not(HasSubstr("\"explain\"")));
}

TEST_F(ExplainTest, APipeCannotBeReadTwice) {
  const std::string set = data("native-3.1/leaky");
  const std::string command =
      "heapgate check '" + set + "/1.json.zst' <(cat '" + set + "/2.json.zst') '" + set + "/3.json.zst'";
  const ProgramRun checked = run(command);
  EXPECT_EQ(checked.exit_code, 1);
  EXPECT_THAT(checked.out, ContainsRegex("Why it is kept\n  not known: .*: cannot be read a second time\n"));
}

TEST_F(ExplainTest, DumpsThatCannotBeJudgedAreNotExplained) {
  const std::string set = data("hazards-3.1/workers");
  const ProgramRun explained =
      run("heapgate explain '" + set + "/A1.json.zst' '" + set + "/B2.json.zst' '" + set + "/A3.json.zst'");
  EXPECT_EQ(explained.exit_code, 3);
  EXPECT_THAT(explained.out, HasSubstr("INCONCLUSIVE"));
}

// Dumps of Debian's Ruby, made here, of every way to hold on to objects.
struct HeldBy {
  const char* way;
  const char* holder;           // its name, a regular expression
  const char* path;             // the end of the path
  std::vector<int> references;  // of the holder; empty: it does not grow
  int objects = 100;
};

class HolderZooTest : public ExplainTest, public testing::WithParamInterface<HeldBy> {};

TEST_P(HolderZooTest, NamesTheHolder) {
  const HeldBy& held = GetParam();
  const std::string zoo = std::string(HEAPGATE_SOURCE) + "/tests/e2e/holder_zoo.rb";
  const ProgramRun made =
      run("mkdir d && timeout 60 ruby " + zoo + " d " + held.way + " " + std::to_string(held.objects));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const json report = json::parse(run("heapgate check" + kRoot + "-o json d").out);
  int leaks = 0;
  for (const json& group : report["groups"]) {
    if (!group.contains("explain") || !group["explain"].contains("holders") ||
        group["leaked"]["objects"] < 20)
      continue;
    ++leaks;
    const json& explained = group["explain"];
    EXPECT_EQ(explained["objects"], 2 * held.objects);
    ASSERT_EQ(explained["holders"].size(), 1U) << explained;
    EXPECT_THAT(explained["holders"][0]["name"].get<std::string>(), testing::MatchesRegex(held.holder));
    EXPECT_EQ(explained["holders"][0]["held"], 2 * held.objects);
    EXPECT_EQ(explained["holders"][0]["grows"], !held.references.empty());
    if (!held.references.empty()) {
      EXPECT_EQ(explained["holders"][0]["references"], json(held.references));
    }
    std::string path;
    for (const json& step : explained["path"]) path += "/" + step.get<std::string>();
    EXPECT_THAT(path, testing::MatchesRegex(std::string(".*") + held.path));
  }
  EXPECT_EQ(leaks, 1) << report["groups"];
}

const std::vector<int> kGrowth{10, 110, 210};
const HeldBy kZoo[] = {
    {"constant", "Array holder_zoo.rb:15", "/class Object/class Shop/Array holder_zoo.rb:15", kGrowth},
    {"class_variable", "Array holder_zoo.rb:16", "/class Shop/Array holder_zoo.rb:16", kGrowth},
    {"class_ivar", "Array holder_zoo.rb:17", "/class Shop/Array holder_zoo.rb:17", kGrowth},
    {"global", "Array holder_zoo.rb:23", "/root global_tbl/Array holder_zoo.rb:23", kGrowth},
    {"struct", "Array holder_zoo.rb:24", "/Box holder_zoo.rb:24/Array holder_zoo.rb:24", kGrowth},
    {"set", "Hash .*set.rb:[0-9]+", "/Set holder_zoo.rb:25/Hash .*set.rb:[0-9]+", kGrowth},
    {"nested", "Array holder_zoo.rb:42", "/Hash holder_zoo.rb:26/Array holder_zoo.rb:42", kGrowth},
    {"closure", "Array holder_zoo.rb:27",
     "/Proc holder_zoo.rb:27/IMEMO env holder_zoo.rb:27/Array holder_zoo.rb:27", kGrowth},
    {"thread_local", "Array holder_zoo.rb:29", "/Thread holder_zoo.rb:29/Array holder_zoo.rb:29", kGrowth},
    {"fiber", "Array holder_zoo.rb:31", "/Fiber holder_zoo.rb:31/Array holder_zoo.rb:31", kGrowth},
    {"queue", ".internal ARRAY. holder_zoo.rb:32", "/Thread::Queue holder_zoo.rb:32/.*", kGrowth},
    {"replaced", "class Shop", "/class Shop/Array holder_zoo.rb:47", {}},
    {"linked", "class Shop", "/class Shop/Node holder_zoo.rb:49 .x [0-9]+.", {}, 100000},
};

INSTANTIATE_TEST_SUITE_P(Zoo, HolderZooTest, testing::ValuesIn(kZoo),
                         [](const auto& way) { return std::string(way.param.way); });

}  // namespace
}  // namespace heapgate

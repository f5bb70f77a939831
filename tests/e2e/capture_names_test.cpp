// Captures of puma with one leak each, which `heapgate check` tells as one, by the name of what holds it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "capture_fixture.hpp"
#include "heapgate/names.hpp"

namespace heapgate {
namespace {

using nlohmann::json;
using test::CaptureTest;
using test::ProgramRun;
using testing::HasSubstr;

constexpr int kRequests = 50;

class CaptureNamesTest : public CaptureTest {
 protected:
  // apps/held.ru with a leak that is held in the way named `held`.
  ProgramRun capture_held(const std::string& held, const std::string& puma, const std::string& more = "") {
    const std::string url = "http://127.0.0.1:" + std::to_string(test::free_port()) + "/";
    const std::string app = std::string(HEAPGATE_SOURCE) + "/tests/e2e/apps/held.ru";
    const std::string load = "for i in $(seq " + std::to_string(kRequests) + "); do curl -sfS -X POST " +
                             url + " || exit 1; done >/dev/null";
    return capture("--exec 'exec env HELD=" + held + " LATE=" + path("late") + " RACK_ENV=production puma " +
                   puma + " -b tcp" + url.substr(4, url.size() - 5) + " " + app + "' --ready " + url +
                   " --load '" + load + "' " + more);
  }
  // With sites relative to the sources.
  [[nodiscard]] std::string explained() {
    folder_.write("root.yml", std::string("version: 1\nextends: default\nroot: [") + HEAPGATE_SOURCE + "]\n");
    return run("heapgate explain --rules root.yml dumps").out;
  }
  // In each report.
  void expect_one_finding() {
    const ProgramRun human =
        run("heapgate check --no-ci --rules root.yml -o human -o junit=j.xml -o sarif=s.json -o "
            "codequality=q.json "
            "-o github=g.txt dumps");
    EXPECT_THAT(human.out, HasSubstr(": FAIL: 1 leak ("));
    EXPECT_EQ(count(human.out, "\n  FAIL "), 1U) << human.out;
    EXPECT_EQ(count(file("j.xml"), "<failure "), 1U) << file("j.xml");
    EXPECT_EQ(json::parse(file("s.json"))["runs"][0]["results"].size(), 1U);
    EXPECT_EQ(json::parse(file("q.json")).size(), 1U);
    EXPECT_EQ(count(file("g.txt"), "::error "), 1U) << file("g.txt");
  }
  static std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
  }
  [[nodiscard]] json checked() {
    return json::parse(run("heapgate check --rules root.yml -o json dumps").out, nullptr, false);
  }
};

struct HeldIn {
  const char* way;
  const char* head;    // class of the leak's first group
  const char* holder;  // its name in the JSON report; empty: none
  const char* told;    // by `heapgate explain`
};

class NamedHolder : public CaptureNamesTest, public testing::WithParamInterface<HeldIn> {};

TEST_P(NamedHolder, IsToldOnce) {
  const HeldIn& held = GetParam();
  const ProgramRun captured = capture_held(held.way, "-t 2:2");
  ASSERT_EQ(captured.exit_code, 0) << captured.err;
  const std::string text = explained();
  const json report = checked();
  EXPECT_EQ(report["verdict"], "fail");
  std::string heads;
  for (const json& leak : report["leaks"]) heads += leak["head"].dump() + " ";
  ASSERT_EQ(report["leaks"].size(), 1U) << heads << report["groups"];
  const json& leak = report["leaks"][0];
  EXPECT_EQ(report["groups"][leak["head"].get<std::size_t>()]["class"], held.head);
  EXPECT_EQ(leak.contains("holder") ? leak["holder"]["name"] : json(""), held.holder);
  EXPECT_THAT(text, HasSubstr(held.told));
  expect_one_finding();
}

INSTANTIATE_TEST_SUITE_P(
    Ways, NamedHolder,
    testing::Values(HeldIn{"constant", "Held", "Shop::CARTS", "held by Shop::CARTS (Array "},
                    HeldIn{"class_variable", "Held", "Shop.@@all", "held by Shop.@@all (Array "},
                    HeldIn{"module_ivar", "Held", "Shop.@memo", "held by Shop.@memo (Array "},
                    HeldIn{"global", "Held", "$kept", "held by $kept (Array "},
                    HeldIn{"thread_local", "Held", "Thread \"worker\"[:trail]",
                           "held by Thread \"worker\"[:trail] (Array "},
                    HeldIn{"closure", "Held", "Array tests/e2e/apps/held.ru:17",
                           " references), below Shop::HANDLER\n"},
                    HeldIn{"endless_thread", "Thread", "Ractor (unknown site)",
                           "held until they end: 100 asleep at tests/e2e/apps/held.ru:55\n"},
                    HeldIn{"finalizer", "Proc", "(internal ARRAY) tests/e2e/apps/held.ru:56",
                           "held by finalizers (ObjectSpace.define_finalizer), in "},
                    HeldIn{"at_exit", "Proc", "", "held by at_exit blocks\n"},
                    HeldIn{"symbol", "Symbol", "the symbol table", "held by the symbol table: "},
                    HeldIn{"linked_list", "Held", "Shop.@head", "held by Shop.@head (module Shop)\n"}),
    [](const auto& way) { return std::string(way.param.way); });

TEST_F(CaptureNamesTest, ThreadsOfTwoWorkersAreOneFinding) {
  const ProgramRun captured = capture_held("endless_thread", "-w 2 -t 1:1");
  ASSERT_EQ(captured.exit_code, 0) << captured.err;
  EXPECT_THAT(explained(), HasSubstr("held until they end: 100 asleep at tests/e2e/apps/held.ru:55\n"));
  expect_one_finding();
}

TEST_F(CaptureNamesTest, OfTwoWorkersEachHasItsOwn) {
  const ProgramRun captured = capture_held("constant", "-w 2 -t 1:1");
  ASSERT_EQ(captured.exit_code, 0) << captured.err;
  EXPECT_THAT(explained(), HasSubstr("held by Shop::CARTS (2 times Array tests/e2e/apps/held.ru:11, "));
  expect_one_finding();
}

// Ruby's own fork has no other thread in the child, nor what only their stacks hold.
TEST_F(CaptureNamesTest, ThreadsAreNotedBeforeTheFork) {
  const ProgramRun captured = capture_held("endless_thread", "-t 2:2", "--fork plain");
  ASSERT_EQ(captured.exit_code, 0) << captured.err;
  EXPECT_THAT(explained(), HasSubstr("held until they end: 100 asleep at tests/e2e/apps/held.ru:55\n"));
  EXPECT_THAT(explained(),
              HasSubstr("reached from no root: it is probably on the stacks of these threads\n"));
  EXPECT_EQ(checked()["leaks"].size(), 1U);
}

TEST_F(CaptureNamesTest, HasNamesAndNoContents) {
  ASSERT_EQ(capture_held("named", "-t 1:1").exit_code, 0);
  const std::string names = file("dumps/3.json.names");
  const auto lists = [&](const char* name) { return names.find(name) != std::string::npos; };
  for (const char* name :
       {"\tconstant\tShop::CARTS\n", "\tconstant\tShop::Inner::DEEP\n", "\tglobal\t$kept\n",
        "\tinstance_variable\tmain.@own\n", "\tconstant\tTrap::ITSELF\n"}) {
    EXPECT_TRUE(lists(name)) << name;
  }
  EXPECT_NE(file("dumps/3.json").find("hunter2"), std::string::npos);
  EXPECT_FALSE(lists("hunter2"));
  EXPECT_THAT(names, testing::EndsWith("\nend\n"));
  EXPECT_EQ(std::filesystem::status(path("dumps/3.json.names")).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  // A constant that waits to be loaded.
  EXPECT_FALSE(lists("Shop::Late"));
  EXPECT_FALSE(exists("late"));
}

}  // namespace
}  // namespace heapgate

// Every set of real dumps in tests/data is judged, and gives what its expected.json says was planted.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "run_program.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::ProgramRun;
using test::run_in;

std::vector<std::string> all_sets() {
  std::vector<std::string> sets;
  for (const auto& entry : fs::recursive_directory_iterator(HEAPGATE_TEST_DATA)) {
    if (entry.path().filename() == "expected.json") {
      sets.push_back(fs::relative(entry.path().parent_path(), HEAPGATE_TEST_DATA).string());
    }
  }
  std::sort(sets.begin(), sets.end());
  return sets;
}

// A class without a name of its own, or with a broken one, is null in expected.json: heapgate
// shows one in parentheses, or what broke the name.
bool is_stand_in(const std::string& name) {
  return name.starts_with('(') || name.find_first_of("\"\n\\") != std::string::npos;
}

bool is_group(const json& actual, const json& expected) {
  for (const char* key : {"type", "class", "file", "line"}) {
    const json wanted = expected.value(key, json());
    const json given = actual.value(key, json());
    const bool unnamed = std::string_view(key) == "class" && wanted.is_null();
    if (unnamed ? !is_stand_in(given) : !wanted.is_null() && wanted != given) return false;
  }
  return true;
}

std::string key(const json& group) {
  json text;
  for (const char* name : {"type", "class", "file", "line"}) text[name] = group.value(name, json());
  return text.dump();
}

class PlantedSet : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    expected_ = json::parse(test::read_file(test::data(GetParam()) + "/expected.json"));
    run_ = run_in(test::data(GetParam()), "heapgate check . -o json");
    ASSERT_NE(run_.exit_code, 3) << run_.out;
    actual_ = json::parse(run_.out);
  }

  // Those that only a part of their lines tells, too.
  [[nodiscard]] json all_planted() const {
    json groups = expected_["groups"];
    for (const char* more : {"rescued", "anywhere"}) {
      for (const json& group : expected_.value(more, json::array())) groups.push_back(group);
    }
    return groups;
  }

  json expected_;
  json actual_;
  ProgramRun run_;
};

TEST_P(PlantedSet, LeaksWhatWasPlantedAndNothingElse) {
  std::uint64_t planted = 0;
  for (const json& group : all_planted()) planted += group["leaked"].get<std::uint64_t>();
  for (const json& group : expected_.value("noise", json::array())) planted += group.value("leaked", 0U);
  EXPECT_EQ(actual_["totals"]["leaked"]["objects"], planted);
  std::uint64_t sum = 0;
  for (const json& group : actual_["groups"]) sum += group["leaked"]["objects"].get<std::uint64_t>();
  EXPECT_EQ(sum, planted);
}

TEST_P(PlantedSet, HasEachPlantedGroupWithItsNumbers) {
  for (const json& group : all_planted()) {
    if (group.value("kept", group["leaked"]) == 0) continue;
    const auto found = std::find_if(actual_["groups"].begin(), actual_["groups"].end(),
                                    [&](const json& candidate) { return is_group(candidate, group); });
    ASSERT_NE(found, actual_["groups"].end()) << key(group);
    EXPECT_EQ((*found)["leaked"]["objects"], group["leaked"]) << key(group);
    // An untraced set promises no more: its garbage and its leaks share their groups.
    if (!group.contains("kept")) continue;
    EXPECT_EQ((*found)["kept"]["objects"], group["kept"]) << key(group);
    // References, where they were read, and a fourth dump may tell why it was no leak.
    const bool told = (*found)["pattern"] == "bounded" || (*found)["pattern"] == "levels-off";
    if (group["pattern"] != "turnover" || !told) {
      EXPECT_EQ((*found)["pattern"], group["pattern"]) << key(group);
    }
    EXPECT_EQ((*found)["live"], group["live"]) << key(group);
  }
}

TEST_P(PlantedSet, FailsByTheDefaultRulesIfAGroupLeaksOverTwenty) {
  std::uint64_t largest = 0;
  for (const json& group : expected_["groups"]) {
    largest = std::max(largest, group["leaked"].get<std::uint64_t>());
  }
  EXPECT_EQ(run_.exit_code, largest > 20 ? 1 : 0);
}

// A path may inject keys into its line, which then has a key twice: JSON, but no record to trust.
TEST_P(PlantedSet, CountsBadLines) {
  for (std::size_t i = 0; i < actual_["dumps"].size(); ++i) {
    const json expected = expected_["dumps"].is_array() ? expected_["dumps"][i] : json::object();
    const auto broken = expected.value("bad_lines", 0) + expected.value("double_keys", 0);
    EXPECT_EQ(actual_["dumps"][i]["bad_lines"], broken) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Data, PlantedSet, testing::ValuesIn(all_sets()), [](const auto& name) {
  std::string text = name.param;
  std::replace_if(
      text.begin(), text.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return text;
});

}  // namespace
}  // namespace heapgate

// The shipped presets, the example rule files and every example of rules/README.md, judged on real dumps.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <vector>

#include "run_program.hpp"

namespace heapgate {
namespace {

using nlohmann::json;
using test::dumps;
using test::ProgramRun;
using test::run_in;
using test::TempFolder;
using testing::ElementsAre;
using testing::IsEmpty;

struct Judged {
  int exit_code = -1;
  std::vector<std::string> failed;  ///< "RULE: SUBJECT"
  std::vector<std::string> warned;
};

Judged judge(const std::string& rules, const std::string& set) {
  const TempFolder folder;
  const ProgramRun run =
      run_in(folder.path(), "heapgate check -o json --rules '" + rules + "' " + dumps(set));
  Judged judged{run.exit_code, {}, {}};
  EXPECT_EQ(run.err, "") << rules;
  if (run.exit_code == 2) return judged;
  const json report = json::parse(run.out);
  for (const json& finding : report["findings"]) {
    const auto text = finding["rule"].get<std::string>() + ": " + finding["subject"].get<std::string>();
    if (finding["status"] == "fail") judged.failed.push_back(text);
    if (finding["status"] == "warn") judged.warned.push_back(text);
  }
  return judged;
}

std::string preset(const std::string& name) {
  return std::string(HEAPGATE_SOURCE) + "/rules/" + name + ".yml";
}

std::string example(const std::string& name) {
  return std::string(HEAPGATE_SOURCE) + "/examples/rules/" + name + "/heapgate.yml";
}

class Preset : public testing::TestWithParam<const char*> {};

TEST_P(Preset, PassesWhatDoesNotLeakAndFailsWhatDoes) {
  for (const char* calm : {"native-3.1/clean", "native-3.1/cold", "native-3.1/bloat"}) {
    const Judged judged = judge(preset(GetParam()), calm);
    EXPECT_EQ(judged.exit_code, 0) << calm;
    EXPECT_THAT(judged.warned, IsEmpty()) << calm;
  }
  for (const char* leaking : {"native-3.1/leaky", "native-3.1/uneven", "native-3.1/full"}) {
    EXPECT_EQ(judge(preset(GetParam()), leaking).exit_code, 1) << leaking;
  }
}

INSTANTIATE_TEST_SUITE_P(Shipped, Preset, testing::Values("default", "strict", "rails", "puma", "sidekiq"));

TEST(Presets, StrictFailsWhatIsSlow) {
  EXPECT_THAT(judge(preset("strict"), "native-3.1/leaky").failed,
              testing::IsSupersetOf({"leak: Ticket app/models/ticket.rb:8", "total: all objects"}));
}

TEST(Presets, RailsHoldsTheAppToLessThanTheRest) {
  EXPECT_THAT(judge(preset("rails"), "native-3.1/leaky").failed,
              testing::IsSupersetOf({"app: app/models/ticket.rb:8", "app: lib/vouchers.rb:6"}));
}

TEST(ExampleRules, OfASmallApp) {
  const Judged red = judge(example("small-app"), "native-3.1/leaky");
  EXPECT_EQ(red.exit_code, 1);
  EXPECT_THAT(red.failed, testing::IsSupersetOf({"app: app/models/ticket.rb:8", "sessions: Session"}));
  EXPECT_THAT(red.failed, testing::Not(testing::Contains("app: app/models/session.rb:7")));
  const Judged green = judge(example("small-app"), "native-3.1/clean");
  EXPECT_EQ(green.exit_code, 0);
  EXPECT_THAT(green.warned, IsEmpty());
}

TEST(ExampleRules, OfANewcomerToThePolicyAreAdvisory) {
  const Judged shown = judge(example("policy/newcomer"), "native-3.1/leaky");
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_THAT(shown.failed,
              testing::IsSupersetOf({"leak: Cart app/models/cart.rb:13", "total: all objects"}));
  EXPECT_THAT(shown.warned, testing::Contains("app: app/models/ticket.rb:8"));
  const Judged green = judge(example("policy/newcomer"), "native-3.1/clean");
  EXPECT_EQ(green.exit_code, 0);
  EXPECT_THAT(green.failed, IsEmpty());
}

TEST(ExampleRules, OfAServiceUnderThePolicyAreEnforced) {
  const Judged red = judge(example("policy/service"), "native-3.1/leaky");
  EXPECT_EQ(red.exit_code, 1);
  EXPECT_THAT(red.failed, testing::Contains("app: app/models/ticket.rb:8"));
  EXPECT_THAT(red.warned, IsEmpty());
  EXPECT_EQ(judge(example("policy/service"), "native-3.1/clean").exit_code, 0);
}

TEST(ExampleRules, OfAMonorepoJudgeEachPathByItsOwn) {
  const Judged red = judge(example("monorepo"), "native-3.1/leaky");
  EXPECT_EQ(red.exit_code, 1);
  EXPECT_THAT(red.failed, ElementsAre("leak: (anonymous class) lib/vouchers.rb:6"));
  EXPECT_THAT(red.warned, ElementsAre("leak: String lib/audit.rb:5"));
  // Leaks in app/models only, and within what these may.
  const Judged green = judge(example("monorepo"), "native-3.1/uneven");
  EXPECT_EQ(green.exit_code, 0);
  EXPECT_THAT(green.warned, IsEmpty());
  EXPECT_EQ(judge(example("monorepo"), "native-3.1/clean").exit_code, 0);
}

struct Fragment {
  std::string note;  ///< "leaky: 1, clean: 0" or "write: PATH"
  std::string yaml;
};

std::vector<Fragment> fragments(const std::string& text) {
  const std::regex block("<!-- ([^\n]*) -->\n```yaml\n([^`]*)```\n");
  std::vector<Fragment> result;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), block); at != std::sregex_iterator(); ++at)
    result.push_back({(*at)[1], (*at)[2]});
  return result;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

// Every example is a whole rule file, or the part of one without its version.
TEST(RuleReference, ExamplesDoWhatTheySay) {
  const std::string text = test::read_file(std::string(HEAPGATE_SOURCE) + "/rules/README.md");
  const std::vector<Fragment> examples = fragments(text);
  ASSERT_EQ(examples.size(), count(text, "```yaml"));
  ASSERT_GE(examples.size(), 12U);
  const TempFolder folder;
  for (const auto& [note, yaml] : examples) {
    const bool whole = yaml.find("version: 1\n") != std::string::npos;
    const std::string rules = whole ? yaml : "version: 1\n" + yaml;
    if (note.starts_with("write: ")) {
      folder.write(note.substr(7), rules);
      continue;
    }
    const std::string path = folder.write("heapgate.yml", rules);
    const std::string codes = "leaky: " + std::to_string(judge(path, "native-3.1/leaky").exit_code) +
                              ", clean: " + std::to_string(judge(path, "native-3.1/clean").exit_code);
    EXPECT_EQ(codes, note) << yaml;
  }
}

// Whatever key the schema knows, the reference explains.
TEST(RuleReference, NamesEveryKey) {
  const std::string text = test::read_file(std::string(HEAPGATE_SOURCE) + "/rules/README.md");
  const json schema =
      json::parse(test::read_file(std::string(HEAPGATE_SOURCE) + "/rules/heapgate.schema.json"));
  std::vector<json> mappings{schema["properties"], schema["properties"]["trust"]["properties"]};
  for (const char* name : {"budget", "allowed", "override"})
    mappings.push_back(schema["definitions"][name]["properties"]);
  for (const json& mapping : mappings) {
    EXPECT_FALSE(mapping.empty());
    for (const auto& [key, value] : mapping.items())
      EXPECT_NE(text.find("`" + key + "`"), std::string::npos) << key;
  }
}

}  // namespace
}  // namespace heapgate

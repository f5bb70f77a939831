#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "heapgate/version.hpp"
#include "report/formats.hpp"
#include "sample_verdict.hpp"
#include "workflow_runner.hpp"

namespace heapgate {
namespace {

using Json = nlohmann::ordered_json;
using testing::ElementsAre;

Json parsed(const Verdict& verdict) {
  return Json::parse(render_json(verdict));
}

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

bool is_utf8(const std::string& text) {
  try {
    return !Json(text).dump().empty();
  } catch (const Json::type_error&) {
    return false;
  }
}

TEST(JsonReport, HasTheKeysOfTheContractInTheirOrder) {
  for (const Verdict& verdict :
       {test::failing_verdict(), test::passing_verdict(), test::inconclusive_verdict(), Verdict{}}) {
    EXPECT_THAT(keys(parsed(verdict)),
                ElementsAre("heapgate", "schema", "verdict", "exit_code", "rules", "dumps", "trust", "basis",
                            "totals", "groups", "findings", "leaks"));
  }
}

TEST(JsonReport, SaysVersionSchemaVerdictAndExitCode) {
  const auto head = [](const Verdict& verdict) {
    const Json json = parsed(verdict);
    EXPECT_EQ(json.at("heapgate"), kVersion);
    EXPECT_EQ(json.at("schema"), 1);
    EXPECT_EQ(json.at("rules"), "heapgate.yml");
    return json.at("verdict").get<std::string>() + " " + json.at("exit_code").dump();
  };
  EXPECT_EQ(head(test::passing_verdict()), "pass 0");
  EXPECT_EQ(head(test::failing_verdict()), "fail 1");
  EXPECT_EQ(head(test::inconclusive_verdict()), "inconclusive 3");
}

TEST(JsonReport, DescribesEachDump) {
  const Json dumps = parsed(test::inconclusive_verdict()).at("dumps");
  ASSERT_EQ(dumps.size(), 3U);
  EXPECT_EQ(dumps[0].dump(), R"({"path":"dumps/1.json","bytes":16859700,"lines":56204,"bad_lines":0,)"
                             R"("objects":56199,"generation":35})");
  EXPECT_EQ(dumps[1].dump(), R"({"path":"dumps/2.json","bytes":17160300,"lines":57206,"bad_lines":1,)"
                             R"("objects":57201,"generation":null,)"
                             R"("first_bad":[{"line":1219,"reason":"not a JSON object"}]})");
}

TEST(JsonReport, ListsEveryTrustFinding) {
  EXPECT_EQ(parsed(test::inconclusive_verdict()).at("trust").dump(),
            R"([{"check":"readable","status":"ok","message":"every dump was read to its end"},)"
            R"({"check":"complete","status":"fail","message":"dumps/2.json: the dump is not complete"},)"
            R"({"check":"complete","status":"warn","message":"dumps/3.json: not quiet"}])");
}

TEST(JsonReport, NamesTheRubyOfADumpWhoseCaptureTellsIt) {
  Verdict verdict = test::passing_verdict();
  verdict.dumps[0].ledger.meta = Meta{1, 35, "ruby 3.1.7p261\x1b[31m"};
  verdict.dumps[1].ledger.meta = Meta{1, 39, ""};
  const Json dumps = parsed(verdict).at("dumps");
  EXPECT_EQ(dumps[0].at("ruby"), "ruby 3.1.7p261\\x1B[31m");
  EXPECT_FALSE(dumps[1].contains("ruby"));
  EXPECT_FALSE(dumps[2].contains("ruby"));
}

TEST(JsonReport, SaysWhatItsNumbersRestOn) {
  EXPECT_EQ(parsed(test::failing_verdict()).at("basis"), "objects");
  EXPECT_EQ(parsed(test::class_growth_verdict()).at("basis"), "class-growth");
}

TEST(JsonReport, AddsUpEveryGroupInItsTotals) {
  EXPECT_EQ(parsed(test::failing_verdict()).at("totals").dump(),
            R"({"leaked":{"objects":607,"bytes":24280},"kept":{"objects":2110,"bytes":84400},)"
            R"("transient":{"objects":3012,"bytes":120480}})");
}

TEST(JsonReport, DescribesAGroupByTheDumpsOwnText) {
  const Json groups = parsed(test::failing_verdict()).at("groups");
  EXPECT_EQ(groups[1].dump(),
            R"({"class":"Cart","type":"OBJECT","file":"/srv/app/app/models/cart.rb","line":14,)"
            R"("method":"call","pattern":"leak","leaked":{"objects":200,"bytes":8000},)"
            R"("kept":{"objects":200,"bytes":8000},"transient":{"objects":0,"bytes":0},)"
            R"("live":[0,200,400]})");
}

TEST(JsonReport, LeavesOutFileLineAndMethodThatAreUnknown) {
  const Json groups = parsed(test::failing_verdict()).at("groups");
  EXPECT_EQ(groups[0].at("class"), "String");
  EXPECT_THAT(keys(groups[0]),
              ElementsAre("class", "type", "pattern", "leaked", "kept", "transient", "live"));
  PlacedGroup no_line = test::leaking("Cart", "<internal:kernel>", 0, 5);
  no_line.group.key.line.reset();
  no_line.group.method.clear();
  EXPECT_THAT(keys(parsed(test::verdict_of({no_line})).at("groups")[0]),
              ElementsAre("class", "type", "file", "pattern", "leaked", "kept", "transient", "live"));
}

TEST(JsonReport, KeepsAnEmptyFileNameApartFromAnUnknownOne) {
  PlacedGroup empty = test::leaking("Cart", "(empty file name)", 1, 5);
  empty.group.key.file = "";
  EXPECT_EQ(parsed(test::verdict_of({empty})).at("groups")[0].at("file"), "");
}

TEST(JsonReport, NamesTheKindOfAnImemo) {
  const Json groups = parsed(test::failing_verdict()).at("groups");
  EXPECT_EQ(groups[3].at("type"), "IMEMO");
  EXPECT_EQ(groups[3].at("class"), "callcache");
  EXPECT_EQ(groups[3].at("imemo"), "callcache");
  EXPECT_FALSE(groups[1].contains("imemo"));
}

TEST(JsonReport, NamesEveryPattern) {
  std::vector<std::string> patterns;
  const Json json = parsed(test::failing_verdict());
  for (const Json& group : json.at("groups")) patterns.push_back(group.at("pattern"));
  EXPECT_THAT(patterns, ElementsAre("leak", "leak", "uneven-leak", "one-time", "turnover"));
}

TEST(JsonReport, HasKeptGroupsAndThoseThatAFindingNames) {
  Verdict verdict = test::failing_verdict();
  const auto classes = [&] {
    std::vector<std::string> names;
    const Json json = parsed(verdict);
    for (const Json& group : json.at("groups")) names.push_back(group.at("class"));
    return names;
  };
  EXPECT_THAT(classes(), ElementsAre("String", "Cart", "Visit", "callcache", "Entry"));
  // A finding on the sum does not name its groups.
  Finding sum = test::finding_on(verdict, 5, 0, FindingStatus::fail);
  sum.subject = "all objects";
  sum.each = Each::sum;
  verdict.findings.push_back(sum);
  EXPECT_THAT(classes(), ElementsAre("String", "Cart", "Visit", "callcache", "Entry"));
  verdict.findings.push_back(test::finding_on(verdict, 5, 0, FindingStatus::warn));
  EXPECT_THAT(classes(), ElementsAre("String", "Cart", "Visit", "callcache", "Entry", "Row"));
}

TEST(JsonReport, HasEmptyListsWhereThereIsNothing) {
  const Json json = parsed(Verdict{});
  for (const char* list : {"dumps", "trust", "groups", "findings", "leaks"})
    EXPECT_EQ(json.at(list), Json::array()) << list;
  EXPECT_EQ(json.at("totals").at("leaked").dump(), R"({"objects":0,"bytes":0})");
}

TEST(JsonReport, ListsEveryFindingInOrder) {
  Verdict verdict = test::passing_verdict();
  verdict.findings.push_back(test::in_bytes(verdict.findings[0], FindingStatus::warn));
  verdict.findings[1].measure = Measure::growth;
  verdict.findings[1].actual = -3;
  verdict.findings.push_back(test::skipped("old", "all objects", "off"));
  Json findings = parsed(verdict).at("findings");
  ASSERT_EQ(findings.size(), 3U);
  // What they are is the fingerprints' own test.
  for (Json& finding : findings) EXPECT_EQ(finding.erase("fingerprint"), 1U);
  EXPECT_EQ(
      findings[0].dump(),
      R"j({"rule":"leak","subject":"Puma::Client server.rb:348","status":"pass","measure":"leaked",)j"
      R"j("unit":"objects","actual":1,"limit":20,)j"
      R"j("message":"Puma::Client server.rb:348: 1 object leaked, within the limit of 20 (rule leak)",)j"
      R"j("class":"Puma::Client","type":"OBJECT","file":"/srv/app/server.rb","line":348})j");
  EXPECT_EQ(findings[1].dump(),
            R"j({"rule":"leak","subject":"Puma::Client server.rb:348","status":"warn","measure":"growth",)j"
            R"j("unit":"bytes","actual":-3,"limit":20,)j"
            R"j("message":"Puma::Client server.rb:348: 40 bytes leaked, over the limit of 20 (rule leak)",)j"
            R"j("class":"Puma::Client","type":"OBJECT","file":"/srv/app/server.rb","line":348})j");
  EXPECT_EQ(findings[2].dump(),
            R"j({"rule":"old","subject":"all objects","status":"skip","measure":"leaked","unit":"objects",)j"
            R"j("actual":0,"limit":20,"message":"all objects: off (rule old)"})j");
}

TEST(JsonReport, WritesTheLargestNumbersExactly) {
  Verdict verdict = test::passing_verdict();
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  verdict.totals.leaked = {kMost, kMost};
  verdict.groups[0].group.key.line = -3;
  verdict.findings[0].actual = std::numeric_limits<std::int64_t>::min();
  verdict.findings[0].limit = kMost;
  const Json json = parsed(verdict);
  EXPECT_EQ(json.at("totals").at("leaked").at("bytes").get<std::uint64_t>(), kMost);
  EXPECT_EQ(json.at("groups")[0].at("line"), -3);
  EXPECT_EQ(json.at("findings")[0].at("actual").get<std::int64_t>(),
            std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(json.at("findings")[0].at("limit").get<std::uint64_t>(), kMost);
}

TEST(JsonReport, GivesHostileNamesBackUnchangedIfTheyAreUtf8) {
  std::size_t checked = 0;
  for (const std::string& name : test::kHostileNames) {
    if (!is_utf8(name)) continue;
    ++checked;
    const Verdict verdict = test::hostile_verdict(name);
    const Json json = parsed(verdict);
    const Json& group = json.at("groups")[0];
    EXPECT_EQ(group.at("class"), name);
    EXPECT_EQ(group.at("file"), "/srv/app/" + name);
    EXPECT_EQ(group.at("method"), name);
    EXPECT_EQ(json.at("findings")[0].at("subject"), verdict.findings[0].subject);
    EXPECT_EQ(json.at("findings")[1].at("rule"), name);
  }
  EXPECT_EQ(checked, 12U);
}

TEST(JsonReport, PutsTheReplacementCharacterForBytesThatAreNoUtf8) {
  const Json json = parsed(test::hostile_verdict("caf\xE9 \xED\xA0\x80"));
  EXPECT_EQ(json.at("groups")[0].at("class"), "caf\xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(JsonReport, HoldsNoControlCharacterAndNoCommand) {
  const std::string name = "##[error]x\x1b[31m\x7f\xC2\x9B::";
  const std::string text = render_json(test::hostile_verdict(name));
  EXPECT_TRUE(
      std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
  EXPECT_TRUE(test::commands_in(text).empty());
  EXPECT_EQ(Json::parse(text).at("groups")[0].at("class"), name);
}

}  // namespace
}  // namespace heapgate

#include "explain_json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "causes.hpp"
#include "fingerprint.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

using Json = nlohmann::ordered_json;

Json key(const GroupKey& value) {
  Json json{{"class", value.class_name}, {"type", value.type}};
  if (value.file) json["file"] = *value.file;
  if (value.line) json["line"] = *value.line;
  return json;
}

Json holder_identity(const Holder& value) {
  Json json{
      {"name", clean_line(value.shares_variable && !value.variable.empty() ? value.variable : value.name)}};
  if (!value.below.empty()) json["below"] = clean_line(value.below);
  json.update(key(value.key));
  return json;
}

Json threads(const ExplainedLeak& leak) {
  Json json = Json::array();
  for (const ThreadState& state : leak.threads) {
    json.push_back({{"status", clean_line(state.status)}, {"threads", state.threads}});
    if (!state.site.empty()) json.back()["site"] = clean_line(state.site);
  }
  return json;
}

Json holder(const Holder& value) {
  Json json = holder_identity(value);
  json["objects"] = value.objects;
  json["references"] = value.references;
  json["grows"] = value.grows;
  json["held"] = value.held;
  return json;
}

Json whole(const Verdict& verdict, const ExplainedLeak& leak) {
  Json json{{"objects", leak.objects}, {"holders", Json::array()}, {"followers", Json::array()}};
  for (const Holder& value : leak.holders) json["holders"].push_back(holder(value));
  for (const LeakFollower& follower : leak.followers) {
    json["followers"].push_back(key(verdict.groups[follower.group].group.key));
  }
  json["path"] = Json::array();
  for (const std::string& step : leak.path) json["path"].push_back(clean_line(step));
  if (!leak.near.empty()) json["near"] = clean_line(leak.near);
  json["outside"] = Json::array();
  for (const auto& [root, objects] : leak.outside) {
    json["outside"].push_back(
        {{"root", root.empty() ? Json(nullptr) : Json(clean_line(root))}, {"objects", objects}});
  }
  return json;
}

Json part(const Verdict& verdict, const ExplainedLeak& leak, std::size_t group) {
  const auto of = std::find_if(leak.followers.begin(), leak.followers.end(),
                               [&](const LeakFollower& follower) { return follower.group == group; });
  Json json{{"part_of", key(verdict.groups[leak.group].group.key)}};
  if (of->tie == Tie::references) json["referenced_by"] = key(verdict.groups[of->of].group.key);
  return json;
}

Json leak_json(const Verdict& verdict, const ExplainedLeak& leak, const std::vector<std::size_t>& positions) {
  Json json{{"head", positions[leak.group]}, {"members", Json::array()}};
  for (const std::size_t member : members_of(leak)) json["members"].push_back(positions[member]);
  if (!leak.holders.empty()) {
    const Holder& first = leak.holders.front();
    json["holder"] = holder_identity(first);
    json["holder"]["live"] = first.references;
  }
  json["path"] = Json::array();
  for (const std::string& step : leak.path) json["path"].push_back(clean_line(step));
  if (!leak.threads.empty()) json["threads"] = threads(leak);
  const Tally sum = sum_of(verdict, leak);
  json["objects"] = sum.objects;
  json["bytes"] = sum.bytes;
  return json;
}

}  // namespace

nlohmann::ordered_json leaks_json(const Verdict& verdict, const std::vector<bool>& shown) {
  std::vector<std::size_t> positions(shown.size());
  for (std::size_t i = 0, next = 0; i < shown.size(); ++i) positions[i] = shown[i] ? next++ : next;
  Json json = Json::array();
  if (!verdict.explanation) return json;
  const std::vector<std::string> prints = leak_fingerprints(verdict);
  for (std::size_t i = 0; i < prints.size(); ++i) {
    json.push_back(leak_json(verdict, verdict.explanation->leaks[i], positions));
    json.back()["fingerprint"] = prints[i];
  }
  const auto size = [](const Json& leak) {
    return std::pair(leak.at("objects").get<std::uint64_t>(), leak.at("bytes").get<std::uint64_t>());
  };
  std::stable_sort(json.begin(), json.end(), [&](const Json& a, const Json& b) { return size(a) > size(b); });
  return json;
}

std::string group_explanation(const Verdict& verdict, std::size_t group) {
  const ExplainedLeak* leak = verdict.explanation ? leak_of(*verdict.explanation, group) : nullptr;
  if (leak == nullptr) return "";
  const Json json = leak->group == group ? whole(verdict, *leak) : part(verdict, *leak, group);
  const std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace);
  std::string indented;
  for (const char c : text) indented += c == '\n' ? "\n      " : std::string(1, c);
  return indented;
}

}  // namespace heapgate

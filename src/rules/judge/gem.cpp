#include <cctype>

#include "heapgate/place.hpp"
#include "util/ascii.hpp"

namespace heapgate {
namespace {

bool is_version(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

struct Split {
  std::string_view head;
  std::string_view tail;
};

Split split_at(std::string_view text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

// "nokogiri-1.13.10-x86_64-linux" is nokogiri 1.13.10: the version begins at the first dash before a digit
// from which on only version characters follow up to a dash or the end.
std::optional<Split> split_version(std::string_view folder) {
  for (std::size_t dash = folder.find('-'); dash != std::string_view::npos;
       dash = folder.find('-', dash + 1)) {
    if (dash == 0 || dash + 1 >= folder.size() || !is_digit(folder[dash + 1])) continue;
    const std::string_view version = split_at(folder.substr(dash + 1), '-').head;
    if (version.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.") ==
        std::string_view::npos) {
      return Split{folder.substr(0, dash), version};
    }
  }
  return std::nullopt;
}

// ".../gems/NAME-VERSION/...": RubyGems everywhere, vendor/bundle, rbenv, asdf, Docker, Debian's
// rubygems-integration. The last such folder counts, as in ruby/3.1.0/gems/puma-5.6.5.
std::optional<Gem> from_gems_folder(std::string_view file) {
  constexpr std::string_view kGems = "/gems/";
  for (std::size_t at = file.rfind(kGems); at != std::string_view::npos; at = file.rfind(kGems, at - 1)) {
    const auto [folder, path] = split_at(file.substr(at + kGems.size()), '/');
    const auto named = split_version(folder);
    if (named && !path.empty())
      return Gem{std::string(named->head), std::string(named->tail), std::string(path)};
    if (at == 0) break;
  }
  return std::nullopt;
}

// ".../bundler/gems/NAME-0123456789ab/...": a gem from git; the revision stands in the version's place.
std::optional<Gem> from_git(std::string_view file) {
  constexpr std::string_view kGit = "/bundler/gems/";
  const std::size_t at = file.rfind(kGit);
  if (at == std::string_view::npos) return std::nullopt;
  const auto [folder, path] = split_at(file.substr(at + kGit.size()), '/');
  const std::size_t dash = folder.rfind('-');
  if (dash == std::string_view::npos || path.empty()) return std::nullopt;
  return Gem{std::string(folder.substr(0, dash)), std::string(folder.substr(dash + 1)), std::string(path)};
}

// Debian's packages: /usr/lib/ruby/vendor_ruby/rack/response.rb belongs to rack.
std::optional<Gem> from_vendor_ruby(std::string_view file) {
  constexpr std::string_view kVendor = "/vendor_ruby/";
  const std::size_t at = file.rfind(kVendor);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view path = file.substr(at + kVendor.size());
  // What is compiled has a folder of Ruby's version before it.
  if (const auto [version, rest] = split_at(path, '/'); is_version(version)) path = rest;
  std::string_view name = split_at(path, '/').head;
  if (name.ends_with(".rb")) name.remove_suffix(3);
  if (name.empty()) return std::nullopt;
  return Gem{std::string(name), {}, "lib/" + std::string(path)};
}

}  // namespace

std::optional<Gem> gem_of(std::string_view file) {
  if (auto gem = from_git(file)) return gem;
  if (auto gem = from_gems_folder(file)) return gem;
  return from_vendor_ruby(file);
}

}  // namespace heapgate

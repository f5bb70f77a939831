#include "repository.hpp"

#include <string_view>

namespace heapgate {
namespace {

bool ends_at_colon(std::string_view url) {
  const std::size_t colon = url.find(':');
  return colon != std::string_view::npos && url.find('/') > colon;
}

std::string without_suffix(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  if (path.ends_with(".git")) path.remove_suffix(4);
  while (path.starts_with('/')) path.remove_prefix(1);
  return std::string(path);
}

std::string_view without_user(std::string_view authority) {
  const std::size_t at = authority.rfind('@');
  return at == std::string_view::npos ? authority : authority.substr(at + 1);
}

}  // namespace

Repository repository_of(const std::string& url) {
  const std::string_view text(url);
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) {
    // As scp writes it; else a path on this machine, which tells nothing.
    if (!ends_at_colon(text)) return {};
    const std::size_t colon = text.find(':');
    const std::string name = without_suffix(text.substr(colon + 1));
    return {name, "https://" + std::string(without_user(text.substr(0, colon))) + "/" + name};
  }
  const std::string_view rest = text.substr(scheme + 3);
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos || text.starts_with("file:")) return {};
  std::string_view host = without_user(rest.substr(0, slash));
  const bool is_web = text.starts_with("http");
  if (!is_web) host = host.substr(0, host.find(':'));
  const std::string name = without_suffix(rest.substr(slash + 1, rest.find_first_of("?#") - slash - 1));
  return {name, (text.starts_with("http:") ? "http://" : "https://") + std::string(host) + "/" + name};
}

std::string commit_page(const std::string& page, const std::string& commit) {
  if (page.empty() || commit.empty()) return "";
  const std::string_view host = std::string_view(page).substr(0, page.find('/', page.find("://") + 3));
  if (host.find("gitlab") != std::string_view::npos) return page + "/-/commit/" + commit;
  if (host.find("bitbucket") != std::string_view::npos) return page + "/commits/" + commit;
  return page + "/commit/" + commit;
}

}  // namespace heapgate

#include "http.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <exception>
#include <memory>

namespace heapgate {
namespace {

constexpr int kLongest = 24 * 3600 * 1000;
constexpr long kConnectMilliseconds = 10'000;

// Of the program, as it is with curl.
std::string& ca_file() {
  static std::string path = [] {
    const char* variable = std::getenv("SSL_CERT_FILE");
    return std::string(variable != nullptr ? variable : "");
  }();
  return path;
}

struct Transfer {
  CURL* handle = nullptr;
  HttpAnswer answer;
  const std::function<void(std::string_view)>* body = nullptr;
  bool any_status = false;  // the body of every answer is wanted
  std::exception_ptr thrown;
};

struct Request {
  const std::string& url;
  const std::vector<std::string>& headers;
  std::string method;       // of data that is sent
  const std::string* data;  // none: GET
};

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) {
  auto& answer = static_cast<Transfer*>(user)->answer;
  const std::string_view line(data, size);
  if (line.starts_with("HTTP/")) answer.headers.clear();
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  std::string name(line.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  answer.headers[name] = trimmed(line.substr(colon + 1));
  return size;
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  long status = 0;
  curl_easy_getinfo(transfer.handle, CURLINFO_RESPONSE_CODE, &status);
  if (status != 200 && !transfer.any_status) return size;
  try {
    (*transfer.body)({data, size});
  } catch (...) {
    transfer.thrown = std::current_exception();
    return 0;
  }
  return size;
}

bool is_framed(CURL* handle, const HttpAnswer& answer) {
  long version = 0;
  curl_easy_getinfo(handle, CURLINFO_HTTP_VERSION, &version);
  return version >= CURL_HTTP_VERSION_2_0 || answer.headers.contains("content-length") ||
         answer.header("transfer-encoding").find("chunked") != std::string::npos;
}

void set_options(CURL* handle, Transfer& transfer, const std::string& url, curl_slist* headers,
                 const Deadline& deadline) {
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "gzip");
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  if (!ca_file().empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, ca_file().c_str());
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, kConnectMilliseconds);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS,
                   static_cast<long>(std::max(1, deadline.milliseconds(kLongest))));
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
}

void set_data(CURL* handle, const Request& request) {
  if (request.data == nullptr) return;
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.data->data());
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.data->size()));
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

HttpAnswer perform(const Request& request, const std::function<void(std::string_view)>& body,
                   const Deadline& deadline) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(), curl_easy_cleanup);
  Transfer transfer{handle.get(), {}, &body, request.data != nullptr, {}};
  if (initialised != CURLE_OK || !handle) {
    transfer.answer.error = "libcurl cannot be used";
    return transfer.answer;
  }
  curl_slist* list = nullptr;
  for (const std::string& header : request.headers) list = curl_slist_append(list, header.c_str());
  set_options(handle.get(), transfer, request.url, list, deadline);
  set_data(handle.get(), request);
  const CURLcode code = curl_easy_perform(handle.get());
  curl_slist_free_all(list);
  if (transfer.thrown) std::rethrow_exception(transfer.thrown);
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &transfer.answer.status);
  transfer.answer.framed = is_framed(handle.get(), transfer.answer);
  if (code != CURLE_OK) transfer.answer.error = curl_easy_strerror(code);
  return transfer.answer;
}

}  // namespace

std::string HttpAnswer::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

HttpAnswer http_get(const std::string& url, const std::vector<std::string>& headers,
                    const std::function<void(std::string_view)>& body, const Deadline& deadline) {
  return perform({url, headers, "", nullptr}, body, deadline);
}

HttpAnswer http_send(const std::string& method, const std::string& url,
                     const std::vector<std::string>& headers, const std::string& data,
                     const std::function<void(std::string_view)>& body, const Deadline& deadline) {
  return perform({url, headers, method, &data}, body, deadline);
}

void trust_ca_file(const std::string& path) {
  ca_file() = path;
}

long http_status(const std::string& url, const Deadline& deadline) {
  return http_get(
             url, {}, [](std::string_view) {}, deadline)
      .status;
}

int url_port(const std::string& url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), curl_url_cleanup);
  char* port = nullptr;
  // As curl takes a URL without its scheme.
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_GUESS_SCHEME) != CURLUE_OK ||
      curl_url_get(parsed.get(), CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) != CURLUE_OK) {
    return 0;
  }
  const int number = std::atoi(port);
  curl_free(port);
  return number;
}

}  // namespace heapgate

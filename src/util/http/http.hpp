#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "deadline.hpp"

/// HTTP by libcurl.
namespace heapgate {

struct HttpAnswer {
  long status = 0;                             ///< 0: no answer, see `error`
  std::map<std::string, std::string> headers;  ///< by lower-case name
  bool framed =
      false;          ///< the body's end is told apart from a cut connection: chunked, with a length, HTTP/2
  std::string error;  ///< why there is no answer, or why the body is cut; empty if all is well

  [[nodiscard]] std::string header(const std::string& name) const;
};

/// GET. The body of an answer of status 200 goes to `body`, decompressed. Redirects are not followed.
/// `headers`: "Name: value". What `body` throws is thrown on.
[[nodiscard]] HttpAnswer http_get(const std::string& url, const std::vector<std::string>& headers,
                                  const std::function<void(std::string_view)>& body,
                                  const Deadline& deadline);

/// Sends `data` by PUT or POST. The body of the answer, whatever its status, goes to `body`.
[[nodiscard]] HttpAnswer http_send(const std::string& method, const std::string& url,
                                   const std::vector<std::string>& headers, const std::string& data,
                                   const std::function<void(std::string_view)>& body,
                                   const Deadline& deadline);

/// The status that `url` answers with, 0 if it does not.
[[nodiscard]] long http_status(const std::string& url, const Deadline& deadline);

/// Certificates of later requests are held against the authorities in this PEM file; else those in the file
/// that SSL_CERT_FILE names, else the system's. Before any thread is started.
void trust_ca_file(const std::string& path);

/// The port of an HTTP URL, that of its scheme if it names none; 0 if it is no URL.
[[nodiscard]] int url_port(const std::string& url);

}  // namespace heapgate

// Requests and answers as the handlers see them: no HTTP library in sight.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace her2::service {

struct Request {
  std::string method;                          ///< GET, POST …
  std::string path;                            ///< without the query
  std::map<std::string, std::string> query;    ///< decoded; never holds patient data
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;

  std::string_view header(std::string_view name) const {
    const auto found = headers.find(std::string(name));
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
  }
  std::string parameter(const std::string& name) const {
    const auto found = query.find(name);
    return found == query.end() ? std::string() : found->second;
  }
};

struct Response {
  int status = 200;
  std::string contentType = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

}  // namespace her2::service

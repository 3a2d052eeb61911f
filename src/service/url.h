// The target of a request: path and query, percent-decoded.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace her2::service {

/// "%41" -> "A", "+" -> " " in a query. A broken escape stays as it is.
std::string percentDecoded(std::string_view text, bool plusIsSpace);

/// "/a/b?x=1&y=2" -> path and parameters; of a repeated one the values are joined by commas.
void splitTarget(std::string_view target, std::string& path, std::map<std::string, std::string>& query);

}  // namespace her2::service

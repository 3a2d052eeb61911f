#include "service/url.h"

#include <charconv>

namespace her2::service {

std::string percentDecoded(std::string_view text, bool plusIsSpace) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
      result.push_back(static_cast<char>(value));
      i += 2;
    } else {
      result.push_back(plusIsSpace && text[i] == '+' ? ' ' : text[i]);
    }
  }
  return result;
}

void splitTarget(std::string_view target, std::string& path, std::map<std::string, std::string>& query) {
  const auto mark = target.find('?');
  path = percentDecoded(target.substr(0, mark), false);
  if (mark == std::string_view::npos) return;
  target.remove_prefix(mark + 1);
  while (!target.empty()) {
    const auto end = target.find('&');
    const std::string_view pair = target.substr(0, end);
    target.remove_prefix(end == std::string_view::npos ? target.size() : end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    std::string& value = query[percentDecoded(pair.substr(0, equals), true)];
    if (!value.empty()) value += ',';
    if (equals != std::string_view::npos) value += percentDecoded(pair.substr(equals + 1), true);
  }
}

}  // namespace her2::service

// Members of JSON objects, on whatever RapidJSON writer is open: what every part of an answer writes the same way.
#pragma once

#include <rapidjson/rapidjson.h>

#include <string>
#include <string_view>
#include <vector>

namespace her2::present {

template <class Writer>
class JsonMembers {
 public:
  explicit JsonMembers(Writer& writer) : w_(writer) {}

  void key(std::string_view name) { w_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }
  void string(std::string_view text) { w_.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); }
  void member(std::string_view name, std::string_view text) {
    key(name);
    string(text);
  }
  void strings(std::string_view name, const std::vector<std::string>& texts) {
    key(name);
    w_.StartArray();
    for (const std::string& text : texts) string(text);
    w_.EndArray();
  }

 protected:
  Writer& w_;
};

}  // namespace her2::present

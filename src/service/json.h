// JSON as the routes write it: RapidJSON's writer with short names.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <string>
#include <string_view>

namespace her2::service {

class JsonText {
 public:
  void open() { w_.StartObject(); }
  void close() { w_.EndObject(); }
  void openList() { w_.StartArray(); }
  void closeList() { w_.EndArray(); }
  void key(std::string_view name) { w_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }
  void value(std::string_view text) { w_.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); }
  void text(std::string_view name, std::string_view text) {
    key(name);
    value(text);
  }
  void truth(std::string_view name, bool value) {
    key(name);
    w_.Bool(value);
  }
  void whole(std::string_view name, std::int64_t number) {
    key(name);
    w_.Int64(number);
  }
  /// Text that is JSON already.
  void raw(std::string_view name, std::string_view json) {
    key(name);
    w_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
  }
  void rawValue(std::string_view json) { w_.RawValue(json.data(), json.size(), rapidjson::kObjectType); }
  std::string take() const { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> w_{buffer_};
};

}  // namespace her2::service

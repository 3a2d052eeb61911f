// Short ways to write JSON with RapidJSON's writer: members without value are left out.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <string>
#include <string_view>
#include <vector>

namespace her2::synth {

class Json {
 public:
  void open() { w_.StartObject(); }
  void close() { w_.EndObject(); }
  void openList() { w_.StartArray(); }
  void closeList() { w_.EndArray(); }
  void key(std::string_view name) { w_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }
  void value(std::string_view text) { w_.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); }
  void text(std::string_view name, std::string_view text) {
    if (text.empty()) return;
    key(name);
    value(text);
  }
  void texts(std::string_view name, const std::vector<std::string>& all) {
    if (all.empty()) return;
    key(name);
    openList();
    for (const std::string& each : all) value(each);
    closeList();
  }
  void whole(std::string_view name, int number) {
    key(name);
    w_.Int(number);
  }
  void truth(std::string_view name, bool value) {
    key(name);
    w_.Bool(value);
  }
  /// As written: "2.14" as a number, ">= 2.0" as text.
  void number(std::string_view name, const std::string& written) {
    if (written.empty()) return;
    key(name);
    if (written.find_first_not_of("0123456789.") == std::string::npos) {
      w_.RawValue(written.data(), written.size(), rapidjson::kNumberType);
    } else {
      value(written);
    }
  }
  /// An object that is written already.
  void object(std::string_view json) { w_.RawValue(json.data(), json.size(), rapidjson::kObjectType); }
  /// To begin another text.
  void clear() {
    buffer_.Clear();
    w_.Reset(buffer_);
  }
  /// What was written, as a line.
  void appendLine(std::string& out) const { out.append(buffer_.GetString(), buffer_.GetSize()).push_back('\n'); }
  std::string_view written() const { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> w_{buffer_};
};

/// Cut off in the middle, as a transfer that broke leaves a record.
inline void appendRecord(std::string_view text, bool broken, std::string& out) {
  out.append(broken ? text.substr(0, text.size() / 2) : text).push_back('\n');
}

}  // namespace her2::synth

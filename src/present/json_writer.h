// JSON for people and programs: two spaces a level, members in the order of the calls.
#pragma once

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "her2/date.h"
#include "present/json_members.h"
#include "present/knowledge_layers.h"

namespace her2::present {

class JsonWriter : public JsonMembers<rapidjson::PrettyWriter<rapidjson::StringBuffer>> {
 public:
  JsonWriter() : JsonMembers(writer_) { writer_.SetIndent(' ', 2); }

  using JsonMembers::member;
  void member(std::string_view name, const char* text) { member(name, std::string_view(text)); }
  void member(std::string_view name, std::size_t number) {
    key(name);
    writer_.Uint64(number);
  }
  void member(std::string_view name, bool value) {
    key(name);
    writer_.Bool(value);
  }
  /// null where there is none.
  void member(std::string_view name, const std::optional<Date>& day) {
    key(name);
    day ? string(day->text()) : void(writer_.Null());
  }
  void layers(const kb::Knowledge& knowledge) { writeLayers(knowledge, writer_); }
  void beginObject() { writer_.StartObject(); }
  void beginObject(std::string_view name) {
    key(name);
    beginObject();
  }
  void endObject() { writer_.EndObject(); }
  void beginArray(std::string_view name) {
    key(name);
    writer_.StartArray();
  }
  void endArray() { writer_.EndArray(); }

  /// What was written, with a line end.
  std::string text() const { return std::string(buffer_.GetString(), buffer_.GetSize()) + "\n"; }

 private:
  rapidjson::StringBuffer buffer_;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer_{buffer_};
};

}  // namespace her2::present

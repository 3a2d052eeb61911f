// Differences between two assessments, by their JSON, so that nothing an assessment says is left out.
#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "present/knowledge_layers.h"
#include "present/what_if.h"

namespace her2::present {
namespace {

using rapidjson::Document;
using rapidjson::StringBuffer;
using rapidjson::Value;

std::string text(const Value* value) {
  if (value == nullptr) return "null";
  StringBuffer buffer;
  rapidjson::Writer<StringBuffer> writer(buffer);
  value->Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

/// What an entry of a list is called: the members that name it, joined. Empty where none does.
std::string nameOf(const Value& entry) {
  if (!entry.IsObject()) return {};
  std::string name;
  for (const char* member : {"id", "test", "model", "treatment", "fact", "if", "region"}) {
    const auto found = entry.FindMember(member);
    if (found != entry.MemberEnd() && found->value.IsString())
      name += fmt::format("{}{}", name.empty() ? "" : "@", found->value.GetString());
  }
  return name;
}

bool isNamedList(const Value& value) {
  return value.IsArray() && !value.Empty() &&
         std::all_of(value.Begin(), value.End(), [](const Value& entry) { return !nameOf(entry).empty(); });
}

class Comparison {
 public:
  void compare(const std::string& path, const Value* before, const Value* after) {
    if (before != nullptr && after != nullptr && *before == *after) return;
    if (both(before, after, [](const Value& v) { return v.IsObject(); })) return objects(path, *before, *after);
    const auto list = [](const Value& v) { return isNamedList(v) || (v.IsArray() && v.Empty()); };
    if (both(before, after, list)) return lists(path, *before, *after);
    found.push_back({path, text(before), text(after)});
  }

  std::vector<Difference> found;

 private:
  template <class F>
  static bool both(const Value* before, const Value* after, F&& holds) {
    return before != nullptr && after != nullptr && holds(*before) && holds(*after);
  }

  static const Value* member(const Value& object, const Value& name) {
    const auto found = object.FindMember(name);
    return found == object.MemberEnd() ? nullptr : &found->value;
  }

  static const Value* entry(const Value& list, const std::string& name) {
    const auto found = std::find_if(list.Begin(), list.End(), [&](const Value& each) { return nameOf(each) == name; });
    return found == list.End() ? nullptr : &*found;
  }

  void objects(const std::string& path, const Value& before, const Value& after) {
    const std::string prefix = path.empty() ? "" : path + ".";
    for (const auto& each : before.GetObject())
      compare(prefix + each.name.GetString(), &each.value, member(after, each.name));
    for (const auto& each : after.GetObject()) {
      if (member(before, each.name) == nullptr) compare(prefix + each.name.GetString(), nullptr, &each.value);
    }
  }

  void lists(const std::string& path, const Value& before, const Value& after) {
    for (const Value& each : before.GetArray())
      compare(fmt::format("{}[{}]", path, nameOf(each)), &each, entry(after, nameOf(each)));
    for (const Value& each : after.GetArray()) {
      if (entry(before, nameOf(each)) == nullptr) compare(fmt::format("{}[{}]", path, nameOf(each)), nullptr, &each);
    }
  }
};

Document parsed(const Presenter& presenter, const Answer& answer) {
  Document document;
  document.Parse(assessmentJson(presenter, answer.record, answer.assessment, "", false).c_str());
  return document;
}

template <class Writer>
void write(const Presenter& p, const std::vector<std::string>& changes, const Answer& before, const Answer& after,
           const std::string& inputHash, Writer& w) {
  const auto string = [&](const char* key, const std::string& value) {
    w.Key(key);
    w.String(value.c_str(), static_cast<rapidjson::SizeType>(value.size()));
  };
  w.StartObject();
  string("case", before.assessment.caseId);
  string("asOf", p.asOf.text());
  w.Key("knowledge");
  w.StartObject();
  string("release", p.knowledge.release.version);
  string("hash", p.knowledge.hash);
  writeLayers(p.knowledge, w);
  w.EndObject();
  string("engine", std::string(engineVersion()));
  string("inputHash", inputHash);
  w.Key("whatIf");
  w.StartArray();
  for (const std::string& change : changes) w.String(change.c_str(), static_cast<rapidjson::SizeType>(change.size()));
  w.EndArray();
  w.Key("differences");
  w.StartArray();
  for (const Difference& each : differences(p, before, after)) {
    w.StartObject();
    string("path", each.path);
    w.Key("before");
    w.RawValue(each.before.c_str(), each.before.size(), rapidjson::kObjectType);
    w.Key("after");
    w.RawValue(each.after.c_str(), each.after.size(), rapidjson::kObjectType);
    w.EndObject();
  }
  w.EndArray();
  w.EndObject();
}

}  // namespace

std::vector<Difference> differences(const Presenter& presenter, const Answer& before, const Answer& after) {
  const Document a = parsed(presenter, before);
  const Document b = parsed(presenter, after);
  Comparison comparison;
  comparison.compare("", &a, &b);
  return std::move(comparison.found);
}

std::string whatIfJson(const Presenter& presenter, const std::vector<std::string>& changes, const Answer& before,
                       const Answer& after, const std::string& inputHash, bool pretty) {
  StringBuffer buffer;
  if (pretty) {
    rapidjson::PrettyWriter<StringBuffer> writer(buffer);
    writer.SetIndent(' ', 2);
    writer.SetFormatOptions(rapidjson::kFormatSingleLineArray);
    write(presenter, changes, before, after, inputHash, writer);
  } else {
    rapidjson::Writer<StringBuffer> writer(buffer);
    write(presenter, changes, before, after, inputHash, writer);
  }
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace her2::present

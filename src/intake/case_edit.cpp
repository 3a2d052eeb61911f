#include "intake/case_edit.h"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "intake/case_json.h"
#include "intake/case_json_writer.h"
#include "intake/json_text.h"
#include "intake/table_leaf.h"

namespace her2::intake {
namespace {

using rapidjson::Document;
using rapidjson::Value;

constexpr std::size_t mostNear = 5;

/// One step of a path: a member, or an entry of a list.
struct Step {
  std::string name;                  ///< empty: an entry
  std::optional<std::size_t> index;  ///< of an entry; nothing: a new one at the end
};

Problem badPath(std::string_view text, std::size_t at, std::string message) {
  return {Severity::Error, "change", fmt::format("{}, character {}", shown(text), at + 1), std::move(message),
          "write it as specimen.ihc.score = \"1+\""};
}

bool isName(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

class PathReader {
 public:
  explicit PathReader(std::string_view path) : path_(path) {}

  Result<std::vector<Step>> read() {
    std::vector<Step> steps;
    do {
      const std::size_t begin = at_;
      while (at_ < path_.size() && isName(path_[at_])) ++at_;
      if (at_ == begin) return badPath(path_, at_, "a name is missing here");
      steps.push_back({std::string(path_.substr(begin, at_ - begin)), {}});
      while (at_ < path_.size() && path_[at_] == '[') {
        auto entry = readEntry();
        if (!entry) return entry.problems();
        steps.push_back(*std::move(entry));
      }
    } while (at_ < path_.size() && path_[at_++] == '.');
    if (at_ != path_.size()) return badPath(path_, at_ - 1, "a path goes on with `.` or `[`");
    return steps;
  }

 private:
  Result<Step> readEntry() {
    const auto end = path_.find(']', at_);
    const std::string_view inside = path_.substr(at_ + 1, end == std::string_view::npos ? end : end - at_ - 1);
    Step step;
    if (inside != "+") {
      std::size_t index = 0;
      const auto [stop, error] = std::from_chars(inside.data(), inside.data() + inside.size(), index);
      if (end == std::string_view::npos || error != std::errc() || stop != inside.data() + inside.size())
        return badPath(path_, at_, "an entry of a list is [0], [1] … or [+]");
      step.index = index;
    }
    at_ = end + 1;
    return step;
  }

  std::string_view path_;
  std::size_t at_ = 0;
};

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string_view firstName(std::string_view path) { return path.substr(0, path.find_first_of(".[")); }

/// "tumours[0].er.status" is "tumour.er.status".
std::string withoutIndexes(std::string_view path) {
  std::string plain;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] != '[') {
      plain += path[i];
      continue;
    }
    if (!plain.empty() && plain.back() == 's') plain.pop_back();
    while (i + 1 < path.size() && path[i] != ']') ++i;
  }
  return plain;
}

/// False if the text is no JSON value, or one nested deeper than a case is read.
bool parseValue(std::string_view json, Document& value) {
  int depth = 0;
  for (const char c : json) {
    if (c == '[' || c == '{') ++depth;  // brackets in texts count too: a value needs few
    if (depth > maxNesting) return false;
  }
  value.Parse(json.data(), json.size());
  return !value.HasParseError();
}

std::string jsonOf(const Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

/// Follows steps through the document, making what is missing.
class Walk {
 public:
  Walk(Document& document, const CaseEdit& edit) : document_(document), edit_(edit) {}

  Result<Value*> to(std::span<const Step> steps) {
    Value* at = &document_;
    for (const Step& step : steps) {
      auto next = step.name.empty() ? entry(*at, step) : member(*at, step.name);
      if (!next) return next.problems();
      at = *next;
      done_ += step.name.empty() ? "[]" : (done_.empty() ? "" : ".") + step.name;
    }
    return at;
  }

 private:
  Problem refuse(std::string message) const {
    return {Severity::Error, "change", shown(edit_.text()), std::move(message), ""};
  }

  Result<Value*> member(Value& at, const std::string& name) {
    if (at.IsNull()) at.SetObject();
    if (at.IsArray() && !at.Empty())
      return refuse(fmt::format("`{}` is a list with {} entr{}: say which, as in {}[0].{}", done_, at.Size(),
                                at.Size() == 1 ? "y" : "ies", done_, name));
    if (!at.IsObject()) return refuse(fmt::format("`{}` is a value and has no members", done_));
    auto found = at.FindMember(name.c_str());
    if (found == at.MemberEnd()) {
      at.AddMember(Value(name.c_str(), document_.GetAllocator()), Value(), document_.GetAllocator());
      found = at.FindMember(name.c_str());
    }
    return &found->value;
  }

  Result<Value*> entry(Value& at, const Step& step) {
    if (at.IsNull()) at.SetArray();
    // A lone ISH is written as an object; its first entry is itself.
    if (at.IsObject() && step.index == 0) return &at;
    if (!at.IsArray()) return refuse(fmt::format("`{}` is no list", done_));
    const std::size_t index = step.index.value_or(at.Size());
    if (index > at.Size())
      return refuse(fmt::format("`{}` has {} entr{}: the next is [{}] or [+]", done_, at.Size(),
                                at.Size() == 1 ? "y" : "ies", at.Size()));
    if (index == at.Size()) at.PushBack(Value(), document_.GetAllocator());
    return &at[static_cast<rapidjson::SizeType>(index)];
  }

  Document& document_;
  const CaseEdit& edit_;
  std::string done_;
};

}  // namespace

Result<CaseEdit> parseCaseEdit(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) return badPath(text, text.size(), "there is no `=`");
  CaseEdit edit{std::string(trimmed(text.substr(0, equals))), std::string(trimmed(text.substr(equals + 1)))};
  auto steps = PathReader(edit.path).read();
  if (!steps) return steps.problems();
  Document value;
  if (!parseValue(edit.value, value))
    return Problem{Severity::Error, "change", shown(text), fmt::format("{} is no JSON value", shown(edit.value)),
                   "text stands in quotes: \"1+\""};
  return edit;
}

std::optional<PlainValue> plainValue(std::string_view json) {
  Document document;
  if (!parseValue(json, document)) return std::nullopt;
  PlainValue result;
  const auto take = [&](const Value& value) {
    if (value.IsBool()) result.truth = value.GetBool();
    if (value.IsString()) result.texts.emplace_back(value.GetString(), value.GetStringLength());
    if (value.IsNumber()) result.texts.push_back(jsonOf(value));
    return value.IsBool() || value.IsString() || value.IsNumber();
  };
  result.isList = document.IsArray();
  if (!result.isList) return take(document) ? std::optional(result) : std::nullopt;
  for (const Value& each : document.GetArray()) {
    if (!take(each)) return std::nullopt;
  }
  return result;
}

bool isCarePath(std::string_view path) {
  static constexpr std::string_view lists[] = {"measurements", "conditions", "adverseEvents", "symptoms",
                                               "medications"};
  return std::find(std::begin(lists), std::end(lists), firstName(path)) != std::end(lists);
}

bool isCasePath(std::string_view path) {
  const std::string_view first = firstName(path);
  static constexpr std::string_view parts[] = {"specimen", "tumour", "tumours", "specimens", "treatments"};
  if (isCarePath(path) || std::find(std::begin(parts), std::end(parts), first) != std::end(parts)) return true;
  const auto& leaves = table::leafPaths();
  return std::find(leaves.begin(), leaves.end(), first) != leaves.end();
}

bool isLeafPath(std::string_view path) {
  const auto& leaves = table::leafPaths();
  return std::find(leaves.begin(), leaves.end(), withoutIndexes(path)) != leaves.end();
}

std::vector<std::string> pathsNear(std::string_view path) {
  const std::string plain = withoutIndexes(path);
  const std::vector<std::string>& leaves = table::leafPaths();
  std::vector<std::string> near;
  const auto add = [&](const std::string& each) {
    if (near.size() < mostNear && std::find(near.begin(), near.end(), each) == near.end()) near.push_back(each);
  };
  const std::vector<std::string_view> views(leaves.begin(), leaves.end());
  if (const auto meant = nearestName(plain, views); !meant.empty()) add(std::string(meant));
  const std::string last = plain.substr(plain.rfind('.') + 1);
  for (const std::string& each : leaves) {
    const std::string own = each.substr(each.rfind('.') + 1);
    const std::string_view ownView = own;
    if (own == last || !nearestName(last, std::span(&ownView, 1)).empty()) add(each);
  }
  return near;
}

struct CaseEditor::Impl {
  Impl(const Case& record, const Vocabulary& vocabulary, EditTargets which)
      : reader(vocabulary), targets(std::move(which)), tumours(record.tumours.size()) {
    const std::string json = caseJson(record, vocabulary);
    base.Parse(json.data(), json.size());
  }

  /// Does the case have this problem as it is?
  bool hadBefore(const Problem& problem) {
    if (!before) {
      Case again;
      read(jsonOf(base), again, before.emplace());
    }
    return std::find(before->begin(), before->end(), problem) != before->end();
  }

  bool read(std::string_view json, Case& out, Problems& problems) {
    const Padded padded(json);
    return reader.read(padded.text(), {"", 0}, out, problems);
  }

  /// The places a path means.
  Result<std::vector<std::vector<Step>>> places(const CaseEdit& edit) {
    auto steps = PathReader(edit.path).read();
    if (!steps) return steps.problems();
    const std::string first = steps->front().name;
    const bool indexed = steps->size() > 1 && (*steps)[1].name.empty();
    if (indexed || (first != "specimen" && first != "tumour")) return std::vector<std::vector<Step>>{*std::move(steps)};
    std::vector<std::size_t> entries = targets.specimens;
    if (first == "tumour") entries = {tumours == 0 ? 0 : targets.tumour};
    if (entries.empty()) entries = {newSpecimen()};
    std::vector<std::vector<Step>> result;
    for (const std::size_t entry : entries) {
      std::vector<Step> place = {{first + "s", {}}, {"", entry}};
      place.insert(place.end(), steps->begin() + 1, steps->end());
      result.push_back(std::move(place));
    }
    return result;
  }

  /// Where no specimen is meant, all changes of one edit make the same new one.
  std::size_t newSpecimen() const {
    const auto found = base.FindMember("specimens");
    return found == base.MemberEnd() ? 0 : found->value.Size();
  }

  CaseJsonReader reader;
  EditTargets targets;
  std::size_t tumours;
  Document base;
  std::optional<Problems> before;  ///< of the case as it is, once asked for
};

CaseEditor::CaseEditor(const Case& record, const Vocabulary& vocabulary, EditTargets targets)
    : impl_(std::make_unique<Impl>(record, vocabulary, std::move(targets))) {}
CaseEditor::~CaseEditor() = default;

Result<Case> CaseEditor::edit(std::span<const CaseEdit> edits) {
  Document::AllocatorType memory;
  Document document(&memory);
  document.CopyFrom(impl_->base, memory);
  for (const CaseEdit& edit : edits) {
    auto places = impl_->places(edit);
    if (!places) return places.problems();
    for (const std::vector<Step>& place : *places) {
      auto at = Walk(document, edit).to(place);
      if (!at) return at.problems();
      Document value(&document.GetAllocator());
      if (!parseValue(edit.value, value))
        return Problem{Severity::Error, "change", shown(edit.text()), "the value is no JSON value", ""};
      (*at)->Swap(static_cast<Value&>(value));
    }
  }
  Case result;
  Problems problems;
  const bool read = impl_->read(jsonOf(document), result, problems);
  Problems found;
  for (Problem& problem : problems) {
    if (impl_->hadBefore(problem)) continue;
    std::string texts;
    for (const CaseEdit& edit : edits) texts += (texts.empty() ? "" : "; ") + edit.text();
    std::string remedy = problem.remedy;
    if (problem.code == "member-unknown") {
      const auto near = pathsNear(problem.where);
      if (!near.empty()) remedy = fmt::format("close: {}", fmt::join(near, ", "));
    }
    found.push_back(
        {Severity::Error, problem.code, fmt::format("{}: {}", shown(texts), problem.where), problem.message, remedy});
  }
  if (!read && found.empty()) return problems;
  if (!found.empty()) return found;
  return result;
}

}  // namespace her2::intake

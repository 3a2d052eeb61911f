#include "present/order.h"

#include <fmt/format.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include "present/knowledge_layers.h"
#include "present/safety_json.h"
#include "present/safety_text.h"

namespace her2::present {

std::string orderText(const Presenter& presenter, const assess::OrderReview& review) {
  const safety::OrderCheck& check = review.check;
  static constexpr std::string_view words[] = {"GO", "WAIT", "STOP"};
  const bool lower = check.verdict == safety::Verdict::Go && !check.lowerDose.empty();
  std::string out = fmt::format("{}{} - {} for case {}, as of {}\n", words[static_cast<std::size_t>(check.verdict)],
                                lower ? ", ONE DOSE LEVEL LOWER: " + check.lowerDose : "",
                                fmt::join(check.drugs, " + "), review.record.id, presenter.asOf.text());
  for (const auto& region : check.regions) {
    if (check.regions.size() > 1) out += fmt::format("  {}: {}\n", region.region, safety::verdictName(region.verdict));
  }
  static constexpr std::string_view headings[] = {"\nCAUTIONS\n", "\nWAIT FOR\n", "\nSTOP\n"};
  int before = -1;
  for (const safety::OrderReason& reason : check.reasons) {
    const int now = static_cast<int>(reason.verdict);
    if (now != before) out += headings[now];
    before = now;
    const std::string regions = reason.regions.empty() ? std::string() : regionsText(presenter, reason);
    out += fmt::format("  {}{}{}\n", reason.say, regions.empty() ? "" : fmt::format(" ({})", regions),
                       reason.verify    ? " - verify in the label"
                       : reason.certain ? ""
                                        : " - not certain");
    if (!reason.because.empty()) out += fmt::format("     because {}\n", fmt::join(reason.because, "; "));
    if (!reason.missing.empty()) out += fmt::format("     ? would decide: {}\n", fmt::join(reason.missing, "; "));
    if (!reason.sources.empty()) out += fmt::format("     {}\n", fmt::join(reason.sources, ", "));
  }
  if (!review.assessment.warnings.empty()) out += "\nABOUT THE RECORD\n";
  for (const Problem& each : review.assessment.warnings) out += fmt::format("  {}: {}\n", each.where, each.message);
  return out +
         "\nDecision support for health professionals: it does not say whether the drug is indicated (her2 assess), "
         "and it orders nothing.\n";
}

std::string orderJson(const Presenter& presenter, const assess::OrderReview& review, const std::string& inputHash) {
  const safety::OrderCheck& check = review.check;
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
  writer.SetIndent(' ', 2);
  writer.SetFormatOptions(rapidjson::kFormatSingleLineArray);
  SafetyJson<rapidjson::PrettyWriter<rapidjson::StringBuffer>> json(presenter, writer);
  writer.StartObject();
  json.member("case", review.record.id);
  json.member("asOf", presenter.asOf.text());
  json.strings("drugs", check.drugs);
  json.member("verdict", safety::verdictName(check.verdict));
  json.key("lowerDose");
  if (check.lowerDose.empty()) {
    writer.Null();
  } else {
    writer.String(check.lowerDose.c_str());
  }
  json.key("regions");
  writer.StartObject();
  for (const auto& region : check.regions) json.member(region.region, safety::verdictName(region.verdict));
  writer.EndObject();
  json.key("knowledge");
  writer.StartObject();
  json.member("release", presenter.knowledge.release.version);
  json.member("hash", presenter.knowledge.hash);
  writeLayers(presenter.knowledge, writer);
  writer.EndObject();
  json.member("engine", engineVersion());
  json.member("inputHash", inputHash);
  json.key("reasons");
  writer.StartArray();
  for (const safety::OrderReason& reason : check.reasons) {
    writer.StartObject();
    json.member("verdict", safety::verdictName(reason.verdict));
    json.member("kind", reason.kind);
    json.line(reason);
    writer.EndObject();
  }
  writer.EndArray();
  json.key("warnings");
  writer.StartArray();
  for (const Problem& each : review.assessment.warnings) {
    writer.StartObject();
    json.member("code", each.code);
    json.member("where", each.where);
    json.member("message", each.message);
    writer.EndObject();
  }
  writer.EndArray();
  writer.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace her2::present

// The summary of a cohort as JSON.
#include "present/cohort_summary.h"
#include "present/json_writer.h"

namespace her2::present {
namespace {

class SummaryWriter {
 public:
  void write(const Presenter& p, const Summary& summary, const std::string& file) {
    w_.beginObject();
    w_.member("file", file);
    w_.member("asOf", p.asOf.text());
    w_.beginArray("regions");
    for (const std::uint16_t region : p.regions) w_.string(p.knowledge.regions[region].id);
    w_.endArray();
    w_.beginObject("knowledge");
    w_.member("release", p.knowledge.release.version);
    w_.member("hash", p.knowledge.hash);
    w_.endObject();
    w_.member("engine", engineVersion());
    w_.member("cases", summary.cases);
    w_.member("errors", summary.errors);
    way(summary);
    tumours(summary);
    options(summary);
    counts("missing", "fact", summary.missing);
    mostToGain(summary);
    w_.endObject();
  }
  std::string text() const { return w_.text(); }

 private:
  void counts(std::string_view name, std::string_view id, const std::vector<CountOf>& all) {
    w_.beginArray(name);
    for (const CountOf& each : all) {
      w_.beginObject();
      if (!each.name.empty()) w_.member(id, each.name);
      w_.member("title", each.title);
      w_.member("cases", each.cases);
      w_.endObject();
    }
    w_.endArray();
  }

  void way(const Summary& summary) {
    w_.beginArray("way");
    for (const Summary::Gate& gate : summary.way) {
      w_.beginObject();
      w_.member("gate", gate.id);
      w_.member("title", gate.passedText);
      w_.member("reached", gate.reached);
      w_.member("passed", gate.passed);
      w_.member("lost", gate.lost());
      counts("why", "reason", gate.why);
      w_.endObject();
    }
    w_.endArray();
  }

  void tumours(const Summary& summary) {
    w_.beginArray("tumours");
    for (const Summary::Tumour& tumour : summary.tumours) {
      w_.beginObject();
      w_.member("tumour", tumour.kind.name);
      w_.member("title", tumour.kind.title);
      w_.member("cases", tumour.kind.cases);
      counts("classes", "class", tumour.classes);
      w_.endObject();
    }
    w_.endArray();
  }

  void options(const Summary& summary) {
    w_.beginArray("options");
    for (const Summary::Listed& each : summary.options) {
      w_.beginObject();
      w_.member("option", each.option);
      w_.member("region", each.region);
      w_.member("population", each.population);
      w_.member("indicated", each.indicated);
      w_.member("possible", each.possible);
      w_.endObject();
    }
    w_.endArray();
  }

  void mostToGain(const Summary& summary) {
    w_.beginArray("mostToGain");
    for (const Summary::Gain& each : summary.mostToGain) {
      w_.beginObject();
      w_.member("case", each.caseId);
      w_.member("line", each.line);
      w_.member("option", each.option);
      w_.member("region", each.region);
      w_.member("state", each.state);
      if (!each.mcbs.empty()) w_.member("mcbs", each.mcbs);
      w_.member("substantial", each.substantial);
      w_.member("effect", each.effect);
      w_.member("because", each.because);
      w_.strings("missing", each.missing);
      w_.strings("due", each.due);
      w_.endObject();
    }
    w_.endArray();
  }

  JsonWriter w_;
};

}  // namespace

std::string summaryJson(const Presenter& presenter, const Summary& summary, const std::string& file) {
  SummaryWriter writer;
  writer.write(presenter, summary, file);
  return writer.text();
}

}  // namespace her2::present
